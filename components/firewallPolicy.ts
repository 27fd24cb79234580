import * as network from "@pulumi/azure-native/network";

import { FirewallMode } from "./tier";

type Policy = Pick<network.WebApplicationFirewallPolicyArgs, "policySettings" | "managedRules" | "customRules">;

/**
 * The product's management console and its administration services, in lower case: clients of APIs never need them. Source: WSO2's security guidelines for production.
 * Also behind doubled slashes and steps that lead back to the root; not names that only begin alike.
 */
export const MANAGEMENT_PATHS = "^/+(\\.{1,2}/+|[^/?]+/+\\.\\./+)*(carbon|services)([/;?]|$)";

/** The web application firewall of the public listener: OWASP's core rules, known bots, no way to the management of the product. */
export function firewallPolicy(mode: FirewallMode): Policy {
    return {
        policySettings: {
            state: network.WebApplicationFirewallEnabledState.Enabled,
            mode,
            requestBodyCheck: true,
            maxRequestBodySizeInKb: 2000,
            fileUploadLimitInMb: 100,
        },
        managedRules: {
            // In this order: scanners look at the first and the second.
            managedRuleSets: [
                { ruleSetType: "OWASP", ruleSetVersion: "3.2" },
                { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
            ],
        },
        customRules: [
            {
                name: "BlockManagement",
                priority: 10,
                ruleType: network.WebApplicationFirewallRuleType.MatchRule,
                action: network.WebApplicationFirewallAction.Block,
                matchConditions: [
                    {
                        matchVariables: [{ variableName: network.WebApplicationFirewallMatchVariable.RequestUri }],
                        operator: network.WebApplicationFirewallOperator.Regex,
                        matchValues: [MANAGEMENT_PATHS],
                        transforms: [network.WebApplicationFirewallTransform.UrlDecode, network.WebApplicationFirewallTransform.Lowercase],
                    },
                ],
            },
        ],
    };
}
