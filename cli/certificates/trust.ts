import { X509Certificate } from "node:crypto";

/**
 * Where a new root goes in the list of trusted ones: in place of one that has expired, otherwise at the end.
 * Everything still valid stays, so that nodes with the old and with the new certificate are trusted until all have the new one.
 */
export function placeOfRoot(roots: readonly string[], now: Date): number {
    const expired = roots.findIndex((root) => hasExpired(root, now));
    return expired < 0 ? roots.length : expired;
}

/** Something that cannot be read was put there by somebody who knows why. */
function hasExpired(root: string, now: Date): boolean {
    try {
        return new Date(new X509Certificate(root).validTo) < now;
    } catch {
        return false;
    }
}
