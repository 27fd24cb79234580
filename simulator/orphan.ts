/** Milliseconds between two looks. */
const INTERVAL = 500;

/** The process that started this one: as the script in `plugin/` found it, which looks before an engine that is killed early can be gone. */
export function starter(environment: NodeJS.ProcessEnv = process.env): number {
    return Number(environment.SIMULATED_AZURE_STARTED_BY ?? process.ppid);
}

/**
 * Calls `end` when the process that started this one is gone: one that was killed cannot say so, and nobody else would end what it has started.
 * The system then gives this process to another parent. Waiting keeps no process alive.
 */
export function whenOrphaned(end: () => void, startedBy = starter()): void {
    const timer = setInterval(() => {
        if (process.ppid === startedBy) return;
        clearInterval(timer);
        end();
    }, INTERVAL);
    timer.unref();
}
