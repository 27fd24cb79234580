import { ports } from "./node/ports";

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

/** Ports that Azure's own control of an Application Gateway needs; without them it refuses to start (rule AGN-05). */
const GATEWAY_MANAGER_PORTS = "65200-65535";

const NFS_PORT = "2049";
const HTTPS_PORT = "443";

/** The largest priority number, so the last rule. It overrides Azure's own default of letting the whole virtual network in. */
const LAST = 4096;

/** Rules of the Application Gateway's subnet: Azure's control plane, clients on the listener ports, nobody else. */
export function loadBalancerRules(clientRanges: string[], listenerPorts: number[]): SecurityRule[] {
    return [
        allow("allow-gateway-manager", 100, ["GatewayManager"], [GATEWAY_MANAGER_PORTS], "Azure's control of the Application Gateway (AGN-05)"),
        allow("allow-azure-load-balancer", 110, ["AzureLoadBalancer"], ["*"], "Azure's probes of the Application Gateway's instances"),
        allow("allow-clients", 120, clientRanges, listenerPorts.map(String), "Clients of the APIs"),
        denyTheRest(),
    ];
}

/** Rules of the nodes' subnet: the load balancer on the API and readiness ports, nobody else; no lateral log-ins. */
export function nodeRules(loadBalancerRange: string): SecurityRule[] {
    return [
        allow("allow-load-balancer", 100, [loadBalancerRange], [ports.api, ports.readiness].map(String), "The load balancer: requests and readiness probes"),
        denyTheRest(),
        denyLateralLogins(),
    ];
}

/** Rules of the private endpoints' subnet: nodes mount the share and read secrets, the load balancer reads its certificate. */
export function privateEndpointRules(nodeRange: string, loadBalancerRange: string): SecurityRule[] {
    return [
        allow("allow-share", 100, [nodeRange], [NFS_PORT], "Nodes mount the share (ST-10)"),
        allow("allow-vault", 110, [nodeRange, loadBalancerRange], [HTTPS_PORT], "Nodes and load balancer read their secrets"),
        denyTheRest(),
        denyLateralLogins(),
    ];
}

function allow(name: string, priority: number, sources: string[], destinationPorts: string[], description: string): SecurityRule {
    return {
        name,
        priority,
        direction: "Inbound",
        access: "Allow",
        protocol: sources.includes("AzureLoadBalancer") ? "*" : "Tcp",
        ...oneOrMore(sources),
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        ...(destinationPorts.length === 1 ? { destinationPortRange: destinationPorts[0] } : { destinationPortRanges: destinationPorts }),
        description,
    };
}

/** Service tags are allowed only as a single prefix, so one source is written as one. */
function oneOrMore(sources: string[]): Pick<SecurityRule, "sourceAddressPrefix" | "sourceAddressPrefixes"> {
    return sources.length === 1 ? { sourceAddressPrefix: sources[0] } : { sourceAddressPrefixes: sources };
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
