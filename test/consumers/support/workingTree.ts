import * as fs from "node:fs";
import * as path from "node:path";

import { runCommand } from "../../../tools/command";

/** What somebody gets who clones the repository, once what lies in the working tree now is committed: nothing ignored, nothing built, no packages. */
export async function cloneWorkingTree(repository: string, into: string): Promise<void> {
    await git(repository, "clone", "--quiet", "--no-hardlinks", ".", into);
    const tracked = await names(repository);
    const present = [...tracked, ...(await names(repository, "--others", "--exclude-standard"))].filter((name) => fs.existsSync(path.join(repository, name)));
    for (const name of tracked) fs.rmSync(path.join(into, name), { force: true });
    for (const name of present) copy(path.join(repository, name), path.join(into, name));
    await git(into, "add", "--all");
    await git(into, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--allow-empty", "--message", "The working tree");
}

/** What git would tell the user about a folder: changed files, and new ones that are not ignored. */
export function status(folder: string): Promise<string> {
    return git(folder, "status", "--porcelain");
}

async function names(folder: string, ...which: string[]): Promise<string[]> {
    const listed = await git(folder, "ls-files", "-z", ...which);
    return listed.split("\0").filter((name) => name !== "");
}

async function git(folder: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runCommand("git", args, { cwd: folder });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
}

function copy(from: string, to: string): void {
    fs.mkdirSync(path.dirname(to), { recursive: true });
    // With its mode: scripts must stay executable.
    fs.cpSync(from, to, { verbatimSymlinks: true });
}
