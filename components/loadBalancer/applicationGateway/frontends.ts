import * as network from "@pulumi/azure-native/network";

import { frontPorts } from "../ports";
import { ApplicationGatewayPlan } from "./plan";

export const PUBLIC_FRONTEND = "public";
export const PRIVATE_FRONTEND = "private";

/** Addresses on which clients reach the gateway: the public one, a private one, or both (AG-09). */
export function frontendIPConfigurations({ publicAddressId, privateAddress, subnetId }: ApplicationGatewayPlan) {
    return [
        ...(publicAddressId === undefined ? [] : [{ name: PUBLIC_FRONTEND, publicIPAddress: { id: publicAddressId } }]),
        ...(privateAddress === undefined
            ? []
            : [
                  {
                      name: PRIVATE_FRONTEND,
                      privateIPAddress: privateAddress,
                      privateIPAllocationMethod: network.IPAllocationMethod.Static,
                      subnet: { id: subnetId },
                  },
              ]),
    ];
}

/** Ports of the listeners, each once (AG-10). */
export function frontendPorts({ webSocket, webSub, management, httpRedirect }: ApplicationGatewayPlan) {
    return [
        { name: "https", port: frontPorts.https },
        ...(webSocket ? [{ name: "web-socket", port: frontPorts.webSocket }] : []),
        ...(webSub ? [{ name: "web-sub", port: frontPorts.webSub }] : []),
        ...(management === undefined ? [] : [{ name: "management", port: management.port }]),
        ...(httpRedirect ? [{ name: "http", port: frontPorts.http }] : []),
    ];
}
