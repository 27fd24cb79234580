import type { Environment } from "../bodies";
import { ACCOUNT, inGroup, location, subnet, VAULT, VNET } from "../ids";

const securityGroup = (name: string): { id: string } => ({ id: inGroup(`Microsoft.Network/networkSecurityGroups/${name}`) });

function securityRule(name: string, priority: number, direction: string, access: string, source: string, destination: string, port: string): object {
    return {
        name,
        properties: {
            priority,
            direction,
            access,
            protocol: source === "AzureLoadBalancer" || access === "Deny" ? "*" : "Tcp",
            sourceAddressPrefix: source,
            sourcePortRange: "*",
            destinationAddressPrefix: destination,
            destinationPortRange: port,
        },
    };
}

export function networking(): Environment {
    return {
        network: {
            id: VNET,
            type: "Microsoft.Network/virtualNetworks",
            name: "vnet",
            location,
            properties: {
                addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
                subnets: [
                    {
                        name: "gateway",
                        properties: { addressPrefix: "10.1.0.0/24", networkSecurityGroup: securityGroup("nsg-gateway"), defaultOutboundAccess: false },
                    },
                    {
                        name: "nodes",
                        properties: {
                            addressPrefix: "10.1.1.0/24",
                            networkSecurityGroup: securityGroup("nsg-nodes"),
                            natGateway: { id: inGroup("Microsoft.Network/natGateways/ng") },
                            defaultOutboundAccess: false,
                        },
                    },
                    {
                        name: "endpoints",
                        properties: {
                            addressPrefix: "10.1.2.0/27",
                            networkSecurityGroup: securityGroup("nsg-endpoints"),
                            privateEndpointNetworkPolicies: "NetworkSecurityGroupEnabled",
                            defaultOutboundAccess: false,
                        },
                    },
                ],
            },
        },
        gatewayGroup: {
            id: securityGroup("nsg-gateway").id,
            type: "Microsoft.Network/networkSecurityGroups",
            name: "nsg-gateway",
            location,
            properties: {
                securityRules: [
                    securityRule("manager", 100, "Inbound", "Allow", "GatewayManager", "*", "65200-65535"),
                    securityRule("balancer", 110, "Inbound", "Allow", "AzureLoadBalancer", "*", "*"),
                    securityRule("clients", 120, "Inbound", "Allow", "Internet", "10.1.0.0/24", "443"),
                    securityRule("rest", 4096, "Inbound", "Deny", "*", "*", "*"),
                ],
            },
        },
        nodeGroup: {
            id: securityGroup("nsg-nodes").id,
            type: "Microsoft.Network/networkSecurityGroups",
            name: "nsg-nodes",
            location,
            properties: {
                securityRules: [
                    securityRule("gateway", 100, "Inbound", "Allow", "10.1.0.0/24", "*", "8243"),
                    securityRule("rest", 4096, "Inbound", "Deny", "*", "*", "*"),
                ],
            },
        },
        endpointGroup: {
            id: securityGroup("nsg-endpoints").id,
            type: "Microsoft.Network/networkSecurityGroups",
            name: "nsg-endpoints",
            location,
            properties: {
                securityRules: [
                    securityRule("share", 100, "Inbound", "Allow", "10.1.1.0/24", "*", "2049"),
                    securityRule("rest", 4096, "Inbound", "Deny", "*", "*", "*"),
                ],
            },
        },
        address: {
            id: inGroup("Microsoft.Network/publicIPAddresses/pip"),
            type: "Microsoft.Network/publicIPAddresses",
            name: "pip",
            location,
            sku: { name: "Standard" },
            zones: ["1", "2", "3"],
            properties: { publicIPAllocationMethod: "Static", idleTimeoutInMinutes: 4, dnsSettings: { domainNameLabel: "gateway-test" } },
        },
        natAddress: {
            id: inGroup("Microsoft.Network/publicIPAddresses/pip-nat"),
            type: "Microsoft.Network/publicIPAddresses",
            name: "pip-nat",
            location,
            sku: { name: "Standard" },
            zones: ["1"],
            properties: { publicIPAllocationMethod: "Static" },
        },
        nat: {
            id: inGroup("Microsoft.Network/natGateways/ng"),
            type: "Microsoft.Network/natGateways",
            name: "ng",
            location,
            sku: { name: "Standard" },
            zones: ["1"],
            properties: { idleTimeoutInMinutes: 10, publicIpAddresses: [{ id: inGroup("Microsoft.Network/publicIPAddresses/pip-nat") }] },
        },
        ...privateLink("file", "pe-file", ACCOUNT, "privatelink.file.core.windows.net"),
        ...privateLink("vault", "pe-vault", VAULT, "privatelink.vaultcore.azure.net"),
    };
}

function privateLink(service: string, name: string, target: string, zone: string): Environment {
    const endpoint = inGroup(`Microsoft.Network/privateEndpoints/${name}`);
    const zoneId = inGroup(`Microsoft.Network/privateDnsZones/${zone}`);
    return {
        [`${service}Endpoint`]: {
            id: endpoint,
            type: "Microsoft.Network/privateEndpoints",
            name,
            location,
            properties: {
                subnet: subnet("endpoints"),
                privateLinkServiceConnections: [{ name: service, properties: { privateLinkServiceId: target, groupIds: [service] } }],
            },
        },
        [`${service}ZoneGroup`]: {
            id: `${endpoint}/privateDnsZoneGroups/default`,
            type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
            name: `${name}/default`,
            properties: { privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zoneId } }] },
        },
        [`${service}Zone`]: { id: zoneId, type: "Microsoft.Network/privateDnsZones", name: zone, location: "global", properties: {} },
        [`${service}Link`]: {
            id: `${zoneId}/virtualNetworkLinks/vnet`,
            type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
            name: `${zone}/vnet`,
            location: "global",
            properties: { registrationEnabled: false, virtualNetwork: { id: VNET } },
        },
    };
}
