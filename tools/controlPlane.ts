import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import { KubernetesClient } from "../simulator/kubernetes/client";
import { connectionOf, parseKubeconfig } from "../simulator/kubernetes/kubeconfig";
import { asObject, KubernetesObject, nameOf } from "../simulator/kubernetes/objects";
import { JsonObject, listOrEmpty, objectOrEmpty } from "../simulator/json";
import { Certificates, Identity, makeCertificates } from "./controlPlane/certificates";
import { Daemon } from "./controlPlane/daemon";
import { areFree, freePorts } from "./controlPlane/ports";
import { obtainKubernetes } from "./kubernetesBinaries";

export interface ControlPlaneOptions {
    /**
     * Folder for certificates, state and logs. What is in it from an earlier run goes on: objects, certificates, and the address where it is still free.
     * Together with `KUBECONFIG_FILE` in it, it is everything that there is of a cluster.
     */
    folder: string;
    /** Folder with the executables. Defaults to that of `obtainKubernetes`, which builds them the first time. */
    binaries?: string;
    /** Nodes of the cluster, by turns in the zones `westeurope-1` to `westeurope-3`. Defaults to 6. */
    nodes?: number;
    /** More arguments for the controller manager. */
    controllerManagerArgs?: readonly string[];
}

/** A cluster that runs. */
export interface ControlPlane {
    /** Path of the kubeconfig of somebody who may do everything, with all certificates in it. */
    readonly kubeconfigFile: string;
    /** Comes as the same. */
    readonly client: KubernetesClient;
    /** Ends everything in order. Its objects stay in its folder. */
    stop(): Promise<void>;
}

/** The kubeconfig's name in the folder of a control plane. */
export const KUBECONFIG_FILE = "admin.kubeconfig";

const REGION = "westeurope";
const ZONES = 3;
/** Milliseconds until a part that does not get ready counts as failed: much longer than one needs on a busy machine. */
const READY_LIMIT = 180_000;
const LOOK_INTERVAL = 50;
/** Addresses of Services. */
const SERVICE_RANGE = "10.96.0.0/16";

interface Ports {
    api: number;
    etcd: number;
    etcdPeer: number;
    controllerManager: number;
    scheduler: number;
    kwok: number;
}

/**
 * Starts a Kubernetes control plane on this machine's loopback address: the real etcd, API server, controllers and scheduler, with nodes that kwok plays.
 * Pods never run: see `controlPlane/stages.yaml` for what decides about their readiness. Everything ends with this process, however that ends.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
    const binaries = options.binaries ?? (await obtainKubernetes());
    const folder = path.resolve(options.folder);
    const inFolder = (name: string) => path.join(folder, name);
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const ports = await choosePorts(inFolder("ports.json"));
    const server = `https://127.0.0.1:${ports.api}`;
    writeCertificates(inFolder("pki"), server, folder);
    const client = new KubernetesClient(connectionOf(parseKubeconfig(inFolder(KUBECONFIG_FILE))));

    const daemons: Daemon[] = [];
    const start = (name: string, args: readonly string[]) => daemons.push(new Daemon(name, path.join(binaries, name), args, inFolder(`${name}.log`)));
    const stop = async () => {
        client.close();
        for (const daemon of daemons.reverse()) await daemon.stop();
    };
    try {
        start("etcd", etcdArgs(inFolder("etcd"), ports));
        start("kube-apiserver", apiServerArgs(inFolder("pki"), ports));
        await until("the API server is ready", daemons, async () => (await client.request("GET", "/readyz")).text === "ok");
        // The kwok of an earlier run has left leases, and a new one would wait until they end.
        await removeLeases(client);
        start("kube-controller-manager", [...controllerManagerArgs(folder, ports), ...(options.controllerManagerArgs ?? [])]);
        start("kube-scheduler", clientArgs(inFolder("scheduler.kubeconfig"), inFolder("pki"), ports.scheduler));
        start("kwok", kwokArgs(inFolder("kwok.kubeconfig"), ports.kwok));
        for (const node of makeNodes(options.nodes ?? 6)) await client.apply(node, { fieldManager: "control-plane" });
        await until("all nodes are ready", daemons, async () => (await client.list({ apiVersion: "v1", kind: "Node" })).every(isReady));
        // No pod is created before it.
        const account = asObject({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace: "default" } });
        await until("there is a default service account", daemons, async () => (await client.find(account)) !== undefined);
    } catch (error) {
        await stop();
        throw error;
    }
    return { kubeconfigFile: inFolder(KUBECONFIG_FILE), client, stop };
}

/** Those of the last run where they are free: who has a kubeconfig of this cluster finds it again. */
async function choosePorts(file: string): Promise<Ports> {
    if (fs.existsSync(file)) {
        const last = JSON.parse(fs.readFileSync(file, "utf8")) as Ports;
        if (await areFree(Object.values(last) as number[])) return last;
    }
    const [api, etcd, etcdPeer, controllerManager, scheduler, kwok] = (await freePorts(6)) as [number, number, number, number, number, number];
    const ports: Ports = { api, etcd, etcdPeer, controllerManager, scheduler, kwok };
    fs.writeFileSync(file, JSON.stringify(ports));
    return ports;
}

/** Writes certificates, once, and the kubeconfigs of those who come with them. */
function writeCertificates(pki: string, server: string, folder: string): void {
    const file = path.join(pki, "certificates.json");
    if (!fs.existsSync(file)) {
        fs.mkdirSync(pki, { recursive: true, mode: 0o700 });
        fs.writeFileSync(file, JSON.stringify(makeCertificates()), { mode: 0o600 });
    }
    const made = JSON.parse(fs.readFileSync(file, "utf8")) as Certificates;
    const parts: Record<string, string> = {
        "ca.crt": made.ca,
        "apiserver.crt": made.apiServer.certificate,
        "apiserver.key": made.apiServer.key,
        "sa.key": made.serviceAccountKey,
        "sa.pub": made.serviceAccountPublicKey,
    };
    for (const [name, text] of Object.entries(parts)) fs.writeFileSync(path.join(pki, name), text, { mode: 0o600 });
    const users = { admin: made.admin, "controller-manager": made.controllerManager, scheduler: made.scheduler, kwok: made.kwok };
    for (const [name, identity] of Object.entries(users)) {
        fs.writeFileSync(path.join(folder, `${name}.kubeconfig`), kubeconfig(server, made.ca, name, identity), { mode: 0o600 });
    }
}

function kubeconfig(server: string, ca: string, user: string, { key, certificate }: Identity): string {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "simulated", cluster: { server, "certificate-authority-data": base64(ca) } }],
        users: [{ name: user, user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) } }],
        contexts: [{ name: "simulated", context: { cluster: "simulated", user } }],
        "current-context": "simulated",
    });
}

function etcdArgs(folder: string, { etcd, etcdPeer }: Ports): string[] {
    const [clients, peers] = [`http://127.0.0.1:${etcd}`, `http://127.0.0.1:${etcdPeer}`];
    return [
        "--name=simulated",
        `--data-dir=${folder}`,
        `--listen-client-urls=${clients}`,
        `--advertise-client-urls=${clients}`,
        `--listen-peer-urls=${peers}`,
        `--initial-advertise-peer-urls=${peers}`,
        `--initial-cluster=simulated=${peers}`,
        // Whatever the power failure takes, it was simulated.
        "--unsafe-no-fsync",
    ];
}

function apiServerArgs(pki: string, { api, etcd }: Ports): string[] {
    return [
        `--etcd-servers=http://127.0.0.1:${etcd}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${api}`,
        // Loopback must not be advertised, and nobody comes by the Service `kubernetes` here.
        "--advertise-address=192.0.2.1",
        "--endpoint-reconciler-type=none",
        `--service-cluster-ip-range=${SERVICE_RANGE}`,
        `--tls-cert-file=${pki}/apiserver.crt`,
        `--tls-private-key-file=${pki}/apiserver.key`,
        `--client-ca-file=${pki}/ca.crt`,
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-key-file=${pki}/sa.pub`,
        `--service-account-signing-key-file=${pki}/sa.key`,
        "--authorization-mode=Node,RBAC",
        `--cert-dir=${pki}`,
    ];
}

/** What controller manager and scheduler have in common. */
function clientArgs(kubeconfigFile: string, pki: string, port: number): string[] {
    return [
        `--kubeconfig=${kubeconfigFile}`,
        `--authentication-kubeconfig=${kubeconfigFile}`,
        `--authorization-kubeconfig=${kubeconfigFile}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${port}`,
        `--cert-dir=${pki}`,
        "--leader-elect=false",
        // With the defaults, the accounts of thirty controllers alone take four seconds.
        "--kube-api-qps=300",
        "--kube-api-burst=600",
    ];
}

function controllerManagerArgs(folder: string, { controllerManager }: Ports): string[] {
    const pki = path.join(folder, "pki");
    return [
        ...clientArgs(path.join(folder, "controller-manager.kubeconfig"), pki, controllerManager),
        // Each controller has its own rights, as in a real cluster.
        "--use-service-account-credentials=true",
        `--service-account-private-key-file=${pki}/sa.key`,
        `--root-ca-file=${pki}/ca.crt`,
    ];
}

function kwokArgs(kubeconfigFile: string, port: number): string[] {
    return [
        `--kubeconfig=${kubeconfigFile}`,
        `--config=${path.join(__dirname, "controlPlane", "stages.yaml")}`,
        "--manage-all-nodes=true",
        "--node-ip=127.0.0.1",
        "--node-lease-duration-seconds=40",
        `--server-address=127.0.0.1:${port}`,
    ];
}

/** Nodes as AKS labels them, by turns in all zones. */
function makeNodes(count: number): KubernetesObject[] {
    return Array.from({ length: count }, (_, index) => {
        const name = `aks-simulated-${String(index).padStart(6, "0")}`;
        const room = { cpu: "16", memory: "64Gi", pods: "250", "ephemeral-storage": "128Gi" };
        return asObject({
            apiVersion: "v1",
            kind: "Node",
            metadata: {
                name,
                labels: {
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64",
                    "kubernetes.io/hostname": name,
                    "topology.kubernetes.io/region": REGION,
                    "topology.kubernetes.io/zone": `${REGION}-${(index % ZONES) + 1}`,
                },
            },
            // A range for each node, else kwok gives addresses twice.
            spec: { podCIDR: `10.244.${index}.0/24`, podCIDRs: [`10.244.${index}.0/24`] },
            status: { allocatable: room, capacity: room },
        });
    });
}

async function removeLeases(client: KubernetesClient): Promise<void> {
    for (const lease of await client.list({ apiVersion: "coordination.k8s.io/v1", kind: "Lease" }, "kube-node-lease")) await client.remove(lease, "Background");
}

function isReady(node: KubernetesObject): boolean {
    const conditions = listOrEmpty(objectOrEmpty(node.status).conditions).map((condition): JsonObject => objectOrEmpty(condition));
    return nameOf(node) !== "" && conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

/** Waits until something is so. Throws at once when one of the daemons has ended, and after a while with what the last of them says. */
async function until(what: string, daemons: readonly Daemon[], isSo: () => Promise<boolean>): Promise<void> {
    const started = Date.now();
    for (;;) {
        daemons.forEach((daemon) => daemon.check());
        const problem = await isSo().then(
            (so) => (so ? undefined : ""),
            (error: Error) => error.message,
        );
        if (problem === undefined) return;
        if (Date.now() - started > READY_LIMIT) {
            throw new Error(
                `It takes more than ${READY_LIMIT / 1000} seconds until ${what}. ${problem}\n${daemons.map((daemon) => `${daemon.name}:\n${daemon.output()}`).join("\n")}`,
            );
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
    }
}
