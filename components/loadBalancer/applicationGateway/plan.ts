import * as pulumi from "@pulumi/pulumi";

import { Timing } from "../../timing/args";

/** The certificate that clients see: a secret of a vault, or a PKCS12 file with its password. */
export interface FrontCertificate {
    /** Versionless id of the secret. */
    secretId?: pulumi.Input<string>;
    pfx?: pulumi.Input<string>;
    password?: pulumi.Input<string>;
}

/** The private listener for management. */
export interface ManagementPlan {
    hostName: pulumi.Input<string>;
    port: number;
    /** Its own firewall policy, which lets `/services` through; none without a firewall. */
    firewallPolicyId?: pulumi.Input<string>;
    /** Address of the one machine that takes its calls; the nodes do without one. */
    managerAddress?: string;
}

/** Everything that the parts of an Application Gateway depend on. */
export interface ApplicationGatewayPlan {
    /** Host names of the APIs; the first one is the node certificate's and the probe's. */
    hostNames: pulumi.Input<string>[];
    subnetId: pulumi.Input<string>;
    /** The public address; without one, APIs are on the private one. */
    publicAddressId?: pulumi.Input<string>;
    /** Address in the subnet, for management, or for everything where there is no public address. */
    privateAddress?: string;
    certificate: FrontCertificate;
    /** Addresses that serve the APIs, in order; without any, nodes join the pool by themselves. */
    backendAddresses?: readonly string[];
    /** Root certificates, PEM, that sign the nodes' certificates. */
    trustedRoots: string[];
    timing: Timing;
    /** Whether path rules keep clients off the product's management; otherwise a firewall does. */
    pathRules: boolean;
    httpRedirect: boolean;
    webSocket: boolean;
    webSub: boolean;
    management?: ManagementPlan;
    /** Chains, PEM, of the authorities of clients' certificates; none where clients show none. */
    clientAuthorities: string[];
    /** Whether a client's certificate must be issued by a listed authority itself. */
    verifyClientIssuer: boolean;
}

/** Name of the backend pool of the nodes: they join it, or it has their addresses. */
export const NODE_POOL = "nodes";

/** Name of the backend pool with the one manager that takes calls of management, where there is one. */
export const MANAGER_POOL = "manager";

/** A part of the same Application Gateway. The provider completes ids that start with `$self/`. */
export function self(collection: string, name: string): { id: string } {
    return { id: `$self/${collection}/${name}` };
}
