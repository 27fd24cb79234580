/** Where progress is shown: standard error, so that standard output stays what a command was asked for. */
export interface ProgressStream {
    isTTY?: boolean;
    write(text: string): unknown;
}

const SECONDS_BETWEEN_LINES = 15;

/** Shows that something long is still going on: one line that changes on a terminal, a new line now and then elsewhere. */
export class Progress {
    private readonly started = Date.now();
    private readonly timer: NodeJS.Timeout;
    private detail = "";

    constructor(
        private readonly subject: string,
        private readonly stream: ProgressStream = process.stderr,
    ) {
        const seconds = stream.isTTY ? 1 : SECONDS_BETWEEN_LINES;
        this.timer = setInterval(() => this.show(), seconds * 1000);
        // Showing progress is no reason to keep a process alive.
        this.timer.unref();
    }

    /** What is being done right now. */
    doing(detail: string): void {
        this.detail = detail;
    }

    /** Ends the display with one line about the result. */
    end(result: string): void {
        clearInterval(this.timer);
        this.stream.write(`${this.lineStart()}${this.subject}: ${result} after ${elapsed(this.started)}\n`);
    }

    private show(): void {
        const detail = this.detail === "" ? "" : `, ${this.detail}`;
        this.stream.write(`${this.lineStart()}${this.subject}: ${elapsed(this.started)}${detail}${this.stream.isTTY ? "" : "\n"}`);
    }

    /** On a terminal: back to the start of the line, which is cleared. */
    private lineStart(): string {
        return this.stream.isTTY ? "\r\u001b[2K" : "";
    }
}

/** Time since `started` (milliseconds since 1970) as minutes and seconds. */
export function elapsed(started: number): string {
    const seconds = Math.round((Date.now() - started) / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
