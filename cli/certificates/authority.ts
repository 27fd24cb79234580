import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";

// node-forge, because Node.js itself reads certificates but cannot make them, and because it also writes the PKCS12 files that Java and Azure read.
import forge from "node-forge";

/** A certificate and its key. */
export interface Identity {
    certificate: forge.pki.Certificate;
    key: forge.pki.rsa.PrivateKey;
}

/** What a certificate is for. */
export const Usage = {
    /** Answers TLS connections. */
    Server: "Server",
    /** Answers TLS connections and opens some with the same key, as nodes do to the traffic managers. */
    ServerAndClient: "ServerAndClient",
} as const;
export type Usage = (typeof Usage)[keyof typeof Usage];

export interface Validity {
    notBefore: Date;
    notAfter: Date;
}

/** Milliseconds by which the clock of a verifying machine may be behind. */
const CLOCK_SKEW = 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;
const KEY_BITS = 2048;
/** Longest common name (RFC 5280, ub-common-name). */
export const MAX_COMMON_NAME = 64;

/** From a little before `now`, for the clocks of others, until `days` days after it. */
export function validity(days: number, now: Date): Validity {
    return { notBefore: new Date(now.getTime() - CLOCK_SKEW), notAfter: new Date(now.getTime() + days * DAY) };
}

/** A private authority that signs certificates of servers and nothing else. */
export function createAuthority(period: Validity): Identity {
    const serial = serialNumber();
    const { certificate, key } = unsigned(serial, period);
    // Each authority has a name of its own: where an old and a new one are trusted side by side, a verifier finds the issuer by name.
    const name = subject(`Development gateway authority ${serial.slice(0, 8)}`);
    certificate.setSubject(name);
    certificate.setIssuer(name);
    certificate.setExtensions([
        { name: "basicConstraints", critical: true, cA: true, pathLenConstraint: 0 },
        { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
        { name: "subjectKeyIdentifier" },
    ]);
    certificate.sign(key, forge.md.sha256.create());
    return { certificate, key };
}

/** A certificate for these host names, the first of which is also its common name, signed by the authority. */
export function issue(authority: Identity, hostNames: readonly [string, ...string[]], usage: Usage, period: Validity): Identity {
    const { certificate, key } = unsigned(serialNumber(), period);
    certificate.setSubject(subject(hostNames[0]));
    certificate.setIssuer(authority.certificate.subject.attributes);
    certificate.setExtensions([
        { name: "basicConstraints", critical: true, cA: false },
        { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
        { name: "extKeyUsage", serverAuth: true, clientAuth: usage === Usage.ServerAndClient },
        { name: "subjectAltName", altNames: hostNames.map((value) => ({ type: 2, value })) },
        { name: "subjectKeyIdentifier" },
        { name: "authorityKeyIdentifier", keyIdentifier: authority.certificate.generateSubjectKeyIdentifier().getBytes() },
    ]);
    certificate.sign(authority.key, forge.md.sha256.create());
    return { certificate, key };
}

export function pem(certificate: forge.pki.Certificate): string {
    return forge.pki.certificateToPem(certificate).replaceAll("\r\n", "\n").trim();
}

/** SHA-256 of the certificate, the way browsers and openssl show it. */
export function fingerprint(certificate: forge.pki.Certificate): string {
    const der = Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), "binary");
    return createHash("sha256").update(der).digest("hex").toUpperCase().match(/../g)!.join(":");
}

/** 16 random bytes, positive, and without a leading zero byte, as RFC 5280 wants it. */
export function serialNumber(): string {
    const bytes = randomBytes(16);
    bytes[0] = (bytes[0]! & 0x3f) | 0x40;
    return bytes.toString("hex");
}

function unsigned(serial: string, { notBefore, notAfter }: Validity): Identity {
    // The key comes from Node.js: forge needs seconds for what takes OpenSSL a fraction of one.
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: KEY_BITS });
    const key = forge.pki.privateKeyFromPem(privateKey.export({ type: "pkcs1", format: "pem" }).toString());
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
    certificate.serialNumber = serial;
    certificate.validity = { notBefore, notAfter };
    return { certificate, key };
}

function subject(commonName: string): forge.pki.CertificateField[] {
    return [
        { name: "organizationName", value: "wso2-gateway-azure development" },
        { name: "commonName", value: commonName },
    ];
}
