import { alertNames } from "./alertDefaults";
import { boolean, group, integer, list, number, Setting, text } from "../settings";

const alert = group({ enabled: boolean, threshold: number, severity: integer, windowMinutes: integer, frequencyMinutes: integer });

/** Forms of the settings of monitoring. */
export const monitoringSettings: Setting = group({
    enabled: boolean,
    workspaceId: text,
    workspaceLocation: text,
    retentionDays: integer,
    dailyQuotaGb: number,
    accessLogs: boolean,
    emailAddresses: list,
    webhooks: list,
    actionGroupId: text,
    alerts: group(Object.fromEntries(alertNames.map((name) => [name, alert]))),
});
