import { generateKeyPairSync } from "node:crypto";

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
