import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

import { Tier } from "../tier";
import { Timing } from "../timing/args";
import {
    changesMinorVersion,
    DEFAULT_KUBERNETES_VERSION,
    DEFAULT_POD_RANGE,
    DEFAULT_SERVICE_RANGE,
    dnsServiceAddress,
    nodesInUpgrade,
    PoolPlan,
    SURGE_PERCENT,
    SYSTEM_POOL,
} from "./plan";
import {
    ClusterOutbound,
    ClusterSkuTier,
    ClusterUpgradeChannel,
    MaintenanceDay,
    MaintenanceWindow,
    ManagedClusterSettings,
    NodeImageChannel,
} from "./settings";

/** Pods of one node. Its range has room for 250 (AK-07); beyond 110 Kubernetes itself is not tested. */
const MAX_PODS = 110;

/** What a cluster's body is made from, apart from the settings. */
export interface ClusterBodyOptions {
    settings: ManagedClusterSettings;
    tier: Tier;
    system: PoolPlan;
    zones: readonly string[];
    /** Id of the cluster's own identity. */
    identityId: pulumi.Input<string>;
    nodeSubnetId: pulumi.Input<string>;
    outbound: ClusterOutbound;
    /** Public address with which nodes leave, empty where it is not known. */
    outboundIpAddress?: pulumi.Input<string>;
    dnsPrefix: string;
    nodeResourceGroup: string;
    timing: Timing;
    startupSeconds: number;
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** What there is to say about a cluster, apart from where it is and what it is called. */
export type ClusterBody = Omit<containerservice.ManagedClusterArgs, "resourceGroupName" | "resourceName" | "location" | "tags">;

/** The body of a new cluster. */
export function clusterBody(options: ClusterBodyOptions): ClusterBody {
    const { settings, tier, identityId, dnsPrefix, nodeResourceGroup } = options;
    const { podRange, serviceRange = DEFAULT_SERVICE_RANGE, privateApiServer = false } = settings;
    const skuTier = settings.skuTier ?? (tier === Tier.Production ? ClusterSkuTier.Standard : ClusterSkuTier.Free);
    return {
        sku: { name: "Base", tier: skuTier },
        // Long-term support is not on by the tier alone, which is paid for it (AK-18).
        supportPlan: containerservice.KubernetesSupportPlan[skuTier === ClusterSkuTier.Premium ? "AKSLongTermSupport" : "KubernetesOfficial"],
        identity: { type: containerservice.ResourceIdentityType.UserAssigned, userAssignedIdentities: [identityId] },
        kubernetesVersion: settings.kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION,
        dnsPrefix,
        nodeResourceGroup,
        // Entra ID says who may do what; there is no other way in (AK-13).
        enableRBAC: true,
        disableLocalAccounts: true,
        aadProfile: { managed: true, enableAzureRBAC: true },
        // Pods prove who they are with tokens of this issuer (AK-12).
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true }, imageCleaner: { enabled: true, intervalHours: 168 } },
        addonProfiles: {
            // Pods name versions of their secrets, so that rotation changes nothing for them; others on the cluster may not.
            azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true", rotationPollInterval: "2m" } },
            azurepolicy: { enabled: true },
        },
        storageProfile: { diskCSIDriver: { enabled: true }, fileCSIDriver: { enabled: true }, snapshotController: { enabled: true } },
        networkProfile: {
            networkPlugin: containerservice.NetworkPlugin.Azure,
            networkPluginMode: containerservice.NetworkPluginMode.Overlay,
            // AK-09: one needs the other.
            networkDataplane: containerservice.NetworkDataplane.Cilium,
            networkPolicy: containerservice.NetworkPolicy.Cilium,
            loadBalancerSku: containerservice.LoadBalancerSku.Standard,
            outboundType: options.outbound,
            podCidr: podRange ?? DEFAULT_POD_RANGE,
            serviceCidr: serviceRange,
            dnsServiceIP: dnsServiceAddress(serviceRange),
        },
        apiServerAccessProfile: privateApiServer ? privateAccess(settings) : publicAccess(settings, options.outboundIpAddress),
        publicNetworkAccess: privateApiServer ? containerservice.PublicNetworkAccess.Disabled : containerservice.PublicNetworkAccess.Enabled,
        autoScalerProfile: { maxGracefulTerminationSec: String(leaveSeconds(options.timing)) },
        autoUpgradeProfile: {
            upgradeChannel: settings.upgradeChannel ?? ClusterUpgradeChannel.Patch,
            nodeOSUpgradeChannel: settings.nodeImageChannel ?? NodeImageChannel.NodeImage,
        },
        agentPoolProfiles: [systemPool(options)],
    };
}

function privateAccess({ apiServerZoneId }: ManagedClusterSettings): ClusterBody["apiServerAccessProfile"] {
    return { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: false, privateDNSZone: apiServerZoneId ?? "system" };
}

/** Nodes leave by an address of their own, and reach the API server by its public one. */
function publicAccess({ authorizedRanges = [] }: ManagedClusterSettings, address: pulumi.Input<string> = ""): ClusterBody["apiServerAccessProfile"] {
    const authorizedIPRanges = pulumi.output(address).apply((known) => (known === "" ? authorizedRanges : [...authorizedRanges, `${known}/32`]));
    return { enablePrivateCluster: false, authorizedIPRanges };
}

/** What the machines of every pool have in common. */
function poolBody({ nodeSubnetId, zones, tags, timing, startupSeconds }: ClusterBodyOptions, plan: PoolPlan) {
    return {
        type: containerservice.AgentPoolType.VirtualMachineScaleSets,
        vmSize: plan.vmSize,
        osType: containerservice.OSType.Linux,
        osSKU: containerservice.OSSKU.Ubuntu,
        osDiskSizeGB: plan.osDiskSizeGiB,
        osDiskType: containerservice.OSDiskType.Managed,
        enableAutoScaling: true,
        count: plan.minNodes,
        minCount: plan.minNodes,
        maxCount: plan.maxNodes,
        maxPods: MAX_PODS,
        availabilityZones: zones.length === 0 ? undefined : [...zones],
        vnetSubnetID: nodeSubnetId,
        enableNodePublicIP: false,
        securityProfile: { enableSecureBoot: true, enableVTPM: true },
        // Said only when it is wanted: the property needs a feature that not every subscription has (VS-14).
        enableEncryptionAtHost: plan.encryptionAtHost ? true : undefined,
        upgradeSettings: { maxSurge: `${SURGE_PERCENT}%`, drainTimeoutInMinutes: drainMinutes(timing, startupSeconds, plan.maxNodes) },
        tags,
    };
}

/** Runs what Kubernetes itself needs; the taint keeps everything else away. */
function systemPool(options: ClusterBodyOptions) {
    return {
        name: SYSTEM_POOL,
        mode: containerservice.AgentPoolMode.System,
        nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        ...poolBody(options, options.system),
    };
}

/** The body of the gateway's own pool. */
export function gatewayPool(options: ClusterBodyOptions, gateway: PoolPlan): Omit<containerservice.AgentPoolArgs, "resourceGroupName" | "resourceName"> {
    return {
        mode: containerservice.AgentPoolMode.User,
        // Otherwise a new pool would get the version that the cluster had when it was made.
        orchestratorVersion: options.settings.kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION,
        ...poolBody(options, gateway),
    };
}

/** Seconds that the cluster's autoscaler leaves to the pods of a node that it removes: by default ten minutes, then it kills them, whatever their own grace period is. */
function leaveSeconds({ terminationGracePeriodSeconds }: Timing): number {
    return Math.max(600, terminationGracePeriodSeconds);
}

/**
 * Whole minutes that an upgrade leaves to the pods of a node: two of them. It drains as many nodes at a time as it adds, and the disruption budget lets their pods go one after the other, each
 * finishing its requests while a new one starts elsewhere. Azure's own limits are a minute and a day (AK-05).
 */
export function drainMinutes({ terminationGracePeriodSeconds }: Timing, startupSeconds: number, maxNodes: number): number {
    const pods = 2 * (nodesInUpgrade(maxNodes) - maxNodes);
    const seconds = pods * (terminationGracePeriodSeconds + startupSeconds);
    return Math.min(1_440, Math.max(30, Math.ceil(seconds / 60) + 10));
}

/** What Azure changes in the cluster on its own: counts and versions of its pools, all of which it lists here; and with some channels its version. */
export function changedByAzure({ upgradeChannel }: ManagedClusterSettings): { cluster: string[]; pool: string[] } {
    return changesMinorVersion(upgradeChannel)
        ? { cluster: ["agentPoolProfiles", "kubernetesVersion"], pool: ["count", "orchestratorVersion"] }
        : { cluster: ["agentPoolProfiles"], pool: ["count"] };
}

/** Names that Azure gives a meaning (AK-14). */
export const maintenanceNames = { upgrades: "aksManagedAutoUpgradeSchedule", nodeImages: "aksManagedNodeOSUpgradeSchedule" } as const;

/** One weekly window. */
export function maintenanceWindow({ day, startTime, durationHours, utcOffset }: MaintenanceWindow = {}) {
    return {
        schedule: { weekly: { dayOfWeek: day ?? MaintenanceDay.Sunday, intervalWeeks: 1 } },
        startTime: startTime ?? "01:00",
        durationHours: durationHours ?? 6,
        utcOffset: utcOffset ?? "+00:00",
    };
}
