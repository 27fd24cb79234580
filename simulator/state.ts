import * as path from "node:path";

import { exclusively, readJson, writeJson } from "./directory";
import { JsonObject } from "./json";

/** What Azure is doing with a resource. */
export type ProvisioningState = "Creating" | "Updating" | "Deleting" | "Succeeded" | "Failed";

/** One resource as Azure keeps it. */
export interface StoredResource {
    id: string;
    /** Pulumi's name of the type. */
    token: string;
    /** What was last written, in ARM's form. */
    body: JsonObject;
    provisioningState: ProvisioningState;
    /** When the operation under way is over, in milliseconds since 1970. Whoever reads the state later than that finds it over, even if nobody was there to see it. */
    readyAt: number;
    createdAt: number;
    /** Random, new for every creation: what Azure makes up (principal ids, addresses, keys) is derived from it. */
    nonce: string;
    /** Random, new for every write. */
    version: string;
    /** Azure made it together with its parent; nobody has written it yet. */
    implicit?: boolean;
}

/** A vault that was deleted and still holds its name. */
export interface DeletedVault {
    vault: StoredResource;
    secrets: StoredResource[];
    deletedAt: number;
    purgeAt: number;
}

/** Everything in the simulated subscription; keys are in lower case, because Azure's ids and names ignore case. */
export interface State {
    resources: Record<string, StoredResource>;
    deletedVaults: Record<string, DeletedVault>;
    /** Ids of secrets that were deleted and can still be recovered. */
    deletedSecrets: Record<string, number>;
}

/** Key of a resource in the state. */
export function keyOf(id: string): string {
    return id.toLowerCase();
}

/** Whether `id` is inside `ancestor` (or is a part of it). */
export function isInside(id: string, ancestor: string): boolean {
    return keyOf(id).startsWith(`${keyOf(ancestor)}/`);
}

/** The state after everything that is over by `now` is over. Pure. */
export function settled(state: State, now: number): State {
    const live = Object.entries(state.resources).filter(([, resource]) => resource.provisioningState !== "Deleting" || resource.readyAt > now);
    const resources = live.map(([key, resource]): [string, StoredResource] => {
        const isOver = (resource.provisioningState === "Creating" || resource.provisioningState === "Updating") && resource.readyAt <= now;
        return [key, isOver ? { ...resource, provisioningState: "Succeeded" } : resource];
    });
    const deletedVaults = Object.entries(state.deletedVaults).filter(([, deleted]) => deleted.purgeAt > now);
    return { ...state, resources: Object.fromEntries(resources), deletedVaults: Object.fromEntries(deletedVaults) };
}

/** The state in a folder, as it is at `now`. */
export function readState(directory: string, now = Date.now()): State {
    const state = readJson<State>(fileIn(directory)) ?? { resources: {}, deletedVaults: {}, deletedSecrets: {} };
    return settled(state, now);
}

/**
 * Changes the state in a folder while nobody else does. An error leaves it as it was.
 * All of it is one file, so that a change of several resources (a deleted group, a vault and its secrets) happens wholly or not at all.
 */
export async function changeState<T>(directory: string, change: (state: State) => T): Promise<T> {
    return exclusively(directory, () => {
        const state = readState(directory);
        const result = change(state);
        writeJson(fileIn(directory), state);
        return result;
    });
}

function fileIn(directory: string): string {
    return path.join(directory, "subscription.json");
}
