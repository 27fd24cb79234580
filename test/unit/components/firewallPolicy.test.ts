import assert from "node:assert/strict";
import { posix } from "node:path";

import fc from "fast-check";

import { firewallRuleGroups, ruleSetOf } from "../../../components/azure/firewallRuleSets";
import { firewallPolicy, managementFirewallPolicy, MANAGEMENT_PATHS } from "../../../components/loadBalancer/firewallPolicy";
import { FirewallSettings } from "../../../components/loadBalancer/firewallSettings";

interface CustomRule {
    name: string;
    priority: number;
    action: string;
    ruleType: string;
    rateLimitThreshold?: number;
    groupByUserSession?: unknown;
    matchConditions: { operator: string; matchValues: string[]; transforms?: string[]; negationConditon?: boolean }[];
}
interface Policy {
    policySettings: Record<string, unknown>;
    managedRules: { managedRuleSets: Record<string, unknown>[]; exclusions?: Record<string, unknown>[] };
    customRules?: CustomRule[];
}
const policyWith = (settings?: FirewallSettings): Policy => firewallPolicy("Prevention", settings) as unknown as Policy;
const ruleNamed = (policy: Policy, name: string): CustomRule | undefined => policy.customRules?.find((rule) => rule.name === name);

describe("the paths that the firewall blocks", () => {
    const blocked = new RegExp(MANAGEMENT_PATHS);
    for (const path of [
        "/carbon",
        "/carbon/admin/login.jsp",
        "//carbon/",
        "/./carbon",
        "/././carbon",
        "/.;a=b/;/carbon",
        "/x/../services/Version",
        "/../carbon",
        "/a/b/../../services/Version",
        "/a/./../services",
        "/a/b/c/../../../carbon/",
        "/a/b/..//../services",
        "/a/..;a=b/services",
        "/a?/../carbon",
        "/services/",
        "/services?wsdl",
        "/services;a=b",
        "///services",
    ]) {
        it(`include ${path}`, () => assert.match(path, blocked));
    }
    for (const path of [
        "/",
        "/services-catalog/v1",
        "/carbonfootprint",
        "/pizza/1.0/services",
        "/pizza/carbon",
        "/x/carbon/../y",
        "/pizza?next=/carbon",
        "/a.b/c",
        "/services-api/1",
        "/a.b/services",
        "/a..b/services",
        "/a/.../services",
        "/a/./services",
        "/a/../carbonfootprint",
    ]) {
        it(`do not include ${path}`, () => assert.doesNotMatch(path, blocked));
    }

    it("include every path that leads to management, whatever the steps", () => {
        const paths = fc.array(fc.constantFrom("", ".", "..", "a", "carbon", "services"), { minLength: 1, maxLength: 8 }).map((steps) => `/${steps.join("/")}`);
        fc.assert(
            fc.property(paths, (path) => !/^\/(carbon|services)(\/|$)/.test(posix.normalize(path)) || blocked.test(path)),
            { numRuns: 5000 },
        );
    });

    it("are blocked, in lower case and decoded", () => {
        const rule = ruleNamed(policyWith(), "BlockManagement")!;
        assert.equal(rule.action, "Block");
        assert.deepEqual(rule.matchConditions[0]!.matchValues, [MANAGEMENT_PATHS]);
        assert.deepEqual(rule.matchConditions[0]!.transforms, ["UrlDecode", "Lowercase"]);
    });
});

describe("firewallPolicy", () => {
    it("inspects bodies with OWASP's rules and knows bots, in the order that scanners expect", () => {
        const { policySettings, managedRules, customRules } = policyWith();
        assert.deepEqual(policySettings, {
            state: "Enabled",
            mode: "Prevention",
            requestBodyCheck: true,
            maxRequestBodySizeInKb: 2000,
            fileUploadLimitInMb: 100,
        });
        assert.deepEqual(managedRules, {
            managedRuleSets: [
                { ruleSetType: "OWASP", ruleSetVersion: "3.2" },
                { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
            ],
        });
        assert.deepEqual(
            customRules!.map(({ name }) => name),
            ["BlockManagement"],
        );
    });

    it("limits the rate of each client address", () => {
        const rule = ruleNamed(policyWith({ rateLimitPerMinute: 600 }), "LimitRate")!;
        assert.equal(rule.ruleType, "RateLimitRule");
        assert.equal(rule.rateLimitThreshold, 600);
        assert.deepEqual(rule.groupByUserSession, [{ groupByVariables: [{ variableName: "ClientAddr" }] }]);
    });

    it("blocks every address that is not allowed", () => {
        const rule = ruleNamed(policyWith({ allowedRanges: ["198.51.100.0/24", "2001:db8::/32"] }), "BlockOtherAddresses")!;
        const [condition] = rule.matchConditions;
        assert.deepEqual([rule.action, condition!.operator, condition!.negationConditon], ["Block", "IPMatch", true]);
        assert.deepEqual(condition!.matchValues, ["198.51.100.0/24", "2001:db8::/32"]);
    });

    it("keeps the order and the priorities of its own rules, whatever is asked for", () => {
        const rules = policyWith({ rateLimitPerMinute: 1, allowedRanges: ["198.51.100.0/24"] }).customRules!;
        assert.deepEqual(
            rules.map(({ name, priority }) => `${name} ${priority}`),
            ["BlockManagement 10", "BlockOtherAddresses 20", "LimitRate 30"],
        );
    });

    it("leaves out what is excluded, everywhere or for some rules", () => {
        const everywhere = { matchVariable: "RequestHeaderNames", selector: "Authorization", selectorMatchOperator: "Equals" } as const;
        const { exclusions } = policyWith({
            exclusions: [everywhere, { ...everywhere, ruleGroup: "REQUEST-942-APPLICATION-ATTACK-SQLI", ruleIds: ["942200"] }],
        }).managedRules;
        assert.deepEqual(exclusions, [
            everywhere,
            {
                ...everywhere,
                exclusionManagedRuleSets: [
                    {
                        ruleSetType: "OWASP",
                        ruleSetVersion: "3.2",
                        ruleGroups: [{ ruleGroupName: "REQUEST-942-APPLICATION-ATTACK-SQLI", rules: [{ ruleId: "942200" }] }],
                    },
                ],
            },
        ]);
    });

    it("changes single rules in the set that they are of", () => {
        const { managedRuleSets } = policyWith({
            ruleOverrides: [
                { ruleGroup: "UnknownBots", ruleId: "Bot300700", action: "Block" },
                { ruleGroup: "REQUEST-942-APPLICATION-ATTACK-SQLI", ruleId: "942430", state: "Disabled" },
                { ruleGroup: "REQUEST-920-PROTOCOL-ENFORCEMENT", ruleId: "920300", state: "Disabled" },
            ],
        }).managedRules;
        assert.deepEqual(
            managedRuleSets.map((set) => set["ruleGroupOverrides"]),
            [
                [
                    { ruleGroupName: "REQUEST-920-PROTOCOL-ENFORCEMENT", rules: [{ ruleId: "920300", state: "Disabled" }] },
                    { ruleGroupName: "REQUEST-942-APPLICATION-ATTACK-SQLI", rules: [{ ruleId: "942430", state: "Disabled" }] },
                ],
                [{ ruleGroupName: "UnknownBots", rules: [{ ruleId: "Bot300700", state: "Enabled", action: "Block" }] }],
            ],
        );
    });

    it("knows the rule set of every group", () => {
        for (const group of firewallRuleGroups) assert.ok(ruleSetOf(group) !== undefined, group);
        assert.equal(ruleSetOf("REQUEST-999"), undefined);
    });
});

describe("managementFirewallPolicy", () => {
    const policy = managementFirewallPolicy("Prevention") as unknown as Policy;

    it("lets the Publisher call /services", () => assert.equal(policy.customRules, undefined));

    it("looks at everything but bodies, which carry what OWASP's rules take for attacks", () => {
        assert.deepEqual(policy.policySettings, { state: "Enabled", mode: "Prevention", requestBodyCheck: false });
        assert.equal(policy.managedRules.managedRuleSets.length, 2);
    });
});
