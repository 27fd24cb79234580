import { ports } from "../node/ports";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { Tier } from "../tier";
import { Timing } from "../timing/args";
import { WorkloadNames } from "./names";
import { PodToleration } from "./settings";

/** What the objects of a gateway depend on, with every default filled in. All of it is known before anything exists. */
export interface WorkloadPlan {
    names: WorkloadNames;
    tier: Tier;
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    timing: Timing;
    createNamespace: boolean;
    /** Zones that the nodes are in. */
    zones: readonly string[];
    minReplicas: number;
    maxReplicas: number;
    /** Fewest pods that stay; nothing for all but one. */
    minAvailable?: number;
    targetCpuPercent: number;
    cpu: number;
    memoryMiB: number;
    heapMiB: number;
    entryPorts: readonly EntryPort[];
    /** Whether the Publisher reaches the port for management, up to 3.2 with a shared file system. */
    management: boolean;
    /** Whether the pods are members of a Hazelcast cluster. */
    hazelcast: boolean;
    backendRanges?: readonly string[];
    backendNamespaces: readonly string[];
    controlPlaneRanges?: readonly string[];
    controlPlanePorts: readonly number[];
    nodeSelector?: Readonly<Record<string, string>>;
    tolerations: readonly PodToleration[];
    priorityClassName?: string;
}

/** A port at which the load balancer reaches the pods. */
export interface EntryPort {
    name: string;
    /** Port of the entry's address, that of the product on a machine. */
    port: number;
    /** Port of the pods. */
    podPort: number;
}

/** The port for management, of a Service of its own. */
export const managementPort: EntryPort = { name: "management", port: ports.management, podPort: ports.management };

/** Labels that every object has, for whoever looks at the cluster. */
export function objectLabels(plan: Pick<WorkloadPlan, "names" | "profile">): Record<string, string> {
    return {
        "app.kubernetes.io/name": "wso2-gateway",
        "app.kubernetes.io/instance": plan.names.gateway,
        "app.kubernetes.io/component": "gateway",
        "app.kubernetes.io/part-of": "wso2-api-manager",
        "app.kubernetes.io/managed-by": "wso2-gateway-azure",
    };
}

/** Metadata of an object in the namespace. */
export function metadata(plan: Pick<WorkloadPlan, "names" | "profile">, name: string, annotations?: Record<string, string>) {
    return { name, namespace: plan.names.namespace, labels: objectLabels(plan), ...(annotations === undefined ? {} : { annotations }) };
}
