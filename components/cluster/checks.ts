import { forbiddenRange, isNetwork, isRange, prefixLength, rangesOverlap } from "../azure/addressPlan";
import { coresOf, isBurstable } from "../azure/vmSizes";
import { checkOneOf, checkRange, checkWhole } from "../checking/rangeChecks";
import { checkedIfLater, ifPlain } from "../checking/validation";
import { checkPremiumSize } from "../checking/valueChecks";
import { NetworkOptions } from "../network/plan";
import { Problem, under } from "../problem";
import { Tier } from "../tier";
import { checkKubeconfig } from "./apiServer";
import { checkApiServerZone, checkClusterId, checkPrincipalId, checkRegistryId } from "./idChecks";
import { lackOfVersion } from "./oldestVersion";
import { changesMinorVersion, DEFAULT_POD_RANGE, DEFAULT_SERVICE_RANGE, LARGEST_CLUSTER, mostNodes, outboundOf, PoolPlan, poolPlans } from "./plan";
import {
    ClusterOutbound,
    ClusterSkuTier,
    ClusterUpgradeChannel,
    DeployerType,
    MaintenanceDay,
    MaintenanceWindow,
    ManagedClusterSettings,
    NodeImageChannel,
    NodePoolSettings,
} from "./settings";

/** What the owner of an existing cluster has decided. */
const OWNERS = [
    "kubernetesVersion",
    "skuTier",
    "privateApiServer",
    "authorizedRanges",
    "apiServerZoneId",
    "deployer",
    "registryId",
    "podRange",
    "serviceRange",
    "outbound",
    "systemPool",
    "nodePool",
    "encryptionAtHost",
    "upgradeChannel",
    "nodeImageChannel",
    "maintenance",
] as const satisfies readonly (keyof ManagedClusterSettings)[];

/** Ranges that no cluster may have for pods or services. Source: Microsoft Learn, "Azure CNI" prerequisites. */
const FORBIDDEN_IN_CLUSTERS = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

const MAX_AUTHORIZED_RANGES = 200;
const NODES_OF_POOL = 1_000;

/** What is wrong with the settings of a cluster, paths relative to them. How its ranges lie to the network is the network's business. */
export function checkManagedCluster(settings: ManagedClusterSettings, tier: Tier): Problem[] {
    if (settings.existing !== undefined) return checkExisting(settings);
    return [
        ...checkVersions(settings),
        ...checkOneOf(Object.values(ClusterSkuTier), settings.skuTier, "skuTier"),
        ...checkOneOf(Object.values(ClusterOutbound), settings.outbound, "outbound"),
        ...checkApiServer(settings),
        ...ifPlain(settings.deployer?.principalId, (id) => checkPrincipalId(id, "deployer.principalId")),
        ...checkOneOf(Object.values(DeployerType), settings.deployer?.principalType, "deployer.principalType"),
        ...ifPlain(settings.registryId, (id) => checkRegistryId(id, "registryId")),
        ...checkPools(settings, tier),
        ...checkClusterRanges(settings, tier),
        ...checkMaintenance(settings),
    ];
}

/** Whether the way out of the nodes is the one that the network has (AK-10), and whether an existing cluster's nodes are where the network says. */
export function checkClusterInNetwork(settings: ManagedClusterSettings, network: NetworkOptions): Problem[] {
    if (settings.existing !== undefined) {
        if (network.nodeSubnet !== undefined) return [];
        return [{ path: "network.nodeSubnet", message: "is missing; name the subnet of the existing cluster's nodes, in whose network the entry is made" }];
    }
    const actual = outboundOf(network);
    if (settings.outbound === undefined || actual === undefined || actual === settings.outbound) return [];
    return [{ path: "cluster.outbound", message: `is ${settings.outbound}, but the way out of the nodes' subnet is ${actual} (AK-10); leave it out` }];
}

/** The same settings, with everything that is known only later checked as soon as it is known. */
export function withLaterClusterChecks<T extends ManagedClusterSettings>(subject: string, settings: T, prefix = ""): T {
    const { existing, deployer, registryId, apiServerZoneId } = settings;
    return {
        ...settings,
        existing: existing && {
            ...existing,
            id: checkedIfLater(subject, existing.id, `${prefix}existing.id`, checkClusterId),
            kubeconfig: existing.kubeconfig && checkedIfLater(subject, existing.kubeconfig, `${prefix}existing.kubeconfig`, checkKubeconfig),
        },
        deployer: deployer && { ...deployer, principalId: checkedIfLater(subject, deployer.principalId, `${prefix}deployer.principalId`, checkPrincipalId) },
        registryId: registryId && checkedIfLater(subject, registryId, `${prefix}registryId`, checkRegistryId),
        apiServerZoneId: apiServerZoneId && checkedIfLater(subject, apiServerZoneId, `${prefix}apiServerZoneId`, checkApiServerZone),
    };
}

function checkExisting(settings: ManagedClusterSettings): Problem[] {
    const { id, kubeconfig } = settings.existing!;
    const given = OWNERS.filter((name) => settings[name] !== undefined);
    return [
        ...ifPlain(id, (text) => checkClusterId(text, "existing.id")),
        ...ifPlain(kubeconfig, (text) => checkKubeconfig(text, "existing.kubeconfig")),
        ...given.map((path) => ({ path, message: "is given beside an existing cluster, whose owner decides it; leave it out" })),
    ];
}

function checkVersions({ kubernetesVersion, upgradeChannel, nodeImageChannel }: ManagedClusterSettings): Problem[] {
    const isWord = kubernetesVersion === undefined || /^\d+\.\d+(\.\d+)?$/.test(kubernetesVersion);
    const lack = lackOfVersion(kubernetesVersion ?? "");
    const isPatch = kubernetesVersion !== undefined && /^\d+\.\d+\.\d+$/.test(kubernetesVersion);
    const upgradesPatches = changesMinorVersion(upgradeChannel) || (upgradeChannel ?? ClusterUpgradeChannel.Patch) === ClusterUpgradeChannel.Patch;
    const imagesOnly = upgradeChannel === ClusterUpgradeChannel.NodeImage && nodeImageChannel !== undefined && nodeImageChannel !== NodeImageChannel.NodeImage;
    return [
        ...(isWord
            ? []
            : [{ path: "kubernetesVersion", message: `is "${kubernetesVersion}"; a version such as 1.35 is needed`, azureError: "K8sVersionNotSupported" }]),
        ...(lack === undefined ? [] : [{ path: "kubernetesVersion", message: `is "${kubernetesVersion}"; ${lack}`, azureError: "K8sVersionNotSupported" }]),
        ...(isPatch && upgradesPatches
            ? [
                  {
                      path: "kubernetesVersion",
                      message: `is "${kubernetesVersion}", but upgradeChannel installs patches on its own; a minor version such as 1.35 is needed`,
                  },
              ]
            : []),
        ...checkOneOf(Object.values(ClusterUpgradeChannel), upgradeChannel, "upgradeChannel"),
        ...checkOneOf(Object.values(NodeImageChannel), nodeImageChannel, "nodeImageChannel"),
        ...(imagesOnly ? [{ path: "nodeImageChannel", message: `is ${nodeImageChannel}; with the upgradeChannel node-image it is NodeImage (AK-06)` }] : []),
    ];
}

/** One of both keeps strangers from the API server (AK-11). */
function checkApiServer({ privateApiServer = false, authorizedRanges, apiServerZoneId }: ManagedClusterSettings): Problem[] {
    const path = "authorizedRanges";
    const ranges = authorizedRanges ?? [];
    return [
        ...(!privateApiServer && ranges.length === 0
            ? [{ path, message: "are missing; name who may reach the API server, the network of whoever runs Pulumi at least, or set privateApiServer" }]
            : []),
        ...(privateApiServer && authorizedRanges !== undefined
            ? [{ path, message: "are given beside privateApiServer, which nobody reaches from outside; leave them out (AK-11)" }]
            : []),
        ...(ranges.length > MAX_AUTHORIZED_RANGES ? [{ path, message: `are ${ranges.length}; allowed are ${MAX_AUTHORIZED_RANGES} (AK-11)` }] : []),
        ...ranges.flatMap((range, index) => checkAuthorizedRange(range, `${path}[${index}]`)),
        ...(apiServerZoneId !== undefined && !privateApiServer
            ? [{ path: "apiServerZoneId", message: "is given, but only a private API server has a zone; leave it out" }]
            : []),
        ...ifPlain(apiServerZoneId, (id) => checkApiServerZone(id, "apiServerZoneId")),
    ];
}

function checkAuthorizedRange(range: string, path: string): Problem[] {
    if (!isRange(range)) return [{ path, message: `is "${range}"; allowed are CIDR blocks, such as 198.51.100.0/24` }];
    return prefixLength(range) > 0 ? [] : [{ path, message: `is "${range}", which is everybody; name the networks of those who run Pulumi` }];
}

function checkPools(settings: ManagedClusterSettings, tier: Tier): Problem[] {
    const { system, gateway } = poolPlans(settings, tier);
    return [
        ...under("systemPool", [...checkPool(system, settings.systemPool, 2), ...checkSystemSize(system.vmSize)]),
        ...under("nodePool", checkPool(gateway, settings.nodePool, 1)),
    ];
}

/** A smallest number that exceeds the default of the largest is told by the one that was given. */
function checkPool({ minNodes, maxNodes, vmSize }: PoolPlan, given: NodePoolSettings | undefined, fewest: number): Problem[] {
    return [
        ...checkRange(minNodes, maxNodes, [fewest, NODES_OF_POOL], "Nodes"),
        ...checkPremiumSize(vmSize, "vmSize"),
        ...checkWhole(given?.osDiskSizeGiB, [30, 2_048], "osDiskSizeGiB"),
    ];
}

/** AK-03: what the size's name tells. */
function checkSystemSize(vmSize: string): Problem[] {
    const cores = coresOf(vmSize);
    const problem = (message: string): Problem[] => [{ path: "vmSize", message: `is ${vmSize}; ${message} (AK-03)` }];
    if (isBurstable(vmSize)) return problem("sizes of the B series are not for a system pool");
    return cores !== undefined && cores < 4 ? problem("a system pool needs at least 4 cores") : [];
}

function checkClusterRanges(settings: ManagedClusterSettings, tier: Tier): Problem[] {
    const { podRange = DEFAULT_POD_RANGE, serviceRange = DEFAULT_SERVICE_RANGE } = settings;
    const [pods, services] = [checkClusterRange("podRange", podRange), checkClusterRange("serviceRange", serviceRange)];
    return [
        ...(pods.length > 0 ? pods : checkPodRoom(settings, tier, podRange)),
        ...(services.length > 0 ? services : checkServiceRoom(serviceRange)),
        ...(pods.length + services.length > 0 ? [] : checkOverlap(podRange, serviceRange, settings.serviceRange === undefined ? "podRange" : "serviceRange")),
    ];
}

function checkOverlap(podRange: string, serviceRange: string, path: string): Problem[] {
    if (!rangesOverlap(podRange, serviceRange)) return [];
    return [{ path, message: `overlaps the other: pods have ${podRange}, services ${serviceRange} (AK-07)` }];
}

function checkServiceRoom(serviceRange: string): Problem[] {
    const large = prefixLength(serviceRange) <= 12 ? [{ path: "serviceRange", message: `is ${serviceRange}; it must be smaller than a /12 (AK-07)` }] : [];
    const small = prefixLength(serviceRange) > 28 ? [{ path: "serviceRange", message: `is ${serviceRange}; /28 or larger is needed` }] : [];
    return [...large, ...small];
}

function checkClusterRange(path: string, range: string): Problem[] {
    if (!isNetwork(range)) return [{ path, message: `is "${range}"; a CIDR block from /8 to /29 is needed, such as ${DEFAULT_POD_RANGE}` }];
    const forbidden = FORBIDDEN_IN_CLUSTERS.find((other) => rangesOverlap(other, range)) ?? forbiddenRange(range);
    return forbidden === undefined ? [] : [{ path, message: `is "${range}", which overlaps ${forbidden}; Azure keeps that range for itself` }];
}

/** Each node has a /24 of its own for its pods (AK-07). */
function checkPodRoom(settings: ManagedClusterSettings, tier: Tier, podRange: string): Problem[] {
    const nodes = mostNodes(settings, tier);
    const room = prefixLength(podRange) > 24 ? 0 : 2 ** (24 - prefixLength(podRange));
    const limit = Math.min(room, LARGEST_CLUSTER);
    if (!Number.isInteger(nodes) || nodes <= limit) return [];
    return [
        {
            path: "podRange",
            message: `is ${podRange}, which has a /24 for ${room} of ${nodes} nodes, those included that an upgrade adds; a larger one is needed (AK-07)`,
        },
    ];
}

function checkMaintenance({ maintenance = {} }: ManagedClusterSettings): Problem[] {
    const window = (path: string, value: MaintenanceWindow | undefined): Problem[] => (value === undefined ? [] : under(path, checkWindow(value)));
    return under("maintenance", [...window("upgrades", maintenance.upgrades), ...window("nodeImages", maintenance.nodeImages)]);
}

function checkWindow({ day, startTime, durationHours, utcOffset }: MaintenanceWindow): Problem[] {
    const isTime = startTime === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(startTime);
    const isOffset = utcOffset === undefined || /^[+-](0\d|1[0-4]):[0-5]\d$/.test(utcOffset);
    return [
        ...checkOneOf(Object.values(MaintenanceDay), day, "day"),
        ...(isTime ? [] : [{ path: "startTime", message: `is "${startTime}"; a time of day such as 01:00 is needed` }]),
        ...checkWhole(durationHours, [4, 24], "durationHours"),
        ...(isOffset ? [] : [{ path: "utcOffset", message: `is "${utcOffset}"; an offset such as +02:00 is needed` }]),
    ];
}
