import { GatewayDeploymentArgs, GatewayLoadBalancerSettings, Tier } from "../../../components";
import { newAuthorityChain } from "../../support/fixtures";
import { rootCertificate, validArgs } from "../../unit/support/deployments";
import { mockSubscription } from "../../unit/support/mocks";

const clientCertificateAuthorities = [newAuthorityChain().join(""), rootCertificate];
const manyHostNames = Array.from({ length: 40 }, (_, index) => `gw${index}.example.com`);
const network = { managementRanges: ["10.50.0.0/16"] };
const managementListener = { hostName: "manage.example.com" };
const publicIpAddressId = `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/pip`;
const exclusion = { matchVariable: "RequestArgNames", selector: "query", selectorMatchOperator: "Equals" } as const;
const sqlInjection = "REQUEST-942-APPLICATION-ATTACK-SQLI";

const everyFirewallSetting: GatewayLoadBalancerSettings = {
    firewall: {
        mode: "Prevention",
        rateLimitPerMinute: 600,
        allowedRanges: ["198.51.100.0/24", "2001:db8::/32"],
        maxRequestBodyKiB: 128,
        maxFileUploadMiB: 4000,
        exclusions: [
            exclusion,
            { ...exclusion, ruleGroup: sqlInjection },
            { ...exclusion, selector: "*", selectorMatchOperator: "EqualsAny", ruleGroup: sqlInjection, ruleIds: ["942200", "942430"] },
        ],
        ruleOverrides: [
            { ruleGroup: sqlInjection, ruleId: "942430", state: "Disabled" },
            { ruleGroup: "UnknownBots", ruleId: "Bot300700", state: "Enabled", action: "Block" },
        ],
    },
};

/** Load balancers with each of their options, and with several. */
export const loadBalancers: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "a load balancer without a firewall": { additionalHostNames: ["gw2.example.com"], loadBalancer: { sku: "Standard_v2" } },
    "every setting of the firewall": { tier: Tier.Production, loadBalancer: everyFirewallSetting },
    "a redirect from HTTP": { additionalHostNames: manyHostNames, loadBalancer: { httpRedirect: true } },
    "WebSocket before WebSub": { release: "3.1.0", loadBalancer: { webSocket: true } },
    "WebSocket of a release with files of its own": { release: "2.6.0", loadBalancer: { webSocket: true } },
    "WebSocket and WebSub": { release: "4.6.0", tier: Tier.Production, additionalHostNames: manyHostNames, loadBalancer: { webSocket: true, webSub: true } },
    "a listener for management": { tier: Tier.Production, network, loadBalancer: { managementListener } },
    "a listener for management without a firewall": {
        release: "2.6.0",
        network,
        loadBalancer: { sku: "Standard_v2", managementListener: { ...managementListener, privateIpAddress: "10.20.0.100", port: 8443 } },
    },
    "client certificates": { loadBalancer: { mutualTls: { clientCertificateAuthorities, verifyIssuer: false } } },
    "a private load balancer": { loadBalancer: { privateOnly: true } },
    "a private load balancer with management": {
        network,
        loadBalancer: { privateOnly: true, privateIpAddress: "10.20.0.9", managementListener, sku: "Standard_v2" },
    },
    "an existing public address": { tier: Tier.Production, loadBalancer: { publicIpAddressId } },
    "a front certificate in another vault": {
        certificates: { ...validArgs().certificates, frontPfx: undefined, frontSecretId: "https://kv-shared.vault.azure.net/secrets/front" },
    },
    "all that a load balancer of 3.2 can have": {
        tier: Tier.Production,
        additionalHostNames: manyHostNames,
        network,
        loadBalancer: { ...everyFirewallSetting, httpRedirect: true, webSocket: true, managementListener, mutualTls: { clientCertificateAuthorities } },
    },
    "all that a load balancer of 4.6 can have without a firewall": {
        release: "4.6.0",
        tier: Tier.Production,
        additionalHostNames: manyHostNames,
        loadBalancer: { sku: "Standard_v2", httpRedirect: true, webSocket: true, webSub: true, mutualTls: { clientCertificateAuthorities } },
    },
};
