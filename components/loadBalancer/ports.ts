import { GatewayLoadBalancerSettings } from "./settings";
import { ports } from "../node/ports";

/** Ports on which clients reach the load balancer. WebSocket and WebSub have the product's own ports, which its documentation and its Publisher take for granted. */
export const frontPorts = { http: 80, https: 443, webSocket: ports.webSocket, webSub: ports.webSub } as const;

/** Port of the listener for management unless another one is asked for. */
export const DEFAULT_MANAGEMENT_PORT = ports.management;

/** Ports on which clients of APIs reach the load balancer, in ascending order. */
export function publicListenerPorts({ httpRedirect, webSocket, webSub }: GatewayLoadBalancerSettings): number[] {
    return [
        ...(httpRedirect === true ? [frontPorts.http] : []),
        frontPorts.https,
        ...(webSub === true ? [frontPorts.webSub] : []),
        ...(webSocket === true ? [frontPorts.webSocket] : []),
    ];
}

/** Port of the private listener for management; nothing without one. */
export function managementListenerPort({ managementListener }: GatewayLoadBalancerSettings): number | undefined {
    return managementListener === undefined ? undefined : (managementListener.port ?? DEFAULT_MANAGEMENT_PORT);
}

/**
 * Ports on which the load balancer reaches the nodes, the same in every release: APIs and readiness first, then what is asked for.
 *
 * @param hasManager whether one manager takes the Publisher's calls instead of the nodes
 */
export function nodePorts({ webSocket, webSub, managementListener }: GatewayLoadBalancerSettings, hasManager = false): number[] {
    return [
        ports.api,
        ports.readiness,
        ...(webSocket === true ? [ports.webSocket] : []),
        ...(webSub === true ? [ports.webSub] : []),
        ...(managementListener === undefined || hasManager ? [] : [ports.management]),
    ];
}

/** Ports on which the load balancer reaches the manager of rsync mode, where it has a listener for management. */
export function managerPorts({ managementListener }: GatewayLoadBalancerSettings): number[] {
    return managementListener === undefined ? [] : [ports.management, ports.readiness];
}
