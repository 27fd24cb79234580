import { createPrivateKey, KeyObject, X509Certificate } from "node:crypto";
import { Duplex } from "node:stream";
import * as tls from "node:tls";

import type forge from "node-forge";

/** What is in a PKCS12 file. */
export interface Pkcs12 {
    /** The keys by their names, each with its certificate. Java gives a key without a name its number. */
    keys: { alias: string; certificate: X509Certificate | undefined }[];
    /** All certificates, those of the keys among them. */
    certificates: X509Certificate[];
}

/** Why a file cannot be read. */
export const Pkcs12Failure = {
    /** Its password is another one. */
    WrongPassword: "WrongPassword",
    /** It is no PKCS12 file. */
    Malformed: "Malformed",
    /** It may be right, but uses something that is not known here. */
    Unknown: "Unknown",
} as const;
export type Pkcs12Failure = (typeof Pkcs12Failure)[keyof typeof Pkcs12Failure];

/**
 * The certificate of a file's only key, by what Node.js itself can do: 5 ms where `readPkcs12` takes 60. Nothing for any other file,
 * be it wrong, old or just unusual: `readPkcs12` tells.
 *
 * @param alias name that the key must have, if any will not do
 */
export function quickCertificate(file: Buffer, password: string, alias?: string): X509Certificate | undefined {
    // Names of keys are not encrypted in the files that Java, OpenSSL and .NET write; there they are found without opening anything.
    if (file.indexOf(KEY) < 0 || file.indexOf(KEY) !== file.lastIndexOf(KEY)) return undefined;
    if (alias !== undefined && !file.includes(friendlyName(alias))) return undefined;
    try {
        const secureContext = tls.createSecureContext({ pfx: file, passphrase: password });
        const socket = new tls.TLSSocket(new Duplex({ read: () => undefined }), { isServer: true, secureContext });
        try {
            return socket.getX509Certificate();
        } finally {
            socket.destroy();
        }
    } catch {
        return undefined;
    }
}

/** Everything in a PKCS12 file of any age, or why it cannot be read. */
export function readPkcs12(file: Buffer, password: string): Pkcs12 | Pkcs12Failure {
    // Only loaded when it is needed: most programs get along without it, and it takes a while.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { asn1, pkcs12, pki } = require("node-forge") as typeof forge;
    let bags: forge.pkcs12.Bag[];
    try {
        const contents = asn1.fromDer(file.toString("latin1"), false);
        bags = openWith(pkcs12, contents, password).safeContents.flatMap(({ safeBags }) => safeBags);
    } catch (error) {
        return failureOf((error as Error).message);
    }
    const certificates = bags.filter(({ type }) => type === pki.oids.certBag).flatMap((bag) => certificateIn(bag) ?? []);
    const keys = bags.filter(({ type }) => type === pki.oids.keyBag || type === pki.oids.pkcs8ShroudedKeyBag);
    return {
        keys: keys.map((bag, index) => {
            const key = keyIn(bag);
            const certificate = key && certificates.find((candidate) => candidate.checkPrivateKey(key));
            return { alias: nameOf(bag) ?? String(index + 1), certificate };
        }),
        certificates,
    };

    function certificateIn({ cert, asn1: encoded }: forge.pkcs12.Bag): X509Certificate | undefined {
        try {
            // Without `cert`: a certificate whose key is not RSA, which node-forge hands on as it is.
            return new X509Certificate(der(cert ? pki.certificateToAsn1(cert) : encoded));
        } catch {
            return undefined;
        }
    }

    function keyIn({ key, asn1: encoded }: forge.pkcs12.Bag): KeyObject | undefined {
        try {
            const info = key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : encoded;
            return createPrivateKey({ key: der(info), format: "der", type: "pkcs8" });
        } catch {
            return undefined;
        }
    }

    function der(value: forge.asn1.Asn1): Buffer {
        return Buffer.from(asn1.toDer(value).getBytes(), "latin1");
    }
}

/** Object identifier of an encrypted key in a PKCS12 file (1.2.840.113549.1.12.10.1.2). */
const KEY = Buffer.from("060b2a864886f70d010c0a0102", "hex");
/** Object identifier of a friendly name (1.2.840.113549.1.9.20). */
const FRIENDLY_NAME = Buffer.from("06092a864886f70d010914", "hex");

/** A key's name as it is written in a PKCS12 file: one item of a set, in UTF-16 with the higher byte first. */
function friendlyName(alias: string): Buffer {
    const text = Buffer.from(alias, "utf16le").swap16();
    return Buffer.concat([FRIENDLY_NAME, Buffer.from([0x31, text.length + 2, 0x1e, text.length]), text]);
}

/** No password may be an empty one or none at all, which is not the same to the format. */
function openWith(pkcs12: typeof forge.pkcs12, contents: forge.asn1.Asn1, password: string): forge.pkcs12.Pkcs12Pfx {
    try {
        return pkcs12.pkcs12FromAsn1(contents, false, password);
    } catch (error) {
        if (password !== "") throw error;
        return pkcs12.pkcs12FromAsn1(contents, false);
    }
}

function nameOf({ attributes }: forge.pkcs12.Bag): string | undefined {
    return (attributes as { friendlyName?: string[] } | undefined)?.friendlyName?.[0];
}

/** By the texts of node-forge's errors, since they have nothing else. */
function failureOf(message: string): Pkcs12Failure {
    if (/MAC could not be verified|Failed to decrypt/i.test(message)) return Pkcs12Failure.WrongPassword;
    if (/not an PKCS#12 PFX|DER|Too few bytes|Unparsed/i.test(message)) return Pkcs12Failure.Malformed;
    return Pkcs12Failure.Unknown;
}
