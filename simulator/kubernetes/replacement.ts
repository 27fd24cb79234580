import { kindKey } from "./kinds";
import { Kind } from "./objects";

/** Parts of a pod that can not be changed. */
const POD = [
    ..."affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID hostname imagePullSecrets".split(
        " ",
    ),
    ..."nodeName nodeSelector overhead priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName securityContext".split(" "),
    ..."serviceAccountName shareProcessNamespace subdomain terminationGracePeriodSeconds volumes".split(" "),
    "containers",
    "initContainers",
].map((field) => `spec.${field}`);

/** Kinds of volumes, in a persistent volume. */
const VOLUMES = "azureDisk azureFile cephfs csi fc flexVolume hostPath iscsi local nfs rbd".split(" ").map((field) => `spec.${field}`);

/**
 * Paths whose change makes Pulumi's Kubernetes provider replace an object, besides its name and its namespace.
 * Source: the provider's documentation of each kind and the table of fields in its repository. What is missing there is refused by the server when it can not change.
 */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
    "v1/ConfigMap": ["data", "binaryData"],
    "v1/Secret": ["type", "data", "stringData"],
    "v1/PersistentVolume": VOLUMES,
    "v1/PersistentVolumeClaim": ["spec"],
    "v1/Pod": POD,
    "v1/ResourceQuota": ["spec.scopes"],
    "v1/Service": ["spec.clusterIP"],
    "apps/v1/DaemonSet": ["spec.selector"],
    "apps/v1/Deployment": ["spec.selector"],
    "apps/v1/StatefulSet": ["spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"],
    "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
    "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
};

/** Settings of a provider that make contents changeable which it replaces otherwise. */
export interface Mutability {
    configMaps: boolean;
    secrets: boolean;
}

/** Paths whose change replaces an object of this kind. */
export function replacedPaths(kind: Kind, mutable: Mutability): string[] {
    const key = kindKey(kind);
    const identity = ["metadata.name", "metadata.namespace"];
    if (key === "v1/ConfigMap" && mutable.configMaps) return identity;
    if (key === "v1/Secret" && mutable.secrets) return [...identity, "type"];
    return [...identity, ...(REPLACED[key] ?? [])];
}
