import type { Environment } from "../bodies";
import { GATEWAY, inGroup, location, part, subnet } from "../ids";

export function loadBalancing(): Environment {
    const pool = part("backendAddressPools", "nodes");
    const settings = part("backendHttpSettingsCollection", "api");
    const listener = (name: string, hostNames: string[]): object => ({
        name,
        properties: {
            protocol: "Https",
            hostNames,
            frontendIPConfiguration: part("frontendIPConfigurations", "public"),
            frontendPort: part("frontendPorts", "https"),
            sslCertificate: part("sslCertificates", "front"),
        },
    });
    return {
        policy: {
            id: inGroup("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf"),
            type: "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
            name: "waf",
            location,
            properties: {
                policySettings: { state: "Enabled", mode: "Prevention", requestBodyCheck: true, maxRequestBodySizeInKb: 2000, fileUploadLimitInMb: 4000 },
                managedRules: {
                    managedRuleSets: [
                        { ruleSetType: "OWASP", ruleSetVersion: "3.2" },
                        { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
                    ],
                },
                customRules: [
                    {
                        name: "Block",
                        priority: 10,
                        ruleType: "MatchRule",
                        action: "Block",
                        matchConditions: [{ matchVariables: [{ variableName: "RequestUri" }], operator: "BeginsWith", matchValues: ["/admin"] }],
                    },
                    {
                        name: "Limit",
                        priority: 20,
                        ruleType: "RateLimitRule",
                        action: "Block",
                        rateLimitThreshold: 1000,
                        rateLimitDuration: "OneMin",
                        groupByUserSession: [{ groupByVariables: [{ variableName: "ClientAddr" }] }],
                        matchConditions: [{ matchVariables: [{ variableName: "RequestUri" }], operator: "Any", matchValues: [] }],
                    },
                ],
            },
        },
        gateway: {
            id: GATEWAY,
            type: "Microsoft.Network/applicationGateways",
            name: "agw",
            location,
            zones: ["1", "2", "3"],
            identity: { type: "UserAssigned", userAssignedIdentities: { [inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway")]: {} } },
            properties: {
                sku: { name: "WAF_v2", tier: "WAF_v2" },
                autoscaleConfiguration: { minCapacity: 2, maxCapacity: 10 },
                enableHttp2: true,
                firewallPolicy: { id: inGroup("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf") },
                gatewayIPConfigurations: [{ name: "gateway", properties: { subnet: subnet("gateway") } }],
                frontendIPConfigurations: [
                    { name: "public", properties: { publicIPAddress: { id: inGroup("Microsoft.Network/publicIPAddresses/pip") } } },
                    { name: "private", properties: { privateIPAddress: "10.1.0.10", privateIPAllocationMethod: "Static", subnet: subnet("gateway") } },
                ],
                frontendPorts: [
                    { name: "https", properties: { port: 443 } },
                    { name: "management", properties: { port: 9443 } },
                ],
                sslCertificates: [{ name: "front", properties: { keyVaultSecretId: "https://kv-test.vault.azure.net/secrets/front" } }],
                sslPolicy: { policyType: "Predefined", policyName: "AppGwSslPolicy20220101S" },
                sslProfiles: [
                    {
                        name: "clients",
                        properties: {
                            trustedClientCertificates: [part("trustedClientCertificates", "authority")],
                            clientAuthConfiguration: { verifyClientCertIssuerDN: true },
                        },
                    },
                ],
                trustedClientCertificates: [{ name: "authority", properties: { data: Buffer.from("a chain of certificates").toString("base64") } }],
                trustedRootCertificates: [{ name: "root", properties: { data: Buffer.from("a root certificate").toString("base64") } }],
                backendAddressPools: [{ name: "nodes", properties: {} }],
                probes: [
                    {
                        name: "ready",
                        properties: {
                            protocol: "Https",
                            host: "gw.example.com",
                            path: "/ready",
                            port: 9090,
                            interval: 30,
                            timeout: 30,
                            unhealthyThreshold: 3,
                            match: { statusCodes: ["200-399"] },
                        },
                    },
                ],
                backendHttpSettingsCollection: [
                    {
                        name: "api",
                        properties: {
                            protocol: "Https",
                            port: 8243,
                            requestTimeout: 120,
                            cookieBasedAffinity: "Disabled",
                            probe: part("probes", "ready"),
                            trustedRootCertificates: [part("trustedRootCertificates", "root")],
                            connectionDraining: { enabled: true, drainTimeoutInSec: 120 },
                        },
                    },
                ],
                httpListeners: [
                    listener("api", ["gw.example.com"]),
                    listener("paths", ["paths.example.com", "*.api.example.com"]),
                    listener("old", ["old.example.com"]),
                ],
                redirectConfigurations: [
                    {
                        name: "moved",
                        properties: { redirectType: "Permanent", targetListener: part("httpListeners", "api"), includePath: true, includeQueryString: true },
                    },
                ],
                rewriteRuleSets: [
                    {
                        name: "forwarded",
                        properties: {
                            rewriteRules: [
                                {
                                    name: "host",
                                    ruleSequence: 100,
                                    conditions: [],
                                    actionSet: { requestHeaderConfigurations: [{ headerName: "X-Forwarded-Host", headerValue: "{var_host}" }] },
                                },
                            ],
                        },
                    },
                ],
                customErrorConfigurations: [{ statusCode: "HttpStatus502", customErrorPageUrl: "https://example.com/unavailable.html" }],
                urlPathMaps: [
                    {
                        name: "paths",
                        properties: {
                            defaultBackendAddressPool: pool,
                            defaultBackendHttpSettings: settings,
                            pathRules: [
                                {
                                    name: "orders",
                                    properties: { paths: ["/orders/*", "/orders"], backendAddressPool: pool, backendHttpSettings: settings },
                                },
                                { name: "old", properties: { paths: ["/v1/*"], redirectConfiguration: part("redirectConfigurations", "moved") } },
                            ],
                        },
                    },
                ],
                requestRoutingRules: [
                    {
                        name: "api",
                        properties: {
                            ruleType: "Basic",
                            priority: 100,
                            httpListener: part("httpListeners", "api"),
                            backendAddressPool: pool,
                            backendHttpSettings: settings,
                            rewriteRuleSet: part("rewriteRuleSets", "forwarded"),
                        },
                    },
                    {
                        name: "paths",
                        properties: {
                            ruleType: "PathBasedRouting",
                            priority: 110,
                            httpListener: part("httpListeners", "paths"),
                            urlPathMap: part("urlPathMaps", "paths"),
                        },
                    },
                    {
                        name: "old",
                        properties: {
                            ruleType: "Basic",
                            priority: 120,
                            httpListener: part("httpListeners", "old"),
                            redirectConfiguration: part("redirectConfigurations", "moved"),
                        },
                    },
                ],
            },
        },
    };
}
