import * as pulumi from "@pulumi/pulumi";

import { GatewayVaultOptions } from "./args";

/**
 * Secrets of the nodes that are in a vault already, by their addresses (`https://kv-team.vault.azure.net/secrets/admin`, with or without a version). The argument of the
 * same name is then left out. The nodes must find that vault by its private name, if it has one.
 */
export interface ExistingSecrets {
    /**
     * Id of the vault that holds all of them: the nodes' identity then gets the role to read each. Left out, it must have access already.
     * Plain by presence, because it decides which resources exist.
     */
    vaultId?: pulumi.Input<string>;
    /** The nodes' key store: a PKCS12 file in base64. */
    nodeKeyStore?: pulumi.Input<string>;
    /** Password of the nodes' key store. */
    nodeKeyStorePassword?: pulumi.Input<string>;
    /** Password of the gateway's administrator. */
    adminPassword?: pulumi.Input<string>;
    /** Password with which gateways log in to the control plane. Defaults to the administrator's. */
    controlPlanePassword?: pulumi.Input<string>;
    /** Key with which releases from 4.7 encrypt what they store. */
    encryptionKey?: pulumi.Input<string>;
    /** Password or access key of the Redis. */
    redisPassword?: pulumi.Input<string>;
    /** The manager's own private SSH key in rsync mode. The role to read it goes to the manager's identity, not the nodes'. */
    syncHostKey?: pulumi.Input<string>;
    /** The nodes' private SSH key in rsync mode. */
    syncWorkerKey?: pulumi.Input<string>;
}

/**
 * When secrets that are given as arguments should have been replaced, RFC 3339, for example `2027-03-31T00:00:00Z`. Azure warns before and reports after; it goes
 * on handing them out. Fixed times, since ones that moved on with every run would change the secrets with every run. Another time is another version
 * of the secret, which rolls the nodes. Each defaults to never.
 */
export interface SecretExpiry {
    /** The front certificate. */
    frontCertificate?: string;
    /** The nodes' key store. */
    nodeKeyStore?: string;
    /** Password of the nodes' key store. */
    nodeKeyStorePassword?: string;
    /** Password of the gateway's administrator. */
    adminPassword?: string;
    /** Password with which gateways log in to the control plane. */
    controlPlanePassword?: string;
    /** Key with which releases from 4.7 encrypt what they store. */
    encryptionKey?: string;
    /** Password or access key of the Redis. */
    redisPassword?: string;
    /** The manager's own private SSH key in rsync mode. */
    syncHostKey?: string;
    /** The nodes' private SSH key in rsync mode. */
    syncWorkerKey?: string;
}

/** What a user decides about vault, identities and secrets of an environment. */
export interface GatewayVaultSettings extends GatewayVaultOptions {
    /** Secrets that are in a vault already. Defaults to none: all are written from arguments. */
    existingSecrets?: ExistingSecrets;

    /** When secrets should have been replaced. Defaults to never. */
    secretExpiry?: SecretExpiry;
}
