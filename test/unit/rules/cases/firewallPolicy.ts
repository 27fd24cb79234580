import { many } from "../support/changes";
import { allows, refuses, RuleCase } from "../support/ruleCase";

const settings = "policy.properties.policySettings";
const sets = "policy.properties.managedRules.managedRuleSets";
const rules = "policy.properties.customRules";
const old = { [`${sets}[0].ruleSetVersion`]: "3.1" };
const oldLimits = { ...old, [`${settings}.maxRequestBodySizeInKb`]: 128, [`${settings}.fileUploadLimitInMb`]: 750 };
const custom = (index: number): object => ({ name: `Rule${index}`, priority: (index % 100) + 1, ruleType: "MatchRule", action: "Block", matchConditions: [] });

export const firewallPolicyCases: readonly RuleCase[] = [
    allows("WAF-01", "a state that is not mentioned", { [`${settings}.state`]: undefined }),
    refuses("WAF-01", "state Disabled", { [`${settings}.state`]: "Disabled" }, `${settings}.state`),
    refuses("WAF-01", "mode Detection", { [`${settings}.mode`]: "Detection" }, `${settings}.mode`),
    refuses("WAF-01", "no mode", { [`${settings}.mode`]: undefined }, `${settings}.mode`),
    refuses("WAF-01", "bodies that are not read", { [`${settings}.requestBodyCheck`]: false }, `${settings}.requestBodyCheck`),

    allows("WAF-02", "the smallest limits", { [`${settings}.maxRequestBodySizeInKb`]: 8, [`${settings}.fileUploadLimitInMb`]: 1 }),
    allows("WAF-02", "the largest limits of old rules", oldLimits),
    ...[7, 2_001].map((kb) => refuses("WAF-02", `${kb} KB`, { [`${settings}.maxRequestBodySizeInKb`]: kb }, `${settings}.maxRequestBodySizeInKb`)),
    ...[0, 4_001].map((mb) => refuses("WAF-02", `${mb} MB`, { [`${settings}.fileUploadLimitInMb`]: mb }, `${settings}.fileUploadLimitInMb`)),
    refuses("WAF-02", "129 KB with old rules", { ...oldLimits, [`${settings}.maxRequestBodySizeInKb`]: 129 }, `${settings}.maxRequestBodySizeInKb`),
    refuses("WAF-02", "751 MB with old rules", { ...oldLimits, [`${settings}.fileUploadLimitInMb`]: 751 }, `${settings}.fileUploadLimitInMb`),

    allows("WAF-03", "Microsoft's default rules alone", { [sets]: [{ ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1" }] }),
    refuses("WAF-03", "no main rule set", { [sets]: [{ ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.1" }] }, sets),
    refuses("WAF-03", "two main rule sets", { [`${sets}[+]`]: { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.2" } }, sets),
    refuses("WAF-03", "two bot rule sets", { [`${sets}[+]`]: { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "0.1" } }, sets),
    refuses("WAF-03", "an unknown rule set", { [`${sets}[1].ruleSetType`]: "Homemade" }, `${sets}[1].ruleSetType`),
    refuses("WAF-03", "an unknown version", { [`${sets}[0].ruleSetVersion`]: "4.0" }, `${sets}[0].ruleSetVersion`),
    refuses("WAF-03", "an unknown version of the bot rules", { [`${sets}[1].ruleSetVersion`]: "2.0" }, `${sets}[1].ruleSetVersion`),

    allows("WAF-04", "100 rules", { [rules]: many(100, custom) }),
    refuses("WAF-04", "101 rules", { [rules]: many(101, custom) }, rules),
    ...[0, 101, undefined].map((priority) => refuses("WAF-04", `priority ${priority}`, { [`${rules}[0].priority`]: priority }, `${rules}[0].priority`)),
    refuses("WAF-04", "one priority twice", { [`${rules}[1].priority`]: 10 }, `${rules}[1].priority`),
    refuses("WAF-04", "one name twice", { [`${rules}[1].name`]: "block" }, `${rules}[1].name`),
    ...["1Block", "Block-It", ""].map((name) => refuses("WAF-04", `name "${name}"`, { [`${rules}[0].name`]: name }, `${rules}[0].name`)),

    allows("WAF-05", "5000 requests in five minutes", { [`${rules}[1].rateLimitThreshold`]: 5_000, [`${rules}[1].rateLimitDuration`]: "FiveMins" }),
    ...[0, 5_001, undefined].map((count) =>
        refuses("WAF-05", `threshold ${count}`, { [`${rules}[1].rateLimitThreshold`]: count }, `${rules}[1].rateLimitThreshold`),
    ),
    refuses("WAF-05", "an hour", { [`${rules}[1].rateLimitDuration`]: "OneHour" }, `${rules}[1].rateLimitDuration`),
    refuses("WAF-05", "nobody to count", { [`${rules}[1].groupByUserSession`]: undefined }, `${rules}[1].groupByUserSession`),

    ...["9", "a".repeat(128)].map((name) => allows("WAF-08", `a name of ${name.length}`, { "policy.name": name })),
    refuses("WAF-08", "a name of 129", { "policy.name": "a".repeat(129) }, "policy.name"),
    refuses("WAF-08", "a name that begins with a hyphen", { "policy.name": "-waf" }, "policy.name"),
];
