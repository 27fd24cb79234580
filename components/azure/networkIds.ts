/** Types of networking resources that may exist already, as ids have them. */
export const NetworkType = {
    VirtualNetwork: "virtualNetworks",
    NatGateway: "natGateways",
    RouteTable: "routeTables",
    PrivateDnsZone: "privateDnsZones",
} as const;
export type NetworkType = (typeof NetworkType)[keyof typeof NetworkType];

/** The parts of an id. */
export interface NetworkId {
    subscriptionId: string;
    resourceGroupName: string;
    name: string;
}

/** The parts of the id of a networking resource; nothing when the text is no id of that type. Azure ignores case. */
export function parseNetworkId(id: string, type: NetworkType): NetworkId | undefined {
    const form = new RegExp(`^/subscriptions/([^/\\s]+)/resourceGroups/([^/\\s]+)/providers/Microsoft\\.Network/${type}/([^/\\s]+)$`, "i");
    const [, subscriptionId, resourceGroupName, name] = form.exec(id) ?? [];
    return subscriptionId === undefined ? undefined : { subscriptionId, resourceGroupName: resourceGroupName!, name: name! };
}

/** Id of the virtual network of a subnet; nothing when the text is no subnet's id. */
export function networkOfSubnet(subnetId: string): string | undefined {
    const [, network] = /^(.+)\/subnets\/[^/\s]+$/i.exec(subnetId) ?? [];
    return network === undefined || parseNetworkId(network, NetworkType.VirtualNetwork) === undefined ? undefined : network;
}
