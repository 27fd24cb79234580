import { ownName } from "./body/ids";
import { isGiven, listOrEmpty, numberFrom, objectOrEmpty, sameWord, textOrEmpty } from "./body/json";
import { missingOrOutside, notOneOf, outside, Part, partsIn, propertiesOf, repeated } from "./body/parts";
import { botRuleSet, mainRuleSets } from "./facts";
import type { ArmResource, Finding, Rule } from "./rule";
import { types } from "./types";

const policyTypes = [types.firewallPolicy] as const;
const MAX_NAME_LENGTH = 128;
const MAX_CUSTOM_RULES = 100;
const MAX_PRIORITY = 100;
/** Bounds of what is inspected of a request body, in KB, and of uploads, in MB; smaller with core rules up to 3.1. */
const BODY_LIMITS = { body: [8, 2_000], upload: [1, 4_000] } as const;
const OLD_BODY_LIMITS = { body: [8, 128], upload: [1, 750] } as const;

/** Policies of the web application firewall. */
export const firewallPolicyRules: readonly Rule[] = [
    {
        id: "WAF-01",
        title: "The firewall blocks, and reads request bodies",
        severity: "Warning",
        hint: "Set `state: Enabled`, `mode: Prevention` and `requestBodyCheck: true`.",
        types: policyTypes,
        *check(resource) {
            const settings = objectOrEmpty(propertiesOf(resource).policySettings);
            const path = "properties.policySettings";
            if (!sameWord(settings.state ?? "Enabled", "Enabled"))
                yield { path: `${path}.state`, message: `is "${textOrEmpty(settings.state)}"; nothing is inspected` };
            // Azure's own default of the mode is Detection.
            if (!sameWord(settings.mode, "Prevention"))
                yield { path: `${path}.mode`, message: `is "${textOrEmpty(settings.mode)}"; attacks are logged and let through` };
            if (settings.requestBodyCheck === false) yield { path: `${path}.requestBodyCheck`, message: "is false; bodies are not inspected" };
        },
    },
    {
        id: "WAF-02",
        title: "Limits of request bodies are within what the rule set can inspect",
        severity: "Error",
        hint: "With OWASP 3.2 or Microsoft_DefaultRuleSet: bodies 8 to 2000 KB, uploads 1 to 4000 MB. With older rules 8 to 128 KB and 1 to 750 MB.",
        types: policyTypes,
        *check(resource) {
            const settings = objectOrEmpty(propertiesOf(resource).policySettings);
            const limits = isOldCoreRuleSet(resource) ? OLD_BODY_LIMITS : BODY_LIMITS;
            yield* outside(settings.maxRequestBodySizeInKb, limits.body, "properties.policySettings.maxRequestBodySizeInKb");
            yield* outside(settings.fileUploadLimitInMb, limits.upload, "properties.policySettings.fileUploadLimitInMb");
        },
    },
    {
        id: "WAF-03",
        title: "There is exactly one main rule set, and at most one for bots",
        severity: "Error",
        hint: "Use OWASP 3.2 or Microsoft_DefaultRuleSet 2.1, and beside it Microsoft_BotManagerRuleSet 1.0 or 1.1.",
        types: policyTypes,
        *check(resource) {
            const path = "properties.managedRules.managedRuleSets";
            const sets = ruleSetsOf(resource);
            const mains = sets.filter(({ type }) => mainRuleSets[type] !== undefined);
            const bots = sets.filter(({ type }) => type === botRuleSet.type);
            if (mains.length !== 1) yield { path, message: `has ${mains.length} main rule sets; exactly one of OWASP and Microsoft_DefaultRuleSet is needed` };
            if (bots.length > 1) yield { path, message: `has ${bots.length} bot rule sets; allowed is one` };
            for (const [index, { type, version }] of sets.entries()) {
                const versions = mainRuleSets[type] ?? (type === botRuleSet.type ? botRuleSet.versions : undefined);
                if (versions === undefined) yield { path: `${path}[${index}].ruleSetType`, message: `is "${type}", no known rule set` };
                else yield* notOneOf(version, versions, `${path}[${index}].ruleSetVersion`);
            }
        },
    },
    {
        id: "WAF-04",
        title: "Custom rules have names and priorities of their own",
        severity: "Error",
        hint: "At most 100 rules, each with another priority from 1 to 100 and a name of letters and digits that begins with a letter.",
        types: policyTypes,
        *check(resource) {
            const rules = customRulesOf(resource);
            if (rules.length > MAX_CUSTOM_RULES)
                yield { path: "properties.customRules", message: `has ${rules.length} items; allowed are ${MAX_CUSTOM_RULES}` };
            for (const { name, body, path } of rules) {
                yield* missingOrOutside(body.priority, [1, MAX_PRIORITY], `${path}.priority`);
                if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) yield { path: `${path}.name`, message: `is "${name}"; letters and digits, first a letter` };
            }
            for (const { item, first } of repeated(rules, ({ body }) => (isGiven(body.priority) ? String(body.priority) : undefined)))
                yield { path: `${item.path}.priority`, message: `is ${String(item.body.priority)}, as is that of "${first.name}"` };
            for (const { item } of repeated(rules, ({ name }) => name))
                yield { path: `${item.path}.name`, message: `is "${item.name}", as is that of another rule` };
        },
    },
    {
        id: "WAF-05",
        title: "Rate limits say whom they count, how many and for how long",
        severity: "Error",
        hint: "Set `groupByUserSession`, `rateLimitThreshold` 1 to 5000 and `rateLimitDuration` OneMin or FiveMins.",
        types: policyTypes,
        *check(resource) {
            for (const { body, path } of customRulesOf(resource)) yield* wrongRateLimit(body, path);
        },
    },
    {
        id: "WAF-08",
        title: "The policy has a name that Azure allows",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Use 1 to 128 characters, first a letter or digit.",
        types: policyTypes,
        *check(resource) {
            const name = ownName(resource);
            if (name.length > MAX_NAME_LENGTH) yield { path: "name", message: `has ${name.length} characters; allowed are 1 to ${MAX_NAME_LENGTH}` };
            if (!/^[A-Za-z0-9]/.test(name)) yield { path: "name", message: `is "${name}"; a letter or digit comes first` };
        },
    },
];

/** Whether a policy inspects with core rules up to 3.1, which have smaller limits. */
export function isOldCoreRuleSet(policy: ArmResource): boolean {
    return ruleSetsOf(policy).some(({ type, version }) => type === "owasp" && (numberFrom(version) ?? 0) < 3.2);
}

function ruleSetsOf(policy: ArmResource): { type: string; version: string }[] {
    const { managedRuleSets } = objectOrEmpty(propertiesOf(policy).managedRules);
    return listOrEmpty(managedRuleSets)
        .map(objectOrEmpty)
        .map(({ ruleSetType, ruleSetVersion }) => ({ type: textOrEmpty(ruleSetType).toLowerCase(), version: textOrEmpty(ruleSetVersion) }));
}

function customRulesOf(policy: ArmResource): Part[] {
    return partsIn(propertiesOf(policy).customRules, "properties.customRules");
}

function* wrongRateLimit(rule: Part["body"], path: string): Iterable<Finding> {
    if (!sameWord(rule.ruleType, "RateLimitRule")) return;
    if (listOrEmpty(rule.groupByUserSession).length === 0)
        yield { path: `${path}.groupByUserSession`, message: "is missing; a rate limit counts requests of somebody" };
    yield* missingOrOutside(rule.rateLimitThreshold, [1, 5_000], `${path}.rateLimitThreshold`);
    yield* notOneOf(rule.rateLimitDuration ?? "", ["OneMin", "FiveMins"], `${path}.rateLimitDuration`);
}
