import { isAddress, isUsableAddress } from "../azure/addressPlan";
import { DATA_DISK_GIB } from "../azure/limits";
import { publicKeyParts, readOpenSshPrivateKey } from "../azure/openSsh";
import { checkOneOf, checkWhole } from "../checking/rangeChecks";
import { ifPlain, isPlain } from "../checking/validation";
import { checkSshPublicKey, checkPremiumSize } from "../checking/valueChecks";
import { Problem } from "../problem";
import { DiskRedundancy, SyncManagerDiskSettings, SyncManagerSettings } from "./settings";

/** Where a manager is: what the rest of a deployment decides. */
export interface ManagerPlace {
    zones: readonly string[];
    /** Range of the nodes' subnet; nothing when the network is wrong itself. */
    nodeRange?: string;
}

/** What is wrong with the settings of the manager, as far as it is known before anything exists. */
export function checkSyncManager(settings: SyncManagerSettings, { zones, nodeRange }: ManagerPlace): Problem[] {
    const { hostPublicKey, hostPrivateKey, workerPublicKey, workerPrivateKey, vmSize, zone, privateIpAddress } = settings;
    return [
        ...checkKeyPair(hostPublicKey, hostPrivateKey, "host"),
        ...checkKeyPair(workerPublicKey, workerPrivateKey, "worker"),
        ...checkDifferent(settings),
        ...ifPlain(vmSize, (size) => checkPremiumSize(size, "vmSize")),
        ...checkZone(zone, zones),
        ...(privateIpAddress === undefined ? [] : checkManagerAddress(privateIpAddress, nodeRange, "privateIpAddress")),
        ...checkDataDisk(settings, zones.length > 0),
    ];
}

/** What is wrong with the settings of the data disk. */
export function checkDataDisk({ dataDiskSizeGiB, dataDiskRedundancy }: SyncManagerDiskSettings, hasZones: boolean): Problem[] {
    return [
        ...checkWhole(dataDiskSizeGiB, DATA_DISK_GIB, "dataDiskSizeGiB"),
        ...checkOneOf(Object.values(DiskRedundancy), dataDiskRedundancy, "dataDiskRedundancy"),
        ...(dataDiskRedundancy === DiskRedundancy.ZoneRedundant && !hasZones
            ? [{ path: "dataDiskRedundancy", message: `is ${dataDiskRedundancy}, but there are no zones; use ${DiskRedundancy.LocallyRedundant}` }]
            : []),
    ];
}

/** An address that Azure leaves free in the nodes' subnet. */
export function checkManagerAddress(address: string, range: string | undefined, path: string): Problem[] {
    if (!isAddress(address)) return [{ path, message: `is "${address}"; an IPv4 address is needed` }];
    if (range === undefined || isUsableAddress(address, range)) return [];
    const message = `is "${address}"; allowed are addresses of the nodes' subnet ${range} other than its first four and its last, which are Azure's own`;
    return [{ path, message, azureError: "PrivateIPAddressNotInSubnet" }];
}

/** A private key as OpenSSH writes it, which opens without a passphrase. The message does not show it. */
export function checkOpenSshPrivateKey(text: string, path: string): Problem[] {
    const key = readOpenSshPrivateKey(text);
    if (key === undefined) return [{ path, message: "is not a private key in OpenSSH's form (`ssh-keygen -t ed25519` writes one)" }];
    return key.isEncrypted ? [{ path, message: "is encrypted with a passphrase, which no machine could type; `ssh-keygen -p -N ''` takes it away" }] : [];
}

/** The two halves of a pair, each alone and, where both are known, together. */
function checkKeyPair(publicKey: unknown, privateKey: unknown, whose: "host" | "worker"): Problem[] {
    const [publicPath, privatePath] = [`${whose}PublicKey`, `${whose}PrivateKey`];
    if (publicKey === undefined) return [{ path: publicPath, message: "is missing; `wso2-gateway-azure certificates --rsync` makes the pair" }];
    const problems = [
        ...ifPlain(publicKey, (key) => checkSshPublicKey(String(key), publicPath)),
        ...ifPlain(privateKey, (key) => checkOpenSshPrivateKey(String(key), privatePath)),
    ];
    if (problems.length > 0 || privateKey === undefined || !isPlain(publicKey) || !isPlain(privateKey)) return problems;
    const fits = readOpenSshPrivateKey(String(privateKey))?.publicKey === publicKeyParts(String(publicKey))?.data;
    return fits ? [] : [{ path: privatePath, message: `is the private half of another key than ${publicPath}` }];
}

/** With one pair for both, every node could pose as the manager. */
function checkDifferent({ hostPublicKey, workerPublicKey }: SyncManagerSettings): Problem[] {
    if (typeof hostPublicKey !== "string" || typeof workerPublicKey !== "string") return [];
    const [host, worker] = [publicKeyParts(hostPublicKey)?.data, publicKeyParts(workerPublicKey)?.data];
    return host !== undefined && host === worker
        ? [{ path: "workerPublicKey", message: "is the key of hostPublicKey; with one pair for both, every node could pose as the manager" }]
        : [];
}

function checkZone(zone: string | undefined, zones: readonly string[]): Problem[] {
    if (zone === undefined || zones.includes(zone)) return [];
    const message = zones.length === 0 ? `is "${zone}", but there are no zones; leave it out` : `is "${zone}"; the deployment's zones are ${zones.join(", ")}`;
    return [{ path: "zone", message }];
}
