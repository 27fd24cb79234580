import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { alertDefaults, AlertName, alertNames, allowedMinutes, defaultFrequency, isoMinutes } from "../../../components/monitoring/alertDefaults";
import { alertSetting } from "../../../components/monitoring/alertRules";
import type { AlertSettings } from "../../../components/monitoring/alertSettings";
import { checkMonitoring, checkSeverity, checkThreshold } from "../../../components/monitoring/checks";
import type { GatewayMonitoringSettings } from "../../../components/monitoring/settings";
import { shortName } from "../../../components/monitoring/receivers";
import { outcomeOf } from "../support/outputs";

const workspaceId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log";
const actionGroupId = "/subscriptions/s/resourceGroups/rg/providers/microsoft.insights/actionGroups/ag";
const paths = (settings: GatewayMonitoringSettings): string[] => checkMonitoring(settings).map(({ path }) => path);
const ofAlert = (name: AlertName, settings: AlertSettings): string[] => paths({ alerts: { [name]: settings } });

describe("checkMonitoring", () => {
    it("finds nothing wrong with no settings at all", () => assert.deepEqual(checkMonitoring({}), []));

    const right: Record<string, GatewayMonitoringSettings> = {
        "the shortest retention": { retentionDays: 30 },
        "the longest retention": { retentionDays: 730, dailyQuotaGb: 0.1 },
        "an existing workspace elsewhere": { workspaceId, workspaceLocation: "northeurope" },
        "an existing action group, written as Azure does": { actionGroupId },
        addresses: { emailAddresses: ["a.b+c@mail.example.com"], webhooks: ["https://example.com/a?b=c"] },
    };
    for (const [what, settings] of Object.entries(right)) it(`accepts ${what}`, () => assert.deepEqual(checkMonitoring(settings), []));

    const wrong: [string, GatewayMonitoringSettings, string[]][] = [
        ["a retention that Azure does not allow", { retentionDays: 29 }, ["retentionDays"]],
        ["a retention that is too long", { retentionDays: 731 }, ["retentionDays"]],
        ["half a day", { retentionDays: 30.5 }, ["retentionDays"]],
        ["a quota of nothing", { dailyQuotaGb: 0 }, ["dailyQuotaGb"]],
        ["settings of somebody else's workspace", { workspaceId, retentionDays: 5, dailyQuotaGb: 0 }, ["retentionDays", "dailyQuotaGb"]],
        ["a region without its workspace", { workspaceLocation: "northeurope" }, ["workspaceLocation"]],
        ["the id of something else", { workspaceId: actionGroupId, actionGroupId: workspaceId }, ["workspaceId", "actionGroupId"]],
        ["receivers beside a group", { actionGroupId, emailAddresses: ["a@example.com"], webhooks: ["https://example.com"] }, ["emailAddresses", "webhooks"]],
        ["what is no address", { emailAddresses: ["a@b", "@example.com", "a b@example.com"] }, ["emailAddresses[0]", "emailAddresses[1]", "emailAddresses[2]"]],
        ["an address once more", { emailAddresses: ["a@example.com", "A@example.com"] }, ["emailAddresses[1]"]],
        ["a webhook without TLS", { webhooks: ["http://example.com"] }, ["webhooks[0]"]],
        ["too many webhooks", { webhooks: Array.from({ length: 11 }, () => "https://example.com") }, ["webhooks"]],
        ["an alert that there is not", { alerts: { noSuchAlert: {} } as object }, ["alerts.noSuchAlert"]],
    ];
    for (const [what, settings, expected] of wrong) it(`refuses ${what}`, () => assert.deepEqual(paths(settings), expected));

    it("does not show the address of a webhook", () => {
        assert.doesNotMatch(JSON.stringify(checkMonitoring({ webhooks: ["http://example.com/?key=secret"] })), /secret/);
    });

    for (const name of alertNames) {
        it(`refuses what ${name} cannot be`, () => {
            const [lowest, highest] = alertDefaults[name].thresholds;
            const path = `alerts.${name}`;
            assert.deepEqual(ofAlert(name, { threshold: lowest - 1 }), [`${path}.threshold`]);
            assert.deepEqual(ofAlert(name, { threshold: highest + 1, severity: 5 }), [`${path}.threshold`, `${path}.severity`]);
            assert.deepEqual(ofAlert(name, { windowMinutes: 7, frequencyMinutes: 7 }), [`${path}.windowMinutes`, `${path}.frequencyMinutes`]);
            assert.deepEqual(ofAlert(name, { windowMinutes: 5, frequencyMinutes: 60 }), [`${path}.frequencyMinutes`]);
        });
    }

    it("leaves to later what is not known yet", () => {
        const later = Promise.resolve(0);
        assert.deepEqual(checkMonitoring({ retentionDays: later, workspaceId: undefined, alerts: { failedBoot: { threshold: later, severity: later } } }), []);
    });

    for (const severity of [-1, 1.5, 5, NaN]) it(`refuses severity ${severity}`, () => assert.equal(checkSeverity(severity, "severity").length, 1));
    it("refuses a threshold that is no number", () => assert.equal(checkThreshold("failedBoot", NaN, "threshold").length, 1));
});

describe("alerts", () => {
    for (const name of alertNames) {
        it(`have defaults that are allowed: ${name}`, () => {
            const { threshold, severity, windowMinutes, frequencyMinutes } = alertDefaults[name];
            assert.deepEqual(ofAlert(name, { threshold, severity, windowMinutes, frequencyMinutes }), []);
        });
    }

    it("look often enough, whatever the window, and as often as Azure allows", () => {
        fc.assert(
            fc.property(fc.constantFrom(...alertNames), fc.nat(), (name, seed) => {
                const { windows, frequencies } = allowedMinutes[alertDefaults[name].kind];
                const windowMinutes = windows[seed % windows.length]!;
                const frequency = defaultFrequency(name, windowMinutes);
                assert.ok(frequencies.includes(frequency) && frequency <= windowMinutes);
                assert.equal(alertSetting("the test", name, { windowMinutes }).frequencyMinutes, frequency);
                assert.deepEqual(ofAlert(name, { windowMinutes, frequencyMinutes: frequency }), []);
            }),
        );
    });

    it("refuse a value that is known only later, and wrong, by its path", async () => {
        const { threshold, severity } = alertSetting("The test", "capacityUnits", { threshold: pulumi.output(900), severity: pulumi.output(9) });
        await assert.rejects(outcomeOf(threshold), /The test has 1 problem:\n {2}- alerts\.capacityUnits\.threshold: is 900; allowed are 1 to 100/);
        await assert.rejects(outcomeOf(severity), /alerts\.capacityUnits\.severity: is 9/);
        assert.equal(await outcomeOf(alertSetting("The test", "capacityUnits", { threshold: pulumi.output(90) }).threshold), 90);
    });

    it("write minutes as Azure does", () => {
        const written = [1, 5, 45, 60, 360, 1440, 2880].map(isoMinutes);
        assert.deepEqual(written, ["PT1M", "PT5M", "PT45M", "PT1H", "PT6H", "P1D", "P2D"]);
    });

    it("come in the name of the environment, as far as it fits", () => {
        assert.equal(shortName("gateway-dev"), "gateway-dev");
        assert.equal(shortName("gateway-production"), "gateway-prod");
    });
});
