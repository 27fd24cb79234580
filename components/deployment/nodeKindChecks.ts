import { checkClusterNames } from "../cluster/argsChecks";
import { checkClusterInNetwork, checkManagedCluster } from "../cluster/checks";
import { checkNodeRoom } from "../cluster/nodeRoom";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { networkDemand } from "../network/demand";
import { Problem, under } from "../problem";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { checkWorkload, checkWorkloadRelease } from "../workload/checks";

/** Nodes are machines or pods, and never both: an environment has one load balancer, which leads to one kind of them. */
export function checkNodeKind({ scaleSet, cluster }: GatewayDeploymentArgs): Problem[] {
    if (scaleSet === undefined && cluster === undefined) return [{ path: "scaleSet", message: "is missing, and so is cluster; exactly one is needed" }];
    return scaleSet !== undefined && cluster !== undefined ? [{ path: "cluster", message: "is given beside scaleSet; exactly one is needed" }] : [];
}

/** What is wrong with the cluster of a deployment, and with the pods on it. Nothing without a cluster. */
export function checkCluster(args: GatewayDeploymentArgs): Problem[] {
    const { cluster, network, tier } = args;
    if (cluster === undefined) return [];
    return [
        ...under("cluster", [...checkManagedCluster(cluster, tier), ...checkWorkload(cluster, tier), ...checkNodeRoom(cluster, tier)]),
        ...(cluster.existing === undefined ? checkClusterNames(args.names ?? {}, args.resourceGroupName, args.baseName) : []),
        ...checkClusterInNetwork(cluster, { ...network, ...networkDemand(args) }),
    ];
}

/**
 * What pods cannot do in a release that is known. Nothing without a cluster.
 *
 * @param contentSync how API artifacts reach the nodes
 */
export function checkReleaseOnCluster(args: GatewayDeploymentArgs, profile: ReleaseProfile, contentSync: ContentSyncMode): Problem[] {
    const { cluster, requestTimeoutSeconds, startupSeconds = profile.slowestStartSeconds, timing: overrides, hazelcast, sharedStorage } = args;
    if (cluster === undefined) return [];
    const context = {
        profile,
        contentSync,
        durations: { requestTimeoutSeconds, startupSeconds, overrides },
        hazelcast: hazelcast !== undefined,
        shareProtocol: sharedStorage?.protocol,
    };
    return checkWorkloadRelease(cluster, context, "cluster");
}
