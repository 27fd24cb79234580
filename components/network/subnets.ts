import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { AddressPlan, SubnetKey } from "../azure/addressPlan";
import { placeOf } from "../azure/ids";
import { networkOfSubnet, NetworkType } from "../azure/networkIds";
import { child } from "../children";
import { resourceName } from "../naming";
import { ResourceNames } from "../naming/resourceNames";
import { NetworkContext, placed } from "./context";
import { DEFAULT_ADDRESS_SPACE, existingSubnet, isExistingNetwork, missingSubnets, neededSubnets, NetworkOptions } from "./plan";
import { SubnetRules } from "./rules";
import { Outbound } from "./outbound";
import { ownSubnet } from "./ownSubnet";
import { inOwnSubscription } from "../subscription";

/** Security groups of the subnets that are made. */
export type SecurityGroups = Partial<Record<SubnetKey, network.NetworkSecurityGroup>>;

/** The network and its subnets, new ones and existing ones. */
export interface Subnets {
    virtualNetworkId: pulumi.Output<string>;
    /** Empty for a subnet that the environment does not have. */
    ids: Record<SubnetKey, pulumi.Output<string>>;
    virtualNetwork?: network.VirtualNetwork;
    /** Subnets that are resources of their own. */
    subnets: Partial<Record<SubnetKey, network.Subnet>>;
}

/** What a subnet is called in names, and the names that replace the chosen ones. */
const naming = {
    loadBalancer: { what: "load-balancer", subnet: "loadBalancerSubnet", group: "loadBalancerSecurityGroup" },
    nodes: { what: "nodes", subnet: "nodeSubnet", group: "nodeSecurityGroup" },
    privateEndpoints: { what: "private-endpoints", subnet: "privateEndpointSubnet", group: "privateEndpointSecurityGroup" },
    entry: { what: "entry", subnet: "entrySubnet", group: "entrySecurityGroup" },
} as const satisfies Readonly<Record<SubnetKey, { what: string; subnet: keyof ResourceNames; group: keyof ResourceNames }>>;

/** A security group for each subnet that is made, with the whole list of its rules. */
export function createSecurityGroups(context: NetworkContext, rules: SubnetRules): SecurityGroups {
    const { name, args, baseName, transforms, inParent } = context;
    const groups = missingSubnets(args).map((key) => {
        const { what, group } = naming[key];
        const groupArgs: network.NetworkSecurityGroupArgs = {
            ...placed(context),
            networkSecurityGroupName: args.names?.[group] ?? resourceName("networkSecurityGroup", baseName, what),
            securityRules: rules[key],
        };
        return [key, new network.NetworkSecurityGroup(...child(transforms.networkSecurityGroup, `${name}-${what}`, groupArgs, inParent))];
    });
    return Object.fromEntries(groups) as SecurityGroups;
}

/** The subnets: part of a new network, single ones in an existing network, or all there already. */
export function createSubnets(context: NetworkContext, ranges: AddressPlan, groups: SecurityGroups, outbound: Outbound): Subnets {
    const body = (key: SubnetKey): SubnetBody => subnetBody(context, key, ranges, groups, outbound);
    return isExistingNetwork(context.args) ? createInExistingNetwork(context, body) : createWithNetwork(context, body);
}

/** What subnets are, whether they are resources of their own or not. */
type SubnetBody = Pick<
    network.SubnetArgs,
    "addressPrefix" | "networkSecurityGroup" | "natGateway" | "routeTable" | "delegations" | "privateEndpointNetworkPolicies" | "defaultOutboundAccess"
>;

function subnetBody({ args }: NetworkContext, key: SubnetKey, ranges: AddressPlan, groups: SecurityGroups, outbound: Outbound): SubnetBody {
    const common = {
        addressPrefix: ranges[key]!,
        networkSecurityGroup: { id: groups[key]!.id },
        // The Application Gateway brings its own way out through its public address; nodes have theirs; private endpoints need none.
        defaultOutboundAccess: false,
    };
    switch (key) {
        case "loadBalancer":
            if (args.privateFrontend !== true) return common;
            // Mandatory for a gateway with network isolation (AGN-03).
            return { ...common, delegations: [{ name: "application-gateway", serviceName: "Microsoft.Network/applicationGateways" }] };
        case "entry":
            return common;
        case "nodes":
            return {
                ...common,
                natGateway: outbound.natGatewayId === undefined ? undefined : { id: outbound.natGatewayId },
                routeTable: outbound.routeTableId === undefined ? undefined : { id: outbound.routeTableId },
            };
        case "privateEndpoints":
            // Without this the security group does not apply to private endpoints (ST-10).
            return { ...common, privateEndpointNetworkPolicies: network.VirtualNetworkPrivateEndpointNetworkPolicies.NetworkSecurityGroupEnabled };
    }
}

/**
 * Subnets as part of the network's own definition: one write to Azure, so that writes to subnets cannot collide (`AnotherOperationInProgress`), and no rivalry
 * with subnets that are resources of their own.
 */
function createWithNetwork(context: NetworkContext, body: (key: SubnetKey) => SubnetBody): Subnets {
    const { name, args, baseName, transforms, inParent } = context;
    const subnetName = (key: SubnetKey): string => args.names?.[naming[key].subnet] ?? resourceName("subnet", naming[key].what);
    const networkArgs: network.VirtualNetworkArgs = {
        ...placed(context),
        virtualNetworkName: args.names?.virtualNetwork ?? resourceName("virtualNetwork", baseName),
        addressSpace: { addressPrefixes: [args.addressSpace ?? DEFAULT_ADDRESS_SPACE] },
        subnets: neededSubnets(args).map((key) => ({ name: subnetName(key), ...body(key) })),
    };
    const virtualNetwork = new network.VirtualNetwork(...child(transforms.virtualNetwork, name, networkArgs, inParent));
    const id = (key: SubnetKey): pulumi.Output<string> => pulumi.interpolate`${virtualNetwork.id}/subnets/${subnetName(key)}`;
    return { virtualNetwork, virtualNetworkId: virtualNetwork.id, ids: idsOf(args, id), subnets: {} };
}

/**
 * Subnets as resources of their own, since the network's definition is somebody else's. Azure allows one write to a network at a time, so each
 * waits for the one before it. The order costs little: the nodes' subnet waits for their way out anyway. Private endpoints write to the network, too, so whoever
 * makes one gets its subnet when all that are new are there.
 */
function createInExistingNetwork(context: NetworkContext, body: (key: SubnetKey) => SubnetBody): Subnets {
    const { name, args, baseName, transforms, inParent } = context;
    const subnets: Partial<Record<SubnetKey, network.Subnet>> = {};
    const virtualNetworkId = existingNetworkId(context);
    const existing = virtualNetworkId.apply((id) => placeOf(id, NetworkType.VirtualNetwork)!);
    let previous: network.Subnet | undefined;
    for (const key of missingSubnets(args)) {
        const { what, subnet } = naming[key];
        const subnetArgs: network.SubnetArgs = {
            resourceGroupName: existing.resourceGroupName,
            virtualNetworkName: existing.name,
            // Other environments may have subnets in the same network, so the name says whose it is.
            subnetName: args.names?.[subnet] ?? resourceName("subnet", baseName, what),
            ...body(key),
        };
        const subnetOpts = previous === undefined ? inParent : { ...inParent, dependsOn: [previous] };
        previous = new network.Subnet(...child(transforms.subnet, `${name}-${what}`, subnetArgs, subnetOpts));
        subnets[key] = previous;
    }
    // A subnet is where its network is, so that its id is used only once the network is known to be in the right place.
    const existingId = (key: SubnetKey): pulumi.Output<string> => pulumi.all([existingSubnet(args, key)!.id, virtualNetworkId]).apply(([known]) => known);
    const id = (key: SubnetKey): pulumi.Output<string> => subnets[key]?.id ?? existingId(key);
    const ids = idsOf(args, id);
    const written = Object.values(subnets).map((subnet) => subnet.id);
    return { virtualNetworkId, ids: { ...ids, privateEndpoints: pulumi.all([ids.privateEndpoints, ...written]).apply(([own]) => own!) }, subnets };
}

function idsOf(options: NetworkOptions, id: (key: SubnetKey) => pulumi.Output<string>): Record<SubnetKey, pulumi.Output<string>> {
    const entry = neededSubnets(options).includes("entry") ? id("entry") : pulumi.output("");
    return { loadBalancer: id("loadBalancer"), nodes: id("nodes"), privateEndpoints: id("privateEndpoints"), entry };
}

/** An Application Gateway (AG-08), machines and private endpoints lie in the subscription of their network. */
function existingNetworkId({ args, subject, inParent }: NetworkContext): pulumi.Output<string> {
    if (args.virtualNetworkId !== undefined) return inOwnSubscription(subject, args.virtualNetworkId, "virtualNetworkId", inParent);
    return ownSubnet(subject, args.nodeSubnet!.id, "nodeSubnet.id", inParent).apply((id) => networkOfSubnet(id)!);
}
