import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";

import { ChildTransform } from "../children";
import { GatewayNetworkArgs } from "./args";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayNetworkTransforms {
    virtualNetwork?: ChildTransform<network.VirtualNetworkArgs>;
    /** Subnets that are made in an existing network; those of a new one are part of it. */
    subnet?: ChildTransform<network.SubnetArgs>;
    networkSecurityGroup?: ChildTransform<network.NetworkSecurityGroupArgs>;
    natGateway?: ChildTransform<network.NatGatewayArgs>;
    natAddress?: ChildTransform<network.PublicIPAddressArgs>;
    routeTable?: ChildTransform<network.RouteTableArgs>;
    privateZone?: ChildTransform<privatedns.PrivateZoneArgs>;
    zoneLink?: ChildTransform<privatedns.VirtualNetworkLinkArgs>;
}

/** What the parts of a network have in common. */
export interface NetworkContext {
    /** The component's logical name, with which its children's begin. */
    name: string;
    /** The arguments, with ids checked that become known later. */
    args: GatewayNetworkArgs;
    baseName: string;
    transforms: GatewayNetworkTransforms;
    inParent: { parent: pulumi.Resource };
    /** What an error is about. */
    subject: string;
}

/** Group, region and tags of a child. */
export function placed({ args }: NetworkContext): Pick<GatewayNetworkArgs, "resourceGroupName" | "location" | "tags"> {
    const { resourceGroupName, location, tags } = args;
    return { resourceGroupName, location, tags };
}
