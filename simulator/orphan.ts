/** Milliseconds between two looks. */
const INTERVAL = 500;

/**
 * Calls `end` when the process that started this one is gone: one that was killed cannot say so, and nobody else would end what it has started.
 * The system then gives this process to another parent. Waiting keeps no process alive.
 */
export function whenOrphaned(end: () => void, parent = (): number => process.ppid): void {
    const starter = parent();
    const timer = setInterval(() => {
        if (parent() === starter) return;
        clearInterval(timer);
        end();
    }, INTERVAL);
    timer.unref();
}
