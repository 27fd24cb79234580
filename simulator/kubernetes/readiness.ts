import { isObject, JsonObject, listOrEmpty, numberFrom, objectOrEmpty, textOrEmpty } from "../json";
import { KubernetesClient } from "./client";
import { kindKey } from "./kinds";
import { asObject, KubernetesObject, nameOf, namespaceOf } from "./objects";

/** Whether an object does what it is for, and what keeps it from that. */
export interface Readiness {
    ready: boolean;
    problems: string[];
}

type ReadinessCheck = (object: KubernetesObject, client: KubernetesClient) => Promise<Readiness>;

interface AwaitedKind {
    /** Minutes to wait, unless the user says otherwise. */
    minutes: number;
    check: ReadinessCheck;
}

/** Kinds that are waited for, as the documentation of Pulumi's Kubernetes provider has it; all others are ready once the server has accepted them. */
const awaitedKinds: Readonly<Record<string, AwaitedKind>> = {
    "apps/v1/Deployment": { minutes: 10, check: deployment },
    "apps/v1/StatefulSet": { minutes: 10, check: statefulSet },
    "apps/v1/DaemonSet": { minutes: 10, check: daemonSet },
    "batch/v1/Job": { minutes: 10, check: job },
    "networking.k8s.io/v1/Ingress": { minutes: 10, check: async (object) => loadBalancer(object) },
    "v1/Service": { minutes: 10, check: service },
    "v1/Pod": { minutes: 5, check: async (object) => pod(object) },
    "v1/PersistentVolume": { minutes: 5, check: async (object) => phase(object, ["Available", "Bound"]) },
    "v1/PersistentVolumeClaim": { minutes: 5, check: claim },
};

/** How an object is waited for; nothing for kinds that are not. */
export function awaited(object: KubernetesObject): AwaitedKind | undefined {
    return awaitedKinds[kindKey(object)];
}

async function deployment(object: KubernetesObject, client: KubernetesClient): Promise<Readiness> {
    const isAvailable = condition(object, "Available")?.status === "True";
    const progressing = condition(object, "Progressing");
    const isRolledOut = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
    // The first roll-out of all is none to Kubernetes.
    const ready = isObserved(object) && isAvailable && (isRolledOut || numberFrom(metadata(object).generation) === 1);
    if (ready) return { ready, problems: [] };
    const conditions = ["Available", "Progressing"].map((type) => condition(object, type)).filter((entry) => entry?.status === "False");
    const failure = condition(object, "ReplicaFailure");
    const told = [...conditions, ...(failure?.status === "True" ? [failure] : [])].map(
        (entry) => `[${textOrEmpty(entry?.reason)}] ${textOrEmpty(entry?.message)}`,
    );
    return { ready, problems: [...told, ...(await podProblems(object, client))] };
}

async function statefulSet(object: KubernetesObject, client: KubernetesClient): Promise<Readiness> {
    const { replicas, readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status(object);
    const wanted = numberFrom(spec(object).replicas) ?? 1;
    const ready = isObserved(object) && replicas === wanted && readyReplicas === wanted && (updatedReplicas === wanted || currentRevision === updateRevision);
    return ready
        ? { ready, problems: [] }
        : { ready, problems: [`${String(readyReplicas)} of ${wanted} pods are ready`, ...(await podProblems(object, client))] };
}

async function daemonSet(object: KubernetesObject, client: KubernetesClient): Promise<Readiness> {
    const { desiredNumberScheduled = 0, numberReady = 0, updatedNumberScheduled = 0 } = status(object);
    const ready = isObserved(object) && numberReady === desiredNumberScheduled && updatedNumberScheduled === desiredNumberScheduled;
    return ready
        ? { ready, problems: [] }
        : { ready, problems: [`${String(numberReady)} of ${String(desiredNumberScheduled)} pods are ready`, ...(await podProblems(object, client))] };
}

async function job(object: KubernetesObject, client: KubernetesClient): Promise<Readiness> {
    if (condition(object, "Complete")?.status === "True") return { ready: true, problems: [] };
    const failed = condition(object, "Failed");
    const told = failed?.status === "True" ? [`[${textOrEmpty(failed.reason)}] ${textOrEmpty(failed.message)}`] : [];
    return { ready: false, problems: [...told, ...(await podProblems(object, client))] };
}

/** A Service waits for a pod behind it, and for the address of its load balancer; one without address or selector for neither. */
async function service(object: KubernetesObject, client: KubernetesClient): Promise<Readiness> {
    const { type, clusterIP, selector } = spec(object);
    if (type === "ExternalName" || clusterIP === "None") return { ready: true, problems: [] };
    const problems: string[] = [];
    if (Object.keys(objectOrEmpty(selector)).length > 0 && !(await hasEndpoint(object, client))) {
        problems.push(`Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods`);
    }
    if (type === "LoadBalancer") problems.push(...loadBalancer(object).problems);
    return { ready: problems.length === 0, problems };
}

async function hasEndpoint(object: KubernetesObject, client: KubernetesClient): Promise<boolean> {
    const labelSelector = `kubernetes.io/service-name=${nameOf(object)}`;
    const slices = await client.list({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" }, namespaceOf(object), { labelSelector });
    return slices.flatMap((slice) => listOrEmpty(slice.endpoints)).some((endpoint) => objectOrEmpty(objectOrEmpty(endpoint).conditions).ready !== false);
}

function loadBalancer(object: KubernetesObject): Readiness {
    const ready = listOrEmpty(objectOrEmpty(status(object).loadBalancer).ingress).length > 0;
    return { ready, problems: ready ? [] : [`${object.kind} was not allocated an IP address; does your cloud provider support this?`] };
}

async function claim(object: KubernetesObject, client: KubernetesClient): Promise<Readiness> {
    const bound = phase(object, ["Bound"]);
    const className = textOrEmpty(spec(object).storageClassName);
    if (bound.ready || className === "") return bound;
    const storageClass = await client.find(asObject({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: className } }));
    // Such a claim waits for a pod that wants it, and the pod comes later.
    return storageClass?.volumeBindingMode === "WaitForFirstConsumer" ? { ready: true, problems: [] } : bound;
}

function phase(object: KubernetesObject, wanted: readonly string[]): Readiness {
    const is = textOrEmpty(status(object).phase);
    return { ready: wanted.includes(is), problems: wanted.includes(is) ? [] : [`${object.kind} is ${is || "not seen yet"}, not ${wanted.join(" or ")}`] };
}

function pod(object: KubernetesObject): Readiness {
    if (condition(object, "Ready")?.status === "True" || status(object).phase === "Succeeded") return { ready: true, problems: [] };
    const scheduled = condition(object, "PodScheduled");
    if (scheduled?.status === "False") return { ready: false, problems: [`${textOrEmpty(scheduled.reason)}: ${textOrEmpty(scheduled.message)}`] };
    const containers = [...listOrEmpty(status(object).initContainerStatuses), ...listOrEmpty(status(object).containerStatuses)].map((item) =>
        objectOrEmpty(item),
    );
    const unready = containers.filter((container) => container.ready !== true).map(containerProblem);
    return { ready: false, problems: unready.length > 0 ? unready : ["containers have not started"] };
}

function containerProblem(container: JsonObject): string {
    const state = objectOrEmpty(container.state);
    const [why] = ["waiting", "terminated"].map((key) => objectOrEmpty(state[key])).filter((entry) => textOrEmpty(entry.reason) !== "");
    const last = objectOrEmpty(objectOrEmpty(container.lastState).terminated);
    const parts = [
        `container "${textOrEmpty(container.name)}" is not ready`,
        ...(why === undefined ? [] : [`${textOrEmpty(why.reason)} ${textOrEmpty(why.message)}`.trim()]),
        ...(numberFrom(container.restartCount)
            ? [`${String(container.restartCount)} restarts, the last after ${textOrEmpty(last.reason)} with exit code ${String(last.exitCode)}`]
            : []),
    ];
    return parts.join(": ");
}

/** What keeps the pods of an object from being ready. */
async function podProblems(object: KubernetesObject, client: KubernetesClient): Promise<string[]> {
    const labels = Object.entries(objectOrEmpty(objectOrEmpty(spec(object).selector).matchLabels));
    if (labels.length === 0) return [];
    const labelSelector = labels.map(([key, value]) => `${key}=${textOrEmpty(value)}`).join(",");
    const pods = await client.list({ apiVersion: "v1", kind: "Pod" }, namespaceOf(object), { labelSelector });
    return pods
        .filter((item) => metadata(item).deletionTimestamp === undefined)
        .flatMap((item) => pod(item).problems.map((problem) => `[Pod ${namespaceOf(item)}/${nameOf(item)}]: ${problem}`));
}

/** Whether the controller has seen the object as it is now. */
function isObserved(object: KubernetesObject): boolean {
    return (numberFrom(status(object).observedGeneration) ?? 0) >= (numberFrom(metadata(object).generation) ?? 0);
}

function condition(object: KubernetesObject, type: string): JsonObject | undefined {
    return listOrEmpty(status(object).conditions).find((entry): entry is JsonObject => isObject(entry) && entry.type === type);
}

function status(object: KubernetesObject): JsonObject {
    return objectOrEmpty(object.status);
}

function spec(object: KubernetesObject): JsonObject {
    return objectOrEmpty(object.spec);
}

function metadata(object: KubernetesObject): JsonObject {
    return objectOrEmpty(object.metadata);
}
