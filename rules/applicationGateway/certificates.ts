import { X509Certificate } from "node:crypto";

import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { Part } from "../body/parts";
import { MAX_CERTIFICATE_BYTES, MAX_CLIENT_CA_BYTES } from "../facts";
import type { Finding, Rule } from "../rule";
import { Gateway, gatewayOf, gatewayTypes } from "./gateway";

const MAX_CLIENT_CAS = 200;
const MAX_CLIENT_CAS_PER_PROFILE = 100;

/** Certificates of a gateway: its own, and those that it trusts. */
export const certificateRules: readonly Rule[] = [
    {
        id: "AG-24",
        title: "Backends that speak TLS have a root certificate that the gateway trusts",
        severity: "Warning",
        hint: "Add the root certificate (.cer) that signs the backends' certificates; without one, only roots that everybody trusts count.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const { properties, inside } of gateway.parts("backendHttpSettingsCollection"))
                if (sameWord(properties.protocol, "Https") && listOrEmpty(properties.trustedRootCertificates).length === 0)
                    yield {
                        path: `${inside}.trustedRootCertificates`,
                        message: "is empty; certificates of a private authority make every target unhealthy (502)",
                    };
            for (const { properties, inside } of gateway.parts("trustedRootCertificates"))
                if (isNoRoot(properties.data))
                    yield {
                        path: `${inside}.data`,
                        message: "is not a certificate that signs itself; a root is needed, not an intermediate or the backend's own",
                    };
        },
    },
    {
        id: "AG-25",
        title: "Each certificate comes from one source",
        severity: "Error",
        hint: "Server certificate: `data` with `password`, or `keyVaultSecretId`. Trusted root: `data` or `keyVaultSecretId`. Client authority: `data`, at most 25 KB.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const { properties, inside } of gateway.parts("sslCertificates")) {
                yield* oneSource(properties, inside);
                const hasData = textOrEmpty(properties.data) !== "";
                if (hasData !== isGiven(properties.password))
                    yield {
                        path: `${inside}.password`,
                        message: hasData ? "is missing" : "is set without data",
                        azureError: "ApplicationGatewaySslCertificatePasswordIncorrect",
                    };
            }
            for (const { properties, inside } of gateway.parts("trustedRootCertificates")) yield* oneSource(properties, inside);
            for (const { properties, inside } of gateway.parts("trustedClientCertificates")) {
                if (textOrEmpty(properties.data) === "") yield { path: `${inside}.data`, message: "is missing" };
                yield* tooLong(properties.data, MAX_CLIENT_CA_BYTES, `${inside}.data`);
            }
        },
    },
    {
        id: "AG-26",
        title: "Certificates in a vault are read as secrets, with one user-assigned identity",
        severity: "Error",
        azureError: "ApplicationGatewayKeyVaultSecretException",
        hint: "Use the secret's address without a version, `https://<vault>.vault.azure.net/secrets/<name>`, and exactly one user-assigned identity that may read it.",
        types: gatewayTypes,
        *check(resource) {
            const certificates = vaultCertificates(gatewayOf(resource));
            const { type, userAssignedIdentities } = objectOrEmpty(resource.identity);
            if (certificates.length > 0 && !sameWord(type, "UserAssigned"))
                yield { path: "identity.type", message: `is ${isGiven(type) ? `"${String(type)}"` : "missing"}; certificates in a vault need UserAssigned` };
            const count = Object.keys(objectOrEmpty(userAssignedIdentities)).length;
            if (certificates.length > 0 && count !== 1)
                yield { path: "identity.userAssignedIdentities", message: `has ${count} identities; exactly one is needed` };
            for (const { properties, inside } of certificates) {
                const path = `${inside}.keyVaultSecretId`;
                const match = /^https:\/\/[^/]+\/secrets\/[^/]+(\/[^/]+)?\/?$/.exec(textOrEmpty(properties.keyVaultSecretId));
                if (match === null)
                    yield { path, message: `is "${String(properties.keyVaultSecretId)}"; it must be the address of a secret, …/secrets/<name>` };
                else if (match[1] !== undefined) yield { path, message: "names a version; the gateway never picks up a newer one", severity: "Warning" };
            }
        },
    },
    {
        id: "AG-34",
        title: "Client certificates are verified against authorities that are there",
        severity: "Error",
        hint: "List the clients' certificate authorities in the TLS profile: at most 100 in one, 200 in the gateway; not with the Basic sku.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            const total = gateway.parts("trustedClientCertificates").length;
            if (total > MAX_CLIENT_CAS) yield { path: "properties.trustedClientCertificates", message: `has ${total} items; allowed are ${MAX_CLIENT_CAS}` };
            for (const { properties, inside } of gateway.parts("sslProfiles")) {
                const authorities = listOrEmpty(properties.trustedClientCertificates).length;
                const path = `${inside}.trustedClientCertificates`;
                if (objectOrEmpty(properties.clientAuthConfiguration).verifyClientCertIssuerDN === true && authorities === 0)
                    yield { path, message: "is empty, but verifyClientCertIssuerDN is true" };
                if (authorities > MAX_CLIENT_CAS_PER_PROFILE) yield { path, message: `has ${authorities} items; allowed are ${MAX_CLIENT_CAS_PER_PROFILE}` };
            }
        },
    },
    {
        id: "AGL-03",
        title: "A certificate has at most 16 KB",
        severity: "Error",
        hint: "Leave out what clients do not need: keep the certificate, its key and its intermediates.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("sslCertificates"))
                yield* tooLong(properties.data, MAX_CERTIFICATE_BYTES, `${inside}.data`);
        },
    },
];

/** Certificates, own and trusted ones, that the gateway reads from a vault. */
export function vaultCertificates(gateway: Gateway): Part[] {
    return [...gateway.parts("sslCertificates"), ...gateway.parts("trustedRootCertificates")].filter(({ properties }) => isGiven(properties.keyVaultSecretId));
}

function* oneSource({ data, keyVaultSecretId }: Readonly<Record<string, unknown>>, inside: string): Iterable<Finding> {
    const sources = [textOrEmpty(data) !== "", textOrEmpty(keyVaultSecretId) !== ""].filter(Boolean).length;
    if (sources !== 1) yield { path: `${inside}.data`, message: `${sources} sources are set; exactly one of data and keyVaultSecretId` };
}

function* tooLong(data: unknown, limit: number, path: string): Iterable<Finding> {
    const bytes = Buffer.byteLength(textOrEmpty(data), "base64");
    if (bytes > limit) yield { path, message: `has ${bytes} bytes; allowed are ${limit}` };
}

/** Whether data is a certificate, and one that another one signs. What cannot be read is none of this rule's business. */
function isNoRoot(data: unknown): boolean {
    try {
        const certificate = new X509Certificate(Buffer.from(textOrEmpty(data), "base64"));
        return certificate.issuer !== certificate.subject;
    } catch {
        return false;
    }
}
