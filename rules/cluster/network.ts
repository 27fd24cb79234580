import { networkIdOf, ownName } from "../body/ids";
import { Fields, isGiven, listOrEmpty, numberFrom, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { idIn, outside, propertiesOf } from "../body/parts";
import { isBlock, overlaps, oneOrMany, parseRange } from "../body/ranges";
import { RuleContext } from "../context";
import { usableIn } from "../network/subnet";
import type { ArmResource, Finding, Rule } from "../rule";
import { types } from "../types";
import { poolsIn, poolTypes } from "./model";
import { allPools, mostNodes, nodeSubnets } from "./pools";

const PATH = "properties.networkProfile";
const MAX_NODES = 5_000;
const PODS_OF_NODE = [10, 250] as const;

const profileOf = (resource: ArmResource): Fields => objectOrEmpty(propertiesOf(resource).networkProfile);
const isOverlay = (profile: Fields): boolean => sameWord(profile.networkPluginMode, "overlay");

/** The ranges of a cluster, its data plane, its way out, its room. */
export const clusterNetworkRules: readonly Rule[] = [
    {
        id: "AK-07",
        title: "The ranges of pods and services lie beside each other and beside the network",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Give pods a range only with an overlay network, /24 of it for each node; each node 10 to 250 pods; services a range smaller than /12 together with the name server's address in it, which is not the first.",
        types: poolTypes,
        *check(resource, context) {
            for (const { properties, inside } of poolsIn(resource)) yield* outside(properties.maxPods, PODS_OF_NODE, `${inside}.maxPods`);
            if (!sameWord(resource.type, types.cluster)) return;
            const { podCidr, serviceCidr, dnsServiceIP, networkPlugin } = profileOf(resource);
            const isFlat = sameWord(networkPlugin, "azure") && !isOverlay(profileOf(resource));
            if (isGiven(podCidr) && isFlat) yield { path: `${PATH}.podCidr`, message: "is given, but the network is no overlay" };
            if (isGiven(podCidr) && !isBlock(textOrEmpty(podCidr)))
                yield { path: `${PATH}.podCidr`, message: `is "${String(podCidr)}"; a CIDR block is needed` };
            if (isGiven(serviceCidr) !== isGiven(dnsServiceIP)) yield { path: `${PATH}.dnsServiceIP`, message: "and serviceCidr go together: both, or none" };
            yield* wrongServices(serviceCidr, dnsServiceIP);
            yield* overlappingRanges(resource, context);
            yield* withoutPodRoom(resource, context);
        },
    },
    {
        id: "AK-08",
        title: "The subnet has addresses for every node, new ones of an upgrade too, and for pods without an overlay",
        severity: "Warning",
        hint: "Use a larger subnet, or an overlay network: without one each node needs an address for each of its pods as well.",
        types: [types.cluster],
        *check(resource, context) {
            const profile = profileOf(resource);
            for (const id of nodeSubnets(resource)) {
                const subnet = context.find(id);
                const usable = subnet && usableIn(subnet);
                if (usable === undefined) continue;
                const pools = allPools(resource, context).filter(({ properties }) => sameWord(properties.vnetSubnetID, id));
                const each = (maxPods: unknown): number => (isOverlay(profile) ? 1 : (numberFrom(maxPods) ?? 30) + 1);
                const now = pools.reduce((sum, { properties }) => sum + (numberFrom(properties.count) ?? 0) * each(properties.maxPods), 0);
                const most = pools.reduce((sum, pool) => sum + mostNodes(pool) * each(pool.properties.maxPods), 0);
                const path = "properties.agentPoolProfiles";
                if (now > usable)
                    yield { path, message: `need ${now} addresses at once; ${id} has ${usable}`, severity: "Error", azureError: "InsufficientSubnetSize" };
                else if (most > usable) yield { path, message: `need up to ${most} addresses; ${id} has ${usable}` };
            }
        },
    },
    {
        id: "AK-09",
        title: "Cilium enforces network policies where it moves packets, and only there",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Set networkDataplane and networkPolicy to cilium, or neither; security of advanced networking needs both.",
        types: [types.cluster],
        *check(resource) {
            const { networkDataplane, networkPolicy, networkPlugin } = profileOf(resource);
            const [moves, enforces] = [sameWord(networkDataplane, "cilium"), sameWord(networkPolicy, "cilium")];
            if (enforces && !moves) yield { path: `${PATH}.networkPolicy`, message: "is cilium, but the data plane is not" };
            if (moves && isGiven(networkPolicy) && !enforces)
                yield { path: `${PATH}.networkPolicy`, message: `is ${String(networkPolicy)}, but the data plane is cilium` };
            if (moves && isGiven(networkPlugin) && !sameWord(networkPlugin, "azure"))
                yield { path: `${PATH}.networkPlugin`, message: "is not azure, but the data plane is cilium" };
            const { enabled, security } = objectOrEmpty(profileOf(resource).advancedNetworking);
            if (enabled === true && objectOrEmpty(security).enabled === true && !moves)
                yield { path: `${PATH}.advancedNetworking.security.enabled`, message: "is true, but the data plane is not cilium" };
        },
    },
    {
        id: "AK-10",
        title: "The way out that the cluster takes is there",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Attach a NAT gateway to the nodes' subnet for userAssignedNATGateway, a route table with a default route for userDefinedRouting; managed ones are for networks that Azure makes, and none is for clusters that start from a cache.",
        types: [types.cluster],
        *check(resource, context) {
            const outbound = textOrEmpty(profileOf(resource).outboundType).toLowerCase();
            const path = `${PATH}.outboundType`;
            const subnets = nodeSubnets(resource);
            const { artifactSource } = objectOrEmpty(propertiesOf(resource).bootstrapProfile);
            if (outbound === "none" && !sameWord(artifactSource, "Cache"))
                yield {
                    path: "properties.bootstrapProfile.artifactSource",
                    message: "is not Cache, but nodes without a way out have nothing else to start from",
                };
            if (outbound.startsWith("managednatgateway") && subnets.length > 0)
                yield { path, message: "is managed, but the nodes have a subnet of somebody's own" };
            for (const subnet of subnets.flatMap((id) => context.find(id) ?? [])) {
                const { natGateway, routeTable } = propertiesOf(subnet);
                if (outbound === "userassignednatgateway" && idIn(natGateway) === "")
                    yield { path, message: `is userAssignedNATGateway, but ${subnet.id} has no NAT gateway` };
                if (outbound === "userdefinedrouting" && idIn(routeTable) === "")
                    yield { path, message: `is userDefinedRouting, but ${subnet.id} has no route table` };
                const table = context.find(idIn(routeTable));
                if (outbound === "userdefinedrouting" && table !== undefined && !hasDefaultRoute(table))
                    yield { path, message: `is userDefinedRouting, but ${table.id} has no default route` };
            }
        },
    },
    {
        id: "AK-15",
        title: "The cluster uses nothing that Azure has retired",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Use the Standard load balancer, and pools on scale sets.",
        types: [types.cluster],
        *check(resource) {
            const { loadBalancerSku } = profileOf(resource);
            if (sameWord(loadBalancerSku, "basic")) yield { path: `${PATH}.loadBalancerSku`, message: "is basic, retired on 2025-09-30" };
            for (const [index, pool] of listOrEmpty(propertiesOf(resource).agentPoolProfiles).entries())
                if (sameWord(objectOrEmpty(pool).type, "AvailabilitySet"))
                    yield { path: `properties.agentPoolProfiles[${index}].type`, message: "is AvailabilitySet, retired on 2025-09-30" };
        },
    },
    {
        id: "AK-17",
        title: "Names around the cluster are short enough",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "With an overlay network: up to 63 characters for network, subnet and their group; up to 80 for the nodes' group; a DNS prefix of 1 to 54 letters, digits and `-`.",
        types: [types.cluster],
        *check(resource) {
            const { nodeResourceGroup, dnsPrefix } = propertiesOf(resource);
            if (textOrEmpty(nodeResourceGroup).length > 80)
                yield { path: "properties.nodeResourceGroup", message: `has ${textOrEmpty(nodeResourceGroup).length} characters` };
            if (isGiven(dnsPrefix) && !/^[a-z0-9](?:[a-z0-9-]{0,52}[a-z0-9])?$/i.test(textOrEmpty(dnsPrefix)))
                yield { path: "properties.dnsPrefix", message: `is "${String(dnsPrefix)}"` };
            if (!isOverlay(profileOf(resource))) return;
            for (const id of nodeSubnets(resource)) {
                const names = [/\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "", networkIdOf(id).split("/").at(-1)!, ownName({ id, type: types.subnet })];
                for (const name of names.filter(({ length }) => length > 63))
                    yield { path: "properties.agentPoolProfiles", message: `are in "${name}" of ${name.length} characters` };
            }
        },
    },
];

function* wrongServices(serviceCidr: unknown, dnsServiceIP: unknown): Iterable<Finding> {
    const services = parseRange(textOrEmpty(serviceCidr));
    if (!isGiven(serviceCidr)) return;
    if (services === undefined || !isBlock(textOrEmpty(serviceCidr)))
        yield { path: `${PATH}.serviceCidr`, message: `is "${String(serviceCidr)}"; a CIDR block is needed` };
    if (services !== undefined && services.prefixLength <= 12)
        yield { path: `${PATH}.serviceCidr`, message: `is ${services.text}; it must be smaller than /12` };
    const address = parseRange(textOrEmpty(dnsServiceIP));
    if (services === undefined || address === undefined) return;
    if (address.first <= services.first + 1n || address.first > services.last)
        yield { path: `${PATH}.dnsServiceIP`, message: `is ${address.text}; an address in ${services.text} is needed, not the first` };
}

function* overlappingRanges(resource: ArmResource, context: RuleContext): Iterable<Finding> {
    const { podCidr, serviceCidr } = profileOf(resource);
    const [pods, services] = [parseRange(textOrEmpty(podCidr)), parseRange(textOrEmpty(serviceCidr))];
    if (pods !== undefined && services !== undefined && overlaps(pods, services))
        yield { path: `${PATH}.serviceCidr`, message: `overlaps the pods' ${pods.text}` };
    const networks = [...new Set(nodeSubnets(resource).map(networkIdOf))].flatMap((id) => context.find(id) ?? []);
    for (const network of networks) {
        const { addressPrefixes } = objectOrEmpty(propertiesOf(network).addressSpace);
        for (const space of oneOrMany(undefined, addressPrefixes).flatMap((text) => parseRange(text) ?? [])) {
            if (pods !== undefined && overlaps(pods, space))
                yield { path: `${PATH}.podCidr`, message: `is ${pods.text}, which overlaps ${space.text} of ${network.id}` };
            if (services !== undefined && overlaps(services, space))
                yield {
                    path: `${PATH}.serviceCidr`,
                    message: `is ${services.text}, which overlaps ${space.text} of ${network.id}`,
                    azureError: "ServiceCidrOverlapExistingSubnetsCidr",
                };
        }
    }
}

/** Each node has a /24 of the pods' range, and a pod an address in it. */
function* withoutPodRoom(resource: ArmResource, context: RuleContext): Iterable<Finding> {
    if (!isOverlay(profileOf(resource))) return;
    const pods = parseRange(textOrEmpty(profileOf(resource).podCidr));
    const nodes = allPools(resource, context).reduce((sum, pool) => sum + mostNodes(pool), 0);
    const room = pods === undefined ? MAX_NODES : Math.min(MAX_NODES, pods.prefixLength > 24 ? 0 : 2 ** (24 - pods.prefixLength));
    // Azure accepts this, and a later scale-out fails.
    if (nodes > room) yield { path: `${PATH}.podCidr`, message: `has room for ${room} nodes; up to ${nodes} are needed`, severity: "Warning" };
}

function hasDefaultRoute(table: ArmResource): boolean {
    return listOrEmpty(propertiesOf(table).routes).some((route) => objectOrEmpty(objectOrEmpty(route).properties).addressPrefix === "0.0.0.0/0");
}
