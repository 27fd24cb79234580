import {
    AddressPlan,
    addressesOfNodes,
    clusterSubnetKeys,
    lastUsableAddress,
    planAddresses,
    prefixFor,
    SubnetKey,
    subnetKeys,
    SubnetSizes,
    subnetSizes,
} from "../azure/addressPlan";
import type { ExistingSubnet, GatewayNetworkDemand, GatewayNetworkSettings } from "./args";
import { LARGEST_MEMBER_PREFIX } from "../product/clustering";
import { securityRules, SubnetRules } from "./rules";
import { ports } from "../node/ports";

/** The arguments of a network, apart from where its resources are and what they are called. */
export type NetworkOptions = GatewayNetworkSettings & GatewayNetworkDemand;

export const DEFAULT_ADDRESS_SPACE = "10.20.0.0/16";

/** Port of NFS, with and without encryption in transit. */
const NFS_PORT = 2049;

/** The arguments that name existing subnets. */
export const subnetArguments = {
    loadBalancer: "loadBalancerSubnet",
    nodes: "nodeSubnet",
    privateEndpoints: "privateEndpointSubnet",
    entry: "entrySubnet",
} as const satisfies Readonly<Record<SubnetKey, keyof GatewayNetworkSettings>>;

/** The subnets that an environment has, in the order in which they get their ranges. */
export function neededSubnets({ cluster }: NetworkOptions): readonly SubnetKey[] {
    return cluster === undefined ? subnetKeys : clusterSubnetKeys;
}

/** The subnet that exists already, if it does. */
export function existingSubnet(options: NetworkOptions, key: SubnetKey): ExistingSubnet | undefined {
    return options[subnetArguments[key]];
}

/** The subnets that are not there yet, in the order in which they are made. */
export function missingSubnets(options: NetworkOptions): SubnetKey[] {
    return neededSubnets(options).filter((key) => existingSubnet(options, key) === undefined);
}

/** Whether the virtual network is somebody else's: it is named, or a subnet of it is. */
export function isExistingNetwork(options: NetworkOptions): boolean {
    return options.virtualNetworkId !== undefined || missingSubnets(options).length < neededSubnets(options).length;
}

/** Ranges that were given, of existing subnets or instead of planned ones. */
export function givenRanges(options: NetworkOptions): Partial<AddressPlan> {
    const given = neededSubnets(options).map((key) => [key, existingSubnet(options, key)?.addressRange ?? options.subnetRanges?.[key]] as const);
    return Object.fromEntries(given.filter(([, range]) => range !== undefined));
}

/** How large planned subnets are. Members of a cluster look for each other at every address of theirs, so that one is no larger than it must be. */
export function plannedSizes({ maxLoadBalancerInstances, maxNodes, memberPorts = [], syncManager, cluster }: NetworkOptions): SubnetSizes {
    const besideNodes = Number(syncManager ?? false);
    const sizes = subnetSizes({
        loadBalancerInstances: maxLoadBalancerInstances,
        nodes: maxNodes,
        besideNodes,
        clusterAddresses: cluster && (cluster.nodeAddresses ?? 0),
    });
    if (memberPorts.length === 0 || cluster !== undefined) return sizes;
    return { ...sizes, nodes: Math.min(LARGEST_MEMBER_PREFIX, prefixFor(addressesOfNodes(maxNodes ?? 0) + besideNodes)) };
}

/** Address of the manager of rsync mode, where there is one. */
export function managerAddress({ syncManager, syncManagerAddress }: NetworkOptions, nodeRange: string): string | undefined {
    return syncManager === true ? (syncManagerAddress ?? lastUsableAddress(nodeRange)) : undefined;
}

/** The range of every subnet; nothing when the address range has no room for those that are planned. */
export function subnetRanges(options: NetworkOptions): AddressPlan | undefined {
    return planAddresses(options.addressSpace ?? DEFAULT_ADDRESS_SPACE, plannedSizes(options), givenRanges(options), neededSubnets(options));
}

/** Address of a cluster's entry, where there is one. */
export function entryAddress({ cluster }: NetworkOptions, { entry }: AddressPlan): string | undefined {
    return cluster === undefined || entry === undefined ? undefined : (cluster.entryAddress ?? lastUsableAddress(entry));
}

/** How the nodes reach what is outside. */
export const WayOut = {
    /** A NAT gateway of their own. */
    NewNatGateway: "NewNatGateway",
    /** A NAT gateway that exists already. */
    ExistingNatGateway: "ExistingNatGateway",
    /** A route table that exists already. */
    ExistingRouteTable: "ExistingRouteTable",
    /** A route of their own to a firewall. */
    Firewall: "Firewall",
    /** What the owner of their subnet has chosen. */
    OfSubnet: "OfSubnet",
} as const;
export type WayOut = (typeof WayOut)[keyof typeof WayOut];

export function wayOut({ nodeSubnet, natGatewayId, routeTableId, firewallAddress }: NetworkOptions): WayOut {
    if (nodeSubnet !== undefined) return WayOut.OfSubnet;
    if (natGatewayId !== undefined) return WayOut.ExistingNatGateway;
    if (routeTableId !== undefined) return WayOut.ExistingRouteTable;
    return firewallAddress === undefined ? WayOut.NewNatGateway : WayOut.Firewall;
}

/** Whether existing zones are linked to the network: a network that is new is linked to nothing yet. */
export function linksExistingZones(options: NetworkOptions): boolean {
    return options.linkZones ?? !isExistingNetwork(options);
}

/** The security rules of every subnet: those of new subnets, and what existing ones must let through. */
export function rulesOf(options: NetworkOptions, ranges: AddressPlan): SubnetRules {
    const privateFrontend = options.privateFrontend ?? false;
    return securityRules({
        ranges,
        clientRanges: options.clientRanges ?? [privateFrontend ? "VirtualNetwork" : "Internet"],
        listenerPorts: options.listenerPorts ?? [443],
        managementRanges: options.managementRanges ?? [],
        managementPort: options.managementPort,
        nodePorts: options.nodePorts ?? [ports.api, ports.readiness],
        memberPorts: options.memberPorts ?? [],
        sharePorts: options.sharePorts ?? [NFS_PORT],
        syncManager: managerAddress(options, ranges.nodes),
        syncManagerPorts: options.syncManagerPorts ?? [],
        privateFrontend,
        cluster: options.cluster && { podRange: options.cluster.podRange },
    });
}
