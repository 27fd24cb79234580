import { GATEWAY, inGroup, part, subnet, VNET } from "../support/ids";
import { Changes, many } from "../support/changes";
import { filled, inWestUs, listenerOf, P } from "../support/gatewayParts";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const SUBNET = `${P}.gatewayIPConfigurations[0].properties.subnet.id`;
const own = "network.properties.subnets[0].properties";
const SECRET = `${P}.sslCertificates[0].properties.keyVaultSecretId`;
const group = "gatewayGroup.properties.securityRules";
const delegation = { name: "d", properties: { serviceName: "Microsoft.Network/applicationGateways" } };
/** A gateway without a public frontend, and the delegation that it needs: network isolation. */
const isolated = {
    [`${P}.frontendIPConfigurations`]: [
        { name: "public", properties: { privateIPAddress: "10.1.0.10", privateIPAllocationMethod: "Static", subnet: subnet("gateway") } },
    ],
    [`${own}.delegations`]: [delegation],
};
const securityRule = (priority: number, direction: string, access: string, changes: object = {}): object => ({
    name: `r${priority}`,
    properties: {
        priority,
        direction,
        access,
        protocol: "*",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: "*",
        ...changes,
    },
});
const allowed = { protocol: "Tcp", access: "Allow" };
const privateLink = (name: string, configurations = 1): object => ({
    name,
    properties: { ipConfigurations: many(configurations, (index) => ({ name: `c${index}`, properties: { subnet: subnet("endpoints") } })) },
});

/** So many sites: three that the gateway has, and others. */
const sites = (count: number): Changes => {
    const listeners = filled("httpListeners", count)[`${P}.httpListeners`] as { name: string; properties?: object }[];
    return { [`${P}.httpListeners`]: listeners.map((one) => (one.properties === undefined ? listenerOf(one.name) : one)) };
};

const firewall = [
    allows("AG-28", "Standard_v2 without policy", { [`${P}.sku`]: { name: "Standard_v2", tier: "Standard_v2" }, [`${P}.firewallPolicy`]: undefined }),
    refuses("AG-28", "WAF_v2 without policy", { [`${P}.firewallPolicy`]: undefined }, `${P}.firewallPolicy`),
    refuses("AG-28", "Standard_v2 with policy", { [`${P}.sku`]: { name: "Standard_v2", tier: "Standard_v2" } }, `${P}.firewallPolicy`),
    refuses(
        "AG-28",
        "Standard_v2 with a listener's policy",
        {
            [`${P}.sku`]: { name: "Standard_v2", tier: "Standard_v2" },
            [`${P}.firewallPolicy`]: undefined,
            [`${P}.httpListeners[0].properties.firewallPolicy.id`]: inGroup("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf"),
        },
        `${P}.httpListeners[0].properties.firewallPolicy`,
    ),
    refuses(
        "AG-28",
        "an inline configuration",
        { [`${P}.webApplicationFirewallConfiguration`]: { enabled: true } },
        `${P}.webApplicationFirewallConfiguration`,
        { azureError: "ApplicationGatewayWafConfigurationDeprecated" },
    ),
    refuses(
        "AG-28",
        "an inline configuration without WAF_v2",
        { [`${P}.sku`]: { name: "Standard_v2", tier: "Standard_v2" }, [`${P}.webApplicationFirewallConfiguration`]: { enabled: true } },
        `${P}.webApplicationFirewallConfiguration`,
    ),
    refuses("AG-28", "a policy of another region", { "policy.location": "northeurope" }, `${P}.firewallPolicy`),
    refuses(
        "AG-28",
        "a policy of another subscription",
        { [`${P}.firewallPolicy.id`]: "/subscriptions/s/resourceGroups/r/providers/x/y/z" },
        `${P}.firewallPolicy`,
    ),
    allows("WAF-06", "a firewall that observes", { "policy.properties.policySettings.mode": "Detection" }),
    refuses("WAF-06", "a firewall that is off", { "policy.properties.policySettings.state": "Disabled" }, `${P}.firewallPolicy`),
    allows("WAF-07", "41 sites with OWASP 3.2", { ...sites(41) }),
    allows("WAF-07", "40 sites with OWASP 3.1", {
        "policy.properties.managedRules.managedRuleSets[0].ruleSetVersion": "3.1",
        ...sites(40),
    }),
    refuses(
        "WAF-07",
        "41 sites with OWASP 3.1",
        { "policy.properties.managedRules.managedRuleSets[0].ruleSetVersion": "3.1", ...sites(41) },
        `${P}.httpListeners`,
    ),
    allows("AG-32", "two configurations", {
        [`${P}.privateLinkConfigurations`]: [privateLink("a", 8), privateLink("b")],
        "network.properties.subnets[2].properties.privateLinkServiceNetworkPolicies": "Disabled",
    }),
    refuses(
        "AG-32",
        "three configurations",
        { [`${P}.privateLinkConfigurations`]: many(3, (index) => privateLink(`p${index}`)) },
        `${P}.privateLinkConfigurations`,
    ),
    refuses(
        "AG-32",
        "nine addresses",
        { [`${P}.privateLinkConfigurations`]: [privateLink("a", 9)] },
        `${P}.privateLinkConfigurations[0].properties.ipConfigurations`,
    ),
    refuses(
        "AG-32",
        "a subnet with policies",
        { [`${P}.privateLinkConfigurations`]: [privateLink("a")] },
        `${P}.privateLinkConfigurations[0].properties.ipConfigurations[0].properties.subnet.id`,
    ),
    refuses("AG-32", "network isolation", { ...isolated, [`${P}.privateLinkConfigurations`]: [privateLink("a")] }, `${P}.privateLinkConfigurations`, {
        azureError: "ApplicationGatewayNetworkIsolationNotSupportedWithFeature",
    }),
];

const surroundings = [
    allows("AGN-01", "a vault that lets the subnet in", { "vault.properties.networkAcls.virtualNetworkRules": [{ id: subnet("gateway").id }] }),
    refuses("AGN-01", "a private endpoint in the subnet", { "fileEndpoint.properties.subnet": subnet("gateway") }, SUBNET),
    refuses(
        "AGN-01",
        "machines in the subnet",
        {
            "scaleSet.properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].properties.ipConfigurations[0].properties.subnet":
                subnet("Gateway"),
        },
        SUBNET,
    ),
    allows("AGN-02", "58 instances and a private frontend in a /26", {
        [`${own}.addressPrefix`]: "10.1.0.0/26",
        [`${P}.autoscaleConfiguration.maxCapacity`]: 58,
    }),
    refuses(
        "AGN-02",
        "59 instances and a private frontend in a /26",
        { [`${own}.addressPrefix`]: "10.1.0.0/26", [`${P}.autoscaleConfiguration.maxCapacity`]: 59 },
        SUBNET,
    ),
    refuses("AGN-02", "no maximum in a /27", { [`${own}.addressPrefix`]: "10.1.0.0/28", [`${P}.autoscaleConfiguration.maxCapacity`]: undefined }, SUBNET),
    refuses(
        "AGN-02",
        "a fixed number in a /28",
        { [`${own}.addressPrefix`]: "10.1.0.0/28", [`${P}.autoscaleConfiguration`]: undefined, [`${P}.sku.capacity`]: 11 },
        SUBNET,
    ),
    refuses(
        "AGN-02",
        "two gateways in one /26",
        {
            [`${own}.addressPrefix`]: "10.1.0.0/26",
            [`${P}.autoscaleConfiguration.maxCapacity`]: 40,
            second: {
                id: `${GATEWAY}2`,
                type: "Microsoft.Network/applicationGateways",
                properties: { sku: { capacity: 40 }, gatewayIPConfigurations: [{ name: "g", properties: { subnet: subnet("gateway") } }] },
            },
        },
        SUBNET,
    ),
    allows("AGN-03", "the gateways' own delegation", { [`${own}.delegations`]: [delegation] }),
    refuses("AGN-03", "a foreign delegation", { [`${own}.delegations`]: [{ name: "d", properties: { serviceName: "Microsoft.Web/serverFarms" } }] }, SUBNET),
    refuses("AGN-03", "network isolation without delegation", { ...isolated, [`${own}.delegations`]: [] }, SUBNET),
    allows("AGN-03", "network isolation with delegation", isolated),
    allows("AGN-04", "an empty list", { [`${own}.serviceEndpointPolicies`]: [] }),
    refuses("AGN-04", "a policy", { [`${own}.serviceEndpointPolicies`]: [{ id: inGroup("Microsoft.Network/serviceEndpointPolicies/p") }] }, SUBNET),
    allows("AGN-08", "a label of 63 characters", { "address.properties.dnsSettings.domainNameLabel": "a".repeat(63) }),
    ...["a".repeat(64), "ab", "Gateway", "1gateway", "gateway-"].map((label) =>
        refuses("AGN-08", `label ${label}`, { "address.properties.dnsSettings.domainNameLabel": label }, "address.properties.dnsSettings.domainNameLabel"),
    ),
    allows("AGN-08", "no zones where there are none", {
        ...inWestUs,
        "address.zones": undefined,
        "gateway.zones": undefined,
    }),
    ...Object.entries({
        "a Basic address": { "address.sku": { name: "Basic" } },
        "an address of version 2": { "address.sku.name": "StandardV2" },
        "a dynamic address": { "address.properties.publicIPAllocationMethod": "Dynamic" },
        "an address of another region": { "address.location": "northeurope" },
        "an address in fewer zones": { "address.zones": ["1"] },
    }).map(([what, changes]) => refuses("AGN-08", what, changes, `${P}.frontendIPConfigurations[0].properties.publicIPAddress.id`)),
    allows("AGN-12", "network isolation", { ...isolated, [`${own}.natGateway`]: { id: inGroup("Microsoft.Network/natGateways/ng") } }),
    refuses("AGN-12", "a NAT gateway", { [`${own}.natGateway`]: { id: inGroup("Microsoft.Network/natGateways/ng") } }, SUBNET),
];

const traffic = [
    allows("AGN-05", "no security group", { [`${own}.networkSecurityGroup`]: undefined }),
    allows("AGN-05", "a group that is not known", { gatewayGroup: undefined }),
    allows("AGN-05", "rules for control plane and clients alone", {
        [group]: [
            securityRule(100, "Inbound", "Allow", { protocol: "Tcp", sourceAddressPrefix: "GatewayManager", destinationPortRange: "65200-65535" }),
            securityRule(110, "Inbound", "Allow", { protocol: "Tcp", sourceAddressPrefix: "203.0.113.0/24", destinationPortRange: "443" }),
        ],
    }),
    allows("AGN-05", "two rules that let the control plane in together", {
        [`${group}[0]`]: securityRule(100, "Inbound", "Allow", { ...allowed, destinationPortRange: "65200-65300", sourceAddressPrefix: "GatewayManager" }),
        [`${group}[+]`]: securityRule(101, "Inbound", "Allow", {
            ...allowed,
            destinationPortRange: undefined,
            destinationPortRanges: ["65301-65400", "65401-65535"],
            sourceAddressPrefix: "*",
        }),
    }),
    allows("AGN-05", "a deny that comes later", { [`${group}[+]`]: securityRule(130, "Inbound", "Deny", { destinationPortRange: "65200-65535" }) }),
    allows("AGN-05", "a deny for another range", { [`${group}[+]`]: securityRule(90, "Inbound", "Deny", { destinationAddressPrefix: "10.1.9.0/24" }) }),
    allows("AGN-05", "a deny of UDP", { [`${group}[+]`]: securityRule(90, "Inbound", "Deny", { protocol: "Udp" }) }),
    allows("AGN-05", "network isolation without the control plane", {
        ...isolated,
        [`${group}[0].properties.access`]: "Deny",
        [`${group}[2].properties.sourceAddressPrefix`]: "VirtualNetwork",
    }),
    refuses("AGN-05", "no rule for the control plane", { [`${group}[0].properties.sourceAddressPrefix`]: "10.0.0.0/8" }, SUBNET),
    refuses("AGN-05", "a part of the control plane's ports", { [`${group}[0].properties.destinationPortRange`]: "65200-65534" }, SUBNET),
    refuses("AGN-05", "the control plane by UDP", { [`${group}[0].properties.protocol`]: "Udp" }, SUBNET),
    refuses("AGN-05", "the control plane to another range", { [`${group}[0].properties.destinationAddressPrefix`]: "10.1.1.0/24" }, SUBNET),
    refuses("AGN-05", "a deny that comes first", { [`${group}[+]`]: securityRule(90, "Inbound", "Deny", { sourceAddressPrefix: "Internet" }) }, SUBNET),
    refuses("AGN-05", "no rule for Azure's load balancer", { [`${group}[1].properties.sourceAddressPrefix`]: "10.0.0.0/8" }, SUBNET),
    refuses("AGN-05", "no rule for clients", { [`${group}[2].properties.destinationPortRange`]: "80" }, `${P}.frontendPorts[0].properties.port`, warning),
    refuses(
        "AGN-05",
        "a deny of all clients first",
        { [`${group}[+]`]: securityRule(115, "Inbound", "Deny") },
        `${P}.frontendPorts[0].properties.port`,
        warning,
    ),
    allows("AGN-05", "a deny of some clients first", { [`${group}[+]`]: securityRule(115, "Inbound", "Deny", { sourceAddressPrefix: "203.0.113.0/24" }) }),
    refuses(
        "AGN-05",
        "a private listener that nobody reaches",
        {
            [`${P}.httpListeners[0].properties.frontendIPConfiguration`]: part("frontendIPConfigurations", "private"),
            [`${P}.httpListeners[0].properties.frontendPort`]: part("frontendPorts", "management"),
        },
        `${P}.frontendPorts[1].properties.port`,
        warning,
    ),
    allows("AGN-06", "a deny to the network", { [`${group}[+]`]: securityRule(100, "Outbound", "Deny", { destinationAddressPrefix: "VirtualNetwork" }) }),
    allows("AGN-06", "network isolation", { ...isolated, [`${group}[+]`]: securityRule(100, "Outbound", "Deny") }),
    allows("AGN-06", "an allow that comes first", {
        [`${group}[4]`]: securityRule(100, "Outbound", "Allow", { destinationAddressPrefix: "Internet" }),
        [`${group}[5]`]: securityRule(200, "Outbound", "Deny"),
    }),
    refuses("AGN-06", "a deny of HTTPS", { [`${group}[+]`]: securityRule(100, "Outbound", "Deny", { destinationPortRange: "443" }) }, SUBNET),
    refuses("AGN-06", "a deny of everything", { [`${group}[+]`]: securityRule(100, "Outbound", "Deny") }, SUBNET),
    refuses("AGN-06", "a deny of one port", { [`${group}[+]`]: securityRule(100, "Outbound", "Deny", { destinationPortRange: "25" }) }, SUBNET, warning),
    ...(["known", "inline"] as const).map((where) => {
        const table = (nextHopType: string): object => ({ routes: [{ name: "default", properties: { addressPrefix: "0.0.0.0/0", nextHopType } }] });
        const id = inGroup("Microsoft.Network/routeTables/rt");
        const changes = (nextHopType: string): Record<string, unknown> =>
            where === "known"
                ? { [`${own}.routeTable.id`]: id, routes: { id, type: "Microsoft.Network/routeTables", properties: table(nextHopType) } }
                : { [`${own}.routeTable`]: { properties: table(nextHopType) } };
        return [
            refuses("AGN-07", `a route to a firewall, in a table that is ${where}`, changes("VirtualAppliance"), SUBNET),
            allows("AGN-07", `a route to the Internet, in a table that is ${where}`, changes("Internet")),
            allows("AGN-07", `a route to a firewall with network isolation, in a table that is ${where}`, { ...isolated, ...changes("VirtualAppliance") }),
        ];
    }),
].flat();

const openToSubnet = {
    "vault.properties.publicNetworkAccess": "Enabled",
    "vault.properties.networkAcls": { defaultAction: "Deny", bypass: "None", virtualNetworkRules: [{ id: subnet("gateway").id }] },
    vaultEndpoint: undefined,
};
const vault = [
    allows("AGN-09", "an open vault without private endpoint", {
        "vault.properties.publicNetworkAccess": "Enabled",
        "vault.properties.networkAcls": undefined,
        vaultZoneGroup: undefined,
    }),
    allows("AGN-09", "a zone that is not known", { vaultZone: undefined, vaultLink: undefined }),
    refuses("AGN-09", "no zone group", { vaultZoneGroup: undefined }, SECRET),
    refuses(
        "AGN-09",
        "another zone",
        {
            "vaultZoneGroup.properties.privateDnsZoneConfigs[0].properties.privateDnsZoneId": inGroup(
                "Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net",
            ),
        },
        SECRET,
    ),
    refuses("AGN-09", "a zone that is not linked", { vaultLink: undefined }, SECRET),
    refuses("AGN-09", "a zone that is linked to another network", { "vaultLink.properties.virtualNetwork.id": `${VNET}2` }, SECRET),
    refuses("AGN-09", "a zone that hides all vaults", { "vaultZone.name": "vaultcore.azure.net" }, "vaultZone.name"),
    allows("AGN-10", "Azure's services", { vaultEndpoint: undefined }),
    allows("AGN-10", "a private endpoint alone", { "vault.properties.networkAcls.bypass": "None" }),
    allows("AGN-10", "the subnet with its service endpoint", { ...openToSubnet, [`${own}.serviceEndpoints`]: [{ service: "Microsoft.KeyVault" }] }),
    refuses("AGN-10", "nobody", { "vault.properties.networkAcls.bypass": "None", vaultEndpoint: undefined }, SECRET),
    refuses("AGN-10", "the subnet without service endpoint", openToSubnet, SECRET),
];

/** What is around the gateway: firewall policy, subnet, security group, routes, address and vault. */
export const applicationGatewaySurroundingsCases: readonly RuleCase[] = [...firewall, ...surroundings, ...traffic, ...vault];
