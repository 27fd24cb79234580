import { placeOf } from "./ids";

/** Types of networking resources that may exist already. */
export const NetworkType = {
    VirtualNetwork: "Microsoft.Network/virtualNetworks",
    NatGateway: "Microsoft.Network/natGateways",
    RouteTable: "Microsoft.Network/routeTables",
    PrivateDnsZone: "Microsoft.Network/privateDnsZones",
} as const;
export type NetworkType = (typeof NetworkType)[keyof typeof NetworkType];

/** Id of the virtual network of a subnet; nothing when the text is no subnet's id. */
export function networkOfSubnet(subnetId: string): string | undefined {
    const [, network] = /^(.+)\/subnets\/[^/\s]+$/i.exec(subnetId) ?? [];
    return network === undefined || placeOf(network, NetworkType.VirtualNetwork) === undefined ? undefined : network;
}
