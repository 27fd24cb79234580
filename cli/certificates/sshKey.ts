import { generateKeyPairSync, randomBytes } from "node:crypto";

import forge from "node-forge";

/** A key pair in OpenSSH's form. */
export interface SshKeyPair {
    publicKey: string;
    privateKey: string;
}

const KEY_BITS = 3072;

/** An RSA key pair: the kind whose private key, as Node.js writes it, every `ssh` reads. */
export function createSshKeyPair(comment: string): SshKeyPair {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
        modulusLength: KEY_BITS,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    return { publicKey: forge.ssh.publicKeyToOpenSSH(forge.pki.publicKeyFromPem(publicKey) as forge.pki.rsa.PublicKey, comment), privateKey };
}

const ED25519 = "ssh-ed25519";

/**
 * An Ed25519 key pair in OpenSSH's own form, which Node.js does not write. Source: PROTOCOL.key of OpenSSH.
 * The nodes of rsync mode copy from their manager with such keys.
 */
export function createEd25519KeyPair(comment: string): SshKeyPair {
    const { privateKey } = generateKeyPairSync("ed25519");
    const { x, d } = privateKey.export({ format: "jwk" });
    const [publicPart, seed] = [Buffer.from(x!, "base64url"), Buffer.from(d!, "base64url")];
    const publicKey = fields(ED25519, publicPart);
    // The same number twice tells whoever decrypts a key whether the passphrase was right; here there is none.
    const check = randomBytes(4);
    const inside = Buffer.concat([check, check, fields(ED25519, publicPart, Buffer.concat([seed, publicPart]), comment)]);
    const padding = Buffer.from(Array.from({ length: (8 - (inside.length % 8)) % 8 }, (_, index) => index + 1));
    const [noCipher, oneKey] = ["none", Buffer.from([0, 0, 0, 1])];
    const file = Buffer.concat([Buffer.from("openssh-key-v1\0"), fields(noCipher, noCipher, ""), oneKey, fields(publicKey, Buffer.concat([inside, padding]))]);
    const lines = file.toString("base64").match(/.{1,70}/g)!;
    return {
        publicKey: `${ED25519} ${publicKey.toString("base64")} ${comment}`,
        privateKey: ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n"),
    };
}

/** Values one after the other, each with its length in front. */
function fields(...values: (string | Buffer)[]): Buffer {
    const parts = values.flatMap((value) => {
        const bytes = Buffer.from(value);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        return [length, bytes];
    });
    return Buffer.concat(parts);
}
