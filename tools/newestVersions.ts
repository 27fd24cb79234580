import * as fs from "node:fs";
import * as path from "node:path";

import { runCommand } from "./command";
import { temporaryFolder } from "./temporaryFolder";
import { copyWorkingTree } from "./workingTree";

/** The later Node.js that must work as well; the npm package of that name brings it. */
const LATER_NODE = "node@22";
/** The newest SDK, whatever package-lock.json says: users install the package beside it. */
const NEWEST_SDK = "@pulumi/pulumi@latest";
/** The rings that depend on neither the CLI's version nor long runs. */
const RINGS = ["unit", "contract"];

/**
 * Runs rings on a later Node.js with the newest Pulumi SDK, in a copy of the repository: the packages that are installed here stay as they are.
 * The copy has the same neighbour `shared` as the repository, if there is one.
 */
async function main(mochaArgs: readonly string[]): Promise<void> {
    const root = process.cwd();
    const parent = temporaryFolder("newest");
    try {
        const copy = path.join(parent, "repository");
        await copyWorkingTree(root, copy);
        const shared = path.join(path.dirname(root), "shared");
        if (fs.existsSync(shared)) fs.symlinkSync(shared, path.join(parent, "shared"));

        await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], copy);
        await run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", NEWEST_SDK], copy);
        // Beside the copy: in it, npm would take the SDK back to what the lock says.
        await run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", path.join(parent, "node"), LATER_NODE], parent);
        const node = path.join(parent, "node", "node_modules", "node", "bin", "node");
        console.log(`Node.js ${await version(node, ["--version"], copy)}, Pulumi SDK ${sdkVersion(copy)}`);
        const tests = [path.join("node_modules", "ts-node", "dist", "bin-transpile.js"), path.join("tools", "test.ts"), ...RINGS, ...mochaArgs];
        await run(node, tests, copy, { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` });
    } finally {
        fs.rmSync(parent, { recursive: true, force: true });
    }
}

async function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
    const { code } = await runCommand(command, args, { cwd, env, output: "inherit" });
    if (code !== 0) throw new Error(`${path.basename(command)} ${args[0]} ended with ${code}`);
}

async function version(command: string, args: readonly string[], cwd: string): Promise<string> {
    return (await runCommand(command, args, { cwd })).stdout.trim();
}

function sdkVersion(copy: string): string {
    const { version } = JSON.parse(fs.readFileSync(path.join(copy, "node_modules", "@pulumi", "pulumi", "package.json"), "utf8")) as { version: string };
    return version;
}

main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
