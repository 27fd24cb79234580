import { GATEWAY, inGroup, part, subnet } from "../support/ids";
import { many } from "../support/changes";
import {
    basic,
    filled,
    inWestUs,
    listener,
    listenerOf,
    noHttp,
    P,
    pathRule,
    rule,
    ruleOf,
    settings,
    standard,
    tcp,
    withListeners,
} from "../support/gatewayParts";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const skuAndSize = [
    allows("AG-01", "80 characters", { "gateway.name": `a${"-".repeat(78)}_` }),
    refuses("AG-01", "81 characters", { "gateway.name": "a".repeat(81) }, "gateway.name"),
    refuses("AG-01", "a name that ends with a hyphen", { "gateway.name": "agw-" }, "gateway.name"),
    allows("AG-02", "Standard_v2", standard),
    refuses("AG-02", "version 1", { [`${P}.sku`]: { name: "WAF_Medium", tier: "WAF" } }, `${P}.sku.name`),
    refuses("AG-02", "a tier of another sku", { [`${P}.sku.tier`]: "Standard_v2" }, `${P}.sku.tier`),
    refuses("AG-02", "no tier", { [`${P}.sku.tier`]: undefined }, `${P}.sku.tier`),
    allows("AG-03", "125 instances", { [`${P}.sku.capacity`]: 125, [`${P}.autoscaleConfiguration`]: undefined }),
    allows("AG-03", "two Basic instances", {
        ...basic,
        [`${P}.firewallPolicy`]: undefined,
        [`${P}.sslProfiles`]: [],
        [`${P}.trustedClientCertificates`]: [],
        [`${P}.rewriteRuleSets`]: [],
        [`${rule}.rewriteRuleSet`]: undefined,
    }),
    refuses("AG-03", "both numbers", { [`${P}.sku.capacity`]: 2 }, `${P}.sku.capacity`),
    refuses("AG-03", "neither number", { [`${P}.autoscaleConfiguration`]: undefined }, `${P}.sku.capacity`),
    refuses("AG-03", "126 instances", { [`${P}.sku.capacity`]: 126, [`${P}.autoscaleConfiguration`]: undefined }, `${P}.sku.capacity`),
    refuses("AG-03", "3 Basic instances", { ...basic, [`${P}.sku.capacity`]: 3 }, `${P}.sku.capacity`),
    refuses("AG-03", "Basic with autoscale", { ...basic, [`${P}.autoscaleConfiguration`]: { minCapacity: 0, maxCapacity: 2 } }, `${P}.autoscaleConfiguration`),
    refuses("AG-03", "Basic with mutual TLS", basic, `${P}.sslProfiles`),
    refuses("AG-03", "Basic with rewriting", basic, `${P}.rewriteRuleSets`),
    allows("AG-04", "0 to 125 instances", { [`${P}.autoscaleConfiguration`]: { minCapacity: 0, maxCapacity: 125 } }),
    allows("AG-04", "as many instances at least as at most", { [`${P}.autoscaleConfiguration`]: { minCapacity: 4, maxCapacity: 4 } }),
    refuses("AG-04", "no minimum", { [`${P}.autoscaleConfiguration.minCapacity`]: undefined }, `${P}.autoscaleConfiguration.minCapacity`),
    refuses("AG-04", "a negative minimum", { [`${P}.autoscaleConfiguration.minCapacity`]: -1 }, `${P}.autoscaleConfiguration.minCapacity`),
    refuses("AG-04", "a maximum of 1", { [`${P}.autoscaleConfiguration`]: { minCapacity: 0, maxCapacity: 1 } }, `${P}.autoscaleConfiguration.maxCapacity`),
    refuses("AG-04", "a maximum of 126", { [`${P}.autoscaleConfiguration.maxCapacity`]: 126 }, `${P}.autoscaleConfiguration.maxCapacity`),
    refuses("AG-04", "a minimum above the maximum", { [`${P}.autoscaleConfiguration.minCapacity`]: 11 }, `${P}.autoscaleConfiguration.minCapacity`),
    refuses("AG-04", "no maximum", { [`${P}.autoscaleConfiguration.maxCapacity`]: undefined }, `${P}.autoscaleConfiguration.maxCapacity`, warning),
    allows("AG-30", "no zones where there are none", { ...inWestUs, "gateway.zones": undefined }),
    refuses("AG-30", "a fourth zone", { "gateway.zones": ["1", "4"] }, "gateway.zones"),
    refuses("AG-30", "zones where there are none", { "gateway.location": "West US" }, "gateway.zones"),
];

const parts = [
    allows("AG-05", "TCP only", { ...tcp, ...noHttp }),
    ...["gatewayIPConfigurations", "frontendIPConfigurations", "frontendPorts", "backendAddressPools", "backendHttpSettingsCollection", "httpListeners"]
        .concat("requestRoutingRules")
        .map((collection) => refuses("AG-05", `no ${collection}`, { [`${P}.${collection}`]: [] }, `${P}.${collection}`)),
    refuses("AG-05", "TCP beside HTTP without settings", { ...tcp, [`${P}.backendHttpSettingsCollection`]: [] }, `${P}.backendHttpSettingsCollection`),
    refuses("AG-05", "TCP only, without a rule", { ...tcp, ...noHttp, [`${P}.routingRules`]: [] }, `${P}.routingRules`),
    allows("AG-06", "ids in another case", { [`${settings}.probe.id`]: `${GATEWAY.toUpperCase()}/PROBES/Ready` }),
    allows("AG-06", "ids that the provider completes", { [`${settings}.probe.id`]: "$self/probes/ready" }),
    refuses("AG-06", "a name that is not there", { [`${settings}.probe`]: part("probes", "gone") }, `${settings}.probe.id`),
    refuses("AG-06", "another collection", { [`${settings}.probe`]: part("backendHttpSettings", "ready") }, `${settings}.probe.id`),
    refuses("AG-06", "another gateway", { [`${settings}.probe.id`]: `${GATEWAY}2/probes/ready` }, `${settings}.probe.id`),
    refuses(
        "AG-06",
        "a root that is not there",
        { [`${settings}.trustedRootCertificates[+]`]: part("trustedRootCertificates", "gone") },
        `${settings}.trustedRootCertificates[1].id`,
    ),
    refuses(
        "AG-06",
        "a path rule's pool that is not there",
        { [`${pathRule}.backendAddressPool`]: part("backendAddressPools", "gone") },
        `${pathRule}.backendAddressPool.id`,
    ),
    ...(
        [
            ["httpListeners[0]", "frontendIPConfiguration", "frontendIPConfigurations"],
            ["httpListeners[0]", "frontendPort", "frontendPorts"],
            ["httpListeners[0]", "sslCertificate", "sslCertificates"],
            ["httpListeners[0]", "sslProfile", "sslProfiles"],
            ["requestRoutingRules[0]", "httpListener", "httpListeners"],
            ["requestRoutingRules[0]", "backendHttpSettings", "backendHttpSettingsCollection"],
            ["requestRoutingRules[0]", "rewriteRuleSet", "rewriteRuleSets"],
            ["requestRoutingRules[0]", "loadDistributionPolicy", "loadDistributionPolicies"],
            ["requestRoutingRules[1]", "urlPathMap", "urlPathMaps"],
            ["requestRoutingRules[2]", "redirectConfiguration", "redirectConfigurations"],
            ["urlPathMaps[0]", "defaultBackendAddressPool", "backendAddressPools"],
            ["redirectConfigurations[0]", "targetListener", "httpListeners"],
            ["frontendIPConfigurations[0]", "privateLinkConfiguration", "privateLinkConfigurations"],
        ] as const
    ).map(([holder, reference, collection]) =>
        refuses(
            "AG-06",
            `${reference} of ${holder} that is not there`,
            { [`${P}.${holder}.properties.${reference}`]: part(collection, "gone") },
            `${P}.${holder}.properties.${reference}.id`,
        ),
    ),
    refuses(
        "AG-06",
        "a client authority that is not there",
        { [`${P}.sslProfiles[0].properties.trustedClientCertificates[0]`]: part("trustedClientCertificates", "gone") },
        `${P}.sslProfiles[0].properties.trustedClientCertificates[0].id`,
    ),
    refuses(
        "AG-06",
        "a pool of a load distribution policy that is not there",
        {
            [`${P}.loadDistributionPolicies`]: [
                {
                    name: "l",
                    properties: { loadDistributionTargets: [{ name: "t", properties: { backendAddressPool: part("backendAddressPools", "gone") } }] },
                },
            ],
        },
        `${P}.loadDistributionPolicies[0].properties.loadDistributionTargets[0].properties.backendAddressPool.id`,
    ),
    refuses(
        "AG-06",
        "TCP settings that are not there",
        { ...tcp, [`${P}.backendSettingsCollection`]: [] },
        `${P}.routingRules[0].properties.backendSettings.id`,
    ),
    allows("AG-07", "one name in two collections", { [`${P}.backendAddressPools[+]`]: { name: "api", properties: {} } }),
    refuses("AG-07", "two pools of one name", { [`${P}.backendAddressPools[+]`]: { name: "Nodes", properties: {} } }, `${P}.backendAddressPools[1].name`),
    allows("AGL-01", "100 pools", { [`${P}.backendAddressPools`]: many(100, (index) => ({ name: index === 0 ? "nodes" : `p${index}` })) }),
    refuses("AGL-01", "101 pools", filled("backendAddressPools", 101), `${P}.backendAddressPools`, {
        azureError: "ApplicationGatewayBackendAddressPoolLimitReached",
    }),
    ...Object.entries({
        frontendIPConfigurations: 4,
        frontendPorts: 100,
        httpListeners: 200,
        requestRoutingRules: 400,
        backendHttpSettingsCollection: 100,
        redirectConfigurations: 100,
        rewriteRuleSets: 400,
        sslCertificates: 100,
        trustedRootCertificates: 100,
    }).map(([collection, limit]) => refuses("AGL-01", `${limit + 1} ${collection}`, filled(collection, limit + 1), `${P}.${collection}`)),
    refuses(
        "AGL-01",
        "101 listeners with a rule",
        {
            ...withListeners(101),
            [`${P}.requestRoutingRules`]: many(101, (index) => ruleOf(`l${index}`, index + 1)),
        },
        `${P}.httpListeners`,
    ),
    allows("AGL-01", "100 listeners with a rule", {
        ...withListeners(100),
        [`${P}.requestRoutingRules`]: many(100, (index) => ruleOf(`l${index}`, index + 1)),
    }),
    allows("AGL-02", "1200 targets", {
        [`${P}.backendAddressPools[0].properties.backendAddresses`]: many(1200, (index) => ({ fqdn: `n${index}.example.com` })),
    }),
    refuses(
        "AGL-02",
        "1201 targets",
        { [`${P}.backendAddressPools[0].properties.backendAddresses`]: many(1201, (index) => ({ fqdn: `n${index}.example.com` })) },
        `${P}.backendAddressPools[0].properties.backendAddresses`,
    ),
];

const frontends = [
    allows("AG-08", "a network that is not known", { network: undefined }),
    refuses(
        "AG-08",
        "two configurations",
        { [`${P}.gatewayIPConfigurations[+]`]: { name: "b", properties: { subnet: subnet("nodes") } } },
        `${P}.gatewayIPConfigurations`,
    ),
    refuses("AG-08", "no subnet", { [`${P}.gatewayIPConfigurations[0].properties.subnet`]: undefined }, `${P}.gatewayIPConfigurations[0].properties.subnet.id`),
    refuses("AG-08", "a network in another region", { "network.location": "northeurope" }, `${P}.gatewayIPConfigurations[0].properties.subnet.id`),
    refuses(
        "AG-08",
        "a subnet in another subscription",
        {
            [`${P}.gatewayIPConfigurations[0].properties.subnet.id`]:
                "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
        },
        `${P}.gatewayIPConfigurations[0].properties.subnet.id`,
    ),
    allows("AG-09", "an IPv6 frontend beside the other", {
        ipv6: {
            id: inGroup("Microsoft.Network/publicIPAddresses/v6"),
            type: "Microsoft.Network/publicIPAddresses",
            sku: { name: "Standard" },
            zones: ["1", "2", "3"],
            properties: { publicIPAddressVersion: "IPv6", publicIPAllocationMethod: "Static" },
        },
        [`${P}.frontendIPConfigurations[+]`]: { name: "v6", properties: { publicIPAddress: { id: inGroup("Microsoft.Network/publicIPAddresses/v6") } } },
    }),
    refuses(
        "AG-09",
        "two public frontends",
        {
            [`${P}.frontendIPConfigurations[+]`]: {
                name: "b",
                properties: { publicIPAddress: { id: inGroup("Microsoft.Network/publicIPAddresses/pip-nat") } },
            },
        },
        `${P}.frontendIPConfigurations[2]`,
    ),
    refuses(
        "AG-09",
        "two private frontends",
        { [`${P}.frontendIPConfigurations[+]`]: { name: "b", properties: { privateIPAddress: "10.1.0.11", privateIPAllocationMethod: "Static" } } },
        `${P}.frontendIPConfigurations[2]`,
    ),
    refuses(
        "AG-09",
        "a dynamic private frontend",
        { [`${P}.frontendIPConfigurations[1].properties.privateIPAllocationMethod`]: "Dynamic" },
        `${P}.frontendIPConfigurations[1].properties.privateIPAllocationMethod`,
    ),
    ...["10.1.0.3", "10.1.0.255", "10.1.1.10", undefined].map((address) =>
        refuses(
            "AG-09",
            `private address ${address}`,
            { [`${P}.frontendIPConfigurations[1].properties.privateIPAddress`]: address },
            `${P}.frontendIPConfigurations[1].properties.privateIPAddress`,
        ),
    ),
    allows("AG-09", "the fifth address of the subnet", { [`${P}.frontendIPConfigurations[1].properties.privateIPAddress`]: "10.1.0.4" }),
    allows("AG-10", "port 64999", { [`${P}.frontendPorts[0].properties.port`]: 64_999 }),
    ...[0, 65_536].map((port) =>
        refuses("AG-10", `port ${port}`, { [`${P}.frontendPorts[0].properties.port`]: port }, `${P}.frontendPorts[0].properties.port`),
    ),
    ...[65_000, 65_300].map((port) =>
        refuses("AG-10", `port ${port}`, { [`${P}.frontendPorts[0].properties.port`]: port }, `${P}.frontendPorts[0].properties.port`, warning),
    ),
    refuses("AG-10", "one port twice", { [`${P}.frontendPorts[1].properties.port`]: 443 }, `${P}.frontendPorts[1].properties.port`),
];

const listeners = [
    allows("AG-11", "a basic listener beside those with host names", { [`${P}.httpListeners[2].properties.hostNames`]: undefined }),
    refuses("AG-11", "one host name twice", { [`${P}.httpListeners[1].properties.hostNames`]: ["GW.example.com"] }, `${P}.httpListeners[1]`),
    refuses(
        "AG-11",
        "two basic listeners",
        { [`${P}.httpListeners[1].properties.hostNames`]: [], [`${P}.httpListeners[2].properties.hostNames`]: undefined },
        `${P}.httpListeners[2]`,
        warning,
    ),
    allows("AG-12", "a name of 253 characters", {
        [`${listener}.hostNames`]: [
            many(4, () => "a".repeat(63))
                .join(".")
                .slice(2),
        ],
    }),
    allows("AG-12", "two asterisks, four wildcards", { [`${listener}.hostNames`]: ["*.contoso.*", "????.contoso.com", "w??.contoso*.edu.*"] }),
    allows("AG-12", "one plain name", { [`${listener}.hostNames`]: [], [`${listener}.hostName`]: "gw.example.com" }),
    allows("AG-12", "five names with wildcards", {
        [`${listener}.hostNames`]: ["*.a.example.com", "b-*.example.com", "?.c.example.com", "d.*.example.com", "e.example.com"],
    }),
    refuses("AG-12", "hostName and hostNames", { [`${listener}.hostName`]: "gw.example.com" }, `${listener}.hostName`),
    refuses("AG-12", "six names", { [`${listener}.hostNames`]: many(6, (index) => `h${index}.example.com`) }, `${listener}.hostNames`),
    refuses("AG-12", "a wildcard in hostName", { [`${listener}.hostNames`]: undefined, [`${listener}.hostName`]: "*.example.com" }, `${listener}.hostName`),
    refuses("AG-12", "two asterisks in one label", { [`${listener}.hostNames`]: ["*a*.example.com"] }, `${listener}.hostNames[0]`),
    refuses("AG-12", "a protocol", { [`${listener}.hostNames`]: ["https://gw.example.com"] }, `${listener}.hostNames[0]`),
    refuses("AG-12", "a port", { [`${listener}.hostNames`]: ["gw.example.com:443"] }, `${listener}.hostNames[0]`),
    refuses(
        "AG-12",
        "a protocol in hostName",
        { [`${listener}.hostNames`]: undefined, [`${listener}.hostName`]: "https://a.example.com" },
        `${listener}.hostName`,
    ),
    ...Object.entries({
        "a name of 254 characters": many(4, () => "a".repeat(63))
            .join(".")
            .slice(1),
        "a label of 64 characters": `${"a".repeat(64)}.com`,
        "both wildcards side by side": "*?.contoso.com",
        "three asterisks": "*.contoso.*.*",
        "five wildcards": "????.contoso.*",
    }).map(([what, name]) => refuses("AG-12", what, { [`${listener}.hostNames`]: [name] }, `${listener}.hostNames[0]`)),
    allows("AG-13", "HTTP without certificate", { [`${listener}.protocol`]: "Http", [`${listener}.sslCertificate`]: undefined }),
    refuses("AG-13", "HTTPS without certificate", { [`${listener}.sslCertificate`]: undefined }, `${listener}.sslCertificate`),
    refuses("AG-13", "HTTP with certificate", { [`${listener}.protocol`]: "Http" }, `${listener}.sslCertificate`),
    refuses(
        "AG-13",
        "HTTP with a TLS profile",
        { [`${listener}.protocol`]: "Http", [`${listener}.sslProfile`]: part("sslProfiles", "clients") },
        `${listener}.sslProfile`,
    ),
    refuses("AG-13", "another protocol", { [`${listener}.protocol`]: "Tcp" }, `${listener}.protocol`),
    allows("AG-16", "TCP listeners with rules", tcp),
    refuses(
        "AG-16",
        "two rules of one listener",
        { [`${rule}.httpListener`]: part("httpListeners", "old") },
        `${P}.requestRoutingRules[2].properties.httpListener.id`,
    ),
    refuses("AG-16", "a listener without rule", { [`${P}.httpListeners[+]`]: listenerOf("idle") }, `${P}.httpListeners[3]`, warning),
];

/** The gateway, its parts, its frontends and its listeners. */
export const applicationGatewayCases: readonly RuleCase[] = [...skuAndSize, ...parts, ...frontends, ...listeners];
