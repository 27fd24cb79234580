import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { runCommandLine } from "../../../cli/program";
import { describeAzure } from "../../../cli/simulator/command";
import { setFaults } from "../../../simulator/subscription";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { FakeStack } from "./support";

const root = path.join(__dirname, "../../..");

describe("wso2-gateway-azure", () => {
    const folder = useTemporaryFolder();

    interface Ended {
        code: number | null;
        stdout: string;
        stderr: string;
    }

    async function run(...args: string[]): Promise<Ended> {
        const ended = { code: 0, stdout: "", stderr: "" };
        ended.code = await runCommandLine(args, { print: (text) => (ended.stdout += `${text}\n`), fail: (text) => (ended.stderr += `${text}\n`) });
        return ended;
    }

    /** As a process of its own, as users have it. */
    function start(args: string[], env: NodeJS.ProcessEnv): Ended {
        const command = ["-r", require.resolve("ts-node/register/transpile-only"), path.join(root, "cli", "main.ts"), ...args];
        const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8", env, input: "" });
        return { code: status, stdout, stderr };
    }

    it("tells its version and shows examples", async () => {
        const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
        assert.deepEqual(await run("--version"), { code: 0, stdout: `${version}\n`, stderr: "" });
        for (const args of [[], ["certificates"], ["recover"], ["simulator", "show"], ["simulator", "plugin-path"]]) {
            const { code, stdout } = await run(...args, "--help");
            assert.equal(code, 0);
            assert.match(stdout, /Examples?:\n.*\$ .*wso2-gateway-azure/);
        }
    });

    const wrong: [string[], RegExp][] = [
        [["certificates", "--stack", "dev"], /required option '--host-name <name>' not specified/],
        [["certificates", "--stack", "dev", "--host-name", "localhost"], /--host-name is "localhost"; allowed is a full host name/],
        [["certificates", "--stack", "dev", "--host-name", "gw.example.com", "--valid-days", "0"], /Allowed are 1 to 3650 days/],
        [["certificates", "--stack", "dev", "--host-name", "gw.example.com", "--additional-host-name", "GW.example.com"], /given twice/],
        [["certificates", "--stack", "dev", "--host-name", `${"long".repeat(15)}.example.com`], /at most 64/],
        [["nothing"], /unknown command 'nothing'/],
        [[], /Usage: wso2-gateway-azure/],
        [["recover", "--stack", "dev", "--wait-minutes", "-1"], /Allowed is a number of minutes/],
        [["recover", "--stack", "dev", "--unknown"], /unknown option '--unknown'/],
    ];
    for (const [args, message] of wrong) {
        it(`ends with 2 for ${args.join(" ").slice(0, 90) || "nothing at all"}`, async () => {
            const { code, stdout, stderr } = await run(...args);
            assert.deepEqual([code, stdout], [2, ""]);
            assert.match(stderr, message);
        });
    }

    it("stores and prints certificates", () => {
        const stack = new FakeStack(folder());
        stack.write("config", { "test-project:sshPublicKey": { value: "ssh-rsa AAAA" } });
        const { code, stdout, stderr } = start(["certificates", "--host-name", "gw.dev.example.com", "--stack", "dev", "--cwd", folder()], stack.env);
        assert.deepEqual([code, stderr], [0, ""]);
        assert.match(stdout, /Front certificate +made +CN=gw\.dev\.example\.com +\d{4}-\d\d-\d\d +frontCertificatePfx +([0-9A-F]{2}:){31}/);
    });

    it("ends with 1 and one line when something fails, and says what to do", () => {
        const { code, stdout, stderr } = start(["recover", "--stack", "dev"], { ...process.env, PULUMI_COMMAND: "no-such-pulumi" });
        assert.deepEqual([code, stdout], [1, ""]);
        assert.match(stderr, /^wso2-gateway-azure: no-such-pulumi cannot be started.*install Pulumi.*\n$/);
    });

    it("says where Pulumi finds the simulated Azure", async () => {
        const { stdout } = await run("simulator", "plugin-path");
        assert.ok(fs.existsSync(path.join(stdout.trim(), "pulumi-resource-azure-native")));
    });

    it("shows and empties the simulated Azure", async () => {
        const directory = path.join(folder(), "azure");
        const there = ["--dir", directory];
        const missing = await run("simulator", "show", ...there);
        assert.equal(missing.code, 1);
        assert.match(missing.stderr, /there is no simulated Azure in/);
        await setFaults(directory, []);
        assert.equal((await run("simulator", "show", ...there)).stdout, "There are no resources.\n");
        assert.deepEqual(JSON.parse((await run("simulator", "show", "--json", ...there)).stdout), { resources: [], softDeletedVaults: [] });
        assert.equal((await run("simulator", "reset", ...there)).code, 0);
        assert.ok(!fs.existsSync(directory));
    });
});

describe("describeAzure", () => {
    const createdAt = new Date("2026-01-02T03:04:05Z");

    it("shows resources and the names that deleted vaults still hold", () => {
        const resources = [
            { id: "/a", type: "azure-native:keyvault:Vault", name: "kv", location: "westeurope", provisioningState: "Succeeded" as const, createdAt },
        ];
        const vaults = [{ id: "/b", name: "kv-old", deletedAt: createdAt, purgeAt: new Date("2026-01-09T03:04:05Z"), secretNames: ["a", "b"] }];
        const text = describeAzure(resources, vaults);
        assert.match(text, /azure-native:keyvault:Vault +kv +westeurope +Succeeded +2026-01-02 03:04:05/);
        assert.match(text, /kv-old +2026-01-02 03:04:05 +2026-01-09 03:04:05 +2/);
    });
});
