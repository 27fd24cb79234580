import { containsRange, isRange } from "../azure/addressPlan";
import { LAST_MEMBER_PORT, MEMBER_PORT } from "../product/clustering";
import { Problem } from "../problem";
import { selectorLabels } from "./names";
import { managementPort, metadata, WorkloadPlan } from "./plan";

/**
 * Who may talk to the pods, and with whom they may. What no policy allows is refused. Traffic between a pod and its own node is always allowed (probes), the driver of the vault
 * reads secrets and the node mounts the share: pods need neither.
 */

/** Where no backend is and pods must not get: the metadata service and everything else on the link, and Azure's own address of each machine. */
const NEVER = ["169.254.0.0/16", "168.63.129.16/32"];
const EVERYWHERE = "0.0.0.0/0";
/** Where nodes of AKS answer for DNS themselves (LocalDNS), if they do. */
const LOCAL_DNS = "169.254.10.10/31";

interface Peer {
    ipBlock?: { cidr: string; except?: string[] };
    podSelector?: { matchLabels: Record<string, string> };
    namespaceSelector?: { matchLabels: Record<string, string> };
}

interface Port {
    protocol: string;
    port?: number;
    endPort?: number;
}

/** One policy: its name follows from what it allows. */
function policy(plan: WorkloadPlan, what: string, spec: object) {
    return { metadata: metadata(plan, `${plan.names.gateway}-${what}`), spec: { podSelector: pods(plan), ...spec } };
}

const pods = (plan: WorkloadPlan) => ({ matchLabels: selectorLabels(plan.names) });
const tcp = (port: number): Port => ({ protocol: "TCP", port });

/** All policies of the gateway, by what they are for. */
export function networkPolicies(plan: WorkloadPlan, loadBalancerRange: string): Record<string, ReturnType<typeof policy>> {
    return {
        deny: denyAll(plan),
        entry: entryPolicy(plan, loadBalancerRange),
        outbound: outboundPolicy(plan),
        ...(plan.hazelcast ? { members: membersPolicy(plan) } : {}),
    };
}

/** Nothing at all: for the whole namespace where that is the gateway's own, else for its pods. */
function denyAll(plan: WorkloadPlan) {
    return policy(plan, "deny", { ...(plan.createNamespace ? { podSelector: {} } : {}), policyTypes: ["Ingress", "Egress"] });
}

/** The load balancer's subnet, whose addresses the entry keeps, at the entry's ports. */
function entryPolicy(plan: WorkloadPlan, loadBalancerRange: string) {
    const ports = [...plan.entryPorts, ...(plan.management ? [managementPort] : [])].map(({ podPort }) => tcp(podPort));
    return policy(plan, "entry", { policyTypes: ["Ingress"], ingress: [{ from: [{ ipBlock: { cidr: loadBalancerRange } }], ports }] });
}

/** DNS, the control plane and Redis at their ports, and backends. */
function outboundPolicy(plan: WorkloadPlan) {
    const controlPlane = { to: ranges(plan.controlPlaneRanges), ports: plan.controlPlanePorts.map(tcp) };
    const backends = [...ranges(plan.backendRanges), ...plan.backendNamespaces.map(inNamespace)];
    return policy(plan, "outbound", {
        policyTypes: ["Egress"],
        egress: [
            dns,
            ...(plan.controlPlanePorts.length === 0 ? [] : [controlPlane]),
            // A rule with an empty list would let pods reach everybody, the metadata service, too.
            ...(backends.length === 0 ? [] : [{ to: backends, ports: [{ protocol: "TCP" }] }]),
        ],
    });
}

/** The cluster's DNS. */
const dns = {
    to: [{ ...inNamespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }, { ipBlock: { cidr: LOCAL_DNS } }],
    ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
    ],
};

/** Members of the cluster among each other. */
function membersPolicy(plan: WorkloadPlan) {
    const [peers, ports] = [[{ podSelector: pods(plan) }], [{ protocol: "TCP", port: MEMBER_PORT, endPort: LAST_MEMBER_PORT }]];
    return policy(plan, "members", { policyTypes: ["Ingress", "Egress"], ingress: [{ from: peers, ports }], egress: [{ to: peers, ports }] });
}

function inNamespace(name: string): Peer {
    return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

/** Given ranges, none of which ever reaches what pods must not get. */
function ranges(given: readonly string[] = [EVERYWHERE]): Peer[] {
    return given.map((cidr) => {
        const except = NEVER.filter((range) => containsRange(cidr, range));
        return { ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } };
    });
}

/** What is wrong with a range that pods may reach. */
export function checkReachableRange(range: string, path: string): Problem[] {
    if (range !== EVERYWHERE && !isRange(range)) return [{ path, message: `is "${range}"; a CIDR block is needed, such as 10.30.0.0/16` }];
    const never = NEVER.find((other) => containsRange(other, range));
    return never === undefined ? [] : [{ path, message: `is ${range}, in ${never}; pods must not reach what Azure answers there` }];
}
