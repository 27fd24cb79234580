import type { ClusterSettings } from "../../../components";

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/r/providers";
const image = { registry: "registry.example.com", repository: "mirror/tools", tag: "1.2.3" };

/** One change of every setting of a cluster that has nothing but defaults, groups by their parts. */
export const clusterChanges: Readonly<Record<string, Partial<ClusterSettings> | { from: Partial<ClusterSettings>; to: Partial<ClusterSettings> }>> = {
    kubernetesVersion: { from: { kubernetesVersion: "1.34" }, to: { kubernetesVersion: "1.35" } },
    skuTier: { skuTier: "Premium" },
    authorizedRanges: { authorizedRanges: ["198.51.100.8/32"] },
    privateApiServer: { privateApiServer: true, authorizedRanges: undefined },
    apiServerZoneId: {
        from: { privateApiServer: true, authorizedRanges: undefined },
        to: {
            privateApiServer: true,
            authorizedRanges: undefined,
            apiServerZoneId: `${subscription}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`,
        },
    },
    deployer: { deployer: { principalId: "00000000-0000-0000-0000-000000000004", principalType: "ServicePrincipal" } },
    podRange: { podRange: "10.200.0.0/16" },
    serviceRange: { serviceRange: "10.201.0.0/16" },
    "nodePool.vmSize": { nodePool: { vmSize: "Standard_D8s_v5" } },
    "nodePool.maxNodes": { nodePool: { maxNodes: 16 } },
    encryptionAtHost: { encryptionAtHost: true },
    upgradeChannel: { upgradeChannel: "stable" },
    nodeImageChannel: { nodeImageChannel: "SecurityPatch" },
    "maintenance.upgrades": { maintenance: { upgrades: { day: "Monday" } } },
    registryId: { registryId: `${subscription}/Microsoft.ContainerRegistry/registries/images` },
    entryAddress: { entryAddress: "10.20.2.40" },
    "image.tag": { image: { registry: "registry.example.com", repository: "wso2/gateway", tag: "3.2.0.2" } },
    toolsImage: { toolsImage: image },
    proxyImage: { proxyImage: image },
    pullSecretName: { pullSecretName: "registry" },
    namespace: { namespace: "gateways" },
    createNamespace: { createNamespace: false },
    minReplicas: { minReplicas: 4 },
    maxReplicas: { maxReplicas: 12 },
    minAvailable: { minAvailable: 1 },
    targetCpuPercent: { targetCpuPercent: 50 },
    cpu: { cpu: 3 },
    memoryMiB: { memoryMiB: 6144 },
    heapMiB: { heapMiB: 1024 },
    nodeSelector: { nodeSelector: { workload: "gateways" } },
    tolerations: { tolerations: [{ key: "workload", value: "gateways", effect: "NoSchedule" }] },
    priorityClassName: { priorityClassName: "system-cluster-critical" },
    backendRanges: { backendRanges: ["10.8.0.0/16"] },
    backendNamespaces: { backendNamespaces: ["shop"] },
    controlPlaneRanges: { controlPlaneRanges: ["10.9.0.0/24"] },
};
