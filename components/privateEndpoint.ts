import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { child, ChildTransform } from "./children";

/** What a private endpoint connects. */
export interface PrivateEndpointPlan {
    resourceGroupName: pulumi.Input<string>;
    location?: pulumi.Input<string>;
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /** Name in Azure. */
    privateEndpointName: string;
    subnetId: pulumi.Input<string>;
    /** Id of the resource that gets a private address. */
    targetId: pulumi.Input<string>;
    /** Which of the target's services: `file`, `vault`. */
    service: string;
    /** Private DNS zone that gets the address. */
    zoneId: pulumi.Input<string>;
}

/** Changes to an endpoint and its DNS record, as part of the transforms of the component that has them. */
export interface PrivateEndpointTransforms {
    privateEndpoint?: ChildTransform<network.PrivateEndpointArgs>;
    privateDnsZoneGroup?: ChildTransform<network.PrivateDnsZoneGroupArgs>;
}

/**
 * A private endpoint with its DNS record. Returns the id of the DNS zone group: whoever waits for it can resolve and reach the target.
 */
export function createPrivateEndpoint(
    logicalName: string,
    plan: PrivateEndpointPlan,
    parent: pulumi.Resource,
    transforms: PrivateEndpointTransforms,
): network.PrivateDnsZoneGroup {
    const endpointArgs: network.PrivateEndpointArgs = {
        resourceGroupName: plan.resourceGroupName,
        location: plan.location,
        tags: plan.tags,
        privateEndpointName: plan.privateEndpointName,
        subnet: { id: plan.subnetId },
        privateLinkServiceConnections: [{ name: plan.service, privateLinkServiceId: plan.targetId, groupIds: [plan.service] }],
    };
    const endpoint = new network.PrivateEndpoint(...child(transforms.privateEndpoint, logicalName, endpointArgs, { parent }));
    const groupArgs: network.PrivateDnsZoneGroupArgs = {
        resourceGroupName: plan.resourceGroupName,
        privateEndpointName: endpoint.name,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: plan.service, privateDnsZoneId: plan.zoneId }],
    };
    return new network.PrivateDnsZoneGroup(...child(transforms.privateDnsZoneGroup, logicalName, groupArgs, { parent }));
}
