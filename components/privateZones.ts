import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";

import { NetworkType, parseNetworkId } from "./azure/networkIds";
import { child } from "./children";
import { resourceName } from "./naming";
import { NetworkContext } from "./networkContext";
import { zoneNames } from "./networkIdChecks";
import { linksExistingZones } from "./networkPlan";
import { checkSubscription } from "./subscriptionChecks";

const zoneArguments = { file: "fileShareZoneId", vault: "vaultZoneId" } as const;

/**
 * The private DNS zone of a service: an existing one, or a new one. Whoever gets its id can resolve names in it, since the link to the network comes first
 * wherever it is made here.
 */
export function privateZone(context: NetworkContext, service: keyof typeof zoneNames, virtualNetworkId: pulumi.Input<string>): pulumi.Output<string> {
    const { args, subject, inParent } = context;
    const existing = args[zoneArguments[service]];
    if (existing === undefined) return createZone(context, service, virtualNetworkId);
    if (!linksExistingZones(args)) return pulumi.output(existing);
    const id = checkSubscription(subject, existing, zoneArguments[service], inParent);
    const zone = id.apply((known) => parseNetworkId(known, NetworkType.PrivateDnsZone)!);
    return linked(context, service, { id, name: zone.name, resourceGroupName: zone.resourceGroupName }, virtualNetworkId);
}

function createZone(context: NetworkContext, service: keyof typeof zoneNames, virtualNetworkId: pulumi.Input<string>): pulumi.Output<string> {
    const { name, args, transforms, inParent } = context;
    const { resourceGroupName, tags } = args;
    const zoneArgs: privatedns.PrivateZoneArgs = { resourceGroupName, tags, privateZoneName: zoneNames[service], location: "global" };
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
