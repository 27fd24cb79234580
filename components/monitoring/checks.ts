import { alertDefaults, alertNames, AlertName, allowedMinutes } from "./alertDefaults";
import type { AlertSettings, GatewayAlerts } from "./alertSettings";
import type { GatewayMonitoringSettings } from "./settings";
import { Problem, under } from "../problem";
import { repeatedPositions } from "../checking/rangeChecks";
import { ifPlain } from "../checking/validation";

/** Days that a workspace that is paid by GB can keep what it is sent. Source: Azure Monitor, data retention. */
const RETENTION = [30, 730] as const;
/** Most receivers of each kind in an action group. Source: Azure Monitor, service limits. */
const MAX_RECEIVERS: Readonly<Record<string, number>> = { emailAddresses: 1000, webhooks: 10 };
const SEVERITIES = 4;

/** What is wrong with the settings of monitoring, as far as it is known before anything exists. */
export function checkMonitoring(settings: GatewayMonitoringSettings): Problem[] {
    return [
        ...checkWorkspace(settings),
        ...checkReceivers(settings),
        ...alertNames.flatMap((name) => under("alerts", under(name, checkAlert(name, settings.alerts?.[name] ?? {})))),
        ...unknownAlerts(settings.alerts ?? {}),
    ];
}

function checkWorkspace({ workspaceId, workspaceLocation, retentionDays, dailyQuotaGb }: GatewayMonitoringSettings): Problem[] {
    const others = { retentionDays, dailyQuotaGb };
    const owners = Object.entries(others).filter(([, value]) => workspaceId !== undefined && value !== undefined);
    return [
        ...ifPlain(workspaceId, (id) => checkId(id, "workspaceId", "Microsoft.OperationalInsights/workspaces")),
        ...(workspaceLocation !== undefined && workspaceId === undefined
            ? [{ path: "workspaceLocation", message: "is given without workspaceId; a new workspace is where the environment is" }]
            : []),
        ...owners.map(([path]) => ({ path, message: "is given beside workspaceId; of an existing workspace its owner decides" })),
        ...(workspaceId === undefined ? ifPlain(retentionDays, (days) => checkRetentionDays(days, "retentionDays")) : []),
        ...(workspaceId === undefined ? ifPlain(dailyQuotaGb, (quota) => checkDailyQuota(quota, "dailyQuotaGb")) : []),
    ];
}

/** How long a workspace keeps what it is sent. */
export function checkRetentionDays(days: number, path: string): Problem[] {
    const [lowest, highest] = RETENTION;
    if (Number.isInteger(days) && days >= lowest && days <= highest) return [];
    return [{ path, message: `is ${days}; allowed are whole numbers from ${lowest} to ${highest}`, azureError: "InvalidParameter" }];
}

/** Most that a workspace takes in a day. */
export function checkDailyQuota(quota: number, path: string): Problem[] {
    return quota > 0 ? [] : [{ path, message: `is ${quota}; more than 0 is needed; leave it out for no limit` }];
}

function checkReceivers({ emailAddresses = [], webhooks = [], actionGroupId }: GatewayMonitoringSettings): Problem[] {
    const lists = Object.entries({ emailAddresses, webhooks });
    const [repeated] = repeatedPositions(emailAddresses.map((address) => address.toLowerCase()));
    return [
        ...ifPlain(actionGroupId, (id) => checkId(id, "actionGroupId", "Microsoft.Insights/actionGroups")),
        ...lists
            .filter(([, list]) => actionGroupId !== undefined && list.length > 0)
            .map(([path]) => ({ path, message: "are given beside actionGroupId; of an existing group its owner decides" })),
        ...lists
            .filter(([path, list]) => list.length > MAX_RECEIVERS[path]!)
            .map(([path, list]) => ({ path, message: `are ${list.length}; at most ${MAX_RECEIVERS[path]} are allowed` })),
        ...emailAddresses.flatMap((address, index) => checkEmailAddress(address, `emailAddresses[${index}]`)),
        ...(repeated === undefined ? [] : [{ path: `emailAddresses[${repeated}]`, message: `is "${emailAddresses[repeated]}" once more` }]),
        ...webhooks.flatMap((address, index) => ifPlain(address, (text) => checkWebhook(text, `webhooks[${index}]`))),
    ];
}

function checkEmailAddress(address: string, path: string): Problem[] {
    return /^[^\s@<>"]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(address)
        ? []
        : [{ path, message: `is "${address}"; an e-mail address such as operators@example.com is needed`, azureError: "BadRequest" }];
}

/** The message does not show the address: it may contain a key. */
function checkWebhook(address: string, path: string): Problem[] {
    return /^https:\/\/[^\s"<>]+$/.test(address) ? [] : [{ path, message: "is not an https address" }];
}

function checkId(id: string, path: string, type: string): Problem[] {
    const pattern = new RegExp(`^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/${type.replace(".", "\\.")}/[^/]+$`, "i");
    if (pattern.test(id)) return [];
    return [{ path, message: `is "${id}"; the resource id of one of ${type} is needed`, azureError: "LinkedInvalidPropertyId" }];
}

function checkAlert(name: AlertName, { threshold, severity, windowMinutes, frequencyMinutes }: AlertSettings): Problem[] {
    const { kind, windowMinutes: usualWindow } = alertDefaults[name];
    const { windows, frequencies } = allowedMinutes[kind];
    const window = windowMinutes ?? usualWindow;
    return [
        ...ifPlain(threshold, (value) => checkThreshold(name, value, "threshold")),
        ...ifPlain(severity, (value) => checkSeverity(value, "severity")),
        ...checkMinutes(windowMinutes, windows, "windowMinutes"),
        ...checkMinutes(frequencyMinutes, frequencies, "frequencyMinutes"),
        ...(frequencyMinutes !== undefined && frequencies.includes(frequencyMinutes) && frequencyMinutes > window
            ? [{ path: "frequencyMinutes", message: `is ${frequencyMinutes}, more than windowMinutes (${window}); what happens in between would not be seen` }]
            : []),
    ];
}

/** The number at which an alert fires. */
export function checkThreshold(name: AlertName, value: number, path: string): Problem[] {
    const [lowest, highest] = alertDefaults[name].thresholds;
    return value >= lowest && value <= highest ? [] : [{ path, message: `is ${value}; allowed are ${lowest} to ${highest}` }];
}

/** How serious an alert is. */
export function checkSeverity(value: number, path: string): Problem[] {
    if (Number.isInteger(value) && value >= 0 && value <= SEVERITIES) return [];
    return [{ path, message: `is ${value}; allowed are 0 (critical) to ${SEVERITIES} (verbose)`, azureError: "BadRequest" }];
}

function checkMinutes(value: number | undefined, allowed: readonly number[], path: string): Problem[] {
    if (value === undefined || allowed.includes(value)) return [];
    return [{ path, message: `is ${value}; allowed are ${allowed.join(", ")}`, azureError: "BadRequest" }];
}

/** Names that no alert has: programs without types could give them, and would wait for such an alert in vain. */
function unknownAlerts(alerts: GatewayAlerts): Problem[] {
    const unknown = Object.keys(alerts).filter((name) => !(alertNames as readonly string[]).includes(name));
    return unknown.map((name) => ({ path: `alerts.${name}`, message: `is not an alert; known are ${alertNames.join(", ")}` }));
}
