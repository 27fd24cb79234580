import { Address4 } from "ip-address";

/** Addresses that Azure keeps for itself in every subnet: the first four and the last. */
export const RESERVED_ADDRESSES = 5;

/** Ranges that no network in Azure may overlap: multicast and above, loopback, link-local, Azure's own address. */
const FORBIDDEN = ["224.0.0.0/3", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32", "0.0.0.0/8"];

/** Address ranges of an environment's subnets, as CIDR blocks. */
export interface AddressPlan {
    /** The Application Gateway. */
    loadBalancer: string;
    /** The gateway nodes. */
    nodes: string;
    /** Private endpoints of storage and vault. */
    privateEndpoints: string;
    /** The internal load balancer of a cluster, through which its pods are reached; nothing without a cluster. */
    entry?: string;
}

/** One of the subnets. */
export type SubnetKey = keyof AddressPlan;

/** The subnets of every environment, in the order in which they get their ranges. */
export const subnetKeys = ["loadBalancer", "nodes", "privateEndpoints"] as const satisfies readonly SubnetKey[];

/** The subnets of an environment on a cluster. The entry comes last, so that the others are where they are without it. */
export const clusterSubnetKeys = [...subnetKeys, "entry"] as const satisfies readonly SubnetKey[];

/** Lengths of the prefixes of subnets: 24 for a /24. */
export type SubnetSizes = Readonly<Record<SubnetKey, number>>;

/** Most of a subnet's users at one time. */
export interface SubnetDemand {
    /** Instances of the Application Gateway. Defaults to what a /24 holds. */
    loadBalancerInstances?: number;
    /** Gateway nodes. Defaults to what a /24 holds. */
    nodes?: number;
    /** Machines beside them in their subnet, which no upgrade adds to. Defaults to none. */
    besideNodes?: number;
    /** Addresses that the nodes of a cluster take instead, surge and private endpoint included (AK-08). */
    clusterAddresses?: number;
}

/** What subnets are at least: round numbers that people recognise, and room for what nobody has thought of. */
const USUAL_PREFIX = 24;
const PRIVATE_ENDPOINT_PREFIX = 27;
/** One address is used; the others are for a second entry beside it, and for Azure's five. */
const ENTRY_PREFIX = 28;

/** The smallest and the largest subnet that Azure allows. */
const SMALLEST_PREFIX = 29;
const LARGEST_PREFIX = 8;

/** Addresses of the Application Gateway: one for each instance, and one for a private front end (AGN-02). */
export function addressesOfLoadBalancer(instances: number): number {
    return instances + 1;
}

/** An upgrade adds a fifth of the nodes before it removes old ones. */
const SURGE = 0.2;

/** Addresses of the nodes, those included that an upgrade adds for a while (VS-21). */
export function addressesOfNodes(nodes: number): number {
    return nodes + Math.ceil(nodes * SURGE);
}

/** Most nodes that a number of addresses is enough for. */
export function nodesWithin(addresses: number): number {
    let nodes = Math.max(0, Math.floor(addresses / (1 + SURGE)) + 1);
    while (nodes > 0 && addressesOfNodes(nodes) > addresses) nodes--;
    return nodes;
}

/** Length of the prefix of the smallest subnet with so many usable addresses. */
export function prefixFor(addresses: number): number {
    let prefix = SMALLEST_PREFIX;
    while (prefix > LARGEST_PREFIX && 2 ** (32 - prefix) - RESERVED_ADDRESSES < addresses) prefix--;
    return prefix;
}

/**
 * How large the subnets are that this library plans. Nothing is smaller than it must be:
 *  - the Application Gateway's has room for its instances twice, since maintenance adds new ones before it removes the old;
 *  - the nodes' for those that an upgrade adds.
 */
export function subnetSizes({ loadBalancerInstances = 0, nodes = 0, besideNodes = 0, clusterAddresses }: SubnetDemand = {}): SubnetSizes {
    return {
        loadBalancer: Math.min(USUAL_PREFIX, prefixFor(loadBalancerInstances + addressesOfLoadBalancer(loadBalancerInstances))),
        nodes: Math.min(USUAL_PREFIX, prefixFor(clusterAddresses ?? addressesOfNodes(nodes) + besideNodes)),
        privateEndpoints: PRIVATE_ENDPOINT_PREFIX,
        entry: ENTRY_PREFIX,
    };
}

/**
 * Divides one range into the subnets of an environment: load balancer first, nodes next, private endpoints last, each in the first gap that is large enough.
 * A cluster's entry comes after them. Subnets that have a range already keep it, and the others keep out of it. Nothing when the range has no room.
 *
 * The same arguments give the same plan for ever: a subnet in use cannot move.
 *
 * @param addressSpace a valid CIDR block
 * @param fixed ranges that are decided already; they may lie outside the range
 * @param keys the subnets that are needed, in order
 */
export function planAddresses(
    addressSpace: string,
    sizes: SubnetSizes = subnetSizes(),
    fixed: Partial<AddressPlan> = {},
    keys: readonly SubnetKey[] = subnetKeys,
): AddressPlan | undefined {
    const taken = Object.values(fixed).map(blockOf);
    const ranges = keys.map((key) => [key, fixed[key] ?? firstGap(blockOf(addressSpace), sizes[key], taken)] as const);
    return ranges.some(([, range]) => range === undefined) ? undefined : (Object.fromEntries(ranges) as unknown as AddressPlan);
}

/** Length of the prefix of the smallest range that has room for the named subnets. */
export function smallestSpaceFor(keys: readonly SubnetKey[], sizes: SubnetSizes): number {
    for (let prefix = SMALLEST_PREFIX; prefix > LARGEST_PREFIX; prefix--) {
        const taken: Block[] = [];
        if (keys.every((key) => firstGap(blockOf(`0.0.0.0/${prefix}`), sizes[key], taken) !== undefined)) return prefix;
    }
    return LARGEST_PREFIX;
}

interface Block {
    first: number;
    last: number;
}

function blockOf(cidr: string): Block {
    const address = new Address4(cidr);
    return { first: Number(address.startAddress().bigInt()), last: Number(address.endAddress().bigInt()) };
}

function overlapping(one: Block, other: Block): boolean {
    return one.first <= other.last && other.first <= one.last;
}

/** The first block of a size in a range that is not taken; from now on it is. */
function firstGap(whole: Block, prefix: number, taken: Block[]): string | undefined {
    const size = 2 ** (32 - prefix);
    for (let first = whole.first; first + size - 1 <= whole.last;) {
        const block = { first, last: first + size - 1 };
        const obstacle = taken.find((other) => overlapping(block, other));
        if (obstacle === undefined) {
            taken.push(block);
            return `${Address4.fromBigInt(BigInt(first)).correctForm()}/${prefix}`;
        }
        // Blocks begin at multiples of their own size.
        first = Math.ceil((obstacle.last + 1) / size) * size;
    }
    return undefined;
}

/** Addresses that Azure leaves free in a subnet of this range. */
export function usableAddresses(cidr: string): number {
    return 2 ** (32 - new Address4(cidr).subnetMask) - RESERVED_ADDRESSES;
}

/** The first address of a range that Azure leaves free: machines get theirs from this end. */
export function firstUsableAddress(cidr: string): string {
    return Address4.fromBigInt(new Address4(cidr).startAddress().bigInt() + BigInt(RESERVED_ADDRESSES - 1)).correctForm();
}

/** The last address of a range that Azure leaves free: the one before the last. Machines get theirs from the other end. */
export function lastUsableAddress(cidr: string): string {
    return Address4.fromBigInt(new Address4(cidr).endAddress().bigInt() - 1n).correctForm();
}

/** Whether an address lies in a range and Azure leaves it free there. */
export function isUsableAddress(address: string, cidr: string): boolean {
    if (!isAddress(address)) return false;
    const [value, range] = [new Address4(address).bigInt(), new Address4(cidr)];
    return value >= range.startAddress().bigInt() + BigInt(RESERVED_ADDRESSES - 1) && value < range.endAddress().bigInt();
}

/** Whether a text is a single IPv4 address. */
export function isAddress(text: string): boolean {
    return !text.includes("/") && Address4.isValid(text);
}

/** Addresses from the lowest to the highest, so that the order in which they are given changes nothing. */
export function inOrder(addresses: readonly string[]): string[] {
    return [...addresses].sort((one, other) => Number(new Address4(one).bigInt() - new Address4(other).bigInt()));
}

/** Whether a text is an IPv4 range in canonical form: no host bits set, a prefix from /8 to /29 (the smallest subnet that Azure allows). */
export function isNetwork(cidr: string): boolean {
    if (!isRange(cidr)) return false;
    const address = new Address4(cidr);
    const canonical = address.startAddress().correctForm() === address.correctForm();
    return canonical && address.subnetMask >= LARGEST_PREFIX && address.subnetMask <= SMALLEST_PREFIX;
}

/** Whether a text is an IPv4 range, in canonical form or not. */
export function isRange(cidr: string): boolean {
    return /\/\d+$/.test(cidr) && Address4.isValid(cidr);
}

/** Whether a text is one address that is private to an organisation's networks: RFC 1918, or the range that carriers share. */
export function isPrivateAddress(address: string): boolean {
    if (address.includes("/") || !Address4.isValid(address)) return false;
    return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].some((range) => containsRange(range, address));
}

/** Whether two ranges have an address in common. */
export function rangesOverlap(one: string, other: string): boolean {
    return overlapping(blockOf(one), blockOf(other));
}

/** Whether the whole of a range, or a single address, lies in another range. */
export function containsRange(outer: string, inner: string): boolean {
    return new Address4(inner).isInSubnet(new Address4(outer));
}

/** The range of those that no network may overlap which a range overlaps, if it does. */
export function forbiddenRange(cidr: string): string | undefined {
    return FORBIDDEN.find((other) => rangesOverlap(cidr, other));
}

/** Address at a place in a range: 10 is `10.0.0.10` in `10.0.0.0/24`. */
export function addressAt(cidr: string, place: number): string {
    return Address4.fromBigInt(new Address4(cidr).startAddress().bigInt() + BigInt(place)).correctForm();
}

/** Length of the prefix of a range: 24 for `10.0.0.0/24`. */
export function prefixLength(cidr: string): number {
    return new Address4(cidr).subnetMask;
}
