import { checkedIfLater, ifPlain } from "../checking/validation";
import { checkZonesOfRegion } from "../checking/valueChecks";
import { resourceName } from "../naming";
import { ResourceNames } from "../naming/resourceNames";
import { Problem } from "../problem";
import { checkWorkloadArgs } from "../workload/argsPlan";
import { ClusterGatewayArgs } from "./args";
import { checkManagedCluster, withLaterClusterChecks } from "./checks";
import { checkIdentityId } from "./idChecks";
import { checkNodeRoom } from "./nodeRoom";

/** Longest names of network, subnets and resource group of a cluster with an overlay network (AK-17). */
export const MAX_NETWORK_NAME = 63;

/** What is wrong with the arguments of a cluster of its own, as far as it is known before anything exists. The workload's own belong to it. */
export function checkClusterArgs(args: ClusterGatewayArgs): Problem[] {
    return [
        ...checkManagedCluster(args, args.tier),
        ...checkWorkloadArgs({ ...args, tenantId: "" }),
        ...checkNodeRoom(args, args.tier),
        ...ifPlain(args.identityId, (id) => checkIdentityId(id, "identityId")),
        ...(args.existing === undefined ? checkNetworkNames(args) : []),
    ];
}

/**
 * The same arguments, with what becomes known later checked as soon as it is known. The workload does so with its own.
 *
 * @param zones the zones of a new cluster, which its region has to have
 */
export function withLaterArgsChecks(subject: string, args: ClusterGatewayArgs, zones: readonly string[]): ClusterGatewayArgs {
    const later = (value: ClusterGatewayArgs["identityId"], path: string, check: (text: string, path: string) => Problem[]) =>
        checkedIfLater(subject, value, path, check);
    return {
        ...withLaterClusterChecks(subject, args),
        identityId: later(args.identityId, "identityId", checkIdentityId),
        ...(args.existing === undefined
            ? {
                  location: args.location && checkedIfLater(subject, args.location, "zones", (region, path) => checkZonesOfRegion(zones, region, path)),
                  resourceGroupName: later(args.resourceGroupName, "resourceGroupName", checkLength),
                  nodeSubnetId: later(args.nodeSubnetId, "nodeSubnetId", checkSubnetNames),
                  entrySubnetId: later(args.entrySubnetId, "entrySubnetId", checkSubnetNames),
              }
            : {}),
    };
}

function checkNetworkNames({ resourceGroupName, nodeSubnetId, entrySubnetId }: ClusterGatewayArgs): Problem[] {
    return [
        ...ifPlain(resourceGroupName, (text) => checkLength(text, "resourceGroupName")),
        ...ifPlain(nodeSubnetId, (id) => checkSubnetNames(id, "nodeSubnetId")),
        ...ifPlain(entrySubnetId, (id) => checkSubnetNames(id, "entrySubnetId")),
    ];
}

/** What of the names around a new cluster is too long (AK-17): those that are given, and those that follow from their given start. */
export function checkClusterNames(names: ResourceNames, resourceGroupName: string | undefined, baseName: string | undefined): Problem[] {
    const given = (["resourceGroup", "virtualNetwork", "nodeSubnet", "entrySubnet"] as const).flatMap((key) => {
        const name = names[key];
        return name === undefined ? [] : checkLength(name, `names.${key}`);
    });
    const computed =
        baseName === undefined || resourceGroupName !== undefined || names.resourceGroup !== undefined ? "" : resourceName("resourceGroup", baseName);
    return [
        ...given,
        ...(resourceGroupName === undefined ? [] : checkLength(resourceGroupName, "resourceGroupName")),
        ...(computed === "" ? [] : checkLength(computed, "baseName")),
    ];
}

/** One name (AK-17). */
export function checkLength(name: string, path: string): Problem[] {
    if (name.length <= MAX_NETWORK_NAME) return [];
    return [{ path, message: `has the name "${name}" of ${name.length} characters; a cluster allows ${MAX_NETWORK_NAME} (AK-17)` }];
}

/** Names in a subnet's id: of its group, of its network, its own. */
function checkSubnetNames(id: string, path: string): Problem[] {
    const [, ...names] = /\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/virtualNetworks\/([^/]+)\/subnets\/([^/]+)$/i.exec(id) ?? [];
    return names.flatMap((name) => checkLength(name, path));
}
