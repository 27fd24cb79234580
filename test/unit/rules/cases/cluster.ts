import { inGroup } from "../support/ids";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const C = "cluster.properties";
const N = `${C}.networkProfile`;
const A = `${C}.apiServerAccessProfile`;
const S = `${C}.agentPoolProfiles[0]`;
const P = "clusterPool.properties";
const W = "clusterWindow.properties.maintenanceWindow";
const nodes = "clusterNetwork.properties.subnets[0].properties";
const invalid = { severity: "Error", azureError: "InvalidParameter" } as const;
const newer = { severity: "Error", azureError: "AgentPoolK8sVersionNotSupported" } as const;
const zone = (name: string): object => ({
    [A]: {
        enablePrivateCluster: true,
        privateDNSZone: `/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones/${name}`,
    },
});
const routes = (...prefixes: string[]): object => ({
    routeTable: {
        id: inGroup("Microsoft.Network/routeTables/rt-aks"),
        type: "Microsoft.Network/routeTables",
        name: "rt-aks",
        location: "westeurope",
        properties: {
            routes: prefixes.map((addressPrefix, index) => ({
                name: `r${index}`,
                properties: { addressPrefix, nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.1.4" },
            })),
        },
    },
    [`${nodes}.natGateway`]: undefined,
    [`${nodes}.routeTable`]: { id: inGroup("Microsoft.Network/routeTables/rt-aks") },
    [`${N}.outboundType`]: "userDefinedRouting",
});

/** Kubernetes clusters, their pools and their windows. */
export const clusterCases: readonly RuleCase[] = [
    ...["1.34", "1.36"].map((version) => allows("AK-01", version, { [`${C}.kubernetesVersion`]: version, [`${P}.orchestratorVersion`]: undefined })),
    refuses("AK-01", "a version out of support", { [`${C}.kubernetesVersion`]: "1.33", [`${P}.orchestratorVersion`]: undefined }, `${C}.kubernetesVersion`),
    refuses("AK-01", "a pool ahead of its cluster, in its body", { [`${S}.orchestratorVersion`]: "1.36" }, `${S}.orchestratorVersion`, newer),
    refuses("AK-01", "a cluster behind a pool", { [`${P}.orchestratorVersion`]: "1.36" }, `${C}.kubernetesVersion`, newer),
    allows("AK-02", "a name of twelve characters", { "clusterPool.name": "a23456789012" }),
    refuses("AK-02", "a name of thirteen characters", { "clusterPool.name": "a234567890123" }, "clusterPool.name"),
    refuses("AK-02", "a name with a capital", { [`${S}.name`]: "System" }, `${S}.name`),
    refuses("AK-02", "a long name on Windows", { "clusterPool.name": "windows", [`${P}.osType`]: "Windows" }, "clusterPool.name"),
    refuses("AK-02", "two pools of one name", { [`${C}.agentPoolProfiles[+]`]: { name: "system", mode: "User", count: 1 } }, `${C}.agentPoolProfiles[1].name`),
    refuses("AK-02", "no system pool", { [`${S}.mode`]: "User" }, `${C}.agentPoolProfiles`),
    allows("AK-03", "two nodes", { [`${S}.minCount`]: 2 }),
    refuses("AK-03", "one node", { [`${S}.minCount`]: 1 }, `${S}.minCount`),
    refuses(
        "AK-03",
        "one node without an autoscaler",
        { [`${S}.enableAutoScaling`]: false, [`${S}.minCount`]: undefined, [`${S}.maxCount`]: undefined, [`${S}.count`]: 1 },
        `${S}.count`,
    ),
    refuses("AK-03", "two cores", { [`${S}.vmSize`]: "Standard_D2s_v5" }, `${S}.vmSize`),
    refuses("AK-03", "the B series", { [`${S}.vmSize`]: "Standard_B8ms" }, `${S}.vmSize`),
    refuses("AK-03", "29 pods", { [`${S}.maxPods`]: 29 }, `${S}.maxPods`, invalid),
    allows("AK-04", "no node of the gateway's", { [`${P}.minCount`]: 0, [`${P}.count`]: 0 }),
    allows("AK-04", "a fixed number", { [`${P}.enableAutoScaling`]: false, [`${P}.minCount`]: undefined, [`${P}.maxCount`]: undefined }),
    refuses("AK-04", "no node of Kubernetes itself", { [`${S}.minCount`]: 0 }, `${S}.minCount`),
    refuses("AK-04", "1001 nodes", { [`${P}.maxCount`]: 1001 }, `${P}.maxCount`),
    refuses("AK-04", "bounds without an autoscaler", { [`${P}.enableAutoScaling`]: false }, `${P}.minCount`),
    refuses("AK-04", "an autoscaler without bounds", { [`${P}.maxCount`]: undefined }, `${P}.maxCount`),
    refuses("AK-04", "bounds the wrong way round", { [`${P}.maxCount`]: 2 }, `${P}.minCount`),
    refuses("AK-04", "more nodes than the most", { [`${P}.count`]: 10 }, `${P}.count`),
    allows("AK-05", "fewer nodes meanwhile", { [`${P}.upgradeSettings`]: { maxUnavailable: "1", drainTimeoutInMinutes: 1440, nodeSoakDurationInMinutes: 30 } }),
    refuses("AK-05", "more and fewer nodes", { [`${P}.upgradeSettings.maxUnavailable`]: "1" }, `${P}.upgradeSettings.maxUnavailable`),
    refuses("AK-05", "more spot nodes", { [`${P}.scaleSetPriority`]: "Spot" }, `${P}.upgradeSettings`),
    refuses("AK-05", "fewer nodes of Kubernetes itself", { [`${S}.upgradeSettings`]: { maxUnavailable: "1" } }, `${S}.upgradeSettings.maxUnavailable`, warning),
    refuses("AK-05", "no time to leave", { [`${P}.upgradeSettings.drainTimeoutInMinutes`]: 0 }, `${P}.upgradeSettings.drainTimeoutInMinutes`),
    refuses("AK-05", "a long pause", { [`${P}.upgradeSettings.nodeSoakDurationInMinutes`]: 31 }, `${P}.upgradeSettings.nodeSoakDurationInMinutes`),
    allows("AK-06", "images by both channels", { [`${C}.autoUpgradeProfile.upgradeChannel`]: "node-image" }),
    refuses("AK-06", "no channel", { [`${C}.autoUpgradeProfile.upgradeChannel`]: "none" }, `${C}.autoUpgradeProfile.upgradeChannel`),
    refuses(
        "AK-06",
        "channels that do not go together",
        { [`${C}.autoUpgradeProfile`]: { upgradeChannel: "node-image", nodeOSUpgradeChannel: "None" } },
        `${C}.autoUpgradeProfile.nodeOSUpgradeChannel`,
        invalid,
    ),
    allows("AK-07", "services in a /13", { [`${N}.serviceCidr`]: "10.248.0.0/13", [`${N}.dnsServiceIP`]: "10.248.0.2" }),
    allows("AK-07", "no ranges", { [`${N}.serviceCidr`]: undefined, [`${N}.dnsServiceIP`]: undefined, [`${N}.podCidr`]: undefined }),
    refuses("AK-07", "pods without an overlay", { [`${N}.networkPluginMode`]: undefined, [`${nodes}.addressPrefix`]: "10.60.16.0/20" }, `${N}.podCidr`),
    refuses("AK-07", "pods at an address", { [`${N}.podCidr`]: "10.244.0.1/16" }, `${N}.podCidr`),
    refuses("AK-07", "services without a name server", { [`${N}.dnsServiceIP`]: undefined }, `${N}.dnsServiceIP`),
    refuses("AK-07", "services at an address", { [`${N}.serviceCidr`]: "10.245.0.1/20" }, `${N}.serviceCidr`),
    refuses("AK-07", "services in a /12", { [`${N}.serviceCidr`]: "100.64.0.0/12", [`${N}.dnsServiceIP`]: "100.64.0.10" }, `${N}.serviceCidr`),
    refuses("AK-07", "a name server at the first address", { [`${N}.dnsServiceIP`]: "10.245.0.1" }, `${N}.dnsServiceIP`),
    refuses("AK-07", "a name server elsewhere", { [`${N}.dnsServiceIP`]: "10.245.16.10" }, `${N}.dnsServiceIP`),
    refuses("AK-07", "services among the pods", { [`${N}.serviceCidr`]: "10.244.16.0/20", [`${N}.dnsServiceIP`]: "10.244.16.10" }, `${N}.serviceCidr`),
    refuses("AK-07", "pods in the network", { [`${N}.podCidr`]: "10.60.128.0/17" }, `${N}.podCidr`),
    refuses("AK-07", "services in the network", { [`${N}.serviceCidr`]: "10.60.16.0/20", [`${N}.dnsServiceIP`]: "10.60.16.10" }, `${N}.serviceCidr`, {
        azureError: "ServiceCidrOverlapExistingSubnetsCidr",
    }),
    refuses("AK-07", "251 pods on a node", { [`${S}.maxPods`]: 251 }, `${S}.maxPods`),
    allows("AK-07", "250 pods on a node of a pool of its own", { [`${P}.maxPods`]: 250 }),
    refuses("AK-07", "251 pods on a node of a pool of its own", { [`${P}.maxPods`]: 251 }, `${P}.maxPods`),
    refuses("AK-07", "nine pods on a node of a pool of its own", { [`${P}.maxPods`]: 9 }, `${P}.maxPods`),
    refuses("AK-07", "more nodes than pods have ranges", { [`${N}.podCidr`]: "10.244.0.0/20" }, `${N}.podCidr`, warning),
    allows("AK-08", "24 nodes in 27 addresses", { [`${nodes}.addressPrefix`]: "10.60.1.0/27" }),
    refuses("AK-08", "a subnet without room for an upgrade", { [`${nodes}.addressPrefix`]: "10.60.1.0/28" }, `${C}.agentPoolProfiles`),
    refuses("AK-08", "a subnet without room for nodes", { [`${nodes}.addressPrefix`]: "10.60.1.0/29" }, `${C}.agentPoolProfiles`, {
        severity: "Error",
        azureError: "InsufficientSubnetSize",
    }),
    refuses("AK-08", "a subnet without room for pods", { [`${N}.networkPluginMode`]: undefined, [`${N}.podCidr`]: undefined }, `${C}.agentPoolProfiles`, {
        severity: "Error",
        azureError: "InsufficientSubnetSize",
    }),
    allows("AK-09", "another data plane with its own policies", { [`${N}.networkDataplane`]: "azure", [`${N}.networkPolicy`]: "azure" }),
    refuses("AK-09", "Cilium for policies alone", { [`${N}.networkDataplane`]: "azure" }, `${N}.networkPolicy`),
    refuses("AK-09", "other policies than Cilium's", { [`${N}.networkPolicy`]: "calico" }, `${N}.networkPolicy`),
    refuses("AK-09", "Cilium with another plug-in", { [`${N}.networkPlugin`]: "kubenet" }, `${N}.networkPlugin`),
    allows("AK-09", "security of advanced networking", { [`${N}.advancedNetworking`]: { enabled: true, security: { enabled: true } } }),
    allows("AK-09", "advanced networking without security on another data plane", {
        [`${N}.networkDataplane`]: "azure",
        [`${N}.networkPolicy`]: "azure",
        [`${N}.advancedNetworking`]: { enabled: true, observability: { enabled: true }, security: { enabled: false } },
    }),
    refuses(
        "AK-09",
        "security of advanced networking on another data plane",
        {
            [`${N}.networkDataplane`]: "azure",
            [`${N}.networkPolicy`]: "azure",
            [`${N}.advancedNetworking`]: { enabled: true, security: { enabled: true } },
        },
        `${N}.advancedNetworking.security.enabled`,
    ),
    allows("AK-10", "no way out and a cache to start from", { [`${N}.outboundType`]: "none", [`${C}.bootstrapProfile`]: { artifactSource: "Cache" } }),
    refuses("AK-10", "no way out and nothing to start from", { [`${N}.outboundType`]: "none" }, `${C}.bootstrapProfile.artifactSource`),
    allows("AK-10", "a default route", routes("0.0.0.0/0") as Record<string, unknown>),
    refuses("AK-10", "no NAT gateway", { [`${nodes}.natGateway`]: undefined }, `${N}.outboundType`),
    refuses("AK-10", "no route table", { [`${N}.outboundType`]: "userDefinedRouting" }, `${N}.outboundType`),
    refuses("AK-10", "no default route", routes("10.0.0.0/8") as Record<string, unknown>, `${N}.outboundType`),
    refuses("AK-10", "a NAT gateway of Azure's", { [`${N}.outboundType`]: "managedNATGateway" }, `${N}.outboundType`),
    allows("AK-11", "a private API server", { [A]: { enablePrivateCluster: true, privateDNSZone: "system" } }),
    allows("AK-11", "200 ranges", { [`${A}.authorizedIPRanges`]: Array.from({ length: 200 }, (_, index) => `198.51.${index}.0/24`) }),
    allows("AK-11", "a zone of a hub", zone("privatelink.westeurope.azmk8s.io") as Record<string, unknown>),
    refuses(
        "AK-11",
        "201 ranges",
        { [`${A}.authorizedIPRanges`]: Array.from({ length: 201 }, (_, index) => `198.51.${index}.0/24`) },
        `${A}.authorizedIPRanges`,
    ),
    refuses("AK-11", "ranges of a private API server", { [`${A}.enablePrivateCluster`]: true }, `${A}.authorizedIPRanges`),
    refuses("AK-11", "another zone", zone("privatelink.vaultcore.azure.net") as Record<string, unknown>, `${A}.privateDNSZone`),
    refuses(
        "AK-11",
        "a zone without an identity",
        { ...zone("privatelink.westeurope.azmk8s.io"), "cluster.identity": { type: "SystemAssigned" } },
        "cluster.identity.type",
    ),
    allows("AK-12", "neither", { [`${C}.oidcIssuerProfile`]: undefined, [`${C}.securityProfile`]: undefined }),
    refuses("AK-12", "no issuer", { [`${C}.oidcIssuerProfile.enabled`]: false }, `${C}.oidcIssuerProfile.enabled`),
    allows("AK-13", "local accounts", { [`${C}.disableLocalAccounts`]: false, [`${C}.aadProfile`]: undefined }),
    refuses("AK-13", "no way in", { [`${C}.aadProfile`]: undefined }, `${C}.aadProfile.managed`),
    refuses("AK-13", "rights by nobody", { [`${C}.disableLocalAccounts`]: false, [`${C}.aadProfile`]: { enableAzureRBAC: true } }, `${C}.aadProfile.managed`),
    ...[4, 24].map((hours) => allows("AK-14", `${hours} hours`, { [`${W}.durationHours`]: hours })),
    ...[3, 25].map((hours) => refuses("AK-14", `${hours} hours`, { [`${W}.durationHours`]: hours }, `${W}.durationHours`)),
    refuses("AK-14", "two schedules", { [`${W}.schedule.daily`]: { intervalDays: 1 } }, `${W}.schedule`),
    refuses("AK-14", "no schedule", { [`${W}.schedule`]: {} }, `${W}.schedule`),
    refuses("AK-14", "another name", { "clusterWindow.name": "nights" }, "clusterWindow.name"),
    allows("AK-15", "the load balancer by default", { [`${N}.loadBalancerSku`]: undefined }),
    refuses("AK-15", "the Basic load balancer", { [`${N}.loadBalancerSku`]: "basic" }, `${N}.loadBalancerSku`),
    refuses("AK-15", "machines of an availability set", { [`${S}.type`]: "AvailabilitySet" }, `${S}.type`),
    allows("AK-17", "the longest names", { [`${C}.nodeResourceGroup`]: "g".repeat(80), [`${C}.dnsPrefix`]: "p".repeat(54) }),
    refuses("AK-17", "a long name of the nodes' group", { [`${C}.nodeResourceGroup`]: "g".repeat(81) }, `${C}.nodeResourceGroup`),
    refuses("AK-17", "a long prefix", { [`${C}.dnsPrefix`]: "p".repeat(55) }, `${C}.dnsPrefix`),
    refuses("AK-17", "a prefix with a dot", { [`${C}.dnsPrefix`]: "a.b" }, `${C}.dnsPrefix`),
    refuses(
        "AK-17",
        "a subnet with a long name",
        {
            [`${S}.vnetSubnetID`]: `/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/v/subnets/${"s".repeat(64)}`,
        },
        `${C}.agentPoolProfiles`,
    ),
    allows("AK-18", "cost analysis in a paid tier", { [`${C}.metricsProfile.costAnalysis.enabled`]: true }),
    refuses(
        "AK-18",
        "cost analysis for nothing",
        { "cluster.sku.tier": "Free", [`${C}.metricsProfile.costAnalysis.enabled`]: true },
        `${C}.metricsProfile.costAnalysis.enabled`,
    ),
    refuses("AK-18", "long-term support in another tier", { [`${C}.supportPlan`]: "AKSLongTermSupport" }, `${C}.supportPlan`),
];
