import { grouped } from "../body/grouped";
import { networkIdOf, ownName } from "../body/ids";
import { isGiven, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, Part, partsIn, propertiesOf } from "../body/parts";
import { AddressRange, contains, isBlock, overlapping, parseRange } from "../body/ranges";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";
import { oncePer, RuleContext } from "../context";
import { subnetsIn } from "./subnet";

const MAX_SUBNETS = 3_000;
const SMALLEST_SUBNET = 29;
const IPV6_SUBNET = 64;
const networkAndSubnet = [types.virtualNetwork, types.subnet] as const;

interface Written {
    range: AddressRange;
    path: string;
    owner: string;
}

/** Virtual networks and their subnets. */
export const virtualNetworkRules: readonly Rule[] = [
    {
        id: "NET-01",
        title: "Address ranges of a network are well formed and apart from each other and from its peers'",
        severity: "Error",
        hint: "Use CIDR blocks without host bits (10.20.0.0/16) that overlap neither one another nor a peered network.",
        types: [types.virtualNetwork],
        *check(resource, context) {
            const path = "properties.addressSpace.addressPrefixes";
            const prefixes = textsIn(objectOrEmpty(propertiesOf(resource).addressSpace).addressPrefixes);
            if (prefixes.length === 0) yield { path, message: "is empty; a network has at least one range" };
            for (const [index, text] of prefixes.entries()) if (!isBlock(text)) yield { path: `${path}[${index}]`, message: `is "${text}", no CIDR block` };
            for (const [left, right] of overlapping(spaceOf(resource)))
                yield { path: right.path, message: `is ${right.range.text}, which overlaps ${left.range.text}` };
            for (const { properties, inside } of partsIn(propertiesOf(resource).virtualNetworkPeerings, "properties.virtualNetworkPeerings")) {
                const remote = context.find(idIn(properties.remoteVirtualNetwork));
                const [pair] =
                    remote === undefined ? [] : overlapping([...spaceOf(resource), ...spaceOf(remote)]).filter(([left, right]) => left.owner !== right.owner);
                if (pair !== undefined)
                    yield {
                        path: `${inside}.remoteVirtualNetwork.id`,
                        message: `has ${pair[1].range.text}, which overlaps ${pair[0].range.text}`,
                        azureError: "VnetAddressSpacesOverlap",
                    };
            }
        },
    },
    {
        id: "NET-02",
        title: "Subnets lie within their network and apart from each other",
        severity: "Error",
        hint: "Give every subnet a CIDR block of the network's ranges that no other subnet has.",
        types: networkAndSubnet,
        *check(resource, context) {
            const network = sameWord(resource.type, types.virtualNetwork) ? resource : context.find(networkIdOf(resource.id));
            const space = network === undefined ? undefined : spaceOf(network);
            const subnets = subnetsIn(resource);
            for (const { path, text } of subnets.flatMap(prefixesOf)) {
                const range = isBlock(text) ? parseRange(text) : undefined;
                if (range === undefined) yield { path, message: `is "${text}", no CIDR block` };
                else if (space !== undefined && space.length > 0 && !space.some((whole) => contains(whole.range, range)))
                    yield {
                        path,
                        message: `is ${text}, outside the network's ${space.map((whole) => whole.range.text).join(", ")}`,
                        azureError: "NetcfgSubnetRangeOutsideVnet",
                    };
            }
            const pairs = sameWord(resource.type, types.virtualNetwork)
                ? overlapping(subnets.flatMap(rangesOf))
                : (overlapsIn(context).get(resource.id.toLowerCase()) ?? []);
            for (const [left, right] of pairs)
                yield {
                    path: right.path,
                    message: `is ${right.range.text}, which overlaps ${left.range.text} of "${left.owner}"`,
                    azureError: "NetcfgSubnetRangesOverlap",
                };
        },
    },
    {
        id: "NET-03",
        title: "Networks and subnets have allowed names, sizes and numbers",
        severity: "Warning",
        hint: "Network names have 2 to 64 characters, subnet names 1 to 80; subnets are /29 or larger (IPv6: /64), at most 3000 of them.",
        types: networkAndSubnet,
        *check(resource) {
            const isNetwork = sameWord(resource.type, types.virtualNetwork);
            const name = ownName(resource);
            if (isNetwork && (name.length < 2 || name.length > 64)) yield { path: "name", message: `has ${name.length} characters; allowed are 2 to 64` };
            const subnets = subnetsIn(resource);
            if (subnets.length > MAX_SUBNETS) yield { path: "properties.subnets", message: `has ${subnets.length} items; allowed are ${MAX_SUBNETS}` };
            for (const subnet of subnets) {
                if (subnet.name.length < 1 || subnet.name.length > 80)
                    yield { path: isNetwork ? `${subnet.path}.name` : "name", message: `has ${subnet.name.length} characters; allowed are 1 to 80` };
                for (const { range, path } of rangesOf(subnet)) {
                    if (range.family === 4 && range.prefixLength > SMALLEST_SUBNET)
                        yield { path, message: `is ${range.text}; the smallest subnet is a /${SMALLEST_SUBNET}` };
                    if (range.family === 6 && range.prefixLength !== IPV6_SUBNET)
                        yield { path, message: `is ${range.text}; an IPv6 subnet is a /${IPV6_SUBNET}` };
                }
            }
        },
    },
    {
        id: "NET-04",
        title: "Subnets are written either with their network or each for itself",
        severity: "Warning",
        hint: "List all subnets in the network's body, or none: a write of the network removes what its list does not have.",
        types: [types.virtualNetwork],
        *check(resource, context) {
            const inline = new Set(subnetsIn(resource).map(({ name }) => name.toLowerCase()));
            if (inline.size === 0) return;
            for (const { id } of separateSubnets(context).get(resource.id.toLowerCase()) ?? [])
                yield { path: "properties.subnets", message: `is a list, and ${id} is written for itself` };
        },
    },
    {
        id: "NET-05",
        title: "Subnets have no way out that nobody chose",
        severity: "Warning",
        hint: "Set `defaultOutboundAccess: false`; machines then need a NAT gateway or another way out that is chosen (VS-02).",
        types: networkAndSubnet,
        *check(resource) {
            for (const { properties, inside } of subnetsIn(resource))
                if (properties.defaultOutboundAccess !== false) yield { path: `${inside}.defaultOutboundAccess`, message: "is not false" };
        },
    },
];

function spaceOf(network: ArmResource): Written[] {
    const prefixes = textsIn(objectOrEmpty(propertiesOf(network).addressSpace).addressPrefixes);
    return prefixes.flatMap((text, index) => {
        const range = parseRange(text);
        return range === undefined ? [] : [{ range, path: `properties.addressSpace.addressPrefixes[${index}]`, owner: network.id }];
    });
}

function prefixesOf({ properties, inside }: Part): { text: string; path: string }[] {
    const { addressPrefix, addressPrefixes } = properties;
    const one = textOrEmpty(addressPrefix);
    const many = textsIn(addressPrefixes).map((text, index) => ({ text, path: `${inside}.addressPrefixes[${index}]` }));
    return isGiven(addressPrefix) ? [{ text: one, path: `${inside}.addressPrefix` }, ...many] : many;
}

function rangesOf(subnet: Part): Written[] {
    return prefixesOf(subnet).flatMap(({ text, path }) => {
        const range = parseRange(text);
        return range === undefined ? [] : [{ range, path, owner: subnet.name }];
    });
}

/** Subnets that are resources of their own, by the id of their network in lower case. */
const separateSubnets = oncePer((context: RuleContext) =>
    grouped(
        context.everything().filter(({ type }) => sameWord(type, types.subnet)),
        ({ id }) => [networkIdOf(id)],
    ),
);

/** Overlaps of subnets of one network, by the id in lower case of the one that was given later: what was there before is not to blame. */
const overlapsIn = oncePer((context: RuleContext): ReadonlyMap<string, readonly [Written, Written][]> => {
    const ranges = context.all(types.subnet).flatMap((subnet, position) =>
        subnetsIn(subnet)
            .flatMap(rangesOf)
            .map((written) => ({ ...written, id: subnet.id, position })),
    );
    const networks = grouped(ranges, ({ id }) => [networkIdOf(id)]);
    const pairs = [...networks.values()].flatMap(overlapping);
    const inOrder = pairs.map(([left, right]): (typeof pairs)[number] => (left.position <= right.position ? [left, right] : [right, left]));
    return grouped(inOrder, ([, later]) => [later.id]);
});
