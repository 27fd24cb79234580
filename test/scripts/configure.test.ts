import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";

import { environmentFile } from "../../components/node/gatewayNode";
import { newRootCertificate, testAuthority } from "../support/fixtures";
import { AWKWARD, CLIENT_ID, knowSecrets, secretId, useSandbox } from "./support/sandboxes";

const RUN = "/run/wso2-gateway";
const HOME = "/home/wso2carbon/wso2am-3.2.0";
const CONTENT = "repository/deployment/server/synapse-configs";
const STORES = "/srv/stores";
const TRUST_PASSWORD = `trust-${AWKWARD}`;
const toml = '[server]\nhostname = "gw.example.com"\n';
const settings = {
    HOME_DIRECTORY: HOME,
    JDK_VERSION: "17",
    CONFIGURATION_STYLE: "Toml",
    CONTENT_SYNC: "SharedFileSystem",
    JVM_MEMORY_VARIABLE: "JVM_MEM_OPTS",
    IDENTITY_CLIENT_ID: CLIENT_ID,
    KEY_STORE_SECRET_ID: secretId("store"),
    KEY_ALIAS: "gateway-key",
    SHARE_FOLDER: "gateway-dev",
    SHARED_PATHS: CONTENT,
};

describe("configure", function () {
    this.timeout(120_000);
    const { sandbox, azure } = useSandbox("keytool");
    const roots = [newRootCertificate(), newRootCertificate()];

    before(async () => {
        const secrets = { "key-store": AWKWARD, trust: TRUST_PASSWORD, store: testAuthority().keyStore({ password: AWKWARD, alias: "gateway-key" }) };
        await knowSecrets(azure(), secrets);
        const variables = { GATEWAY_KEYSTORE_PASSWORD: secretId("key-store"), GATEWAY_TRUSTSTORE_PASSWORD: secretId("trust") };
        sandbox().write("/etc/wso2-gateway/secrets.env", environmentFile(variables));
        sandbox().write("/etc/wso2-gateway/trusted-roots.pem", roots.join(""));
        sandbox().configure(settings);
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        await makeShippedStores();
    });
    beforeEach(async () => {
        for (const file of [HOME, "conf", "security", "synapse-configs", "gateway.env"].map((name) => (name === HOME ? HOME : `${RUN}/${name}`)))
            sandbox().remove(file);
        sandbox().write(`${HOME}/repository/conf/log4j2.properties`, "shipped\n");
        sandbox().write(`${HOME}/repository/conf/deployment.toml`, "shipped\n");
        sandbox().write(`${HOME}/repository/resources/conf/.metadata/metadata_config.properties`, "made by an earlier boot\n");
        sandbox().makeFolder(`${HOME}/repository/deployment/server`);
        sandbox().makeFolder(`${HOME}/repository/resources/security`);
        await sandbox().must("cp", ["-rT", STORES, `${HOME}/repository/resources/security`]);
        sandbox().write("/home/wso2carbon/pristine/synapse-configs/default/synapse.xml", "<definitions/>\n");
        sandbox().write("/etc/wso2-gateway/deployment.toml", toml);
        sandbox().write("/var/lib/cloud/data/instance-id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301\n");
        sandbox().configure(settings);
        sandbox().forgetJournal();
    });

    /** The stores of a pack: its own certificate for localhost among public authorities. */
    async function makeShippedStores(): Promise<void> {
        sandbox().write(`${STORES}/authority.pem`, testAuthority().root);
        const common = "-storetype JKS -storepass wso2carbon -noprompt -keystore";
        const commands = [
            `keytool -genkeypair -alias wso2carbon -keyalg RSA -dname 'CN=localhost, O=WSO2, L=Mountain View, ST=CA, C=US' -keypass wso2carbon ${common} wso2carbon.jks`,
            "keytool -exportcert -alias wso2carbon -keystore wso2carbon.jks -storepass wso2carbon -file own.crt",
            ...["wso2carbon", "gateway_certificate_alias"].map((alias) => `keytool -importcert -alias ${alias} -file own.crt ${common} client-truststore.jks`),
            `keytool -importcert -alias public -file authority.pem ${common} client-truststore.jks`,
            "rm own.crt authority.pem",
        ];
        await sandbox().must("bash", ["-euc", `cd ${STORES}; ${commands.join(" 2>/dev/null; ")}`]);
    }

    const configure = (): Promise<string> => sandbox().must("/usr/local/lib/wso2-gateway/configure");
    const own = (): Record<string, string> =>
        Object.fromEntries(
            [
                ...sandbox()
                    .read(`${RUN}/gateway.env`)
                    .matchAll(/^(\w+)="(.*)"$/gm),
            ].map(([, name, value]) => [name!, value!]),
        );
    const failsWith = async (reason: RegExp): Promise<void> => {
        const { code, stderr } = await sandbox().script("configure");
        assert.equal(code, 1);
        assert.match(stderr.trimEnd().split("\n").at(-1)!, reason);
    };

    it("puts the environment's configuration among the pack's own, in memory, for the gateway's user alone", async () => {
        await configure();
        assert.equal(sandbox().read(`${RUN}/conf/deployment.toml`), toml);
        assert.equal(sandbox().read(`${RUN}/conf/log4j2.properties`), "shipped\n");
        assert.equal(sandbox().read(`${HOME}/repository/conf/deployment.toml`), "shipped\n", "the pack stays as it was");
        assert.ok(sandbox().exists(`${RUN}/security/wso2carbon.jks`), "the product's files name it");
        for (const file of ["conf", "security"]) assert.equal(sandbox().access(`${RUN}/${file}`), "802:802 750");
        for (const file of ["conf/deployment.toml", "security/node.p12", "security/trust.p12"]) assert.equal(sandbox().access(`${RUN}/${file}`), "802:802 640");
    });

    it("gives the node's key store to the product, and to Java", async () => {
        await configure();
        const env = { PASSWORD: AWKWARD };
        const listed = await sandbox().must("keytool", ["-list", "-keystore", `${RUN}/security/node.p12`, "-storepass:env", "PASSWORD"], { env });
        assert.match(listed, /^gateway-key, .*PrivateKeyEntry/m);
    });

    it("trusts public authorities and the environment's own, not the certificate that every pack has", async () => {
        await configure();
        const env = { PASSWORD: TRUST_PASSWORD };
        const listed = await sandbox().must("keytool", ["-list", "-keystore", `${RUN}/security/trust.p12`, "-storepass:env", "PASSWORD"], { env });
        const aliases = [...listed.matchAll(/^([\w-]+), .*trustedCertEntry/gm)].map(([, alias]) => alias);
        assert.deepEqual(aliases.sort(), ["gateway_certificate_alias", "public", "trusted-root-1", "trusted-root-2"]);
        assert.equal(sandbox().access(`${RUN}/secrets/trust.p12`), "0:802 640");
    });

    it("verifies signatures of the control plane with the certificate that it is told, else with the node's own", async () => {
        const given = "/etc/wso2-gateway/signing-certificate.pem";
        const env = { PASSWORD: TRUST_PASSWORD };
        const list = ["-exportcert", "-rfc", "-alias", "gateway_certificate_alias", "-keystore", `${RUN}/security/trust.p12`, "-storepass:env", "PASSWORD"];
        const trusted = async (): Promise<string> => new X509Certificate(await sandbox().must("keytool", list, { env })).fingerprint256;
        await configure();
        assert.equal(await trusted(), new X509Certificate(sandbox().read(`${RUN}/secrets/node-certificate.pem`)).fingerprint256);
        sandbox().write(given, roots[1]!);
        await configure();
        assert.equal(await trusted(), new X509Certificate(roots[1]!).fingerprint256);
        sandbox().write(given, "nothing\n");
        await failsWith(/^the certificate of the control plane's signatures cannot be read: /);
        sandbox().remove(given);
    });

    it("says what is this node's own", async () => {
        await configure();
        const { JAVA_HOME, NODE_IP, NODE_ID, JVM_MEM_OPTS, ...rest } = own();
        assert.deepEqual(rest, {});
        assert.match(await sandbox().must("bash", ["-c", `"${JAVA_HOME}/bin/java" -version 2>&1`]), /version "17/);
        assert.equal(NODE_IP, sandbox().address);
        assert.equal(NODE_ID, "3f2504e0-4f89-11d3-9a0c-0305e82c3301");
        const [, start, most] = /^-Xms(\d+)m -Xmx(\d+)m /.exec(JVM_MEM_OPTS!)!;
        const half = Number(/MemTotal: +(\d+)/.exec(sandbox().read("/proc/meminfo"))![1]) / 2048;
        assert.equal(start, most);
        assert.ok(Math.abs(Number(most) - Math.min(half, 30_720)) <= 1);
        assert.equal(sandbox().access(`${RUN}/gateway.env`), "0:0 644");
    });

    it("takes the host's name where the machine has no id", async () => {
        sandbox().remove("/var/lib/cloud/data/instance-id");
        await configure();
        assert.equal(own().NODE_ID, (await sandbox().must("hostname")).trim());
    });

    it("makes links of what nodes share, and the same ones in a second run", async () => {
        for (let run = 0; run < 2; run++) {
            await configure();
            assert.equal((await sandbox().must("readlink", [`${HOME}/${CONTENT}`])).trim(), "/mnt/wso2-gateway/gateway-dev/synapse-configs");
        }
    });

    it("lets the product make all its files after a reboot, when those that it made are gone", async () => {
        await configure();
        assert.ok(!sandbox().exists(`${HOME}/repository/resources/conf/.metadata`));
    });

    it("keeps in memory what the product writes a password beside, where nothing is shared", async () => {
        sandbox().write(`${HOME}/${CONTENT}/default/synapse.xml`, "<definitions/>\n");
        sandbox().configure({ ...settings, CONTENT_SYNC: "EventHub", SHARED_PATHS: "" });
        await configure();
        assert.equal(sandbox().access(`${RUN}/synapse-configs/default/synapse.xml`), "802:802 640");
    });

    it("tells no password to any process list", async () => {
        const java = own;
        sandbox().write("/usr/local/bin/openssl", `#!/bin/sh\nprintf '%s\\n' "$*" >>/run/arguments\nexec /usr/bin/openssl "$@"\n`, 0o755);
        const home = (await sandbox().must("bash", ["-c", "dirname $(dirname $(readlink -f /usr/lib/jvm/java-17-openjdk-*/bin/keytool))"])).trim();
        await sandbox().must("mv", [`${home}/bin/keytool`, `${home}/bin/keytool.real`]);
        sandbox().write(`${home}/bin/keytool`, `#!/bin/sh\nprintf '%s\\n' "$*" >>/run/arguments\nexec "$0.real" "$@"\n`, 0o755);
        await configure();
        await sandbox().must("mv", [`${home}/bin/keytool.real`, `${home}/bin/keytool`]);
        const seen = sandbox().read("/run/arguments") + sandbox().journal().join("\n") + JSON.stringify(java());
        assert.match(seen, /-importkeystore/);
        for (const value of [AWKWARD, TRUST_PASSWORD]) assert.ok(!seen.includes(value));
    });

    it("edits the pack's files where they are all there is, with the artifacts in their pristine form", async () => {
        const script = "/usr/local/lib/wso2-gateway/edit-configuration";
        const original = sandbox().read(script);
        const edit = `#!/bin/sh\necho "$*" >/run/edited; cp -r "$2" /run/edited-root; echo edited >"$2/${CONTENT}/edited.xml"\n`;
        sandbox().write(script, edit, 0o755);
        sandbox().configure({ ...settings, CONFIGURATION_STYLE: "Xml" });
        await configure();
        sandbox().write(script, original, 0o755);
        assert.match(
            sandbox().read("/run/edited"),
            /^\/etc\/wso2-gateway\/edits\.json \S+ \/run\/wso2-gateway\/secrets\/gateway\.env \/run\/wso2-gateway\/gateway\.env\n$/,
        );
        assert.ok(sandbox().exists("/run/edited-root/repository/conf/log4j2.properties"));
        assert.equal(sandbox().access(`${RUN}/security/websocket.p12`), "802:802 640");
        assert.equal(sandbox().access("/home/wso2carbon/pristine/synapse-configs/edited.xml"), "802:802 644");
        const listed = await sandbox().must("keytool", ["-list", "-keystore", `${RUN}/security/websocket.p12`, "-storepass", "wso2carbon"]);
        assert.match(listed, /PrivateKeyEntry/);
    });

    it("leaves nothing configured when an edit fails, and says why", async () => {
        const script = "/usr/local/lib/wso2-gateway/edit-configuration";
        const original = sandbox().read(script);
        sandbox().write(script, `#!/bin/sh\necho "carbon.xml has no HostName" >&2\nexit 1\n`, 0o755);
        sandbox().configure({ ...settings, CONFIGURATION_STYLE: "Xml" });
        await failsWith(/^carbon\.xml has no HostName$/);
        sandbox().write(script, original, 0o755);
        assert.ok(!sandbox().exists(`${RUN}/conf`));
        assert.equal((await sandbox().must("ls", ["-A", RUN])).includes(".configure"), false);
    });

    it("says that the Java of the release is not there", async () => {
        sandbox().configure({ ...settings, JDK_VERSION: "6" });
        await failsWith(/^there is no Java 6$/);
    });

    it("says which certificate cannot be read", async () => {
        sandbox().write("/etc/wso2-gateway/trusted-roots.pem", `${roots[0]}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`);
        await failsWith(/^certificate 2 of \/etc\/wso2-gateway\/trusted-roots\.pem cannot be read: /);
        sandbox().write("/etc/wso2-gateway/trusted-roots.pem", roots.join(""));
    });
});
