import { Address4 } from "ip-address";

import { isNetwork, LARGEST_PLAN_PREFIX, prefixLength } from "./azure/addressPlan";
import type { GatewayNetworkSettings } from "./network";
import { Problem } from "./problem";

/** Ranges that no network in Azure may overlap: multicast and above, loopback, link-local, Azure's own address. */
const FORBIDDEN = ["224.0.0.0/3", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32", "0.0.0.0/8"];

/** What is wrong with the settings of a network. */
export function checkNetwork({ addressSpace, clientRanges }: GatewayNetworkSettings): Problem[] {
    return [...(addressSpace === undefined ? [] : checkAddressSpace(addressSpace)), ...(clientRanges === undefined ? [] : checkClientRanges(clientRanges))];
}

function checkAddressSpace(addressSpace: string): Problem[] {
    const problem = (message: string): Problem[] => [{ path: "addressSpace", message, azureError: "InvalidAddressPrefixFormat" }];
    if (!isNetwork(addressSpace) || prefixLength(addressSpace) > LARGEST_PLAN_PREFIX) {
        return problem(`is "${addressSpace}"; a CIDR block of /${LARGEST_PLAN_PREFIX} or larger is needed, such as 10.20.0.0/16`);
    }
    const range = new Address4(addressSpace);
    const forbidden = FORBIDDEN.find((other) => range.isInSubnet(new Address4(other)) || new Address4(other).isInSubnet(range));
    return forbidden === undefined ? [] : problem(`is "${addressSpace}", which overlaps ${forbidden}; Azure keeps that range for itself`);
}

/** Several CIDR blocks, or one service tag: Azure takes tags only singly. */
function checkClientRanges(ranges: string[]): Problem[] {
    if (ranges.length === 0) return [{ path: "clientRanges", message: "are empty; name who may call the APIs, or leave them out for the internet" }];
    if (ranges.length === 1 && ranges[0] === "VirtualNetwork") {
        return [
            {
                path: "clientRanges[0]",
                message: "is VirtualNetwork, from where nobody reaches a public address; name ranges, or leave them out for the internet",
            },
        ];
    }
    if (ranges.length === 1 && /^[A-Z][A-Za-z]+(\.[A-Za-z0-9]+)?$/.test(ranges[0]!)) return [];
    const wrong = ranges.map((range, index) => ({ range, index })).filter(({ range }) => !/\/\d+$/.test(range) || !Address4.isValid(range));
    return wrong.map(({ range, index }) => ({ path: `clientRanges[${index}]`, message: `is "${range}"; allowed are CIDR blocks, or one service tag alone` }));
}
