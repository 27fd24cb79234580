/** Keys as OpenSSH writes them, as far as their form tells: nothing here needs a secret to be a right one. */

const BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
const END = "-----END OPENSSH PRIVATE KEY-----";
const MAGIC = "openssh-key-v1\0";

/** What a private key's file says of itself in clear. */
export interface OpenSshPrivateKey {
    /** Whether it cannot be read without a passphrase. */
    isEncrypted: boolean;
    /** Its public half, in base64, as in a public key's file. */
    publicKey: string;
}

/** Type and key of a public key's file; nothing for a text that is none. What follows as a comment does not count. */
export function publicKeyParts(text: string): { type: string; data: string } | undefined {
    const [, type, data] = /^(ssh-[a-z0-9-]+) ([A-Za-z0-9+/]+={0,2})( .*)?$/.exec(text.trim()) ?? [];
    return type === undefined || data === undefined ? undefined : { type, data };
}

/**
 * The unencrypted part of a private key; nothing for a text that is none in OpenSSH's own form.
 * Source: PROTOCOL.key of OpenSSH: magic, cipher, key derivation and its options, number of keys, public key, private part.
 */
export function readOpenSshPrivateKey(text: string): OpenSshPrivateKey | undefined {
    const lines = text.trim().split(/\r?\n/);
    if (lines[0] !== BEGIN || lines.at(-1) !== END) return undefined;
    const data = Buffer.from(lines.slice(1, -1).join(""), "base64");
    if (data.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
    const [cipher, , , publicKey] = fields(data, MAGIC.length);
    if (cipher === undefined || publicKey === undefined) return undefined;
    return { isEncrypted: cipher.toString() !== "none", publicKey: publicKey.toString("base64") };
}

/** Cipher, key derivation, its options and the first public key: texts with their lengths in front, and before the last one the number of keys. */
function fields(data: Buffer, start: number): Buffer[] {
    const found: Buffer[] = [];
    let at = start;
    for (const skipped of [0, 0, 0, 4]) {
        at += skipped;
        if (at + 4 > data.length) break;
        const end = at + 4 + data.readUInt32BE(at);
        if (end > data.length) break;
        found.push(data.subarray(at + 4, end));
        at = end;
    }
    return found;
}
