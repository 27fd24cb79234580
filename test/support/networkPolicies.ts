import { containsRange } from "../../components/azure/addressPlan";

/** Decides what network policies allow, as Kubernetes' own documentation says it: whatever one of those that select a pod allows, and everything where none selects it. */

export interface Pod {
    namespace: string;
    labels: Readonly<Record<string, string>>;
}

/** Whom a pod talks to, or who talks to it: another pod, or an address outside of the cluster. */
export interface Connection {
    direction: "Ingress" | "Egress";
    pod: Pod;
    peer: Pod | string;
    port: number;
    /** Defaults to TCP. */
    protocol?: string;
}

/** A policy as far as it is looked at. */
export interface Policy {
    metadata: { namespace?: string };
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- objects come from clusters and from tests, whose types are not ours
    spec: any;
}

interface Selector {
    matchLabels?: Record<string, string>;
    matchExpressions?: unknown[];
}

interface Rule {
    from?: Peer[];
    to?: Peer[];
    ports?: { protocol?: string; port?: number | string; endPort?: number }[];
}

interface Peer {
    ipBlock?: { cidr: string; except?: string[] };
    podSelector?: Selector;
    namespaceSelector?: Selector;
}

/** Whether policies let a connection through. Names of namespaces are their labels `kubernetes.io/metadata.name`. */
export function isAllowed(policies: readonly Policy[], connection: Connection): boolean {
    const { direction, pod } = connection;
    const selecting = policies.filter(
        ({ metadata, spec }) => metadata.namespace === pod.namespace && selects(spec.podSelector, pod.labels) && spec.policyTypes.includes(direction),
    );
    if (selecting.length === 0) return true;
    const rules: Rule[] = selecting.flatMap(({ spec }) => (direction === "Ingress" ? spec.ingress : spec.egress) ?? []);
    return rules.some((rule) => allowsPort(rule, connection) && allowsPeer(rule, connection));
}

/** None named is every one, as with peers. */
function allowsPort({ ports = [] }: Rule, { port, protocol = "TCP" }: Connection): boolean {
    if (ports.length === 0) return true;
    return ports.some((entry) => {
        if (typeof entry.port === "string") throw new Error(`the port ${entry.port} has a name, which is not evaluated here`);
        if ((entry.protocol ?? "TCP") !== protocol) return false;
        return entry.port === undefined || (port >= entry.port && port <= (entry.endPort ?? entry.port));
    });
}

function allowsPeer(rule: Rule, { direction, pod, peer }: Connection): boolean {
    const peers = (direction === "Ingress" ? rule.from : rule.to) ?? [];
    return peers.length === 0 || peers.some((candidate) => matches(candidate, peer, pod.namespace));
}

/** Ranges are of addresses outside: where Cilium enforces policies, no range reaches a pod. */
function matches({ ipBlock, podSelector, namespaceSelector }: Peer, peer: Pod | string, namespace: string): boolean {
    if (typeof peer === "string")
        return ipBlock !== undefined && containsRange(ipBlock.cidr, peer) && !(ipBlock.except ?? []).some((except) => containsRange(except, peer));
    if (ipBlock !== undefined) return false;
    const inNamespace =
        namespaceSelector === undefined ? peer.namespace === namespace : selects(namespaceSelector, { "kubernetes.io/metadata.name": peer.namespace });
    return inNamespace && selects(podSelector ?? {}, peer.labels);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Readonly<Record<string, string>>): boolean {
    if (matchExpressions.length > 0) throw new Error("expressions are not evaluated here");
    return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
