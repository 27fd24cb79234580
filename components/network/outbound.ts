import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { child } from "../children";
import { resourceName } from "../naming";
import { NetworkContext, placed } from "./context";
import { wayOut, WayOut } from "./plan";

/** How the nodes reach what is outside: what their subnet is attached to, and what was made for it. */
export interface Outbound {
    natGatewayId?: pulumi.Input<string>;
    routeTableId?: pulumi.Input<string>;
    natGateway?: network.NatGateway;
    natAddress?: network.PublicIPAddress;
    routeTable?: network.RouteTable;
}

/** The way out of the nodes' subnet. There is no other, since the subnet has no default outbound access. */
export function createOutbound(context: NetworkContext): Outbound {
    const { natGatewayId, routeTableId } = context.args;
    switch (wayOut(context.args)) {
        case WayOut.NewNatGateway: {
            const { natGateway, natAddress } = createNatGateway(context);
            return { natGateway, natAddress, natGatewayId: natGateway.id };
        }
        case WayOut.Firewall: {
            const routeTable = createRouteTable(context);
            return { routeTable, routeTableId: routeTable.id };
        }
        default:
            return { natGatewayId, routeTableId };
    }
}

function createNatGateway(context: NetworkContext): { natGateway: network.NatGateway; natAddress: network.PublicIPAddress } {
    const { name, args, baseName, transforms, inParent } = context;
    const { natGatewayZone, names = {} } = args;
    const zones = natGatewayZone === undefined ? undefined : [natGatewayZone];
    const addressArgs: network.PublicIPAddressArgs = {
        ...placed(context),
        publicIpAddressName: names.natAddress ?? resourceName("publicIpAddress", baseName, "nat"),
        sku: { name: network.PublicIPAddressSkuName.Standard },
        publicIPAllocationMethod: network.IPAllocationMethod.Static,
        zones,
    };
    const natAddress = new network.PublicIPAddress(...child(transforms.natAddress, `${name}-nat`, addressArgs, inParent));
    const natArgs: network.NatGatewayArgs = {
        ...placed(context),
        natGatewayName: names.natGateway ?? resourceName("natGateway", baseName),
        sku: { name: network.NatGatewaySkuName.Standard },
        publicIpAddresses: [{ id: natAddress.id }],
        zones,
    };
    const natGateway = new network.NatGateway(...child(transforms.natGateway, `${name}-nat`, natArgs, inParent));
    return { natGateway, natAddress };
}

/** Everything that no narrower route knows goes to the firewall; the network itself, its peers and private endpoints have narrower ones. */
function createRouteTable(context: NetworkContext): network.RouteTable {
    const { name, args, baseName, transforms, inParent } = context;
    const tableArgs: network.RouteTableArgs = {
        ...placed(context),
        routeTableName: args.names?.routeTable ?? resourceName("routeTable", baseName, "nodes"),
        routes: [
            {
                name: "to-firewall",
                addressPrefix: "0.0.0.0/0",
                nextHopType: network.RouteNextHopType.VirtualAppliance,
                nextHopIpAddress: args.firewallAddress,
            },
        ],
    };
    return new network.RouteTable(...child(transforms.routeTable, `${name}-nodes`, tableArgs, inParent));
}
