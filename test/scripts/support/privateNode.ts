import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { environmentFile } from "../../../components/node/gatewayNode";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { skip } from "../../support/skip";
import { CommandOptions, CommandResult, runCommand, RunningCommand, startCommand } from "../../../tools/command";

const scripts = path.resolve("components", "node", "scripts");

/** Puts the folder's own `run` and `etc` over those of this machine, for one command and what it starts. */
const ENTER = 'mount --bind "$1/run" /run && mount -t overlay overlay -o "lowerdir=$1/etc:/etc" /etc && shift && exec "$@"';

/** Skips a suite where mounts cannot be made. In CI that is a failure. */
export function needPrivateNode(context: Mocha.Context): void {
    if (process.getuid?.() !== 0) skip(context, "a node's own /run and /etc need root");
}

/**
 * What a script of a node sees of it: settings in `/etc/wso2-gateway`, and what is in memory in `/run`. Both are folders of the test, mounted for the script alone;
 * everything else is this machine's, its network too. Needs root.
 */
export class PrivateNode {
    readonly folder = temporaryFolder("node");
    readonly home = path.join(this.folder, "home");
    private readonly started: RunningCommand[] = [];

    constructor(settings: Readonly<Record<string, string>>) {
        // Users of this machine look for the answers: the folder is theirs to pass.
        fs.chmodSync(this.folder, 0o755);
        for (const name of ["bin", "home", "etc/wso2-gateway", "run/wso2-gateway/state", "run/wso2-gateway/secrets"])
            fs.mkdirSync(path.join(this.folder, name), { recursive: true });
        for (const name of ["readiness", "health", "events"]) fs.mkdirSync(this.run(`wso2-gateway-${name}`));
        this.configure(settings);
        this.command("logger", 'printf "%s\\n" "$*" >>"$(dirname "$0")/../journal"');
    }

    /** Replaces its settings. */
    configure(settings: Readonly<Record<string, string>>): void {
        fs.writeFileSync(path.join(this.folder, "etc/wso2-gateway/node.env"), environmentFile({ HOME_DIRECTORY: this.home, ...settings }));
    }

    /** A path in its `/run`. */
    run(name: string): string {
        return path.join(this.folder, "run", name);
    }

    /** A path of a mark in `/run/wso2-gateway/state`. */
    state(name: string): string {
        return this.run(`wso2-gateway/state/${name}`);
    }

    mark(name: string, content = ""): void {
        fs.writeFileSync(this.state(name), content);
    }

    unmark(name: string): void {
        fs.rmSync(this.state(name), { force: true });
    }

    /** Puts a command of the test's own before those of the machine. */
    command(name: string, body: string): void {
        fs.writeFileSync(path.join(this.folder, "bin", name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
    }

    /** What was said to the journal with `logger`. */
    journal(): string {
        const file = path.join(this.folder, "journal");
        return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    }

    /** Gives it a new key and certificate. */
    newCertificate(name = "node"): void {
        const secrets = this.run("wso2-gateway/secrets");
        const files = ["-keyout", `${secrets}/new-key.pem`, "-out", `${secrets}/new-certificate.pem`];
        const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", `/CN=${name}`];
        execFileSync("openssl", ["req", "-x509", ...key, ...files], { stdio: "ignore" });
        for (const kind of ["key", "certificate"]) fs.renameSync(`${secrets}/new-${kind}.pem`, `${secrets}/node-${kind}.pem`);
    }

    /** Its key and certificate as a server of the test's takes them. */
    get identity(): { key: string; cert: string } {
        const [key, cert] = ["key", "certificate"].map((name) => fs.readFileSync(this.run(`wso2-gateway/secrets/node-${name}.pem`), "utf8"));
        return { key: key!, cert: cert! };
    }

    /** Starts one of the scripts; it ends with the test at the latest. */
    start(script: string, env: NodeJS.ProcessEnv = {}): RunningCommand {
        return this.startCommand(path.join(scripts, script), [], env);
    }

    /** Starts a command that sees what scripts see. */
    startCommand(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): RunningCommand {
        const running = startCommand("unshare", this.entering(command, args), this.options(env));
        this.started.push(running);
        return running;
    }

    /** Runs one of the scripts to its end. */
    runScript(script: string, env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
        return runCommand("unshare", this.entering(path.join(scripts, script), []), this.options(env));
    }

    /** Ends what was started, and removes its files. */
    async remove(): Promise<void> {
        for (const { kill } of this.started) kill("SIGKILL");
        await Promise.all(this.started.map(({ done }) => done));
        fs.rmSync(this.folder, { recursive: true, force: true });
    }

    private entering(command: string, args: readonly string[]): string[] {
        return ["--mount", "--propagation", "private", "sh", "-c", ENTER, "sh", this.folder, command, ...args];
    }

    private options(env: NodeJS.ProcessEnv): CommandOptions {
        const searched = `${path.join(this.folder, "bin")}${path.delimiter}${process.env.PATH}`;
        return { env: { ...process.env, PATH: searched, PYTHONDONTWRITEBYTECODE: "1", ...env }, ownGroup: true };
    }
}
