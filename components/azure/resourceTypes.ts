/** How Pulumi's azure-native names a resource type, and how Azure does. */
export interface ResourceType {
    /** Azure's name of the type. */
    armType: string;

    /** API version that azure-native 3.28 uses by default. */
    apiVersion: string;

    /** Id of a resource; `{…}` stands for the argument of that name, `{subscriptionId}` for the subscription. */
    idTemplate: string;
}

const subscription = "/subscriptions/{subscriptionId}";
const resourceGroup = `${subscription}/resourceGroups/{resourceGroupName}`;

const network = "2024-05-01";
const storage = "2024-01-01";
const keyVault = "2024-11-01";
const privateDns = "2024-06-01";
const containerService = "2025-09-01";

/**
 * The resource types that this library creates, by Pulumi's type token.
 * Source: the SDK of azure-native 3.28 (types, arguments, default API versions) and Azure's resource ids.
 */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
    "azure-native:resources:ResourceGroup": {
        armType: "Microsoft.Resources/resourceGroups",
        apiVersion: "2024-03-01",
        idTemplate: resourceGroup,
    },
    "azure-native:network:VirtualNetwork": inGroup("Microsoft.Network/virtualNetworks/{virtualNetworkName}", network),
    "azure-native:network:Subnet": inGroup("Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}", network),
    "azure-native:network:NetworkSecurityGroup": inGroup("Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}", network),
    "azure-native:network:PublicIPAddress": inGroup("Microsoft.Network/publicIPAddresses/{publicIpAddressName}", network),
    "azure-native:network:NatGateway": inGroup("Microsoft.Network/natGateways/{natGatewayName}", network),
    "azure-native:network:RouteTable": inGroup("Microsoft.Network/routeTables/{routeTableName}", network),
    "azure-native:network:NetworkInterface": inGroup("Microsoft.Network/networkInterfaces/{networkInterfaceName}", network),
    "azure-native:network:PrivateEndpoint": inGroup("Microsoft.Network/privateEndpoints/{privateEndpointName}", network),
    "azure-native:network:PrivateDnsZoneGroup": inGroup(
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        network,
    ),
    "azure-native:network:ApplicationGateway": inGroup("Microsoft.Network/applicationGateways/{applicationGatewayName}", network),
    "azure-native:network:WebApplicationFirewallPolicy": inGroup("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/{policyName}", network),
    "azure-native:privatedns:PrivateZone": inGroup("Microsoft.Network/privateDnsZones/{privateZoneName}", privateDns),
    "azure-native:privatedns:VirtualNetworkLink": inGroup(
        "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
        privateDns,
    ),
    "azure-native:storage:StorageAccount": inGroup("Microsoft.Storage/storageAccounts/{accountName}", storage),
    "azure-native:storage:FileServiceProperties": inGroup("Microsoft.Storage/storageAccounts/{accountName}/fileServices/default", storage),
    "azure-native:storage:FileShare": inGroup("Microsoft.Storage/storageAccounts/{accountName}/fileServices/default/shares/{shareName}", storage),
    "azure-native:keyvault:Vault": inGroup("Microsoft.KeyVault/vaults/{vaultName}", keyVault),
    "azure-native:keyvault:Secret": inGroup("Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}", keyVault),
    "azure-native:managedidentity:UserAssignedIdentity": inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}", "2023-01-31"),
    "azure-native:managedidentity:FederatedIdentityCredential": inGroup(
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
        "2023-01-31",
    ),
    "azure-native:authorization:RoleAssignment": {
        armType: "Microsoft.Authorization/roleAssignments",
        apiVersion: "2022-04-01",
        idTemplate: "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    },
    "azure-native:compute:VirtualMachineScaleSet": inGroup("Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}", "2024-11-01"),
    "azure-native:compute:VirtualMachine": inGroup("Microsoft.Compute/virtualMachines/{vmName}", "2024-11-01"),
    "azure-native:compute:VirtualMachineExtension": inGroup("Microsoft.Compute/virtualMachines/{vmName}/extensions/{vmExtensionName}", "2024-11-01"),
    "azure-native:compute:Disk": inGroup("Microsoft.Compute/disks/{diskName}", "2024-03-02"),
    "azure-native:containerservice:ManagedCluster": inGroup("Microsoft.ContainerService/managedClusters/{resourceName}", containerService),
    "azure-native:containerservice:AgentPool": inGroup(
        "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}",
        containerService,
    ),
    "azure-native:containerservice:MaintenanceConfiguration": inGroup(
        "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations/{configName}",
        containerService,
    ),
    "azure-native:monitor:AutoscaleSetting": inGroup("Microsoft.Insights/autoscaleSettings/{autoscaleSettingName}", "2021-05-01-preview"),
    "azure-native:operationalinsights:Workspace": inGroup("Microsoft.OperationalInsights/workspaces/{workspaceName}", "2023-09-01"),
    "azure-native:monitor:ActionGroup": inGroup("Microsoft.Insights/actionGroups/{actionGroupName}", "2024-10-01-preview"),
    "azure-native:monitor:MetricAlert": inGroup("Microsoft.Insights/metricAlerts/{ruleName}", "2018-03-01"),
    "azure-native:monitor:ScheduledQueryRule": inGroup("Microsoft.Insights/scheduledQueryRules/{ruleName}", "2025-01-01-preview"),
    "azure-native:monitor:DataCollectionRule": inGroup("Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}", "2022-06-01"),
    "azure-native:monitor:DataCollectionRuleAssociation": ofResource("Microsoft.Insights/dataCollectionRuleAssociations/{associationName}", "2022-06-01"),
    "azure-native:monitor:DiagnosticSetting": ofResource("Microsoft.Insights/diagnosticSettings/{name}", "2021-05-01-preview"),
};

function inGroup(path: string, apiVersion: string): ResourceType {
    const armType = path.replaceAll(/\/\{\w+\}|\/default/g, "");
    return { armType, apiVersion, idTemplate: `${resourceGroup}/providers/${path}` };
}

/** A type whose resources belong to another resource, of whatever type. */
function ofResource(path: string, apiVersion: string): ResourceType {
    return { armType: path.replaceAll(/\/\{\w+\}/g, ""), apiVersion, idTemplate: `{resourceUri}/providers/${path}` };
}

/** Names of the arguments that a resource's id is made of, outermost first; the last one is the resource's own name. */
export function idArguments(type: ResourceType): string[] {
    return [...type.idTemplate.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).filter((argument) => argument !== "subscriptionId");
}

/**
 * Id that Azure gives to a resource with these arguments; nothing when the type is not one of `resourceTypes` or a part of the id is not known yet.
 *
 * @param args inputs of the Pulumi resource, with its names filled in
 */
export function resourceId(token: string, subscriptionId: string, args: Readonly<Record<string, unknown>>): string | undefined {
    const type = resourceTypes[token];
    if (type === undefined) return undefined;
    const values: Readonly<Record<string, unknown>> = { ...args, subscriptionId };
    const known = idArguments(type).every((argument) => typeof values[argument] === "string" && values[argument] !== "");
    return known ? type.idTemplate.replaceAll(/\{(\w+)\}/g, (_, argument: string) => String(values[argument])) : undefined;
}
