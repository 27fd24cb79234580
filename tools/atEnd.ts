const actions: (() => void)[] = [];

/**
 * Does something when this process ends: by itself, or by a signal that asks it to; SIGKILL leaves no time. Nothing that takes another turn of the event loop is
 * waited for.
 */
export function atEnd(action: () => void): void {
    if (actions.push(action) > 1) return;
    const doAll = () => actions.splice(0).forEach((each) => each());
    process.once("exit", doAll);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.once(signal, () => {
            doAll();
            // By now the handler is gone, so that the signal has its usual effect.
            process.kill(process.pid, signal);
        });
    }
}
