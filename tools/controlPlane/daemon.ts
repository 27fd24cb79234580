import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";

import { lastLines } from "../command";

/** Milliseconds that a process may take to end by itself. */
const STOP_LIMIT = 15_000;

/**
 * Starts its arguments and waits for them. A line on standard input ends them in order; the end of standard input, which comes with the
 * death of whoever holds the other end, kills them at once. So nothing outlives the process that has started it, however that one dies.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
(if read -r _ <&3; then kill -TERM $child; else kill -KILL $child; fi) 2>/dev/null &
watch=$!
exec 3<&-
wait $child
status=$?
kill $watch 2>/dev/null
exit $status
`;

/** A process that runs until it is told to stop, with its output in a file. */
export class Daemon {
    private readonly child: ChildProcess;
    private readonly ended: Promise<void>;
    private hasEnded = false;
    private startError = "";

    constructor(
        readonly name: string,
        command: string,
        args: readonly string[],
        private readonly logFile: string,
    ) {
        const log = fs.openSync(logFile, "w");
        // A group of its own: a Ctrl-C on the terminal is for the one who decides what stops, and in which order.
        this.child = spawn("sh", ["-c", KEEPER, "sh", command, ...args], { stdio: ["pipe", log, log], detached: true });
        fs.closeSync(log);
        this.child.stdin?.on("error", () => undefined);
        this.ended = new Promise((resolve) => {
            const end = () => {
                this.hasEnded = true;
                resolve();
            };
            this.child.once("exit", end);
            this.child.once("error", (error) => {
                this.startError = error.message;
                end();
            });
        });
    }

    /** Throws with the end of its output when it runs no more. */
    check(): void {
        if (this.hasEnded) throw new Error(`${this.name} has ended: ${this.startError}\n${this.output()}`);
    }

    /** The last lines of what it has written. */
    output(): string {
        return fs.existsSync(this.logFile) ? lastLines(fs.readFileSync(this.logFile, "utf8"), 20) : "";
    }

    /** Ends it in order, or kills it when that takes too long. */
    async stop(): Promise<void> {
        if (this.hasEnded) return;
        this.child.stdin?.end("stop\n");
        const limit = setTimeout(() => this.killGroup(), STOP_LIMIT);
        await this.ended;
        clearTimeout(limit);
    }

    private killGroup(): void {
        try {
            process.kill(-this.child.pid!, "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}
