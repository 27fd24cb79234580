import * as fs from "node:fs";
import * as path from "node:path";

import { environmentFile } from "../../../components/node/gatewayNode";
import { ownFiles } from "../../../components/node/ownFiles";
import { ConfigurationStyle } from "../../../components/product/release";
import { SyncRole } from "../../../components/node/sync";
import { CommandOptions, CommandResult, RunningCommand, startCommand } from "../../../tools/command";
import { killTree } from "../../../tools/processTree";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { Network } from "../../node/support/network";
import { until } from "../../node/support/wait";

const START = path.join(__dirname, "sandbox.sh");
const MOUNT = path.join(__dirname, "..", "..", "node", "support", "shims", "mount");
const SCRIPTS = "/usr/local/lib/wso2-gateway";
const JOURNAL = "/run/journal";
/** Ids of the gateway's user and group in a sandbox. */
export const USER_ID = 802;

/**
 * A copy of this machine that nobody else sees, with a node's scripts in it, the gateway's user, a share that is mounted by a shim, and an address in a network.
 * What a script says to the journal is written down. There is no systemd in it: for one script at a time that is all it takes.
 */
export class Sandbox {
    readonly namespace: string;
    readonly address: string;
    private readonly folder = temporaryFolder("sandbox");
    private readonly holder: RunningCommand;

    private constructor(network: Network, name: string) {
        ({ namespace: this.namespace, address: this.address } = network.join(name));
        // The copy is made by a process whose namespaces go when it ends, and with them whatever was mounted or still runs.
        const args = ["--mount", "--pid", "--uts", "--fork", "--kill-child", START, `/run/netns/${this.namespace}`, this.folder];
        this.holder = startCommand("unshare", args, {});
    }

    /** @param role what the machine is in rsync mode */
    static async start(network: Network, name: string, role?: SyncRole): Promise<Sandbox> {
        const sandbox = new Sandbox(network, name);
        let output = "";
        sandbox.holder.process.stdout!.on("data", (text: string) => (output += text));
        await until("the sandbox is ready", () => output.includes("ready") && sandbox.innermost() !== undefined);
        await sandbox.prepare(role);
        return sandbox;
    }

    private async prepare(role: SyncRole | undefined): Promise<void> {
        for (const file of ownFiles(ConfigurationStyle.Xml, role))
            if (file.path.startsWith(SCRIPTS)) this.write(file.path, file.content, Number.parseInt(file.permissions, 8));
        this.write("/usr/bin/logger", `#!/bin/sh\nprintf '%s\\n' "$*" >>${JOURNAL}\n`, 0o755);
        this.write(JOURNAL, "");
        // Owners of an SMB share are tried where there are whole machines.
        this.write("/usr/local/bin/bindfs", '#!/bin/sh\nwhile [ $# -gt 2 ]; do shift; done\nexec mount --bind "$1" "$2"\n', 0o755);
        for (const type of ["nfs4", "aznfs", "cifs"]) this.write(`/usr/sbin/mount.${type}`, fs.readFileSync(MOUNT, "utf8"), 0o755);
        this.makeFolder("/srv/harness/share");
        for (const folder of ["secrets", "state"]) this.makeFolder(`/run/wso2-gateway/${folder}`);
        await this.must("bash", ["-c", `groupadd -g ${USER_ID} wso2 && useradd -u ${USER_ID} -g wso2 -M -d /home/wso2carbon wso2carbon`]);
    }

    /** Runs a command to its end, whatever its status. */
    run(command: string, args: readonly string[] = [], options: CommandOptions = {}): Promise<CommandResult> {
        return this.begin(command, args, options).done;
    }

    /** Starts a command; it is over with the sandbox at the latest. */
    begin(command: string, args: readonly string[] = [], options: CommandOptions = {}): RunningCommand {
        const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", ...options.env };
        const inside = ["--target", String(this.innermost()!), "--mount", "--pid", "--uts", "--net", "--root", "--wd"];
        return startCommand("nsenter", [...inside, command, ...args], { ...options, env });
    }

    /** Runs one of the node's scripts. */
    script(name: string, ...args: string[]): Promise<CommandResult> {
        return this.run(`${SCRIPTS}/${name}`, args);
    }

    /** Runs a command that has to succeed; returns its output. */
    async must(command: string, args: readonly string[] = [], options: CommandOptions = {}): Promise<string> {
        const { code, stdout, stderr } = await this.run(command, args, options);
        if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr}`);
        return stdout;
    }

    /** Replaces the node's settings. */
    configure(settings: Readonly<Record<string, string>>): void {
        this.write("/etc/wso2-gateway/node.env", environmentFile(settings));
    }

    /** Makes it trust an authority, and know names by their addresses. */
    trust(authority: string, hosts: Readonly<Record<string, string>>): void {
        fs.appendFileSync(this.at("/etc/ssl/certs/ca-certificates.crt"), authority);
        this.write("/etc/hosts", [["localhost", "127.0.0.1"], ...Object.entries(hosts)].map(([name, address]) => `${address} ${name}\n`).join(""));
    }

    /** Where one of its files is for this process. */
    at(file: string): string {
        return path.join("/proc", String(this.innermost()!), "root", file);
    }

    write(file: string, content: string | Buffer, mode = 0o644): void {
        fs.mkdirSync(path.dirname(this.at(file)), { recursive: true });
        fs.writeFileSync(this.at(file), content);
        fs.chmodSync(this.at(file), mode);
    }

    read(file: string): string {
        return fs.readFileSync(this.at(file), "utf8");
    }

    exists(file: string): boolean {
        return fs.lstatSync(this.at(file), { throwIfNoEntry: false }) !== undefined;
    }

    makeFolder(folder: string): void {
        fs.mkdirSync(this.at(folder), { recursive: true });
    }

    remove(file: string): void {
        fs.rmSync(this.at(file), { recursive: true, force: true });
    }

    /** Owner, group and mode, as in `802:802 640`. */
    access(file: string): string {
        const { uid, gid, mode } = fs.statSync(this.at(file));
        return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`;
    }

    /** What was said to the journal, without the options of `logger`. */
    journal(): string[] {
        const lines = this.read(JOURNAL).split("\n").filter(Boolean);
        return lines.map((line) => line.slice(line.indexOf("-- ") + 3));
    }

    forgetJournal(): void {
        this.write(JOURNAL, "");
    }

    /** What was asked of the shims in the place of `mount.<type>`. */
    mounts(): string[] {
        const file = "/srv/harness/mounts";
        return this.exists(file) ? this.read(file).trimEnd().split("\n") : [];
    }

    async stop(): Promise<void> {
        await killTree(this.holder.process.pid!);
        await this.holder.done;
        fs.rmSync(this.folder, { recursive: true, force: true });
    }

    /** The process that keeps the sandbox, by this machine's count. */
    private innermost(): number | undefined {
        const child = (parent: number): number | undefined => {
            const children = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim();
            return children === "" ? undefined : Number(children.split(" ")[0]);
        };
        const first = child(this.holder.process.pid!);
        return first === undefined || !fs.readFileSync(`/proc/${first}/comm`, "utf8").startsWith("sleep") ? undefined : first;
    }
}
