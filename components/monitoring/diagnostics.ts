import * as pulumi from "@pulumi/pulumi";

import { fileServiceId } from "./metricAlerts";
import type { MonitoringTargets } from "./targets";

/** What of a resource goes to the workspace. */
export interface DiagnosticsPlan {
    /** Which resource, as a part of names. */
    what: string;
    /** Its id. */
    target: pulumi.Input<string>;
    /** Categories of its logs. */
    logs: string[];
    /** Categories of its metrics. */
    metrics: string[];
    /** Whether its logs can go to tables of their own. Storage always has such, and does not remember that it was asked for them. */
    ownTables: boolean;
}

/**
 * Of a cluster: who changed what and who signed in (`kube-audit` would have every reading call as well, and cost a multiple), and what its own parts say, the one
 * that makes the internal load balancer and the autoscaler among them.
 */
const CLUSTER_LOGS = [
    "kube-audit-admin",
    "guard",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "cluster-autoscaler",
    "cloud-controller-manager",
    "csi-azurefile-controller",
] as const;

/**
 * Which logs and metrics go to the workspace; each type of resource knows categories of its own.
 * Nothing of the public address: its categories are those of DDoS protection, which is a plan of the whole organisation. Nothing of security groups: theirs are
 * replaced by flow logs of the network.
 */
export function diagnosticsPlans({ loadBalancer, sharedStorage, vaultId, cluster }: MonitoringTargets, accessLogs: boolean): DiagnosticsPlan[] {
    const plans: DiagnosticsPlan[] = [];
    if (loadBalancer !== undefined) {
        const logs = [...(accessLogs ? ["ApplicationGatewayAccessLog"] : []), "ApplicationGatewayFirewallLog"];
        plans.push({ what: "load-balancer", target: loadBalancer.applicationGatewayId, logs, metrics: ["AllMetrics"], ownTables: true });
    }
    if (sharedStorage !== undefined) {
        // Every node reads its artifacts again and again; who changed them is what one wants to know.
        const logs = ["StorageWrite", "StorageDelete"];
        plans.push({ what: "share", target: fileServiceId(sharedStorage.accountId), logs, metrics: ["Transaction"], ownTables: false });
    }
    if (vaultId !== undefined) {
        plans.push({ what: "vault", target: vaultId, logs: ["AuditEvent"], metrics: ["AllMetrics"], ownTables: true });
    }
    if (cluster !== undefined) {
        plans.push({ what: "cluster", target: cluster.clusterId, logs: [...CLUSTER_LOGS], metrics: ["AllMetrics"], ownTables: true });
    }
    return plans;
}
