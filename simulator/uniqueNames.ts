import { ArmError } from "./armError";
import { resourcesOf, WriteRequest } from "./request";
import { ownName } from "./resourceIds";
import { keyOf } from "./state";

/**
 * Refuses names that someone else in the world of Azure holds. In the simulated one, that is the same subscription's other groups.
 */
export function checkUniqueNames(request: WriteRequest): void {
    if (request.existing !== undefined) return;
    const name = ownName(request.id);
    const isTaken = resourcesOf(request.state, request.token).some(
        (other) => keyOf(ownName(other.id)) === keyOf(name) && keyOf(other.id) !== keyOf(request.id),
    );
    if (isTaken && request.token === "azure-native:storage:StorageAccount")
        throw new ArmError(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`);
    if (isTaken && request.token === "azure-native:keyvault:Vault")
        throw new ArmError(
            409,
            "VaultAlreadyExists",
            `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`,
        );
}
