import { ClusterGateway, ClusterGatewayTransforms } from "../cluster";
import { clusterOutbound } from "../cluster/plan";
import { ClusterSettings } from "../cluster/settings";
import { isPlain } from "../checking/validation";
import { loadBalancerRange } from "../loadBalancer/address";
import { GatewayNetwork } from "../network";
import { networkDemand } from "../network/demand";
import { entryAddress, subnetRanges } from "../network/plan";
import { Placement } from "../placement";
import { DEFAULT_REDIS_PORT } from "../redis";
import { SharedStorage } from "../sharedStorage";
import { GatewayVault } from "../vault";
import { WorkloadShare } from "../workload";
import { podConfiguration } from "../workload/podConfiguration";
import { CONTROL_PLANE_PORTS } from "../workload/argsPlan";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { DeploymentContext } from "./context";
import { podPlan } from "./plans";

/** What pods need of the other parts of a deployment. */
export interface PodSurroundings {
    placement: Placement;
    network: GatewayNetwork;
    vault: GatewayVault;
    sharedStorage?: SharedStorage;
}

/**
 * Fixed address of the entry of a deployment on a cluster, known before anything exists, so that the load balancer waits for no cluster. Nothing on machines, and
 * nothing when the network has no room for it.
 */
export function entryAddressOf(args: GatewayDeploymentArgs): string | undefined {
    const options = { ...args.network, ...networkDemand(args) };
    const ranges = subnetRanges(options);
    return ranges && entryAddress(options, ranges);
}

/** Creates the gateway's pods, and the cluster unless it exists. */
export function createPods(
    context: DeploymentContext,
    settings: ClusterSettings,
    around: PodSurroundings,
    transforms: ClusterGatewayTransforms | undefined,
): ClusterGateway {
    const { name, args, inParent, baseName, contentSync, zones, startupSeconds } = context;
    const { placement, network, vault } = around;
    const { managementListener, webSocket, webSub } = context.loadBalancer;
    const clusterArgs = {
        ...placement,
        ...settings,
        release: args.release,
        tier: args.tier,
        contentSync,
        baseName,
        zones,
        nodeSubnetId: network.nodeSubnetId,
        outboundIpAddress: network.outboundIpAddress,
        outbound: settings.existing === undefined ? clusterOutbound(settings, { ...args.network, ...networkDemand(args) }) : undefined,
        entrySubnetId: network.entrySubnetId,
        entryAddress: entryAddressOf(args),
        loadBalancerRange: loadBalancerRange(args)!,
        identityId: vault.nodeIdentityId,
        identityClientId: vault.nodeIdentityClientId,
        podDocument: podConfiguration({ ...podPlan(context), vault }),
        share: around.sharedStorage && shareOf(around.sharedStorage),
        management: managementListener !== undefined,
        webSocket,
        webSub,
        hazelcast: args.hazelcast !== undefined,
        controlPlanePorts: controlPlanePorts(args),
        requestTimeoutSeconds: args.requestTimeoutSeconds,
        startupSeconds,
        timing: args.timing,
    };
    return new ClusterGateway(`${name}-cluster`, clusterArgs, inParent, transforms);

    function shareOf({ accountId, shareName }: SharedStorage): WorkloadShare {
        return { accountId, shareName, encryptionInTransit: args.sharedStorage?.encryptionInTransit };
    }
}

/** Ports that pods may talk to at the control plane: the product's own, those that the arguments name, and Redis'. */
function controlPlanePorts({ controlPlane, redis }: GatewayDeploymentArgs): number[] {
    const { serviceUrl } = controlPlane;
    const given = isPlain(serviceUrl) ? new URL(serviceUrl).port : "";
    const own = [...(given === "" ? [] : [Number(given)]), ...(redis === undefined ? [] : [redis.port ?? DEFAULT_REDIS_PORT])];
    return [...new Set([...CONTROL_PLANE_PORTS, ...own])].sort((one, other) => one - other);
}
