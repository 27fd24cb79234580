import * as os from "node:os";

import { Failure } from "../failure";
import { Pulumi, runFailure } from "../pulumi";

const REFRESH_OF_NOTHING = ["refresh", "--yes", "--skip-preview", "--exclude", "**"];

/** Who holds the lock of a stack, as far as the backend tells. */
export interface Lock {
    /** Pulumi's own words. */
    description: string;
    /** Process on this machine that made it. */
    pid?: number;
}

/**
 * The lock of the stack, if there is one. Backends do not tell directly: a refresh of nothing needs the lock and changes nothing.
 *
 * @throws Failure when that refresh fails for another reason
 */
export async function findLock(pulumi: Pulumi): Promise<Lock | undefined> {
    const result = await pulumi.configured(REFRESH_OF_NOTHING, { mayFail: true });
    if (result.code === 0) return undefined;
    const lock = parseLock(`${result.stdout}\n${result.stderr}`);
    if (lock === undefined) throw runFailure(REFRESH_OF_NOTHING, result);
    return lock;
}

/** The lock that an error message is about; nothing when the message is about something else. */
export function parseLock(message: string, hostName = os.hostname()): Lock | undefined {
    if (!/currently locked by|Another update is currently in progress/.test(message)) return undefined;
    const holder = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/.exec(message);
    if (holder === null) return { description: "another update is in progress, as the backend sees it" };
    const [, user, host, pid, time] = holder;
    return { description: `locked by ${user} on ${host}, process ${pid}, since ${time}`, ...(host === hostName ? { pid: Number(pid) } : {}) };
}

/** @throws Failure when the run that holds the lock is still going on */
export function refuseWhileAlive({ pid, description }: Lock): void {
    if (pid === undefined || !isAlive(pid)) return;
    throw new Failure(`the stack is ${description}, and that process is still running; wait for its end, or end it, and run this again`);
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // A process of somebody else is alive, too.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
