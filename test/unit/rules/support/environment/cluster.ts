import type { Environment } from "../bodies";
import { inGroup, location, SUBSCRIPTION } from "../ids";

export const CLUSTER_NETWORK = inGroup("Microsoft.Network/virtualNetworks/vnet-aks");
const CLUSTER = inGroup("Microsoft.ContainerService/managedClusters/aks");
const NODES = `${CLUSTER_NETWORK}/subnets/nodes`;
const ROLE = "1f2c7f0e-9a34-4c5e-8c6e-0a5b8f9d3e22";

function pool(mode: string): object {
    return {
        mode,
        type: "VirtualMachineScaleSets",
        osType: "Linux",
        vmSize: "Standard_D4s_v5",
        count: 3,
        minCount: 3,
        maxCount: 9,
        enableAutoScaling: true,
        maxPods: 110,
        vnetSubnetID: NODES,
        upgradeSettings: { maxSurge: "33%", drainTimeoutInMinutes: 60 },
    };
}

/** A cluster in a network of its own. */
export function cluster(): Environment {
    return {
        clusterNetwork: {
            id: CLUSTER_NETWORK,
            type: "Microsoft.Network/virtualNetworks",
            name: "vnet-aks",
            location,
            properties: {
                addressSpace: { addressPrefixes: ["10.60.0.0/16"] },
                subnets: [
                    {
                        name: "nodes",
                        properties: {
                            addressPrefix: "10.60.1.0/26",
                            natGateway: { id: inGroup("Microsoft.Network/natGateways/ng-aks") },
                            defaultOutboundAccess: false,
                        },
                    },
                ],
            },
        },
        clusterAddress: {
            id: inGroup("Microsoft.Network/publicIPAddresses/pip-aks"),
            type: "Microsoft.Network/publicIPAddresses",
            name: "pip-aks",
            location,
            sku: { name: "Standard" },
            zones: ["1"],
            properties: { publicIPAllocationMethod: "Static" },
        },
        clusterNat: {
            id: inGroup("Microsoft.Network/natGateways/ng-aks"),
            type: "Microsoft.Network/natGateways",
            name: "ng-aks",
            location,
            sku: { name: "Standard" },
            zones: ["1"],
            properties: { publicIpAddresses: [{ id: inGroup("Microsoft.Network/publicIPAddresses/pip-aks") }] },
        },
        clusterRole: {
            id: `${NODES}/providers/Microsoft.Authorization/roleAssignments/${ROLE}`,
            type: "Microsoft.Authorization/roleAssignments",
            name: ROLE,
            properties: {
                roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`,
                principalId: "99999999-2222-3333-4444-555555555555",
                principalType: "ServicePrincipal",
            },
        },
        cluster: {
            id: CLUSTER,
            type: "Microsoft.ContainerService/managedClusters",
            name: "aks",
            location,
            sku: { name: "Base", tier: "Standard" },
            identity: { type: "UserAssigned", userAssignedIdentities: { [inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway")]: {} } },
            properties: {
                kubernetesVersion: "1.35",
                dnsPrefix: "apim",
                nodeResourceGroup: "rg-test-nodes",
                disableLocalAccounts: true,
                aadProfile: { managed: true, enableAzureRBAC: true },
                oidcIssuerProfile: { enabled: true },
                securityProfile: { workloadIdentity: { enabled: true } },
                autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
                apiServerAccessProfile: { authorizedIPRanges: ["198.51.100.0/24"] },
                networkProfile: {
                    networkPlugin: "azure",
                    networkPluginMode: "overlay",
                    networkDataplane: "cilium",
                    networkPolicy: "cilium",
                    loadBalancerSku: "standard",
                    outboundType: "userAssignedNATGateway",
                    podCidr: "10.244.0.0/16",
                    serviceCidr: "10.245.0.0/20",
                    dnsServiceIP: "10.245.0.10",
                },
                agentPoolProfiles: [{ name: "system", ...pool("System") }],
            },
        },
        clusterPool: {
            id: `${CLUSTER}/agentPools/gateway`,
            type: "Microsoft.ContainerService/managedClusters/agentPools",
            name: "gateway",
            properties: { orchestratorVersion: "1.35", ...pool("User") },
        },
        clusterWindow: {
            id: `${CLUSTER}/maintenanceConfigurations/aksManagedAutoUpgradeSchedule`,
            type: "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
            name: "aksManagedAutoUpgradeSchedule",
            properties: {
                maintenanceWindow: {
                    schedule: { weekly: { intervalWeeks: 1, dayOfWeek: "Sunday" } },
                    durationHours: 6,
                    startTime: "01:00",
                    utcOffset: "+00:00",
                },
            },
        },
    };
}
