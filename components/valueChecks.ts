import { Problem } from "./problem";
import { MAX_QUOTA_GIB, MIN_QUOTA_GIB } from "./azure/limits";

/**
 * Checks of single values, the same whether a value is known at once or only after other resources exist.
 * Each says what is wrong with the value at `path`, or nothing.
 */

/** A host name of at least two labels, without a wildcard. */
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export function checkHostName(name: string, path: string): Problem[] {
    return HOST_NAME.test(name) ? [] : [{ path, message: `is "${name}"; allowed is a full host name such as gw.example.com, without a wildcard` }];
}

export function checkSshPublicKey(key: string, path: string): Problem[] {
    if (/^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]{60,}( .*)?$/.test(key.trim())) return [];
    return [{ path, message: "is not a public key of the form `ssh-ed25519 AAAA…` or `ssh-rsa AAAA…`", azureError: "InvalidParameter" }];
}

/** The size of a share in GiB (ST-04). */
export function checkQuota(quota: number, path: string): Problem[] {
    if (Number.isInteger(quota) && quota >= MIN_QUOTA_GIB && quota <= MAX_QUOTA_GIB) return [];
    return [{ path, message: `is ${quota}; allowed are whole numbers from ${MIN_QUOTA_GIB} to ${MAX_QUOTA_GIB}` }];
}

export function checkServiceUrl(url: string, path: string): Problem[] {
    return /^https:\/\/[^\s/]+$/.test(url)
        ? []
        : [{ path, message: `is "${url}"; an https address without a path is needed, such as https://cp.example.com:9443` }];
}

/** A PKCS12 file in base64. Only its beginning is looked at: every such file is a DER sequence, which starts with the byte 0x30. */
export function checkPkcs12(text: string, path: string): Problem[] {
    const inBase64 = /^[A-Za-z0-9+/\s]+=*\s*$/.test(text);
    return inBase64 && Buffer.from(text, "base64")[0] === 0x30 ? [] : [{ path, message: "is not a PKCS12 file in base64" }];
}

export function checkEncryptionKey(key: string, path: string): Problem[] {
    return /^[0-9a-f]{64}$/i.test(key) ? [] : [{ path, message: "is not a key of 64 hexadecimal digits" }];
}
