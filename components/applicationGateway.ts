import { X509Certificate } from "node:crypto";

import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { ports, READINESS_PATH } from "./node/ports";
import { Timing } from "./timing";

/** Everything that the parts of an Application Gateway depend on. */
export interface ApplicationGatewayPlan {
    /** Host names of the APIs; the first one is the node certificate's and the probe's. */
    hostNames: pulumi.Input<string>[];
    subnetId: pulumi.Input<string>;
    publicAddressId: pulumi.Input<string>;
    /** Versionless id of the front certificate's secret. */
    certificateSecretId: pulumi.Input<string>;
    /** Root certificates, PEM, that sign the nodes' certificates. */
    trustedRoots: string[];
    timing: Timing;
}

/** Name of the backend pool that the nodes join. */
export const NODE_POOL = "nodes";

/** Host names that one listener takes at most (AG-12). */
const MAX_HOST_NAMES_PER_LISTENER = 5;

type Parts = Omit<network.ApplicationGatewayArgs, "resourceGroupName">;

/**
 * The parts of an Application Gateway, which refer to each other by name. Every list is in a fixed order, so that a second run finds nothing to change.
 * The provider completes ids that start with `$self/`.
 */
export function applicationGatewayParts(plan: ApplicationGatewayPlan): Parts {
    const listeners = chunks(plan.hostNames, MAX_HOST_NAMES_PER_LISTENER).map((hostNames, index) => ({
        name: `api-${index}`,
        hostNames,
        priority: 100 + 10 * index,
    }));
    const roots = plan.trustedRoots.map((pem, index) => ({ name: `node-root-${index}`, data: certificateData(pem) }));

    return {
        gatewayIPConfigurations: [{ name: "gateway", subnet: { id: plan.subnetId } }],
        frontendIPConfigurations: [{ name: "public", publicIPAddress: { id: plan.publicAddressId } }],
        frontendPorts: [{ name: "https", port: 443 }],
        sslCertificates: [{ name: "front", keyVaultSecretId: plan.certificateSecretId }],
        // Always set: Azure's own default is a policy that it no longer accepts (AG-27).
        sslPolicy: { policyType: network.ApplicationGatewaySslPolicyType.Predefined, policyName: "AppGwSslPolicy20220101S" },
        trustedRootCertificates: roots,
        backendAddressPools: [{ name: NODE_POOL }],
        probes: [
            {
                name: "ready",
                protocol: network.ApplicationGatewayProtocol.Https,
                host: plan.hostNames[0],
                port: ports.readiness,
                path: READINESS_PATH,
                interval: plan.timing.probeIntervalSeconds,
                timeout: plan.timing.probeTimeoutSeconds,
                unhealthyThreshold: plan.timing.probeUnhealthyThreshold,
                match: { statusCodes: ["200"] },
            },
        ],
        backendHttpSettingsCollection: [
            {
                // No host name of its own: nodes see the host name that the client asked for.
                name: "api",
                protocol: network.ApplicationGatewayProtocol.Https,
                port: ports.api,
                cookieBasedAffinity: network.ApplicationGatewayCookieBasedAffinity.Disabled,
                requestTimeout: plan.timing.loadBalancerRequestTimeoutSeconds,
                probe: self("probes", "ready"),
                trustedRootCertificates: roots.map(({ name }) => self("trustedRootCertificates", name)),
                connectionDraining: { enabled: true, drainTimeoutInSec: plan.timing.connectionDrainingSeconds },
            },
        ],
        httpListeners: listeners.map(({ name, hostNames }) => ({
            name,
            protocol: network.ApplicationGatewayProtocol.Https,
            hostNames,
            frontendIPConfiguration: self("frontendIPConfigurations", "public"),
            frontendPort: self("frontendPorts", "https"),
            sslCertificate: self("sslCertificates", "front"),
            requireServerNameIndication: true,
        })),
        requestRoutingRules: listeners.map(({ name, priority }) => ({
            name,
            priority,
            ruleType: network.ApplicationGatewayRequestRoutingRuleType.Basic,
            httpListener: self("httpListeners", name),
            backendAddressPool: self("backendAddressPools", NODE_POOL),
            backendHttpSettings: self("backendHttpSettingsCollection", "api"),
        })),
    };
}

/** A part of the same Application Gateway. */
function self(collection: string, name: string): { id: string } {
    return { id: `$self/${collection}/${name}` };
}

/** What Application Gateway wants of a root certificate: the DER inside the PEM, in base64. */
function certificateData(pem: string): string {
    return new X509Certificate(pem).raw.toString("base64");
}

function chunks<T>(values: T[], size: number): T[][] {
    return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}
