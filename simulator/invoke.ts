import { resourceId, resourceTypes } from "../components/azure/resourceTypes";
import { resourceNotFound } from "./armError";
import { SimulatedAzure } from "./azure";
import { deployer } from "./directoryObjects";
import { JsonObject, textOrEmpty } from "./json";
import { readState } from "./state";
import { userCredentials } from "./clusters";
import { storageKeys } from "./serverSide";

/** Functions other than the getters of the known types. */
const CLIENT_CONFIG = "azure-native:authorization:getClientConfig";
const STORAGE_KEYS = "azure-native:storage:listStorageAccountKeys";
const CLUSTER_CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials";

/**
 * Answers a function of azure-native.
 *
 * @throws Error for functions that the simulator does not know, ArmError where Azure would answer one
 */
export async function invoke(azure: SimulatedAzure, subscriptionId: string, token: string, args: JsonObject): Promise<JsonObject> {
    if (token === CLIENT_CONFIG) return { ...deployer, subscriptionId };
    if (token === STORAGE_KEYS) {
        const id = resourceId("azure-native:storage:StorageAccount", subscriptionId, args);
        return { keys: storageKeys(azure.stored(id ?? textOrEmpty(args.accountName))) };
    }
    if (token === CLUSTER_CREDENTIALS) return userCredentials(readState(azure.directory), subscriptionId, args);
    const type = token.replace(/:get(\w+)$/, ":$1");
    if (type === token || resourceTypes[type] === undefined)
        throw new Error(
            `the simulated Azure does not know the function ${token}; it knows ${CLIENT_CONFIG}, ${STORAGE_KEYS}, ${CLUSTER_CREDENTIALS} and get… of each known type`,
        );
    const id = resourceId(type, subscriptionId, args);
    if (id === undefined) throw new Error(`${token}: arguments for the resource's id are missing`);
    const found = await azure.find(type, id);
    if (found === undefined) throw resourceNotFound(id);
    return found.outputs;
}
