import { Address4, Address6 } from "ip-address";

import { beginningOfIds, firewallRuleGroups, isRuleId, OWASP, ruleSetOf } from "../azure/firewallRuleSets";
import { FILE_UPLOAD_MIB, MAX_FIREWALL_EXCLUSIONS, MAX_FIREWALL_RANGES, RATE_LIMIT_PER_MINUTE, REQUEST_BODY_KIB } from "../azure/limits";
import {
    FirewallExclusion,
    FirewallExclusionOperator,
    FirewallExclusionVariable,
    FirewallRuleAction,
    FirewallRuleOverride,
    FirewallRuleState,
    FirewallSettings,
} from "./firewallSettings";
import { Problem, under } from "../problem";
import { checkOneOf, checkWhole, repeatedPositions } from "../checking/rangeChecks";
import { FirewallMode } from "../tier";

/**
 * What is wrong with the settings of a firewall.
 *
 * @param mode its mode, given or by default; nothing where there is no firewall
 */
export function checkFirewall(settings: FirewallSettings, mode: FirewallMode | undefined): Problem[] {
    const { exclusions = [], ruleOverrides = [] } = settings;
    return [
        ...checkOneOf(Object.values(FirewallMode), settings.mode, "mode"),
        ...(mode === FirewallMode.Detection ? withoutEffect(settings) : []),
        ...checkWhole(settings.rateLimitPerMinute, RATE_LIMIT_PER_MINUTE, "rateLimitPerMinute"),
        ...(settings.allowedRanges === undefined ? [] : checkAllowedRanges(settings.allowedRanges)),
        ...checkWhole(settings.maxRequestBodyKiB, REQUEST_BODY_KIB, "maxRequestBodyKiB"),
        ...checkWhole(settings.maxFileUploadMiB, FILE_UPLOAD_MIB, "maxFileUploadMiB"),
        ...tooMany(exclusions.length, MAX_FIREWALL_EXCLUSIONS, "exclusions"),
        ...exclusions.flatMap((exclusion, index) => under(`exclusions[${index}]`, checkExclusion(exclusion))),
        ...ruleOverrides.flatMap((override, index) => under(`ruleOverrides[${index}]`, checkOverride(override))),
        ...repeatedOverrides(ruleOverrides),
    ];
}

/** Custom rules, too, block nothing while the firewall only logs. */
function withoutEffect(settings: FirewallSettings): Problem[] {
    const given = (["allowedRanges", "rateLimitPerMinute"] as const).filter((path) => settings[path] !== undefined);
    const { Detection, Prevention } = FirewallMode;
    return given.map((path) => ({ path, message: `is given, but in mode ${Detection} the firewall only logs; mode ${Prevention} is needed` }));
}

function tooMany(count: number, limit: number, path: string): Problem[] {
    return count <= limit ? [] : [{ path, message: `are ${count}; at most ${limit} are allowed` }];
}

function checkAllowedRanges(ranges: string[]): Problem[] {
    if (ranges.length === 0) return [{ path: "allowedRanges", message: "are empty, which would let nobody in; leave them out to let everybody in" }];
    const isRange = (text: string): boolean => Address4.isValid(text) || Address6.isValid(text);
    const wrong = ranges.map((range, index) => ({ range, index })).filter(({ range }) => !isRange(range));
    const [repeated = -1] = repeatedPositions(ranges);
    return [
        ...tooMany(ranges.length, MAX_FIREWALL_RANGES, "allowedRanges"),
        ...wrong.map(({ range, index }) => ({ path: `allowedRanges[${index}]`, message: `is "${range}"; allowed are addresses and CIDR blocks` })),
        ...(repeated < 0 ? [] : [{ path: `allowedRanges[${repeated}]`, message: `is "${ranges[repeated]}" once more` }]),
    ];
}

function checkExclusion({ matchVariable, selector, selectorMatchOperator, ruleGroup, ruleIds }: FirewallExclusion): Problem[] {
    const { EqualsAny } = FirewallExclusionOperator;
    const isAny = selectorMatchOperator === EqualsAny;
    return [
        ...checkGiven(Object.values(FirewallExclusionVariable), matchVariable, "matchVariable"),
        ...checkGiven(Object.values(FirewallExclusionOperator), selectorMatchOperator, "selectorMatchOperator"),
        ...(selector === undefined || selector === "" ? [{ path: "selector", message: "is missing" }] : []),
        ...(isAny && selector !== "*" ? [{ path: "selector", message: `is "${selector}"; with ${EqualsAny} it must be "*"` }] : []),
        ...(!isAny && selector === "*" ? [{ path: "selector", message: `is "*", which is taken literally; for every text use ${EqualsAny}` }] : []),
        ...(ruleGroup === undefined ? [] : checkRuleGroup(ruleGroup)),
        ...(ruleIds !== undefined && ruleGroup === undefined ? [{ path: "ruleGroup", message: "is missing; the rules in ruleIds are of one group" }] : []),
        ...(ruleIds?.length === 0 ? [{ path: "ruleIds", message: "are empty; leave them out to mean the whole group" }] : []),
        ...(ruleIds ?? []).flatMap((id, index) => (ruleGroup === undefined ? [] : checkRuleId(id, ruleGroup, `ruleIds[${index}]`))),
    ];
}

function checkOverride({ ruleGroup, ruleId, state, action }: FirewallRuleOverride): Problem[] {
    const isBot = ruleSetOf(ruleGroup) !== undefined && ruleSetOf(ruleGroup) !== OWASP;
    return [
        ...checkRuleGroup(ruleGroup),
        ...checkRuleId(ruleId, ruleGroup, "ruleId"),
        ...checkOneOf(Object.values(FirewallRuleState), state, "state"),
        ...checkOneOf(Object.values(FirewallRuleAction), action, "action"),
        ...(isBot && action === FirewallRuleAction.AnomalyScoring
            ? [{ path: "action", message: `is ${action}, which rules about bots do not have; allowed are Allow, Block and Log` }]
            : []),
        ...(state === undefined && action === undefined ? [{ path: "state", message: "and action are missing; the override changes nothing" }] : []),
    ];
}

function checkRuleGroup(group: string): Problem[] {
    return ruleSetOf(group) !== undefined ? [] : [{ path: "ruleGroup", message: `is "${group}"; allowed are ${firewallRuleGroups.join(", ")}` }];
}

function checkRuleId(id: string, group: string, path: string): Problem[] {
    if (ruleSetOf(group) === undefined || isRuleId(id, group)) return [];
    return [{ path, message: `is "${id}"; rules of ${group} look like ${beginningOfIds(group)}…, with six digits` }];
}

function repeatedOverrides(overrides: FirewallRuleOverride[]): Problem[] {
    const [repeated] = repeatedPositions(overrides.map(({ ruleId }) => ruleId));
    if (repeated === undefined) return [];
    return [{ path: `ruleOverrides[${repeated}].ruleId`, message: `is "${overrides[repeated]!.ruleId}" once more; one override for each rule` }];
}

/** As `checkOneOf`, for a value that must be given. */
function checkGiven(allowed: readonly string[], value: string | undefined, path: string): Problem[] {
    return value === undefined ? [{ path, message: `is missing; allowed are ${allowed.join(", ")}` }] : checkOneOf(allowed, value, path);
}
