import { X509Certificate } from "node:crypto";

import { MAX_CLIENT_AUTHORITIES, MAX_CLIENT_AUTHORITY_BYTES, MAX_TRUSTED_ROOTS } from "../azure/limits";
import { repeatedPositions } from "../checking/rangeChecks";
import { MutualTlsSettings } from "../loadBalancer/settings";
import { certificateIn, certificatesIn } from "./pem";
import { Problem } from "../problem";

/** What is wrong with the roots that a load balancer is to trust. */
export function checkTrustedRoots(roots: readonly string[], path: string): Problem[] {
    return [
        ...(roots.length > 0 ? [] : [{ path, message: "are empty; without one the load balancer trusts no node" }]),
        ...(roots.length <= MAX_TRUSTED_ROOTS ? [] : [{ path, message: `are ${roots.length}; at most ${MAX_TRUSTED_ROOTS} are allowed` }]),
        ...roots.flatMap((pem, index) => checkRoot(pem, `${path}[${index}]`)),
        ...repeated(roots.map(fingerprint), path),
    ];
}

/** What is wrong with the roots that nodes are to trust. None is right, too: public authorities are trusted anyway. */
export function checkNodeRoots(roots: readonly string[], path: string): Problem[] {
    const problems = [...roots.flatMap((pem, index) => checkRoot(pem, `${path}[${index}]`)), ...repeated(roots.map(fingerprint), path)];
    return problems.map(({ path, message }) => ({ path, message }));
}

/** What is wrong with a single certificate, whoever signed it. */
export function checkCertificate(pem: string, path: string): Problem[] {
    if (pem.split("-----BEGIN ").length > 2) return [{ path, message: "holds more than one certificate; one is needed" }];
    return certificateIn(pem) === undefined ? [{ path, message: "is not a certificate in PEM" }] : [];
}

/** One certificate that signs itself: Application Gateway wants the root, and finds the way from it to the nodes' certificate itself (AG-24). */
function checkRoot(pem: string, path: string): Problem[] {
    const problem = (message: string): Problem[] => [{ path, message, azureError: "ApplicationGatewayTrustedRootCertificateInvalidData" }];
    if (pem.split("-----BEGIN ").length > 2) return problem("holds more than one certificate; each root is an entry of its own");
    try {
        const certificate = new X509Certificate(pem);
        if (!certificate.ca) return problem("is not the certificate of an authority; the root is needed, not the nodes' own");
        return isRoot(certificate) ? [] : problem("is signed by another authority; the root above it is needed");
    } catch {
        return problem("is not a certificate in PEM");
    }
}

/** What is wrong with the demand for client certificates (AG-25, AG-34). */
export function checkMutualTls({ clientCertificateAuthorities: authorities = [] }: MutualTlsSettings): Problem[] {
    const path = "clientCertificateAuthorities";
    return [
        ...(authorities.length > 0 ? [] : [{ path, message: "are empty; without one no client's certificate is accepted" }]),
        ...(authorities.length <= MAX_CLIENT_AUTHORITIES
            ? []
            : [{ path, message: `are ${authorities.length}; at most ${MAX_CLIENT_AUTHORITIES} are allowed` }]),
        ...authorities.flatMap((chain, index) => checkChain(chain, `${path}[${index}]`)),
        ...repeated(
            authorities.map((chain) => certificatesIn(chain).map(fingerprint).sort().join() || undefined),
            path,
        ),
    ];
}

/** The chain of one authority, up to its root, in any order. */
function checkChain(chain: string, path: string): Problem[] {
    const problem = (message: string): Problem[] => [{ path, message }];
    const texts = certificatesIn(chain);
    const bytes = Buffer.byteLength(texts.join("\n"));
    if (texts.length === 0 || texts.length + 1 !== chain.split("-----BEGIN ").length) return problem("is not a chain of certificates in PEM");
    if (bytes > MAX_CLIENT_AUTHORITY_BYTES) return problem(`has ${bytes} bytes; at most ${MAX_CLIENT_AUTHORITY_BYTES} are allowed`);
    try {
        const certificates = texts.map((text) => new X509Certificate(text));
        if (certificates.some(({ ca }) => !ca)) return problem("contains a certificate that is no authority's; the clients' own do not belong here");
        const roots = certificates.filter(isRoot);
        if (roots.length !== 1) return problem(`contains ${roots.length} roots, which sign themselves; a chain has one, and Azure needs it`);
        const isSigned = (one: X509Certificate): boolean => isRoot(one) || certificates.some((other) => other !== one && one.checkIssued(other));
        return certificates.every(isSigned) ? [] : problem("has a gap; each certificate but the root is signed by another one of the chain");
    } catch {
        return problem("is not a chain of certificates in PEM");
    }
}

function isRoot({ issuer, subject }: X509Certificate): boolean {
    return issuer === subject;
}

function repeated(fingerprints: (string | undefined)[], path: string): Problem[] {
    const [index] = repeatedPositions(fingerprints);
    return index === undefined ? [] : [{ path: `${path}[${index}]`, message: "is there once already" }];
}

function fingerprint(pem: string): string | undefined {
    return certificateIn(pem)?.fingerprint256;
}
