/** Most nodes that can be upgraded: with the fifth that an upgrade adds (VS-21) they are the 1000 that a flexible scale set holds (VS-02). */
export const MAX_NODES = 833;

/** Host names of one listener of an Application Gateway (AG-12). */
export const MAX_HOST_NAMES_PER_LISTENER = 5;

/** Listeners of an Application Gateway that may have a rule. */
export const MAX_ACTIVE_LISTENERS = 100;

/** Redirects of an Application Gateway. */
export const MAX_REDIRECTS = 100;

/** Targets of one backend pool of an Application Gateway. */
export const MAX_TARGETS_PER_POOL = 1200;

/** Root certificates by which an Application Gateway trusts its backends. */
export const MAX_TRUSTED_ROOTS = 100;

/** Client authorities of one TLS profile of an Application Gateway, and the bytes that each may have (AG-25, AG-34). */
export const MAX_CLIENT_AUTHORITIES = 100;
export const MAX_CLIENT_AUTHORITY_BYTES = 25 * 1024;

/** Bytes of a certificate that an Application Gateway shows. */
export const MAX_FRONT_CERTIFICATE_BYTES = 16 * 1024;

/** Listener ports of an Application Gateway; those above belong to Azure's own control (AG-10). */
export const LISTENER_PORTS = [1, 64_999] as const;

/** Limits of a firewall policy with OWASP 3.2. Source: section 2.2 of the reference, and Azure's list of limits for ranges and exclusions. */
export const RATE_LIMIT_PER_MINUTE = [1, 5_000] as const;
export const REQUEST_BODY_KIB = [8, 2_000] as const;
export const FILE_UPLOAD_MIB = [1, 4_000] as const;
export const MAX_FIREWALL_RANGES = 600;
export const MAX_FIREWALL_EXCLUSIONS = 200;

/** What takes listeners of an Application Gateway beside the APIs. */
export interface ListenerUse {
    /** Whether port 80 redirects to HTTPS: a listener and a redirect for each host name (AG-18). */
    httpRedirect?: boolean;
    /** Whether WebSocket has listeners for all host names. */
    webSocket?: boolean;
    /** Whether WebSub has listeners for all host names. */
    webSub?: boolean;
    /** Whether there is a listener for management. */
    management?: boolean;
    /** Whether management paths are kept off by a redirect. */
    blockedPaths?: boolean;
}

/** Listeners with a rule that so many host names need. */
export function activeListeners(hostNames: number, use: ListenerUse): number {
    const groups = 1 + Number(use.webSocket ?? false) + Number(use.webSub ?? false);
    const redirects = use.httpRedirect === true ? hostNames : 0;
    return Math.ceil(hostNames / MAX_HOST_NAMES_PER_LISTENER) * groups + redirects + Number(use.management ?? false);
}

/** Redirects that so many host names need. */
export function redirects(hostNames: number, use: ListenerUse): number {
    return (use.httpRedirect === true ? hostNames : 0) + Number(use.blockedPaths ?? false);
}

/** Most host names that an Application Gateway has room for: 500 for APIs alone, fewer with everything else that takes listeners. */
export function maxHostNames(use: ListenerUse): number {
    let count = MAX_ACTIVE_LISTENERS * MAX_HOST_NAMES_PER_LISTENER;
    while (activeListeners(count, use) > MAX_ACTIVE_LISTENERS || redirects(count, use) > MAX_REDIRECTS) count--;
    return count;
}

/** Smallest and largest value that Azure takes. */
export type Limits = readonly [lowest: number, highest: number];

/** What a billing model of premium file shares lets one choose (ST-04). */
export interface ShareModel {
    /** Size in GiB. */
    quotaGiB: Limits;
    /** Operations a second; nothing where the size decides. */
    iops?: Limits;
    /** MiB a second; nothing where the size decides. */
    throughputMiBps?: Limits;
}

/** Version 1: 3000 operations a second and one for each GiB, and a throughput that follows in the same way. */
const provisionedV1: ShareModel = { quotaGiB: [100, 102_400] };
/** Version 2: each has its own price. The smallest values are also the ones that an empty share would get by default. */
const provisionedV2: ShareModel = { quotaGiB: [32, 262_144], iops: [3_000, 102_400], throughputMiBps: [100, 10_340] };

/** The billing model of an account of this sku; nothing for one that is not premium. */
export function shareModelOf(sku: string): ShareModel | undefined {
    const lower = sku.toLowerCase();
    if (lower.startsWith("premium_")) return provisionedV1;
    return lower.startsWith("premiumv2_") ? provisionedV2 : undefined;
}

/** Days that Azure keeps a deleted share (ST-14), and a deleted vault. */
export const SHARE_RETENTION_DAYS: Limits = [1, 365];
export const VAULT_RETENTION_DAYS: Limits = [7, 90];

/** GiB of a data disk of the kind Premium SSD. */
export const DATA_DISK_GIB: Limits = [4, 32_767];
