import * as monitor from "@pulumi/azure-native/monitor";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

/** Average CPU above which a node is added, and below which one is removed, in percent. */
const SCALE_OUT_ABOVE = 70;
// One node at 70 % becomes two at 35 %: above this, so that a scale-out is never undone at once (VS-20).
const SCALE_IN_BELOW = 30;

/** What decides the number of nodes. */
export interface AutoscalePlan {
    scaleSetId: pulumi.Input<string>;
    minInstances: number;
    maxInstances: number;
}

/** Number of nodes by CPU: one more when all are busy for five minutes, one less when they are idle for ten. */
export function autoscaleProfiles({ scaleSetId, minInstances, maxInstances }: AutoscalePlan): monitor.AutoscaleSettingArgs["profiles"] {
    return [
        {
            name: "cpu",
            capacity: { minimum: String(minInstances), maximum: String(maxInstances), default: String(minInstances) },
            rules: [
                rule(scaleSetId, monitor.ComparisonOperationType.GreaterThan, SCALE_OUT_ABOVE, "PT5M", monitor.ScaleDirection.Increase),
                rule(scaleSetId, monitor.ComparisonOperationType.LessThan, SCALE_IN_BELOW, "PT10M", monitor.ScaleDirection.Decrease),
            ],
        },
    ];
}

function rule(
    scaleSetId: pulumi.Input<string>,
    operator: monitor.ComparisonOperationType,
    threshold: number,
    timeWindow: string,
    direction: monitor.ScaleDirection,
): input.monitor.ScaleRuleArgs {
    return {
        metricTrigger: {
            metricName: "Percentage CPU",
            metricResourceUri: scaleSetId,
            operator,
            threshold,
            timeWindow,
            timeGrain: "PT1M",
            statistic: monitor.MetricStatisticType.Average,
            timeAggregation: monitor.TimeAggregationType.Average,
        },
        scaleAction: { direction, type: monitor.ScaleType.ChangeCount, value: "1", cooldown: "PT10M" },
    };
}
