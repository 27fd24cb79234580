/** The managed rule sets that a firewall policy of this library uses. Scanners look at the first and the second, so this is their order. */
export const OWASP = { ruleSetType: "OWASP", ruleSetVersion: "3.2" } as const;
export const BOT_MANAGER = { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" } as const;
export type ManagedRuleSet = typeof OWASP | typeof BOT_MANAGER;

/** Rule groups of OWASP 3.2. Source: Azure's list of CRS rule groups and rules for Application Gateway. */
const owaspGroups = [
    "General",
    "Known-CVEs",
    "REQUEST-911-METHOD-ENFORCEMENT",
    "REQUEST-913-SCANNER-DETECTION",
    "REQUEST-920-PROTOCOL-ENFORCEMENT",
    "REQUEST-921-PROTOCOL-ATTACK",
    "REQUEST-930-APPLICATION-ATTACK-LFI",
    "REQUEST-931-APPLICATION-ATTACK-RFI",
    "REQUEST-932-APPLICATION-ATTACK-RCE",
    "REQUEST-933-APPLICATION-ATTACK-PHP",
    "REQUEST-941-APPLICATION-ATTACK-XSS",
    "REQUEST-942-APPLICATION-ATTACK-SQLI",
    "REQUEST-943-APPLICATION-ATTACK-SESSION-FIXATION",
    "REQUEST-944-APPLICATION-ATTACK-JAVA",
];

/** Rule groups of the bot manager 1.0. */
const botGroups = ["BadBots", "GoodBots", "UnknownBots"];

/** All rule groups, OWASP's first. */
export const firewallRuleGroups: readonly string[] = [...owaspGroups, ...botGroups];

/** The rule set that a group belongs to; nothing for a group that there is not. */
export function ruleSetOf(group: string): ManagedRuleSet | undefined {
    if (owaspGroups.includes(group)) return OWASP;
    return botGroups.includes(group) ? BOT_MANAGER : undefined;
}

/** How the ids of the rules of a group begin, where that is not the number in the group's name. */
const beginnings: Readonly<Record<string, string>> = { General: "200", "Known-CVEs": "800", BadBots: "Bot1", GoodBots: "Bot2", UnknownBots: "Bot3" };

/** How the ids of the rules of a group begin: Azure refuses a rule under the name of another group. Nothing for a group that there is not. */
export function beginningOfIds(group: string): string {
    return beginnings[group] ?? /^REQUEST-(\d{3})-/.exec(group)?.[1] ?? "";
}

/** Whether a rule of a group can have this id: six digits for OWASP, `Bot` and six digits for bots. */
export function isRuleId(id: string, group: string): boolean {
    return /^(Bot)?\d{6}$/.test(id) && id.startsWith(beginningOfIds(group));
}
