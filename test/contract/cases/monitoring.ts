import { GatewayDeploymentArgs, GatewayAlerts, Tier } from "../../../components";
import { alertDefaults, AlertName, alertNames, allowedMinutes } from "../../../components/monitoring/alertDefaults";

const subscription = "/subscriptions/10000000-0000-0000-0000-000000000000";
const inGroup = (path: string): string => `${subscription}/resourceGroups/rg-operations/providers/${path}`;
const workspaceId = inGroup("Microsoft.OperationalInsights/workspaces/log-operations");
const actionGroupId = inGroup("Microsoft.Insights/actionGroups/ag-operations");

const each = (settings: (name: AlertName) => GatewayAlerts[AlertName]): GatewayAlerts => Object.fromEntries(alertNames.map((name) => [name, settings(name)]));

/** The alerts as far from their defaults as is allowed: upwards, or downwards. */
const extreme = (end: 0 | -1): GatewayAlerts =>
    each((name) => {
        const { kind, thresholds } = alertDefaults[name];
        const { windows, frequencies } = allowedMinutes[kind];
        return { threshold: thresholds.at(end), severity: end === 0 ? 0 : 4, windowMinutes: windows.at(end), frequencyMinutes: frequencies.at(end) };
    });

/** What is logged, who is told, and when. */
export const monitoring: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "no monitoring": { monitoring: { enabled: false } },
    "no monitoring in Production": { tier: Tier.Production, monitoring: { enabled: false } },
    "people who are told": {
        monitoring: {
            emailAddresses: ["operators@example.com", "on-call@example.com"],
            webhooks: ["https://hooks.example.com/alerts?key=secret"],
            retentionDays: 730,
            dailyQuotaGb: 0.5,
            accessLogs: false,
        },
    },
    "an existing workspace": { monitoring: { workspaceId, workspaceLocation: "northeurope" } },
    "an existing action group": { tier: Tier.Production, monitoring: { actionGroupId, retentionDays: 30 } },
    "a workspace and an action group that exist": { monitoring: { workspaceId, actionGroupId, accessLogs: true } },
    "no alerts": { monitoring: { alerts: each(() => ({ enabled: false })) } },
    "alerts at their lowest": { monitoring: { alerts: extreme(0) } },
    "alerts at their highest": { tier: Tier.Production, monitoring: { alerts: extreme(-1) } },
    "other names in monitoring": {
        names: { workspace: "operations", actionGroup: "operators", dataCollectionRule: "nodes" },
        monitoring: { webhooks: ["https://hooks.example.com/alerts"] },
    },
    "monitoring without a share": { release: "4.6.0", monitoring: { emailAddresses: ["operators@example.com"] } },
};
