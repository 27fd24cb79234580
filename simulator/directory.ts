import * as fs from "node:fs";
import * as path from "node:path";

import * as lockfile from "proper-lockfile";

/** Folder in which the simulated Azure keeps its state, unless the environment says otherwise. */
export function defaultDirectory(environment: NodeJS.ProcessEnv = process.env): string {
    return path.resolve(environment.SIMULATED_AZURE_DIR || ".simulated-azure");
}

/** Milliseconds after which the lock of a killed process counts for nothing; proper-lockfile allows no less. */
const STALE_LOCK = 2000;
const LOCK_OPTIONS: lockfile.LockOptions = {
    stale: STALE_LOCK,
    update: STALE_LOCK / 2,
    realpath: false,
    retries: { retries: 1000, factor: 1.2, minTimeout: 3, maxTimeout: 50, randomize: true },
    // The holder is never longer than a few milliseconds at work; a lock that it lost cannot be helped any more.
    onCompromised: () => undefined,
};

// One waiting line per process and folder: within a process nobody polls the lock.
const queues = new Map<string, Promise<unknown>>();

/** Runs `work` while no other process, and nothing else in this one, runs work on the same folder. */
export async function exclusively<T>(directory: string, work: () => T): Promise<T> {
    const turn = (queues.get(directory) ?? Promise.resolve()).then(() => locked(directory, work));
    queues.set(
        directory,
        turn.catch(() => undefined),
    );
    return turn;
}

async function locked<T>(directory: string, work: () => T): Promise<T> {
    fs.mkdirSync(directory, { recursive: true });
    const release = await lockfile.lock(directory, { ...LOCK_OPTIONS, lockfilePath: path.join(directory, "lock") });
    try {
        return work();
    } finally {
        await release().catch(() => undefined);
    }
}

/** Content of a JSON file; undefined when there is none. */
export function readJson<T>(file: string): T | undefined {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as T;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}

/** Writes a JSON file so that a reader, and a process killed at any moment, leaves the old content or the new one, never a part. */
export function writeJson(file: string, content: unknown): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, JSON.stringify(content, null, 1));
    fs.renameSync(temporary, file);
}
