import * as network from "@pulumi/azure-native/network";

import { BOT_MANAGER, firewallRuleGroups, ManagedRuleSet, OWASP, ruleSetOf } from "../azure/firewallRuleSets";
import { FirewallExclusion, FirewallRuleOverride, FirewallRuleState, FirewallSettings } from "./firewallSettings";
import { FirewallMode } from "../tier";

type Policy = Pick<network.WebApplicationFirewallPolicyArgs, "policySettings" | "managedRules" | "customRules">;

const { Block } = network.WebApplicationFirewallAction;
const { MatchRule, RateLimitRule } = network.WebApplicationFirewallRuleType;
const { RemoteAddr, RequestUri } = network.WebApplicationFirewallMatchVariable;

/**
 * The product's management console and its administration services, in lower case: clients of APIs never need them. Source: WSO2's security guidelines for production.
 * Also behind doubled slashes, `/./` and path parameters, and behind any step back, `/../`, wherever that leads; an encoded question mark before it hides nothing.
 * Not names that only begin alike.
 */
export const MANAGEMENT_PATHS = "^(/(\\.?(;[^/]*)?/)*|.*/\\.\\.(;[^/]*)?/(.*/)?)(carbon|services)([/;?]|$)";

const DEFAULT_REQUEST_BODY_KIB = 2000;
const DEFAULT_FILE_UPLOAD_MIB = 100;

/** The web application firewall of the listeners for APIs: OWASP's core rules, known bots, no way to the management of the product. */
export function firewallPolicy(mode: FirewallMode, settings: FirewallSettings = {}): Policy {
    const exclusions = settings.exclusions ?? [];
    return {
        policySettings: {
            state: network.WebApplicationFirewallEnabledState.Enabled,
            mode,
            requestBodyCheck: true,
            maxRequestBodySizeInKb: settings.maxRequestBodyKiB ?? DEFAULT_REQUEST_BODY_KIB,
            fileUploadLimitInMb: settings.maxFileUploadMiB ?? DEFAULT_FILE_UPLOAD_MIB,
        },
        managedRules: {
            managedRuleSets: [OWASP, BOT_MANAGER].map((ruleSet) => withOverrides(ruleSet, settings.ruleOverrides ?? [])),
            ...(exclusions.length === 0 ? {} : { exclusions: exclusions.map(exclusion) }),
        },
        customRules: [
            blockManagement(),
            ...(settings.allowedRanges === undefined ? [] : [blockOtherAddresses(settings.allowedRanges)]),
            ...(settings.rateLimitPerMinute === undefined ? [] : [limitRate(settings.rateLimitPerMinute)]),
        ],
    };
}

/**
 * The web application firewall of the private listener for management, where `/services` is what the Publisher calls.
 *
 * Bodies are not looked at: the Publisher's SOAP calls carry whole API definitions, XML with class names, scripts, regular expressions and SQL, which OWASP's
 * rules (932, 933, 941, 942 and 944 above all) take for attacks, and they may be larger than the firewall allows. Paths, queries, headers and cookies are.
 */
export function managementFirewallPolicy(mode: FirewallMode): Policy {
    return {
        policySettings: { state: network.WebApplicationFirewallEnabledState.Enabled, mode, requestBodyCheck: false },
        managedRules: { managedRuleSets: [OWASP, BOT_MANAGER] },
    };
}

function blockManagement() {
    return {
        name: "BlockManagement",
        priority: 10,
        ruleType: MatchRule,
        action: Block,
        matchConditions: [
            {
                matchVariables: [{ variableName: RequestUri }],
                operator: network.WebApplicationFirewallOperator.Regex,
                matchValues: [MANAGEMENT_PATHS],
                transforms: [network.WebApplicationFirewallTransform.UrlDecode, network.WebApplicationFirewallTransform.Lowercase],
            },
        ],
    };
}

function blockOtherAddresses(allowedRanges: string[]) {
    return {
        name: "BlockOtherAddresses",
        priority: 20,
        ruleType: MatchRule,
        action: Block,
        matchConditions: [
            {
                matchVariables: [{ variableName: RemoteAddr }],
                operator: network.WebApplicationFirewallOperator.IPMatch,
                // Azure's own spelling.
                negationConditon: true,
                matchValues: allowedRanges,
            },
        ],
    };
}

function limitRate(threshold: number) {
    return {
        name: "LimitRate",
        priority: 30,
        ruleType: RateLimitRule,
        action: Block,
        rateLimitDuration: network.ApplicationGatewayFirewallRateLimitDuration.OneMin,
        rateLimitThreshold: threshold,
        groupByUserSession: [{ groupByVariables: [{ variableName: network.ApplicationGatewayFirewallUserSessionVariable.ClientAddr }] }],
        // A rate limit needs a condition: every path begins like this.
        matchConditions: [{ matchVariables: [{ variableName: RequestUri }], operator: network.WebApplicationFirewallOperator.BeginsWith, matchValues: ["/"] }],
    };
}

function exclusion({ matchVariable, selector, selectorMatchOperator, ruleGroup, ruleIds }: FirewallExclusion) {
    const ruleSet = ruleGroup === undefined ? undefined : ruleSetOf(ruleGroup);
    const rules = ruleIds?.map((ruleId) => ({ ruleId }));
    return {
        matchVariable,
        selector,
        selectorMatchOperator,
        ...(ruleGroup === undefined || ruleSet === undefined
            ? {}
            : { exclusionManagedRuleSets: [{ ...ruleSet, ruleGroups: [{ ruleGroupName: ruleGroup, ...(rules === undefined ? {} : { rules }) }] }] }),
    };
}

/** A rule set with the overrides of its rules: groups in the rule set's own order, rules in the order that was given. */
function withOverrides(ruleSet: ManagedRuleSet, overrides: FirewallRuleOverride[]) {
    const groups = firewallRuleGroups.filter((group) => ruleSetOf(group) === ruleSet && overrides.some(({ ruleGroup }) => ruleGroup === group));
    const ruleGroupOverrides = groups.map((group) => ({
        ruleGroupName: group,
        rules: overrides
            .filter(({ ruleGroup }) => ruleGroup === group)
            .map(({ ruleId, state, action }) => ({ ruleId, state: state ?? FirewallRuleState.Enabled, ...(action === undefined ? {} : { action }) })),
    }));
    return { ...ruleSet, ...(ruleGroupOverrides.length === 0 ? {} : { ruleGroupOverrides }) };
}
