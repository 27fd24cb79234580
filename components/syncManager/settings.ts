import * as pulumi from "@pulumi/pulumi";

/** Copies that Azure keeps of the manager's data disk. It cannot be changed once the disk exists. */
export const DiskRedundancy = {
    /** Three copies in the manager's zone: lost with the zone, and bound to it. */
    LocallyRedundant: "Premium_LRS",
    /** Three copies in three zones: survives a zone, and a manager in another zone can have it. In fewer regions. */
    ZoneRedundant: "Premium_ZRS",
} as const;
export type DiskRedundancy = (typeof DiskRedundancy)[keyof typeof DiskRedundancy];

/** What a user decides about the disk with the API artifacts. */
export interface SyncManagerDiskSettings {
    /** Size of the data disk in GiB, 4 to 32767. It can grow, not shrink; a larger one is also faster. The manager uses what it has grown by after its next boot. Defaults to 32. */
    dataDiskSizeGiB?: number;

    /** Copies that Azure keeps of the data disk. Defaults to `Premium_ZRS` in Production where there are zones, and to `Premium_LRS` otherwise. */
    dataDiskRedundancy?: DiskRedundancy;
}

/**
 * The one manager of rsync mode: the Publisher deploys APIs to it, and the nodes copy them from it every minute over SSH. There is never a second one: two would take
 * turns in undoing each other's work. What is not said here is as with the nodes: image, pack, administrator, system disk, patches.
 */
export interface SyncManagerSettings extends SyncManagerDiskSettings {
    /**
     * The manager's own public SSH key, `ssh-ed25519 AAAA…`: nodes copy from whoever proves to have its private half, and from nobody else.
     * `wso2-gateway-azure certificates --rsync` makes both pairs of keys.
     */
    hostPublicKey: pulumi.Input<string>;

    /** The private half, as OpenSSH writes it, without a passphrase. It goes to the vault, where only the manager reads it, unless `vault.existingSecrets.syncHostKey` names it. */
    hostPrivateKey?: pulumi.Input<string>;

    /** Public SSH key of the nodes, one for all of them: the manager lets whoever has its private half read the API artifacts, and nothing else. */
    workerPublicKey: pulumi.Input<string>;

    /** The private half, as OpenSSH writes it, without a passphrase. It goes to the vault, where the nodes read it, unless `vault.existingSecrets.syncWorkerKey` names it. */
    workerPrivateKey?: pulumi.Input<string>;

    /** Size of the machine. It serves no API requests, so a small one suffices. Defaults to that of a node. */
    vmSize?: pulumi.Input<string>;

    /** Availability zone of the manager, one of the deployment's. A data disk with copies in one zone only cannot follow it to another. Defaults to the first. */
    zone?: string;

    /**
     * Fixed address of the manager in the nodes' subnet, neither one of its first four nor its last. It keeps it when it is replaced.
     * Plain, because security rules are computed from it. Defaults to the last address of the subnet that Azure leaves free.
     */
    privateIpAddress?: string;
}
