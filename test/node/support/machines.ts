import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { customData } from "../../../components/node/cloudInit";
import { CommandOptions, CommandResult, lastLines, runCommand, RunningCommand, startCommand } from "../../../tools/command";
import { killTree } from "../../../tools/processTree";
import { Network } from "./network";
import { until } from "./wait";

/** What a machine is made from. */
export interface MachineOptions {
    /** Its name, by which it knows itself and others know it; at most 12 characters. */
    name: string;
    /** The cloud-init document. */
    customData: string;
    /** Folders below its disk, the uppermost first: what an image has, and a root filesystem last. They are not written to. */
    layers: readonly string[];
    /** Files that it finds on its disk beside those of the layers, by their paths; nothing runs before they are there. */
    files?: Readonly<Record<string, string>>;
    /** Names that it knows beside the network's machines, with their addresses. */
    hosts?: Readonly<Record<string, string>>;
    /** Folder of this machine that stands for the share, as the mount shims find it. */
    share?: string;
    /** Sizes of file systems in memory, as `mount` takes them, by where they are: a disk that is full soon. */
    smallDisks?: Readonly<Record<string, string>>;
}

/** A line of the journal. */
export interface JournalEntry {
    message: string;
    /** `SYSLOG_IDENTIFIER`. */
    identifier: string;
    /** The unit that wrote it, if one did. */
    unit?: string;
    /** Microseconds since 1970. */
    time: number;
}

/** What is asked of a machine from outside. */
export interface Question {
    port: number;
    path: string;
    /** Host name by which it is asked; its certificate has to be valid for it where `authority` is given. Defaults to its address. */
    hostName?: string;
    /** File with the certificates that are trusted, PEM. Without it nothing is verified. */
    authority?: string;
    /** Defaults to GET. */
    method?: string;
    /** `name:password` for basic authentication. */
    user?: string;
    body?: string;
    /** Seconds; defaults to 10. */
    limit?: number;
}

/** What it answers; status 0 when there is no answer, with the reason as body. */
export interface Answer {
    status: number;
    body: string;
}

/** How systemd-nspawn says that a machine wants to start again (its manual, `--keep-unit`). */
const REBOOT = 133;
const START = path.join(__dirname, "machineStart.sh");

/**
 * A machine with systemd and cloud-init in systemd-nspawn. Its disk outlives its power-offs, what it has in memory does not.
 * Ends with this process, however that ends.
 */
export class Machine {
    readonly name: string;
    readonly address: string;
    /** Folder with everything that it has written to its disk, and nothing else. */
    readonly disk: string;
    /** Folder that test and machine share, in the machine `/srv/harness`. */
    readonly harness: string;
    private readonly namespace: string;
    private readonly group: string;
    private readonly folder: string;
    private running?: RunningCommand;
    private restarting = false;

    /** @param folder for all that it consists of; the caller deletes it */
    constructor(
        private readonly network: Network,
        folder: string,
        private readonly options: MachineOptions,
    ) {
        this.name = options.name;
        this.folder = path.join(folder, options.name);
        this.disk = path.join(this.folder, "disk");
        this.harness = path.join(this.folder, "harness");
        this.group = `${network.hub}-${options.name}`;
        ({ namespace: this.namespace, address: this.address } = network.join(options.name));
        for (const name of ["disk", "harness/share", "work", "root"]) fs.mkdirSync(path.join(this.folder, name), { recursive: true });
        // As a scale set gives it: cloud-init has to unpack it.
        this.write("/var/lib/cloud/seed/nocloud/user-data", Buffer.from(customData(options.customData), "base64"));
        this.write("/var/lib/cloud/seed/nocloud/meta-data", `instance-id: ${options.name}\nlocal-hostname: ${options.name}\ndsmode: net\n`);
        const hosts = { localhost: "127.0.0.1", [options.name]: this.address, ...options.hosts };
        this.write("/etc/hosts", Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`).join("")); // prettier-ignore
        for (const [name, content] of Object.entries(options.files ?? {})) this.write(name, content);
    }

    /** Writes a file to its disk from outside. For the time before its first boot: what runs need not see it. */
    write(name: string, content: string | Buffer): void {
        const file = path.join(this.disk, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, content);
    }

    /** Turns it on; returns when its first process runs. */
    async start(): Promise<void> {
        if (this.running !== undefined) throw new Error(`${this.name} runs already`);
        const { layers, share, smallDisks = {} } = this.options;
        const nspawn = [
            ...["--boot", "--register=no", "--keep-unit", "--console=pipe", "--quiet", `--machine=${this.name}`],
            // What the metadata service is blocked with.
            "--capability=CAP_NET_ADMIN",
            // What a mount of SMB is made with, which gives files an owner of its own.
            ...(fs.existsSync("/dev/fuse") ? ["--bind=/dev/fuse"] : []),
            `--network-namespace-path=/run/netns/${this.namespace}`,
            `--bind=${this.harness}:/srv/harness`,
            ...(share === undefined ? [] : [`--bind=${share}:/srv/harness/share`]),
            ...Object.entries(smallDisks).map(([where, size]) => `--tmpfs=${where}:mode=0755,size=${size}`),
        ];
        const part = (name: string): string => path.join(this.folder, name);
        const start = [START, this.group, layers.join(":"), this.disk, part("work"), part("root"), ...nspawn];
        // Told to end when this process has ended in a way that leaves it no time for anything.
        const command = ["--pdeathsig", "TERM", "unshare", "--mount", "--propagation", "private", ...start];
        const running = startCommand("setpriv", command, { ownGroup: true });
        this.running = running;
        void running.done.then(({ code }) => this.ended(code));
        await until(`${this.name} has a first process`, () => this.running === undefined || this.firstProcess() !== undefined, 30_000);
        if (this.running === undefined) throw new Error(`${this.name} did not start:\n${lastLines((await running.done).stderr)}`);
    }

    /** Whether it is on. */
    get isRunning(): boolean {
        return this.running !== undefined;
    }

    /** Turns it off in order; returns when it is off. */
    async stop(): Promise<void> {
        if (this.running === undefined) return;
        const { running } = this;
        running.process.kill("SIGTERM");
        const orderly = await Promise.race([running.done.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 120_000, false).unref())]);
        if (!orderly) await this.cutPower();
    }

    /** Ends everything in it at once, as when a machine loses its power. */
    async cutPower(): Promise<void> {
        if (this.running === undefined) return;
        const { running } = this;
        await killTree(running.process.pid!);
        await running.done;
    }

    /** Lets it start again by itself, in order; returns when its new first process runs. */
    async reboot(): Promise<void> {
        const { running } = this;
        if (running === undefined) throw new Error(`${this.name} is off`);
        this.restarting = true;
        await this.run("systemctl", ["reboot", "--no-block"]);
        await until(`${this.name} has restarted`, () => this.running !== running && this.firstProcess() !== undefined, 180_000);
    }

    /** Runs a command in it, as root or as another user, to its end. */
    async run(command: string, args: readonly string[] = [], { user, ...options }: CommandOptions & { user?: string } = {}): Promise<CommandResult> {
        const first = this.firstProcess();
        if (first === undefined) throw new Error(`${this.name} is off`);
        const asUser = user === undefined ? [] : ["runuser", "-u", user, "--"];
        const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C.UTF-8" };
        return runCommand("nsenter", ["--target", String(first), "--all", "--", ...asUser, command, ...args], { env, ...options });
    }

    /** Output of a command in it that must succeed. */
    async output(command: string, args: readonly string[] = [], options: CommandOptions & { user?: string } = {}): Promise<string> {
        const { code, stdout, stderr } = await this.run(command, args, options);
        if (code !== 0) throw new Error(`${this.name}: ${command} ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
        return stdout.trim();
    }

    /** Asks it over TLS from the hub of its network, as the load balancer does. */
    async ask({ port, path: requestPath, hostName = this.address, authority, method = "GET", user, body, limit = 10 }: Question): Promise<Answer> {
        const trust = authority === undefined ? ["--insecure"] : ["--cacert", authority];
        const account = user === undefined ? [] : ["--user", user];
        const data = body === undefined ? [] : ["--data-binary", "@-", "--header", "Content-Type: application/xml"];
        const options = ["--silent", "--show-error", "--max-time", String(limit), "--request", method, "--write-out", "\n%{http_code}", ...trust, ...account];
        const address = ["--resolve", `${hostName}:${port}:${this.address}`, `https://${hostName}:${port}${requestPath}`];
        const { stdout, stderr, code } = await this.network.run("curl", [...options, ...data, ...address], { input: body });
        if (code !== 0) return { status: 0, body: stderr.trim() };
        const end = stdout.lastIndexOf("\n");
        return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
    }

    /** Content of a file as the machine sees it now, or nothing when it has no such file. */
    async read(name: string): Promise<string | undefined> {
        const { code, stdout } = await this.run("cat", [name]);
        return code === 0 ? stdout : undefined;
    }

    /** Its journal of all boots, oldest first; also when it is off. */
    journal({ identifier = "wso2-gateway" }: { identifier?: string } = {}): JournalEntry[] {
        const args = [
            "--quiet",
            "--directory",
            path.join(this.disk, "var/log/journal"),
            "--output=json",
            ...(identifier === "" ? [] : ["--identifier", identifier]),
        ];
        const { stdout } = spawnSync("journalctl", args, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
        return stdout
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as Record<string, string>)
            .map((entry) => ({
                message: String(entry.MESSAGE),
                identifier: entry.SYSLOG_IDENTIFIER ?? "",
                unit: entry._SYSTEMD_UNIT,
                time: Number(entry.__REALTIME_TIMESTAMP),
            }));
    }

    /** The lines of this library in its journal, as one text, to show when something went wrong. */
    journalText(options: { identifier?: string } = {}): string {
        return this.journal(options)
            .map(({ identifier, message }) => `${this.name} ${identifier}: ${message}`)
            .join("\n");
    }

    /** The first line of the journal that matches, once it is there. */
    line(pattern: RegExp, limit?: number, since = 0): Promise<JournalEntry> {
        const look = (): JournalEntry | undefined => this.journal().find(({ message, time }) => time >= since && pattern.test(message));
        return until(`${this.name} says ${String(pattern)}`, look, limit, () => this.journalText());
    }

    /** What was asked of the mount shims, one line each. */
    mounts(): string[] {
        const file = path.join(this.harness, "mounts");
        return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
    }

    /** Makes the share unreachable for new mounts, or reachable again. What is mounted stays. */
    setShareReachable(reachable: boolean): void {
        const mark = path.join(this.harness, "share-unavailable");
        if (reachable) fs.rmSync(mark, { force: true });
        else fs.writeFileSync(mark, "");
    }

    /** Process id of its first process, here; nothing when it is off. */
    firstProcess(): number | undefined {
        const pid = this.running?.process.pid;
        try {
            // The first child of systemd-nspawn that is the first process of a namespace.
            const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter((child) => child !== ""); // prettier-ignore
            return children.map(Number).find((child) => /^NSpid:.*\t1$/m.test(fs.readFileSync(`/proc/${child}/status`, "utf8")));
        } catch {
            return undefined;
        }
    }

    private ended(code: number | null): void {
        this.running = undefined;
        for (const hierarchy of ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"]) removeGroup(path.join(hierarchy, this.group));
        if (code === REBOOT && this.restarting) {
            this.restarting = false;
            void this.start();
        }
    }
}

/** Control groups are folders whose files cannot be deleted. */
function removeGroup(folder: string): void {
    if (!fs.existsSync(folder)) return;
    execFileSync("find", [folder, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"], { stdio: "ignore" });
}
