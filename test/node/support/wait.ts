import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks. */
const INTERVAL = 250;

/**
 * Waits until `look` finds something: anything but `undefined` and `false`, which it returns.
 *
 * @param what completes the sentence "waited … s until"
 * @param limit milliseconds; generous, since it is only reached when something is wrong
 * @param explain what else to say when it was in vain
 */
export async function until<T>(
    what: string,
    look: () => Promise<T | undefined | false> | T | undefined | false,
    limit = 90_000,
    explain?: () => string | Promise<string>,
): Promise<T> {
    for (const started = Date.now(); ; await sleep(INTERVAL)) {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        if (Date.now() - started > limit) throw new Error(`waited ${limit / 1000} s until ${what}, in vain${explain ? `\n${await explain()}` : ""}`);
    }
}
