import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import lockfile from "proper-lockfile";

/** Where things that take long to obtain are kept: outside the tree, so that several clones share them. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
    if (env.WSO2_GATEWAY_AZURE_CACHE) return path.resolve(env.WSO2_GATEWAY_AZURE_CACHE);
    return path.join(env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), ".cache"), "wso2-gateway-azure");
}

const PARTIAL = ".partial-";
// A holder that was killed stops renewing its lock, and the next process takes over after this many milliseconds.
const LOCK_EXPIRY = 20_000;
const LOCK_WAIT_SECONDS = 3600;

/** Throws with what is wrong when a folder does not hold what it should. */
export type FolderCheck = (folder: string) => Promise<void>;

export interface FillOptions {
    /** Called when another process is filling the folder, or has been killed while doing so. */
    onWait?: () => void;
    /** Milliseconds after which a killed process counts as gone. */
    lockExpiry?: number;
}

/**
 * Fills `folder` unless it passes `check` already: `fill` works in a temporary sibling that is renamed when it is complete and passes.
 * Safe with several processes at once, which wait for each other; a killed one leaves a sibling that the next one removes.
 * Whether this call has filled it.
 */
export async function fillOnce(folder: string, check: FolderCheck, fill: (partial: string) => Promise<void>, options: FillOptions = {}): Promise<boolean> {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    const release = await lock(folder, options);
    try {
        if (await passes(folder, check)) return false;
        removePartials(folder);
        const partial = fs.mkdtempSync(`${folder}${PARTIAL}`);
        await fill(partial);
        await check(partial);
        fs.rmSync(folder, { recursive: true, force: true });
        fs.renameSync(partial, folder);
        return true;
    } finally {
        removePartials(folder);
        await release();
    }
}

async function lock(folder: string, { onWait, lockExpiry = LOCK_EXPIRY }: FillOptions): Promise<() => Promise<void>> {
    // The lock lies beside the folder, which need not exist yet.
    const options = { realpath: false, stale: lockExpiry };
    try {
        return await lockfile.lock(folder, options);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
        onWait?.();
        return lockfile.lock(folder, { ...options, retries: { retries: LOCK_WAIT_SECONDS, factor: 1, minTimeout: 1000, maxTimeout: 1000 } });
    }
}

async function passes(folder: string, check: FolderCheck): Promise<boolean> {
    try {
        await check(folder);
        return true;
    } catch {
        return false;
    }
}

function removePartials(folder: string): void {
    const parent = path.dirname(folder);
    const prefix = path.basename(folder) + PARTIAL;
    for (const name of fs.readdirSync(parent)) {
        if (name.startsWith(prefix)) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
    }
}
