import * as pulumi from "@pulumi/pulumi";

import { Placement } from "../placement";
import { StorageRedundancy, Tier } from "../tier";

/** How nodes speak to the share. Azure fixes it when the share is made (ST-05): another protocol is another share, and the content must be copied. */
export const FileShareProtocol = {
    /** NFS 4.1: owners, modes and symbolic links of files as on a local disk, and no key. */
    Nfs: "NFS",
    /**
     * SMB 3.1.1, with a key of the account that every node reads from the vault. Files have no owners of their own (a mount gives all of them one), and names
     * that differ in case only are the same file. Not for nodes on AKS, where the key would lie in a Kubernetes Secret.
     */
    Smb: "SMB",
} as const;
export type FileShareProtocol = (typeof FileShareProtocol)[keyof typeof FileShareProtocol];

/** One of the two keys of a storage account. */
export const AccountKey = {
    /** The first key. */
    Key1: "key1",
    /** The second key. */
    Key2: "key2",
} as const;
export type AccountKey = (typeof AccountKey)[keyof typeof AccountKey];

/** A share that the organisation has already. Nothing is created but the way to it. */
export interface ExistingShare {
    /** Id of its storage account. With SMB it lies in the subscription that is deployed to, since the account's key is asked for there. */
    accountId: pulumi.Input<string>;

    /** Name of the share. */
    shareName: pulumi.Input<string>;

    /**
     * Whether a private endpoint in the environment's own network leads to the account; its owner must let us connect.
     * Set it to false where the nodes reach the share already, by an endpoint and a DNS zone that the organisation keeps.
     * Plain, because it decides which resources exist. Defaults to true.
     */
    privateEndpoint?: boolean;
}

/** What a user decides about the shared file system. */
export interface SharedStorageSettings {
    /**
     * Size of the share in GiB: 100 to 102400, or 32 to 262144 where `redundancy` is one of version 2 (ST-04). Without version 2 it also sets the speed (3000 + 1 IOPS for each GiB).
     * Artifacts are small: the smallest share is enough for thousands of APIs. It can grow at any time and shrink a day later. Defaults to the smallest.
     */
    quotaGiB?: pulumi.Input<number>;

    /**
     * How many copies Azure keeps, where, and how size and speed are billed. Azure does not convert an account that exists (ST-15), so choose before the first `up`.
     * Plain, because it decides what else may be asked for. Defaults to `Premium_ZRS` in Production where the region has zones, and to `Premium_LRS` otherwise.
     */
    redundancy?: StorageRedundancy;

    /**
     * Operations a second, 3000 to 102400; only where `redundancy` is one of version 2, which bills them.
     * It can be raised at any time and lowered a day later. Defaults to what Azure gives for the size (3000 + 1 for each GiB).
     */
    provisionedIops?: pulumi.Input<number>;

    /**
     * Throughput in MiB a second, 100 to 10340; only where `redundancy` is one of version 2, which bills it.
     * It can be raised at any time and lowered a day later. Defaults to what Azure gives for the size (100 + 0.1 for each GiB).
     */
    provisionedThroughputMiBps?: pulumi.Input<number>;

    /**
     * How nodes speak to the share. SMB is for organisations that allow no NFS: every node then holds a key of the account, files have no owners of their own,
     * and names that differ in case only are the same file. Plain, because it decides which resources exist. Defaults to `NFS`.
     */
    protocol?: FileShareProtocol;

    /**
     * Key of the account that nodes use; SMB only. To change a key without an interruption: name the other one here, run `pulumi up`, which rolls the nodes,
     * and only then let Azure make the first one anew. Defaults to `key1`.
     */
    accountKey?: AccountKey;

    /**
     * Whether all clients of the account must use TLS (NFS) or SMB's own encryption: one decision for scale set, AKS and everybody else, since Azure refuses clients that differ from it.
     * Nodes mount NFS with Microsoft's aznfs helper then, which costs a little speed. Without it artifacts and what the product writes beside them cross the network in clear text.
     *
     * It is the account's flag for secure transfer. Azure has a newer setting for NFS alone, which goes before the flag (ST-06); the API version of this SDK cannot write it,
     * nor does it change one that somebody has set (ST-07): leave that one unset. One machine must not mount the same account both ways. Defaults to true.
     */
    encryptionInTransit?: boolean;

    /** Days that a deleted share can be recovered, 1 to 365 (ST-14). It is billed as long. Defaults to 90 in Production and 7 in Development. */
    retentionDays?: pulumi.Input<number>;

    /**
     * A share that exists; then only `protocol`, `accountKey` and `encryptionInTransit` may be given beside it, and they say what it is like.
     * Plain, because it decides which resources exist. Defaults to a new account with a new share.
     */
    existing?: ExistingShare;
}

/** What a user decides about the shared file system of a deployment, and about what its nodes keep there. */
export interface DeploymentStorageSettings extends SharedStorageSettings {
    /**
     * Folder of the share that is this environment's, so that several can have one share. With another one, nodes begin with the pack's own content.
     * Plain, because content must not be lost by accident. Defaults to the start of the environment's names (`baseName`).
     */
    folder?: string;

    /**
     * Whether nodes also share `repository/tenants`, which holds the artifacts of all tenants but the first. Needed where there are several, up to 3.2.
     * From 4.0 nodes get APIs elsewhere, and a node that starts can remove files of a tenant that another one reads (wso2/api-manager#3484): only where the product's documentation asks for it.
     * Plain, because it decides which resources exist. Defaults to false.
     */
    shareTenants?: boolean;

    /**
     * Whether nodes also share `repository/deployment/server/userstores`, where secondary user stores are configured; from 4.0.
     * Plain, because it decides which resources exist. Defaults to false.
     */
    shareUserStores?: boolean;
}

export interface SharedStorageArgs extends Placement, SharedStorageSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Subnet of the private endpoint, through which alone a new share is reached. Needed unless an existing share gets no endpoint. */
    privateEndpointSubnetId?: pulumi.Input<string>;

    /**
     * Private DNS zone `privatelink.file.core.windows.net`, linked to every network that mounts the share (ST-09).
     * Needed unless an existing share gets no endpoint.
     */
    fileShareZoneId?: pulumi.Input<string>;

    /**
     * Whether Pulumi refuses to delete or replace the account, the share and its settings.
     * Lift it with one `pulumi up` before a wanted `destroy`. Defaults to true in Production and false in Development.
     */
    protect?: boolean;
}

/** Whether a private endpoint of ours leads to the share. */
export function hasPrivateEndpoint({ existing }: Pick<SharedStorageSettings, "existing">): boolean {
    return existing === undefined || (existing.privateEndpoint ?? true);
}
