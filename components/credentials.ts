import * as pulumi from "@pulumi/pulumi";

/** Name of the key in the nodes' key store, unless another one is given: the product's own default. */
export const DEFAULT_KEY_ALIAS = "wso2carbon";

/** Name of the gateway's administrator where none is given: the one that the product is shipped with. */
export const DEFAULT_ADMIN_USER_NAME = "admin";

/** The certificates of an environment: what clients see, what the nodes show to the load balancer, and what the load balancer trusts. */
export interface GatewayCertificates {
    /**
     * The front certificate with its key and chain: a PKCS12 file without password, in base64, at most 16 KB. It goes to the vault, where the load balancer reads it.
     * Exactly one of it and `frontSecretId`; its presence decides which resources exist.
     */
    frontPfx?: pulumi.Input<string>;

    /**
     * Key Vault address of an existing secret with the front certificate, without a version: whoever owns it renews it, and the load balancer finds the new version
     * within four hours. The load balancer's identity must be allowed to read it (or see `frontSecretVaultId`), and the load balancer's network must reach the vault.
     * Exactly one of it and `frontPfx`; its presence decides which resources exist.
     */
    frontSecretId?: pulumi.Input<string>;

    /**
     * Id of the vault that `frontSecretId` is in: the load balancer's identity then gets the role to read that secret. Left out, it must have access already.
     * Plain by presence, because it decides which resources exist.
     */
    frontSecretVaultId?: pulumi.Input<string>;

    /** The nodes' key store, one for all: a PKCS12 file in base64. Its certificate is valid for all host names. It goes to the vault, unless `vault.existingSecrets` names it. */
    nodeKeyStore?: pulumi.Input<string>;

    /** Password of the nodes' key store and of the key in it. It goes to the vault, unless `vault.existingSecrets` names it. */
    nodeKeyStorePassword?: pulumi.Input<string>;

    /** Name of the key in the nodes' key store. Defaults to wso2carbon. */
    nodeKeyAlias?: string;

    /** Root certificates, PEM, that sign the nodes' certificate; several while an old and a new one overlap. Plain, because each is a part of the load balancer. */
    backendTrustedRoots: string[];
}

/** The gateway's own secrets. */
export interface GatewayCredentials {
    /** Name of the gateway's administrator. Defaults to admin. */
    adminUserName?: string;

    /** Password of the gateway's administrator. It goes to the vault, unless `vault.existingSecrets` names it. */
    adminPassword?: pulumi.Input<string>;

    /** Key with which releases from 4.7 encrypt what they store, 64 hexadecimal digits; the same on all nodes and the control plane. It goes to the vault. */
    encryptionKey?: pulumi.Input<string>;
}
