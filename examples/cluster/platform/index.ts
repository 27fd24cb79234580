import * as authorization from "@pulumi/azure-native/authorization";
import * as containerservice from "@pulumi/azure-native/containerservice";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { securityRulesFor } from "wso2-gateway-azure";

// What a platform team usually owns: a network, and a cluster for many teams in it. The gateway's program is handed their ids; here they come from a program, too,
// so that the example can be tried. Its output is the setting `platform` of the gateway's stack.
const config = new pulumi.Config();
const { subscriptionId } = authorization.getClientConfigOutput();

const ranges = { loadBalancer: "10.50.8.0/24", nodes: "10.50.0.0/22", privateEndpoints: "10.50.9.0/27", entry: "10.50.9.32/28" };
const POD_RANGE = "10.244.0.0/16";
const NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7";

const group = new resources.ResourceGroup("platform", { resourceGroupName: "rg-platform" });
const apis = new resources.ResourceGroup("apis", { resourceGroupName: "rg-apis" });
const resourceGroupName = group.name;

// Nodes leave through a NAT gateway, and reach the API server by its address.
const address = new network.PublicIPAddress("outbound", {
    resourceGroupName,
    publicIpAddressName: "pip-outbound",
    sku: { name: network.PublicIPAddressSkuName.Standard },
    publicIPAllocationMethod: network.IPAllocationMethod.Static,
});
const natGateway = new network.NatGateway("outbound", {
    resourceGroupName,
    natGatewayName: "ng-outbound",
    sku: { name: network.NatGatewaySkuName.Standard },
    publicIpAddresses: [{ id: address.id }],
});

// The network. Its security groups let through what the gateway and the cluster need, which the package tells as data.
const needed = securityRulesFor({ addressSpace: "10.50.0.0/16", subnetRanges: ranges, cluster: { podRange: POD_RANGE } });
const subnetOf = (name: string, addressPrefix: string, securityRules: network.NetworkSecurityGroupArgs["securityRules"]) => {
    const securityGroup = new network.NetworkSecurityGroup(name, { resourceGroupName, networkSecurityGroupName: `nsg-${name}`, securityRules });
    return { name, addressPrefix, networkSecurityGroup: { id: securityGroup.id }, defaultOutboundAccess: false };
};
const platformNetwork = new network.VirtualNetwork("platform", {
    resourceGroupName,
    virtualNetworkName: "vnet-platform",
    addressSpace: { addressPrefixes: ["10.50.0.0/16"] },
    subnets: [
        { ...subnetOf("nodes", ranges.nodes, needed.nodes), natGateway: { id: natGateway.id } },
        subnetOf("gateway-front", ranges.loadBalancer, needed.loadBalancer),
        subnetOf("gateway-entry", ranges.entry, needed.entry),
        {
            ...subnetOf("endpoints", ranges.privateEndpoints, needed.privateEndpoints),
            privateEndpointNetworkPolicies: network.VirtualNetworkPrivateEndpointNetworkPolicies.NetworkSecurityGroupEnabled,
        },
    ],
});
const subnetId = (name: string) => pulumi.interpolate`${platformNetwork.id}/subnets/${name}`;

// The cluster's identity joins nodes to their subnet, and the gateway's internal load balancer to the entry's.
const identity = new managedidentity.UserAssignedIdentity("cluster", { resourceGroupName, resourceName: "id-cluster" });
const mayJoin = (subnet: string, roleAssignmentName: string) =>
    new authorization.RoleAssignment(subnet, {
        roleAssignmentName,
        scope: subnetId(subnet),
        principalId: identity.principalId,
        principalType: authorization.PrincipalType.ServicePrincipal,
        roleDefinitionId: pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${NETWORK_CONTRIBUTOR}`,
    });
const rights = [mayJoin("nodes", "0f2f6d0c-3f0e-4b55-8c57-2f6f1a7b9d01"), mayJoin("gateway-entry", "0f2f6d0c-3f0e-4b55-8c57-2f6f1a7b9d02")];

const pool = (name: string, minCount: number, maxCount: number) => ({
    name,
    type: containerservice.AgentPoolType.VirtualMachineScaleSets,
    osType: containerservice.OSType.Linux,
    vmSize: "Standard_D4s_v5",
    enableAutoScaling: true,
    count: minCount,
    minCount,
    maxCount,
    availabilityZones: ["1", "2", "3"],
    vnetSubnetID: subnetId("nodes"),
    upgradeSettings: { maxSurge: "33%" },
});
const cluster = new containerservice.ManagedCluster(
    "platform",
    {
        resourceGroupName,
        resourceName: "aks-platform",
        dnsPrefix: "platform",
        sku: { name: "Base", tier: "Standard" },
        kubernetesVersion: "1.35",
        identity: { type: containerservice.ResourceIdentityType.UserAssigned, userAssignedIdentities: [identity.id] },
        enableRBAC: true,
        disableLocalAccounts: true,
        aadProfile: { managed: true, enableAzureRBAC: true },
        // The gateway's pods sign in with a workload identity and read their secrets through the add-on for Key Vault.
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
        addonProfiles: { azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true", rotationPollInterval: "2m" } } },
        networkProfile: {
            networkPlugin: containerservice.NetworkPlugin.Azure,
            networkPluginMode: containerservice.NetworkPluginMode.Overlay,
            networkDataplane: containerservice.NetworkDataplane.Cilium,
            networkPolicy: containerservice.NetworkPolicy.Cilium,
            loadBalancerSku: containerservice.LoadBalancerSku.Standard,
            outboundType: containerservice.OutboundType.UserAssignedNATGateway,
            podCidr: POD_RANGE,
            serviceCidr: "10.245.0.0/20",
            dnsServiceIP: "10.245.0.10",
        },
        apiServerAccessProfile: {
            authorizedIPRanges: pulumi
                .all([config.requireObject<string[]>("authorizedRanges"), address.ipAddress])
                .apply(([others, own]) => [...others, `${own}/32`]),
        },
        autoUpgradeProfile: { upgradeChannel: containerservice.UpgradeChannel.Patch, nodeOSUpgradeChannel: containerservice.NodeOSUpgradeChannel.NodeImage },
        agentPoolProfiles: [
            { ...pool("system", 3, 5), mode: containerservice.AgentPoolMode.System, nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] },
            // Nodes for API gateways alone.
            { ...pool("apis", 3, 12), mode: containerservice.AgentPoolMode.User, nodeTaints: ["workload=apis:NoSchedule"] },
        ],
    },
    // Autoscaler and upgrades change the pools. A cluster that may not join its subnet is refused (LinkedAuthorizationFailed): where a young right has not reached
    // all of Azure yet, a second `up` goes on.
    { dependsOn: rights, ignoreChanges: ["agentPoolProfiles"] },
);

export const settings = {
    resourceGroupName: apis.name,
    clusterId: cluster.id,
    pool: "apis",
    virtualNetworkId: platformNetwork.id,
    loadBalancerSubnet: { id: subnetId("gateway-front"), addressRange: ranges.loadBalancer },
    nodeSubnet: { id: subnetId("nodes"), addressRange: ranges.nodes },
    entrySubnet: { id: subnetId("gateway-entry"), addressRange: ranges.entry },
    privateEndpointSubnet: { id: subnetId("endpoints"), addressRange: ranges.privateEndpoints },
};
