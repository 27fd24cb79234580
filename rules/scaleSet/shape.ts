import { hasZones } from "../../components/azure/regions";
import { ownName } from "../body/ids";
import { isGiven, listOrEmpty, numberFrom, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, missingOrOutside, partsIn, propertiesOf } from "../body/parts";
import type { RuleContext } from "../context";
import type { Rule } from "../rule";
import { ipConfigurationsOf, PROFILE, ScaleSet, scaleSetOf, scaleSetTypes } from "./model";

const MAX_INSTANCES = 1_000;
const MAX_INSTANCES_IN_ONE_GROUP = 100;
const MAX_INSTANCES_OVER_FAULT_DOMAINS = 200;

/** Name, orchestration, number of machines and zones of a scale set. */
export const shapeRules: readonly Rule[] = [
    {
        id: "VS-01",
        title: "Scale set and machines have names that Azure allows",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Scale set: 1 to 64 letters, digits, `_`, `.`, `-`, not beginning with `_`, not ending with `.` or `-`. `computerNamePrefix`: at most 58 characters on Linux, 9 on Windows, not digits alone.",
        types: scaleSetTypes,
        *check(resource) {
            const name = ownName(resource);
            if (!/^[^_\W][\w.-]{0,63}(?<![-.])$/.test(name)) yield { path: "name", message: `is "${name}"` };
            const osProfile = objectOrEmpty(scaleSetOf(resource).profile.osProfile);
            const prefix = textOrEmpty(osProfile.computerNamePrefix);
            const longest = isGiven(osProfile.windowsConfiguration) ? 9 : 58;
            const path = `${PROFILE}.osProfile.computerNamePrefix`;
            if (prefix.length > longest) yield { path, message: `has ${prefix.length} characters; allowed are ${longest}` };
            if (/^\d+$/.test(prefix)) yield { path, message: `is "${prefix}"; digits alone are not allowed` };
        },
    },
    {
        id: "VS-02",
        title: "A flexible scale set leaves out what only uniform ones have",
        severity: "Error",
        hint: "Flexible: `platformFaultDomainCount: 1` over zones, no single placement group, no overprovisioning, user-assigned identities only, a chosen way out.",
        types: scaleSetTypes,
        *check(resource, context) {
            const scaleSet = scaleSetOf(resource);
            if (!scaleSet.isFlexible) return;
            const { platformFaultDomainCount, singlePlacementGroup, overprovision } = scaleSet.properties;
            const faultDomains = numberFrom(platformFaultDomainCount);
            if (textsIn(resource.zones).length > 0 && faultDomains !== 1)
                yield { path: "properties.platformFaultDomainCount", message: `is ${faultDomains ?? "missing"}; over zones allowed is 1` };
            if (faultDomains !== undefined && (faultDomains < 1 || faultDomains > 3))
                yield { path: "properties.platformFaultDomainCount", message: `is ${faultDomains}; allowed are 1 to 3` };
            const capacity = numberFrom(objectOrEmpty(resource.sku).capacity) ?? 0;
            // So says a page of Azure's support; nobody has seen the refusal.
            if (faultDomains !== undefined && faultDomains > 1 && capacity > MAX_INSTANCES_OVER_FAULT_DOMAINS)
                yield {
                    path: "sku.capacity",
                    message: `is ${capacity}; with ${faultDomains} fault domains allowed are ${MAX_INSTANCES_OVER_FAULT_DOMAINS}`,
                    severity: "Warning",
                };
            if (singlePlacementGroup === true) yield { path: "properties.singlePlacementGroup", message: "is true; flexible scale sets have none" };
            if (overprovision === true) yield { path: "properties.overprovision", message: "is true; flexible scale sets cannot" };
            if (/SystemAssigned/i.test(textOrEmpty(objectOrEmpty(resource.identity).type)))
                yield { path: "identity.type", message: "is SystemAssigned; flexible scale sets take user-assigned identities only" };
            yield* noWayOut(scaleSet, context);
        },
    },
    {
        id: "VS-03",
        title: "A uniform scale set of more than 100 machines is no single placement group",
        severity: "Error",
        hint: "Set `singlePlacementGroup: false`, and use a standard load balancer or an application gateway in front.",
        types: scaleSetTypes,
        *check(resource, context) {
            const scaleSet = scaleSetOf(resource);
            const capacity = numberFrom(objectOrEmpty(resource.sku).capacity) ?? 0;
            if (scaleSet.isFlexible || capacity <= MAX_INSTANCES_IN_ONE_GROUP) return;
            if (scaleSet.properties.singlePlacementGroup !== false)
                yield {
                    path: "properties.singlePlacementGroup",
                    message: `is not false, with ${capacity} machines; allowed are ${MAX_INSTANCES_IN_ONE_GROUP}`,
                };
            for (const { properties, inside } of ipConfigurationsOf(scaleSet))
                for (const [index, pool] of listOrEmpty(properties.loadBalancerBackendAddressPools).entries()) {
                    const balancer = context.find(idIn(pool).replace(/\/backendAddressPools\/[^/]+$/i, ""));
                    if (balancer !== undefined && !sameWord(objectOrEmpty(balancer.sku).name, "Standard"))
                        yield { path: `${inside}.loadBalancerBackendAddressPools[${index}].id`, message: "is a pool of a load balancer that is not Standard" };
                }
        },
    },
    {
        id: "VS-16",
        title: "The zones exist, and machines need not be equal in number in all of them",
        severity: "Error",
        hint: 'Use zones "1", "2", "3" where the region has zones; leave `zoneBalance` false, or a zone without room stops every scale-out.',
        types: scaleSetTypes,
        *check(resource) {
            const zones = textsIn(resource.zones);
            for (const zone of zones) if (!["1", "2", "3"].includes(zone)) yield { path: "zones", message: `has "${zone}"; allowed are 1, 2, 3` };
            if (zones.length > 0 && resource.location !== undefined && !hasZones(resource.location))
                yield { path: "zones", message: `are set, but ${resource.location} has no zones` };
            if (scaleSetOf(resource).properties.zoneBalance === true)
                yield { path: "properties.zoneBalance", message: "is true; a zone without room stops every scale-out", severity: "Warning" };
        },
    },
    {
        id: "VS-17",
        title: "A proximity placement group lies in one zone",
        severity: "Error",
        hint: "Leave `proximityPlacementGroup` out of a scale set over several zones.",
        types: scaleSetTypes,
        *check(resource) {
            const zones = textsIn(resource.zones);
            if (idIn(scaleSetOf(resource).properties.proximityPlacementGroup) !== "" && zones.length > 1)
                yield { path: "properties.proximityPlacementGroup", message: `is set, with zones ${zones.join(", ")}; allowed is one` };
        },
    },
    {
        id: "VS-19",
        title: "A scale set has 0 to 1000 machines",
        severity: "Error",
        hint: "Use a capacity of 0 to 1000. Where autoscale decides, let Pulumi ignore changes of `sku.capacity`.",
        types: scaleSetTypes,
        *check({ sku }) {
            yield* missingOrOutside(objectOrEmpty(sku).capacity, [0, MAX_INSTANCES], "sku.capacity");
        },
    },
];

/** Azure accepts machines that reach nothing outside; they then cannot install anything. */
function* noWayOut(scaleSet: ScaleSet, context: RuleContext): Iterable<{ path: string; message: string; severity: "Warning" }> {
    for (const { properties, inside } of ipConfigurationsOf(scaleSet)) {
        const subnet = context.find(idIn(properties.subnet));
        if (subnet === undefined) continue;
        const { natGateway, routeTable } = propertiesOf(subnet);
        const table = context.find(idIn(routeTable));
        // A route table that is not known may well have a route to a firewall.
        const hasRoute =
            isGiven(routeTable) &&
            (table === undefined || partsIn(propertiesOf(table).routes, "").some((route) => route.properties.addressPrefix === "0.0.0.0/0"));
        const hasOwn = isGiven(properties.publicIPAddressConfiguration) || listOrEmpty(properties.loadBalancerBackendAddressPools).length > 0;
        if (!isGiven(natGateway) && !hasRoute && !hasOwn)
            yield {
                path: `${inside}.subnet.id`,
                message: "is a subnet without NAT gateway or route, and the machines have no way out of their own",
                severity: "Warning",
            };
    }
}
