import { Address4 } from "ip-address";

import type { SecurityRule } from "../../../components";

/** A connection that somebody tries to open to a machine of a subnet. */
export interface Attempt {
    /** An address, or the service tag of one of Azure's own services. */
    source: string;
    port: number;
    /** Address of the machine. Defaults to any that no rule names. */
    destination?: string;
    /** Defaults to Tcp. */
    protocol?: string;
}

/**
 * What Azure decides about a connection into a subnet: the first rule that matches, in the order of priority, and at last Azure's own rules.
 *
 * @param virtualNetwork ranges of the network and everything that it is connected with: the tag VirtualNetwork
 */
export function isLetIn(rules: readonly SecurityRule[], attempt: Attempt, virtualNetwork: readonly string[]): boolean {
    const inbound = rules.filter((rule) => rule.direction === "Inbound").sort((one, other) => one.priority - other.priority);
    const match = inbound.find((rule) => concerns(rule, attempt, virtualNetwork));
    // AllowVnetInBound and AllowAzureLoadBalancerInBound come before DenyAllInBound.
    return match === undefined
        ? matchesSource("VirtualNetwork", attempt.source, virtualNetwork) || attempt.source === "AzureLoadBalancer"
        : match.access === "Allow";
}

function concerns(rule: SecurityRule, { source, port, protocol = "Tcp", destination }: Attempt, virtualNetwork: readonly string[]): boolean {
    const sources = [rule.sourceAddressPrefix, ...(rule.sourceAddressPrefixes ?? [])].filter((prefix) => prefix !== undefined);
    const ports = [rule.destinationPortRange, ...(rule.destinationPortRanges ?? [])].filter((range) => range !== undefined);
    return (
        (rule.destinationAddressPrefix === "*" || rule.destinationAddressPrefix === destination) &&
        (rule.protocol === "*" || rule.protocol === protocol) &&
        sources.some((prefix) => matchesSource(prefix, source, virtualNetwork)) &&
        ports.some((range) => matchesPort(range, port))
    );
}

function matchesSource(prefix: string, source: string, virtualNetwork: readonly string[]): boolean {
    if (prefix === "*" || prefix === source) return true;
    if (!Address4.isValid(source)) return false;
    const isInside = virtualNetwork.some((range) => contains(range, source));
    if (prefix === "VirtualNetwork") return isInside;
    if (prefix === "Internet") return !isInside;
    return Address4.isValid(prefix) && contains(prefix, source);
}

const contains = (range: string, address: string): boolean => new Address4(address).isInSubnet(new Address4(range));

function matchesPort(range: string, port: number): boolean {
    const [from, to = from] = range.split("-").map(Number);
    return range === "*" || (port >= from! && port <= to!);
}
