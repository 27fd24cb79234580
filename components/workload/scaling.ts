import { containers } from "../node/pod/layout";
import { selectorLabels } from "./names";
import { metadata, WorkloadPlan } from "./plan";

/** Longest period of a scaling policy, and shortest that is slow. */
const PERIOD_SECONDS = { min: 60, max: 1800 };

/** What keeps pods when nodes are drained. It selects what the Deployment does: one that selects nothing keeps nothing. */
export function podDisruptionBudget(plan: WorkloadPlan) {
    return {
        metadata: metadata(plan, plan.names.gateway),
        spec: {
            ...(plan.minAvailable === undefined ? { maxUnavailable: 1 } : { minAvailable: plan.minAvailable }),
            // A pod that is broken anyway must not keep a node from being drained.
            unhealthyPodEvictionPolicy: "AlwaysAllow",
            selector: { matchLabels: selectorLabels(plan.names) },
        },
    };
}

/**
 * The number of pods, by the CPU of their product alone: memory says nothing about a Java process, whose heap never gives any back. A pod that has just started counts when it is ready, and
 * pods go one at a time, after ten quiet minutes, each with time to drain.
 */
export function horizontalPodAutoscaler(plan: WorkloadPlan) {
    const drain = Math.min(PERIOD_SECONDS.max, Math.max(PERIOD_SECONDS.min, plan.timing.terminationGracePeriodSeconds));
    const target = { type: "Utilization", averageUtilization: plan.targetCpuPercent };
    return {
        metadata: metadata(plan, plan.names.gateway),
        spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: plan.names.gateway },
            minReplicas: plan.minReplicas,
            maxReplicas: plan.maxReplicas,
            // Of the product alone (Kubernetes 1.30 and later): with a metric of the whole pod, its sidecars would count, too.
            metrics: [{ type: "ContainerResource", containerResource: { name: "cpu", container: containers.gateway, target } }],
            behavior: {
                scaleUp: {
                    stabilizationWindowSeconds: 60,
                    selectPolicy: "Max",
                    // Half as many again, or two, until those have started.
                    policies: [
                        { type: "Percent", value: 50, periodSeconds: 120 },
                        { type: "Pods", value: 2, periodSeconds: 120 },
                    ],
                },
                scaleDown: { stabilizationWindowSeconds: 600, selectPolicy: "Max", policies: [{ type: "Pods", value: 1, periodSeconds: drain }] },
            },
        },
    };
}
