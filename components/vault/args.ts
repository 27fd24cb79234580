import * as pulumi from "@pulumi/pulumi";

import { Placement } from "../placement";
import { Tier } from "../tier";

/** Who may read a secret. */
export const SecretReader = {
    /** The gateway nodes. */
    Nodes: "Nodes",
    /** The load balancer. */
    LoadBalancer: "LoadBalancer",
    /** The manager of rsync mode, apart from what it reads as a node. */
    SyncManager: "SyncManager",
} as const;
export type SecretReader = (typeof SecretReader)[keyof typeof SecretReader];

/** A secret that is in a vault already. */
export interface ExistingSecret {
    /**
     * Its address, such as `https://kv-team.vault.azure.net/secrets/admin`. With a version, a new one reaches the nodes when it is named here; without, a node
     * reads the newest one when it boots, and a new one rolls nothing. The load balancer's has no version (AG-26).
     */
    address: pulumi.Input<string>;

    /**
     * Id of the vault that it is in: its reader then gets the role to read this secret, no other. Left out, the reader must have access already.
     * Plain by presence, because it decides which resources exist.
     */
    vaultId?: pulumi.Input<string>;
}

/** One secret that nodes or load balancer read: exactly one of `value` and `existing`. */
export interface VaultSecret {
    /** Name in the vault: letters, digits and hyphens. Plain, because it decides which resources exist. */
    name: string;

    /** The secret. It is encrypted in Pulumi's state, whether or not it is given as a Pulumi secret. */
    value?: pulumi.Input<string>;

    /** A secret that is in a vault already; nothing is written then. */
    existing?: ExistingSecret;

    /** What the value is, for example `application/x-pkcs12`. Defaults to text/plain. */
    contentType?: string;

    /**
     * When the secret should have been replaced, RFC 3339, for example `2027-03-31T00:00:00Z`. Azure warns before and reports after; it goes on handing the secret out.
     * A fixed time, since one that moved on with every run would change the secret with every run. Defaults to never.
     */
    expires?: string;

    /** Who may read it. Nobody else can, not even the deployer. Plain, because it decides which resources exist. */
    reader: SecretReader;
}

/** A vault that the organisation has already. It uses roles, not access policies, and lies in the subscription that is deployed to. */
export interface ExistingVault {
    /** Id of the vault. */
    id: pulumi.Input<string>;

    /**
     * Whether a private endpoint in the environment's own network leads to the vault; its owner must let us connect.
     * Set it to false where nodes and load balancer reach the vault already, by an endpoint and a DNS zone that the organisation keeps.
     * Plain, because it decides which resources exist. Defaults to true.
     */
    privateEndpoint?: boolean;

    /**
     * What the names of our secrets in it start with, for example `gateway-prod`.
     * Secrets stay in the vault after a `destroy`, and Azure does not let Pulumi create them again: after one, give another start, or delete and purge them.
     * Defaults to the start of all names, closed by a hash that is new with every life of the environment, so that nothing is in the way.
     */
    secretPrefix?: string;
}

/** A user-assigned identity that the organisation has already. */
export interface ExistingIdentity {
    /** Id of the identity. */
    id: pulumi.Input<string>;
    /** Object id of its principal, a GUID. */
    principalId: pulumi.Input<string>;
    /** Its client id, a GUID. */
    clientId: pulumi.Input<string>;
}

/** What a user decides about vault and identities. */
export interface GatewayVaultOptions {
    /**
     * A vault that exists: secrets are written into it, each readable by the one identity that needs it, and everything else in it stays unreadable for us.
     * Plain by presence, because it decides which resources exist. Defaults to a new vault.
     */
    existing?: ExistingVault;

    /**
     * An identity for the nodes that exists. Defaults to a new one.
     * With identities that both exist there is nothing that Azure makes anew with each life of the environment: name the vault (`names.keyVault`), or the start of the secrets' names in an existing one.
     */
    nodeIdentity?: ExistingIdentity;

    /** An identity for the load balancer that exists. Defaults to a new one. */
    loadBalancerIdentity?: ExistingIdentity;

    /** An identity for the manager of rsync mode that exists, for what only it reads. Defaults to a new one, where there is such a secret. */
    syncManagerIdentity?: ExistingIdentity;

    /**
     * Whether the identities get the role to read their secrets (Key Vault Secrets User, on each secret). The deployer needs Owner or User Access Administrator for it.
     * Set it to false where others give access; the load balancer's identity must exist and have it before, since the load balancer reads its certificate when it is made.
     * Plain, because it decides which resources exist. Defaults to true.
     */
    assignRoles?: boolean;

    /** Days that a deleted vault can be recovered, 7 to 90. Azure fixes them when the vault is made. Defaults to 90 in Production and 7 in Development. */
    retentionDays?: pulumi.Input<number>;

    /** Whether nobody, not even Azure, can purge a deleted vault before its days have passed. It cannot be switched off again. Defaults to true in Production and false in Development. */
    purgeProtection?: boolean;
}

export interface GatewayVaultArgs extends Placement, GatewayVaultOptions {
    /** Picks the defaults. */
    tier: Tier;

    /** The secrets that nodes and load balancer read. Without one that must be written there is no new vault. */
    secrets: VaultSecret[];

    /** Subnet of the private endpoint, through which alone secrets of a new vault are read. Needed unless there is no endpoint. */
    privateEndpointSubnetId?: pulumi.Input<string>;

    /** Private DNS zone `privatelink.vaultcore.azure.net`, linked to every network that reads secrets (AGN-09). Needed unless there is no endpoint. */
    vaultZoneId?: pulumi.Input<string>;

    /**
     * Whether Pulumi refuses to delete or replace a new vault.
     * Lift it with one `pulumi up` before a wanted `destroy`. Defaults to true in Production and false in Development.
     */
    protect?: boolean;
}

/** Whether a secret is written into the vault, and not there already. */
export function isWritten({ value }: VaultSecret): boolean {
    return value !== undefined;
}

/** Whether there is something that only the manager of rsync mode reads, and so an identity for it. */
export function hasManagerSecret(secrets: VaultSecret[]): boolean {
    return secrets.some(({ reader }) => reader === SecretReader.SyncManager);
}

/** Whether a private endpoint of ours leads to the vault. */
export function hasVaultEndpoint({ existing }: Pick<GatewayVaultOptions, "existing">, secrets: VaultSecret[]): boolean {
    return existing === undefined ? secrets.some(isWritten) : (existing.privateEndpoint ?? true);
}
