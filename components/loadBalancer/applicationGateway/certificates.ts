import { X509Certificate } from "node:crypto";

import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { certificatesIn } from "../../certificates/pem";
import { ApplicationGatewayPlan, FrontCertificate, self } from "./plan";

export const FRONT_CERTIFICATE = "front";
export const CLIENT_PROFILE = "clients";

/** Always set: Azure's own default is a policy that it no longer accepts (AG-27). */
export const tlsPolicy = { policyType: network.ApplicationGatewaySslPolicyType.Predefined, policyName: "AppGwSslPolicy20220101S" };

/** The certificate that clients see (AG-25). */
export function sslCertificates({ secretId, pfx, password }: FrontCertificate) {
    return [
        secretId === undefined
            ? { name: FRONT_CERTIFICATE, data: secret(pfx), password: secret(password) }
            : { name: FRONT_CERTIFICATE, keyVaultSecretId: secretId },
    ];
}

function secret(value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
    return value === undefined ? undefined : pulumi.secret(value);
}

/** Roots that sign the nodes' certificates. */
export function trustedRootCertificates(trustedRoots: string[]) {
    return trustedRoots.map((pem, index) => ({ name: `node-root-${index}`, data: certificateData(pem) }));
}

/** What Application Gateway wants of a root certificate: the DER inside the PEM, in base64. */
function certificateData(pem: string): string {
    return new X509Certificate(pem).raw.toString("base64");
}

/** The authorities of clients' certificates: unlike roots, whole chains in PEM, in base64. */
export function trustedClientCertificates(authorities: string[]) {
    return authorities.map((chain, index) => ({ name: `client-authority-${index}`, data: chainData(chain) }));
}

/** A chain as Azure gets it; without what stands around the certificates, so that it is the same however the file was made. */
export function chainData(chain: string): string {
    return Buffer.from(certificatesIn(chain).join("\n")).toString("base64");
}

/** The TLS profile of listeners whose clients show a certificate (AG-34). */
export function sslProfiles({ clientAuthorities, verifyClientIssuer }: ApplicationGatewayPlan) {
    if (clientAuthorities.length === 0) return [];
    return [
        {
            name: CLIENT_PROFILE,
            sslPolicy: tlsPolicy,
            trustedClientCertificates: trustedClientCertificates(clientAuthorities).map(({ name }) => self("trustedClientCertificates", name)),
            clientAuthConfiguration: { verifyClientCertIssuerDN: verifyClientIssuer },
        },
    ];
}
