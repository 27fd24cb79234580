import { selectorLabels } from "./names";
import { metadata, WorkloadPlan } from "./plan";

/** What a Deployment needs to know of a pod's template. */
interface Template<Spec extends object> {
    metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
    spec: Spec;
}

/** Seconds until a pod's container starts: a new node of the pool, and its images. */
const BEFORE_START_SECONDS = 600;

/** How many pods more than usual there are while others are replaced. */
const SURGE_PERCENT = 25;

/** Most pods at one time while so many are replaced. */
export function podsInRollOut(pods: number): number {
    return pods + Math.ceil((pods * SURGE_PERCENT) / 100);
}

/**
 * Labels of a pod: those that select it, and two for readers. The one of workload identity is missing on purpose: the driver of the vault gets a token of its own, and by the label every
 * container would get one, too, with which it could read the vault.
 */
export function podLabels(plan: Pick<WorkloadPlan, "names">): Record<string, string> {
    return {
        ...selectorLabels(plan.names),
        "app.kubernetes.io/component": "gateway",
        "app.kubernetes.io/part-of": "wso2-api-manager",
    };
}

/**
 * The gateway's pods. Their number is the autoscaler's affair from the first second on, so it is not in here: whoever writes it back undoes what the autoscaler has done.
 * New pods come first, and an old one goes when a new one is ready and the load balancer knows it.
 */
export function deployment<Spec extends object>(plan: WorkloadPlan, template: Template<Spec>) {
    return {
        metadata: metadata(plan, plan.names.gateway),
        spec: {
            // Configuration and secrets of earlier revisions go with them, so there is nothing to go back to in the cluster: go back by deploying the earlier arguments.
            revisionHistoryLimit: 2,
            minReadySeconds: plan.timing.podDetectionSeconds,
            progressDeadlineSeconds: progressDeadlineSeconds(plan),
            selector: { matchLabels: selectorLabels(plan.names) },
            strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: `${SURGE_PERCENT}%` } },
            template: { ...template, spec: { ...template.spec, ...scheduling(plan) } },
        },
    };
}

/** Seconds without any pod getting ready after which a roll-out counts as failed: the slowest start, and what comes before and after it. */
export function progressDeadlineSeconds({ timing }: Pick<WorkloadPlan, "timing">): number {
    return BEFORE_START_SECONDS + timing.startupProbePeriodSeconds * timing.startupProbeFailureThreshold + timing.podDetectionSeconds;
}

/** Seconds in which a whole roll-out is done, also when each of its batches takes as long as it may. */
export function rolloutSeconds(plan: Pick<WorkloadPlan, "timing">): number {
    const batches = Math.ceil(100 / SURGE_PERCENT);
    return batches * (progressDeadlineSeconds(plan) + plan.timing.terminationGracePeriodSeconds);
}

/** On which nodes the pods run. */
function scheduling(plan: WorkloadPlan) {
    const { nodeSelector, tolerations, priorityClassName } = plan;
    return {
        topologySpreadConstraints: topologySpread(plan),
        ...(nodeSelector === undefined ? {} : { nodeSelector }),
        ...(tolerations.length === 0 ? {} : { tolerations: tolerations.map(toleration) }),
        ...(priorityClassName === undefined ? {} : { priorityClassName }),
    };
}

function toleration({ key, value, effect }: WorkloadPlan["tolerations"][number]) {
    const operator = value === undefined ? { operator: "Exists" } : { operator: "Equal", value };
    return { ...(key === undefined ? {} : { key }), ...operator, ...(effect === undefined ? {} : { effect }) };
}

/**
 * Evenly over zones and nodes as far as possible: a pod in a zone that has one already is better than a pod too few. A hard spread over zones would wait for a node in the right zone, which nobody
 * adds: the gateway's pool spans all zones, and the cluster's autoscaler cannot ask a scale set for a machine in one of them (Azure/AKS issue 2187; kubernetes/autoscaler issue 3936 has one pool
 * for each zone for that). Azure balances the machines of a pool over its zones by itself, as far as it can. Zones whose nodes are lost or may not be used (taints) do not count.
 */
function topologySpread(plan: WorkloadPlan) {
    const constraint = (topologyKey: string) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        nodeAffinityPolicy: "Honor",
        nodeTaintsPolicy: "Honor",
        labelSelector: { matchLabels: selectorLabels(plan.names) },
        // Each revision on its own: the pods that a roll-out replaces would count otherwise, and leave the new ones uneven.
        matchLabelKeys: ["pod-template-hash"],
    });
    const zones = plan.zones.length > 1 ? [constraint("topology.kubernetes.io/zone")] : [];
    return [...zones, constraint("kubernetes.io/hostname")];
}
