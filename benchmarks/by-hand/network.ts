import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";

import { common, resourceGroup, tags } from "./settings";

const loadBalancerRange = "10.20.0.0/24";
const nodeRange = "10.20.1.0/24";
const privateEndpointRange = "10.20.2.0/27";

const inbound = { direction: "Inbound", access: "Allow", protocol: "Tcp", sourcePortRange: "*", destinationAddressPrefix: "*" };

const denyTheRest = {
    name: "deny-the-rest",
    priority: 4096,
    direction: "Inbound",
    access: "Deny",
    protocol: "*",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "*",
    description: "Whoever is not named above",
};

const denyLateralLogins = {
    name: "deny-lateral-logins",
    priority: 200,
    direction: "Outbound",
    access: "Deny",
    protocol: "Tcp",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "VirtualNetwork",
    destinationPortRanges: ["22", "3389"],
    description: "No SSH or RDP from here to other machines of the network",
};

const loadBalancerSecurityGroup = new network.NetworkSecurityGroup("gateway-network-load-balancer", {
    ...common,
    networkSecurityGroupName: "nsg-gateway-prod-load-balancer",
    securityRules: [
        {
            ...inbound,
            name: "allow-gateway-manager",
            priority: 100,
            sourceAddressPrefix: "GatewayManager",
            destinationPortRange: "65200-65535",
            description: "Azure's control of the Application Gateway (AGN-05)",
        },
        {
            ...inbound,
            name: "allow-azure-load-balancer",
            priority: 110,
            protocol: "*",
            sourceAddressPrefix: "AzureLoadBalancer",
            destinationPortRange: "*",
            description: "Azure's probes of the Application Gateway's instances",
        },
        {
            ...inbound,
            name: "allow-clients",
            priority: 120,
            sourceAddressPrefix: "Internet",
            destinationPortRange: "443",
            description: "Clients of the APIs",
        },
        denyTheRest,
    ],
});

const nodeSecurityGroup = new network.NetworkSecurityGroup("gateway-network-nodes", {
    ...common,
    networkSecurityGroupName: "nsg-gateway-prod-nodes",
    securityRules: [
        {
            ...inbound,
            name: "allow-load-balancer",
            priority: 100,
            sourceAddressPrefix: loadBalancerRange,
            destinationPortRanges: ["8243", "9500"],
            description: "The load balancer: requests and readiness probes",
        },
        denyTheRest,
        denyLateralLogins,
    ],
});

const privateEndpointSecurityGroup = new network.NetworkSecurityGroup("gateway-network-private-endpoints", {
    ...common,
    networkSecurityGroupName: "nsg-gateway-prod-private-endpoints",
    securityRules: [
        {
            ...inbound,
            name: "allow-share",
            priority: 100,
            sourceAddressPrefix: nodeRange,
            destinationPortRange: "2049",
            description: "Nodes mount the share (ST-10)",
        },
        {
            ...inbound,
            name: "allow-vault",
            priority: 110,
            sourceAddressPrefixes: [nodeRange, loadBalancerRange],
            destinationPortRange: "443",
            description: "Nodes and load balancer read their secrets",
        },
        denyTheRest,
        denyLateralLogins,
    ],
});

const natAddress = new network.PublicIPAddress("gateway-network-nat", {
    ...common,
    publicIpAddressName: "pip-gateway-prod-nat",
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
});

const natGateway = new network.NatGateway("gateway-network-nat", {
    ...common,
    natGatewayName: "ng-gateway-prod",
    sku: { name: "Standard" },
    publicIpAddresses: [{ id: natAddress.id }],
});

export const virtualNetwork = new network.VirtualNetwork("gateway-network", {
    ...common,
    virtualNetworkName: "vnet-gateway-prod",
    addressSpace: { addressPrefixes: ["10.20.0.0/16"] },
    subnets: [
        {
            name: "snet-load-balancer",
            addressPrefix: loadBalancerRange,
            networkSecurityGroup: { id: loadBalancerSecurityGroup.id },
            defaultOutboundAccess: false,
        },
        {
            name: "snet-nodes",
            addressPrefix: nodeRange,
            networkSecurityGroup: { id: nodeSecurityGroup.id },
            natGateway: { id: natGateway.id },
            defaultOutboundAccess: false,
        },
        {
            name: "snet-private-endpoints",
            addressPrefix: privateEndpointRange,
            networkSecurityGroup: { id: privateEndpointSecurityGroup.id },
            privateEndpointNetworkPolicies: "NetworkSecurityGroupEnabled",
            defaultOutboundAccess: false,
        },
    ],
});

/** A private DNS zone that the virtual network resolves names in. */
function privateZone(service: string, privateZoneName: string): { zone: privatedns.PrivateZone; link: privatedns.VirtualNetworkLink } {
    const inZone = { resourceGroupName: resourceGroup.name, tags, location: "global" };
    const zone = new privatedns.PrivateZone(`gateway-network-${service}`, { ...inZone, privateZoneName });
    const link = new privatedns.VirtualNetworkLink(`gateway-network-${service}`, {
        ...inZone,
        privateZoneName: zone.name,
        virtualNetworkLinkName: "gateway-prod",
        registrationEnabled: false,
        virtualNetwork: { id: virtualNetwork.id },
    });
    return { zone, link };
}

export const fileZone = privateZone("file", "privatelink.file.core.windows.net");
export const vaultZone = privateZone("vault", "privatelink.vaultcore.azure.net");
