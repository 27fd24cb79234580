import { Problem } from "./problem";
import { MAX_FRONT_CERTIFICATE_BYTES } from "./azure/limits";

/**
 * Checks of single values, the same whether a value is known at once or only after other resources exist.
 * Each says what is wrong with the value at `path`, or nothing.
 */

/** A host name of at least two labels, without a wildcard. */
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export function checkHostName(name: string, path: string): Problem[] {
    return HOST_NAME.test(name) ? [] : [{ path, message: `is "${name}"; allowed is a full host name such as gw.example.com, without a wildcard` }];
}

/** A public key as OpenSSH writes it: Ed25519, or RSA of at least 2048 bits (VS-12). */
export function checkSshPublicKey(key: string, path: string): Problem[] {
    const [, type, data] = /^(ssh-rsa|ssh-ed25519) ([A-Za-z0-9+/]{60,}={0,2})( .*)?$/.exec(key.trim()) ?? [];
    const problem = (message: string): Problem[] => [{ path, message, azureError: "InvalidParameter" }];
    if (type === undefined || data === undefined) return problem("is not a public key of the form `ssh-ed25519 AAAA…` or `ssh-rsa AAAA…`");
    const [inside, ...numbers] = sshFields(Buffer.from(data, "base64"));
    if (inside?.toString() !== type || numbers.length === 0) return problem(`does not contain what it says: a key of type ${type}`);
    // The modulus comes last, with a leading zero byte.
    const bits = (numbers.at(-1)!.length - 1) * 8;
    return type === "ssh-rsa" && bits < MIN_RSA_BITS ? problem(`is an RSA key of ${bits} bits; at least ${MIN_RSA_BITS} are needed`) : [];
}

const MIN_RSA_BITS = 2048;

/** The fields of a key: each with its length in front, in four bytes. */
function sshFields(data: Buffer): Buffer[] {
    const fields: Buffer[] = [];
    for (let at = 0; at + 4 <= data.length;) {
        const length = data.readUInt32BE(at);
        fields.push(data.subarray(at + 4, at + 4 + length));
        at += 4 + length;
    }
    return fields;
}

export function checkServiceUrl(url: string, path: string): Problem[] {
    return /^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/i.test(url)
        ? []
        : [{ path, message: `is "${url}"; an https address without a path is needed, such as https://cp.example.com:9443` }];
}

/** A PKCS12 file in base64. Only its beginning is looked at: every such file is a DER sequence, which starts with the byte 0x30. */
export function checkPkcs12(text: string, path: string): Problem[] {
    const inBase64 = /^[A-Za-z0-9+/\s]+=*\s*$/.test(text);
    return inBase64 && Buffer.from(text, "base64")[0] === 0x30 ? [] : [{ path, message: "is not a PKCS12 file in base64" }];
}

/** A PKCS12 file that an Application Gateway shows to clients. */
export function checkFrontPfx(text: string, path: string): Problem[] {
    const problems = checkPkcs12(text, path);
    const bytes = Buffer.byteLength(text, "base64");
    if (problems.length > 0 || bytes <= MAX_FRONT_CERTIFICATE_BYTES) return problems;
    return [{ path, message: `has ${bytes} bytes; at most ${MAX_FRONT_CERTIFICATE_BYTES} are allowed: leave out what clients do not need` }];
}

export function checkEncryptionKey(key: string, path: string): Problem[] {
    return /^[0-9a-f]{64}$/i.test(key) ? [] : [{ path, message: "is not a key of 64 hexadecimal digits" }];
}

/** A host of the control plane, by which a gateway finds it: a name or an IPv4 address, nothing more. */
export function checkHost(host: string, path: string): Problem[] {
    if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) return [];
    return [{ path, message: `is "${host}"; allowed is a host name or an address, without scheme and port` }];
}

/** What the product's own XML files would be broken by: it does not escape values (seen with its configuration mapper). */
const BREAKS_XML = /[<>&"]/;
/** What would be read as part of the address in the AMQP addresses that contain user and password. */
const BREAKS_ADDRESS = /[@:/'\s]/;

/** A name that the product writes into its XML files. */
export function checkXmlText(text: string, path: string): Problem[] {
    if (text === "") return [{ path, message: "is empty" }];
    return BREAKS_XML.test(text) ? [{ path, message: `is "${text}"; the product does not escape <, >, & and ", so they are not allowed` }] : [];
}

/** As `checkXmlText`, for a secret: the message does not show it. */
export function checkPassword(password: string, path: string): Problem[] {
    if (password === "") return [{ path, message: "is empty" }];
    return BREAKS_XML.test(password) ? [{ path, message: 'contains one of <, >, & and ", which the product does not escape' }] : [];
}

/** A password that becomes part of an address: the message does not show it. */
export function checkAddressPart(password: string, path: string): Problem[] {
    if (!BREAKS_ADDRESS.test(password)) return [];
    return [{ path, message: "contains one of @, :, /, ' and blanks, which would break the address of the traffic managers" }];
}

/** As `checkPassword`, for one that also becomes part of an address. */
export function checkPasswordInAddress(password: string, path: string): Problem[] {
    return [...checkPassword(password, path), ...checkAddressPart(password, path)];
}

/** A size of machines with premium disks (an `s` among its features), which the system disk needs. */
export function checkVmSize(size: string, path: string): Problem[] {
    if (/^Standard_[A-Z]+\d+(-\d+)?[a-z]*s[a-z]*(_v\d+)?$/.test(size)) return [];
    return [{ path, message: `is "${size}"; a size with premium disks is needed, such as Standard_D4s_v5`, azureError: "InvalidParameter" }];
}

export function checkPackUrl(url: string, path: string): Problem[] {
    return /^https:\/\/[^\s"<>]+$/.test(url) ? [] : [{ path, message: `is "${url}"; an https address is needed` }];
}

export function checkSha256(sum: string, path: string): Problem[] {
    return /^[0-9a-f]{64}$/i.test(sum) ? [] : [{ path, message: "is not a SHA-256 sum of 64 hexadecimal digits" }];
}

/** Address of a vault's secret without a version, so that a new version is found (AG-26). */
export function checkSecretId(id: string, path: string): Problem[] {
    if (/^https:\/\/[^/\s]+\/secrets\/[0-9A-Za-z-]+\/?$/.test(id)) return [];
    const message = `is "${id}"; the address of a secret without version is needed, such as https://kv-gateway.vault.azure.net/secrets/front`;
    return [{ path, message, azureError: "ApplicationGatewayKeyVaultSecretException" }];
}

/** Id of a public address of Azure. */
export function checkPublicIpAddressId(id: string, path: string): Problem[] {
    if (PUBLIC_IP_ADDRESS_ID.test(id)) return [];
    return [{ path, message: `is "${id}"; an id such as /subscriptions/…/resourceGroups/…/providers/Microsoft.Network/publicIPAddresses/… is needed` }];
}

const PUBLIC_IP_ADDRESS_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/publicIPAddresses\/[^/]+$/i;
