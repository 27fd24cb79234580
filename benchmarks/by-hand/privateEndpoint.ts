import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";

import { virtualNetwork } from "./network";
import { common, resourceGroup } from "./settings";

/** A private address for one service of a resource, with its DNS record. */
export function privateEndpoint(
    name: string,
    service: string,
    targetId: pulumi.Input<string>,
    { zone, link }: { zone: privatedns.PrivateZone; link: privatedns.VirtualNetworkLink },
): network.PrivateDnsZoneGroup {
    const endpoint = new network.PrivateEndpoint(name, {
        ...common,
        privateEndpointName: `pep-gateway-prod-${service}`,
        subnet: { id: pulumi.interpolate`${virtualNetwork.id}/subnets/snet-private-endpoints` },
        privateLinkServiceConnections: [{ name: service, privateLinkServiceId: targetId, groupIds: [service] }],
    });
    return new network.PrivateDnsZoneGroup(
        name,
        {
            resourceGroupName: resourceGroup.name,
            privateEndpointName: endpoint.name,
            privateDnsZoneGroupName: "default",
            privateDnsZoneConfigs: [{ name: service, privateDnsZoneId: zone.id }],
        },
        { dependsOn: link },
    );
}
