import { JsonObject } from "./json";
import { keyOf, State, StoredResource } from "./state";

/** A request to write a resource, seen by the checks before Azure accepts it. */
export interface WriteRequest {
    token: string;
    id: string;
    /** Body of the request, in ARM's form. */
    body: JsonObject;
    /** The resource as it is, when there is one. */
    existing: StoredResource | undefined;
    /** The subscription as it is. */
    state: State;
}

/** A resource that is there; nothing for one that is not. */
export function resourceIn(state: State, id: string): StoredResource | undefined {
    return state.resources[keyOf(id)];
}

/** All resources of a type. */
export function resourcesOf(state: State, token: string): StoredResource[] {
    return Object.values(state.resources).filter((resource) => resource.token === token);
}
