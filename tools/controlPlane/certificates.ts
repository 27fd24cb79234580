import { generateKeyPairSync, randomBytes } from "node:crypto";

import forge from "node-forge";

/** A private key and its certificate, as PEM. */
export interface Identity {
    key: string;
    certificate: string;
}

/** What the parts of a control plane prove themselves with. All of it is thrown away with the cluster. */
export interface Certificates {
    /** Certificate of the cluster's own authority, as PEM. */
    ca: string;
    apiServer: Identity;
    /** May do everything. */
    admin: Identity;
    controllerManager: Identity;
    scheduler: Identity;
    /** Plays the nodes: may do everything. */
    kwok: Identity;
    /** Signs the tokens of service accounts; PEM. */
    serviceAccountKey: string;
    serviceAccountPublicKey: string;
}

/** Days until everything expires: much longer than any cluster here lives. */
const DAYS = 365;

/** Addresses under which the API server is reached: loopback, and the first address of the Services' range. */
const SERVER_ADDRESSES = ["127.0.0.1", "10.96.0.1"];
const SERVER_NAMES = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];

/** Makes an authority and everything that it signs. Names are in the subjects, as Kubernetes reads them: `O` is a group. */
export function makeCertificates(): Certificates {
    const authority = keyPair();
    const caName = [{ name: "commonName", value: "simulated-cluster" }];
    const ca = sign(authority.publicKey, caName, caName, authority.privateKey, [
        { name: "basicConstraints", critical: true, cA: true },
        { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true, digitalSignature: true },
    ]);

    const issue = (commonName: string, organization: string | undefined, extensions: object[]): Identity => {
        const { publicKey, privateKey } = keyPair();
        const subject = [...(organization === undefined ? [] : [{ name: "organizationName", value: organization }]), { name: "commonName", value: commonName }];
        return { key: privateKey, certificate: sign(publicKey, subject, caName, authority.privateKey, extensions) };
    };
    const client = (commonName: string, organization?: string) => issue(commonName, organization, [{ name: "extKeyUsage", clientAuth: true }]);
    const tokens = keyPair();
    return {
        ca,
        apiServer: issue("kube-apiserver", undefined, [
            { name: "extKeyUsage", serverAuth: true },
            {
                name: "subjectAltName",
                altNames: [...SERVER_NAMES.map((value) => ({ type: 2, value })), ...SERVER_ADDRESSES.map((ip) => ({ type: 7, ip }))],
            },
        ]),
        admin: client("admin", "system:masters"),
        // Their own names, so that what Kubernetes grants to them by default is really what they need.
        controllerManager: client("system:kube-controller-manager"),
        scheduler: client("system:kube-scheduler"),
        kwok: client("kwok", "system:masters"),
        serviceAccountKey: tokens.privateKey,
        serviceAccountPublicKey: tokens.publicKey,
    };
}

function keyPair(): { publicKey: string; privateKey: string } {
    return generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
}

function sign(
    publicKey: string,
    subject: forge.pki.CertificateField[],
    issuer: forge.pki.CertificateField[],
    signingKey: string,
    extensions: object[],
): string {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
    // A leading zero would be an invalid encoding, a high bit a negative number.
    certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
    certificate.validity.notBefore = new Date(Date.now() - 60_000);
    certificate.validity.notAfter = new Date(Date.now() + DAYS * 24 * 3600 * 1000);
    certificate.setSubject(subject);
    certificate.setIssuer(issuer);
    certificate.setExtensions(extensions);
    certificate.sign(forge.pki.privateKeyFromPem(signingKey), forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate);
}
