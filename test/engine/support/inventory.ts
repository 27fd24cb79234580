import assert from "node:assert/strict";

import { readState } from "../../../simulator/state";
import { Engine, StackState } from "../../../tools/engine";

export const SUBNET = "azure-native:network:Subnet";

export type StateResource = NonNullable<StackState["deployment"]["resources"]>[number];

/** The resources in Pulumi's state. */
export async function stateResources(engine: Engine): Promise<StateResource[]> {
    return (await engine.exportState()).deployment.resources ?? [];
}

/** Ids in Pulumi's state of everything that exists in Azure, in lower case, sorted. */
export async function idsInState(engine: Engine): Promise<string[]> {
    const real = (await stateResources(engine)).filter((resource) => resource.type.startsWith("azure-native:"));
    return real.map((resource) => (resource.id ?? "").toLowerCase()).sort();
}

/** Ids of everything in the simulated Azure that somebody asked for by a request of its own, in lower case, sorted. */
export function idsInAzure(engine: Engine): string[] {
    return Object.values(readState(engine.azureFolder).resources)
        .filter((resource) => !resource.implicit && resource.token !== SUBNET)
        .map((resource) => resource.id.toLowerCase())
        .sort();
}

/** Nothing in Azure that Pulumi does not know, and nothing in Pulumi's state that does not exist. */
export async function assertNothingOrphaned(engine: Engine): Promise<void> {
    assert.deepEqual(idsInAzure(engine), await idsInState(engine));
}

/** Nothing is left but vaults whose names are kept for their retention. */
export function assertOnlyDeletedVaults(engine: Engine, count: number): void {
    const { resources, deletedVaults } = readState(engine.azureFolder);
    assert.deepEqual(Object.keys(resources), []);
    assert.equal(Object.keys(deletedVaults).length, count);
}

/** The body, in Azure's form, of the only resource of a type. */
export function onlyResource(engine: Engine, type: string): { id: string; body: Record<string, unknown> } {
    const found = Object.values(readState(engine.azureFolder).resources).filter((resource) => resource.token === type);
    assert.equal(found.length, 1, `resources of type ${type}`);
    return found[0]!;
}

/** Names of the vaults that are there. */
export function vaultNames(engine: Engine): string[] {
    const vaults = Object.values(readState(engine.azureFolder).resources).filter(({ token }) => token === "azure-native:keyvault:Vault");
    return vaults.map(({ id }) => id.split("/").at(-1)!);
}
