import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Container, PodTemplate, Probe, VolumeMount } from "../../../components/workload/podTemplate/shape";
import { CommandResult, lastLines, runCommand, RunningCommand, startCommand } from "../../../tools/command";
import { killTree } from "../../../tools/processTree";
import { Network } from "./network";
import { until } from "./wait";

const START = path.join(__dirname, "container.sh");
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** An image that a container can have. */
export interface Image {
    /** Folders of what is in it, the uppermost first. They are not written to. */
    layers: readonly string[];
    /** What its maker has put into every container's environment. */
    env?: Readonly<Record<string, string>>;
}

/** What Kubernetes and its cloud have for a pod. */
export interface PodSurroundings {
    images: Readonly<Record<string, Image>>;
    /** Texts of ConfigMaps, by the names of the maps. */
    configMaps: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** What the CSI driver mounts: values by the names of their files. */
    secrets: Readonly<Record<string, string>>;
    /** Folder of this machine that stands for the shared file system. */
    share?: string;
}

/**
 * A pod that is run from its template as a kubelet does it, as far as the template says something: init containers one after the other, sidecars beside the rest, volumes with their owners,
 * a read-only root, the user without capabilities and without new privileges, probes, and the end: hook, TERM, KILL when the grace period is over, sidecars last.
 * There is no seccomp profile, and no limit of resources.
 */
export class Pod {
    readonly address: string;
    private readonly namespace: string;
    private readonly folder: string;
    private readonly running = new Map<string, RunningCommand>();
    private readonly output = new Map<string, string>();
    private isDeleted = false;

    constructor(
        network: Network,
        parent: string,
        readonly name: string,
        private readonly template: PodTemplate,
        private readonly around: PodSurroundings,
    ) {
        ({ namespace: this.namespace, address: this.address } = network.join(name));
        this.folder = path.join(parent, `pod-${name}`);
        fs.mkdirSync(this.folder);
        this.makeVolumes();
    }

    /** Starts everything; returns when the product runs, which is long before it is ready. */
    async start(): Promise<void> {
        for (const container of this.template.spec.initContainers) {
            const started = this.begin(container);
            if (container.restartPolicy === "Always") continue;
            const { code } = await started.done;
            this.running.delete(container.name);
            if (code !== 0) throw new Error(`container ${container.name} of ${this.name} ended with ${code}:\n${this.log(container.name)}`);
        }
        for (const container of this.template.spec.containers) this.begin(container);
    }

    /** Whether it would be in its Services. */
    async isReady(): Promise<boolean> {
        if (this.isDeleted) return false;
        for (const { readinessProbe } of this.containers()) if (readinessProbe !== undefined && !(await this.succeeds(readinessProbe))) return false;
        return true;
    }

    async becomesReady(limit = 120_000): Promise<void> {
        await until(`${this.name} is ready`, () => this.isReady(), limit, () => this.explain()); // prettier-ignore
    }

    /** Whether a probe of a container succeeds now. */
    probe(container: string, kind: "startupProbe" | "livenessProbe" | "readinessProbe"): Promise<boolean> {
        return this.succeeds(this.container(container)[kind]!);
    }

    /** Runs a command in a container, as its user. */
    exec(container: string, command: readonly string[]): Promise<CommandResult> {
        const inside = ["--target", String(this.firstProcess(container)), "--mount", "--pid", "--uts", "--ipc", "--net", "--root", "--wd"];
        return runCommand("nsenter", [...inside, ...this.unprivileged(this.container(container), command)], { env: { PATH } });
    }

    /**
     * Ends it as Kubernetes does when it is deleted.
     *
     * @param withHook whether the container's `preStop` hook runs
     * @returns names of containers that had to be killed
     */
    async terminate(withHook = true): Promise<string[]> {
        this.isDeleted = true;
        const { spec } = this.template;
        const end = Date.now() + spec.terminationGracePeriodSeconds * 1000;
        const killed: string[] = [];
        const stop = async ({ name, lifecycle }: Container): Promise<void> => {
            const command = this.running.get(name);
            if (command === undefined) return;
            let isOver = false;
            const over = command.done.then(() => (isOver = true));
            const limit = (): Promise<unknown> => Promise.race([over, sleep(Math.max(0, end - Date.now()), undefined, { ref: false })]);
            const hook = async (command: string[]): Promise<void> => {
                const { stdout, stderr } = await this.exec(name, command);
                this.keep(name, stdout + stderr);
            };
            if (withHook && lifecycle !== undefined) await Promise.race([hook(lifecycle.preStop.exec.command), limit()]);
            if (!isOver) process.kill(this.firstProcess(name)!, "SIGTERM");
            await limit();
            if (isOver) return;
            killed.push(name);
            await killTree(command.process.pid!);
            await over;
        };
        await Promise.all(spec.containers.map(stop));
        for (const container of [...spec.initContainers].reverse()) await stop(container);
        return killed;
    }

    /** What a container has said. */
    log(container: string): string {
        return this.output.get(container) ?? "";
    }

    explain(): string {
        return [...this.output].map(([name, text]) => `--- ${this.name} ${name}\n${lastLines(text, 15)}`).join("\n");
    }

    /** Where a file of a volume is for this process. */
    inVolume(volume: string, file: string): string {
        return path.join(this.volume(volume), file);
    }

    /** Ends whatever is left, at once. */
    async kill(): Promise<void> {
        await Promise.all([...this.running.values()].map((command) => killTree(command.process.pid!)));
    }

    private containers(): Container[] {
        return [...this.template.spec.initContainers, ...this.template.spec.containers];
    }

    private container(name: string): Container {
        return this.containers().find((container) => container.name === name)!;
    }

    private volume(name: string): string {
        return path.join(this.folder, "volumes", name);
    }

    private makeVolumes(): void {
        const { fsGroup } = this.template.spec.securityContext;
        for (const { name, configMap, csi, emptyDir, persistentVolumeClaim } of this.template.spec.volumes) {
            const folder = this.volume(name);
            if (persistentVolumeClaim !== undefined) {
                fs.symlinkSync(this.around.share!, folder);
                continue;
            }
            fs.mkdirSync(folder, { recursive: true });
            const texts = configMap !== undefined ? this.around.configMaps[configMap.name]! : csi !== undefined ? this.around.secrets : {};
            for (const [file, text] of Object.entries(texts)) {
                fs.writeFileSync(path.join(folder, file), text);
                fs.chmodSync(path.join(folder, file), configMap?.defaultMode ?? 0o644);
            }
            if (emptyDir === undefined) continue;
            fs.chownSync(folder, 0, fsGroup);
            fs.chmodSync(folder, 0o2777);
        }
    }

    private begin(container: Container): RunningCommand {
        const folder = path.join(this.folder, container.name);
        const points = path.join(folder, "points");
        const image = this.around.images[container.image]!;
        fs.mkdirSync(path.join(folder, "root"), { recursive: true });
        fs.mkdirSync(points);
        const mounts = [...container.volumeMounts].sort((one, other) => one.mountPath.split("/").length - other.mountPath.split("/").length);
        for (const { mountPath } of mounts)
            if (!mounts.some((one) => mountPath.startsWith(`${one.mountPath}/`))) fs.mkdirSync(path.join(points, mountPath), { recursive: true });
        const write = (name: string, text: string, mode = 0o644): void => fs.writeFileSync(path.join(folder, name), text, { mode });
        write("layers", [points, ...image.layers].join(":"));
        write("mounts", mounts.map((mount) => `${this.source(mount)}\t${mount.mountPath}\t${mount.readOnly === true ? "ro" : "rw"}\n`).join(""));
        write("namespace", this.namespace);
        write("host", this.name);
        const command = this.unprivileged(container, container.command, image.env);
        write("run", `#!/bin/sh\nexec ${command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ")}\n`, 0o755);
        const args = ["--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "bash", START, folder];
        const started = startCommand("unshare", args, { env: { PATH } });
        for (const stream of [started.process.stdout!, started.process.stderr!]) stream.on("data", (text: string) => this.keep(container.name, text));
        this.running.set(container.name, started);
        return started;
    }

    private keep(container: string, text: string): void {
        this.output.set(container, (this.output.get(container) ?? "") + text);
    }

    private source({ name, subPath }: VolumeMount): string {
        return fs.realpathSync(subPath === undefined ? this.volume(name) : path.join(this.volume(name), subPath));
    }

    /** A command line that gives everything away before it does something. */
    private unprivileged(
        container: Container,
        command: readonly string[],
        imageEnv: Readonly<Record<string, string>> = this.around.images[container.image]!.env ?? {},
    ): string[] {
        const { runAsUser, runAsGroup, fsGroup } = this.template.spec.securityContext;
        const fields: Readonly<Record<string, string>> = { "status.podIP": this.address, "metadata.name": this.name };
        const env = (container.env ?? []).map(({ name, value, valueFrom }) => `${name}=${value ?? fields[valueFrom!.fieldRef.fieldPath]!}`);
        const ids = [`--reuid=${runAsUser}`, `--regid=${runAsGroup}`, `--groups=${fsGroup}`];
        const nothing = ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs"];
        const given = [`PATH=${PATH}`, `HOSTNAME=${this.name}`, ...Object.entries(imageEnv).map(([name, value]) => `${name}=${value}`), ...env];
        return ["setpriv", ...ids, ...nothing, "env", "--ignore-environment", ...given, ...command];
    }

    /** By this machine's count: the child of what has made the namespaces. */
    private firstProcess(container: string): number | undefined {
        const pid = this.running.get(container)?.process.pid;
        if (pid === undefined) return undefined;
        const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
        return children === "" ? undefined : Number(children.split(" ")[0]);
    }

    private async succeeds({ httpGet, tcpSocket, timeoutSeconds }: Probe): Promise<boolean> {
        const limit = ["--silent", "--insecure", "--fail", "--output", "/dev/null", "--max-time", String(timeoutSeconds)];
        const url = httpGet === undefined ? undefined : `${httpGet.scheme.toLowerCase()}://${this.address}:${httpGet.port}${httpGet.path}`;
        const command = url === undefined ? ["bash", "-c", `exec 3<>/dev/tcp/${this.address}/${tcpSocket!.port}`] : ["curl", ...limit, url];
        return (await runCommand("ip", ["netns", "exec", this.namespace, ...command], { timeout: timeoutSeconds * 1000 + 1000 })).code === 0;
    }
}

/** HAProxy as this machine has it, as a layer of an image: its program, and the libraries that it needs. */
export function proxyLayer(folder: string): string {
    const layer = path.join(folder, "proxy");
    const program = execFileSync("sh", ["-c", "command -v haproxy"], { encoding: "utf8" }).trim();
    const libraries = [...execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file!);
    for (const file of [program, ...libraries]) {
        // Folders such as /lib are links in the layers below.
        const to = path.join(layer, fs.realpathSync(path.dirname(file)), path.basename(file));
        fs.mkdirSync(path.dirname(to), { recursive: true });
        fs.copyFileSync(fs.realpathSync(file), to);
    }
    return layer;
}

/** Python as official images of it have it, as a layer above a filesystem of Debian: in `/usr/local/bin`, and no other in `/usr/bin`. */
export function pythonLayer(folder: string, root: string): string {
    const layer = path.join(folder, "python");
    const [own, programs] = ["usr/local/bin", "usr/bin"].map((name) => path.join(layer, name)) as [string, string];
    for (const made of [own, programs]) fs.mkdirSync(made, { recursive: true });
    fs.copyFileSync(fs.realpathSync(path.join(root, "usr/bin/python3")), path.join(own, "python3"));
    // How overlayfs says that a lower layer's file is gone.
    for (const name of fs.readdirSync(path.join(root, "usr/bin")).filter((file) => file.startsWith("python")))
        execFileSync("mknod", [path.join(programs, name), "c", "0", "0"]);
    return layer;
}
