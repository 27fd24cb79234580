import { spawn } from "node:child_process";

import { Failure } from "./failure";

export interface PulumiOptions {
    /** Folder of the project. */
    cwd: string;
    stack: string;
    /** File of the stack's configuration, where it is not the usual one. */
    configFile?: string;
    /** Environment of every run; `PULUMI_COMMAND` in it names the executable. Defaults to this process's. */
    env?: NodeJS.ProcessEnv;
}

export interface RunOptions {
    /** Text for standard input. The only way for a secret: a command line can be read by everybody on the machine. */
    input?: string;
    /** Returns a run that failed instead of throwing. */
    mayFail?: boolean;
}

/** How a run ended, and what it wrote. */
export interface PulumiResult {
    code: number;
    stdout: string;
    stderr: string;
}

/** The Pulumi command line, on one stack of one project. */
export class Pulumi {
    private readonly command: string;

    constructor(private readonly options: PulumiOptions) {
        this.command = (options.env ?? process.env).PULUMI_COMMAND || "pulumi";
    }

    get stack(): string {
        return this.options.stack;
    }

    get cwd(): string {
        return this.options.cwd;
    }

    /** Runs a command that knows `--config-file`. */
    configured(args: readonly string[], options: RunOptions = {}): Promise<PulumiResult> {
        const { configFile } = this.options;
        return this.run(configFile === undefined ? args : [...args, "--config-file", configFile], options);
    }

    /**
     * Runs `pulumi` with these arguments on the stack.
     *
     * @throws Failure when Pulumi cannot be started, or ends with an error and may not
     */
    async run(args: readonly string[], options: RunOptions = {}): Promise<PulumiResult> {
        const result = await this.start([...args, "--stack", this.options.stack, "--non-interactive", "--color", "never"], options.input);
        if (result.code !== 0 && !options.mayFail) throw runFailure(args, result);
        return result;
    }

    private start(args: readonly string[], input: string | undefined): Promise<PulumiResult> {
        return new Promise((resolve, reject) => {
            const child = spawn(this.command, args, { cwd: this.options.cwd, env: this.options.env ?? process.env });
            let [stdout, stderr] = ["", ""];
            child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
            child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
            child.once("error", (error: NodeJS.ErrnoException) => reject(cannotStart(this.command, this.options.cwd, error)));
            child.once("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
            // A run that ends without reading its input is judged by its exit code.
            child.stdin.on("error", () => undefined).end(input);
        });
    }
}

/** What a failed run says, in one line. */
export function runFailure(args: readonly string[], result: PulumiResult): Failure {
    return new Failure(`pulumi ${words(args)} failed: ${reason(result)}`);
}

function cannotStart(command: string, cwd: string, error: NodeJS.ErrnoException): Failure {
    if (error.code !== "ENOENT") return new Failure(`${command} cannot be started: ${error.message}`);
    return new Failure(
        `${command} cannot be started in ${cwd}: install Pulumi (https://www.pulumi.com/docs/install), or name its executable in PULUMI_COMMAND, and check --cwd`,
    );
}

/** The command without its options: what the user would recognise. */
function words(args: readonly string[]): string {
    const firstOption = args.findIndex((arg) => arg.startsWith("-"));
    return args.slice(0, firstOption < 0 ? undefined : firstOption).join(" ");
}

function reason({ code, stdout, stderr }: PulumiResult): string {
    const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
    const errors = lines.filter((line) => line.startsWith("error:")).map((line) => line.replace("error: ", ""));
    return errors.join("; ") || lines.filter((line) => line !== "").at(-1) || `exit code ${code}`;
}
