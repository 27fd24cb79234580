import { many } from "../support/changes";
import { P, pathRule, probe, rule, settings, tcp } from "../support/gatewayParts";
import { part } from "../support/ids";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const routing = [
    allows("AG-14", "priorities 1 and 20000", { [`${rule}.priority`]: 1, [`${P}.requestRoutingRules[1].properties.priority`]: 20_000 }),
    refuses("AG-14", "no priority", { [`${rule}.priority`]: undefined }, `${rule}.priority`),
    refuses("AG-14", "priority 20001", { [`${rule}.priority`]: 20_001 }, `${rule}.priority`),
    refuses("AG-14", "one priority twice", { [`${P}.requestRoutingRules[1].properties.priority`]: 100 }, `${P}.requestRoutingRules[1].properties.priority`),
    refuses("AG-14", "one priority in HTTP and TCP", { ...tcp, [`${P}.routingRules[0].properties.priority`]: 100 }, `${P}.routingRules[0].properties.priority`),
    allows("AG-15", "a TCP rule", tcp),
    refuses("AG-15", "no pool", { [`${rule}.backendAddressPool`]: undefined }, `${rule}.backendAddressPool`),
    refuses("AG-15", "no settings", { [`${rule}.backendHttpSettings`]: undefined }, `${rule}.backendHttpSettings`),
    refuses("AG-15", "pool and redirect", { [`${rule}.redirectConfiguration`]: part("redirectConfigurations", "moved") }, `${rule}.redirectConfiguration`),
    refuses("AG-15", "a basic rule with a map", { [`${rule}.urlPathMap`]: part("urlPathMaps", "paths") }, `${rule}.urlPathMap`),
    refuses(
        "AG-15",
        "a path-based rule without map",
        { [`${P}.requestRoutingRules[1].properties.urlPathMap`]: undefined },
        `${P}.requestRoutingRules[1].properties.urlPathMap`,
    ),
    refuses(
        "AG-15",
        "a path-based rule with a pool",
        { [`${P}.requestRoutingRules[1].properties.backendAddressPool`]: part("backendAddressPools", "nodes") },
        `${P}.requestRoutingRules[1].properties.backendAddressPool`,
    ),
    refuses(
        "AG-15",
        "a TCP rule without settings",
        { ...tcp, [`${P}.routingRules[0].properties.backendSettings`]: undefined },
        `${P}.routingRules[0].properties.backendSettings`,
    ),
    refuses("AG-15", "another type", { [`${rule}.ruleType`]: "Weighted" }, `${rule}.ruleType`),
    allows("AG-17", "100 path rules", {
        [`${P}.urlPathMaps[0].properties.pathRules`]: many(100, (index) => ({
            name: `r${index}`,
            properties: { paths: [`/p${index}/*`], redirectConfiguration: part("redirectConfigurations", "moved") },
        })),
    }),
    refuses(
        "AG-17",
        "101 path rules",
        { [`${P}.urlPathMaps[0].properties.pathRules`]: many(101, (index) => ({ name: `r${index}`, properties: { paths: [`/p${index}/*`] } })) },
        `${P}.urlPathMaps[0].properties.pathRules`,
    ),
    refuses("AG-17", "no path rules", { [`${P}.urlPathMaps[0].properties.pathRules`]: [] }, `${P}.urlPathMaps[0].properties.pathRules`),
    refuses(
        "AG-17",
        "no default pool",
        { [`${P}.urlPathMaps[0].properties.defaultBackendAddressPool`]: undefined },
        `${P}.urlPathMaps[0].properties.defaultBackendAddressPool`,
    ),
    refuses(
        "AG-17",
        "default pool and redirect",
        { [`${P}.urlPathMaps[0].properties.defaultRedirectConfiguration`]: part("redirectConfigurations", "moved") },
        `${P}.urlPathMaps[0].properties.defaultRedirectConfiguration`,
    ),
    refuses("AG-17", "a path rule without settings", { [`${pathRule}.backendHttpSettings`]: undefined }, `${pathRule}.backendHttpSettings`),
    refuses("AG-17", "a path without slash", { [`${pathRule}.paths`]: ["orders"] }, `${pathRule}.paths[0]`),
    refuses("AG-17", "an asterisk in the middle", { [`${pathRule}.paths`]: ["/*/orders"] }, `${pathRule}.paths[0]`),
    refuses("AG-17", "one path twice", { [`${pathRule}.paths`]: ["/v1/*"] }, `${P}.urlPathMaps[0].properties.pathRules[1].properties.paths[0]`),
    refuses("AG-17", "no paths", { [`${pathRule}.paths`]: [] }, `${pathRule}.paths`),
    allows("AG-18", "a redirect to an address", {
        [`${P}.redirectConfigurations[0].properties`]: { redirectType: "Permanent", targetUrl: "https://example.com" },
    }),
    refuses(
        "AG-18",
        "two targets",
        { [`${P}.redirectConfigurations[0].properties.targetUrl`]: "https://example.com" },
        `${P}.redirectConfigurations[0].properties.targetListener`,
    ),
    refuses(
        "AG-18",
        "no target",
        { [`${P}.redirectConfigurations[0].properties.targetListener`]: undefined },
        `${P}.redirectConfigurations[0].properties.targetListener`,
    ),
    refuses(
        "AG-18",
        "a loop",
        { [`${P}.redirectConfigurations[0].properties.targetListener`]: part("httpListeners", "old") },
        `${P}.requestRoutingRules[2].properties.redirectConfiguration.id`,
    ),
    ...["a.example.com b.example.com", "*.example.com"].map((names) =>
        refuses(
            "AG-18",
            `a target with host names ${names}`,
            { [`${P}.httpListeners[0].properties.hostNames`]: names.split(" ") },
            `${P}.redirectConfigurations[0].properties.targetListener.id`,
            warning,
        ),
    ),
    refuses(
        "AG-18",
        "a loop by a map's default",
        {
            [`${P}.urlPathMaps[0].properties.defaultBackendAddressPool`]: undefined,
            [`${P}.urlPathMaps[0].properties.defaultBackendHttpSettings`]: undefined,
            [`${P}.urlPathMaps[0].properties.defaultRedirectConfiguration`]: part("redirectConfigurations", "moved"),
            [`${P}.redirectConfigurations[0].properties.targetListener`]: part("httpListeners", "paths"),
        },
        `${P}.requestRoutingRules[1].properties.redirectConfiguration.id`,
    ),
];

const addresses = `${P}.backendAddressPools[0].properties.backendAddresses`;
const backends = [
    allows("AG-19", "the longest timeout", { [`${settings}.requestTimeout`]: 86_400 }),
    allows("AG-19", "a long timeout to private addresses", { [`${settings}.requestTimeout`]: 241, [addresses]: [{ ipAddress: "10.1.1.4" }] }),
    allows("AG-19", "four minutes to the Internet", { [`${settings}.requestTimeout`]: 240, [addresses]: [{ ipAddress: "203.0.113.9" }] }),
    allows("AG-19", "plain HTTP without roots", {
        [`${settings}.protocol`]: "Http",
        [`${settings}.trustedRootCertificates`]: [],
        [`${probe}.protocol`]: "Http",
    }),
    allows("AG-19", "a host name of its own", { [`${settings}.hostName`]: "a.example.com" }),
    refuses("AG-19", "port 0", { [`${settings}.port`]: 0 }, `${settings}.port`),
    refuses("AG-19", "no port", { [`${settings}.port`]: undefined }, `${settings}.port`),
    refuses("AG-19", "another protocol", { [`${settings}.protocol`]: "Http2" }, `${settings}.protocol`),
    refuses("AG-19", "a path without slash", { [`${settings}.path`]: "api" }, `${settings}.path`),
    refuses("AG-19", "a timeout of 0", { [`${settings}.requestTimeout`]: 0 }, `${settings}.requestTimeout`),
    refuses("AG-19", "a timeout of 86401", { [`${settings}.requestTimeout`]: 86_401 }, `${settings}.requestTimeout`),
    refuses(
        "AG-19",
        "a long timeout to the Internet",
        { [`${settings}.requestTimeout`]: 241, [addresses]: [{ ipAddress: "203.0.113.9" }] },
        `${settings}.requestTimeout`,
        warning,
    ),
    refuses(
        "AG-19",
        "two host names",
        { [`${settings}.hostName`]: "a.example.com", [`${settings}.pickHostNameFromBackendAddress`]: true },
        `${settings}.hostName`,
    ),
    refuses("AG-19", "a cookie name without affinity", { [`${settings}.affinityCookieName`]: "node" }, `${settings}.affinityCookieName`),
    refuses("AG-19", "trusted roots without TLS", { [`${settings}.protocol`]: "Http" }, `${settings}.trustedRootCertificates`),
    refuses("AG-19", "a server name that is not verified", { [`${settings}.sniName`]: "a.example.com" }, `${settings}.sniName`),
    allows("AG-19", "a server name that is verified", { [`${settings}.sniName`]: "a.example.com", [`${settings}.validateSNI`]: true }),
    allows("AG-20", "an hour", { [`${settings}.connectionDraining.drainTimeoutInSec`]: 3_600 }),
    allows("AG-20", "no draining", { [`${settings}.connectionDraining`]: { enabled: false, drainTimeoutInSec: 0 } }),
    refuses("AG-20", "more than an hour", { [`${settings}.connectionDraining.drainTimeoutInSec`]: 3_601 }, `${settings}.connectionDraining.drainTimeoutInSec`),
    refuses("AG-20", "no time limit", { [`${settings}.connectionDraining`]: { enabled: true } }, `${settings}.connectionDraining.drainTimeoutInSec`),
    allows("AG-22", "a host name in the settings", {
        [`${probe}.host`]: undefined,
        [`${probe}.pickHostNameFromBackendHttpSettings`]: true,
        [`${settings}.hostName`]: "a.example.com",
    }),
    refuses("AG-22", "no host name anywhere", { [`${probe}.host`]: undefined, [`${probe}.pickHostNameFromBackendHttpSettings`]: true }, `${settings}.hostName`),
    allows("AG-23", "targets with names", { [`${settings}.pickHostNameFromBackendAddress`]: true, [addresses]: [{ fqdn: "n.example.com" }] }),
    refuses(
        "AG-23",
        "targets without names",
        { [`${settings}.pickHostNameFromBackendAddress`]: true, [addresses]: [{ ipAddress: "10.1.1.4" }] },
        `${settings}.pickHostNameFromBackendAddress`,
    ),
    refuses("AG-23", "network interfaces", { [`${settings}.pickHostNameFromBackendAddress`]: true }, `${settings}.pickHostNameFromBackendAddress`),
    allows("AG-33", "another probe path", { [`${probe}.path`]: "/grpc-gateway/ready" }),
    refuses("AG-33", "a gRPC health check", { [`${probe}.path`]: "/grpc.health.v1.Health/Check" }, `${probe}.path`),
    allows("AG-21", "a timeout as long as the interval", { [`${probe}.timeout`]: 30 }),
    allows("AG-21", "a TCP probe of TCP settings", {
        ...tcp,
        [`${P}.probes[+]`]: { name: "tcp", properties: { protocol: "Tcp", port: 9000, interval: 30, timeout: 30, unhealthyThreshold: 3 } },
        [`${P}.backendSettingsCollection[0].properties.probe`]: part("probes", "tcp"),
    }),
    allows("AG-21", "a text of 4090 characters and one status", { [`${probe}.match`]: { body: "a".repeat(4_090), statusCodes: ["100", "200-200", "599"] } }),
    refuses("AG-21", "a timeout longer than the interval", { [`${probe}.timeout`]: 31 }, `${probe}.timeout`),
    ...(["interval", "timeout"] as const).flatMap((key) =>
        [0, 86_401, undefined].map((value) => refuses("AG-21", `${key} ${value}`, { [`${probe}.${key}`]: value }, `${probe}.${key}`)),
    ),
    ...[0, 21].map((value) => refuses("AG-21", `threshold ${value}`, { [`${probe}.unhealthyThreshold`]: value }, `${probe}.unhealthyThreshold`)),
    refuses("AG-21", "no path", { [`${probe}.path`]: undefined }, `${probe}.path`),
    refuses("AG-21", "a path without slash", { [`${probe}.path`]: "ready" }, `${probe}.path`),
    refuses("AG-21", "no host", { [`${probe}.host`]: undefined }, `${probe}.host`),
    refuses("AG-21", "two hosts", { [`${probe}.pickHostNameFromBackendHttpSettings`]: true }, `${probe}.host`),
    ...["host", "path", "match"].map((key) => refuses("AG-21", `a TCP probe with ${key}`, { [`${probe}.protocol`]: "Tcp" }, `${probe}.${key}`)),
    refuses("AG-21", "another protocol than the settings", { [`${probe}.protocol`]: "Http" }, `${settings}.probe.id`),
    refuses("AG-21", "an unknown protocol", { [`${probe}.protocol`]: "Icmp" }, `${probe}.protocol`),
    refuses("AG-21", "a long text to match", { [`${probe}.match.body`]: "a".repeat(4_091) }, `${probe}.match.body`),
    ...["99", "600", "399-200", "2xx"].map((codes) =>
        refuses("AG-21", `status ${codes}`, { [`${probe}.match.statusCodes`]: [codes] }, `${probe}.match.statusCodes[0]`),
    ),
    refuses("AG-21", "port 0", { [`${probe}.port`]: 0 }, `${probe}.port`),
];

/** From listeners to pools. */
export const applicationGatewayTrafficCases: readonly RuleCase[] = [...routing, ...backends];
