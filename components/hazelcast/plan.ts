import { createHash } from "node:crypto";

import { firstUsableAddress, isNetwork, lastUsableAddress, nodesWithin, prefixLength, usableAddresses } from "../azure/addressPlan";
import { checkWhole } from "../checking/rangeChecks";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { networkDemand } from "../network/demand";
import { existingSubnet, givenRanges, subnetRanges } from "../network/plan";
import { Problem } from "../problem";
import { checkClusterDomain, checkClusteringRelease, clustering, Clustering, LARGEST_MEMBER_PREFIX } from "../product/clustering";
import { tierDefaults } from "../tier";

/** Longest name of a cluster that is made from other names. */
const MAX_DOMAIN_LENGTH = 120;

/**
 * The name of an environment's cluster, where nobody gives one: no two environments of an organisation have the same project, stack and name.
 * What makes it differ from theirs, where it is shortened or characters are replaced, is a hash of all three.
 */
export function defaultDomain(project: string, stack: string, baseName: string): string {
    const parts = [project, stack, baseName];
    const name = parts.map((part) => part.replaceAll(/[^A-Za-z0-9_-]+/g, "-")).join(".");
    if (name === parts.join(".") && checkClusterDomain(name, "").length === 0) return name;
    const hash = createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 8);
    return `${name.slice(0, MAX_DOMAIN_LENGTH - 9)}-${hash}`.replace(/^[^A-Za-z0-9]+/, "");
}

/** Range of the nodes' subnet of a deployment; nothing when the network has no room for it. */
export function nodeRange(args: GatewayDeploymentArgs): string | undefined {
    return subnetRanges({ ...args.network, ...networkDemand(args) })?.nodes;
}

/** The cluster of nodes in a subnet. */
export function clusterIn(range: string, release: string, domain: string): Clustering {
    return clustering({ release, domain, firstAddress: firstUsableAddress(range), lastAddress: lastUsableAddress(range) });
}

/** What is wrong with the subnet of a cluster's members. */
export function checkMemberRange(range: string, path: string): Problem[] {
    if (prefixLength(range) >= LARGEST_MEMBER_PREFIX) return [];
    const message = `is ${range}; with Hazelcast nodes look for each other at every address of it, so that /${LARGEST_MEMBER_PREFIX} or smaller is needed`;
    return [{ path, message }];
}

/** What is wrong with the cluster of a deployment whose release is known. */
export function checkHazelcast(args: GatewayDeploymentArgs): Problem[] {
    const { hazelcast, release, redis, network, scaleSet, tier } = args;
    if (hazelcast === undefined) return [];
    const unsupported = checkClusteringRelease(release, "hazelcast");
    if (unsupported.length > 0) return unsupported;
    const withRedis = redis === undefined ? [] : [{ path: "redis", message: "is given beside hazelcast; one of them shares the counters" }];
    const wrongDomain = hazelcast.domain === undefined ? [] : checkClusterDomain(hazelcast.domain, "hazelcast.domain");
    // Pods find each other by name, wherever their addresses are.
    if (scaleSet === undefined) return [...wrongDomain, ...withRedis];
    const most = nodesWithin(usableAddresses(`10.0.0.0/${LARGEST_MEMBER_PREFIX}`));
    const maxInstances = scaleSet.maxInstances ?? tierDefaults[tier]?.maxInstances ?? 2;
    const reason = `with hazelcast, whose members have addresses in a /${LARGEST_MEMBER_PREFIX}`;
    const path = existingSubnet(network ?? {}, "nodes") === undefined ? "network.subnetRanges.nodes" : "network.nodeSubnet.addressRange";
    // A planned one is as small as the nodes allow.
    const range = givenRanges(network ?? {}).nodes;
    return [
        ...wrongDomain,
        ...checkWhole(maxInstances, [2, most], "scaleSet.maxInstances").map((problem) => ({ ...problem, message: `${problem.message} ${reason}` })),
        ...(range === undefined || !isNetwork(range) ? [] : checkMemberRange(range, path)),
        ...withRedis,
    ];
}
