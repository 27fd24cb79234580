import { coresOf } from "../azure/vmSizes";
import { Problem } from "../problem";
import { Tier } from "../tier";
import { checkSizes, SIDECAR_MILLICORES, workloadSizes } from "../workload/sizes";
import { poolPlans } from "./plan";
import { ClusterSettings } from "./settings";

/** Least thousandths of a core that Kubernetes keeps on a node for itself. Source: Microsoft Learn, "Node resource reservations" of AKS, for two cores; larger nodes keep more. */
const KEPT_MILLICORES = 100;

/**
 * Whether a node of a new cluster's pool has room for a pod at all: one that fits nowhere waits for ever, since the autoscaler adds no node that would not help. What else runs on each node
 * is not known. Pods that choose other nodes by labels are their owner's affair, and so are existing clusters.
 */
export function checkNodeRoom(settings: ClusterSettings, tier: Tier): Problem[] {
    if (settings.existing !== undefined || settings.nodeSelector !== undefined || checkSizes(settings, tier).some(({ path }) => path === "cpu")) return [];
    const { vmSize } = poolPlans(settings, tier).gateway;
    const { cpu } = workloadSizes(settings, tier);
    const cores = coresOf(vmSize);
    const taken = (KEPT_MILLICORES + SIDECAR_MILLICORES.readiness + SIDECAR_MILLICORES.front) / 1000;
    if (cores === undefined || !(cpu + taken > cores)) return [];
    const message = `is ${cpu}, and what runs beside it takes ${taken} cores; nodes of the size ${vmSize} (nodePool.vmSize) have ${cores}, so no pod would ever start`;
    return [{ path: "cpu", message, azureError: "FailedScheduling" }];
}
