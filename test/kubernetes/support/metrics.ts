import { KubernetesClient } from "../../../simulator/kubernetes/client";
import { asObject, KubernetesObject, nameOf } from "../../../simulator/kubernetes/objects";

const FIELD_MANAGER = "metrics-server";
const GROUP = "metrics.k8s.io";
/** Milliseconds between two looks at the pods. */
const INTERVAL = 250;

/** The kind of what metrics-server tells of pods. There it comes from an API server of its own; whoever asks cannot tell the difference. */
const podMetrics = asObject({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    // Groups of Kubernetes itself are protected.
    metadata: { name: `pods.${GROUP}`, annotations: { "api-approved.kubernetes.io": "unapproved, for tests alone" } },
    spec: {
        group: GROUP,
        scope: "Namespaced",
        names: { plural: "pods", singular: "podmetrics", kind: "PodMetrics", listKind: "PodMetricsList" },
        versions: [
            {
                name: "v1beta1",
                served: true,
                storage: true,
                schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
            },
        ],
    },
});

/** What plays metrics-server. */
export interface Metrics {
    /** From now on each container uses this much of the CPU that it has asked for. */
    load(percent: number): void;
    /** Ends it, and whatever it has told. */
    stop(): Promise<void>;
}

/** Plays metrics-server for the pods of a namespace: tells what each of their containers uses, also of pods that come later. */
export async function serveMetrics(client: KubernetesClient, namespace: string): Promise<Metrics> {
    await client.apply(podMetrics, { fieldManager: FIELD_MANAGER });
    let percent = 0;
    let isStopped = false;
    const served = (async () => {
        while (!isStopped) {
            const pods = await client.list({ apiVersion: "v1", kind: "Pod" }, namespace);
            // The definition takes a moment until it is served, and a pod may go meanwhile.
            for (const pod of pods) await client.apply(metricsOf(pod, percent), { fieldManager: FIELD_MANAGER }).catch(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, INTERVAL));
        }
    })();
    return {
        load: (percentOfRequest) => {
            percent = percentOfRequest;
        },
        stop: async () => {
            isStopped = true;
            await served;
            await client.remove(podMetrics);
        },
    };
}

function metricsOf(pod: KubernetesObject, percent: number): KubernetesObject {
    const { initContainers = [], containers } = pod.spec as unknown as Record<"initContainers" | "containers", Container[]>;
    // Those that run beside the product; the others have ended.
    const running = [...initContainers.filter(({ restartPolicy }) => restartPolicy === "Always"), ...containers];
    const usage = ({ resources }: Container) => ({ cpu: `${Math.round((thousandths(resources.requests.cpu) * percent) / 100)}m`, memory: "1Gi" });
    return asObject({
        apiVersion: `${GROUP}/v1beta1`,
        kind: "PodMetrics",
        metadata: { name: nameOf(pod), namespace: pod.metadata.namespace!, labels: pod.metadata.labels! },
        timestamp: new Date().toISOString(),
        window: "1s",
        containers: running.map((container) => ({ name: container.name, usage: usage(container) })),
    });
}

interface Container {
    name: string;
    restartPolicy?: string;
    resources: { requests: { cpu: string } };
}

/** Kubernetes' amounts of CPU, in thousandths of a core. */
function thousandths(amount: string): number {
    return amount.endsWith("m") ? Number(amount.slice(0, -1)) : Number(amount) * 1000;
}
