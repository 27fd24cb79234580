import { setTimeout as sleep } from "node:timers/promises";

/** Waits as long as its test may, and keeps nothing running after that. */
export async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await sleep(5, undefined, { ref: false });
}
