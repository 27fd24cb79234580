import { ChildProcess, spawn, StdioOptions } from "node:child_process";

import { atEnd } from "./atEnd";

export interface CommandOptions {
    cwd?: string;
    /** The whole environment of the command. Defaults to this process's. */
    env?: NodeJS.ProcessEnv;
    /** Text for the command's standard input, which is empty otherwise. */
    input?: string;
    /** `inherit` lets the user see the output as it comes instead of collecting it; a number is an open file that it is written to. Defaults to `pipe`. */
    output?: "pipe" | "inherit" | number;
    /** Called with each line of standard error as it comes. */
    onErrorLine?: (line: string) => void;
    /** Milliseconds until the command is killed. Defaults to no limit. */
    timeout?: number;
    /** Runs the command in a process group of its own, which is killed as a whole. */
    ownGroup?: boolean;
}

/** How a command ended, and what it wrote where its output was collected. */
export interface CommandResult {
    /** Exit code; 128 plus the signal's number is not imitated: a killed command has `null` here. */
    code: number | null;
    signal: NodeJS.Signals | null;
    stdout: string;
    stderr: string;
}

/** A command that is still running. */
export interface RunningCommand {
    readonly process: ChildProcess;
    /** Ends the command, or its whole process group when it has one of its own. */
    kill(signal?: NodeJS.Signals): void;
    /** Settles when the command has ended; rejects when it could not be started. */
    readonly done: Promise<CommandResult>;
}

// Commands die with this process: a build that nobody waits for would go on using the machine.
const running = new Set<RunningCommand>();
let watching = false;

function watchForEnd(): void {
    if (!watching) atEnd(() => running.forEach((command) => command.kill()));
    watching = true;
}

export function startCommand(command: string, args: readonly string[], options: CommandOptions = {}): RunningCommand {
    const output = options.output ?? "pipe";
    const stdio: StdioOptions = [options.input === undefined ? "ignore" : "pipe", output, output];
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio, detached: options.ownGroup, timeout: options.timeout });
    const started: RunningCommand = {
        process: child,
        kill(signal = "SIGTERM") {
            if (options.ownGroup && child.pid !== undefined) killGroup(child.pid, signal);
            else child.kill(signal);
        },
        done: new Promise((resolve, reject) => {
            let stdout = "";
            let stderr = "";
            const errorLines = lineSplitter(options.onErrorLine);
            child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
            child.stderr?.setEncoding("utf8").on("data", (text: string) => {
                stderr += text;
                errorLines(text);
            });
            child.once("error", reject);
            child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
        }),
    };

    watchForEnd();
    running.add(started);
    const forget = () => running.delete(started);
    started.done.then(forget, forget);
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin?.on("error", () => undefined).end(options.input);
    return started;
}

/** Runs a command to its end, whatever its exit code. Rejects only when it could not be started. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return startCommand(command, args, options).done;
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
    try {
        process.kill(-leader, signal);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

function lineSplitter(onLine: ((line: string) => void) | undefined): (text: string) => void {
    let rest = "";
    return (text) => {
        if (onLine === undefined) return;
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach((line) => onLine(line));
    };
}

/** The last lines of a command's output: enough to see why it failed. */
export function lastLines(text: string, count = 15): string {
    return text.trimEnd().split("\n").slice(-count).join("\n");
}
