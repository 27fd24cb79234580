import assert from "node:assert/strict";
import * as fs from "node:fs";

import { ApiError, WatchEvent } from "../../simulator/kubernetes/client";
import { asObject, KubernetesObject } from "../../simulator/kubernetes/objects";
import { installAddOns, serveLoadBalancers } from "../../tools/controlPlane/aks";
import { assertNoChanges } from "../engine/support/steps";
import { Connection, isAllowed, Pod, Policy } from "../support/networkPolicies";
import { podDocument, share, workloadArgs } from "../unit/support/workloads";
import { eventually, LIMIT, useControlPlane } from "./support/cluster";
import { Metrics, serveMetrics } from "./support/metrics";
import { useProject } from "./support/program";

/** How many times as fast as it would the autoscaler waits here. */
const HURRY = 30;

/**
 * A program that makes one workload. Its pods take as long to start as the file beside it says and count as available soon after, its Deployment has what is noted there, and its autoscaler is in a hurry.
 */
const PROGRAM = `
const fs = require("node:fs");
const { Provider } = require("@pulumi/kubernetes/provider");
const { GatewayWorkload } = require(process.env.LIBRARY);
const { args, kubeconfig, pods, note } = JSON.parse(fs.readFileSync(__dirname + "/program.json", "utf8"));
const provider = new Provider("cluster", { kubeconfig, clusterIdentifier: "aks" });
const slowly = (deployment, opts) => {
    const spec = deployment.spec.apply(({ template, ...rest }) => ({ ...rest, minReadySeconds: 4, template: { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, ...pods } } } }));
    return [{ ...deployment, metadata: { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, note } }, spec }, opts];
};
const sooner = (seconds) => Math.ceil(seconds / ${HURRY});
const hurried = ({ stabilizationWindowSeconds, policies, ...rules }) => ({
    ...rules,
    stabilizationWindowSeconds: sooner(stabilizationWindowSeconds),
    policies: policies.map((policy) => ({ ...policy, periodSeconds: sooner(policy.periodSeconds) })),
});
const quickly = (autoscaler, opts) => {
    const { behavior, ...spec } = autoscaler.spec;
    return [{ ...autoscaler, spec: { ...spec, behavior: { scaleUp: hurried(behavior.scaleUp), scaleDown: hurried(behavior.scaleDown) } } }, opts];
};
new GatewayWorkload("gateway", args, { providers: [provider] }, { deployment: slowly, autoscaler: quickly });
`;

/** A release that has everything: a share, members that find each other, and a port for management. */
const args = workloadArgs({
    release: "3.2.0",
    baseName: "shop",
    image: { registry: "contoso.azurecr.io", repository: "wso2am", tag: "3.2.0" },
    share,
    management: true,
    hazelcast: true,
    minReplicas: 3,
    maxReplicas: 6,
    minAvailable: 2,
    targetCpuPercent: 60,
});

describe("a gateway's workload on a real control plane", function () {
    this.timeout(2 * LIMIT);
    const cluster = useControlPlane({
        controllerManagerArgs: [
            "--horizontal-pod-autoscaler-sync-period=1s",
            // Else it takes no notice of the CPU of pods that are younger than five minutes.
            "--horizontal-pod-autoscaler-cpu-initialization-period=1s",
            "--horizontal-pod-autoscaler-initial-readiness-delay=1s",
        ],
    });
    const { engine, give } = useProject(PROGRAM);
    let stopCloud: () => Promise<void>;

    const client = () => cluster().client;
    const slow = { "simulated-node/startup-seconds": "3", "simulated-node/stop-seconds": "2" };
    const program = { args, pods: slow, note: "first" };
    const write = (changes: Partial<typeof program> = {}) =>
        give({ ...Object.assign(program, changes), kubeconfig: fs.readFileSync(cluster().kubeconfigFile, "utf8") });
    const list = (apiVersion: string, kind: string) => client().list({ apiVersion, kind }, namespace);
    const one = async (apiVersion: string, kind: string) => {
        const found = await list(apiVersion, kind);
        assert.equal(found.length, 1, `${found.length} of ${kind}`);
        return found[0]! as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests reach deep into objects whose types are Kubernetes' own
    };
    const pods = async () => (await list("v1", "Pod")).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const isReady = ({ status }: KubernetesObject) =>
        (status as { conditions?: { type: string; status: string }[] }).conditions?.some(({ type, status: is }) => type === "Ready" && is === "True");
    // Only when the new pod is ready is the Deployment's own count not the one from before.
    const isWhole = async (): Promise<boolean> => {
        const now = await pods();
        return now.length === 3 && now.every(isReady) && (await one("apps/v1", "Deployment")).status.availableReplicas === 3;
    };
    const nodeZones = async () => {
        const nodes = await client().list({ apiVersion: "v1", kind: "Node" });
        return new Map(nodes.map(({ metadata }) => [metadata.name, (metadata.labels as Record<string, string>)["topology.kubernetes.io/zone"]!]));
    };
    const podZones = async () => {
        const zones = await nodeZones();
        return (await pods()).map(({ spec }) => zones.get((spec as { nodeName: string }).nodeName)!);
    };
    let namespace = "";

    before(async () => {
        await installAddOns(client());
        stopCloud = serveLoadBalancers(client());
        write();
    });
    after(async () => stopCloud?.());

    it("is accepted as it is: no field is unknown, no pod breaks the restricted level, nothing is warned of", async () => {
        const { diagnostics } = await engine().up();
        const told = diagnostics.filter(({ severity, message }) => severity !== "info" && !message.startsWith("using pulumi-resource-"));
        assert.deepEqual(told, []);
        const spaces = await client().list({ apiVersion: "v1", kind: "Namespace" });
        const own = spaces.find(({ metadata }) => (metadata.labels as Record<string, string>)["pod-security.kubernetes.io/enforce"] === "restricted");
        namespace = own!.metadata.name as string;
        const { status } = await one("apps/v1", "Deployment");
        assert.equal(status.availableReplicas, 3);
    });

    it("finds everything as it is when nothing has changed, and rolls nothing", async () => {
        assertNoChanges(await engine().up());
        assert.deepEqual(Object.keys((await engine().refresh()).changes), ["same"]);
        assert.equal((await list("apps/v1", "ReplicaSet")).length, 1);
    });

    it("spreads its pods over the zones", async () => assert.deepEqual((await podZones()).sort(), ["westeurope-1", "westeurope-2", "westeurope-3"]));

    it("has its claim bound to its own volume", async () => {
        const { spec, status } = await one("v1", "PersistentVolumeClaim");
        assert.equal(status.phase, "Bound");
        const volume = (await client().find(asObject({ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: spec.volumeName } })))!.spec as {
            csi: { driver: string };
        };
        assert.equal(volume.csi.driver, "file.csi.azure.com");
    });

    it("is scaled by processor between its bounds", async () => {
        const { spec, status } = await one("autoscaling/v2", "HorizontalPodAutoscaler");
        assert.deepEqual([spec.minReplicas, spec.maxReplicas, status.desiredReplicas], [3, 6, 3]);
        const target = { type: "Utilization", averageUtilization: 60 };
        assert.deepEqual(spec.metrics, [{ type: "ContainerResource", containerResource: { name: "cpu", container: "gateway", target } }]);
        const { metadata } = await one("apps/v1", "Deployment");
        assert.deepEqual([spec.scaleTargetRef.kind, spec.scaleTargetRef.name], ["Deployment", metadata.name]);
        const able = status.conditions.find(({ type }: { type: string }) => type === "AbleToScale");
        assert.equal(able.status, "True");
    });

    it("lets go of as many pods as its budget allows, and of no other", async () => {
        const budget = () => one("policy/v1", "PodDisruptionBudget");
        await eventually(async () => (await budget()).status.expectedPods === 3 && (await budget()).status.disruptionsAllowed === 1);
        const [first, second] = await pods();
        const other = stranger(namespace);
        await client().apply(other, { fieldManager: "test" });
        await client().evict(first!);
        await assert.rejects(client().evict(second!), (error: ApiError) => error.code === 429 && /disruption budget/.test(error.message));
        // Beside them in the namespace, and none of the budget's business.
        await client().evict(other);
        await eventually(isWhole);
    });

    it("has a pod in another zone rather than one too few when a zone has no room: the cluster's autoscaler cannot add a node to a certain zone", async () => {
        const [[full], [gone]] = [await podZones(), await pods()];
        const fillers = [...(await nodeZones())].filter(([, zone]) => zone === full).map(([name]) => filler(String(name)));
        for (const pod of fillers) await client().apply(pod, { fieldManager: "test" });
        await client().evict(gone!);
        await eventually(isWhole);
        assert.ok((await pods()).every(({ metadata }) => metadata.name !== gone!.metadata.name));
        assert.ok(!(await podZones()).includes(full!));
        for (const pod of fillers) await client().remove(pod);
    });

    it("lets in and out what it must, and nothing else", async () => {
        const policies = (await list("networking.k8s.io/v1", "NetworkPolicy")) as unknown as Policy[];
        const pod = (await pods())[0]!;
        const own: Pod = { labels: pod.metadata.labels as Record<string, string>, namespace };
        const member = own;
        const stranger = { labels: { app: "else" }, namespace: "default" };
        const dns = { labels: { "k8s-app": "kube-dns" }, namespace: "kube-system" };
        const loadBalancer = "10.20.0.7";
        const open = (direction: Connection["direction"], peer: Pod | string, port: number, protocol?: string) =>
            isAllowed(policies, { direction, pod: own, peer, port, ...(protocol === undefined ? {} : { protocol }) });

        const spec = pod.spec as unknown as Record<"initContainers" | "containers", { ports?: Port[] }[]>;
        const ports = [...spec.initContainers, ...spec.containers].flatMap((container) => container.ports ?? []);
        const port = (name: string) => ports.find((entry) => entry.name === name)!.containerPort;
        const allowed: [string, boolean][] = [
            ["API requests of the load balancer", open("Ingress", loadBalancer, port("api"))],
            ["its probes", open("Ingress", loadBalancer, port("readiness"))],
            ["management through it", open("Ingress", loadBalancer, port("management"))],
            ["members among themselves", open("Ingress", member, 4000) && open("Egress", member, 4000)],
            ["DNS", open("Egress", dns, 53, "UDP") && open("Egress", dns, 53)],
            ["the control plane", open("Egress", "10.30.1.4", 9443) && open("Egress", "10.30.1.4", 5672)],
            ["Key Vault, and a backend", open("Egress", "20.50.60.70", 443) && open("Egress", "10.40.0.9", 8080)],
        ];
        assert.deepEqual(
            allowed.filter(([, is]) => !is).map(([what]) => what),
            [],
        );
        const refused: [string, boolean][] = [
            ["another port from the load balancer", open("Ingress", loadBalancer, 22)],
            ["members' port from the load balancer", open("Ingress", loadBalancer, 4000)],
            ["somebody else in the network", open("Ingress", "10.20.1.7", port("api"))],
            ["the internet", open("Ingress", "20.1.2.3", port("api"))],
            ["another pod", open("Ingress", stranger, port("api")) || open("Ingress", stranger, 4000)],
            ["a member at the port for APIs", open("Ingress", member, port("api"))],
            ["another pod as a member", open("Egress", stranger, 4000)],
            ["DNS elsewhere", open("Egress", "8.8.8.8", 53, "UDP")],
            ["the metadata service", open("Egress", "169.254.169.254", 80)],
            ["Azure's address of the machine", open("Egress", "168.63.129.16", 80) || open("Egress", "168.63.129.16", 32526)],
        ];
        assert.deepEqual(
            refused.filter(([, is]) => is).map(([what]) => what),
            [],
        );
        const unselected = isAllowed(policies, { direction: "Egress", pod: { ...own, labels: { app: "else" } }, peer: "20.1.2.3", port: 443 });
        assert.equal(unselected, false, "another pod in the namespace is closed");
    });

    it("is replaced once and pod by pod when its configuration changes, and never by less than it must have", async () => {
        const available: number[] = [];
        const stop = await client().watch({ apiVersion: "apps/v1", kind: "Deployment" }, namespace, ({ object }: WatchEvent) => {
            available.push((object.status as { availableReplicas?: number }).availableReplicas ?? 0);
        });
        const before = new Set((await pods()).map(({ metadata }) => metadata.name));
        const files = { ...podDocument.files, "deployment.toml": '[server]\nhostname = "new"\n' };
        write({ args: { ...args, podDocument: { ...podDocument, files, configurationHash: "ffee" } } });
        await engine().up();
        stop();
        assert.ok(available.length > 3, "the watch has seen the roll-out");
        assert.equal(Math.min(...available), 3);
        await eventually(async () => (await pods()).length === 3);
        assert.ok((await pods()).every(({ metadata }) => !before.has(metadata.name)));
        assert.equal((await list("apps/v1", "ReplicaSet")).length, 2);
        assertNoChanges(await engine().up());
    });

    describe("whose load changes", () => {
        let metrics: Metrics;
        /** Every number of pods that the Deployment was told to have. */
        const numbers: number[] = [];
        let stopWatching: () => void = () => undefined;
        const wanted = async () => (await one("apps/v1", "Deployment")).spec.replicas as number;
        const limited = async (reason: string) => {
            const { currentReplicas, desiredReplicas, conditions } = (await one("autoscaling/v2", "HorizontalPodAutoscaler")).status;
            const limit = conditions.find(({ type }: { type: string }) => type === "ScalingLimited");
            return limit?.status === "True" && limit.reason === reason && currentReplicas === desiredReplicas && desiredReplicas;
        };

        before(async () => {
            metrics = await serveMetrics(client(), namespace);
            metrics.load(60);
            stopWatching = await client().watch({ apiVersion: "apps/v1", kind: "Deployment" }, namespace, ({ object }) => {
                const { replicas } = object.spec as { replicas: number };
                if (numbers.at(-1) !== replicas) numbers.push(replicas);
            });
        });
        after(async () => {
            stopWatching();
            await metrics?.stop();
        });

        it("has more pods the more there is to do, by two at a time, up to its most and no further", async () => {
            metrics.load(150);
            await eventually(async () => (await limited("TooManyReplicas")) === 6);
            assert.deepEqual(numbers, [3, 5, 6]);
            await eventually(async () => (await one("apps/v1", "Deployment")).status.availableReplicas === 6);
        });

        it("keeps what its load has made of it when it is brought up again, changed or not", async () => {
            assertNoChanges(await engine().up());
            write({ note: "second" });
            const { steps } = await engine().up();
            assert.deepEqual(
                steps.filter(({ op, type }) => op === "update" && type.startsWith("kubernetes:")).map(({ type }) => type),
                ["kubernetes:apps/v1:Deployment"],
            );
            assert.equal(await wanted(), 6);
            assert.deepEqual(numbers, [3, 5, 6]);
        });

        it("has fewer pods when there is less to do, one at a time, down to its fewest", async () => {
            metrics.load(10);
            await eventually(async () => (await limited("TooFewReplicas")) === 3);
            assert.deepEqual(numbers, [3, 5, 6, 5, 4, 3]);
            await eventually(async () => (await pods()).length === 3);
        });
    });

    describe("at its end", () => {
        it("leaves no object behind", async () => {
            await engine().destroy();
            const spaces = await client().list({ apiVersion: "v1", kind: "Namespace" });
            assert.ok(!spaces.some(({ metadata }: KubernetesObject) => metadata.name === namespace));
            assert.deepEqual(await client().list({ apiVersion: "v1", kind: "PersistentVolume" }), []);
        });
    });
});

/** A pod of somebody else's, as the level `restricted` wants it. */
function stranger(namespace: string): KubernetesObject {
    const securityContext = {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
    };
    const spec = { containers: [{ name: "else", image: "example.invalid/else:1", securityContext }] };
    return asObject({ apiVersion: "v1", kind: "Pod", metadata: { name: "else", namespace, labels: { app: "else" } }, spec });
}

/** A pod that leaves no room on a node: it asks for all processors that the nodes of the tests have. */
function filler(nodeName: string): KubernetesObject {
    const containers = [{ name: "filler", image: "example.invalid/filler:1", resources: { requests: { cpu: "16" } } }];
    return asObject({ apiVersion: "v1", kind: "Pod", metadata: { name: `filler-${nodeName}`, namespace: "default" }, spec: { nodeName, containers } });
}

interface Port {
    name: string;
    containerPort: number;
}
