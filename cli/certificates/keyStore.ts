import forge from "node-forge";

import { Identity } from "./authority";

/**
 * A PKCS12 file with the key, its certificate and the authority's, in base64.
 * Encrypted with 3DES, which every Java, Windows and OpenSSL that may have to read it knows; AES is unknown to some of them, for example to Java 8 before update 301.
 *
 * @param password empty for the files that Key Vault takes as a certificate with its key
 * @param alias name of the key in the store
 */
export function keyStore({ certificate, key }: Identity, authority: Identity, password: string, alias: string): string {
    const file = forge.pkcs12.toPkcs12Asn1(key, [certificate, authority.certificate], password, { algorithm: "3des", friendlyName: alias });
    return forge.util.encode64(forge.asn1.toDer(file).getBytes());
}

/** The certificate that belongs to the key of a PKCS12 file; nothing when the file cannot be read with this password. */
export function readCertificate(base64: string, password: string): forge.pki.Certificate | undefined {
    try {
        const file = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(base64)), password);
        const bags = file.getBags({ bagType: forge.pki.oids.certBag! })[forge.pki.oids.certBag!] ?? [];
        const certificates = bags.flatMap(({ cert }) => cert ?? []);
        return certificates.find((certificate) => !isAuthority(certificate));
    } catch {
        return undefined;
    }
}

function isAuthority(certificate: forge.pki.Certificate): boolean {
    return (certificate.getExtension("basicConstraints") as { cA?: boolean } | undefined)?.cA === true;
}
