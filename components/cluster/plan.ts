import { createHash } from "node:crypto";

import { addressAt, isNetwork } from "../azure/addressPlan";
import type { ClusterNetworkDemand } from "../network/args";
import { NetworkOptions, wayOut, WayOut } from "../network/plan";
import { Tier } from "../tier";
import { WorkloadSettings } from "../workload/settings";
import { nodesForPods } from "./nodesForPods";
import { ClusterOutbound, ClusterUpgradeChannel, ManagedClusterSettings, NodePoolSettings } from "./settings";

export const DEFAULT_KUBERNETES_VERSION = "1.35";
export const DEFAULT_POD_RANGE = "10.244.0.0/16";
export const DEFAULT_SERVICE_RANGE = "10.245.0.0/20";

/** Name of the system pool, which is part of the cluster's own body. */
export const SYSTEM_POOL = "system";

/** Nodes that an upgrade adds before it removes old ones: a third of a pool. Source: mspnp/aks-baseline. */
export const SURGE_PERCENT = 33;

/** One pool of nodes, with everything decided. */
export interface PoolPlan {
    vmSize: string;
    minNodes: number;
    maxNodes: number;
    osDiskSizeGiB: number;
    encryptionAtHost: boolean;
}

const VM_SIZE = "Standard_D4s_v5";
const OS_DISK_GIB = 128;

/** Fewest and most nodes by default; of the gateway's more, where its pods need them. */
const nodesByTier: Readonly<Record<Tier, Record<"system" | "gateway", readonly [number, number]>>> = {
    Development: { system: [2, 3], gateway: [1, 3] },
    Production: { system: [3, 5], gateway: [3, 10] },
};

/** What the pools of a new cluster follow from: its own settings, and the pods that the gateway's has room for. */
export type PoolSettings = ManagedClusterSettings & Partial<WorkloadSettings>;

/** The two pools of a new cluster. */
export function poolPlans(settings: PoolSettings, tier: Tier): { system: PoolPlan; gateway: PoolPlan } {
    const { systemPool = {}, nodePool = {}, encryptionAtHost = false } = settings;
    const nodes = nodesByTier[tier] ?? nodesByTier.Development;
    const [fewest, most] = nodes.gateway;
    const needed = nodesForPods(settings, nodePool.vmSize ?? VM_SIZE, tier) ?? most;
    return { system: poolPlan(systemPool, nodes.system, encryptionAtHost), gateway: poolPlan(nodePool, [fewest, Math.max(most, needed)], encryptionAtHost) };
}

function poolPlan(pool: NodePoolSettings, [min, max]: readonly [number, number], encryptionAtHost: boolean): PoolPlan {
    const { vmSize, minNodes, maxNodes, osDiskSizeGiB } = pool;
    return { vmSize: vmSize ?? VM_SIZE, minNodes: minNodes ?? min, maxNodes: maxNodes ?? max, osDiskSizeGiB: osDiskSizeGiB ?? OS_DISK_GIB, encryptionAtHost };
}

/** Nodes that exist at one time while a pool of so many is upgraded. */
export function nodesInUpgrade(nodes: number): number {
    return nodes + Math.ceil((nodes * SURGE_PERCENT) / 100);
}

/** Most nodes of all pools, those included that an upgrade adds: each takes an address of the subnet (AK-08) and a /24 of the pods' range (AK-07). */
export function mostNodes(settings: PoolSettings, tier: Tier): number {
    const { system, gateway } = poolPlans(settings, tier);
    return nodesInUpgrade(system.maxNodes) + nodesInUpgrade(gateway.maxNodes);
}

/**
 * What a cluster needs of its network. Of an existing cluster neither ranges nor sizes are known: they are its owner's. Numbers that are no numbers of nodes, and ranges
 * that are none, are refused elsewhere and count as not given.
 *
 * @param entryAddress the fixed address of the entry, where one is given
 */
export function clusterNetworkDemand(settings: PoolSettings, tier: Tier, entryAddress?: string): ClusterNetworkDemand {
    if (settings.existing !== undefined) return { entryAddress };
    const { podRange = DEFAULT_POD_RANGE, serviceRange = DEFAULT_SERVICE_RANGE, privateApiServer } = settings;
    // A private API server has its private endpoint among the nodes.
    const addresses = mostNodes(settings, tier) + Number(privateApiServer ?? false);
    const isCount = Number.isInteger(addresses) && addresses >= 1 && addresses <= LARGEST_CLUSTER;
    return {
        podRange: isNetwork(podRange) ? podRange : undefined,
        serviceRange: isNetwork(serviceRange) ? serviceRange : undefined,
        nodeAddresses: isCount ? addresses : undefined,
        entryAddress,
    };
}

/** Nodes of one cluster (AK-07). */
export const LARGEST_CLUSTER = 5_000;

/** How the nodes leave their network (AK-10): what the settings say, or what their subnet has. */
export function clusterOutbound(settings: Pick<ManagedClusterSettings, "outbound">, network: NetworkOptions): ClusterOutbound {
    return settings.outbound ?? outboundOf(network) ?? ClusterOutbound.NatGateway;
}

/** What the way out of a network means for a cluster; nothing where the owner of the nodes' subnet has chosen it. */
export function outboundOf(network: NetworkOptions): ClusterOutbound | undefined {
    switch (wayOut(network)) {
        case WayOut.NewNatGateway:
        case WayOut.ExistingNatGateway:
            return ClusterOutbound.NatGateway;
        case WayOut.ExistingRouteTable:
        case WayOut.Firewall:
            return ClusterOutbound.Route;
        case WayOut.OfSubnet:
            return undefined;
    }
}

/** Address of the cluster's name server: in the services' range, and not the first, which is the API server's (AK-07). */
export function dnsServiceAddress(serviceRange: string): string {
    return addressAt(serviceRange, 10);
}

/**
 * Name of the gateway's pool, 12 characters at most (AK-02). What cannot change in a pool (AK-03, encryption at the host) is part of it: another size is then
 * another pool, which is there before the old one is drained.
 */
export function gatewayPoolName({ vmSize, osDiskSizeGiB, encryptionAtHost }: PoolPlan, zones: readonly string[]): string {
    // Said only when it is wanted: names of pools without it are the same with and without the setting.
    const fixed = JSON.stringify([vmSize.toLowerCase(), osDiskSizeGiB, [...zones].sort(), ...(encryptionAtHost ? ["EncryptionAtHost"] : [])]);
    return `gateway${createHash("sha256").update(fixed).digest("hex").slice(0, 5)}`;
}

/** Whether Azure moves the cluster to other minor versions on its own, so that the version in the arguments is that of the beginning only. */
export function changesMinorVersion(channel: ClusterUpgradeChannel | undefined): boolean {
    return channel === ClusterUpgradeChannel.Stable || channel === ClusterUpgradeChannel.Rapid;
}
