import { ArmError, resourceNotFound } from "./armError";
import { objectOrEmpty, textOrEmpty } from "./json";
import { resourceIn, WriteRequest } from "./request";
import { ancestorIds, ownName } from "./resourceIds";
import { DeletedVault, isInside, keyOf, State, StoredResource } from "./state";

const VAULT = "azure-native:keyvault:Vault";
const SECRET = "azure-native:keyvault:Secret";
const DAY = 24 * 60 * 60 * 1000;
/** Days that a deleted vault keeps its name when nothing else is said. Source: Key Vault's soft-delete. */
const DEFAULT_RETENTION_DAYS = 90;

/** Refuses what a vault, its soft-deletion or its secrets do not allow. */
export function checkVault(request: WriteRequest): void {
    if (request.token === SECRET) return checkSecret(request);
    if (request.token !== VAULT) return;
    const properties = objectOrEmpty(request.body.properties);
    if (properties.enablePurgeProtection === false)
        throw new ArmError(
            400,
            "BadRequest",
            'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
        );
    const deleted = request.state.deletedVaults[keyOf(ownName(request.id))];
    if (properties.createMode === "recover") {
        if (request.existing === undefined && (deleted === undefined || keyOf(deleted.vault.id) !== keyOf(request.id))) throw resourceNotFound(request.id);
        return;
    }
    if (request.existing === undefined && deleted !== undefined)
        throw new ArmError(
            409,
            "ConflictError",
            "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
        );
}

function checkSecret({ id, existing, state }: WriteRequest): void {
    if (existing === undefined && state.deletedSecrets[keyOf(id)] !== undefined)
        throw new ArmError(
            409,
            "Conflict",
            `Secret ${ownName(id)} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
        );
}

/**
 * Refuses a call to the data plane of a vault from outside its network. Secrets are written through Azure Resource Manager, but it
 * cannot delete them: azure-native's deletion is such a call.
 */
export function checkDataPlaneAccess(state: State, secretId: string): void {
    const vault = resourceIn(state, ancestorIds(secretId)[0] ?? "");
    if (vault === undefined) return;
    const properties = objectOrEmpty(vault.body.properties);
    const caller = `Vault: ${ownName(vault.id)};location=${textOrEmpty(vault.body.location)}`;
    if (keyOf(textOrEmpty(properties.publicNetworkAccess)) === "disabled")
        throw new ArmError(
            403,
            "ForbiddenByConnection",
            `Public network access is disabled and request is not from a trusted service nor via an approved private link. ${caller}`,
        );
    if (keyOf(textOrEmpty(objectOrEmpty(properties.networkAcls).defaultAction)) === "deny")
        throw new ArmError(403, "ForbiddenByFirewall", `Client address is not authorized and caller is not a trusted service. ${caller}`);
}

/** Moves a vault and its secrets to the deleted ones, where they keep its name for its retention. Changes the state. */
export function softDeleteVault(state: State, vault: StoredResource, now: number): void {
    const secrets = Object.values(state.resources).filter((resource) => resource.token === SECRET && isInside(resource.id, vault.id));
    const retention = objectOrEmpty(vault.body.properties).softDeleteRetentionInDays;
    const days = typeof retention === "number" ? retention : DEFAULT_RETENTION_DAYS;
    const deleted: DeletedVault = { vault, secrets, deletedAt: now, purgeAt: now + days * DAY };
    state.deletedVaults[keyOf(ownName(vault.id))] = deleted;
}

/** What comes back when a vault is written with `createMode: recover`. Changes the state; nothing happens for any other write. */
export function recoverVault({ token, id, body, existing, state }: WriteRequest): StoredResource | undefined {
    if (token !== VAULT || existing !== undefined || objectOrEmpty(body.properties).createMode !== "recover") return undefined;
    const deleted = state.deletedVaults[keyOf(ownName(id))];
    if (deleted === undefined) return undefined;
    delete state.deletedVaults[keyOf(ownName(id))];
    for (const secret of deleted.secrets) state.resources[keyOf(secret.id)] = secret;
    return deleted.vault;
}

/** Remembers that a secret was deleted: its name cannot be used again until its vault is purged or it is recovered. Changes the state. */
export function softDeleteSecret(state: State, secret: StoredResource, now: number): void {
    state.deletedSecrets[keyOf(secret.id)] = now;
}

/**
 * Frees the name of a deleted vault.
 *
 * @throws ArmError when there is no such vault, or its purge protection forbids it
 */
export function purgeVault(state: State, name: string): void {
    const deleted = state.deletedVaults[keyOf(name)];
    if (deleted === undefined) throw new ArmError(404, "DeletedVaultNotFound", `The specified deleted vault '${name}' does not exist.`);
    if (objectOrEmpty(deleted.vault.body.properties).enablePurgeProtection === true)
        throw new ArmError(
            400,
            "DeletedVaultPurge",
            `Operation "DeletedVaultPurge" is not allowed on vault '${name}' because purge protection is enabled for this vault.`,
        );
    delete state.deletedVaults[keyOf(name)];
    for (const key of Object.keys(state.deletedSecrets)) if (isInside(key, deleted.vault.id)) delete state.deletedSecrets[key];
}
