import { FirewallMode } from "../tier";

/** Part of a request that the managed rules leave out. */
export const FirewallExclusionVariable = {
    /** Values of the headers with this name. */
    RequestHeaderNames: "RequestHeaderNames",
    /** Values of the cookies with this name. */
    RequestCookieNames: "RequestCookieNames",
    /** Values of the arguments with this name: query, form, JSON and XML. */
    RequestArgNames: "RequestArgNames",
    /** Names of headers. */
    RequestHeaderKeys: "RequestHeaderKeys",
    /** Headers by their values. */
    RequestHeaderValues: "RequestHeaderValues",
    /** Names of cookies. */
    RequestCookieKeys: "RequestCookieKeys",
    /** Cookies by their values. */
    RequestCookieValues: "RequestCookieValues",
    /** Names of arguments. */
    RequestArgKeys: "RequestArgKeys",
    /** Arguments by their values. */
    RequestArgValues: "RequestArgValues",
} as const;
export type FirewallExclusionVariable = (typeof FirewallExclusionVariable)[keyof typeof FirewallExclusionVariable];

/** How an exclusion's selector is compared. */
export const FirewallExclusionOperator = {
    /** The whole text. */
    Equals: "Equals",
    /** Anywhere in the text. */
    Contains: "Contains",
    /** The beginning of the text. */
    StartsWith: "StartsWith",
    /** The end of the text. */
    EndsWith: "EndsWith",
    /** Every text; the selector is `*`. */
    EqualsAny: "EqualsAny",
} as const;
export type FirewallExclusionOperator = (typeof FirewallExclusionOperator)[keyof typeof FirewallExclusionOperator];

/** Whether a managed rule is used. */
export const FirewallRuleState = {
    /** The rule is looked at. */
    Enabled: "Enabled",
    /** The rule is left out. */
    Disabled: "Disabled",
} as const;
export type FirewallRuleState = (typeof FirewallRuleState)[keyof typeof FirewallRuleState];

/** What happens with a request that a managed rule matches. */
export const FirewallRuleAction = {
    /** It counts towards the score at which a request is refused: what OWASP's rules do unless told otherwise. */
    AnomalyScoring: "AnomalyScoring",
    /** The request is let through, and no further rule is looked at. */
    Allow: "Allow",
    /** The request is refused. */
    Block: "Block",
    /** The request is logged, and further rules are looked at. */
    Log: "Log",
} as const;
export type FirewallRuleAction = (typeof FirewallRuleAction)[keyof typeof FirewallRuleAction];

/** A part of requests that managed rules take for an attack although it is none, so that they leave it out. */
export interface FirewallExclusion {
    /** Which part of a request. */
    matchVariable: FirewallExclusionVariable;

    /** Name or value to compare with; `*` with `EqualsAny`. */
    selector: string;

    /** How it is compared. */
    selectorMatchOperator: FirewallExclusionOperator;

    /** Rule group for which alone the part is left out, for example `REQUEST-942-APPLICATION-ATTACK-SQLI`. Narrower is safer. Defaults to all groups. */
    ruleGroup?: string;

    /** Rules of that group for which alone the part is left out, for example `942200`. Defaults to all of the group. */
    ruleIds?: string[];
}

/** One managed rule that works otherwise than its rule set says. */
export interface FirewallRuleOverride {
    /** Rule group, for example `REQUEST-920-PROTOCOL-ENFORCEMENT` or `UnknownBots`. */
    ruleGroup: string;

    /** The rule, for example `920300` or `Bot300700`. */
    ruleId: string;

    /** Whether the rule is used. Defaults to `Enabled`. */
    state?: FirewallRuleState;

    /** What happens with a request that it matches. Defaults to what the rule set says. */
    action?: FirewallRuleAction;
}

/** The web application firewall of the listeners for APIs. Rule sets are OWASP 3.2 and Azure's bot manager 1.0. */
export interface FirewallSettings {
    /**
     * What the firewall does with a request that matches a rule, its own or one of `allowedRanges` and `rateLimitPerMinute`: block it, or only log it.
     * While it only logs, path rules keep clients off the product's management, as without a firewall.
     * Watch the log in `Detection` before a change to `Prevention`. Defaults to `Prevention` in Production and `Detection` in Development.
     */
    mode?: FirewallMode;

    /**
     * Requests that one client address may make per minute, 1 to 5000; more are refused with 403. Needs mode `Prevention`.
     * Defaults to no limit: the gateway product throttles by application and subscription, and clients of APIs are often servers that
     * share few addresses and make more requests than the most that Azure lets one count, 5000 per minute.
     */
    rateLimitPerMinute?: number;

    /**
     * Client addresses, CIDR blocks, that alone are let through, at most 600. Needs mode `Prevention`.
     * Unlike the network's `clientRanges` the others get an answer, 403, and appear in the firewall's log. Defaults to everybody whom the network lets through.
     */
    allowedRanges?: string[];

    /** Largest request body in KiB that is looked at, 8 to 2000; larger ones, other than file uploads, are refused with 413. Defaults to 2000. */
    maxRequestBodyKiB?: number;

    /** Largest file upload in MiB, 1 to 4000; larger ones are refused with 413. Defaults to 100. */
    maxFileUploadMiB?: number;

    /** Parts of requests that the managed rules leave out, at most 200. Defaults to none. */
    exclusions?: FirewallExclusion[];

    /** Managed rules that work otherwise than their rule set says, each at most once. Defaults to none. */
    ruleOverrides?: FirewallRuleOverride[];
}
