import { Address4 } from "ip-address";

/** Addresses that Azure keeps for itself in every subnet: the first four and the last. */
export const RESERVED_ADDRESSES = 5;

/** Address ranges of an environment's subnets, as CIDR blocks inside one range. */
export interface AddressPlan {
    /** The Application Gateway: /24, as large as its largest scale-out needs (rule AGN-02). */
    loadBalancer: string;
    /** The gateway nodes: /24. */
    nodes: string;
    /** Private endpoints of storage and vault: /27. */
    privateEndpoints: string;
}

const NODE_PREFIX = 24;
const PRIVATE_ENDPOINT_PREFIX = 27;

/** The smallest range that holds the plan: two /24 and a /27. */
export const LARGEST_PLAN_PREFIX = 22;

/**
 * Divides one range into the subnets of an environment: the Application Gateway first, nodes next, private endpoints last.
 *
 * @param addressSpace a valid CIDR block, /22 or larger
 */
export function planAddresses(addressSpace: string): AddressPlan {
    const start = new Address4(addressSpace).startAddress().bigInt();
    const block = (index: bigint, prefix: number): string => `${Address4.fromBigInt(start + index * 256n).correctForm()}/${prefix}`;
    return {
        loadBalancer: block(0n, NODE_PREFIX),
        nodes: block(1n, NODE_PREFIX),
        privateEndpoints: block(2n, PRIVATE_ENDPOINT_PREFIX),
    };
}

/** Addresses that Azure leaves free in a subnet of this range. */
export function usableAddresses(cidr: string): number {
    return 2 ** (32 - new Address4(cidr).subnetMask) - RESERVED_ADDRESSES;
}

/** Whether a text is an IPv4 range in canonical form: no host bits set, a prefix from /8 to /29 (the smallest subnet that Azure allows). */
export function isNetwork(cidr: string): boolean {
    if (!/\/\d+$/.test(cidr) || !Address4.isValid(cidr)) return false;
    const address = new Address4(cidr);
    return address.subnetMask >= 8 && address.subnetMask <= 29 && address.startAddress().correctForm() === address.correctForm();
}

/** Length of the prefix of a range: 24 for `10.0.0.0/24`. */
export function prefixLength(cidr: string): number {
    return new Address4(cidr).subnetMask;
}
