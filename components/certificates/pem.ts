import { X509Certificate } from "node:crypto";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM file, one text each, in their order and with plain line ends. */
export function certificatesIn(pem: string): string[] {
    return (pem.match(CERTIFICATE) ?? []).map((text) => text.replaceAll("\r\n", "\n"));
}

/** The certificate of a PEM file; nothing where it cannot be read. */
export function certificateIn(pem: string): X509Certificate | undefined {
    try {
        return new X509Certificate(pem);
    } catch {
        return undefined;
    }
}
