import { boolean, group, integer, readSettings, required, Setting, text } from "../settings";
import { GatewayVaultSettings } from "./settings";

const texts = (...names: string[]): Record<string, Setting> => Object.fromEntries(names.map((name) => [name, text]));
const existingIdentity = group({ id: required(text), principalId: required(text), clientId: required(text) });
const nodeSecrets = [
    "nodeKeyStore",
    "nodeKeyStorePassword",
    "adminPassword",
    "controlPlanePassword",
    "encryptionKey",
    "redisPassword",
    "syncHostKey",
    "syncWorkerKey",
];

/** The settings of vault, identities and secrets, as stack configuration has them. */
export const vaultForm = group({
    existing: group({ id: required(text), privateEndpoint: boolean, secretPrefix: text }),
    nodeIdentity: existingIdentity,
    loadBalancerIdentity: existingIdentity,
    syncManagerIdentity: existingIdentity,
    assignRoles: boolean,
    retentionDays: integer,
    purgeProtection: boolean,
    existingSecrets: group(texts("vaultId", ...nodeSecrets)),
    secretExpiry: group(texts("frontCertificate", ...nodeSecrets)),
});

/** The same forms, without asking for secrets that a vault has already. Those have the same names in `vault.existingSecrets`. */
export function withoutExistingSecrets(forms: Readonly<Record<string, Setting>>, vault: string | undefined): Readonly<Record<string, Setting>> {
    const { existingSecrets = {} } = (readSettings({ vault: vaultForm }, { vault: vault ?? "" }).values.vault ?? {}) as GatewayVaultSettings;
    return Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, name in existingSecrets ? { ...form, required: false } : form]));
}
