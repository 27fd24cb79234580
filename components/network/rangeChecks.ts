import {
    addressesOfLoadBalancer,
    addressesOfNodes,
    containsRange,
    forbiddenRange,
    isNetwork,
    isPrivateAddress,
    nodesWithin,
    prefixFor,
    prefixLength,
    rangesOverlap,
    smallestSpaceFor,
    SubnetKey,
    usableAddresses,
} from "../azure/addressPlan";
import {
    DEFAULT_ADDRESS_SPACE,
    existingSubnet,
    givenRanges,
    isExistingNetwork,
    missingSubnets,
    neededSubnets,
    NetworkOptions,
    plannedSizes,
    subnetArguments,
    subnetRanges,
} from "./plan";
import { checkClusterRanges } from "./clusterChecks";
import { Problem } from "../problem";

/** A range that was given, and where. */
interface Given {
    key: SubnetKey;
    path: string;
    range: string;
}

/** What is wrong with the ranges of subnets: their form first; how they lie to each other and how large they are only when the form is right. */
export function checkSubnetRanges(options: NetworkOptions): Problem[] {
    const given = givenIn(options);
    const forms = [
        ...(options.addressSpace === undefined ? [] : checkForm("addressSpace", options.addressSpace, "10.20.0.0/16")),
        ...given.flatMap(({ path, range }) => checkForm(path, range, "10.20.1.0/24")),
        ...checkTwice(options),
    ];
    if (forms.length > 0) return forms;
    return [
        ...checkOverlaps(given),
        ...given.flatMap((subnet) => [...checkInside(options, subnet), ...checkSize(options, subnet)]),
        ...checkRoom(options, given),
        ...checkFirewallOutside(options),
        ...checkClusterRanges(options),
    ];
}

function givenIn(options: NetworkOptions): Given[] {
    const ranges = givenRanges(options);
    return neededSubnets(options).flatMap((key) => {
        const path = existingSubnet(options, key) === undefined ? `subnetRanges.${key}` : `${subnetArguments[key]}.addressRange`;
        return ranges[key] === undefined ? [] : [{ key, path, range: ranges[key] }];
    });
}

function checkForm(path: string, range: string, example: string): Problem[] {
    const problem = (message: string): Problem[] => [{ path, message, azureError: "InvalidAddressPrefixFormat" }];
    if (!isNetwork(range)) return problem(`is "${range}"; a CIDR block from /8 to /29 is needed, such as ${example}`);
    const forbidden = forbiddenRange(range);
    return forbidden === undefined ? [] : problem(`is "${range}", which overlaps ${forbidden}; Azure keeps that range for itself`);
}

function checkTwice(options: NetworkOptions): Problem[] {
    const twice = neededSubnets(options).filter((key) => existingSubnet(options, key) !== undefined && options.subnetRanges?.[key] !== undefined);
    return twice.map((key) => ({ path: `subnetRanges.${key}`, message: `is given beside ${subnetArguments[key]}, which has its range; leave it out` }));
}

function checkOverlaps(given: Given[]): Problem[] {
    return given.flatMap(({ path, range }, index) => {
        const other = given.slice(0, index).find((earlier) => rangesOverlap(earlier.range, range));
        return other === undefined
            ? []
            : [{ path, message: `is ${range}, which overlaps ${other.path} (${other.range})`, azureError: "NetcfgSubnetRangesOverlap" }];
    });
}

/** New subnets lie in the address range. Where existing ones lie is their owner's business. */
function checkInside(options: NetworkOptions, { key, path, range }: Given): Problem[] {
    const space = options.addressSpace ?? (isExistingNetwork(options) ? undefined : DEFAULT_ADDRESS_SPACE);
    if (space === undefined || existingSubnet(options, key) !== undefined || containsRange(space, range)) return [];
    return [{ path, message: `is ${range}, outside of addressSpace (${space})`, azureError: "NetcfgSubnetRangeOutsideVnet" }];
}

function checkSize({ maxLoadBalancerInstances, maxNodes, syncManager, cluster }: NetworkOptions, { key, path, range }: Given): Problem[] {
    const usable = usableAddresses(range);
    const problem = (needed: number, what: string, azureError: string): Problem[] =>
        needed <= usable ? [] : [{ path, message: `is ${range}, which has room for ${what}; /${prefixFor(needed)} or larger is needed`, azureError }];
    if (key === "loadBalancer" && maxLoadBalancerInstances !== undefined) {
        const room = `${Math.max(0, usable - addressesOfLoadBalancer(0))} of ${maxLoadBalancerInstances} instances and a private front end`;
        return problem(addressesOfLoadBalancer(maxLoadBalancerInstances), room, "SubnetTooSmall");
    }
    if (key === "nodes" && cluster !== undefined) {
        const needed = cluster.nodeAddresses ?? 0;
        return problem(
            needed,
            `${usable} of the ${needed} addresses of the cluster's nodes and the ones that an upgrade adds (AK-08)`,
            "InsufficientSubnetSize",
        );
    }
    if (key === "nodes" && maxNodes !== undefined) {
        const beside = Number(syncManager ?? false);
        const room = `${nodesWithin(usable - beside)} of ${maxNodes} nodes${beside > 0 ? ", their manager" : ""} and the ones that an upgrade adds`;
        return problem(addressesOfNodes(maxNodes) + beside, room, "SubnetIsFull");
    }
    return [];
}

/** Whether the subnets whose range nobody has given find one. */
function checkRoom(options: NetworkOptions, given: Given[]): Problem[] {
    const problem = (message: string): Problem[] => [{ path: "addressSpace", message }];
    const missing = neededSubnets(options).filter((key) => !given.some((subnet) => subnet.key === key));
    const sizes = plannedSizes(options);
    const wanted = missing.map((key) => `${words[key]} (/${sizes[key]})`).join(", ");
    if (options.addressSpace === undefined && isExistingNetwork(options)) {
        if (missing.length === 0) return [];
        return problem(`is missing; name the part of the existing network in which subnets may be made, here for ${wanted}, or give subnetRanges`);
    }
    if (missingSubnets(options).length === 0) return problem("is given, but all subnets exist; leave it out");
    if (subnetRanges(options) !== undefined) return [];
    const space = options.addressSpace ?? DEFAULT_ADDRESS_SPACE;
    const smallest = smallestSpaceFor(missing, sizes);
    if (prefixLength(space) > smallest) return problem(`is "${space}"; a CIDR block of /${smallest} or larger is needed for the subnets of ${wanted}`);
    const taken = given.map(({ range }) => range).filter((range) => rangesOverlap(space, range));
    return problem(`is "${space}", which has no room beside ${taken.join(" and ")} for the subnets of ${wanted}; use a larger one`);
}

const words: Readonly<Record<SubnetKey, string>> = { loadBalancer: "load balancer", nodes: "nodes", privateEndpoints: "private endpoints", entry: "entry" };

/** A firewall in a subnet whose way out it is would send its own traffic to itself; the other subnets are for others. */
function checkFirewallOutside(options: NetworkOptions): Problem[] {
    const { firewallAddress } = options;
    if (firewallAddress === undefined || !isPrivateAddress(firewallAddress)) return [];
    const around = Object.values(subnetRanges(options) ?? {}).find((range) => containsRange(range, firewallAddress));
    if (around === undefined) return [];
    return [{ path: "firewallAddress", message: `is ${firewallAddress}, an address of the environment's own subnet ${around}; the firewall needs another` }];
}
