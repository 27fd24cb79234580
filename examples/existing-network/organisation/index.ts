import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as monitor from "@pulumi/azure-native/monitor";
import * as network from "@pulumi/azure-native/network";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { securityRulesFor } from "wso2-gateway-azure";

// What teams for networks, security and operations usually own. The gateway's program is handed their ids; here they come from a program, too, so that the
// example can be tried. Its outputs are the settings of the gateway's stack.
const config = new pulumi.Config();
const { subscriptionId, tenantId } = authorization.getClientConfigOutput();

const ranges = { loadBalancer: "10.40.1.0/24", nodes: "10.40.2.0/24", privateEndpoints: "10.40.3.0/27" };
const FIREWALL_ADDRESS = "10.40.0.4";
const KEY_VAULT_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

const hub = new resources.ResourceGroup("hub", { resourceGroupName: "rg-hub" });
const apis = new resources.ResourceGroup("apis", { resourceGroupName: "rg-apis" });
const resourceGroupName = hub.name;

// The network. Its security groups let through what the gateway needs, which the package tells as data.
const needed = securityRulesFor({ addressSpace: "10.40.0.0/16", subnetRanges: ranges });
const groupOf = (name: string, securityRules: network.NetworkSecurityGroupArgs["securityRules"]) =>
    new network.NetworkSecurityGroup(name, { resourceGroupName, networkSecurityGroupName: `nsg-${name}`, securityRules });
const groups = {
    loadBalancer: groupOf("gateway-front", needed.loadBalancer),
    nodes: groupOf("gateway-nodes", needed.nodes),
    privateEndpoints: groupOf("endpoints", needed.privateEndpoints),
};
const routes = new network.RouteTable("firewall", {
    resourceGroupName,
    routeTableName: "rt-firewall",
    routes: [{ name: "default", addressPrefix: "0.0.0.0/0", nextHopType: network.RouteNextHopType.VirtualAppliance, nextHopIpAddress: FIREWALL_ADDRESS }],
});
const hubNetwork = new network.VirtualNetwork("hub", {
    resourceGroupName,
    virtualNetworkName: "vnet-hub",
    addressSpace: { addressPrefixes: ["10.40.0.0/16"] },
    subnets: [
        { name: "gateway-front", addressPrefix: ranges.loadBalancer, networkSecurityGroup: { id: groups.loadBalancer.id }, defaultOutboundAccess: false },
        {
            name: "gateway-nodes",
            addressPrefix: ranges.nodes,
            networkSecurityGroup: { id: groups.nodes.id },
            routeTable: { id: routes.id },
            defaultOutboundAccess: false,
        },
        {
            name: "endpoints",
            addressPrefix: ranges.privateEndpoints,
            networkSecurityGroup: { id: groups.privateEndpoints.id },
            privateEndpointNetworkPolicies: network.VirtualNetworkPrivateEndpointNetworkPolicies.NetworkSecurityGroupEnabled,
            defaultOutboundAccess: false,
        },
    ],
});
const subnetId = (name: string) => pulumi.interpolate`${hubNetwork.id}/subnets/${name}`;

const zoneOf = (name: string, privateZoneName: string): pulumi.Output<string> => {
    const zone = new privatedns.PrivateZone(name, { resourceGroupName, privateZoneName, location: "global" });
    const link = new privatedns.VirtualNetworkLink(name, {
        resourceGroupName,
        privateZoneName: zone.name,
        virtualNetworkLinkName: "hub",
        location: "global",
        registrationEnabled: false,
        virtualNetwork: { id: hubNetwork.id },
    });
    return pulumi.all([zone.id, link.id]).apply(([id]) => id);
};
const zones = { file: zoneOf("file", "privatelink.file.core.windows.net"), vault: zoneOf("vault", "privatelink.vaultcore.azure.net") };

// The share, which the gateway reaches by an endpoint of its own.
const account = new storage.StorageAccount("shares", {
    resourceGroupName,
    accountName: "storganisationshares",
    kind: storage.Kind.FileStorage,
    sku: { name: "Premium_ZRS" },
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: storage.MinimumTlsVersion.TLS1_2,
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    publicNetworkAccess: storage.PublicNetworkAccess.Disabled,
});
const share = new storage.FileShare("apis", {
    resourceGroupName,
    accountName: account.name,
    shareName: "apis",
    enabledProtocols: storage.EnabledProtocols.NFS,
    shareQuota: 100,
});

// Identities, the vault, and the front certificate that a team for certificates renews in it.
const identityOf = (name: string) => new managedidentity.UserAssignedIdentity(name, { resourceGroupName, resourceName: `id-${name}` });
const identities = { loadBalancer: identityOf("gateway-front"), nodes: identityOf("gateway-nodes") };
const vault = new keyvault.Vault("organisation", {
    resourceGroupName,
    vaultName: "kv-organisation",
    properties: {
        tenantId,
        sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: keyvault.NetworkRuleAction.Deny, bypass: keyvault.NetworkRuleBypassOptions.AzureServices },
    },
});
const vaultEndpoint = new network.PrivateEndpoint("vault", {
    resourceGroupName,
    privateEndpointName: "pep-vault",
    subnet: { id: subnetId("endpoints") },
    privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: vault.id, groupIds: ["vault"] }],
});
new network.PrivateDnsZoneGroup("vault", {
    resourceGroupName,
    privateEndpointName: vaultEndpoint.name,
    privateDnsZoneGroupName: "default",
    privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zones.vault }],
});
const frontCertificate = new keyvault.Secret(
    "front-certificate",
    {
        resourceGroupName,
        vaultName: vault.name,
        secretName: "gateway-front-certificate",
        properties: { value: config.requireSecret("frontCertificatePfx"), contentType: "application/x-pkcs12" },
    },
    { deletedWith: vault, retainOnDelete: true },
);
const certificateReader = new authorization.RoleAssignment("front-certificate", {
    roleAssignmentName: "6f6a3d57-6d7a-4c1c-9a0e-3a4d3f1f6b11",
    scope: frontCertificate.id,
    principalId: identities.loadBalancer.principalId,
    principalType: authorization.PrincipalType.ServicePrincipal,
    roleDefinitionId: pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${KEY_VAULT_SECRETS_USER}`,
});

// Operations.
const workspace = new operationalinsights.Workspace("organisation", {
    resourceGroupName,
    workspaceName: "log-organisation",
    sku: { name: operationalinsights.WorkspaceSkuNameEnum.PerGB2018 },
    retentionInDays: 90,
});
const onCall = new monitor.ActionGroup("on-call", {
    resourceGroupName,
    actionGroupName: "ag-on-call",
    location: "global",
    groupShortName: "on-call",
    enabled: true,
    emailReceivers: [{ name: "on-call", emailAddress: "on-call@example.com", useCommonAlertSchema: true }],
});
const address = new network.PublicIPAddress("gateway", {
    resourceGroupName,
    publicIpAddressName: "pip-gateway",
    sku: { name: network.PublicIPAddressSkuName.Standard },
    publicIPAllocationMethod: network.IPAllocationMethod.Static,
    zones: ["1", "2", "3"],
});

const identity = ({ id, principalId, clientId }: managedidentity.UserAssignedIdentity) => ({ id, principalId, clientId });
export const settings = {
    resourceGroupName: apis.name,
    virtualNetworkId: hubNetwork.id,
    loadBalancerSubnet: { id: subnetId("gateway-front"), addressRange: ranges.loadBalancer },
    nodeSubnet: { id: subnetId("gateway-nodes"), addressRange: ranges.nodes },
    privateEndpointSubnet: { id: subnetId("endpoints"), addressRange: ranges.privateEndpoints },
    fileShareZoneId: zones.file,
    accountId: account.id,
    shareName: share.name,
    vaultId: vault.id,
    nodeIdentity: identity(identities.nodes),
    loadBalancerIdentity: identity(identities.loadBalancer),
    // Known when the certificate may be read.
    frontSecretId: pulumi.all([frontCertificate.properties.secretUri, certificateReader.id]).apply(([uri]) => uri),
    workspaceId: workspace.id,
    actionGroupId: onCall.id,
    publicIpAddressId: address.id,
};
