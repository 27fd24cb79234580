import { metadata, objectLabels, WorkloadPlan } from "./plan";
import { PodIdentity } from "./configuration";

/**
 * Version of the pod security rules that pods must keep: the one that they are known to keep. With `latest`, an upgrade of the cluster could bring rules that refuse them, which
 * would be noticed when a pod has to be replaced. What the newest rules would refuse is told as a warning and in the audit log.
 */
const POD_SECURITY_VERSION = "v1.35";

/** The namespace of the gateway: pods in it have no privileges. */
export function namespaceObject(plan: WorkloadPlan) {
    const level = (mode: string, version: string) => ({
        [`pod-security.kubernetes.io/${mode}`]: "restricted",
        [`pod-security.kubernetes.io/${mode}-version`]: version,
    });
    return {
        metadata: {
            name: plan.names.namespace,
            labels: { ...objectLabels(plan), ...level("enforce", POD_SECURITY_VERSION), ...level("audit", "latest"), ...level("warn", "latest") },
        },
    };
}

/** The account that the pods run as. It has no rights in the cluster; outside it is the managed identity that reads the secrets. */
export function serviceAccount(plan: WorkloadPlan, { clientId, tenantId }: PodIdentity) {
    const annotations = { "azure.workload.identity/client-id": clientId, "azure.workload.identity/tenant-id": tenantId };
    return { metadata: metadata(plan, plan.names.serviceAccount, annotations), automountServiceAccountToken: false };
}
