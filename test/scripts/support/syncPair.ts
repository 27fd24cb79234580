import { NodeSync, syncFiles, SyncRole, syncSettings } from "../../../components/node/sync";
import { RunningCommand } from "../../../tools/command";
import { killTree } from "../../../tools/processTree";
import { sshKeyPair, SshKeys } from "../../support/fixtures";
import { Network } from "../../node/support/network";
import { Sandbox } from "./sandbox";
import { until } from "../../node/support/wait";

const PORT = 9502;
/** The first two addresses of a network; a third machine is outside. */
const WORKER_RANGE = "10.60.0.10/31";
const FOLDER = "gateway";
const SERVING = "/run/wso2-gateway-serve";

/** Where both have the API artifacts. */
export const CONTENT = `/mnt/wso2-gateway/${FOLDER}/synapse-configs`;
export const MARK = `${CONTENT}/.wso2-gateway-manager`;
export const STALE = "/run/wso2-gateway/state/stale-content";

/** A manager and a worker, with everything that the library tells them, real SSH and rsync between them. */
export class SyncPair {
    readonly network = new Network();
    manager!: Sandbox;
    worker!: Sandbox;
    private server: RunningCommand | undefined;

    static async start(): Promise<SyncPair> {
        const pair = new SyncPair();
        pair.manager = await Sandbox.start(pair.network, "manager", SyncRole.Manager);
        pair.worker = await Sandbox.start(pair.network, "worker", SyncRole.Worker);
        pair.configure(pair.manager, SyncRole.Manager, sshKeyPair("host"));
        pair.configure(pair.worker, SyncRole.Worker, sshKeyPair("worker"));
        // What systemd makes of the files for sysusers, and of the unit's runtime folders.
        await pair.manager.must("useradd", [
            "--system",
            "--no-user-group",
            "--gid",
            "nogroup",
            "--groups",
            "wso2",
            "--home-dir",
            "/",
            "--shell",
            "/bin/sh",
            "wso2sync",
        ]);
        for (const folder of [SERVING, "/run/sshd"]) pair.manager.makeFolder(folder);
        return pair;
    }

    configure(sandbox: Sandbox, role: SyncRole, keys: SshKeys): void {
        const sync: NodeSync = {
            role,
            managerAddress: this.manager.address,
            hostPublicKey: sshKeyPair("host").publicKey,
            workerPublicKey: sshKeyPair("worker").publicKey,
            keySecretId: "https://vault.vault.azure.net/secrets/sync-key",
            identityClientId: "",
            workerRange: WORKER_RANGE,
            paths: ["repository/deployment/server/synapse-configs"],
            folder: FOLDER,
        };
        sandbox.configure({ ...syncSettings(sync), ...(role === SyncRole.Manager ? { SHARE_TYPE: "disk", SHARE_SOURCE: "0" } : {}) });
        for (const file of syncFiles(sync)) sandbox.write(file.path, file.content, 0o644);
        sandbox.write("/run/wso2-gateway/secrets/sync-key", keys.privateKey, 0o600);
    }

    /** Replaces everything that the manager has, as a seeded disk or the Publisher would. */
    async publish(files: Readonly<Record<string, string>>): Promise<void> {
        this.manager.remove(CONTENT);
        await this.add(files);
    }

    /** Adds or replaces files; others stay. */
    async add(files: Readonly<Record<string, string>>): Promise<void> {
        for (const [file, content] of Object.entries(files)) this.manager.write(`${CONTENT}/${file}`, content, 0o640);
        await this.manager.must("bash", ["-c", `chown -R wso2carbon:wso2 /mnt/wso2-gateway/${FOLDER} && chmod -R u=rwX,g=rwX,o= /mnt/wso2-gateway/${FOLDER}`]);
    }

    /** Starts the manager's SSH server, as its unit does. */
    async serve(): Promise<void> {
        await this.manager.must("/usr/local/lib/wso2-gateway/prepare-serving", [SERVING]);
        this.server = this.manager.begin("/usr/sbin/sshd", ["-D", "-e", "-f", `${SERVING}/sshd.conf`]);
        await until("the manager listens", async () => (await this.manager.must("ss", ["-Hltn", `sport = :${PORT}`])).includes(String(PORT)));
    }

    async stopServing(): Promise<void> {
        if (this.server !== undefined) await killTree(this.server.process.pid!);
        this.server = undefined;
        await until("the manager listens no more", async () => (await this.manager.must("ss", ["-Hltn", `sport = :${PORT}`])) === "");
    }

    /** Files of the worker by their paths, with their contents; nothing when there is no copy. */
    async copied(): Promise<Record<string, string> | undefined> {
        return filesOf(this.worker);
    }

    /** SSH from a machine with a key, as somebody who has taken it would use it. */
    ssh(from: Sandbox, ...args: string[]) {
        const trusting = ["-F", "/dev/null", "-oBatchMode=yes", "-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null", "-oConnectTimeout=10"];
        return from.run("ssh", [...trusting, "-i", "/run/wso2-gateway/secrets/sync-key", "-p", String(PORT), ...args]);
    }

    async stop(): Promise<void> {
        await this.manager?.stop();
        await this.worker?.stop();
        this.network.remove();
    }
}

async function filesOf(sandbox: Sandbox): Promise<Record<string, string> | undefined> {
    if (!sandbox.exists(CONTENT)) return undefined;
    // One process reads all: a copy that is put in place meanwhile would otherwise look like a mixture.
    const script = `import json, os, sys
found = {}
for where, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(where, name)
        found[os.path.relpath(path, sys.argv[1])] = open(path).read()
print(json.dumps(found))`;
    const found = JSON.parse(await sandbox.must("python3", ["-c", script, CONTENT])) as Record<string, string>;
    delete found[".wso2-gateway-manager"];
    return found;
}
