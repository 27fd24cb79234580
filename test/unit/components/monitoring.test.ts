import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { customDataText } from "../../support/customData";
import { GatewayDeployment, GatewayDeploymentArgs, GatewayMonitoring, GatewayMonitoringArgs, Tier } from "../../../components";
import { alertLabel, alertNames } from "../../../components/monitoring/alertDefaults";
import { checkDeployment } from "../../../components/checks";
import { metricPlans } from "../../../components/monitoring/metricAlerts";
import { validArgs } from "../support/deployments";
import { isSecret, mockSubscription, plain, Registered, registeredBy } from "../support/mocks";

const targets = {
    loadBalancer: { applicationGatewayId: "/agw", maxInstances: 10 },
    sharedStorage: { accountId: "/account", shareName: "artifacts", quotaGiB: 100 },
    vaultId: "/vault",
    nodes: { scaleSetId: "/vmss", minInstances: 2, maxInstances: 10, configurationHash: "0123456789abcdef", syncManagerId: "/manager" },
    cluster: { clusterId: "/cluster" },
};
const workspaceId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log";
const actionGroupId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag";

const monitor = (changes: Partial<GatewayMonitoringArgs> = {}): Promise<Registered[]> =>
    registeredBy(() => new GatewayMonitoring("monitoring", { tier: Tier.Production, resourceGroupName: "rg", location: "westeurope", ...targets, ...changes }));
const deploy = (changes?: Partial<GatewayDeploymentArgs>): Promise<Registered[]> => registeredBy(() => new GatewayDeployment("gateway", validArgs(changes)));
const withType = (registered: Registered[], type: string): Registered[] => registered.filter((resource) => resource.type.endsWith(`:${type}`));
const inputsOf = (registered: Registered[], type: string, name: string): Record<string, unknown> => {
    const found = registered.find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
    assert.ok(found, `no ${type} ${name}`);
    return plain(found.inputs) as Record<string, unknown>;
};
interface Condition {
    query?: string;
    metricName?: string;
    operator: string;
    threshold: number;
    timeAggregation: string;
    dimensions?: { name: string; values: string[] }[];
    failingPeriods?: object;
    metricMeasureColumn?: string;
}
const alerts = (registered: Registered[]): Registered[] => [...withType(registered, "MetricAlert"), ...withType(registered, "ScheduledQueryRule")];
const conditionOf = (registered: Registered[], name: string): Condition => {
    const alert = alerts(registered).find((one) => one.name === `monitoring-${name}`);
    assert.ok(alert, `no alert ${name}`);
    return (plain(alert.inputs["criteria"]) as { allOf: Condition[] }).allOf[0]!;
};

describe("GatewayMonitoring", () => {
    it("makes an alert of each kind, under a name of its own", async () => {
        const names = alerts(await monitor()).map(({ name }) => name);
        assert.deepEqual(names.sort(), alertNames.map((name) => `monitoring-${alertLabel(name)}`).sort());
    });

    it("watches nothing that is not there", async () => {
        const registered = await monitor({ loadBalancer: undefined, sharedStorage: undefined, vaultId: undefined, nodes: undefined, cluster: undefined });
        assert.deepEqual(
            registered.filter(({ custom }) => custom).map(({ name, type }) => `${type} ${name}`),
            ["azure-native:operationalinsights:Workspace monitoring"],
        );
    });

    it("looks at the measurements that the alerts are named for", async () => {
        const registered = await monitor();
        const looked = withType(registered, "MetricAlert").map(({ name, inputs }) => {
            const { metricName, timeAggregation, operator, threshold, dimensions = [] } = conditionOf(registered, name.replace("monitoring-", ""));
            const only = dimensions.map((dimension) => ` ${dimension.name}=${dimension.values.join()}`).join("");
            return `${String(inputs["scopes"])} ${timeAggregation} ${metricName}${only} ${operator} ${threshold}`;
        });
        assert.deepEqual(looked.sort(), [
            "/account/fileServices/default Average FileCapacity FileShare=artifacts GreaterThan 85899345920",
            "/account/fileServices/default Average SuccessE2ELatency FileShare=artifacts GreaterThan 100",
            "/agw Average BackendLastByteResponseTime GreaterThan 5000",
            "/agw Average CapacityUnits GreaterThan 80",
            "/agw Average HealthyHostCount BackendSettingsPool=* GreaterThanOrEqual 9.5",
            "/agw Average HealthyHostCount BackendSettingsPool=* LessThan 1",
            "/agw Average UnhealthyHostCount BackendSettingsPool=* GreaterThan 0.5",
            "/agw Total ResponseStatus HttpStatusGroup=5xx GreaterThan 10",
            "/cluster Average cluster_autoscaler_unschedulable_pods_count GreaterThan 0",
            "/cluster Average node_disk_usage_percentage node=* GreaterThan 80",
            "/cluster Average node_memory_working_set_percentage node=* GreaterThan 90",
            "/vault Average Availability LessThan 99",
        ]);
    });

    it("looks for what nodes and the vault say", async () => {
        const registered = await monitor();
        for (const [name, said] of [
            ["failed-boot", "boot-failed"],
            ["failed-seeding", "seeding-failed"],
            ["stale-configuration", "configuration-hash=0123456789abcdef"],
            ["secret-expiry", "SecretNearExpiryEventGridNotification"],
        ]) {
            const condition = conditionOf(registered, name!);
            assert.ok(condition.query!.includes(`"${said}"`), name);
            assert.equal(`${condition.timeAggregation} ${condition.operator} ${condition.threshold}`, "Count GreaterThan 0", name);
        }
        const silent = conditionOf(registered, "silent-nodes");
        assert.equal(`${silent.timeAggregation} ${silent.operator} ${silent.threshold}`, "Count LessThan 1");
        const expiry = conditionOf(registered, "certificate-expiry");
        assert.equal(`${expiry.timeAggregation} ${expiry.metricMeasureColumn} ${expiry.operator} ${expiry.threshold}`, "Minimum DaysLeft LessThan 30");
        for (const { inputs, name } of withType(registered, "ScheduledQueryRule")) assert.deepEqual(inputs["scopes"], ["/mock/Workspace/monitoring"], name);
    });

    it("gives an upgrade its time before it calls a node left behind, node by node", async () => {
        const { failingPeriods, dimensions } = conditionOf(await monitor(), "stale-configuration");
        assert.deepEqual(failingPeriods, { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 3 });
        assert.deepEqual(dimensions, [{ name: "Computer", operator: "Include", values: ["*"] }]);
    });

    it("does not watch for more nodes where there can be no more", async () => {
        const registered = await monitor({ nodes: { ...targets.nodes, minInstances: 10 } });
        assert.ok(!alerts(registered).some(({ name }) => name === "monitoring-nodes-at-maximum"));
    });

    it("has no question about a share where there is none", async () => {
        const names = alerts(await monitor({ sharedStorage: undefined, nodes: { ...targets.nodes, syncManagerId: undefined } })).map(({ name }) => name);
        assert.deepEqual(
            names.filter((name) => /share|seeding/.test(name)),
            [],
        );
    });

    it("takes the settings of each alert", async () => {
        const settings = { threshold: pulumi.output(2), severity: 4, windowMinutes: 1440, frequencyMinutes: 60 };
        const registered = await monitor({ alerts: Object.fromEntries(alertNames.map((name) => [name, settings])) });
        const units: Record<string, number> = { capacityUnits: 1, nodesAtMaximum: 0.1, shareCapacity: 2 ** 30 };
        for (const name of alertNames) {
            const changed = alerts(registered).find((alert) => alert.name === `monitoring-${alertLabel(name)}`)!;
            const { severity, windowSize, evaluationFrequency } = changed.inputs;
            assert.deepEqual({ severity, windowSize, evaluationFrequency }, { severity: 4, windowSize: "P1D", evaluationFrequency: "PT1H" }, name);
            assert.equal(conditionOf(registered, alertLabel(name)).threshold, 2 * (units[name] ?? 1), name);
        }
    });

    for (const parity of [0, 1]) {
        it(`leaves out the alerts that are not wanted (every second one, from ${parity} on)`, async () => {
            const unwanted = alertNames.filter((_, index) => index % 2 === parity);
            const registered = await monitor({ alerts: Object.fromEntries(unwanted.map((name) => [name, { enabled: false }])) });
            const wanted = alertNames.filter((name) => !unwanted.includes(name)).map((name) => `monitoring-${alertLabel(name)}`);
            assert.deepEqual(
                alerts(registered)
                    .map(({ name }) => name)
                    .sort(),
                wanted.sort(),
            );
        });
    }

    it("sends what it should, under categories that the resource has", async () => {
        const sent = withType(await monitor(), "DiagnosticSetting").map(({ inputs }) => {
            const categories = [inputs["logs"], inputs["metrics"]].flat().map((one) => (one as { category: string }).category);
            return `${String(inputs["resourceUri"])} ${String(inputs["logAnalyticsDestinationType"])}: ${categories.join()}`;
        });
        assert.deepEqual(sent.sort(), [
            "/account/fileServices/default undefined: StorageWrite,StorageDelete,Transaction",
            "/agw Dedicated: ApplicationGatewayAccessLog,ApplicationGatewayFirewallLog,AllMetrics",
            "/cluster Dedicated: kube-audit-admin,guard,kube-apiserver,kube-controller-manager,kube-scheduler,cluster-autoscaler,cloud-controller-manager,csi-azurefile-controller,AllMetrics",
            "/vault Dedicated: AuditEvent,AllMetrics",
        ]);
    });

    it("leaves out the access log when told to, and not the firewall's", async () => {
        const { logs } = inputsOf(await monitor({ accessLogs: false }), "DiagnosticSetting", "monitoring-load-balancer");
        assert.deepEqual(logs, [{ category: "ApplicationGatewayFirewallLog", enabled: true }]);
    });

    it("deletes a diagnostic setting itself: in Azure it does not go with its resource", async () => {
        for (const { deletedWith, retainOnDelete } of withType(await monitor(), "DiagnosticSetting"))
            assert.deepEqual([deletedWith, retainOnDelete], ["", false]);
    });

    for (const [tier, days] of [
        ["Development", 30],
        ["Production", 90],
    ] as const) {
        it(`keeps logs for ${days} days in ${tier}, without keys`, async () => {
            const workspace = inputsOf(await monitor({ tier }), "Workspace", "monitoring");
            assert.equal(workspace["retentionInDays"], days);
            assert.deepEqual(workspace["sku"], { name: "PerGB2018" });
            assert.equal((workspace["features"] as { disableLocalAuth: boolean }).disableLocalAuth, true);
            assert.equal(workspace["workspaceCapping"], undefined);
        });
    }

    it("bounds what a day costs when told to", async () => {
        assert.deepEqual(inputsOf(await monitor({ dailyQuotaGb: 2 }), "Workspace", "monitoring")["workspaceCapping"], { dailyQuotaGb: 2 });
    });

    it("uses an existing workspace, in its region", async () => {
        const registered = await monitor({ workspaceId, workspaceLocation: "northeurope" });
        assert.deepEqual(withType(registered, "Workspace"), []);
        for (const { inputs } of withType(registered, "DiagnosticSetting")) assert.equal(inputs["workspaceId"], workspaceId);
        for (const { inputs } of withType(registered, "ScheduledQueryRule"))
            assert.deepEqual([inputs["scopes"], inputs["location"]], [[workspaceId], "northeurope"]);
        const rule = inputsOf(registered, "DataCollectionRule", "monitoring-nodes");
        assert.equal(rule["location"], "northeurope");
        assert.deepEqual(rule["destinations"], { logAnalytics: [{ name: "workspace", workspaceResourceId: workspaceId }] });
    });

    it("tells nobody unless somebody is named", async () => {
        const registered = await monitor();
        assert.deepEqual(withType(registered, "ActionGroup"), []);
        for (const { inputs } of withType(registered, "MetricAlert")) assert.deepEqual(inputs["actions"], []);
        for (const { inputs } of withType(registered, "ScheduledQueryRule")) assert.deepEqual(inputs["actions"], { actionGroups: [] });
    });

    for (const [what, changes, id] of [
        ["people who are named", { emailAddresses: ["operators@example.com"] }, "/mock/ActionGroup/monitoring"],
        ["an existing action group", { actionGroupId }, actionGroupId],
    ] as const) {
        it(`tells ${what} of every alert`, async () => {
            const registered = await monitor(changes as Partial<GatewayMonitoringArgs>);
            for (const { inputs } of withType(registered, "MetricAlert")) assert.deepEqual(inputs["actions"], [{ actionGroupId: id }]);
            for (const { inputs } of withType(registered, "ScheduledQueryRule")) assert.deepEqual(inputs["actions"], { actionGroups: [id] });
        });
    }

    it("keeps the addresses of webhooks secret", async () => {
        const registered = await deploy({ monitoring: { webhooks: ["https://example.com/?key=of-the-webhook"] } });
        const [group] = withType(registered, "ActionGroup");
        assert.ok(isSecret(group!.inputs["webhookReceivers"]));
        const elsewhere = registered.filter((resource) => resource !== group).map(({ inputs }) => inputs);
        assert.doesNotMatch(JSON.stringify(elsewhere), /of-the-webhook/);
    });

    it("collects from nodes what they say, and associates the scale set", async () => {
        const registered = await monitor();
        const { dataSources, dataFlows } = inputsOf(registered, "DataCollectionRule", "monitoring-nodes") as {
            dataSources: { syslog: { facilityNames: string[] }[] };
            dataFlows: { transformKql: string }[];
        };
        assert.deepEqual(dataSources.syslog[0]!.facilityNames, ["daemon", "user", "local0"]);
        assert.match(dataFlows[0]!.transformKql, /ProcessName == "wso2-gateway"/);
        const association = inputsOf(registered, "DataCollectionRuleAssociation", "monitoring-nodes");
        assert.deepEqual([association["resourceUri"], association["dataCollectionRuleId"]], ["/vmss", "/mock/DataCollectionRule/monitoring-nodes"]);
    });

    it("tells the percents of something as what Azure counts", async () => {
        await fc.assert(
            fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 2, max: 125 }), async (percent, maxInstances) => {
                const loadBalancer = { applicationGatewayId: "/agw", maxInstances };
                const plans = metricPlans({ loadBalancer }, () => percent);
                const threshold = await new Promise<number>((resolve) => pulumi.output(plans.capacityUnits!.threshold).apply(resolve));
                assert.ok(threshold > 0 && threshold <= maxInstances * 10);
                assert.equal(Math.round(threshold * 1000), percent * maxInstances * 100);
            }),
            { numRuns: 50 },
        );
    });
});

describe("the monitoring of a deployment", () => {
    const ofMonitoring = (registered: Registered[]): Registered[] => registered.filter(({ parent }) => parent.includes("GatewayMonitoring::"));

    it("is checked with the other arguments", () => {
        const wrong = validArgs({ monitoring: { retentionDays: 3, alerts: { failedBoot: { threshold: -1 } } } });
        assert.deepEqual(
            checkDeployment(wrong).map(({ path }) => path),
            ["monitoring.retentionDays", "monitoring.alerts.failedBoot.threshold"],
        );
    });

    it("is nothing that anything else waits for", async () => {
        const registered = await deploy({ tier: Tier.Production });
        const others = registered.filter((resource) => !ofMonitoring(registered).includes(resource) && resource.type.startsWith("azure-native:"));
        assert.ok(others.length > 25 && ofMonitoring(registered).length > 15);
        for (const { name, dependencies } of others) assert.doesNotMatch(dependencies.join(), /gateway-monitoring/, name);
    });

    it("waits for nothing that comes after the nodes", async () => {
        for (const { name, dependencies } of ofMonitoring(await deploy())) assert.doesNotMatch(dependencies.join(), /AutoscaleSetting/, name);
    });

    for (const enabled of [true, false]) {
        it(`${enabled ? "brings" : "when switched off leaves out"} the agent, which logs in with the nodes' identity`, async () => {
            const registered = await deploy({ monitoring: { enabled } });
            const profile = inputsOf(registered, "VirtualMachineScaleSet", "gateway-nodes")["virtualMachineProfile"] as {
                extensionProfile: { extensions: { name: string; type: string; settings: object }[] };
            };
            const { extensions } = profile.extensionProfile;
            assert.deepEqual(
                extensions.map(({ type }) => type),
                ["ApplicationHealthLinux", ...(enabled ? ["AzureMonitorLinuxAgent"] : [])],
            );
            if (!enabled) return assert.deepEqual(ofMonitoring(registered), []);
            const managedIdentity = {
                "identifier-name": "mi_res_id",
                "identifier-value": `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gateway-vault-nodes`,
            };
            assert.deepEqual(extensions[1]!.settings, { authentication: { managedIdentity } });
        });
    }

    it("knows the configuration that nodes are told now", async () => {
        const registered = await deploy();
        const profile = inputsOf(registered, "VirtualMachineScaleSet", "gateway-nodes")["virtualMachineProfile"] as { osProfile: { customData: string } };
        const told = /CONFIGURATION_HASH="([0-9a-f]{16})"/.exec(customDataText(profile.osProfile.customData))![1]!;
        const { criteria } = inputsOf(registered, "ScheduledQueryRule", "gateway-monitoring-stale-configuration") as { criteria: { allOf: Condition[] } };
        assert.ok(criteria.allOf[0]!.query!.includes(`"configuration-hash=${told}"`));
    });

    it("reaches each of its resources with a transform", async () => {
        const tags = { reached: "yes" };
        const description = "reached";
        const args = validArgs({ monitoring: { emailAddresses: ["operators@example.com"] } });
        const registered = await registeredBy(
            () =>
                new GatewayDeployment("gateway", args, undefined, {
                    monitoring: {
                        workspace: { tags },
                        actionGroup: { tags },
                        metricAlert: { tags },
                        logAlert: { tags },
                        dataCollectionRule: { tags },
                        dataCollectionRuleAssociation: { description },
                        diagnosticSetting: (setting, opts, name) => [{ ...setting, eventHubName: name }, opts],
                    },
                }),
        );
        for (const { name, type, inputs } of ofMonitoring(registered)) {
            if (type.endsWith(":DiagnosticSetting")) assert.equal(inputs["eventHubName"], name);
            else if (type.endsWith(":DataCollectionRuleAssociation")) assert.equal(inputs["description"], description);
            else assert.deepEqual(inputs["tags"], tags, name);
        }
    });
});
