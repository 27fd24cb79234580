import { ExistingIdentity, GatewayDeploymentArgs, Tier } from "../../../components";
import { validArgs } from "../../unit/support/deployments";
import { mockSubscription } from "../../unit/support/mocks";

const group = `/subscriptions/${mockSubscription}/resourceGroups/rg-security/providers`;
const vaultId = `${group}/Microsoft.KeyVault/vaults/kv-team`;
const identity = (name: string, digit: string): ExistingIdentity => ({
    id: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    principalId: `00000000-0000-0000-0000-00000000000${digit}`,
    clientId: `00000000-0000-0000-0000-00000000001${digit}`,
});
const nodeIdentity = identity("id-nodes", "1");
const loadBalancerIdentity = identity("id-load-balancer", "2");
const address = (name: string): string => `https://kv-team.vault.azure.net/secrets/${name}`;
const existingSecrets = {
    nodeKeyStore: address("node-key-store"),
    nodeKeyStorePassword: `${address("node-key-store-password")}/${"0".repeat(32)}`,
    adminPassword: address("admin"),
};
const { certificates } = validArgs();
const withoutNodeSecrets = { certificates: { ...certificates, nodeKeyStore: undefined, nodeKeyStorePassword: undefined }, credentials: {} };

/** Vault, identities and secrets. */
export const vault: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "a vault that is kept for a month": { vault: { retentionDays: 30, purgeProtection: true } },
    "a Production vault that can be purged": { tier: Tier.Production, vault: { retentionDays: 7, purgeProtection: false } },
    "an existing vault": { vault: { existing: { id: vaultId } } },
    "an existing vault that the network reaches already": { vault: { existing: { id: vaultId, privateEndpoint: false, secretPrefix: "gateway-prod" } } },
    "existing identities": { names: { keyVault: "kv-gateway-2" }, vault: { nodeIdentity, loadBalancerIdentity } },
    "one existing identity": { vault: { nodeIdentity } },
    "existing identities and an existing vault": { vault: { existing: { id: vaultId, secretPrefix: "gw" }, nodeIdentity, loadBalancerIdentity } },
    "roles that others assign": { names: { keyVault: "kv-gateway-2" }, vault: { nodeIdentity, loadBalancerIdentity, assignRoles: false } },
    "a front certificate that a vault has already, with a role": {
        certificates: { ...certificates, frontPfx: undefined, frontSecretId: address("front"), frontSecretVaultId: vaultId },
    },
    "secrets that a vault has already": { ...withoutNodeSecrets, vault: { existingSecrets } },
    "secrets that a vault has already, with roles": {
        ...withoutNodeSecrets,
        release: "4.7.0",
        vault: {
            existingSecrets: { ...existingSecrets, controlPlanePassword: address("control-plane"), encryptionKey: address("encryption"), vaultId },
        },
    },
    "secrets that expire": {
        release: "4.7.0",
        credentials: { adminPassword: "administrator-secret", encryptionKey: "0".repeat(64) },
        vault: {
            secretExpiry: {
                frontCertificate: "2027-03-31T00:00:00Z",
                nodeKeyStore: "2027-03-31T02:00:00+02:00",
                nodeKeyStorePassword: "2027-03-31T00:00:00.5Z",
                adminPassword: "2027-12-31T23:59:59Z",
                controlPlanePassword: "2027-12-31T23:59:59Z",
                encryptionKey: "2028-02-29T00:00:00Z",
            },
        },
    },
};
