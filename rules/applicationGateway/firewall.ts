import { sameRegion, subscriptionOf } from "../body/ids";
import { isGiven, sameWord } from "../body/json";
import { idIn, propertiesOf } from "../body/parts";
import { objectOrEmpty } from "../body/json";
import { isOldCoreRuleSet } from "../firewallPolicy";
import type { Rule } from "../rule";
import { firewallPolicyIds, gatewayOf, gatewayTypes, tierOf } from "./gateway";

const MAX_SITES_WITH_OLD_RULES = 40;

/** How a gateway and its web application firewall go together. */
export const gatewayFirewallRules: readonly Rule[] = [
    {
        id: "AG-28",
        title: "A gateway has a firewall policy if and only if its tier is WAF_v2",
        severity: "Error",
        azureError: "ApplicationGatewayFirewallCannotBeEnabledForSelectedSku",
        hint: "Attach a policy of the same region and subscription to a WAF_v2 gateway, and none to any other; do not use `webApplicationFirewallConfiguration`.",
        types: gatewayTypes,
        *check(resource, context) {
            const gateway = gatewayOf(resource);
            const hasFirewall = tierOf(gateway) === "waf_v2";
            const policies = firewallPolicyIds(gateway);
            if (isGiven(gateway.properties.webApplicationFirewallConfiguration))
                yield {
                    path: "properties.webApplicationFirewallConfiguration",
                    message: hasFirewall ? "is no longer accepted; use a policy" : "is set, but the tier is not WAF_v2",
                    azureError: hasFirewall ? "ApplicationGatewayWafConfigurationDeprecated" : undefined,
                };
            if (hasFirewall && idIn(gateway.properties.firewallPolicy) === "")
                yield { path: "properties.firewallPolicy", message: "is missing; the tier is WAF_v2" };
            for (const { id, path } of policies) {
                if (!hasFirewall) yield { path, message: "is set, but the tier is not WAF_v2" };
                if (!sameWord(subscriptionOf(id), subscriptionOf(resource.id))) yield { path, message: "lies in another subscription" };
                const policy = context.find(id);
                if (policy !== undefined && !sameRegion(policy, resource))
                    yield { path, message: `lies in ${policy.location}, the gateway in ${resource.location}` };
            }
        },
    },
    {
        id: "WAF-06",
        title: "The firewall of a WAF_v2 gateway is switched on",
        severity: "Warning",
        hint: "Set `policySettings.state` to Enabled; a firewall that only observes has `mode` Detection.",
        types: gatewayTypes,
        *check(resource, context) {
            const gateway = gatewayOf(resource);
            if (tierOf(gateway) !== "waf_v2") return;
            for (const { id, path } of firewallPolicyIds(gateway)) {
                const policy = context.find(id);
                const { state } = objectOrEmpty(policy && propertiesOf(policy).policySettings);
                if (sameWord(state, "Disabled")) yield { path, message: "is a policy that is disabled: the gateway runs without a firewall" };
            }
        },
    },
    {
        id: "WAF-07",
        title: "Old core rules protect at most 40 sites",
        severity: "Error",
        hint: "Use OWASP 3.2 or Microsoft_DefaultRuleSet, or divide the listeners over several gateways.",
        types: gatewayTypes,
        *check(resource, context) {
            const gateway = gatewayOf(resource);
            const sites = gateway.parts("httpListeners").length;
            const policy = context.find(idIn(gateway.properties.firewallPolicy));
            if (policy !== undefined && sites > MAX_SITES_WITH_OLD_RULES && isOldCoreRuleSet(policy))
                yield { path: "properties.httpListeners", message: `has ${sites} sites; with core rules up to 3.1 allowed are ${MAX_SITES_WITH_OLD_RULES}` };
        },
    },
];
