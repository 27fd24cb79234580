import * as fs from "node:fs";
import * as path from "node:path";

import { resourceNotFound } from "./armError";
import { exclusively } from "./directory";
import { JsonObject, textOrEmpty } from "./json";
import { resourceIn } from "./request";
import { ownName } from "./resourceIds";
import { changeState, keyOf, ProvisioningState, readState } from "./state";
import { purgeVault, softDeleteVault } from "./vaults";

export { setFaults } from "./faults";

/** One line of what is in Azure. */
export interface ListedResource {
    id: string;
    /** Pulumi's name of the type. */
    type: string;
    name: string;
    /** Empty for resources that have none of their own. */
    location: string;
    provisioningState: ProvisioningState;
    createdAt: Date;
}

/** A vault that was deleted and still holds its name. */
export interface ListedVault {
    id: string;
    name: string;
    deletedAt: Date;
    /** When its name is free again. */
    purgeAt: Date;
    secretNames: string[];
}

/** Everything in the simulated Azure, oldest first. */
export function listResources(directory: string): ListedResource[] {
    return Object.values(readState(directory).resources)
        .sort((left, right) => left.createdAt - right.createdAt || left.id.localeCompare(right.id))
        .map(({ id, token, body, provisioningState, createdAt }) => ({
            id,
            type: token,
            name: ownName(id),
            location: textOrEmpty(body.location),
            provisioningState,
            createdAt: new Date(createdAt),
        }));
}

/** Deleted vaults that can be recovered. */
export function listSoftDeleted(directory: string): ListedVault[] {
    return Object.values(readState(directory).deletedVaults).map(({ vault, secrets, deletedAt, purgeAt }) => ({
        id: vault.id,
        name: ownName(vault.id),
        deletedAt: new Date(deletedAt),
        purgeAt: new Date(purgeAt),
        secretNames: secrets.map((secret) => ownName(secret.id)),
    }));
}

/**
 * Empties the simulated Azure: resources, deleted vaults and faults.
 * Removes only files of the simulator; a folder that holds anything else stays.
 */
export async function reset(directory: string): Promise<void> {
    if (!fs.existsSync(directory)) return;
    await exclusively(directory, () => {
        for (const name of fs.readdirSync(directory)) if (/^(subscription|faults)\.json/.test(name)) fs.rmSync(path.join(directory, name));
    });
    if (fs.readdirSync(directory).length === 0) fs.rmdirSync(directory);
}

/**
 * Changes a resource behind Pulumi's back, as an autoscaler or a colleague would.
 *
 * @param mutate gets the resource's body in ARM's form and returns the new one; nothing means that the resource is deleted, alone and unasked
 * @throws ArmError when there is no such resource
 */
export async function changeResource(directory: string, id: string, mutate: (body: JsonObject) => JsonObject | undefined): Promise<void> {
    await changeState(directory, (state) => {
        const resource = resourceIn(state, id);
        if (resource === undefined) throw resourceNotFound(id);
        const body = mutate(structuredClone(resource.body));
        if (body !== undefined) {
            state.resources[keyOf(id)] = { ...resource, body };
            return;
        }
        if (resource.token === "azure-native:keyvault:Vault") softDeleteVault(state, resource, Date.now());
        delete state.resources[keyOf(id)];
    });
}

/**
 * Purges a deleted vault, as its owner may when it has no purge protection.
 *
 * @throws ArmError when there is none, or it is protected
 */
export async function purge(directory: string, vaultName: string): Promise<void> {
    await changeState(directory, (state) => purgeVault(state, vaultName));
}
