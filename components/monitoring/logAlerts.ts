import * as monitor from "@pulumi/azure-native/monitor";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import type { AlertName } from "./alertDefaults";
import {
    anythingQuery,
    CERTIFICATE,
    certificateQuery,
    contentLagQuery,
    DAYS_LEFT,
    eventQuery,
    LAG_SECONDS,
    machineQuery,
    secretExpiryQuery,
    staleConfigurationQuery,
} from "./queries";
import type { MonitoredNodes, MonitoringTargets } from "./targets";
import { NodeEvent } from "../node/events";

/** What a log alert looks for. */
export interface LogPlan {
    query: pulumi.Output<string>;
    operator: monitor.Operator;
    /** Column with the number that counts, the smallest one unless the largest is wanted; without it the lines are counted. */
    measuredColumn?: string;
    countsLargest?: boolean;
    /** Column by whose values the lines are told apart, each an alert of its own. */
    splitBy?: string;
    /** Windows in a row in which it must be so. */
    windows: number;
}

// Not the SDK's `ConditionOperator`: its values (`gt`) are those of another resource, and Azure refuses them here.
const { GreaterThan, LessThan } = monitor.Operator;

/** An upgrade takes a while, and until its end some nodes rightly have the old configuration. */
const WINDOWS_OF_AN_UPGRADE = 3;

/** What the log alerts of an environment look for; an alert whose subject is not there has no plan. */
export function logPlans({ nodes, sharedStorage, vaultId }: MonitoringTargets): Partial<Record<AlertName, LogPlan>> {
    return {
        ...(nodes === undefined ? {} : nodePlans(nodes)),
        ...(nodes === undefined || sharedStorage === undefined ? {} : { failedSeeding: eventPlan(nodes, NodeEvent.SeedingFailed) }),
        ...(nodes?.syncManagerId === undefined ? {} : managerPlans(nodes, nodes.syncManagerId)),
        ...(vaultId === undefined ? {} : { secretExpiry: { query: pulumi.output(vaultId).apply(secretExpiryQuery), operator: GreaterThan, windows: 1 } }),
    };
}

function nodePlans(nodes: MonitoredNodes): Partial<Record<AlertName, LogPlan>> {
    const ofNodes = (query: (scaleSetId: string) => string): pulumi.Output<string> => pulumi.output(nodes.scaleSetId).apply(query);
    return {
        failedBoot: eventPlan(nodes, NodeEvent.BootFailed),
        staleConfiguration: {
            query: pulumi.all([nodes.scaleSetId, nodes.configurationHash]).apply(([id, hash]) => staleConfigurationQuery(id, hash)),
            operator: GreaterThan,
            splitBy: "Computer",
            windows: WINDOWS_OF_AN_UPGRADE,
        },
        silentNodes: { query: ofNodes(anythingQuery), operator: LessThan, windows: 1 },
        certificateExpiry: { query: ofNodes(certificateQuery), operator: LessThan, measuredColumn: DAYS_LEFT, splitBy: CERTIFICATE, windows: 1 },
    };
}

/** What only an environment with one manager has: it fills its disk as other nodes fill the share, and nodes copy from it. */
function managerPlans(nodes: MonitoredNodes, managerId: pulumi.Input<string>): Partial<Record<AlertName, LogPlan>> {
    return {
        failedSeeding: eventPlan(nodes, NodeEvent.SeedingFailed),
        staleContent: {
            query: pulumi.output(nodes.scaleSetId).apply(contentLagQuery),
            operator: GreaterThan,
            measuredColumn: LAG_SECONDS,
            countsLargest: true,
            splitBy: "Computer",
            windows: 1,
        },
        silentSyncManager: { query: pulumi.output(managerId).apply(machineQuery), operator: LessThan, windows: 1 },
    };
}

function eventPlan({ scaleSetId, syncManagerId }: MonitoredNodes, event: NodeEvent): LogPlan {
    const query = pulumi.all([scaleSetId, syncManagerId]).apply(([id, managerId]) => eventQuery(id, event, managerId));
    return { query, operator: GreaterThan, windows: 1 };
}

/** The one condition of a log alert. */
export function logCriteria(plan: LogPlan, threshold: pulumi.Input<number>): input.monitor.ScheduledQueryRuleCriteriaArgs {
    const { query, operator, measuredColumn, countsLargest, splitBy, windows } = plan;
    const { Count, Maximum, Minimum } = monitor.TimeAggregation;
    return {
        allOf: [
            {
                query,
                operator,
                threshold,
                timeAggregation: measuredColumn === undefined ? Count : countsLargest === true ? Maximum : Minimum,
                ...(measuredColumn === undefined ? {} : { metricMeasureColumn: measuredColumn }),
                ...(splitBy === undefined ? {} : { dimensions: [{ name: splitBy, operator: monitor.DimensionOperator.Include, values: ["*"] }] }),
                failingPeriods: { numberOfEvaluationPeriods: windows, minFailingPeriodsToAlert: windows },
            },
        ],
    };
}
