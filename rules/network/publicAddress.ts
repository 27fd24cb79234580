import { hasZones, normalizeRegion } from "../../components/azure/regions";
import { grouped } from "../body/grouped";
import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, outside, partsIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";
import { subnetsIn } from "./subnet";

const MAX_ADDRESSES = 16;

function skuOf({ sku }: ArmResource): string {
    return textOrEmpty(objectOrEmpty(sku).name);
}

/** Public addresses, and NAT gateways that use them. */
export const publicAddressRules: readonly Rule[] = [
    {
        id: "NET-12",
        title: "A standard public address is static, in zones that exist, under a label of its own",
        severity: "Error",
        hint: "Use `publicIPAllocationMethod: Static` with sku Standard, zones 1 to 3 where the region has them, and another label for each address of a region.",
        types: [types.publicIpAddress],
        *check(resource, context) {
            const properties = propertiesOf(resource);
            if (skuOf(resource).toLowerCase().startsWith("standard") && !sameWord(properties.publicIPAllocationMethod, "Static"))
                yield {
                    path: "properties.publicIPAllocationMethod",
                    message: `is "${textOrEmpty(properties.publicIPAllocationMethod)}"; sku ${skuOf(resource)} needs Static`,
                };
            const zones = textsIn(resource.zones);
            for (const zone of zones) if (!["1", "2", "3"].includes(zone)) yield { path: "zones", message: `has "${zone}"; allowed are 1, 2, 3` };
            if (zones.length > 0 && resource.location !== undefined && !hasZones(resource.location))
                yield { path: "zones", message: `are set, but ${resource.location} has no zones` };
            const [first] = sameLabels(context).get(labelKey(resource) ?? "") ?? [];
            if (first !== undefined && !sameWord(first.id, resource.id))
                yield { path: "properties.dnsSettings.domainNameLabel", message: `is that of ${first.id} in the same region`, azureError: "DnsRecordInUse" };
        },
    },
    {
        id: "NET-13",
        title: "Idle connections are kept for as long as Azure allows",
        severity: "Warning",
        hint: "Use 4 to 30 minutes for a public address, 4 to 120 for a NAT gateway.",
        types: [types.publicIpAddress, types.natGateway],
        *check(resource) {
            const most = sameWord(resource.type, types.natGateway) ? 120 : 30;
            yield* outside(propertiesOf(resource).idleTimeoutInMinutes, [4, most], "properties.idleTimeoutInMinutes");
        },
    },
    {
        id: "NET-14",
        title: "A NAT gateway has addresses of its own kind, and zones as its sku allows",
        severity: "Error",
        hint: "Standard: at most one zone, Standard addresses. StandardV2: no zones, StandardV2 addresses. At most 16 addresses and prefixes together.",
        types: [types.natGateway],
        *check(resource, context) {
            const properties = propertiesOf(resource);
            const isV2 = sameWord(skuOf(resource), "StandardV2");
            const zones = textsIn(resource.zones);
            if (zones.length > (isV2 ? 0 : 1)) yield { path: "zones", message: `are ${zones.join(", ")}; allowed is ${isV2 ? "none with StandardV2" : "one"}` };
            const addresses = partsIn(properties.publicIpAddresses, "properties.publicIpAddresses");
            const count = addresses.length + listOrEmpty(properties.publicIpPrefixes).length;
            if (count > MAX_ADDRESSES)
                yield {
                    path: "properties.publicIpAddresses",
                    message: `has, with prefixes, ${count} items; allowed are ${MAX_ADDRESSES}`,
                    severity: "Warning",
                };
            for (const { body, path } of addresses) {
                const address = context.find(idIn(body));
                if (address !== undefined && !sameWord(skuOf(address), isV2 ? "StandardV2" : "Standard"))
                    yield { path: `${path}.id`, message: `is an address of sku ${skuOf(address) || "Basic"}; the gateway's is ${skuOf(resource)}` };
            }
        },
    },
    {
        id: "NET-15",
        title: "The gateway subnet has no NAT gateway",
        severity: "Error",
        hint: "Remove `natGateway` from the subnet named GatewaySubnet.",
        types: [types.virtualNetwork, types.subnet],
        *check(resource) {
            for (const { name, properties, inside } of subnetsIn(resource))
                if (sameWord(name, "GatewaySubnet") && isGiven(properties.natGateway))
                    yield { path: `${inside}.natGateway`, message: "is set on GatewaySubnet" };
        },
    },
];

const sameLabels = oncePer((context: RuleContext) => grouped(context.all(types.publicIpAddress), (address) => [labelKey(address)]));

function labelKey(address: ArmResource): string | undefined {
    const label = textOrEmpty(objectOrEmpty(propertiesOf(address).dnsSettings).domainNameLabel);
    return label === "" ? undefined : `${normalizeRegion(address.location ?? "")} ${label.toLowerCase()}`;
}
