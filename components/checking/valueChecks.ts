import { MAX_FRONT_CERTIFICATE_BYTES } from "../azure/limits";
import { hasZones, isPublicCloud, normalizeRegion } from "../azure/regions";
import { customDataBytes, MAX_CUSTOM_DATA_BYTES } from "../node/cloudInit";
import { Problem } from "../problem";
import { repeatedPositions } from "./rangeChecks";

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
    const [, type, data] = /^(ssh-rsa|ssh-ed25519) ([A-Za-z0-9+/]{60,}={0,2})( .*)?$/.exec(key.trimEnd()) ?? [];
    const problem = (message: string): Problem[] => [{ path, message, azureError: "InvalidParameter" }];
    if (type === undefined || data === undefined) return problem("is not a public key of the form `ssh-ed25519 AAAA…` or `ssh-rsa AAAA…`");
    const [inside, ...numbers] = sshFields(Buffer.from(data, "base64"));
    const isWhole = inside?.toString() === type && numbers.length === (type === "ssh-rsa" ? 2 : 1);
    if (!isWhole || (type === "ssh-ed25519" && numbers[0]!.length !== ED25519_BYTES)) return problem(`does not contain what it says: a key of type ${type}`);
    const bits = bitLength(numbers.at(-1)!);
    return type === "ssh-rsa" && bits < MIN_RSA_BITS ? problem(`is an RSA key of ${bits} bits; at least ${MIN_RSA_BITS} are needed`) : [];
}

const MIN_RSA_BITS = 2048;
const ED25519_BYTES = 32;

/** The fields of a key: each with its length in front, in four bytes. None where the last one is cut off. */
function sshFields(data: Buffer): Buffer[] {
    const fields: Buffer[] = [];
    let at = 0;
    while (at + 4 <= data.length) {
        const end = at + 4 + data.readUInt32BE(at);
        fields.push(data.subarray(at + 4, end));
        at = end;
    }
    return at === data.length ? fields : [];
}

/** Bits of a positive number, without the zeros in front. */
function bitLength(number: Buffer): number {
    return BigInt(`0x${number.toString("hex") || "0"}`).toString(2).length;
}

/** A region of Azure's public cloud, as far as its name tells: new ones come, so there is no list. */
export function checkRegion(region: string, path: string): Problem[] {
    if (!/^[a-z]{4,}\d{0,2}(stage|euap)?$/.test(normalizeRegion(region)))
        return [{ path, message: `is "${region}"; the name of a region is needed, such as westeurope`, azureError: "LocationNotAvailableForResourceGroup" }];
    if (isPublicCloud(region)) return [];
    return [{ path, message: `is ${region}; names of services in government and China clouds end differently, which this library does not know` }];
}

/** Zones where the region is not known to have any (VS-16, AG-30, NET-12). */
export function checkZonesOfRegion(zones: readonly string[] | undefined, region: string, path: string): Problem[] {
    if ((zones ?? []).length === 0 || hasZones(region)) return [];
    return [{ path, message: `are ${zones!.join(", ")}, but ${region} is not known to have zones; leave them empty` }];
}

export function checkServiceUrl(url: string, path: string): Problem[] {
    const [, host, port = "443"] = /^https:\/\/([^/:]+)(?::(\d{1,5}))?$/i.exec(url) ?? [];
    const isPort = Number(port) >= 1 && Number(port) <= 65_535;
    return host !== undefined && checkHost(host, path).length === 0 && isPort
        ? []
        : [{ path, message: `is "${url}"; an https address without a path is needed, such as https://cp.example.com:9443, with a port up to 65535` }];
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

/**
 * Hosts of the control plane, one by one, as far as they are known. A node that is named twice would get each event twice, and count each request twice.
 */
export function checkHosts(hosts: readonly (string | undefined)[], path: string): Problem[] {
    if (hosts.length === 0) return [{ path, message: "are empty; name each node" }];
    const repeated = repeatedPositions(hosts.map((host) => host?.toLowerCase()));
    return hosts.flatMap((host, index) => {
        const at = `${path}[${index}]`;
        if (host === undefined) return [];
        return repeated.has(index) ? [{ path: at, message: `is "${host}" once more; each node is named once` }] : checkHost(host, at);
    });
}

/**
 * What the product would corrupt on the way of a value into its files, seen with its configuration mapper: it escapes nothing, and takes values for patterns.
 * The script `check-secrets` has the same rules for values that only a vault knows.
 */
const CORRUPTED: readonly (readonly [RegExp, string])[] = [
    [/[<>&"]/, 'one of <, >, & and ", which the product does not escape'],
    [/[$\\]/, "one of $ and \\, which the product takes for parts of a pattern"],
    [/\{[{%#]/, "one of {{, {% and {#, which the product takes for parts of a template"],
    [/[^ -~]/, "a character that is not in ASCII, which depends on the language of the machine"],
];

/** What would be read as part of the address in the AMQP addresses that contain user and password. */
const BREAKS_ADDRESS = /[@:/?#%;'\s]/;

/** A name that the product writes into its files. */
export function checkXmlText(text: string, path: string): Problem[] {
    if (text.trim() === "") return [{ path, message: "is empty" }];
    return CORRUPTED.filter(([pattern]) => pattern.test(text)).map(([, what]) => ({ path, message: `is "${text}"; it contains ${what}` }));
}

/** As `checkXmlText`, for a secret: the message does not show it. */
export function checkPassword(password: string, path: string): Problem[] {
    if (password.trim() === "") return [{ path, message: "is empty" }];
    return CORRUPTED.filter(([pattern]) => pattern.test(password)).map(([, what]) => ({ path, message: `contains ${what}` }));
}

/** A name or password that becomes part of an address: the message does not show it. */
export function checkAddressPart(text: string, path: string): Problem[] {
    if (!BREAKS_ADDRESS.test(text)) return [];
    return [{ path, message: "contains one of @, :, /, ?, #, %, ;, ' and blanks, which would break the address of the message broker" }];
}

/** As `checkPassword`, for one that also becomes part of an address. */
export function checkPasswordInAddress(password: string, path: string): Problem[] {
    return [...checkPassword(password, path), ...checkAddressPart(password, path)];
}

/** The name of a size of machines, with its features. */
const SIZE = /^Standard_[A-Z]+\d+(?:-\d+)?([a-z]*)(?:_v\d+)?$/;

/** A size of machines, as far as its name tells. */
export function checkVmSize(size: string, path: string): Problem[] {
    if (SIZE.test(size)) return [];
    return [{ path, message: `is "${size}"; the name of a size is needed, such as Standard_D4s_v5`, azureError: "InvalidParameter" }];
}

/** A size of machines with premium disks (an `s` among its features), for machines that have one. */
export function checkPremiumSize(size: string, path: string): Problem[] {
    if (SIZE.exec(size)?.[1]!.includes("s")) return [];
    return [{ path, message: `is "${size}"; a size with premium disks is needed, such as Standard_D4s_v5`, azureError: "InvalidParameter" }];
}

/**
 * A size whose host has a place for an ephemeral system disk (VS-15), as far as its name tells: from version 4 of the general sizes on, those without
 * a `d` among their features have neither a temporary disk nor a cache.
 */
export function checkSizeWithLocalDisk(size: string, path: string): Problem[] {
    const [, features, version] = /^Standard_[DEF]\d+(?:-\d+)?([a-z]*)_v(\d+)$/.exec(size) ?? [];
    if (features === undefined || Number(version) < 4 || features.includes("d")) return [];
    const message = `needs a size with a local disk, such as Standard_D4ds_v5; ${size} has none (no \`d\` among its features)`;
    return [{ path, message }];
}

/** Highest price of a spot machine (VS-22). */
export function checkMaxPrice(price: number, path: string): Problem[] {
    if (price === -1 || (Number.isFinite(price) && price > 0)) return [];
    return [{ path, message: `is ${price}; allowed are prices above 0, and -1 for up to the regular price` }];
}

const IMAGE_ID =
    /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+\/providers\/Microsoft\.Compute\/(?:images\/([^/\s]+)|galleries\/[^/\s]+\/images\/[^/\s]+\/versions\/([^/\s]+))$/i;

/** Id of a managed image, or of one version of a gallery's: nodes that are added later must be like the ones that are there (VS-24). */
export function checkImageId(id: string, path: string): Problem[] {
    const [, own, ofGallery] = IMAGE_ID.exec(id) ?? [];
    if (own !== undefined || (ofGallery !== undefined && !/^latest$/i.test(ofGallery))) return [];
    const needed = "the resource id of an image is needed, and of a gallery's image that of one version, not the latest: …/images/gateway/versions/1.0.0";
    return [{ path, message: `is "${id}"; ${needed}` }];
}

/** Whatever is told to a machine has to fit, compressed, into its customData (VS-11). */
export function checkCustomData(text: string, path: string): Problem[] {
    const bytes = customDataBytes(text);
    if (bytes <= MAX_CUSTOM_DATA_BYTES) return [];
    return [{ path, message: `has ${bytes} bytes when it is compressed; Azure allows ${MAX_CUSTOM_DATA_BYTES}`, azureError: "InvalidParameter" }];
}

const WITHOUT_SIGNATURE = "give the blob's address alone: nodes read it with their identity, which needs the role Storage Blob Data Reader";

/** The address of a pack: it stands in plain text in what a machine is told, so it holds no signature (VS-11). */
export function checkPackUrl(url: string, path: string): Problem[] {
    if (/[?&]sig=/i.test(url)) return [{ path, message: `has a signature in it, which others could read; ${WITHOUT_SIGNATURE}` }];
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
