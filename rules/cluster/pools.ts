import { coresOf, isBurstable } from "../../components/azure/vmSizes";
import { isGiven, listOrEmpty, numberFrom, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { outside, propertiesOf, repeated } from "../body/parts";
import type { RuleContext } from "../context";
import type { ArmResource, Finding, Rule } from "../rule";
import { types } from "../types";
import { minorOf, Pool, poolsIn, poolTypes, separatePools } from "./model";

/** Minor versions of Kubernetes that are generally available. Source: AK-01, August 2026; the table ages. */
const OLDEST_MINOR = 34;
const NEWEST_MINOR = 36;

/** Pools of nodes: versions, names, sizes, numbers, upgrades. */
export const poolRules: readonly Rule[] = [
    {
        id: "AK-01",
        title: "The version of Kubernetes is supported, and no pool is ahead of its cluster",
        severity: "Warning",
        hint: `Use 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}, and upgrade the cluster before its pools.`,
        types: [types.cluster],
        *check(resource, context) {
            const version = propertiesOf(resource).kubernetesVersion;
            const minor = minorOf(version);
            if (minor !== undefined && (minor < OLDEST_MINOR || minor > NEWEST_MINOR))
                yield { path: "properties.kubernetesVersion", message: `is ${String(version)}; known are 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}` };
            for (const { properties, inside } of poolsIn(resource)) yield* aheadOf(minor, properties.orchestratorVersion, `${inside}.orchestratorVersion`);
            for (const pool of separatePools(context).get(resource.id.toLowerCase()) ?? []) {
                const own = minorOf(propertiesOf(pool).orchestratorVersion);
                if (minor !== undefined && own !== undefined && own > minor)
                    yield { path: "properties.kubernetesVersion", message: `is ${String(version)}, behind the pool ${pool.id}`, ...refusedVersion };
            }
        },
    },
    {
        id: "AK-02",
        title: "Pools have names of their own, and one is for Kubernetes itself",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Use up to 12 lower-case letters and digits, first a letter (Windows: up to 6), and one pool of the mode System on Linux.",
        types: poolTypes,
        *check(resource) {
            const pools = poolsIn(resource);
            for (const { name, properties, inside } of pools) {
                const longest = sameWord(properties.osType, "Windows") ? 6 : 12;
                if (!/^[a-z][a-z0-9]*$/.test(name) || name.length > longest) yield { path: nameOf(resource, inside), message: `is "${name}"` };
            }
            if (!sameWord(resource.type, types.cluster) || !isGiven(propertiesOf(resource).agentPoolProfiles)) return;
            for (const { item } of repeated(pools, ({ name }) => name))
                yield { path: nameOf(resource, item.inside), message: `is "${item.name}", as is another's` };
            if (!pools.some(({ properties }) => isSystem(properties) && !sameWord(properties.osType, "Windows")))
                yield { path: "properties.agentPoolProfiles", message: "have none of the mode System on Linux" };
        },
    },
    {
        id: "AK-03",
        title: "The system pool is large enough for what Kubernetes itself needs",
        severity: "Warning",
        hint: "Use two nodes or more, of a size with 4 cores that is not of the B series, and at least 30 pods each.",
        types: poolTypes,
        *check(resource) {
            for (const { properties, inside } of poolsIn(resource)) {
                if (!isSystem(properties)) continue;
                const fewest = properties.enableAutoScaling === true ? properties.minCount : properties.count;
                const least = properties.enableAutoScaling === true ? "minCount" : "count";
                if ((numberFrom(fewest) ?? 2) < 2) yield { path: `${inside}.${least}`, message: `is ${String(fewest)}; 2 or more are needed` };
                const vmSize = textOrEmpty(properties.vmSize);
                if (isBurstable(vmSize) || (coresOf(vmSize) ?? 4) < 4) yield { path: `${inside}.vmSize`, message: `is ${String(properties.vmSize)}` };
                if ((numberFrom(properties.maxPods) ?? 30) < 30)
                    yield {
                        path: `${inside}.maxPods`,
                        message: `is ${String(properties.maxPods)}; 30 or more are needed`,
                        severity: "Error",
                        azureError: "InvalidParameter",
                    };
            }
        },
    },
    {
        id: "AK-04",
        title: "The numbers of nodes of a pool agree",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "With the autoscaler: minCount ≤ count ≤ maxCount, up to 1000, and at least 1 in a system pool. Without: count alone.",
        types: poolTypes,
        *check(resource) {
            for (const pool of poolsIn(resource)) yield* wrongNumbers(pool);
        },
    },
    {
        id: "AK-05",
        title: "An upgrade of a pool adds nodes or takes some away, not both",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Set maxSurge or maxUnavailable, neither on spot nodes; drain for 1 to 1440 minutes, and wait up to 30 after each node.",
        types: poolTypes,
        *check(resource) {
            for (const { properties, inside } of poolsIn(resource)) {
                const { maxSurge, maxUnavailable, drainTimeoutInMinutes, nodeSoakDurationInMinutes } = objectOrEmpty(properties.upgradeSettings);
                const path = `${inside}.upgradeSettings`;
                const [surges, lacks] = [isSome(maxSurge), isSome(maxUnavailable)];
                if (surges && lacks) yield { path: `${path}.maxUnavailable`, message: `is ${String(maxUnavailable)} beside maxSurge ${String(maxSurge)}` };
                if ((surges || lacks) && sameWord(properties.scaleSetPriority, "Spot")) yield { path, message: "are given, but spot nodes have none" };
                if (lacks && isSystem(properties)) yield { path: `${path}.maxUnavailable`, message: "is given for a system pool", severity: "Warning" };
                yield* outside(drainTimeoutInMinutes, [1, 1_440], `${path}.drainTimeoutInMinutes`);
                yield* outside(nodeSoakDurationInMinutes, [0, 30], `${path}.nodeSoakDurationInMinutes`);
            }
        },
    },
];

const refusedVersion = { severity: "Error", azureError: "AgentPoolK8sVersionNotSupported" } as const;

function* aheadOf(minor: number | undefined, version: unknown, path: string): Iterable<Finding> {
    const own = minorOf(version);
    if (minor !== undefined && own !== undefined && own > minor) yield { path, message: `is ${String(version)}, ahead of the cluster`, ...refusedVersion };
}

function nameOf(resource: ArmResource, inside: string): string {
    return sameWord(resource.type, types.cluster) ? `${inside}.name` : "name";
}

function isSystem({ mode }: Pool["properties"]): boolean {
    return sameWord(mode, "System");
}

/** Whether a number of nodes, or a share of them, is given and is not none. */
function isSome(value: unknown): boolean {
    return isGiven(value) && !["", "0", "0%"].includes(String(value));
}

function* wrongNumbers({ properties, inside }: Pool): Iterable<Finding> {
    const { count, minCount, maxCount } = properties;
    const fewest = isSystem(properties) ? 1 : 0;
    for (const [name, value] of Object.entries({ count, minCount, maxCount })) yield* outside(value, [fewest, 1_000], `${inside}.${name}`);
    if (properties.enableAutoScaling !== true) {
        for (const [name, value] of Object.entries({ minCount, maxCount }))
            if (isGiven(value)) yield { path: `${inside}.${name}`, message: `is ${String(value)}, but the autoscaler is off` };
        return;
    }
    for (const [name, value] of Object.entries({ minCount, maxCount }))
        if (!isGiven(value)) yield { path: `${inside}.${name}`, message: "is missing, but the autoscaler is on" };
    const [least, now, most] = [minCount, count, maxCount].map(numberFrom);
    if (least !== undefined && most !== undefined && least > most) yield { path: `${inside}.minCount`, message: `is ${least}, more than maxCount (${most})` };
    else if (now !== undefined && (now < (least ?? now) || now > (most ?? now)))
        yield { path: `${inside}.count`, message: `is ${now}; allowed are ${least} to ${most}` };
}

/** All pools of a cluster: in its body, and as resources of their own that it does not list. */
export function allPools(cluster: ArmResource, context: RuleContext): Pool[] {
    const inline = poolsIn(cluster);
    const known = new Set(inline.map(({ name }) => name.toLowerCase()));
    const separate = (separatePools(context).get(cluster.id.toLowerCase()) ?? []).flatMap(poolsIn);
    return [...inline, ...separate.filter(({ name }) => !known.has(name.toLowerCase()))];
}

/** The most nodes that a pool has at one time, those included that an upgrade adds: a tenth of it where nothing else is said. */
export function mostNodes({ properties }: Pool): number {
    const nodes = numberFrom(properties.enableAutoScaling === true ? properties.maxCount : properties.count) ?? 0;
    const surge = textOrEmpty(objectOrEmpty(properties.upgradeSettings).maxSurge) || "10%";
    const added = surge.endsWith("%") ? Math.ceil((nodes * Number(surge.slice(0, -1))) / 100) : Number(surge);
    return nodes + (Number.isFinite(added) ? added : 0);
}

/** Ids of the subnets in which a cluster's nodes lie. */
export function nodeSubnets(cluster: ArmResource): string[] {
    const subnets = listOrEmpty(propertiesOf(cluster).agentPoolProfiles).map((pool) => textOrEmpty(objectOrEmpty(pool).vnetSubnetID));
    return [...new Set(subnets.filter((id) => id !== ""))];
}
