import * as pulumi from "@pulumi/pulumi";
import { ExistingIdentity, ExistingSubnet, GatewayDeployment } from "wso2-gateway-azure";

/** What the organisation has already, by id. `pulumi stack output settings` of the program in `organisation` prints the same. */
interface Organisation {
    resourceGroupName: string;
    virtualNetworkId: string;
    loadBalancerSubnet: ExistingSubnet;
    nodeSubnet: ExistingSubnet;
    privateEndpointSubnet: ExistingSubnet;
    fileShareZoneId: string;
    accountId: string;
    shareName: string;
    vaultId: string;
    nodeIdentity: ExistingIdentity;
    loadBalancerIdentity: ExistingIdentity;
    frontSecretId: string;
    workspaceId: string;
    actionGroupId: string;
    publicIpAddressId: string;
}

const config = new pulumi.Config();
const existing = config.requireObject<Organisation>("organisation");

// Nothing is made but the nodes, the load balancer, its firewall, the nodes' secrets with who may read them, and alerts.
const gateway = new GatewayDeployment("gateway", {
    release: "3.2.0",
    tier: "Production",
    hostName: config.require("hostName"),
    location: new pulumi.Config("azure-native").require("location"),
    resourceGroupName: existing.resourceGroupName,
    protect: config.getBoolean("protect"),
    network: {
        virtualNetworkId: existing.virtualNetworkId,
        loadBalancerSubnet: existing.loadBalancerSubnet,
        nodeSubnet: existing.nodeSubnet,
        privateEndpointSubnet: existing.privateEndpointSubnet,
        fileShareZoneId: existing.fileShareZoneId,
    },
    // An endpoint of ours leads to the share, with its name in the organisation's zone; to the vault the organisation has one already.
    sharedStorage: { existing: { accountId: existing.accountId, shareName: existing.shareName } },
    vault: {
        existing: { id: existing.vaultId, privateEndpoint: false, secretPrefix: "gateway" },
        nodeIdentity: existing.nodeIdentity,
        loadBalancerIdentity: existing.loadBalancerIdentity,
    },
    loadBalancer: { publicIpAddressId: existing.publicIpAddressId },
    monitoring: { workspaceId: existing.workspaceId, actionGroupId: existing.actionGroupId },
    scaleSet: { sshPublicKey: config.require("sshPublicKey"), maxInstances: config.getNumber("maxInstances") },
    controlPlane: { serviceUrl: config.require("serviceUrl"), trafficManagers: config.requireObject<string[]>("trafficManagers") },
    certificates: {
        frontSecretId: existing.frontSecretId,
        nodeKeyStore: config.requireSecret("nodeKeyStore"),
        nodeKeyStorePassword: config.requireSecret("nodeKeyStorePassword"),
        backendTrustedRoots: config.requireObject<string[]>("backendTrustedRoots"),
    },
    credentials: { adminPassword: config.requireSecret("adminPassword") },
});

export const url = gateway.url;
export const publicIpAddress = gateway.publicIpAddress;
export const dnsRecords = gateway.dnsRecords;
