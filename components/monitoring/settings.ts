import * as pulumi from "@pulumi/pulumi";

import { GatewayAlerts } from "./alertSettings";

/** What a user decides about logs and alerts. */
export interface GatewayMonitoringSettings {
    /**
     * An existing Log Analytics workspace, by id. Its owner decides how long it keeps what, and whether it is reached privately.
     * Plain by presence, because it decides which resources exist. Defaults to a new one.
     */
    workspaceId?: pulumi.Input<string>;

    /** Region of the existing workspace, where it is not the environment's own: rules that read or write it must be there. */
    workspaceLocation?: pulumi.Input<string>;

    /**
     * Days that a new workspace keeps what it is sent, 30 to 730. The first 31 days cost nothing extra, the others do per GB.
     * Defaults to 90 in Production and 30 in Development.
     */
    retentionDays?: pulumi.Input<number>;

    /**
     * Most GB that a new workspace takes in a day. It bounds the costs, but when it is reached logs stop until the next day, and alerts on them see nothing.
     * Defaults to no limit.
     */
    dailyQuotaGb?: pulumi.Input<number>;

    /**
     * Whether every request of the APIs is logged, about 1 KB each: what to look at when a client complains, and most of what a busy workspace costs.
     * Plain, because it decides which logs are asked for. Defaults to true.
     */
    accessLogs?: boolean;

    /** E-mail addresses that alerts go to. Plain, because they decide whether an action group exists. Defaults to none. */
    emailAddresses?: string[];

    /**
     * Addresses that alerts are posted to, in Azure's common alert schema. They often contain a key, so they are kept secret.
     * Plain by their number, because it decides whether an action group exists. Defaults to none.
     */
    webhooks?: pulumi.Input<string>[];

    /**
     * An existing action group, by id. Plain by presence, because it decides which resources exist.
     * Defaults to a new one for `emailAddresses` and `webhooks`; without any of the three, alerts are seen in the portal only.
     */
    actionGroupId?: pulumi.Input<string>;

    /** The alerts, where they are to differ from their defaults. */
    alerts?: GatewayAlerts;
}

/** What a user decides about the monitoring of an environment. */
export interface DeploymentMonitoringSettings extends GatewayMonitoringSettings {
    /**
     * Whether the environment is monitored at all. What it costs depends on its use: little in Development, where requests are few.
     * Plain, because it decides which resources exist. Defaults to true.
     */
    enabled?: boolean;
}
