import * as fs from "node:fs";
import * as path from "node:path";

import { runCommand } from "./command";

/** Runs git in a folder; what it prints. */
export async function git(folder: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runCommand("git", args, { cwd: folder });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
}

/** Names of the files that git tracks. */
export function trackedFiles(repository: string): Promise<string[]> {
    return names(repository);
}

/** Copies what belongs to the repository as it lies there now: tracked files that are still there, and new ones that are not ignored. */
export async function copyWorkingTree(repository: string, into: string): Promise<void> {
    const all = [...(await names(repository)), ...(await names(repository, "--others", "--exclude-standard"))];
    for (const name of all.filter((one) => fs.existsSync(path.join(repository, one)))) copy(path.join(repository, name), path.join(into, name));
}

async function names(folder: string, ...which: string[]): Promise<string[]> {
    const listed = await git(folder, "ls-files", "-z", ...which);
    return listed.split("\0").filter((name) => name !== "");
}

function copy(from: string, to: string): void {
    fs.mkdirSync(path.dirname(to), { recursive: true });
    // With its mode: scripts must stay executable.
    fs.cpSync(from, to, { verbatimSymlinks: true });
}
