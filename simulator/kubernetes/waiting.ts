import { KubernetesClient } from "./client";
import { idOf, KubernetesObject } from "./objects";
import { awaited } from "./readiness";

/** Milliseconds between two looks. */
const INTERVAL = 200;
/** Minutes until an object that does not go away counts as one that stays. */
const DELETION_MINUTES = 10;

/** An object is there, but not what it should be. */
export class NotReady extends Error {
    constructor(
        readonly object: KubernetesObject,
        problems: readonly string[],
    ) {
        super(problems.length === 1 ? problems[0] : `${problems.length} errors occurred:\n${problems.map((problem) => `\t* ${problem}`).join("\n")}`);
    }
}

export interface WaitOptions {
    /** Seconds to wait; 0 for what is usual for the kind. */
    seconds: number;
    /** Ends the wait as a failure. */
    cancelled: AbortSignal;
}

/** Waits until an object is ready. Throws `NotReady` with all that keeps it from that when time is up, or the operation is cancelled. */
export async function untilReady(client: KubernetesClient, object: KubernetesObject, options: WaitOptions): Promise<KubernetesObject> {
    const kind = awaited(object);
    if (kind === undefined) return object;
    const end = Date.now() + (options.seconds || kind.minutes * 60) * 1000;
    for (;;) {
        const live = await client.find(object);
        if (live === undefined) throw new NotReady(object, [`'${idOf(object)}' has been deleted meanwhile`]);
        const { ready, problems } = await kind.check(live, client);
        if (ready) return live;
        if (options.cancelled.aborted) throw new NotReady(live, [`Resource operation was cancelled for '${idOf(live)}'`, ...problems]);
        if (Date.now() > end) throw new NotReady(live, [`'${idOf(live)}' timed out waiting to be Ready`, ...problems]);
        await pause(options.cancelled);
    }
}

/** Waits until an object is gone. Throws `NotReady` when it stays. */
export async function untilGone(client: KubernetesClient, object: KubernetesObject, options: WaitOptions): Promise<void> {
    const end = Date.now() + (options.seconds || DELETION_MINUTES * 60) * 1000;
    for (;;) {
        const live = await client.find(object);
        // Another one of the same name is not the one that was deleted.
        if (live === undefined || live.metadata.uid !== object.metadata.uid) return;
        if (options.cancelled.aborted) throw new NotReady(live, [`Resource operation was cancelled for '${idOf(live)}'`]);
        if (Date.now() > end) {
            const finalizers = JSON.stringify(live.metadata.finalizers ?? []);
            throw new NotReady(live, [`'${idOf(live)}' timed out waiting to be deleted; finalizers might be preventing deletion (${finalizers})`]);
        }
        await pause(options.cancelled);
    }
}

function pause(cancelled: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        const wake = () => {
            clearTimeout(timer);
            cancelled.removeEventListener("abort", wake);
            resolve();
        };
        const timer = setTimeout(wake, INTERVAL);
        cancelled.addEventListener("abort", wake);
    });
}
