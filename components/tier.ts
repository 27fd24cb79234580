import { hasZones } from "./azure/regions";

/** What an environment is for; picks every default that differs between trying out and serving customers. */
export const Tier = {
    /** Cheap and quickly thrown away. One zone, no protection against deletion, the firewall only watches. */
    Development: "Development",
    /** Highly available and hard to lose. Three zones, protected data, the firewall blocks. */
    Production: "Production",
} as const;
export type Tier = (typeof Tier)[keyof typeof Tier];

/** How the web application firewall treats a request that matches a rule. */
export const FirewallMode = {
    /** The request is logged and let through. */
    Detection: "Detection",
    /** The request is refused with 403. */
    Prevention: "Prevention",
} as const;
export type FirewallMode = (typeof FirewallMode)[keyof typeof FirewallMode];

/**
 * Copies that Azure keeps of the shared file system, and how its size and speed are billed; all kinds allow NFS (rule ST-02).
 * Azure converts none into another once the account exists (ST-15).
 */
export const StorageRedundancy = {
    /** Three copies in one zone: lost with the zone. The size of the share sets its speed. */
    LocallyRedundant: "Premium_LRS",
    /** Three copies in three zones: survives a zone. The size of the share sets its speed. */
    ZoneRedundant: "Premium_ZRS",
    /** Three copies in one zone, with size, operations and throughput bought one by one: cheaper for small shares, and in fewer regions (ST-16). */
    LocallyRedundantV2: "PremiumV2_LRS",
    /** Three copies in three zones, with size, operations and throughput bought one by one: cheaper for small shares, and in fewer regions (ST-16). */
    ZoneRedundantV2: "PremiumV2_ZRS",
} as const;
export type StorageRedundancy = (typeof StorageRedundancy)[keyof typeof StorageRedundancy];

/** The defaults that a tier picks. Each can be overridden by the argument of the same meaning. */
export interface TierDefaults {
    /** Availability zones of nodes, load balancer and public IP address. */
    zones: string[];
    /** Size of a gateway node. Source: WSO2's sizing, two cores and 4 GB at least, four cores for high concurrency. */
    vmSize: string;
    /** Fewest and most gateway nodes. */
    minInstances: number;
    maxInstances: number;
    /** Fewest and most instances of the Application Gateway. */
    minLoadBalancerInstances: number;
    maxLoadBalancerInstances: number;
    firewallMode: FirewallMode;
    storageRedundancy: StorageRedundancy;
    /** Whether the storage account, the vault and the public IP address carry Pulumi's `protect`. */
    protect: boolean;
    /** Whether nobody, not even Azure, can purge a deleted vault before its retention has passed. */
    purgeProtection: boolean;
    /** Days that deleted shares and vaults can be recovered. */
    retentionDays: number;
    /** Days that a workspace keeps logs. */
    logRetentionDays: number;
}

export const tierDefaults: Readonly<Record<Tier, TierDefaults>> = {
    Development: {
        zones: ["1"],
        vmSize: "Standard_D2s_v5",
        minInstances: 1,
        maxInstances: 2,
        minLoadBalancerInstances: 1,
        maxLoadBalancerInstances: 2,
        firewallMode: FirewallMode.Detection,
        storageRedundancy: StorageRedundancy.LocallyRedundant,
        protect: false,
        purgeProtection: false,
        retentionDays: 7,
        logRetentionDays: 30,
    },
    Production: {
        zones: ["1", "2", "3"],
        vmSize: "Standard_D4s_v5",
        minInstances: 2,
        maxInstances: 10,
        minLoadBalancerInstances: 2,
        maxLoadBalancerInstances: 10,
        firewallMode: FirewallMode.Prevention,
        storageRedundancy: StorageRedundancy.ZoneRedundant,
        protect: true,
        purgeProtection: true,
        retentionDays: 90,
        logRetentionDays: 90,
    },
};

/** The defaults of a tier while arguments are checked: a tier that is none is a problem of its own, and must not hide others. */
export function checkedTierDefaults(tier: Tier): TierDefaults {
    return tierDefaults[tier] ?? tierDefaults.Development;
}

/** Availability zones by default: none where the region is known to have none. */
export function defaultZones(tier: Tier, location: string | undefined): string[] {
    return location === undefined || hasZones(location) ? tierDefaults[tier].zones : [];
}
