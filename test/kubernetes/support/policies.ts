import * as net from "node:net";

/** One end of a connection: an address, and where it is that of a pod, what selects that pod. */
export interface Peer {
    address: string;
    labels?: Readonly<Record<string, string>>;
    namespace?: string;
}

/** A connection from or to a pod. */
export interface Connection {
    direction: "Ingress" | "Egress";
    /** The pod whose policies count. */
    pod: Required<Peer>;
    peer: Peer;
    port: number;
    protocol?: "TCP" | "UDP";
}

interface Selector {
    matchLabels?: Record<string, string>;
    matchExpressions?: unknown[];
}

interface PolicyPeer {
    ipBlock?: { cidr: string; except?: string[] };
    podSelector?: Selector;
    namespaceSelector?: Selector;
}

interface PolicyRule {
    from?: PolicyPeer[];
    to?: PolicyPeer[];
    ports?: { protocol?: string; port?: number | string; endPort?: number }[];
}

/** What counts of a network policy. */
export interface Policy {
    metadata: { namespace: string };
    spec: { podSelector: Selector; policyTypes: string[]; ingress?: PolicyRule[]; egress?: PolicyRule[] };
}

/**
 * Whether policies let a connection pass, by the rules of `networking.k8s.io/v1`: a pod that no policy selects for a direction is open; else some rule of those that do must allow it.
 * Addresses inside the cluster count as pods and never by ranges, as Cilium has it.
 */
export function isAllowed(policies: readonly Policy[], connection: Connection): boolean {
    const selecting = policies.filter(
        ({ metadata, spec }) =>
            metadata.namespace === connection.pod.namespace &&
            spec.policyTypes.includes(connection.direction) &&
            selects(spec.podSelector, connection.pod.labels),
    );
    if (selecting.length === 0) return true;
    const rules = selecting.flatMap(({ spec }) => (connection.direction === "Ingress" ? spec.ingress : spec.egress) ?? []);
    return rules.some((rule) => allowsPort(rule, connection) && allowsPeer(rule, connection));
}

function allowsPort({ ports }: PolicyRule, { port, protocol = "TCP" }: Connection): boolean {
    if (ports === undefined || ports.length === 0) return true;
    return ports.some((entry) => {
        if ((entry.protocol ?? "TCP") !== protocol) return false;
        if (entry.port === undefined) return true;
        if (typeof entry.port === "string") throw new Error(`the port ${entry.port} has a name, which is not evaluated here`);
        return port >= entry.port && port <= (entry.endPort ?? entry.port);
    });
}

function allowsPeer(rule: PolicyRule, { direction, pod, peer }: Connection): boolean {
    const peers = direction === "Ingress" ? rule.from : rule.to;
    if (peers === undefined || peers.length === 0) return true;
    return peers.some(({ ipBlock, podSelector, namespaceSelector }) => {
        if (ipBlock !== undefined)
            return peer.labels === undefined && isIn(peer.address, ipBlock.cidr) && !(ipBlock.except ?? []).some((range) => isIn(peer.address, range));
        if (peer.labels === undefined || peer.namespace === undefined) return false;
        const inNamespace =
            namespaceSelector === undefined ? peer.namespace === pod.namespace : selects(namespaceSelector, { "kubernetes.io/metadata.name": peer.namespace });
        return inNamespace && (podSelector === undefined || selects(podSelector, peer.labels));
    });
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Readonly<Record<string, string>>): boolean {
    if (matchExpressions.length > 0) throw new Error("expressions are not evaluated here");
    return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

function isIn(address: string, cidr: string): boolean {
    const [network = "", prefix = ""] = cidr.split("/");
    const list = new net.BlockList();
    list.addSubnet(network, Number(prefix));
    return list.check(address);
}
