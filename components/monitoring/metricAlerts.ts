import * as monitor from "@pulumi/azure-native/monitor";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import type { AlertName } from "./alertDefaults";
import type { MonitoredCluster, MonitoredLoadBalancer, MonitoredNodes, MonitoredShare, MonitoringTargets } from "./targets";

/** What a metric alert looks at. */
export interface MetricPlan {
    /** Id of the resource that is measured. */
    scope: pulumi.Input<string>;
    metricNamespace: string;
    metricName: string;
    timeAggregation: monitor.AggregationTypeEnum;
    operator: monitor.Operator;
    threshold: pulumi.Input<number>;
    /** Values of the dimensions that count; with `*` each value is watched on its own. */
    dimensions?: Record<string, pulumi.Input<string>>;
}

type Metric = Pick<MetricPlan, "scope" | "metricNamespace" | "metricName" | "dimensions">;

const { Average, Total } = monitor.AggregationTypeEnum;
const { GreaterThan, GreaterThanOrEqual, LessThan } = monitor.Operator;

/** Capacity units of one instance of an Application Gateway. Source: Azure's description of its autoscaling. */
const UNITS_PER_INSTANCE = 10;
const BYTES_PER_GIB = 2 ** 30;

/** What the metric alerts of an environment look at; an alert whose subject is not there has no plan. */
export function metricPlans(targets: MonitoringTargets, threshold: (name: AlertName) => pulumi.Input<number>): Partial<Record<AlertName, MetricPlan>> {
    const { loadBalancer, sharedStorage, vaultId, nodes, cluster } = targets;
    return {
        ...(loadBalancer === undefined ? {} : loadBalancerPlans(loadBalancer, nodes, threshold)),
        ...(sharedStorage === undefined ? {} : sharePlans(sharedStorage, threshold)),
        ...(vaultId === undefined ? {} : vaultPlans(vaultId, threshold)),
        ...(cluster === undefined ? {} : clusterPlans(cluster, threshold)),
    };
}

function loadBalancerPlans(
    { applicationGatewayId, maxInstances }: MonitoredLoadBalancer,
    nodes: MonitoredNodes | undefined,
    threshold: (name: AlertName) => pulumi.Input<number>,
): Partial<Record<AlertName, MetricPlan>> {
    const metric = (metricName: string, dimensions?: Record<string, string>): Metric => ({
        scope: applicationGatewayId,
        metricNamespace: "Microsoft.Network/applicationGateways",
        metricName,
        dimensions,
    });
    // Several pools (APIs, management) hold the same nodes, or others: each is a series of its own.
    const eachPool = { BackendSettingsPool: "*" };
    const canGrow = nodes !== undefined && nodes.minInstances < nodes.maxInstances;
    return {
        healthyHosts: { ...metric("HealthyHostCount", eachPool), timeAggregation: Average, operator: LessThan, threshold: threshold("healthyHosts") },
        unhealthyHosts: { ...metric("UnhealthyHostCount", eachPool), timeAggregation: Average, operator: GreaterThan, threshold: threshold("unhealthyHosts") },
        failedRequests: {
            ...metric("ResponseStatus", { HttpStatusGroup: "5xx" }),
            timeAggregation: Total,
            operator: GreaterThan,
            threshold: threshold("failedRequests"),
        },
        backendLatency: { ...metric("BackendLastByteResponseTime"), timeAggregation: Average, operator: GreaterThan, threshold: threshold("backendLatency") },
        capacityUnits: {
            ...metric("CapacityUnits"),
            timeAggregation: Average,
            operator: GreaterThan,
            threshold: percentOf(threshold("capacityUnits"), maxInstances, UNITS_PER_INSTANCE),
        },
        // The autoscale setting's own metric tells the same, but an alert on it would be one more link at the end of the longest chain of a deployment.
        ...(canGrow
            ? {
                  nodesAtMaximum: {
                      ...metric("HealthyHostCount", eachPool),
                      timeAggregation: Average,
                      operator: GreaterThanOrEqual,
                      threshold: percentOf(threshold("nodesAtMaximum"), nodes.maxInstances, 1),
                  },
              }
            : {}),
    };
}

function sharePlans(
    { accountId, shareName, quotaGiB }: MonitoredShare,
    threshold: (name: AlertName) => pulumi.Input<number>,
): Partial<Record<AlertName, MetricPlan>> {
    const common = {
        scope: fileServiceId(accountId),
        metricNamespace: "Microsoft.Storage/storageAccounts/fileServices",
        dimensions: { FileShare: shareName },
        timeAggregation: Average,
        operator: GreaterThan,
    };
    return {
        shareCapacity: { ...common, metricName: "FileCapacity", threshold: percentOf(threshold("shareCapacity"), quotaGiB, BYTES_PER_GIB) },
        shareLatency: { ...common, metricName: "SuccessE2ELatency", threshold: threshold("shareLatency") },
    };
}

function vaultPlans(vaultId: pulumi.Input<string>, threshold: (name: AlertName) => pulumi.Input<number>): Partial<Record<AlertName, MetricPlan>> {
    return {
        vaultAvailability: {
            scope: vaultId,
            metricNamespace: "Microsoft.KeyVault/vaults",
            metricName: "Availability",
            timeAggregation: Average,
            operator: LessThan,
            threshold: threshold("vaultAvailability"),
        },
    };
}

/** Platform metrics alone: Azure has them of every cluster, without an agent and without a price. */
function clusterPlans({ clusterId }: MonitoredCluster, threshold: (name: AlertName) => pulumi.Input<number>): Partial<Record<AlertName, MetricPlan>> {
    const common = {
        scope: clusterId,
        metricNamespace: "Microsoft.ContainerService/managedClusters",
        timeAggregation: Average,
        operator: GreaterThan,
    };
    const eachNode = { node: "*" };
    return {
        unschedulablePods: { ...common, metricName: "cluster_autoscaler_unschedulable_pods_count", threshold: threshold("unschedulablePods") },
        clusterNodeMemory: { ...common, metricName: "node_memory_working_set_percentage", dimensions: eachNode, threshold: threshold("clusterNodeMemory") },
        clusterNodeDisk: { ...common, metricName: "node_disk_usage_percentage", dimensions: eachNode, threshold: threshold("clusterNodeDisk") },
    };
}

/** The part of a storage account that holds its shares. */
export function fileServiceId(accountId: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.interpolate`${accountId}/fileServices/default`;
}

function percentOf(percent: pulumi.Input<number>, whole: pulumi.Input<number>, unit: number): pulumi.Output<number> {
    return pulumi.all([percent, whole]).apply(([share, count]) => (share * count * unit) / 100);
}

/** The one condition of a metric alert. */
export function metricCriteria(plan: MetricPlan): input.monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs {
    const dimensions = Object.entries(plan.dimensions ?? {}).map(([name, value]) => ({ name, operator: "Include", values: [value] }));
    return {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
            {
                criterionType: "StaticThresholdCriterion",
                name: "condition",
                metricNamespace: plan.metricNamespace,
                metricName: plan.metricName,
                timeAggregation: plan.timeAggregation,
                operator: plan.operator,
                threshold: plan.threshold,
                ...(dimensions.length === 0 ? {} : { dimensions }),
            },
        ],
    };
}
