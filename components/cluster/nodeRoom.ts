import { coresOf } from "../azure/vmSizes";
import { Problem } from "../problem";
import { Tier } from "../tier";
import { podsInRollOut } from "../workload/deployment";
import { checkSizes, workloadSizes } from "../workload/sizes";
import { KEPT_MILLICORES, nodesForPods, podMillicores } from "./nodesForPods";
import { poolPlans } from "./plan";
import { ClusterSettings } from "./settings";

/**
 * Whether the nodes of a new cluster's pool have room for the pods. One that fits nowhere waits for ever, since the autoscaler adds no node that would not help; and without room for those that
 * it adds, a roll-out under load would not end. Pods that choose other nodes by labels are their owner's affair, and so are existing clusters.
 */
export function checkNodeRoom(settings: ClusterSettings, tier: Tier): Problem[] {
    if (settings.existing !== undefined || settings.nodeSelector !== undefined || checkSizes(settings, tier).some(({ path }) => path === "cpu")) return [];
    const { vmSize, maxNodes } = poolPlans(settings, tier).gateway;
    const { cpu, maxReplicas } = workloadSizes(settings, tier);
    const cores = coresOf(vmSize);
    if (cores !== undefined && podMillicores(cpu) + KEPT_MILLICORES > cores * 1000) {
        const taken = (podMillicores(0) + KEPT_MILLICORES) / 1000;
        const message = `is ${cpu}, and what runs beside it takes ${taken} cores; nodes of the size ${vmSize} (nodePool.vmSize) have ${cores}, so no pod would ever start`;
        return [{ path: "cpu", message, azureError: "FailedScheduling" }];
    }
    const needed = nodesForPods(settings, vmSize, tier);
    if (needed === undefined || !(maxNodes < needed)) return [];
    const added = podsInRollOut(maxReplicas) - maxReplicas;
    const message = `is ${maxNodes}; ${maxReplicas} pods of ${cpu} cores (maxReplicas, cpu) and the ${added} that a roll-out adds need ${needed} nodes of the size ${vmSize}`;
    return [{ path: "nodePool.maxNodes", message, azureError: "FailedScheduling" }];
}
