import * as network from "@pulumi/azure-native/network";

import { ports, READINESS_PATH } from "../../node/ports";
import { trustedRootCertificates } from "./certificates";
import { Purpose } from "./listeners";
import { ApplicationGatewayPlan, MANAGER_POOL, NODE_POOL, self } from "./plan";

const READINESS_PROBE = "ready";

/** The nodes, which join by themselves or have fixed addresses; and the manager of rsync mode, whose address is fixed. */
export function backendAddressPools({ management, backendAddresses = [] }: ApplicationGatewayPlan) {
    return [
        backendAddresses.length === 0 ? { name: NODE_POOL } : pool(NODE_POOL, backendAddresses),
        ...(management?.managerAddress === undefined ? [] : [pool(MANAGER_POOL, [management.managerAddress])]),
    ];
}

function pool(name: string, addresses: readonly string[]) {
    return { name, backendAddresses: addresses.map((ipAddress) => ({ ipAddress })) };
}

/** One probe for everything: a node that is ready serves all its ports, one that is not serves none. */
export function probes({ hostNames, timing }: ApplicationGatewayPlan) {
    return [
        {
            name: READINESS_PROBE,
            protocol: network.ApplicationGatewayProtocol.Https,
            host: hostNames[0],
            port: ports.readiness,
            path: READINESS_PATH,
            interval: timing.probeIntervalSeconds,
            timeout: timing.probeTimeoutSeconds,
            unhealthyThreshold: timing.probeUnhealthyThreshold,
            match: { statusCodes: ["200"] },
        },
    ];
}

/** How the gateway speaks to each port of the nodes: always with TLS whose certificate it verifies, and with the host name that the client asked for. */
export function backendHttpSettingsCollection({ timing, trustedRoots, webSocket, webSub, management }: ApplicationGatewayPlan) {
    const { Enabled, Disabled } = network.ApplicationGatewayCookieBasedAffinity;
    const requestTimeout = timing.loadBalancerRequestTimeoutSeconds;
    return [
        settings(Purpose.Api, ports.api, Disabled, requestTimeout),
        // To Application Gateway a WebSocket is one request, and the time limit that of silence in it.
        ...(webSocket ? [settings(Purpose.WebSocket, ports.webSocket, Disabled, timing.webSocketTimeoutSeconds)] : []),
        ...(webSub ? [settings(Purpose.WebSub, ports.webSub, Disabled, requestTimeout)] : []),
        // The Publisher logs in, then deploys: both on one node.
        ...(management === undefined ? [] : [settings(Purpose.Management, ports.management, Enabled, requestTimeout)]),
    ];

    function settings(name: string, port: number, cookieBasedAffinity: network.ApplicationGatewayCookieBasedAffinity, timeout: number) {
        return {
            // No host name of its own: nodes see the host name that the client asked for.
            name,
            protocol: network.ApplicationGatewayProtocol.Https,
            port,
            cookieBasedAffinity,
            requestTimeout: timeout,
            probe: self("probes", READINESS_PROBE),
            trustedRootCertificates: trustedRootCertificates(trustedRoots).map((root) => self("trustedRootCertificates", root.name)),
            connectionDraining: { enabled: true, drainTimeoutInSec: timing.connectionDrainingSeconds },
        };
    }
}
