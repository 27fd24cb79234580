import * as fs from "node:fs";
import * as path from "node:path";

import { copyWorkingTree, git, trackedFiles } from "../../../tools/workingTree";

/** What somebody gets who clones the repository, once what lies in the working tree now is committed: nothing ignored, nothing built, no packages. */
export async function cloneWorkingTree(repository: string, into: string): Promise<void> {
    await git(repository, "clone", "--quiet", "--no-hardlinks", ".", into);
    for (const name of await trackedFiles(repository)) fs.rmSync(path.join(into, name), { force: true });
    await copyWorkingTree(repository, into);
    await git(into, "add", "--all");
    await git(into, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--allow-empty", "--message", "The working tree");
}

/** What git would tell the user about a folder: changed files, and new ones that are not ignored. */
export function status(folder: string): Promise<string> {
    return git(folder, "status", "--porcelain");
}
