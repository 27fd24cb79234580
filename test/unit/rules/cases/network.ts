import { inGroup, subnet, SUBSCRIPTION, VNET } from "../support/ids";
import { many } from "../support/changes";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const N = "network.properties";
const space = `${N}.addressSpace.addressPrefixes`;
const first = `${N}.subnets[0].properties`;
const rule = "nodeGroup.properties.securityRules[0].properties";
const separate = (name: string, addressPrefix: string): Record<string, unknown> => ({
    [name]: {
        id: `${VNET}/subnets/${name}`,
        type: "Microsoft.Network/virtualNetworks/subnets",
        name: `vnet/${name}`,
        properties: { addressPrefix, defaultOutboundAccess: false },
    },
});
const noInline = { [`${N}.subnets`]: undefined };
const peered = (prefix: string): Record<string, unknown> => ({
    hub: {
        id: inGroup("Microsoft.Network/virtualNetworks/hub"),
        type: "Microsoft.Network/virtualNetworks",
        name: "hub",
        properties: { addressSpace: { addressPrefixes: [prefix] } },
    },
    [`${N}.virtualNetworkPeerings`]: [{ name: "hub", properties: { remoteVirtualNetwork: { id: inGroup("Microsoft.Network/virtualNetworks/hub") } } }],
});
const secondAddress = (changes: object): Record<string, unknown> => ({
    second: {
        id: inGroup("Microsoft.Network/publicIPAddresses/pip2"),
        type: "Microsoft.Network/publicIPAddresses",
        location: "West Europe",
        properties: { dnsSettings: { domainNameLabel: "gateway-test" } },
        ...changes,
    },
});

const networks = [
    allows("NET-01", "a second range", { [`${space}[+]`]: "10.2.0.0/16" }),
    allows("NET-01", "an IPv6 range", { [`${space}[+]`]: "fd00:1::/48" }),
    allows("NET-01", "a peer beside it", peered("10.2.0.0/16")),
    ...["10.1.0.5/16", "10.1.0.0", "10.1.0.0/33", "everything"].map((prefix) => refuses("NET-01", prefix, { [space]: [prefix] }, `${space}[0]`)),
    refuses("NET-01", "no range", { [space]: [] }, space),
    refuses("NET-01", "ranges that overlap", { [`${space}[+]`]: "10.1.128.0/17" }, `${space}[1]`),
    refuses("NET-01", "a peer that overlaps", peered("10.1.128.0/17"), `${N}.virtualNetworkPeerings[0].properties.remoteVirtualNetwork.id`, {
        azureError: "VnetAddressSpacesOverlap",
    }),

    allows("NET-02", "a subnet of its own beside the others", separate("more", "10.1.3.0/24")),
    allows("NET-02", "a network that is not known", { network: undefined, ...separate("more", "172.16.0.0/24") }),
    refuses("NET-02", "a subnet outside", { [`${first}.addressPrefix`]: "10.2.0.0/24" }, `${first}.addressPrefix`, {
        azureError: "NetcfgSubnetRangeOutsideVnet",
    }),
    refuses("NET-02", "a subnet of its own outside", separate("more", "10.2.0.0/24"), "more.properties.addressPrefix", {
        azureError: "NetcfgSubnetRangeOutsideVnet",
    }),
    refuses("NET-02", "a subnet that is no block", { [`${first}.addressPrefix`]: "10.1.0.1/24" }, `${first}.addressPrefix`),
    refuses("NET-02", "one of several ranges outside", { [first]: { addressPrefixes: ["10.1.0.0/24", "10.2.0.0/24"] } }, `${first}.addressPrefixes[1]`, {
        azureError: "NetcfgSubnetRangeOutsideVnet",
    }),
    refuses("NET-02", "subnets that overlap", { [`${N}.subnets[1].properties.addressPrefix`]: "10.1.0.128/25" }, `${N}.subnets[1].properties.addressPrefix`, {
        azureError: "NetcfgSubnetRangesOverlap",
    }),
    refuses(
        "NET-02",
        "subnets of their own that overlap",
        { ...noInline, ...separate("a", "10.1.0.0/24"), ...separate("b", "10.1.0.128/25") },
        "b.properties.addressPrefix",
        {
            azureError: "NetcfgSubnetRangesOverlap",
        },
    ),
    allows("NET-03", "a /29 and a /64", {
        [`${space}[+]`]: "fd00:1::/48",
        [first]: { addressPrefixes: ["10.1.0.0/29", "fd00:1::/64"], defaultOutboundAccess: false },
    }),
    ...["ab", "a".repeat(64)].map((name) => allows("NET-03", `a name of ${name.length}`, { "network.name": name })),
    ...["a", "a".repeat(80)].map((name) => allows("NET-03", `a subnet's name of ${name.length}`, { [`${N}.subnets[0].name`]: name })),
    refuses("NET-03", "a /30", { [`${first}.addressPrefix`]: "10.1.0.0/30" }, `${first}.addressPrefix`),
    refuses("NET-03", "an IPv6 /65", { [`${space}[+]`]: "fd00:1::/48", [first]: { addressPrefixes: ["fd00:1::/65"] } }, `${first}.addressPrefixes[0]`),
    ...["a", "a".repeat(65)].map((name) => refuses("NET-03", `a name of ${name.length}`, { "network.name": name }, "network.name")),
    refuses("NET-03", "a subnet's name of 81", { [`${N}.subnets[0].name`]: "a".repeat(81) }, `${N}.subnets[0].name`),
    refuses("NET-03", "3001 subnets", { [`${N}.subnets`]: many(3_001, (index) => ({ name: `s${index}` })) }, `${N}.subnets`),
    allows("NET-04", "subnets of their own alone", { ...noInline, ...separate("a", "10.1.0.0/24") }),
    refuses("NET-04", "both ways", separate("more", "10.1.3.0/24"), `${N}.subnets`),
    allows("NET-05", "a subnet of its own that says so", separate("more", "10.1.3.0/24")),
    ...[true, undefined].map((value) => refuses("NET-05", `${value}`, { [`${first}.defaultOutboundAccess`]: value }, `${first}.defaultOutboundAccess`)),
];

const side = (name: "source" | "destination"): RuleCase[] => [
    refuses("NET-06", `no ${name} prefix`, { [`${rule}.${name}AddressPrefix`]: undefined }, `${rule}.${name}AddressPrefix`),
    refuses("NET-06", `${name} prefix and prefixes`, { [`${rule}.${name}AddressPrefixes`]: ["10.0.0.0/8"] }, `${rule}.${name}AddressPrefix`),
    refuses("NET-06", `${name} prefix and security group`, { [`${rule}.${name}ApplicationSecurityGroups`]: [{ id: "" }] }, `${rule}.${name}AddressPrefix`),
    refuses("NET-06", `no ${name} port`, { [`${rule}.${name}PortRange`]: undefined }, `${rule}.${name}PortRange`),
    ...["https", "443,80", "200-100", "65536"].map((ports) =>
        refuses("NET-06", `${name} port ${ports}`, { [`${rule}.${name}PortRange`]: ports }, `${rule}.${name}PortRange`),
    ),
    allows("NET-06", `${name} security group alone`, {
        [`${rule}.${name}AddressPrefix`]: undefined,
        [`${rule}.${name}ApplicationSecurityGroups`]: [{ id: "" }],
    }),
];
const wellFormed = (priority: number): object => ({
    name: `r${priority}`,
    properties: {
        ...{ priority, protocol: "Tcp", direction: "Inbound", access: "Allow" },
        ...{ sourceAddressPrefix: "*", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "443" },
    },
});
const groups = [
    allows("NET-06", "one priority in two directions", {
        "nodeGroup.properties.securityRules[1].properties.direction": "Outbound",
        "nodeGroup.properties.securityRules[1].properties.priority": 100,
    }),
    refuses(
        "NET-06",
        "one priority twice",
        { "nodeGroup.properties.securityRules[1].properties.priority": 100 },
        "nodeGroup.properties.securityRules[1].properties.priority",
        { azureError: "SecurityRuleConflict" },
    ),
    ...Object.entries({ protocol: "Sctp", direction: "Sideways", access: "Perhaps" }).map(([key, value]) =>
        refuses("NET-06", `${key} ${value}`, { [`${rule}.${key}`]: value }, `${rule}.${key}`),
    ),
    ...side("source"),
    ...side("destination"),
    allows("NET-07", "priority 100", { [`${rule}.priority`]: 100 }),
    ...[99, 4_097, undefined].map((priority) => refuses("NET-07", `priority ${priority}`, { [`${rule}.priority`]: priority }, `${rule}.priority`)),
    refuses("NET-07", "a name of 81", { "nodeGroup.properties.securityRules[0].name": "a".repeat(81) }, "nodeGroup.properties.securityRules[0].name"),
    refuses(
        "NET-07",
        "1001 rules",
        { "nodeGroup.properties.securityRules": many(1_001, (index) => wellFormed(index + 100)) },
        "nodeGroup.properties.securityRules",
    ),
];

const otherZone = `${SUBSCRIPTION}/resourceGroups/other/providers/Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net`;
const connection = "fileEndpoint.properties.privateLinkServiceConnections";
const config = "fileZoneGroup.properties.privateDnsZoneConfigs";
const privateLink = [
    allows("NET-08", "a connection that is approved by hand", {
        [connection]: undefined,
        "fileEndpoint.properties.manualPrivateLinkServiceConnections": [{ name: "f", properties: { privateLinkServiceId: "/x", groupIds: ["anything"] } }],
    }),
    refuses("NET-08", "a network in another region", { "network.location": "northeurope" }, "fileEndpoint.properties.subnet.id"),
    refuses("NET-08", "no connection", { [connection]: [] }, connection),
    ...[[], ["file", "blob"]].map((groupIds) =>
        refuses("NET-08", `${groupIds.length} services`, { [`${connection}[0].properties.groupIds`]: groupIds }, `${connection}[0].properties.groupIds`),
    ),
    refuses("NET-08", "a service that the target has not", { [`${connection}[0].properties.groupIds`]: ["vault"] }, `${connection}[0].properties.groupIds`),
    allows("NET-09", "an endpoint that is not known", { fileEndpoint: undefined, [`${config}[0].properties.privateDnsZoneId`]: "/zones/other" }),
    refuses("NET-09", "another zone", { [`${config}[0].properties.privateDnsZoneId`]: "/zones/privatelink.blob.core.windows.net" }, config),
    refuses(
        "NET-09",
        "six zones",
        { [config]: many(6, (index) => ({ name: `z${index}`, properties: { privateDnsZoneId: "/zones/privatelink.file.core.windows.net" } })) },
        config,
    ),
    refuses(
        "NET-09",
        "two zone groups",
        {
            again: {
                id: inGroup("Microsoft.Network/privateEndpoints/pe-file/privateDnsZoneGroups/again"),
                type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                properties: { privateDnsZoneConfigs: [{ name: "z", properties: { privateDnsZoneId: "/zones/privatelink.file.core.windows.net" } }] },
            },
        },
        "again.name",
    ),
    allows("NET-10", "Global", { "fileZone.location": "Global" }),
    ...["fileZone", "fileLink"].map((name) => refuses("NET-10", `a region of ${name}`, { [`${name}.location`]: "westeurope" }, `${name}.location`)),
    refuses("NET-10", "no location", { "fileZone.location": undefined }, "fileZone.location"),
    allows("NET-11", "one zone for two networks", {
        again: {
            id: inGroup("Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net/virtualNetworkLinks/hub"),
            type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
            location: "global",
            properties: { virtualNetwork: { id: `${VNET}2` }, registrationEnabled: true },
        },
        otherNetwork: { id: `${VNET}2`, type: "Microsoft.Network/virtualNetworks", properties: {} },
        "fileLink.properties.registrationEnabled": true,
    }),
    refuses(
        "NET-11",
        "two zones of one name",
        {
            again: {
                id: `${otherZone}/virtualNetworkLinks/vnet`,
                type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
                location: "global",
                properties: { virtualNetwork: { id: VNET } },
            },
            otherZone: { id: otherZone, type: "Microsoft.Network/privateDnsZones", location: "global" },
        },
        "again.properties.virtualNetwork.id",
    ),
    refuses(
        "NET-11",
        "two zones in which machines register",
        { "fileLink.properties.registrationEnabled": true, "vaultLink.properties.registrationEnabled": true },
        "vaultLink.properties.registrationEnabled",
    ),
];

const addresses = [
    allows("NET-12", "an address without label", { "address.properties.dnsSettings": undefined, ...secondAddress({}) }),
    allows("NET-12", "the same label in another region", secondAddress({ location: "northeurope" })),
    refuses(
        "NET-12",
        "a dynamic standard address",
        { "address.properties.publicIPAllocationMethod": "Dynamic" },
        "address.properties.publicIPAllocationMethod",
    ),
    refuses("NET-12", "a fourth zone", { "address.zones": ["4"] }, "address.zones"),
    refuses("NET-12", "zones where there are none", { "address.location": "westus" }, "address.zones"),
    refuses("NET-12", "one label twice", secondAddress({}), "second.properties.dnsSettings.domainNameLabel", { azureError: "DnsRecordInUse" }),
    allows("NET-13", "30 and 120 minutes", { "address.properties.idleTimeoutInMinutes": 30, "nat.properties.idleTimeoutInMinutes": 120 }),
    ...[3, 31].map((minutes) =>
        refuses("NET-13", `${minutes} minutes`, { "address.properties.idleTimeoutInMinutes": minutes }, "address.properties.idleTimeoutInMinutes"),
    ),
    ...[3, 121].map((minutes) =>
        refuses("NET-13", `${minutes} minutes of a NAT gateway`, { "nat.properties.idleTimeoutInMinutes": minutes }, "nat.properties.idleTimeoutInMinutes"),
    ),
    allows("NET-14", "no zone", { "nat.zones": undefined }),
    allows("NET-14", "version 2", { "nat.sku.name": "StandardV2", "nat.zones": undefined, "natAddress.sku.name": "StandardV2" }),
    refuses("NET-14", "two zones", { "nat.zones": ["1", "2"] }, "nat.zones"),
    refuses("NET-14", "a zone with version 2", { "nat.sku.name": "StandardV2", "natAddress.sku.name": "StandardV2" }, "nat.zones"),
    refuses("NET-14", "a standard address with version 2", { "nat.sku.name": "StandardV2", "nat.zones": undefined }, "nat.properties.publicIpAddresses[0].id"),
    refuses("NET-14", "an address of version 2", { "natAddress.sku.name": "StandardV2" }, "nat.properties.publicIpAddresses[0].id"),
    refuses(
        "NET-14",
        "17 addresses and prefixes",
        { "nat.properties.publicIpAddresses": many(9, () => ({ id: "" })), "nat.properties.publicIpPrefixes": many(8, () => ({ id: "" })) },
        "nat.properties.publicIpAddresses",
        warning,
    ),
    allows("NET-15", "a gateway subnet without NAT gateway", { [`${N}.subnets[0].name`]: "GatewaySubnet" }),
    refuses("NET-15", "a gateway subnet with NAT gateway", { [`${N}.subnets[1].name`]: "GatewaySubnet" }, `${N}.subnets[1].properties.natGateway`),
    refuses(
        "NET-15",
        "a gateway subnet of its own with NAT gateway",
        { GatewaySubnet: { ...subnet("GatewaySubnet"), type: "Microsoft.Network/virtualNetworks/subnets", properties: { natGateway: { id: "" } } } },
        "GatewaySubnet.properties.natGateway",
    ),
    ...["nodeGroup", "natAddress", "fileEndpoint", "nat"].flatMap((name) => [
        allows("NET-16", `80 characters of ${name}`, { [`${name}.name`]: "a".repeat(80) }),
        refuses("NET-16", `81 characters of ${name}`, { [`${name}.name`]: "a".repeat(81) }, `${name}.name`),
    ]),
];

export const networkCases: readonly RuleCase[] = [...networks, ...groups, ...privateLink, ...addresses];
