import { coresOf } from "../azure/vmSizes";
import { Tier } from "../tier";
import { podsInRollOut } from "../workload/deployment";
import { WorkloadSettings } from "../workload/settings";
import { MAX_REPLICAS, SIDECAR_MILLICORES, workloadSizes } from "../workload/sizes";

/** Least thousandths of a core that Kubernetes keeps on a node for itself. Source: Microsoft Learn, "Node resource reservations" of AKS, for two cores; larger nodes keep more. */
export const KEPT_MILLICORES = 100;

/** Thousandths of a core that a pod is sure to get. */
export function podMillicores(cpu: number): number {
    return Math.round(cpu * 1000) + SIDECAR_MILLICORES.readiness + SIDECAR_MILLICORES.front;
}

/**
 * How many nodes the most pods need, those included that a roll-out adds. At least: what else runs on each node is not known. Nothing where the name of a size does not tell its cores,
 * no node has room for a pod, or numbers are wrong.
 */
export function nodesForPods(settings: Partial<WorkloadSettings>, vmSize: string, tier: Tier): number | undefined {
    const { cpu, maxReplicas } = workloadSizes(settings, tier);
    const each = Math.floor(((coresOf(vmSize) ?? 0) * 1000 - KEPT_MILLICORES) / podMillicores(cpu));
    if (!(each >= 1 && maxReplicas >= 1 && maxReplicas <= MAX_REPLICAS)) return undefined;
    return Math.ceil(podsInRollOut(maxReplicas) / each);
}
