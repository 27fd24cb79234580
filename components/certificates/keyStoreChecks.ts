import { X509Certificate } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { DEFAULT_KEY_ALIAS } from "../credentials";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { certificateIn } from "./pem";
import { Pkcs12, Pkcs12Failure, quickCertificate, readPkcs12 } from "./pkcs12";
import { Problem, under } from "../problem";
import { ifPlain, isPlain, refuse } from "../checking/validation";
import { checkHostName, checkPkcs12 } from "../checking/valueChecks";

/**
 * What is wrong inside the key stores of a deployment on the day `now`, as far as it is known before anything exists.
 * Whether they are key stores at all is the business of `checkPkcs12`.
 */
export function checkKeyStores(args: GatewayDeploymentArgs, now: Date): Problem[] {
    const { frontPfx, nodeKeyStore, nodeKeyStorePassword, nodeKeyAlias: alias, backendTrustedRoots: roots } = args.certificates;
    const hostNames = servedHostNames(args).filter((name): name is string => typeof name === "string");
    const surroundings = { hostNames, alias, roots, now };
    return [
        ...ifPlain(frontPfx, (text) => checkFrontCertificate(text, surroundings)),
        ...ifPlain(nodeKeyStore, (text) => ifPlain(nodeKeyStorePassword, (password) => checkNodeKeyStore(text, password, surroundings))),
    ];
}

/** The same arguments, whose key stores are looked into as soon as they are known, where that is later. */
export function withLaterKeyStoreChecks(subject: string, args: GatewayDeploymentArgs): GatewayDeploymentArgs {
    const { certificates } = args;
    const { frontPfx, nodeKeyStore, nodeKeyStorePassword: password, nodeKeyAlias: alias, backendTrustedRoots: roots } = certificates;
    const served = servedHostNames(args);
    const hostNames = pulumi.output(served);
    const surroundings = (names: string[]): Surroundings => ({ hostNames: names, alias, roots, now: new Date() });
    return {
        ...args,
        certificates: {
            ...certificates,
            frontPfx: checked(frontPfx, served, pulumi.output({ names: hostNames, password: "" }), (text, { names }) =>
                checkFrontCertificate(text, surroundings(names)),
            ),
            nodeKeyStore: checked(nodeKeyStore, [...served, password], pulumi.output({ names: hostNames, password }), (text, { names, password: known }) =>
                known === undefined ? [] : checkNodeKeyStore(text, known, surroundings(names)),
            ),
        },
    };

    /** Leaves a store as it is that was looked into before, together with all that it depends on. */
    function checked<S extends pulumi.Input<string> | undefined, T>(
        store: S,
        others: (pulumi.Input<string> | undefined)[],
        rest: pulumi.Output<T>,
        check: (store: string, rest: T) => Problem[],
    ): S {
        if (store === undefined || [store, ...others].every((value) => value === undefined || isPlain(value))) return store;
        // The store's own checks come first: one problem, not several of the same.
        const afterOwnChecks = pulumi.output<string>(store).apply((text) =>
            rest.apply((known) => {
                refuse(subject, under("certificates", check(text, known)));
                return text;
            }),
        );
        return afterOwnChecks as pulumi.Input<string> as S;
    }
}

/** Every name by which clients and the Publisher call: all are asked for at the nodes, too, which see the name that the client asked for. */
function servedHostNames({ hostName, additionalHostNames = [], loadBalancer }: GatewayDeploymentArgs): pulumi.Input<string>[] {
    const management = loadBalancer?.managementListener?.hostName;
    return [hostName, ...additionalHostNames, ...(management === undefined ? [] : [management])];
}

/** What a certificate has to fit. */
export interface Surroundings {
    /** Host names of the APIs; wrong ones are the business of others. */
    hostNames: readonly string[];
    /** Name of the key in the nodes' key store. */
    alias?: string;
    /** Roots that the load balancer trusts, in PEM. */
    roots: readonly string[];
    now: Date;
}

/** The front certificate: a PKCS12 file without password, in base64, with key and chain, valid for all host names. */
export function checkFrontCertificate(text: string, { hostNames, roots, now }: Surroundings): Problem[] {
    const path = "frontPfx";
    if (checkPkcs12(text, path).length > 0) return [];
    const file = Buffer.from(text, "base64");
    const trusted = validRoots(roots, now);
    const certificate = quickCertificate(file, "");
    if (certificate !== undefined && [certificate, ...trusted].some((issuer) => isIssuedBy(certificate, issuer)))
        return checkLeaf(certificate, hostNames, now, path);

    const contents = readPkcs12(file, "");
    if (typeof contents === "string") return unreadable(contents, path, { path, message: "has a password; the load balancer needs it without one" });
    const [key] = contents.keys;
    if (key === undefined) return [{ path, message: "holds no private key" }];
    if (key.certificate === undefined) return [{ path, message: "does not hold the certificate of its key" }];
    const leaf = key.certificate;
    const hasChain = [...contents.certificates, ...trusted].some((issuer) => isIssuedBy(leaf, issuer));
    return [
        ...checkLeaf(leaf, hostNames, now, path),
        ...(hasChain ? [] : [{ path, message: `lacks the certificate of its issuer (${oneLine(leaf.issuer)}); clients need the whole chain` }]),
    ];
}

/** The nodes' key store: a PKCS12 file in base64, whose certificate the load balancer trusts and finds valid for all host names (AG-24). */
export function checkNodeKeyStore(text: string, password: string, { hostNames, alias = DEFAULT_KEY_ALIAS, roots, now }: Surroundings): Problem[] {
    const path = "nodeKeyStore";
    if (checkPkcs12(text, path).length > 0) return [];
    const file = Buffer.from(text, "base64");
    const trusted = validRoots(roots, now);
    const certificate = quickCertificate(file, password, alias);
    if (certificate !== undefined && trusted.some((root) => isIssuedBy(certificate, root))) return checkLeaf(certificate, hostNames, now, path);

    const contents = readPkcs12(file, password);
    if (typeof contents === "string") return unreadable(contents, path, { path: "nodeKeyStorePassword", message: "does not open nodeKeyStore" });
    const { keys } = contents;
    if (keys.length === 0) return [{ path, message: "holds no private key" }];
    // Java compares the names of keys without regard to case.
    const key = keys.find((candidate) => candidate.alias.toLowerCase() === alias.toLowerCase());
    if (key === undefined) return [{ path: "nodeKeyAlias", message: `is "${alias}"; the key store has ${keys.map((other) => other.alias).join(", ")}` }];
    if (key.certificate === undefined) return [{ path, message: `does not hold the certificate of its key ${alias}` }];
    // Without a root that can be read there is no trust to judge, and the product's own certificate is wrong anyway.
    const isJudged = roots.some((pem) => certificateIn(pem) !== undefined) && !isShipped(key.certificate);
    return [...checkLeaf(key.certificate, hostNames, now, path), ...(isJudged ? checkTrust(key.certificate, contents, trusted, path) : [])];
}

function unreadable(failure: Pkcs12Failure, path: string, wrongPassword: Problem): Problem[] {
    if (failure === Pkcs12Failure.WrongPassword) return [wrongPassword];
    // What is not known here may well be known to Java and to Azure.
    return failure === Pkcs12Failure.Unknown ? [] : [{ path, message: "is not a whole PKCS12 file" }];
}

/** What whoever connects would find wrong with a certificate. */
function checkLeaf(certificate: X509Certificate, hostNames: readonly string[], now: Date, path: string): Problem[] {
    if (isShipped(certificate)) {
        return [{ path, message: "holds the certificate that the product is shipped with, whose key everybody has; make one of your own" }];
    }
    const uncovered = hostNames.filter((name) => checkHostName(name, "").length === 0 && certificate.checkHost(name) === undefined);
    const names = certificate.subjectAltName?.replaceAll("DNS:", "") ?? oneLine(certificate.subject);
    return [
        ...(new Date(certificate.validTo) < now ? [{ path, message: `holds a certificate that expired on ${certificate.validTo}` }] : []),
        ...(uncovered.length === 0 ? [] : [{ path, message: `holds a certificate that is not valid for ${uncovered.join(", ")}; it is for ${names}` }]),
    ];
}

/** The load balancer verifies what nodes show it, and answers 502 where it cannot (AG-24). */
function checkTrust(leaf: X509Certificate, { certificates }: Pkcs12, trusted: readonly X509Certificate[], path: string): Problem[] {
    if (leadsToOneOf(trusted, leaf, certificates)) return [];
    const message = `holds a certificate (issuer ${oneLine(leaf.issuer)}) that no valid one of backendTrustedRoots leads to; the load balancer would answer 502`;
    return [{ path, message }];
}

/** Whether one of the roots has issued the certificate, or one that has issued it, and so on, each of those at hand. */
function leadsToOneOf(roots: readonly X509Certificate[], certificate: X509Certificate, atHand: readonly X509Certificate[]): boolean {
    if (roots.some((root) => isIssuedBy(certificate, root))) return true;
    const others = atHand.filter((other) => other.fingerprint256 !== certificate.fingerprint256);
    return others.filter((issuer) => isIssuedBy(certificate, issuer)).some((issuer) => leadsToOneOf(roots, issuer, others));
}

/** The roots that can be read and have not expired. Others are named by themselves, or no longer of use. */
function validRoots(roots: readonly string[], now: Date): X509Certificate[] {
    return roots.flatMap((pem) => certificateIn(pem) ?? []).filter((root) => new Date(root.validTo) >= now);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Every pack has the same certificate, for localhost and by WSO2 itself. */
function isShipped({ subject, issuer }: X509Certificate): boolean {
    return subject === issuer && /^O=WSO2$/m.test(subject) && /^CN=localhost$/m.test(subject);
}

function oneLine(name: string): string {
    return name.split("\n").join(", ");
}
