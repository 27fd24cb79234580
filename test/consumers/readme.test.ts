import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { CommandResult, lastLines, runCommand } from "../../tools/command";
import { temporaryFolder } from "../../tools/temporaryFolder";
import { documentedCommands } from "./support/markdown";
import { outsideEnv } from "./support/npm";
import { cloneWorkingTree, status } from "./support/workingTree";

const root = path.join(__dirname, "..", "..");

/** The tests that stand for all in `npm test`, which would run this very test again. */
const FEW_TESTS = "npm test -- unit --grep docs";

/** What gateway nodes are in a table of resources, and what an environment with them waits for longest. */
interface Nodes {
    type: string;
    slowest: string;
}
const machines: Nodes = { type: "VirtualMachineScaleSet", slowest: "ApplicationGateway" };
const pods: Nodes = { type: "Deployment", slowest: "ManagedCluster" };

/** What each command of the README does, by what its output says. A command that is not here is one that nobody has tried. */
const commands: Readonly<Record<string, (clone: Clone) => Promise<void>>> = {
    "npm run demo": async (clone) => {
        const first = await clone.run("npm run demo");
        assert.match(first.stdout, /^Resources:\n +\+ \d+ created$/m);
        checkPresentation(first.stdout, "gw.dev.example.com");

        const second = await clone.run("npm run demo");
        assert.match(second.stdout, /^Resources:\n +\d+ unchanged$/m, "a second run changes something");
        checkPresentation(second.stdout, "gw.dev.example.com");
    },
    "npm test": async (clone) => {
        const { stdout } = await clone.run(FEW_TESTS);
        assert.match(stdout, /^[1-9]\d* passed, 0 failed, 0 skipped$/m);
    },
    "npm run demo -- staging": async (clone) => {
        const { stdout } = await clone.run("npm run demo -- staging");
        checkPresentation(stdout, "gw.staging.example.com");
    },
    "npm run demo -- prod": async (clone) => {
        const { stdout } = await clone.run("npm run demo -- prod");
        checkPresentation(stdout, "gw.example.com");
    },
    "npm run demo -- dev --destroy": async (clone) => {
        const { stdout } = await clone.run("npm run demo -- dev --destroy");
        assert.match(stdout, /^Resources:\n +- \d+ deleted$/m);
        const left = await clone.run("npx wso2-gateway-azure simulator show --dir .demo/dev/azure");
        assert.match(left.stdout, /^There are no resources\.$/m);
    },
    "npm run demo -- aks": async (clone) => {
        const first = await clone.run("npm run demo -- aks");
        checkPresentation(first.stdout, "gw.aks.example.com", pods);
        const second = await clone.run("npm run demo -- aks");
        assert.match(second.stdout, /^Resources:\n +\d+ unchanged$/m, "a second run changes something");
    },
    "npm run demo -- aks --destroy": async (clone) => {
        const { stdout } = await clone.run("npm run demo -- aks --destroy");
        assert.match(stdout, /^Resources:\n +- \d+ deleted$/m);
    },
};

describe("the README's commands, in a fresh clone", function () {
    // The first that needs a control plane waits until it is built.
    this.timeout(1_800_000);
    let clone: Clone;

    before(async () => {
        const folder = temporaryFolder("readme");
        await cloneWorkingTree(root, folder);
        clone = new Clone(folder);
    });

    after(() => fs.rmSync(clone.folder, { recursive: true, force: true }));

    afterEach("leave no trace in what git tracks", async () => assert.equal(await status(clone.folder), ""));

    const documented = documentedCommands(path.join(root, "README.md"));

    it("are all tried here", () => assert.deepEqual(documented, Object.keys(commands)));

    for (const [command, tryIt] of Object.entries(commands)) it(command, () => tryIt(clone));
});

class Clone {
    constructor(readonly folder: string) {}

    /** Runs a command as it is typed, and fails with what it wrote. Packages come from npm's cache where it has them. */
    async run(command: string): Promise<CommandResult> {
        const result = await runCommand("sh", ["-c", command], { cwd: this.folder, env: { ...outsideEnv(), npm_config_prefer_offline: "true" } });
        assert.equal(result.code, 0, `${command}:\n${lastLines(`${result.stdout}\n${result.stderr}`, 40)}`);
        return result;
    }
}

/** What every environment is shown with at the end. */
function checkPresentation(output: string, hostName: string, nodes: Nodes = machines): void {
    const resources = section(output, /^What was created \((\d+) resources\)$/m, /^APIs /m);
    const rows = resources.trim().split("\n").slice(2);
    assert.equal(rows.length, Number(/^What was created \((\d+) resources\)$/m.exec(output)?.[1]));
    for (const type of ["ApplicationGateway", "FileShare", "Vault", nodes.type, "VirtualNetwork"]) {
        assert.equal(rows.filter((row) => row.split(/ {2,}/)[1] === type).length, 1, `${type} is not in the table:\n${resources}`);
    }

    assert.match(output, new RegExp(`^APIs +https://${hostName}$`, "m"));
    const address = /^Public address ([\d.]+)$/m.exec(output)?.[1];
    assert.ok(address, "there is no public address");
    const dns = section(output, /^For your DNS$/m, /^For the Publisher/m);
    assert.match(dns, new RegExp(`^${hostName} +A +${address}$`, "m"));
    const publisher = section(output, /^For the Publisher's configuration.*$/m, /^On Azure/m);
    assert.match(publisher, /^ +\[\[apim\.gateway\.environment\]\]$/m);
    assert.match(publisher, new RegExp(`^ +https_endpoint = "https://${hostName}"$`, "m"));

    const [, minutes, seconds] = /^On Azure this takes about (\d+):(\d\d) min/m.exec(output) ?? [];
    const chain = section(output, /^On Azure.*$/m, /^Machines or pods then start/m)
        .trim()
        .split("\n")
        .slice(2)
        .map((row) => row.split(/ {2,}/));
    const [lastStart, lastTakes] = chain.at(-1)!;
    assert.equal(inSeconds(lastStart!) + inSeconds(lastTakes!), Number(minutes) * 60 + Number(seconds), "the chain does not end when everything is done");
    assert.ok(
        chain.some(([, , type]) => type === nodes.slowest),
        "the chain does not name what takes longest",
    );
}

function section(output: string, from: RegExp, to: RegExp): string {
    const start = from.exec(output);
    assert.ok(start, `there is no ${from.source} in:\n${output}`);
    const rest = output.slice(start.index + start[0].length);
    const end = to.exec(rest);
    assert.ok(end, `there is no ${to.source} after ${from.source} in:\n${output}`);
    return rest.slice(0, end.index);
}

function inSeconds(clock: string): number {
    const [minutes, seconds] = clock.split(":").map(Number);
    return minutes! * 60 + seconds!;
}
