import { AddressPlan } from "../azure/addressPlan";
import { ports } from "../node/ports";

/** One security rule, as Azure understands it. Pure data, so that a subnet's whole list can be tested without Azure. */
export interface SecurityRule {
    name: string;
    priority: number;
    direction: string;
    access: string;
    protocol: string;
    sourceAddressPrefix?: string;
    sourceAddressPrefixes?: string[];
    sourcePortRange: string;
    destinationAddressPrefix: string;
    destinationPortRanges?: string[];
    destinationPortRange?: string;
    description: string;
}

/** The rules of each subnet, in the order of their priorities. */
export interface SubnetRules {
    loadBalancer: SecurityRule[];
    nodes: SecurityRule[];
    privateEndpoints: SecurityRule[];
    /** Of the entry of a cluster; nothing without one. */
    entry?: SecurityRule[];
}

/** Who talks to whom. */
export interface Traffic {
    ranges: AddressPlan;
    clientRanges: readonly string[];
    listenerPorts: readonly number[];
    /** Nobody, or the port of nobody: there is no rule then. */
    managementRanges: readonly string[];
    managementPort?: number;
    nodePorts: readonly number[];
    memberPorts: readonly string[];
    sharePorts: readonly number[];
    /** Whether the load balancer has a private front end only. */
    privateFrontend: boolean;
    /** Address of the manager of rsync mode, in the nodes' subnet; nothing without one. */
    syncManager?: string;
    /** Its ports for the load balancer. */
    syncManagerPorts?: readonly number[];
    /** The cluster whose nodes lie in the nodes' subnet; nothing without one. */
    cluster?: ClusterTraffic;
}

/** Who talks to whom in a cluster. */
export interface ClusterTraffic {
    /** Addresses of its pods; nothing where they are not known. */
    podRange?: string;
}

/** Ports that Azure's own control of an Application Gateway needs; without them it refuses to start (rule AGN-05). */
const GATEWAY_MANAGER_PORTS = "65200-65535";

const HTTPS_PORT = 443;

/** The largest priority number, so the last rule. It overrides Azure's own default of letting the whole virtual network in. */
const LAST = 4096;

/** The rules of every subnet: what is named may come in, nobody else, not even a neighbour in the network. */
export function securityRules(traffic: Traffic): SubnetRules {
    const rules = { loadBalancer: loadBalancerRules(traffic), nodes: nodeRules(traffic), privateEndpoints: privateEndpointRules(traffic) };
    return traffic.cluster === undefined ? rules : { ...rules, nodes: clusterNodeRules(traffic, traffic.cluster), entry: entryRules(traffic) };
}

/** The Application Gateway's subnet: Azure's control plane, clients on the listener ports, named people on the management port. */
function loadBalancerRules({ clientRanges, listenerPorts, managementRanges, managementPort, privateFrontend }: Traffic): SecurityRule[] {
    const managementPorts = managementPort === undefined ? [] : [managementPort];
    return [
        // With network isolation the control plane comes another way (AGN-06).
        ...(privateFrontend
            ? []
            : allow("allow-gateway-manager", 100, ["GatewayManager"], [GATEWAY_MANAGER_PORTS], "Azure's control of the Application Gateway (AGN-05)")),
        ...allow("allow-azure-load-balancer", 110, ["AzureLoadBalancer"], ["*"], "Azure's probes of the Application Gateway's instances"),
        ...allow("allow-clients", 120, clientRanges, listenerPorts, "Clients of the APIs"),
        ...allow("allow-management", 130, managementRanges, managementPorts, "The Publisher and administrators"),
        denyTheRest(),
    ];
}

/** The nodes' subnet: the load balancer on the API and readiness ports, other members of a cluster; no lateral log-ins. */
function nodeRules({ ranges, nodePorts, memberPorts, ...traffic }: Traffic): SecurityRule[] {
    return [
        ...allow("allow-load-balancer", 100, [ranges.loadBalancer], nodePorts, "The load balancer: requests and readiness probes"),
        ...allow("allow-members", 110, [ranges.nodes], memberPorts, "Members of the cluster among themselves"),
        ...managerRules(traffic, ranges),
        denyTheRest(),
        denyLateralLogins(),
    ];
}

/**
 * The subnet of a cluster's nodes. Packets to its entry arrive with the entry's address, so that rules cannot tell nodes from it; packets between pods of different
 * nodes carry the pods' own addresses, and this list decides about them. Source: Microsoft Learn, "Azure CNI Overlay", network security groups.
 */
function clusterNodeRules({ ranges, nodePorts }: Traffic, { podRange }: ClusterTraffic): SecurityRule[] {
    const pods = podRange === undefined ? [] : [podRange];
    return [
        ...allow("allow-load-balancer", 100, [ranges.loadBalancer], nodePorts, "The load balancer: requests and readiness probes, through the entry"),
        ...allow("allow-azure-load-balancer", 110, ["AzureLoadBalancer"], ["*"], "Azure's probes of the nodes behind the entry"),
        ...allow("allow-cluster-nodes", 120, [ranges.nodes], ["*"], "Nodes of the cluster, to each other and to pods", "*", "*"),
        ...allow("allow-cluster-pods", 130, pods, ["*"], "Pods of the cluster among themselves; its network policies narrow that", "*", "*"),
        denyTheRest(),
        denyLateralLogins(),
    ];
}

/** The subnet of a cluster's entry: the load balancer alone. */
function entryRules({ ranges, nodePorts }: Traffic): SecurityRule[] {
    return [...allow("allow-load-balancer", 100, [ranges.loadBalancer], nodePorts, "The load balancer: requests and readiness probes"), denyTheRest()];
}

/** The manager of rsync mode alone: nodes copy API artifacts from it; the Publisher reaches it through the load balancer, or directly where that has no listener for it. */
function managerRules(
    {
        syncManager,
        syncManagerPorts = [],
        managementRanges,
        managementPort,
    }: Pick<Traffic, "syncManager" | "syncManagerPorts" | "managementRanges" | "managementPort">,
    ranges: AddressPlan,
): SecurityRule[] {
    if (syncManager === undefined) return [];
    const direct = managementPort === undefined ? [ports.management] : [];
    return [
        ...allow("allow-sync", 120, [ranges.nodes], [ports.sync], "Nodes copy API artifacts from their manager", syncManager),
        ...allow(
            "allow-load-balancer-to-manager",
            130,
            [ranges.loadBalancer],
            syncManagerPorts,
            "The load balancer: the Publisher's calls to the manager",
            syncManager,
        ),
        ...allow("allow-publisher", 140, managementRanges, direct, "The Publisher and administrators", syncManager),
    ];
}

/** The private endpoints' subnet: nodes mount the share and read secrets, the load balancer reads its certificate. */
function privateEndpointRules({ ranges, sharePorts }: Traffic): SecurityRule[] {
    return [
        ...allow("allow-share", 100, [ranges.nodes], sharePorts, "Nodes mount the share (ST-10)"),
        ...allow("allow-vault", 110, [ranges.nodes, ranges.loadBalancer], [HTTPS_PORT], "Nodes and load balancer read their secrets"),
        denyTheRest(),
        denyLateralLogins(),
    ];
}

/** One rule; none where nobody is allowed, or nothing. */
function allow(
    name: string,
    priority: number,
    sources: readonly string[],
    destinationPorts: readonly (string | number)[],
    description: string,
    destination = "*",
    protocol = sources.includes("AzureLoadBalancer") ? "*" : "Tcp",
): SecurityRule[] {
    if (sources.length === 0 || destinationPorts.length === 0) return [];
    const portTexts = destinationPorts.map(String);
    return [
        {
            name,
            priority,
            direction: "Inbound",
            access: "Allow",
            protocol,
            // Service tags are allowed only as a single prefix, so one source is written as one.
            ...(sources.length === 1 ? { sourceAddressPrefix: sources[0] } : { sourceAddressPrefixes: [...sources] }),
            sourcePortRange: "*",
            destinationAddressPrefix: destination,
            ...(portTexts.length === 1 ? { destinationPortRange: portTexts[0] } : { destinationPortRanges: portTexts }),
            description,
        },
    ];
}

function denyTheRest(): SecurityRule {
    return {
        name: "deny-the-rest",
        priority: LAST,
        direction: "Inbound",
        access: "Deny",
        protocol: "*",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: "*",
        description: "Whoever is not named above",
    };
}

/** A machine that was taken over cannot log in to its neighbours. Source: PSRule Azure.NSG.LateralTraversal. */
function denyLateralLogins(): SecurityRule {
    return {
        name: "deny-lateral-logins",
        priority: 200,
        direction: "Outbound",
        access: "Deny",
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "VirtualNetwork",
        destinationPortRanges: ["22", "3389"],
        description: "No SSH or RDP from here to other machines of the network",
    };
}
