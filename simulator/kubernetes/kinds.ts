import { Kind } from "./objects";

/** A kind as one text: `apps/v1/Deployment`. */
export function kindKey({ apiVersion, kind }: Kind): string {
    return `${apiVersion}/${kind}`;
}

/** Kinds of Kubernetes itself that lie in no namespace. */
const CLUSTER_WIDE = new Set([
    "Namespace",
    "Node",
    "PersistentVolume",
    "ClusterRole",
    "ClusterRoleBinding",
    "StorageClass",
    "CSIDriver",
    "VolumeAttachment",
    "IngressClass",
    "PriorityClass",
    "RuntimeClass",
    "CustomResourceDefinition",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
]);

/** Groups of Kubernetes itself: of their kinds it is known without a cluster whether they lie in namespaces. */
const OWN_GROUPS = /^(v1|(apps|autoscaling|batch|policy)\/\S+|[a-z.]+\.k8s\.io\/\S+)$/;
/** Groups that look like it but are defined by others. */
const FOREIGN_GROUPS = /^(secrets-store\.csi\.x-k8s\.io|gateway\.networking\.k8s\.io|snapshot\.storage\.k8s\.io|metrics\.k8s\.io)\//;

/** Whether objects of a kind lie in namespaces; nothing where only the cluster knows. */
export function isNamespacedKind({ apiVersion, kind }: Kind): boolean | undefined {
    if (!OWN_GROUPS.test(apiVersion) || FOREIGN_GROUPS.test(apiVersion)) return undefined;
    return !CLUSTER_WIDE.has(kind);
}
