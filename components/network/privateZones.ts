import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";

import { placeOf } from "../azure/ids";
import { NetworkType } from "../azure/networkIds";
import { privateLinkZones } from "../azure/privateLink";
import { child } from "../children";
import { resourceName } from "../naming";
import { NetworkContext } from "./context";
import { linksExistingZones } from "./plan";
import { inOwnSubscription } from "../subscription";

/** Services that nodes and load balancer reach through private endpoints, and the arguments that name their zones. */
const zoneArguments = { file: "fileShareZoneId", vault: "vaultZoneId" } as const;
type PrivateService = keyof typeof zoneArguments;

/**
 * The private DNS zone of a service: an existing one, or a new one. Whoever gets its id can resolve names in it, since the link to the network comes first
 * wherever it is made here.
 */
export function privateZone(context: NetworkContext, service: PrivateService, virtualNetworkId: pulumi.Input<string>): pulumi.Output<string> {
    const { args, subject, inParent } = context;
    const existing = args[zoneArguments[service]];
    if (existing === undefined) return createZone(context, service, virtualNetworkId);
    if (!linksExistingZones(args)) return pulumi.output(existing);
    const id = inOwnSubscription(subject, existing, zoneArguments[service], inParent);
    const zone = id.apply((known) => placeOf(known, NetworkType.PrivateDnsZone)!);
    return linked(context, service, { id, name: zone.name, resourceGroupName: zone.resourceGroupName }, virtualNetworkId);
}

function createZone(context: NetworkContext, service: PrivateService, virtualNetworkId: pulumi.Input<string>): pulumi.Output<string> {
    const { name, args, transforms, inParent } = context;
    const { resourceGroupName, tags } = args;
    const zoneArgs: privatedns.PrivateZoneArgs = { resourceGroupName, tags, privateZoneName: privateLinkZones[service], location: "global" };
    const zone = new privatedns.PrivateZone(...child(transforms.privateZone, `${name}-${service}`, zoneArgs, inParent));
    return linked(context, service, { id: zone.id, name: zone.name, resourceGroupName }, virtualNetworkId);
}

interface Zone {
    id: pulumi.Output<string>;
    name: pulumi.Input<string>;
    resourceGroupName: pulumi.Input<string>;
}

function linked(context: NetworkContext, service: string, zone: Zone, virtualNetworkId: pulumi.Input<string>): pulumi.Output<string> {
    const { name, args, baseName, transforms, inParent } = context;
    const linkArgs: privatedns.VirtualNetworkLinkArgs = {
        resourceGroupName: zone.resourceGroupName,
        tags: args.tags,
        privateZoneName: zone.name,
        virtualNetworkLinkName: resourceName("virtualNetworkLink", baseName),
        location: "global",
        registrationEnabled: false,
        virtualNetwork: { id: virtualNetworkId },
    };
    const link = new privatedns.VirtualNetworkLink(...child(transforms.zoneLink, `${name}-${service}`, linkArgs, inParent));
    return pulumi.all([zone.id, link.id]).apply(([id]) => id);
}
