import { listOrEmpty, numberFrom, sameWord } from "../body/json";
import { Part, partsIn, propertiesOf } from "../body/parts";
import { AddressRange, contains, oneOrMany, overlaps, parseRange } from "../body/ranges";
import type { ArmResource } from "../rule";

/** Ports from the first to the second, both included. */
export type PortRange = readonly [number, number];

/** Who is at the other end, as far as security rules can say it. */
export interface Peer {
    /** Whether a rule that allows this prefix lets the peer through. */
    allowedBy(prefix: string): boolean;

    /** Whether a rule that denies this prefix keeps the peer out. */
    refusedBy(prefix: string): boolean;

    /** What Azure's own rules do with the peer, which come after all others. */
    isAllowedByDefault: boolean;
}

const EVERYBODY = ["*", "any", "0.0.0.0/0", "::/0"];
const SPECIAL = ["gatewaymanager", "azureloadbalancer"];

function peer(allowed: (prefix: string) => boolean, refused: (prefix: string) => boolean, isAllowedByDefault: boolean): Peer {
    return { allowedBy: (prefix) => allowed(prefix.toLowerCase()), refusedBy: (prefix) => refused(prefix.toLowerCase()), isAllowedByDefault };
}
const named =
    (...prefixes: string[]) =>
    (prefix: string): boolean =>
        EVERYBODY.includes(prefix) || prefixes.includes(prefix);
const anyBut =
    (...prefixes: string[]) =>
    (prefix: string): boolean =>
        !prefixes.includes(prefix);

/** The control plane of application gateways; its addresses are in the Internet. */
export const gatewayManager = peer(named("gatewaymanager", "internet"), named("gatewaymanager", "internet"), false);
export const azureLoadBalancer = peer(named("azureloadbalancer"), named("azureloadbalancer"), true);
/** Some client of the Internet: a rule that lets anybody through is enough, and only one that means everybody keeps all out. */
export const someClient = peer(anyBut(...SPECIAL, "virtualnetwork"), named("internet"), false);
/** Some machine of the virtual network. */
export const someNeighbour = peer(anyBut(...SPECIAL, "internet"), named("virtualnetwork"), true);
/** Every address of the Internet. */
export const internet = peer(named("internet"), named("internet"), true);

/** TCP traffic between a subnet and a peer. */
export interface Traffic {
    direction: "Inbound" | "Outbound";
    ports: PortRange;
    peer: Peer;
    /** Ranges of the subnet; none when they are not known. */
    subnet: readonly AddressRange[];
}

/** Ports of the traffic that a security group does not let through: its rules are applied in the order of their priorities, as Azure does. */
export function refusedPorts(group: ArmResource, { direction, ports, peer, subnet }: Traffic): PortRange[] {
    let undecided: PortRange[] = [ports];
    const refused: PortRange[] = [];
    for (const { properties } of rulesOf(group, direction)) {
        const isAllowed = sameWord(properties.access, "Allow");
        if (
            !isAboutTcp(properties.protocol) ||
            !concernsPeer(properties, direction, peer, isAllowed) ||
            !concernsSubnet(properties, direction, subnet, isAllowed)
        )
            continue;
        const rulePorts = portRanges(properties, "destination");
        if (!isAllowed) refused.push(...undecided.flatMap((range) => rulePorts.flatMap((own) => common(range, own))));
        undecided = rulePorts.reduce((left, own) => left.flatMap((range) => minus(range, own)), undecided);
    }
    return peer.isAllowedByDefault ? refused : [...refused, ...undecided];
}

function rulesOf(group: ArmResource, direction: string): Part[] {
    return partsIn(propertiesOf(group).securityRules, "properties.securityRules")
        .filter(({ properties }) => sameWord(properties.direction, direction))
        .sort((left, right) => (numberFrom(left.properties.priority) ?? 0) - (numberFrom(right.properties.priority) ?? 0));
}

function isAboutTcp(protocol: unknown): boolean {
    return sameWord(protocol, "Tcp") || protocol === "*";
}

function concernsPeer(properties: Part["properties"], direction: string, peer: Peer, isAllowed: boolean): boolean {
    const side = direction === "Inbound" ? "source" : "destination";
    // A group of machines is a part of the virtual network: it may let somebody through, and never keeps everybody out.
    if (listOrEmpty(properties[`${side}ApplicationSecurityGroups`]).length > 0) return isAllowed && peer.allowedBy("(a security group)");
    return oneOrMany(properties[`${side}AddressPrefix`], properties[`${side}AddressPrefixes`]).some((prefix) =>
        isAllowed ? peer.allowedBy(prefix) : peer.refusedBy(prefix),
    );
}

function concernsSubnet(properties: Part["properties"], direction: string, subnet: readonly AddressRange[], isAllowed: boolean): boolean {
    const side = direction === "Inbound" ? "destination" : "source";
    return oneOrMany(properties[`${side}AddressPrefix`], properties[`${side}AddressPrefixes`]).some((prefix) => {
        if (EVERYBODY.includes(prefix.toLowerCase()) || sameWord(prefix, "VirtualNetwork")) return true;
        const range = parseRange(prefix);
        if (range === undefined) return false;
        if (subnet.length === 0) return isAllowed;
        return subnet.some((own) => (isAllowed ? contains(range, own) : overlaps(range, own)));
    });
}

/** Port ranges of a rule: `*`, `443` or `100-200`, one or many. */
function portRanges(properties: Part["properties"], side: "source" | "destination"): PortRange[] {
    return oneOrMany(properties[`${side}PortRange`], properties[`${side}PortRanges`]).flatMap((text) => parsePorts(text) ?? []);
}

/** A range of ports as it is written in a rule; nothing when it is not well formed. */
export function parsePorts(text: string): [PortRange] | undefined {
    if (text === "*") return [[0, 65_535]];
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
    if (match === null) return undefined;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    return first <= last && last <= 65_535 ? [[first, last]] : undefined;
}

function common([first, last]: PortRange, [otherFirst, otherLast]: PortRange): PortRange[] {
    const [from, to] = [Math.max(first, otherFirst), Math.min(last, otherLast)];
    return from <= to ? [[from, to]] : [];
}

function minus([first, last]: PortRange, [otherFirst, otherLast]: PortRange): PortRange[] {
    const rest: PortRange[] = [
        [first, Math.min(last, otherFirst - 1)],
        [Math.max(first, otherLast + 1), last],
    ];
    return rest.filter(([from, to]) => from <= to);
}

/** Port ranges in words: `443, 65200-65535`. */
export function describePorts(ranges: readonly PortRange[]): string {
    return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}
