import type { GatewayAlerts } from "./alertSettings";

/** Name of an alert. */
export type AlertName = keyof GatewayAlerts;

/** What Azure looks at: measurements of a resource, or lines in the workspace. */
export const AlertKind = { Metric: "Metric", Log: "Log" } as const;
export type AlertKind = (typeof AlertKind)[keyof typeof AlertKind];

/** An alert as it is when nobody says otherwise. */
export interface AlertDefaults {
    kind: AlertKind;
    /** What is wrong, as the alert's message says it. */
    description: string;
    threshold: number;
    /** Smallest and largest threshold that makes sense. */
    thresholds: readonly [number, number];
    severity: number;
    windowMinutes: number;
    frequencyMinutes: number;
}

/** Percent of something that is full at 100. */
const PERCENT = [1, 100] as const;
const COUNT = [0, 1_000_000] as const;
/** From a millisecond to a day. */
const MILLISECONDS = [1, 86_400_000] as const;

function metric(
    description: string,
    threshold: number,
    thresholds: readonly [number, number],
    severity: number,
    windowMinutes: number,
    frequencyMinutes: number,
): AlertDefaults {
    return { kind: AlertKind.Metric, description, threshold, thresholds, severity, windowMinutes, frequencyMinutes };
}

function log(...parameters: Parameters<typeof metric>): AlertDefaults {
    return { ...metric(...parameters), kind: AlertKind.Log };
}

/**
 * The defaults of all alerts. Which there are: the Well-Architected guide of Application Gateway (unhealthy hosts, 5xx, latency, capacity units),
 * and what this library's own parts need to be watched for.
 */
export const alertDefaults: Readonly<Record<AlertName, AlertDefaults>> = {
    healthyHosts: metric("No gateway node serves requests, or fewer than there should be.", 1, [1, 1000], 0, 15, 5),
    unhealthyHosts: metric("The load balancer finds gateway nodes that are not ready, for a long time.", 0.5, [0, 1000], 2, 60, 5),
    failedRequests: metric("Clients get answers with a status of 500 and above.", 10, COUNT, 1, 5, 1),
    backendLatency: metric("Gateway nodes take long to answer.", 5000, MILLISECONDS, 2, 15, 5),
    capacityUnits: metric("The load balancer is close to what its most instances can do.", 80, PERCENT, 2, 15, 5),
    nodesAtMaximum: metric("Autoscale has reached the most gateway nodes that it may start.", 95, PERCENT, 3, 30, 5),
    unschedulablePods: metric("Pods find no node: the pool is at its maximum, or Azure has no more machines of its size.", 0, COUNT, 1, 15, 5),
    clusterNodeMemory: metric("A node of the cluster is short of memory.", 90, PERCENT, 2, 15, 5),
    clusterNodeDisk: metric("The system disk of a node of the cluster is nearly full.", 80, PERCENT, 2, 30, 5),
    shareCapacity: metric("The shared file system is nearly full.", 80, PERCENT, 2, 360, 60),
    shareLatency: metric("The shared file system answers slowly.", 100, MILLISECONDS, 2, 15, 5),
    vaultAvailability: metric("The vault does not answer all requests.", 99, PERCENT, 1, 15, 5),
    failedBoot: log("A step of a gateway node's boot failed.", 0, COUNT, 1, 30, 15),
    failedSeeding: log("A gateway node could not fill the shared file system.", 0, COUNT, 1, 30, 15),
    staleConfiguration: log("A gateway node runs with an old configuration: an upgrade left it behind.", 0, COUNT, 2, 60, 60),
    silentNodes: log("No gateway node reports anything, so that other alerts would not be heard either.", 1, [1, 1_000_000], 2, 120, 60),
    certificateExpiry: log("A certificate expires soon: the gateway nodes' own, or the one that the load balancer shows.", 30, [1, 365], 2, 1440, 360),
    staleContent: log("A gateway node has not copied what the manager has, for a long time.", 300, [1, 86_400], 1, 15, 5),
    silentSyncManager: log("The manager reports nothing: nothing can be published.", 1, [1, 1_000_000], 1, 60, 15),
    secretExpiry: log("A secret or certificate in the vault is near its expiry date, or past it.", 0, COUNT, 2, 2880, 1440),
};

/** Names of all alerts. */
export const alertNames = Object.keys(alertDefaults) as readonly AlertName[];

/** Minutes that Azure allows. Source: Azure Monitor, limits of metric alerts and of log alerts; a log alert each minute is left out, it is limited and dear. */
export const allowedMinutes: Readonly<Record<AlertKind, { windows: readonly number[]; frequencies: readonly number[] }>> = {
    Metric: { windows: [1, 5, 15, 30, 60, 360, 720, 1440], frequencies: [1, 5, 15, 30, 60] },
    Log: {
        windows: [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880],
        frequencies: [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440],
    },
};

/** How often Azure looks by default: as often as usual, but never more seldom than the window is long. */
export function defaultFrequency(name: AlertName, windowMinutes: number): number {
    const { kind, frequencyMinutes } = alertDefaults[name];
    return allowedMinutes[kind].frequencies.filter((minutes) => minutes <= Math.min(windowMinutes, frequencyMinutes)).at(-1)!;
}

/** Minutes as ISO 8601 writes them, in Azure's way: whole hours as hours, whole days as days. */
export function isoMinutes(minutes: number): string {
    if (minutes % 1440 === 0) return `P${minutes / 1440}D`;
    return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}

/** The alert's name as a part of other names: `unhealthyHosts` is `unhealthy-hosts`. */
export function alertLabel(name: AlertName): string {
    return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
