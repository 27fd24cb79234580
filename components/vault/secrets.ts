import * as pulumi from "@pulumi/pulumi";

import { plainInputs } from "../componentInputs";
import { GatewayCertificates } from "../credentials";
import { GatewayDeploymentArgs } from "../deploymentArgs";
import { GatewayVaultOptions, SecretReader, VaultSecret } from "./args";
import { ExistingSecrets, SecretExpiry } from "./settings";

/** Name of the front certificate in the vault. */
export const FRONT_CERTIFICATE = "front-certificate";
/** Name of the nodes' key store in the vault. */
export const NODE_KEY_STORE = "node-key-store";
/** Name of the storage account's key in the vault, for a share that is mounted with SMB. */
export const SHARE_KEY = "share-key";

/** Name of the manager's own SSH key in the vault, for rsync mode. */
export const SYNC_HOST_KEY = "sync-host-key";
/** Name of the nodes' SSH key in the vault, for rsync mode. */
export const SYNC_WORKER_KEY = "sync-worker-key";

const NODE_KEY_STORE_PASSWORD = "node-key-store-password";
const ADMIN_PASSWORD = "admin-password";
const CONTROL_PLANE_PASSWORD = "control-plane-password";
const ENCRYPTION_KEY = "encryption-key";
const REDIS_PASSWORD = "redis-password";

const PKCS12 = "application/x-pkcs12";

/** In which secret of the vault a node finds the value of each variable that the product's configuration refers to. */
const secretOfVariable: Readonly<Record<string, string>> = {
    CONTROL_PLANE_PASSWORD,
    GATEWAY_ADMIN_PASSWORD: ADMIN_PASSWORD,
    GATEWAY_KEYSTORE_PASSWORD: NODE_KEY_STORE_PASSWORD,
    // A node makes its trust store from the certificates it trusts, and closes it with the same password.
    GATEWAY_TRUSTSTORE_PASSWORD: NODE_KEY_STORE_PASSWORD,
    GATEWAY_ENCRYPTION_KEY: ENCRYPTION_KEY,
    REDIS_PASSWORD,
};

/** Name of the secret in which a node finds the value of a variable. */
export function secretNameOf(variable: string, args: GatewayDeploymentArgs): string {
    return variable === "CONTROL_PLANE_PASSWORD" && usesAdminsSecret(args) ? ADMIN_PASSWORD : secretOfVariable[variable]!;
}

/** Whether the control plane's password is the administrator's, which is in a vault already: one secret for both then, since its value is not known here. */
function usesAdminsSecret({ controlPlane, vault }: GatewayDeploymentArgs): boolean {
    const { adminPassword, controlPlanePassword } = vault?.existingSecrets ?? {};
    return controlPlane.password === undefined && controlPlanePassword === undefined && adminPassword !== undefined;
}

/**
 * The secrets of an environment, each with its only reader.
 *
 * @param accountKey key of the storage account, where nodes need one
 */
export function vaultSecrets(args: GatewayDeploymentArgs, accountKey?: pulumi.Input<string>): VaultSecret[] {
    const { certificates, credentials, controlPlane, syncManager } = args;
    const { vaultId, ...addresses }: ExistingSecrets = args.vault?.existingSecrets ?? {};
    const expiry: SecretExpiry = args.vault?.secretExpiry ?? {};
    const secretFor = (reader: SecretReader, name: string, key: keyof typeof addresses, value?: pulumi.Input<string>, contentType?: string): VaultSecret[] => {
        const address = addresses[key];
        if (address !== undefined) return [{ name, existing: { address, vaultId }, reader }];
        return value === undefined ? [] : [{ name, value, contentType, expires: expiry[key], reader }];
    };
    const forNodes = secretFor.bind(undefined, SecretReader.Nodes);
    return [
        ...frontCertificate(certificates, expiry.frontCertificate),
        ...forNodes(NODE_KEY_STORE, "nodeKeyStore", certificates.nodeKeyStore, PKCS12),
        ...forNodes(NODE_KEY_STORE_PASSWORD, "nodeKeyStorePassword", certificates.nodeKeyStorePassword),
        ...forNodes(ADMIN_PASSWORD, "adminPassword", credentials.adminPassword),
        ...(usesAdminsSecret(args) ? [] : forNodes(CONTROL_PLANE_PASSWORD, "controlPlanePassword", controlPlane.password ?? credentials.adminPassword)),
        ...forNodes(ENCRYPTION_KEY, "encryptionKey", credentials.encryptionKey),
        ...forNodes(REDIS_PASSWORD, "redisPassword", args.redis?.password),
        // With the manager's key a node could pose as the manager, so nodes cannot read it.
        ...secretFor(SecretReader.SyncManager, SYNC_HOST_KEY, "syncHostKey", syncManager?.hostPrivateKey),
        ...forNodes(SYNC_WORKER_KEY, "syncWorkerKey", syncManager?.workerPrivateKey),
        ...(accountKey === undefined ? [] : [{ name: SHARE_KEY, value: accountKey, reader: SecretReader.Nodes }]),
    ];
}

/** The front certificate, new or existing. None of both is refused elsewhere. */
function frontCertificate({ frontPfx, frontSecretId, frontSecretVaultId }: GatewayCertificates, expires: string | undefined): VaultSecret[] {
    const common = { name: FRONT_CERTIFICATE, reader: SecretReader.LoadBalancer };
    if (frontSecretId !== undefined) return [{ ...common, existing: { address: frontSecretId, vaultId: frontSecretVaultId } }];
    return frontPfx === undefined ? [] : [{ ...common, value: frontPfx, contentType: PKCS12, expires }];
}

/** What the component of the vault is told besides its secrets. */
export function vaultOptions({ vault }: GatewayDeploymentArgs): GatewayVaultOptions {
    return { ...vault, existingSecrets: undefined, secretExpiry: undefined } as GatewayVaultOptions;
}

/** The arguments as they may be recorded as a component's inputs, which are part of the state: without secrets, which may have been given as plain text. */
export function withoutSecrets(args: GatewayDeploymentArgs): pulumi.Inputs {
    const { certificates, cluster, controlPlane, monitoring, syncManager } = args;
    return plainInputs({
        ...args,
        cluster: cluster && { ...cluster, existing: cluster.existing && { ...cluster.existing, kubeconfig: undefined } },
        syncManager: syncManager && { ...syncManager, hostPrivateKey: undefined, workerPrivateKey: undefined },
        monitoring: monitoring && { ...monitoring, webhooks: undefined },
        certificates: { ...certificates, frontPfx: undefined, nodeKeyStore: undefined, nodeKeyStorePassword: undefined },
        credentials: { adminUserName: args.credentials.adminUserName },
        controlPlane: { ...controlPlane, password: undefined },
        redis: args.redis && { ...args.redis, password: undefined },
    });
}
