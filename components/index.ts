export { AlertSettings, GatewayAlerts } from "./monitoring/alertSettings";
export { AutoscaleSettings } from "./scaleSet/autoscaleSettings";
export { ClusterGateway, ClusterGatewayArgs, ClusterGatewayTransforms } from "./cluster";
export {
    ClusterDeployer,
    ClusterOutbound,
    ClusterSettings,
    ClusterSkuTier,
    ClusterUpgradeChannel,
    DeployerType,
    ExistingCluster,
    MaintenanceDay,
    MaintenanceSettings,
    MaintenanceWindow,
    ManagedClusterSettings,
    NodeImageChannel,
    NodePoolSettings,
} from "./cluster/settings";
export { ControlPlane } from "./controlPlane";
export { GatewayCertificates, GatewayCredentials } from "./credentials";
export { GatewayDeploymentArgs } from "./deploymentArgs";
export { environmentArgs } from "./environment";
export { DnsRecord } from "./deployment/descriptions";
export { GatewayDeployment, GatewayDeploymentTransforms } from "./gatewayDeployment";
export { cloudInitFor, podDocumentFor, vaultSecretsFor } from "./gatewayParts";
export {
    FirewallExclusion,
    FirewallExclusionOperator,
    FirewallExclusionVariable,
    FirewallRuleAction,
    FirewallRuleOverride,
    FirewallRuleState,
    FirewallSettings,
} from "./loadBalancer/firewallSettings";
export { HazelcastDiscovery, HazelcastDiscoveryArgs } from "./hazelcast";
export { HazelcastSettings } from "./hazelcast/settings";
export { GatewayLoadBalancer, GatewayLoadBalancerArgs, GatewayLoadBalancerTransforms } from "./loadBalancer";
export { GatewayLoadBalancerSettings, LoadBalancerSku, ManagementListenerSettings, MutualTlsSettings } from "./loadBalancer/settings";
export { GatewayMonitoring, GatewayMonitoringArgs, GatewayMonitoringTransforms } from "./monitoring";
export { DeploymentMonitoringSettings, GatewayMonitoringSettings } from "./monitoring/settings";
export { MonitoredCluster, MonitoredLoadBalancer, MonitoredNodes, MonitoredShare } from "./monitoring/targets";
export { EphemeralOsDiskPlacement, OsDiskType, PatchMode, SpotEvictionPolicy, SpotSettings } from "./scaleSet/machineOptions";
export { ResourceNames } from "./naming/resourceNames";
export { GatewayNetwork, securityRulesFor } from "./network";
export { ClusterNetworkDemand, ExistingSubnet, GatewayNetworkArgs, GatewayNetworkDemand, GatewayNetworkSettings, SubnetRanges } from "./network/args";
export { GatewayNetworkTransforms } from "./network/context";
export { NetworkOptions } from "./network/plan";
export { SecurityRule, SubnetRules } from "./network/rules";
export { Placement } from "./placement";
export { RedisSettings } from "./redis";
export { ContentSyncMode, ReleaseProfile } from "./product/release";
export { knownReleases, releaseProfile } from "./product/releases";
export { GatewayPack, ScaleSetGateway, ScaleSetGatewayArgs, ScaleSetGatewayTransforms, ScaleSetSettings } from "./scaleSet";
export { MarketplaceImage } from "./scaleSet/image";
export { SharedStorage, SharedStorageTransforms } from "./sharedStorage";
export { AccountKey, DeploymentStorageSettings, ExistingShare, FileShareProtocol, SharedStorageArgs, SharedStorageSettings } from "./sharedStorage/args";
export { SyncManager, SyncManagerArgs, SyncManagerTransforms } from "./syncManager";
export { DiskRedundancy, SyncManagerDiskSettings, SyncManagerSettings } from "./syncManager/settings";
export { FirewallMode, StorageRedundancy, Tier } from "./tier";
export { timing } from "./timing";
export { Timing, TimingArgs, TimingOverrides } from "./timing/args";
export { GatewayVault, GatewayVaultTransforms } from "./vault";
export { ExistingIdentity, ExistingSecret, ExistingVault, GatewayVaultArgs, GatewayVaultOptions, SecretReader, VaultSecret } from "./vault/args";
export { ExistingSecrets, GatewayVaultSettings, SecretExpiry } from "./vault/settings";
export { GatewayWorkload, GatewayWorkloadArgs, GatewayWorkloadTransforms, WorkloadShare } from "./workload";
export { ClusteringLibraries, GatewayImage, PodToleration, WorkloadSettings } from "./workload/settings";
export { PodDocument } from "./node/pod/podFiles";
