import { Address6 } from "ip-address";

import { textOrEmpty, textsIn } from "./json";

/** A range of addresses, as the numbers of its first and its last one. */
export interface AddressRange {
    family: 4 | 6;
    first: bigint;
    last: bigint;
    prefixLength: number;
    /** As it was written. */
    text: string;
}

/** A CIDR block or a single address; nothing when the text is neither. */
export function parseRange(text: string): AddressRange | undefined {
    // Most prefixes in security rules are words; to parse one as an IPv6 address is the costly way to find that out.
    if (!text.includes(":")) return parseRange4(text);
    if (!/^[\d.:a-f]+(\/\d+)?$/i.test(text) || !Address6.isValid(text)) return undefined;
    const address = new Address6(text);
    return { family: 6, first: address.startAddress().bigInt(), last: address.endAddress().bigInt(), prefixLength: address.subnetMask, text };
}

/** By hand: networks have thousands of these, and a library for addresses of all kinds takes many times as long. */
function parseRange4(text: string): AddressRange | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
    if (match === null) return undefined;
    const octets = match.slice(1, 5).map(Number);
    const prefixLength = Number(match[5] ?? 32);
    if (octets.some((octet, index) => octet > 255 || String(octet) !== match[index + 1]) || prefixLength > 32) return undefined;
    const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const size = 2 ** (32 - prefixLength);
    const first = address - (address % size);
    return { family: 4, first: BigInt(first), last: BigInt(first + size - 1), prefixLength, text };
}

/** Whether the text is a CIDR block that begins at its own address: `10.0.0.0/24`, not `10.0.0.5/24`. */
export function isBlock(text: string): boolean {
    if (!text.includes("/")) return false;
    const range = parseRange(text);
    const start = range === undefined ? undefined : parseRange(text.replace(/\/.*$/, ""));
    return start !== undefined && start.first === range!.first;
}

/** Whether two ranges have an address in common. */
export function overlaps(left: AddressRange, right: AddressRange): boolean {
    return left.family === right.family && left.first <= right.last && right.first <= left.last;
}

/** Whether the whole of `inner` lies in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
    return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Pairs of neighbours that overlap, found by sorting: not every pair, but at least one whenever there is any. */
export function overlapping<T extends { range: AddressRange }>(items: readonly T[]): [T, T][] {
    const sorted = [...items].sort(
        (left, right) => left.range.family - right.range.family || (left.range.first < right.range.first ? -1 : left.range.first > right.range.first ? 1 : 0),
    );
    const pairs: [T, T][] = [];
    let furthest = sorted[0];
    for (const item of sorted.slice(1)) {
        if (overlaps(furthest!.range, item.range)) pairs.push([furthest!, item]);
        if (item.range.family !== furthest!.range.family || item.range.last > furthest!.range.last) furthest = item;
    }
    return pairs;
}

/** What Azure writes either as one value or as a list of them: `addressPrefix` and `addressPrefixes`. */
export function oneOrMany(one: unknown, many: unknown): string[] {
    const single = textOrEmpty(one);
    return single === "" ? textsIn(many) : [single, ...textsIn(many)];
}
