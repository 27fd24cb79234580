export { AlertSettings, GatewayAlerts } from "./alertSettings";
export { AutoscaleSettings } from "./autoscaleSettings";
export { ControlPlane } from "./controlPlane";
export { GatewayCertificates, GatewayCredentials } from "./credentials";
export { GatewayDeploymentArgs } from "./deploymentArgs";
export { environmentArgs } from "./environment";
export { DnsRecord, GatewayDeployment, GatewayDeploymentTransforms } from "./gatewayDeployment";
export {
    FirewallExclusion,
    FirewallExclusionOperator,
    FirewallExclusionVariable,
    FirewallRuleAction,
    FirewallRuleOverride,
    FirewallRuleState,
    FirewallSettings,
} from "./firewallSettings";
export { GatewayLoadBalancer, GatewayLoadBalancerArgs, GatewayLoadBalancerTransforms } from "./loadBalancer";
export { GatewayLoadBalancerSettings, LoadBalancerSku, ManagementListenerSettings, MutualTlsSettings } from "./loadBalancerSettings";
export { GatewayMonitoring, GatewayMonitoringArgs, GatewayMonitoringTransforms } from "./monitoring";
export { DeploymentMonitoringSettings, GatewayMonitoringSettings } from "./monitoringSettings";
export { MonitoredLoadBalancer, MonitoredNodes, MonitoredShare } from "./monitoringTargets";
export { EphemeralOsDiskPlacement, OsDiskType, PatchMode, SpotEvictionPolicy, SpotSettings } from "./machineOptions";
export { ResourceNames } from "./naming";
export { GatewayNetwork, securityRulesFor } from "./network";
export { ExistingSubnet, GatewayNetworkArgs, GatewayNetworkDemand, GatewayNetworkSettings, SubnetRanges } from "./networkArgs";
export { GatewayNetworkTransforms } from "./networkContext";
export { NetworkOptions } from "./networkPlan";
export { SecurityRule, SubnetRules } from "./networkRules";
export { Placement } from "./placement";
export { ContentSyncMode, knownReleases, ReleaseProfile, releaseProfile } from "./product/release";
export { GatewayPack, ScaleSetGateway, ScaleSetGatewayArgs, ScaleSetGatewayTransforms, ScaleSetSettings } from "./scaleSet";
export { MarketplaceImage } from "./scaleSetModel";
export { SharedStorage, SharedStorageTransforms } from "./sharedStorage";
export { AccountKey, ExistingShare, FileShareProtocol, SharedStorageArgs, SharedStorageSettings } from "./sharedStorageArgs";
export { FirewallMode, StorageRedundancy, Tier } from "./tier";
export { timing, Timing, TimingArgs, TimingOverrides } from "./timing";
export { GatewayVault, GatewayVaultTransforms } from "./vault";
export { ExistingIdentity, ExistingSecret, ExistingVault, GatewayVaultArgs, GatewayVaultOptions, SecretReader, VaultSecret } from "./vaultArgs";
export { ExistingSecrets, GatewayVaultSettings, SecretExpiry } from "./vaultSettings";
