import { MEMBER_PORT } from "../product/clustering";
import { nodeProbe } from "../timing";
import { selectorLabels } from "./names";
import { EntryPort, metadata, WorkloadPlan } from "./plan";

/** Where the entry is in the network. */
export interface EntryPlace {
    /** Name of the entry's subnet, in the network of the cluster. */
    subnetName: string;
    /** Fixed address; Azure's choice without one. */
    address?: string;
    /** Range of the load balancer's subnet: nobody else is let in. */
    loadBalancerRange: string;
}

/** Hours that the Publisher's calls from one address stay with one pod. */
const AFFINITY_SECONDS = 3 * 3600;

/**
 * Where requests arrive: an internal load balancer of Azure. It sends only to machines with a ready pod and keeps the address of the client (`externalTrafficPolicy` Local), which network
 * policies look at; a hop to another machine would cost time and connections when that one goes.
 */
export function entryService(plan: WorkloadPlan, place: EntryPlace) {
    return loadBalancerService(plan, plan.names.entry, plan.entryPorts, place);
}

/**
 * Where the Publisher arrives, up to 3.2 with a shared file system: the same address at another port, in a Service of its own, since login and deploy call must reach the same pod.
 * The affinity goes by the address of the load balancer's instance; for API requests it would leave pods without any.
 */
export function managementService(plan: WorkloadPlan, port: EntryPort, place: EntryPlace) {
    const service = loadBalancerService(plan, plan.names.management, [port], place);
    return {
        ...service,
        spec: { ...service.spec, sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: AFFINITY_SECONDS } } },
    };
}

function loadBalancerService(plan: WorkloadPlan, name: string, ports: readonly EntryPort[], { subnetName, address, loadBalancerRange }: EntryPlace) {
    const azure = "service.beta.kubernetes.io/azure-load-balancer";
    const annotations = {
        [`${azure}-internal`]: "true",
        [`${azure}-internal-subnet`]: subnetName,
        ...(address === undefined ? {} : { [`${azure}-ipv4`]: address }),
        // Minutes until a silent connection is forgotten; with Azure's four, the answer to a long request would find none.
        [`${azure}-tcp-idle-timeout`]: "30",
        // Draining counts on these.
        [`${azure}-health-probe-interval`]: String(nodeProbe.intervalSeconds),
        [`${azure}-health-probe-num-of-probe`]: String(nodeProbe.failures),
    };
    return {
        metadata: metadata(plan, name, annotations),
        spec: {
            type: "LoadBalancer",
            externalTrafficPolicy: "Local",
            internalTrafficPolicy: "Cluster",
            // Azure's load balancer probes machines at ports that Kubernetes gives them.
            allocateLoadBalancerNodePorts: true,
            loadBalancerSourceRanges: [loadBalancerRange],
            ipFamilyPolicy: "SingleStack",
            selector: selectorLabels(plan.names),
            ports: ports.map(({ name: portName, port, podPort }) => ({ name: portName, protocol: "TCP", port, targetPort: podPort })),
        },
    };
}

/**
 * The members of a Hazelcast cluster, by a name of DNS. Also pods that are not ready: the first one must find itself, since the product does not start its
 * cluster without any member, and one that drains stays a member until it ends.
 */
export function membersService(plan: WorkloadPlan) {
    return {
        metadata: metadata(plan, plan.names.members),
        spec: {
            type: "ClusterIP",
            clusterIP: "None",
            publishNotReadyAddresses: true,
            selector: selectorLabels(plan.names),
            // By its name a port gets the kind of record (SRV) that the membership scheme asks for.
            ports: [{ name: "hazelcast", protocol: "TCP", port: MEMBER_PORT, targetPort: MEMBER_PORT }],
        },
    };
}
