import * as monitor from "@pulumi/azure-native/monitor";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as pulumi from "@pulumi/pulumi";

import { applicationGateway } from "./loadBalancer";
import { configurationHash, scaleSet } from "./nodes";
import { common, resourceGroup, tags } from "./settings";
import { account, share as fileShare } from "./storage";
import { vault } from "./vault";

const workspace = new operationalinsights.Workspace("gateway-monitoring", {
    ...common,
    workspaceName: "log-gateway-prod",
    sku: { name: "PerGB2018" },
    retentionInDays: 90,
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
});
const fileService = pulumi.interpolate`${account.id}/fileServices/default`;

diagnostics("load-balancer", applicationGateway.id, ["ApplicationGatewayAccessLog", "ApplicationGatewayFirewallLog"], "AllMetrics", true);
diagnostics("share", fileService, ["StorageWrite", "StorageDelete"], "Transaction", false);
diagnostics("vault", vault.id, ["AuditEvent"], "AllMetrics", true);

function diagnostics(what: string, resourceUri: pulumi.Input<string>, logs: string[], metric: string, ownTables: boolean): void {
    new monitor.DiagnosticSetting(`gateway-monitoring-${what}`, {
        resourceUri,
        name: "gateway-prod",
        workspaceId: workspace.id,
        ...(ownTables ? { logAnalyticsDestinationType: "Dedicated" } : {}),
        logs: logs.map((category) => ({ category, enabled: true })),
        metrics: [{ category: metric, enabled: true }],
    });
}

const gateway = { scope: applicationGateway.id, metricNamespace: "Microsoft.Network/applicationGateways" };
const share = { scope: fileService, metricNamespace: "Microsoft.Storage/storageAccounts/fileServices" };
const eachPool = { BackendSettingsPool: "*" };

metricAlert("healthy-hosts", "No gateway node serves requests, or fewer than there should be.", 0, "PT15M", "PT5M", {
    ...gateway,
    metricName: "HealthyHostCount",
    operator: "LessThan",
    threshold: 1,
    dimensions: eachPool,
});
metricAlert("unhealthy-hosts", "The load balancer finds gateway nodes that are not ready, for a long time.", 2, "PT1H", "PT5M", {
    ...gateway,
    metricName: "UnhealthyHostCount",
    operator: "GreaterThan",
    threshold: 0.5,
    dimensions: eachPool,
});
metricAlert("failed-requests", "Clients get answers with a status of 500 and above.", 1, "PT5M", "PT1M", {
    ...gateway,
    metricName: "ResponseStatus",
    operator: "GreaterThan",
    threshold: 10,
    timeAggregation: "Total",
    dimensions: { HttpStatusGroup: "5xx" },
});
metricAlert("backend-latency", "Gateway nodes take long to answer.", 2, "PT15M", "PT5M", {
    ...gateway,
    metricName: "BackendLastByteResponseTime",
    operator: "GreaterThan",
    threshold: 5000,
});
metricAlert("capacity-units", "The load balancer is close to what its most instances can do.", 2, "PT15M", "PT5M", {
    ...gateway,
    metricName: "CapacityUnits",
    operator: "GreaterThan",
    threshold: 80,
});
metricAlert("nodes-at-maximum", "Autoscale has reached the most gateway nodes that it may start.", 3, "PT30M", "PT5M", {
    ...gateway,
    metricName: "HealthyHostCount",
    operator: "GreaterThanOrEqual",
    threshold: 11.4,
    dimensions: eachPool,
});
metricAlert("share-capacity", "The shared file system is nearly full.", 2, "PT6H", "PT1H", {
    ...share,
    metricName: "FileCapacity",
    operator: "GreaterThan",
    threshold: 80 * 2 ** 30,
    dimensions: { FileShare: fileShare.name },
});
metricAlert("share-latency", "The shared file system answers slowly.", 2, "PT15M", "PT5M", {
    ...share,
    metricName: "SuccessE2ELatency",
    operator: "GreaterThan",
    threshold: 100,
    dimensions: { FileShare: fileShare.name },
});
metricAlert("vault-availability", "The vault does not answer all requests.", 1, "PT15M", "PT5M", {
    scope: vault.id,
    metricNamespace: "Microsoft.KeyVault/vaults",
    metricName: "Availability",
    operator: "LessThan",
    threshold: 99,
});

interface Metric {
    scope: pulumi.Input<string>;
    metricNamespace: string;
    metricName: string;
    operator: string;
    threshold: number;
    timeAggregation?: string;
    dimensions?: Record<string, pulumi.Input<string>>;
}

function metricAlert(name: string, description: string, severity: number, windowSize: string, evaluationFrequency: string, metric: Metric): void {
    const { scope, metricNamespace, metricName, operator, threshold, timeAggregation = "Average", dimensions } = metric;
    new monitor.MetricAlert(`gateway-monitoring-${name}`, {
        resourceGroupName: resourceGroup.name,
        tags,
        location: "global",
        ruleName: `gateway-prod-${name}`,
        description,
        severity,
        enabled: true,
        autoMitigate: true,
        windowSize,
        evaluationFrequency,
        scopes: [scope],
        criteria: {
            odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            allOf: [
                {
                    criterionType: "StaticThresholdCriterion",
                    name: "condition",
                    metricNamespace,
                    metricName,
                    timeAggregation,
                    operator,
                    threshold,
                    dimensions: dimensions && Object.entries(dimensions).map(([key, value]) => ({ name: key, operator: "Include", values: [value] })),
                },
            ],
        },
        actions: [],
    });
}

const lines = pulumi.interpolate`Syslog
| where ProcessName == "wso2-gateway"
| where _ResourceId startswith "${scaleSet.id.apply((id) => id.replace("/virtualMachineScaleSets/", "/virtualMachines/"))}_"`;

logAlert("failed-boot", "A step of a gateway node's boot failed.", 1, "PT30M", "PT15M", {
    query: pulumi.interpolate`${lines}\n| where SyslogMessage startswith "boot-failed"`,
});
logAlert("failed-seeding", "A gateway node could not fill the shared file system.", 1, "PT30M", "PT15M", {
    query: pulumi.interpolate`${lines}\n| where SyslogMessage startswith "seeding-failed"`,
});
logAlert("stale-configuration", "A gateway node runs with an old configuration: an upgrade left it behind.", 2, "PT1H", "PT1H", {
    query: pulumi.interpolate`${lines}
| where SyslogMessage startswith "configuration-hash="
| where not(SyslogMessage startswith "configuration-hash=${configurationHash}")`,
    splitBy: "Computer",
    windows: 3,
});
logAlert("silent-nodes", "No gateway node reports anything, so that other alerts would not be heard either.", 2, "PT2H", "PT1H", {
    query: lines,
    operator: "LessThan",
    threshold: 1,
});
logAlert("certificate-expiry", "A certificate expires soon: the gateway nodes' own, or the one that the load balancer shows.", 2, "P1D", "PT6H", {
    query: pulumi.interpolate`${lines}
| where SyslogMessage startswith "certificate-days-left=" or SyslogMessage startswith "front-certificate-days-left="
| extend Certificate = iff(SyslogMessage startswith "front-certificate-days-left=", "load balancer", "nodes")
| extend DaysLeft = tolong(extract(@"=(-?\\d+)", 1, SyslogMessage))
| where isnotnull(DaysLeft)`,
    operator: "LessThan",
    threshold: 30,
    measuredColumn: "DaysLeft",
    splitBy: "Certificate",
});
logAlert("secret-expiry", "A secret or certificate in the vault is near its expiry date, or past it.", 2, "P2D", "P1D", {
    query: pulumi.interpolate`AZKVAuditLogs
| where _ResourceId =~ "${vault.id}"
| where OperationName in ("SecretNearExpiryEventGridNotification", "SecretExpiredEventGridNotification", "CertificateNearExpiryEventGridNotification", "CertificateExpiredEventGridNotification")`,
});

interface Log {
    query: pulumi.Input<string>;
    operator?: string;
    threshold?: number;
    measuredColumn?: string;
    splitBy?: string;
    windows?: number;
}

function logAlert(name: string, description: string, severity: number, windowSize: string, evaluationFrequency: string, log: Log): void {
    const { query, operator = "GreaterThan", threshold = 0, measuredColumn, splitBy, windows = 1 } = log;
    new monitor.ScheduledQueryRule(`gateway-monitoring-${name}`, {
        ...common,
        ruleName: `gateway-prod-${name}`,
        description,
        severity,
        enabled: true,
        autoMitigate: true,
        windowSize,
        evaluationFrequency,
        kind: "LogAlert",
        scopes: [workspace.id],
        criteria: {
            allOf: [
                {
                    query,
                    operator,
                    threshold,
                    timeAggregation: measuredColumn === undefined ? "Count" : "Minimum",
                    metricMeasureColumn: measuredColumn,
                    dimensions: splitBy === undefined ? undefined : [{ name: splitBy, operator: "Include", values: ["*"] }],
                    failingPeriods: { numberOfEvaluationPeriods: windows, minFailingPeriodsToAlert: windows },
                },
            ],
        },
        skipQueryValidation: true,
        actions: { actionGroups: [] },
    });
}

const rule = new monitor.DataCollectionRule("gateway-monitoring-nodes", {
    ...common,
    dataCollectionRuleName: "dcr-gateway-prod",
    kind: "Linux",
    dataSources: { syslog: [{ name: "nodes", streams: ["Microsoft-Syslog"], facilityNames: ["daemon", "user", "local0"], logLevels: ["*"] }] },
    destinations: { logAnalytics: [{ name: "workspace", workspaceResourceId: workspace.id }] },
    dataFlows: [{ streams: ["Microsoft-Syslog"], destinations: ["workspace"], transformKql: 'source\n| where ProcessName == "wso2-gateway"' }],
});
new monitor.DataCollectionRuleAssociation("gateway-monitoring-nodes", {
    resourceUri: scaleSet.id,
    associationName: "gateway-prod",
    dataCollectionRuleId: rule.id,
});
