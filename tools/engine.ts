import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { CommandResult, lastLines, RunningCommand, startCommand } from "./command";
import { readEvents, RunEvents } from "./engineEvents";
import { copyProject } from "./engineProject";
import { killTree } from "./processTree";

/** The simulated Azure, as the engine finds it: a folder with the executable `pulumi-resource-azure-native`. */
export const SIMULATOR_PLUGIN = path.join(__dirname, "..", "simulator", "plugin");

export interface EngineOptions {
    /** Folder with the `pulumi` executable, from `obtainPulumi`. */
    pulumiFolder: string;
    /** Folder for everything that the engine writes: state, plugins, passphrase, the simulated Azure. Ignored by git, kept between runs. */
    workFolder: string;
    /** Folder of the project's Pulumi.yaml. Nothing is written there. */
    projectFolder: string;
    stack: string;
    /** Folder of the simulated Azure: of another engine, to deploy into the same. Defaults to one of its own. */
    azureFolder?: string;
    /** Folders with provider plugins. Defaults to the simulated Azure's. */
    pluginFolders?: readonly string[];
    /** More variables for the program and the plugins. */
    env?: Readonly<Record<string, string>>;
}

export interface RunOptions {
    /** Text for standard input. */
    input?: string;
    /** `inherit` shows Pulumi's own output to the user as it comes. Defaults to `pipe`. */
    output?: "pipe" | "inherit";
    /** Returns a run that failed instead of throwing an `EngineFailure`. */
    mayFail?: boolean;
    /** More variables for this run. */
    env?: Readonly<Record<string, string>>;
}

/** How one run of an operation ended and what it did. */
export interface OperationResult extends CommandResult, RunEvents {}

export interface OperationOptions extends RunOptions {
    /** More arguments for Pulumi, for example `--target`. */
    args?: readonly string[];
}

/** A run of Pulumi that failed. */
export class EngineFailure extends Error {
    constructor(
        readonly args: readonly string[],
        readonly result: CommandResult,
    ) {
        super(`pulumi ${args.join(" ")} ended with ${result.code ?? result.signal}:\n${lastLines(`${result.stdout}\n${result.stderr}`, 40)}`);
    }
}

/** An operation that is still running. */
export interface RunningOperation extends Omit<RunningCommand, "done"> {
    /** Kills Pulumi, the program and all plugins at once, as a power failure would. Its plugins would outlive Pulumi otherwise. */
    killTree(): Promise<void>;
    readonly done: Promise<OperationResult>;
}

const ANSWERED: Readonly<Record<string, readonly string[]>> = {
    preview: [],
    up: ["--yes", "--skip-preview"],
    refresh: ["--yes", "--skip-preview"],
    destroy: ["--yes", "--skip-preview"],
};
export type Operation = "preview" | "up" | "refresh" | "destroy";

/** The real Pulumi engine on one stack of a project, with a file backend and the simulated Azure, apart from everything else on the machine. */
export class Engine {
    /** Where Pulumi keeps the state, as `PULUMI_BACKEND_URL` has it. Copied, it is a snapshot of everything that Pulumi knows. */
    readonly stateFolder: string;
    /** What the simulated Azure remembers. */
    readonly azureFolder: string;
    /** The copy of the project's files that Pulumi works on. */
    readonly projectCopy: string;
    /** The environment of every run: for programs that call Pulumi themselves. */
    readonly env: Readonly<NodeJS.ProcessEnv>;
    private readonly home: string;
    private readonly passphraseFile: string;
    private prepared?: Promise<void>;
    private runs = 0;

    constructor(private readonly options: EngineOptions) {
        const inWork = (name: string) => path.resolve(options.workFolder, name);
        this.stateFolder = inWork("state");
        this.azureFolder = options.azureFolder ?? inWork("azure");
        this.projectCopy = inWork("project");
        this.home = inWork("home");
        this.passphraseFile = inWork("passphrase");
        this.env = {
            ...withoutCloud(process.env),
            // Without side files: Pulumi does not replace them atomically, and an empty one, left by a killed run, makes the state unreadable.
            PULUMI_BACKEND_URL: `file://${this.stateFolder}?metadata=skip`,
            PULUMI_HOME: this.home,
            PULUMI_CONFIG_PASSPHRASE_FILE: this.passphraseFile,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            // Makes Pulumi know --event-log.
            PULUMI_DEBUG_COMMANDS: "true",
            SIMULATED_AZURE_DIR: this.azureFolder,
            PATH: [...this.pluginFolders, options.pulumiFolder, process.env.PATH].join(path.delimiter),
            ...options.env,
        };
    }

    /** Makes folders, copies and the stack where they do not exist yet. Every method does this first by itself. */
    prepare(): Promise<void> {
        return (this.prepared ??= this.makeStack());
    }

    /** Runs `pulumi` with `args` on the copied project. */
    async run(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
        await this.prepare();
        return judged(args, options, await this.command(args, options).done);
    }

    async preview(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operation("preview", options);
    }

    async up(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operation("up", options);
    }

    async refresh(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operation("refresh", options);
    }

    async destroy(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operation("destroy", options);
    }

    /** Starts an operation without waiting for its end: to interrupt or kill it. */
    async start(operation: Operation, options: OperationOptions = {}): Promise<RunningOperation> {
        await this.prepare();
        const log = path.join(this.options.workFolder, "events", `${process.pid}-${++this.runs}.jsonl`);
        fs.mkdirSync(path.dirname(log), { recursive: true });
        const args = [operation, ...ANSWERED[operation]!, ...this.stackArgs(), "--event-log", log, ...(options.args ?? [])];
        const running = this.command(args, options);
        return {
            process: running.process,
            kill: (signal) => running.kill(signal),
            killTree: () => killTree(running.process.pid!),
            done: running.done.then((result) => {
                const events = readEvents(log);
                fs.rmSync(log, { force: true });
                return judged(args, options, { ...result, ...events });
            }),
        };
    }

    /** Removes the lock that a killed run has left. */
    async cancel(): Promise<void> {
        await this.run(["cancel", "--yes", ...this.stackArgs()]);
    }

    /** Sets a stack setting. Secret values go through standard input: a command line can be read by everybody on the machine. */
    async setConfig(key: string, value: string, kind: ConfigKind = {}): Promise<void> {
        const flags = [kind.secret ? "--secret" : "--plaintext", ...(kind.path ? ["--path"] : [])];
        await this.run(["config", "set", key, ...flags, ...this.stackArgs()], { input: value });
    }

    async removeConfig(key: string): Promise<void> {
        await this.run(["config", "rm", key, ...this.stackArgs()]);
    }

    /** The stack's outputs, secret ones in plain text. */
    async outputs(): Promise<Record<string, unknown>> {
        const { stdout } = await this.run(["stack", "output", "--json", "--show-secrets", ...this.stackArgs()]);
        return JSON.parse(stdout) as Record<string, unknown>;
    }

    /** The state as Pulumi keeps it: secrets encrypted. */
    async exportState(): Promise<StackState> {
        const { stdout } = await this.run(["stack", "export", ...this.stackArgs()]);
        return JSON.parse(stdout) as StackState;
    }

    private async makeStack(): Promise<void> {
        checkPlugins(this.pluginFolders);
        for (const folder of [this.stateFolder, this.azureFolder, this.home]) fs.mkdirSync(folder, { recursive: true });
        writePassphrase(this.passphraseFile);
        copyProject(this.options.projectFolder, this.options.stack, this.projectCopy);
        const args = ["stack", "select", "--create", this.options.stack];
        judged(args, {}, await this.command(args, {}).done);
    }

    private async operation(operation: Operation, options: OperationOptions): Promise<OperationResult> {
        return (await this.start(operation, options)).done;
    }

    private command(args: readonly string[], options: RunOptions): RunningCommand {
        return startCommand(path.join(this.options.pulumiFolder, "pulumi"), [...args, "--non-interactive"], {
            cwd: this.projectCopy,
            env: { ...this.env, ...options.env },
            input: options.input,
            output: options.output,
        });
    }

    private stackArgs(): string[] {
        return ["--stack", this.options.stack];
    }

    private get pluginFolders(): readonly string[] {
        return this.options.pluginFolders ?? [SIMULATOR_PLUGIN];
    }
}

export interface ConfigKind {
    /** Whether the value is encrypted. */
    secret?: boolean;
    /** Whether the key is a path into an object, such as `vault.retentionDays`. */
    path?: boolean;
}

/** The parts of an exported state that callers look at. */
export interface StackState {
    version: number;
    deployment: {
        resources?: { urn: string; type: string; id?: string; parent?: string; protect?: boolean; inputs?: object; outputs?: object }[];
        pending_operations?: { type: string; resource: { urn: string; type: string; id?: string } }[];
    };
}

/** The environment without settings of Pulumi and credentials of Azure: a run of ours must neither use nor reach the user's own. */
function withoutCloud(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PULUMI|ARM|AZURE)_/.test(name)));
}

function judged<Result extends CommandResult>(args: readonly string[], options: RunOptions, result: Result): Result {
    if (result.code !== 0 && !options.mayFail) throw new EngineFailure(args, result);
    return result;
}

/** Without a plugin of ours, Pulumi would look for one elsewhere, which could talk to the real Azure. */
function checkPlugins(folders: readonly string[]): void {
    for (const folder of folders) {
        const found = fs.existsSync(folder) && fs.readdirSync(folder).some((name) => name.startsWith("pulumi-resource-"));
        if (!found) throw new Error(`There is no provider plugin in ${folder}.`);
    }
}

function writePassphrase(file: string): void {
    if (fs.existsSync(file)) return;
    fs.writeFileSync(file, randomBytes(24).toString("base64"), { mode: 0o600 });
}
