import * as fs from "node:fs";
import * as path from "node:path";

import { CommandResult, lastLines, runCommand } from "../../../tools/command";
import { copyWorkingTree } from "../../../tools/workingTree";

/** What npm tells a script about the package that it runs for; another npm would take it for its own. */
const OF_RUNNING_SCRIPT = /^npm_(package|lifecycle|command|config_local_prefix)|^INIT_CWD$/;

/** The environment of somebody who types a command, whatever runs the tests. */
export function outsideEnv(): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_RUNNING_SCRIPT.test(name)));
}

export async function npm(args: readonly string[], cwd: string): Promise<CommandResult> {
    const result = await runCommand("npm", args, { cwd, env: outsideEnv() });
    if (result.code !== 0)
        throw new Error(`npm ${args.join(" ")} ended with ${result.code ?? result.signal}:\n${lastLines(`${result.stdout}\n${result.stderr}`, 30)}`);
    return result;
}

/** A packed package. */
export interface Tarball {
    file: string;
    /** What it holds, by path inside the package. */
    paths: string[];
}

/** Packs the package as for publication, its `prepare` script included: from a copy of the working tree, since packing builds anew what other tests load. */
export async function pack(repository: string, into: string): Promise<Tarball> {
    const copy = path.join(into, "packed");
    await copyWorkingTree(repository, copy);
    fs.symlinkSync(path.join(repository, "node_modules"), path.join(copy, "node_modules"));
    const { stdout } = await npm(["pack", "--json", "--pack-destination", into], copy);
    // The scripts that it runs write to standard output, too.
    const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as [{ filename: string; files: { path: string }[] }];
    return { file: path.join(into, packed.filename), paths: packed.files.map((file) => file.path) };
}
