import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { MAX_HOST_NAMES_PER_LISTENER } from "../../azure/limits";
import { CLIENT_PROFILE, FRONT_CERTIFICATE } from "./certificates";
import { PRIVATE_FRONTEND, PUBLIC_FRONTEND } from "./frontends";
import { ApplicationGatewayPlan, self } from "./plan";

/** What a listener is for. APIs, WebSocket, WebSub and management go to nodes, each with backend settings and a rewrite set of the same name. */
export const Purpose = { Api: "api", WebSocket: "web-socket", WebSub: "web-sub", Management: "management", Redirect: "redirect" } as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** One listener with the rule of the same name. */
export interface Listener {
    /** Frozen: the name of listener and rule in Azure. */
    name: string;
    purpose: Purpose;
    hostNames: pulumi.Input<string>[];
    /** Name of the frontend port. */
    port: string;
    /** Position of the rule among all rules; unique (AG-14). */
    priority: number;
}

/** Where the rules of a purpose begin. They are ten apart, and there are at most 100 of them. */
const firstPriority: Readonly<Record<Purpose, number>> = { api: 100, "web-socket": 2_000, "web-sub": 4_000, management: 6_000, redirect: 8_000 };

const httpsPort: Readonly<Record<Exclude<Purpose, "redirect">, string>> = {
    api: "https",
    "web-socket": "web-socket",
    "web-sub": "web-sub",
    management: "management",
};

/** All listeners, in a fixed order: what is asked for later comes later, so that nothing changes its place. */
export function listenersOf(plan: ApplicationGatewayPlan): Listener[] {
    const { hostNames, management } = plan;
    return [
        ...forAllHostNames(Purpose.Api),
        ...(plan.webSocket ? forAllHostNames(Purpose.WebSocket) : []),
        ...(plan.webSub ? forAllHostNames(Purpose.WebSub) : []),
        ...(management === undefined ? [] : [listener(Purpose.Management, 0, [management.hostName])]),
        // One for each host name: see `redirectConfigurations`.
        ...(plan.httpRedirect ? hostNames.map((hostName, index) => listener(Purpose.Redirect, index, [hostName])) : []),
    ];

    function forAllHostNames(purpose: Purpose): Listener[] {
        return chunks(hostNames, MAX_HOST_NAMES_PER_LISTENER).map((some, index) => listener(purpose, index, some));
    }
}

function listener(purpose: Purpose, index: number, hostNames: pulumi.Input<string>[]): Listener {
    const port = purpose === Purpose.Redirect ? "http" : httpsPort[purpose];
    return { name: `${purpose}-${index}`, purpose, hostNames, port, priority: firstPriority[purpose] + 10 * index };
}

/** The listeners as Azure wants them. */
export function httpListeners(plan: ApplicationGatewayPlan) {
    return listenersOf(plan).map(({ name, purpose, hostNames, port }) => ({
        name,
        hostNames,
        frontendIPConfiguration: self("frontendIPConfigurations", frontendOf(purpose)),
        frontendPort: self("frontendPorts", port),
        ...(purpose === Purpose.Redirect ? { protocol: network.ApplicationGatewayProtocol.Http } : tls(purpose)),
        ...(purpose === Purpose.Management && plan.management?.firewallPolicyId !== undefined
            ? { firewallPolicy: { id: plan.management.firewallPolicyId } }
            : {}),
    }));

    function frontendOf(purpose: Purpose): string {
        return purpose === Purpose.Management || plan.publicAddressId === undefined ? PRIVATE_FRONTEND : PUBLIC_FRONTEND;
    }

    function tls(purpose: Purpose) {
        // WebSub providers and Publishers have no certificates of the clients' authorities.
        const isForClients = purpose === Purpose.Api || purpose === Purpose.WebSocket;
        return {
            protocol: network.ApplicationGatewayProtocol.Https,
            sslCertificate: self("sslCertificates", FRONT_CERTIFICATE),
            requireServerNameIndication: true,
            ...(isForClients && plan.clientAuthorities.length > 0 ? { sslProfile: self("sslProfiles", CLIENT_PROFILE) } : {}),
        };
    }
}

function chunks<T>(values: T[], size: number): T[][] {
    return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}
