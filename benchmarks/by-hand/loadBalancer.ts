import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { virtualNetwork } from "./network";
import { backendTrustedRoots, common, hostName, zones } from "./settings";
import { frontCertificate, loadBalancerIdentity, zoneGroup } from "./vault";

export const publicAddress = new network.PublicIPAddress(
    "gateway-load-balancer",
    { ...common, publicIpAddressName: "pip-gateway-prod", sku: { name: "Standard" }, publicIPAllocationMethod: "Static", zones },
    { protect: true },
);

const firewallPolicy = new network.WebApplicationFirewallPolicy("gateway-load-balancer", {
    ...common,
    policyName: "wafgatewayprodacc6bdd777",
    policySettings: { state: "Enabled", mode: "Prevention", requestBodyCheck: true, maxRequestBodySizeInKb: 2000, fileUploadLimitInMb: 100 },
    managedRules: {
        managedRuleSets: [
            { ruleSetType: "OWASP", ruleSetVersion: "3.2" },
            { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
        ],
    },
    customRules: [
        {
            name: "BlockManagement",
            priority: 10,
            ruleType: "MatchRule",
            action: "Block",
            matchConditions: [
                {
                    matchVariables: [{ variableName: "RequestUri" }],
                    operator: "Regex",
                    matchValues: ["^(/(\\.?(;[^/]*)?/)*|.*/\\.\\.(;[^/]*)?/(.*/)?)(carbon|services)([/;?]|$)"],
                    transforms: ["UrlDecode", "Lowercase"],
                },
            ],
        },
    ],
});

const roots = backendTrustedRoots.map((pem, index) => ({
    name: `node-root-${index}`,
    data: pem.replaceAll(/-----(BEGIN|END) CERTIFICATE-----|\s/g, ""),
}));

export const applicationGateway = new network.ApplicationGateway(
    "gateway-load-balancer",
    {
        ...common,
        applicationGatewayName: "agw-gateway-prod",
        sku: { name: "WAF_v2", tier: "WAF_v2" },
        autoscaleConfiguration: { minCapacity: 2, maxCapacity: 10 },
        zones,
        identity: { type: "UserAssigned", userAssignedIdentities: [loadBalancerIdentity.id] },
        firewallPolicy: { id: firewallPolicy.id },
        enableHttp2: true,
        gatewayIPConfigurations: [{ name: "gateway", subnet: { id: pulumi.interpolate`${virtualNetwork.id}/subnets/snet-load-balancer` } }],
        frontendIPConfigurations: [{ name: "public", publicIPAddress: { id: publicAddress.id } }],
        frontendPorts: [{ name: "https", port: 443 }],
        sslCertificates: [{ name: "front", keyVaultSecretId: frontCertificate.uri }],
        sslPolicy: { policyType: "Predefined", policyName: "AppGwSslPolicy20220101S" },
        trustedRootCertificates: roots,
        backendAddressPools: [{ name: "nodes" }],
        probes: [
            {
                name: "ready",
                protocol: "Https",
                host: hostName,
                port: 9500,
                path: "/ready",
                interval: 5,
                timeout: 4,
                unhealthyThreshold: 3,
                match: { statusCodes: ["200"] },
            },
        ],
        backendHttpSettingsCollection: [
            {
                name: "api",
                protocol: "Https",
                port: 8243,
                cookieBasedAffinity: "Disabled",
                requestTimeout: 150,
                probe: { id: "$self/probes/ready" },
                trustedRootCertificates: roots.map(({ name }) => ({ id: `$self/trustedRootCertificates/${name}` })),
                connectionDraining: { enabled: true, drainTimeoutInSec: 190 },
            },
        ],
        rewriteRuleSets: [
            {
                name: "api",
                rewriteRules: [
                    {
                        name: "forwarded",
                        ruleSequence: 100,
                        actionSet: {
                            requestHeaderConfigurations: [
                                { headerName: "X-Forwarded-For", headerValue: "{var_client_ip}" },
                                { headerName: "X-Forwarded-Host", headerValue: "{var_host}" },
                                { headerName: "X-Forwarded-Port", headerValue: "443" },
                                { headerName: "X-Forwarded-Proto", headerValue: "https" },
                                { headerName: "X-WSO2-CLIENT-CERTIFICATE", headerValue: "" },
                            ],
                        },
                    },
                ],
            },
        ],
        httpListeners: [
            {
                name: "api-0",
                protocol: "Https",
                hostNames: [hostName],
                frontendIPConfiguration: { id: "$self/frontendIPConfigurations/public" },
                frontendPort: { id: "$self/frontendPorts/https" },
                sslCertificate: { id: "$self/sslCertificates/front" },
                requireServerNameIndication: true,
            },
        ],
        requestRoutingRules: [
            {
                name: "api-0",
                priority: 100,
                ruleType: "Basic",
                httpListener: { id: "$self/httpListeners/api-0" },
                backendAddressPool: { id: "$self/backendAddressPools/nodes" },
                backendHttpSettings: { id: "$self/backendHttpSettingsCollection/api" },
                rewriteRuleSet: { id: "$self/rewriteRuleSets/api" },
            },
        ],
    },
    // It reads its certificate while it is being created.
    { dependsOn: [frontCertificate.assignment, zoneGroup] },
);
