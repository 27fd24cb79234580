import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { ConfigurationStyle, ReleaseProfile } from "../../../components/product/release";
import { isAtLeast, releaseProfile } from "../../../components/product/releases";
import { addMissingFiles } from "../../support/pack2x";
import { sharedFile } from "../../support/shared";

/** How a stand-in behaves. */
export interface StandInOptions {
    release: string;
    /** Seconds until its management port is open. Defaults to 1. */
    startSeconds?: number;
    /** Seconds from then on until its APIs are there. Defaults to 1. */
    contentSeconds?: number;
    /** The group and user that its files belong to. Defaults to those of the release. */
    owner?: { userId: number; groupId: number };
}

/** A pack of the gateway product that is none: its files and folders are real, its server is a small program. */
export interface StandInPack {
    profile: ReleaseProfile;
    /** Layer for machines whose image has the pack where the product's images have it. */
    layer: string;
    /** The pack as it is downloaded. */
    zip: string;
    /** Checksum of `zip`, hexadecimal. */
    sha256: string;
}

const SERVER = path.join(__dirname, "standIn");
/** Releases without files of their own take those of the nearest one. */
const filesOf: Readonly<Record<string, string>> = { "4.2.0": "4.5.0" };

/** API artifacts that every pack brings, in the shape that Synapse has them; their content is not looked at. */
const content: Readonly<Record<string, string>> = {
    "synapse.xml": '<definitions xmlns="http://ws.apache.org/ns/synapse"/>\n',
    "registry.xml": '<registry xmlns="http://ws.apache.org/ns/synapse" provider="org.wso2.carbon.mediation.registry.WSO2Registry"/>\n',
    "sequences/main.xml": '<sequence xmlns="http://ws.apache.org/ns/synapse" name="main"/>\n',
    "sequences/fault.xml": '<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault"/>\n',
    "proxy-services/WorkflowCallbackService.xml": '<proxy xmlns="http://ws.apache.org/ns/synapse" name="WorkflowCallbackService"/>\n',
    "api/_TokenAPI_.xml": apiArtifact("_WSO2AMTokenAPI_", "/token"),
    "inbound-endpoints/WebSocketInboundEndpoint.xml": '<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse" name="WebSocketInboundEndpoint"/>\n',
};

/** An artifact as the Publisher writes one. */
export function apiArtifact(name: string, context: string): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<api xmlns="http://ws.apache.org/ns/synapse" name="${name}" context="${context}"/>\n`;
}

/**
 * Makes a pack.
 *
 * @param context the test or hook that needs it; it is skipped where the product's own files are missing
 * @param folder for the pack; the caller deletes it
 */
export function standInPack(context: Mocha.Context, folder: string, options: StandInOptions): StandInPack {
    const profile = releaseProfile(options.release);
    const files = sharedFile(context, "wso2", filesOf[options.release] ?? options.release, "repository");
    const layer = path.join(folder, `pack-${options.release}`);
    const home = path.join(layer, profile.homeDirectory);
    const put = (name: string, text: string): void => {
        fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
        fs.writeFileSync(path.join(home, name), text);
    };
    fs.mkdirSync(home, { recursive: true });
    fs.cpSync(files, path.join(home, "repository"), { recursive: true });
    // Wherever they came from: a pack's files can be written by their owner.
    execFileSync("chmod", ["--recursive", "u+w", home]);
    for (const name of ["logs", "database", "tenants", "components/plugins", "deployment/server/axis2services"])
        fs.mkdirSync(path.join(home, "repository", name), { recursive: true });
    fs.mkdirSync(path.join(home, "tmp"));
    for (const [name, text] of Object.entries(content)) put(`repository/deployment/server/synapse-configs/default/${name}`, text);
    if (profile.configurationStyle === ConfigurationStyle.Xml) addMissingFiles(home);
    put("repository/resources/security/sslprofiles.xml", "<profiles/>\n");
    put("bin/stand-in.json", JSON.stringify(behaviour(profile, options)));
    fs.copyFileSync(path.join(SERVER, "server.sh"), path.join(home, profile.script));
    fs.chmodSync(path.join(home, profile.script), 0o755);
    for (const name of ["stand_in.py", "configuration.py"]) fs.copyFileSync(path.join(SERVER, name), path.join(home, "bin", name));
    makeShippedStores(path.join(home, "repository/resources/security"));

    const zip = path.join(folder, `${profile.packName}.zip`);
    execFileSync("zip", ["--quiet", "--recurse-paths", zip, profile.packName], { cwd: path.dirname(home) });
    const { userId, groupId } = options.owner ?? profile;
    execFileSync("chown", ["--recursive", `${userId}:${groupId}`, path.dirname(home)]);
    return { profile, layer, zip, sha256: createHash("sha256").update(fs.readFileSync(zip)).digest("hex") };
}

/** What the small server is told about the release that it stands for. */
function behaviour(profile: ReleaseProfile, { startSeconds = 1, contentSeconds = 1 }: StandInOptions): object {
    const isToml = profile.configurationStyle === ConfigurationStyle.Toml;
    return {
        startSeconds,
        contentSeconds,
        healthPath: profile.health.path,
        // Up to 4.0 the answer comes before the APIs are there (wso2/api-manager#3461).
        healthKnowsApis: profile.health.path !== "/services/Version",
        readsFiles: !isAtLeast(profile.release, "4.0.0"),
        renders: isToml,
        // From 3.1 a template of the configuration mapper.
        rendersWebSocket: isAtLeast(profile.release, "3.1.0"),
    };
}

/** The key store and the trust store that every pack brings, with the password that everybody knows. */
function makeShippedStores(folder: string): void {
    const keytool = (...args: string[]): void => {
        execFileSync("keytool", [...args, "-storepass", "wso2carbon", "-noprompt"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    };
    const key = ["-genkeypair", "-alias", "wso2carbon", "-keyalg", "RSA", "-dname", "CN=localhost", "-keypass", "wso2carbon"];
    keytool(...key, "-keystore", "wso2carbon.jks", "-storetype", "JKS");
    keytool("-exportcert", "-alias", "wso2carbon", "-keystore", "wso2carbon.jks", "-file", "wso2carbon.crt");
    keytool("-importcert", "-alias", "wso2carbon", "-file", "wso2carbon.crt", "-keystore", "client-truststore.jks", "-storetype", "JKS");
    fs.rmSync(path.join(folder, "wso2carbon.crt"));
}
