import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Engine } from "../../../tools/engine";
import { obtainPulumi } from "../../../tools/toolchain";
import { endProcesses } from "./processes";

export const root = path.join(__dirname, "..", "..", "..");

/** Milliseconds that any one test or hook may take: several runs of Pulumi, on a machine that is busy with others. */
export const LIMIT = 180_000;

/** What stands for a PKCS12 file: its first bytes, which is all that is looked at before a machine opens it. */
function keyStore(content: string): string {
    return Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.from(content)]).toString("base64");
}

/** The secret settings of every environment here. Each value is long and unlike everything else, so that it can be searched for. */
export const secrets: Readonly<Record<string, string>> = {
    adminPassword: "administrator-Zm9yZ2V0-2217",
    controlPlanePassword: "control-plane-cXVpdGU-9043",
    nodeKeyStorePassword: "key-store-bG9ja2Vk-5518",
    frontCertificatePfx: keyStore("front certificate 7d1f"),
    nodeKeyStore: keyStore("node key store 3b90"),
};

const sshPublicKey = `ssh-ed25519 ${"A".repeat(68)} operator`;

/** A root certificate whose key nobody has any more. */
function rootCertificate(): string {
    const args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=root -days 30";
    return execFileSync("openssl", args.split(" "), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** Gives a stack what no tracked file has. One command, since each takes a while. */
export async function giveSettings(engine: Engine): Promise<void> {
    const secret = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    const plain = ["--plaintext", `sshPublicKey=${sshPublicKey}`, "--plaintext", `backendTrustedRoots[0]=${rootCertificate()}`];
    await engine.run(["config", "set-all", "--path", ...secret, ...plain]);
}

export interface EnvironmentOptions {
    /** Whether the stack gets the settings that no tracked file has. Defaults to true. */
    settings?: boolean;
    /** More variables for the program and the provider. */
    env?: Readonly<Record<string, string>>;
}

/** An engine of its own on an environment of the root project, for all tests of one `describe`. Call it inside. */
export function useEngine(stack: string, options: EnvironmentOptions = {}): () => Engine {
    let workFolder = "";
    let engine: Engine;

    before(async function () {
        this.timeout(LIMIT);
        workFolder = fs.mkdtempSync(path.join(os.tmpdir(), "wso2-gateway-azure-engine-"));
        const { folder } = await obtainPulumi();
        engine = new Engine({ pulumiFolder: folder, workFolder, projectFolder: root, stack, env: options.env });
        await engine.prepare();
        if (options.settings ?? true) await giveSettings(engine);
    });
    after(async () => {
        await endProcesses(engine);
        fs.rmSync(workFolder, { recursive: true, force: true });
    });
    return () => engine;
}
