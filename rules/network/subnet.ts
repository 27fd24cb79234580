import { RESERVED_ADDRESSES } from "../../components/azure/addressPlan";
import { grouped } from "../body/grouped";
import { networkIdOf } from "../body/ids";
import { eachText, Fields, sameWord } from "../body/json";
import { idIn, Part, partsIn, propertiesOf } from "../body/parts";
import { AddressRange, oneOrMany, parseRange } from "../body/ranges";
import { oncePer, RuleContext } from "../context";
import type { ArmResource } from "../rule";
import { types } from "../types";

/** Ranges of a subnet that can be read. */
export function subnetRanges({ properties }: { properties?: unknown }): AddressRange[] {
    const { addressPrefix, addressPrefixes } = (properties ?? {}) as Fields;
    return oneOrMany(addressPrefix, addressPrefixes).flatMap((text) => parseRange(text) ?? []);
}

/** IPv4 addresses that Azure leaves free in a subnet; nothing when no range is known. */
export function usableIn(subnet: ArmResource): number | undefined {
    const ranges = subnetRanges(subnet).filter(({ family }) => family === 4);
    return ranges.length === 0 ? undefined : ranges.reduce((sum, { first, last }) => sum + Number(last - first) + 1, 0) - RESERVED_ADDRESSES;
}

/** The subnets in a body: of a virtual network those within it, of a subnet that one itself. */
export function subnetsIn(resource: ArmResource): Part[] {
    if (sameWord(resource.type, types.virtualNetwork)) return partsIn(propertiesOf(resource).subnets, "properties.subnets");
    const properties = propertiesOf(resource);
    return [{ path: "", name: resource.name ?? resource.id.split("/").at(-1)!, body: { properties }, properties, inside: "properties" }];
}

/** Resources whose body names a subnet, by the subnet's id in lower case. */
export const namedBy = oncePer((context: RuleContext) => grouped(context.everything(), subnetsNamedIn));

function subnetsNamedIn(resource: ArmResource): Iterable<string> {
    const ids = new Set<string>();
    eachText(resource.properties, (text) => {
        if (networkIdOf(text) !== "") ids.add(text.toLowerCase());
    });
    return ids;
}

/** The security group of a subnet, when it is known. */
export function securityGroupOf(subnet: ArmResource, context: RuleContext): ArmResource | undefined {
    return context.find(idIn(propertiesOf(subnet).networkSecurityGroup));
}
