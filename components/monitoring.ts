import * as monitor from "@pulumi/azure-native/monitor";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as pulumi from "@pulumi/pulumi";

import { alertLabel, AlertName, alertNames } from "./monitoring/alertDefaults";
import { alertRule, alertSetting } from "./monitoring/alertRules";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform } from "./children";
import { plainInputs } from "./componentInputs";
import { diagnosticsPlans } from "./monitoring/diagnostics";
import { logCriteria, logPlans } from "./monitoring/logAlerts";
import { metricCriteria, metricPlans } from "./monitoring/metricAlerts";
import { collectedFromNodes } from "./monitoring/agent";
import { checkDailyQuota, checkMonitoring, checkRetentionDays } from "./monitoring/checks";
import { GatewayMonitoringSettings } from "./monitoring/settings";
import { MonitoredCluster, MonitoredLoadBalancer, MonitoredNodes, MonitoredShare } from "./monitoring/targets";
import { resourceName } from "./naming";
import { Placement } from "./placement";
import { receivers, shortName } from "./monitoring/receivers";
import { Tier, tierDefaults } from "./tier";
import { checkPart } from "./checking/partChecks";
import { checkedIfLater, refuse } from "./checking/validation";

export interface GatewayMonitoringArgs extends Placement, GatewayMonitoringSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** The load balancer to watch. Plain by presence, because it decides which resources exist. Defaults to none. */
    loadBalancer?: MonitoredLoadBalancer;

    /** The shared file system to watch. Plain by presence, because it decides which resources exist. Defaults to none. */
    sharedStorage?: MonitoredShare;

    /** Id of the vault to watch. Plain by presence, because it decides which resources exist. Defaults to none. */
    vaultId?: pulumi.Input<string>;

    /** The gateway nodes to watch. Plain by presence, because it decides which resources exist. Defaults to none. */
    nodes?: MonitoredNodes;

    /** The environment's own Kubernetes cluster to watch. Plain by presence, because it decides which resources exist. Defaults to none. */
    cluster?: MonitoredCluster;
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayMonitoringTransforms {
    workspace?: ChildTransform<operationalinsights.WorkspaceArgs>;
    actionGroup?: ChildTransform<monitor.ActionGroupArgs>;
    diagnosticSetting?: ChildTransform<monitor.DiagnosticSettingArgs>;
    metricAlert?: ChildTransform<monitor.MetricAlertArgs>;
    logAlert?: ChildTransform<monitor.ScheduledQueryRuleArgs>;
    dataCollectionRule?: ChildTransform<monitor.DataCollectionRuleArgs>;
    dataCollectionRuleAssociation?: ChildTransform<monitor.DataCollectionRuleAssociationArgs>;
}

interface Children {
    workspace?: operationalinsights.Workspace;
    actionGroup?: monitor.ActionGroup;
    diagnosticSettings: Record<string, monitor.DiagnosticSetting>;
    metricAlerts: Partial<Record<AlertName, monitor.MetricAlert>>;
    logAlerts: Partial<Record<AlertName, monitor.ScheduledQueryRule>>;
    dataCollectionRule?: monitor.DataCollectionRule;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayMonitoring, Children>();

/**
 * What tells people that something is wrong with an environment, and why: a Log Analytics workspace, the logs and metrics of load balancer, share and vault in it,
 * what nodes say about themselves, and alerts on all of that.
 *
 * A diagnostic setting outlives its resource in Azure: if somebody deletes the resource behind Pulumi's back, a new one of the same name finds the old setting
 * (`Conflict`, "Data sink … is already used"). Pulumi deletes settings before resources, so `destroy` and replacement leave none behind.
 *
 * Costs: per GB that is stored, mostly the access log (about 1 KB a request), and per GB and month beyond the first 31 days;
 * cents a month for an alert on a metric, about half a dollar for one on logs.
 * Fails: when the subscription is not registered for `Microsoft.Insights` and `Microsoft.OperationalInsights` (`MissingSubscriptionRegistration`).
 */
export class GatewayMonitoring extends pulumi.ComponentResource {
    /** Id of the Log Analytics workspace. */
    public readonly workspaceId: pulumi.Output<string>;
    /** Id of the action group that alerts call; empty when nobody is told. */
    public readonly actionGroupId: pulumi.Output<string>;
    /** Id of the rule by which agents collect what nodes say, for more machines than the scale set's; empty without nodes. */
    public readonly dataCollectionRuleId: pulumi.Output<string>;

    constructor(name: string, args: GatewayMonitoringArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayMonitoringTransforms = {}) {
        const subject = `The monitoring "${name}"`;
        refuse(subject, [...checkPart(args), ...checkMonitoring(args)]);
        // Addresses of webhooks often contain a key.
        super("wso2-gateway-azure:index:GatewayMonitoring", name, plainInputs({ ...args, webhooks: undefined }), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        // Azure wants rules that read from or write to a workspace where the workspace is.
        const besideWorkspace = { ...common, location: args.workspaceLocation ?? location };
        const alerts = alertNames.filter((alert) => args.alerts?.[alert]?.enabled ?? true);
        const settingOf = (alert: AlertName) => alertSetting(subject, alert, args.alerts?.[alert]);

        const workspace = createWorkspace();
        const workspaceId = pulumi.output(args.workspaceId ?? workspace!.id);
        const diagnosticSettings = createDiagnosticSettings();
        const actionGroup = createActionGroup();
        const actionGroupId = args.actionGroupId ?? actionGroup?.id;
        const metricAlerts = createMetricAlerts();
        const logAlerts = createLogAlerts();
        const dataCollectionRule = createDataCollection();

        childrenOf.set(this, { workspace, actionGroup, diagnosticSettings, metricAlerts, logAlerts, dataCollectionRule });
        this.workspaceId = workspaceId;
        this.actionGroupId = pulumi.output(actionGroupId ?? "");
        this.dataCollectionRuleId = dataCollectionRule?.id ?? pulumi.output("");
        this.registerOutputs({
            workspaceId: this.workspaceId,
            actionGroupId: this.actionGroupId,
            dataCollectionRuleId: this.dataCollectionRuleId,
        });

        function createWorkspace(): operationalinsights.Workspace | undefined {
            if (args.workspaceId !== undefined) return undefined;
            const retention = args.retentionDays ?? tierDefaults[args.tier].logRetentionDays;
            const workspaceArgs: operationalinsights.WorkspaceArgs = {
                ...common,
                workspaceName: names.workspace ?? resourceName("workspace", baseName),
                sku: { name: operationalinsights.WorkspaceSkuNameEnum.PerGB2018 },
                retentionInDays: checkedIfLater(subject, retention, "retentionDays", checkRetentionDays),
                // Agents and Azure log in with Entra; keys of the workspace would be one more secret.
                features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
                ...(args.dailyQuotaGb === undefined
                    ? {}
                    : { workspaceCapping: { dailyQuotaGb: checkedIfLater(subject, args.dailyQuotaGb, "dailyQuotaGb", checkDailyQuota) } }),
            };
            return new operationalinsights.Workspace(...child(transforms.workspace, name, workspaceArgs, inParent));
        }

        function createDiagnosticSettings(): Record<string, monitor.DiagnosticSetting> {
            const settings = diagnosticsPlans(args, args.accessLogs ?? true).map(({ what, target, logs, metrics, ownTables }) => {
                const settingArgs: monitor.DiagnosticSettingArgs = {
                    resourceUri: target,
                    name: resourceName("diagnosticSetting", baseName),
                    workspaceId,
                    ...(ownTables ? { logAnalyticsDestinationType: "Dedicated" } : {}),
                    logs: logs.map((category) => ({ category, enabled: true })),
                    metrics: metrics.map((category) => ({ category, enabled: true })),
                };
                // Never `deletedWith` the resource: a setting does not go with it.
                return [what, new monitor.DiagnosticSetting(...child(transforms.diagnosticSetting, `${name}-${what}`, settingArgs, inParent))] as const;
            });
            return Object.fromEntries(settings);
        }

        function createActionGroup(): monitor.ActionGroup | undefined {
            const { emailAddresses = [], webhooks = [] } = args;
            if (emailAddresses.length + webhooks.length === 0) return undefined;
            const groupArgs: monitor.ActionGroupArgs = {
                resourceGroupName,
                tags,
                actionGroupName: names.actionGroup ?? resourceName("actionGroup", baseName),
                location: "global",
                groupShortName: shortName(baseName),
                enabled: true,
                ...receivers(emailAddresses, webhooks),
            };
            return new monitor.ActionGroup(...child(transforms.actionGroup, name, groupArgs, inParent));
        }

        function createMetricAlerts(): Partial<Record<AlertName, monitor.MetricAlert>> {
            const plans = metricPlans(args, (alert) => settingOf(alert).threshold);
            return created(alerts, plans, (alert, plan) => {
                const alertArgs: monitor.MetricAlertArgs = {
                    resourceGroupName,
                    tags,
                    location: "global",
                    ...alertRule(baseName, alert, settingOf(alert)),
                    scopes: [plan.scope],
                    criteria: metricCriteria(plan),
                    actions: actionGroupId === undefined ? [] : [{ actionGroupId }],
                };
                return new monitor.MetricAlert(...child(transforms.metricAlert, `${name}-${alertLabel(alert)}`, alertArgs, inParent));
            });
        }

        function createLogAlerts(): Partial<Record<AlertName, monitor.ScheduledQueryRule>> {
            return created(alerts, logPlans(args), (alert, plan) => {
                const alertArgs: monitor.ScheduledQueryRuleArgs = {
                    ...besideWorkspace,
                    ...alertRule(baseName, alert, settingOf(alert)),
                    kind: monitor.Kind.LogAlert,
                    scopes: [workspaceId],
                    criteria: logCriteria(plan, settingOf(alert).threshold),
                    // In a new workspace a table appears with its first line, and Azure refuses queries on those that it does not know yet.
                    skipQueryValidation: true,
                    actions: { actionGroups: actionGroupId === undefined ? [] : [actionGroupId] },
                };
                return new monitor.ScheduledQueryRule(...child(transforms.logAlert, `${name}-${alertLabel(alert)}`, alertArgs, inParent));
            });
        }

        function createDataCollection(): monitor.DataCollectionRule | undefined {
            if (args.nodes === undefined) return undefined;
            const ruleArgs: monitor.DataCollectionRuleArgs = {
                ...besideWorkspace,
                dataCollectionRuleName: names.dataCollectionRule ?? resourceName("dataCollectionRule", baseName),
                ...collectedFromNodes(workspaceId),
            };
            const rule = new monitor.DataCollectionRule(...child(transforms.dataCollectionRule, `${name}-nodes`, ruleArgs, inParent));
            const associationArgs: monitor.DataCollectionRuleAssociationArgs = {
                resourceUri: args.nodes.scaleSetId,
                associationName: resourceName("dataCollectionRuleAssociation", baseName),
                dataCollectionRuleId: rule.id,
            };
            new monitor.DataCollectionRuleAssociation(...child(transforms.dataCollectionRuleAssociation, `${name}-nodes`, associationArgs, inParent));
            if (args.nodes.syncManagerId !== undefined) {
                const managerArgs = { ...associationArgs, resourceUri: args.nodes.syncManagerId };
                new monitor.DataCollectionRuleAssociation(...child(transforms.dataCollectionRuleAssociation, `${name}-sync-manager`, managerArgs, inParent));
            }
            return rule;
        }
    }

    /** The workspace, unless it is an existing one. */
    get workspace(): operationalinsights.Workspace | undefined {
        return childrenOf.get(this)!.workspace;
    }

    /** Who is told, unless it is an existing group or nobody. */
    get actionGroup(): monitor.ActionGroup | undefined {
        return childrenOf.get(this)!.actionGroup;
    }

    /** What goes to the workspace, by `load-balancer`, `share`, `vault` and `cluster`. */
    get diagnosticSettings(): Record<string, monitor.DiagnosticSetting> {
        return childrenOf.get(this)!.diagnosticSettings;
    }

    /** The alerts on metrics, by their names. */
    get metricAlerts(): Partial<Record<AlertName, monitor.MetricAlert>> {
        return childrenOf.get(this)!.metricAlerts;
    }

    /** The alerts on logs, by their names. */
    get logAlerts(): Partial<Record<AlertName, monitor.ScheduledQueryRule>> {
        return childrenOf.get(this)!.logAlerts;
    }

    /** What agents collect from nodes. */
    get dataCollectionRule(): monitor.DataCollectionRule | undefined {
        return childrenOf.get(this)!.dataCollectionRule;
    }
}

/** Creates something for each alert that is wanted and has a plan. */
function created<Plan, Alert>(
    wanted: readonly AlertName[],
    plans: Partial<Record<AlertName, Plan>>,
    create: (alert: AlertName, plan: Plan) => Alert,
): Partial<Record<AlertName, Alert>> {
    const alerts = wanted.flatMap((alert) => {
        const plan = plans[alert];
        return plan === undefined ? [] : [[alert, create(alert, plan)] as const];
    });
    return Object.fromEntries(alerts);
}
