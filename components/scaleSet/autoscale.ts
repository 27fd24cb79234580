import * as monitor from "@pulumi/azure-native/monitor";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import { AutoscaleSettings, completeAutoscale } from "./autoscaleSettings";

/** What decides the number of nodes. */
export interface AutoscalePlan {
    scaleSetId: pulumi.Input<string>;
    minInstances: number;
    maxInstances: number;
    settings?: AutoscaleSettings;
}

/** Number of nodes by CPU: one more when all are busy for five minutes, one less when they are idle for ten. */
export function autoscaleProfiles({ scaleSetId, minInstances, maxInstances, settings }: AutoscalePlan): monitor.AutoscaleSettingArgs["profiles"] {
    const { scaleOutAbovePercent, scaleInBelowPercent, scaleOutCooldownMinutes, scaleInCooldownMinutes } = completeAutoscale(settings);
    return [
        {
            name: "cpu",
            capacity: { minimum: String(minInstances), maximum: String(maxInstances), default: String(minInstances) },
            rules: [
                {
                    metricTrigger: trigger(monitor.ComparisonOperationType.GreaterThan, scaleOutAbovePercent, "PT5M"),
                    scaleAction: action(monitor.ScaleDirection.Increase, scaleOutCooldownMinutes),
                },
                {
                    metricTrigger: trigger(monitor.ComparisonOperationType.LessThan, scaleInBelowPercent, "PT10M"),
                    scaleAction: action(monitor.ScaleDirection.Decrease, scaleInCooldownMinutes),
                },
            ],
        },
    ];

    function trigger(operator: monitor.ComparisonOperationType, threshold: number, timeWindow: string): input.monitor.MetricTriggerArgs {
        return {
            metricName: "Percentage CPU",
            metricResourceUri: scaleSetId,
            operator,
            threshold,
            timeWindow,
            timeGrain: "PT1M",
            statistic: monitor.MetricStatisticType.Average,
            timeAggregation: monitor.TimeAggregationType.Average,
        };
    }
}

function action(direction: monitor.ScaleDirection, cooldownMinutes: number): input.monitor.ScaleActionArgs {
    return { direction, type: monitor.ScaleType.ChangeCount, value: "1", cooldown: isoDuration(cooldownMinutes) };
}

/** Minutes as an ISO 8601 duration in the form that Azure itself writes: whole hours as hours, so that a refresh finds no difference. */
function isoDuration(minutes: number): string {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return `PT${hours === 0 ? "" : `${hours}H`}${rest === 0 && hours > 0 ? "" : `${rest}M`}`;
}
