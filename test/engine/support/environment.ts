import * as fs from "node:fs";
import * as path from "node:path";

import { Engine } from "../../../tools/engine";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { obtainPulumi } from "../../../tools/toolchain";
import { frontPfx, sshPublicKey, testAuthority } from "../../support/fixtures";
import { endProcesses } from "./processes";

export const root = path.join(__dirname, "..", "..", "..");

/** Milliseconds that any one test or hook may take: several runs of Pulumi, on a machine that is busy with others. */
export const LIMIT = 180_000;

const nodeKeyStorePassword = "key-store-bG9ja2Vk-5518";

/** A key store that fits the other settings, and unlike any other. */
export function newNodeKeyStore(): string {
    return testAuthority().keyStore({ password: nodeKeyStorePassword });
}

/** The secret settings of every environment here. Each value is long and unlike everything else, so that it can be searched for. */
const secrets: Readonly<Record<string, string>> = {
    adminPassword: "administrator-Zm9yZ2V0-2217",
    controlPlanePassword: "control-plane-cXVpdGU-9043",
    nodeKeyStorePassword,
    frontCertificatePfx: frontPfx(),
    nodeKeyStore: newNodeKeyStore(),
};

/** Gives a stack what no tracked file has. */
export async function giveSettings(engine: Engine): Promise<void> {
    await setAll(engine, { sshPublicKey, "backendTrustedRoots[0]": testAuthority().root }, secrets);
}

/** Gives a stack settings, by their paths, and secret ones. One command, since each takes a while. */
export async function setAll(engine: Engine, plain: Readonly<Record<string, string>>, secret: Readonly<Record<string, string>> = {}): Promise<void> {
    const options = (kind: string, values: Readonly<Record<string, string>>) => Object.entries(values).flatMap(([key, value]) => [kind, `${key}=${value}`]);
    await engine.run(["config", "set-all", "--path", ...options("--secret", secret), ...options("--plaintext", plain)]);
}

export interface EnvironmentOptions {
    /** Whether the stack gets the settings that no tracked file has. Defaults to true. */
    settings?: boolean;
    /** Folder of the project, from the repository's root. Defaults to the root project. */
    project?: string;
    /** An engine of another project whose simulated Azure this one shares. Defaults to one of its own. */
    azureOf?: () => Engine;
    /** More variables for the program and the provider. */
    env?: Readonly<Record<string, string>>;
}

/** An engine of its own on an environment of the root project, for all tests of one `describe`. Call it inside. */
export function useEngine(stack: string, options: EnvironmentOptions = {}): () => Engine {
    let workFolder = "";
    let engine: Engine;

    before(async function () {
        this.timeout(LIMIT);
        workFolder = temporaryFolder("engine");
        const { folder } = await obtainPulumi();
        const projectFolder = path.join(root, options.project ?? ".");
        const azureFolder = options.azureOf?.().azureFolder;
        engine = new Engine({ pulumiFolder: folder, workFolder, projectFolder, stack, env: options.env, azureFolder });
        await engine.prepare();
        if (options.settings ?? true) await giveSettings(engine);
    });
    after(async () => {
        await endProcesses(engine);
        fs.rmSync(workFolder, { recursive: true, force: true });
    });
    return () => engine;
}
