import assert from "node:assert/strict";
import * as path from "node:path";

import { storageKeys } from "../../simulator/serverSide";
import { readState, StoredResource } from "../../simulator/state";
import { runCommand } from "../../tools/command";
import { LIMIT, root, useEngine } from "./support/environment";
import { filesIn, holds } from "./support/plainText";

const HOST_NAME = "gw.dev.example.com";
const CONTROL_PLANE_PASSWORD = "control-plane-cXVpdGU-9043";

describe("the secrets of an environment", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev", { settings: false });
    /** Every secret, by what it is. */
    const secrets: Record<string, string> = {};
    /** Everything that Pulumi has printed. */
    let printed = "";

    before(async () => {
        const args = ["certificates", "--host-name", HOST_NAME, "--stack", "dev", "--cwd", engine().projectCopy];
        const made = await runCommand(process.execPath, [path.join(root, "dist", "cli", "main.js"), ...args], { env: engine().env });
        assert.equal(made.code, 0, made.stderr);
        await engine().setConfig("controlPlanePassword", CONTROL_PLANE_PASSWORD, { secret: true });
        await noteSecrets("");
        await run("preview");
        await run("up");
        await run("refresh");
        // What is no longer used stays in the state's history.
        await engine().setConfig("adminPassword", "a-new-administrator's-password", { secret: true });
        await noteSecrets("new ");
        await run("up");
        for (const account of inAzure("azure-native:storage:StorageAccount")) {
            for (const { keyName, value } of storageKeys(account)) secrets[`storage ${String(keyName)}`] = String(value);
        }
    });

    it("are those that the package's own command makes, and reach the vault", () => {
        const inVault = inAzure("azure-native:keyvault:Secret").map(({ body }) => (body.properties as { value: string }).value);
        for (const setting of ["frontCertificatePfx", "nodeKeyStore", "nodeKeyStorePassword", "controlPlanePassword", "new adminPassword"])
            assert.ok(inVault.includes(secrets[setting]!), setting);
        assert.ok(secrets["storage key1"]);
    });

    it("are not in plain text or base64 in the state, its history and backups, the settings, or what Pulumi prints", () => {
        const texts = { ...filesIn(engine().stateFolder), ...filesIn(engine().projectCopy), "what Pulumi prints": printed };
        const found = Object.entries(texts).flatMap(([file, text]) =>
            Object.keys(secrets)
                .filter((name) => holds(text, secrets[name]!))
                .map((name) => `${name} in ${file}`),
        );
        assert.deepEqual(found, []);
    });

    it("would be found there, as other settings are", () => {
        const states = Object.entries(filesIn(engine().stateFolder)).filter(([, text]) => text.includes('"resources"'));
        assert.ok(states.some(([file]) => file.includes("history")) && states.some(([file]) => file.includes("stacks")));
        assert.ok(states.some(([, text]) => holds(text, HOST_NAME)));
        // Only in the machines' customData, which is compressed and in base64.
        assert.ok(states.some(([, text]) => !text.includes("#cloud-config") && holds(text, "#cloud-config")));
        assert.ok(holds(printed, HOST_NAME));
    });

    async function noteSecrets(prefix: string): Promise<void> {
        const { stdout } = await engine().run(["config", "--json", "--show-secrets"]);
        const settings = Object.entries(JSON.parse(stdout) as Record<string, { value: string; secret: boolean }>);
        for (const [key, { value, secret }] of settings) if (secret) secrets[prefix + key.split(":")[1]!] = value;
    }

    async function run(operation: "preview" | "up" | "refresh"): Promise<void> {
        const { stdout, stderr } = await engine()[operation]({ args: ["--diff"] });
        printed += stdout + stderr;
    }

    function inAzure(type: string): StoredResource[] {
        return Object.values(readState(engine().azureFolder).resources).filter(({ token }) => token === type);
    }
});
