import { ArmError, resourceGroupNotFound } from "./armError";
import { resourceTypes } from "../components/azure/resourceTypes";
import { resourceIn, WriteRequest } from "./request";
import { ancestorIds, ownName, resourceGroupOf } from "./resourceIds";

/** Refuses a resource whose group, parent or scope does not exist. */
export function checkParents({ id, token, state }: WriteRequest): void {
    const ancestors = ancestorIds(id);
    const group = resourceGroupOf(id);
    const groupId = ancestors.at(-1);
    if (group !== undefined && groupId !== undefined && resourceIn(state, groupId) === undefined) throw resourceGroupNotFound(group);
    const missing = ancestors.find((ancestor) => resourceIn(state, ancestor) === undefined);
    if (missing === undefined) return;
    const armType = resourceTypes[token]?.armType ?? token;
    throw new ArmError(
        404,
        "ParentResourceNotFound",
        `Failed to perform 'write' on resource(s) of type '${armType.split("/").slice(1).join("/")}', because the parent resource '${missing}' could not be found.`,
    );
}

/** Refuses an update while a neighbour in the same virtual network is being written; azure-native tries again some seconds later. */
export function checkNoOtherOperation({ id, token, state }: WriteRequest): void {
    const network = networkOf(token, id);
    if (network === undefined) return;
    const busy = Object.values(state.resources).find(
        (other) =>
            other.id.toLowerCase() !== id.toLowerCase() &&
            networkOf(other.token, other.id)?.toLowerCase() === network.toLowerCase() &&
            (other.provisioningState === "Creating" || other.provisioningState === "Updating" || other.provisioningState === "Deleting"),
    );
    if (busy === undefined) return;
    throw new ArmError(
        409,
        "AnotherOperationInProgress",
        `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: (the operation on ${ownName(busy.id)}).`,
    );
}

function networkOf(token: string, id: string): string | undefined {
    if (token === "azure-native:network:VirtualNetwork") return id;
    return token === "azure-native:network:Subnet" ? ancestorIds(id)[0] : undefined;
}
