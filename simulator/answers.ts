import { resourceTypes } from "../components/azure/resourceTypes";
import { normalizedLocation } from "./diff";
import { CLUSTER, poolsOf } from "./clusters";
import { deployer, principalId } from "./directoryObjects";
import { changeAt, Json, JsonObject, objectOrEmpty, textOrEmpty } from "./json";
import { resourceIn, resourcesOf } from "./request";
import { ancestorIds, ownName } from "./resourceIds";
import { answeredProperties, Circumstances, writeOnly } from "./serverSide";
import { shapes } from "./shapes";
import { isInside, State, StoredResource } from "./state";
import { resourceOutputs, withPartIds } from "./translate";

/** The body that Azure answers for a resource: what was written, without what it keeps to itself, with what it adds. */
export function answer(state: State, resource: StoredResource, circumstances: Circumstances): JsonObject {
    const shape = shapes[resource.token] ?? {};
    const told = objectOrEmpty((writeOnly[resource.token] ?? []).reduce<Json>((body, path) => changeAt(body, path, () => undefined), resource.body));
    const properties = answeredProperties({ ...resource, body: told }, circumstances);
    if (resource.token === "azure-native:network:VirtualNetwork") properties.subnets = subnetsOf(state, resource, circumstances);
    if (resource.token === CLUSTER) properties.agentPoolProfiles = poolsOf(state, resource).map((pool) => poolProfile(state, pool, circumstances));
    const body: JsonObject = {
        ...told,
        ...(Object.keys(properties).length > 0 ? { properties } : {}),
        id: resource.id,
        name: nameOf(resource),
        type: resourceTypes[resource.token]?.armType ?? "",
    };
    const location = locationOf(state, resource);
    if (location !== undefined) body.location = location;
    if (told.identity !== undefined) body.identity = answeredIdentity(state, objectOrEmpty(told.identity));
    return withPartIds(shape, body, resource.id);
}

/** The outputs that azure-native shows of a resource. */
export function outputsOf(state: State, resource: StoredResource, circumstances: Circumstances): JsonObject {
    const outputs = resourceOutputs(shapes[resource.token] ?? {}, answer(state, resource, circumstances));
    return { ...outputs, azureApiVersion: resourceTypes[resource.token]?.apiVersion ?? "" };
}

function subnetsOf(state: State, network: StoredResource, circumstances: Circumstances): JsonObject[] {
    const subnets = resourcesOf(state, "azure-native:network:Subnet").filter((subnet) => isInside(subnet.id, network.id));
    return subnets
        .sort((left, right) => left.createdAt - right.createdAt || left.id.localeCompare(right.id))
        .map((subnet) => answer(state, subnet, circumstances));
}

/** A pool as a cluster shows it: its name beside everything else. */
function poolProfile(state: State, pool: StoredResource, circumstances: Circumstances): JsonObject {
    return { name: ownName(pool.id), ...objectOrEmpty(answer(state, pool, circumstances).properties) };
}

function nameOf({ token, id }: StoredResource): string {
    return token === "azure-native:storage:FileServiceProperties" ? "default" : ownName(id);
}

/** Secrets have the location of their vault; other resources their own, in Azure's spelling. */
function locationOf(state: State, { token, id, body }: StoredResource): string | undefined {
    const from = token === "azure-native:keyvault:Secret" ? resourceIn(state, ancestorIds(id)[0] ?? "")?.body.location : body.location;
    return typeof from === "string" ? normalizedLocation(from) : undefined;
}

function answeredIdentity(state: State, identity: JsonObject): JsonObject {
    const assigned = Object.keys(objectOrEmpty(identity.userAssignedIdentities)).map((id): [string, Json] => {
        const resource = resourceIn(state, id);
        return [id, resource === undefined ? {} : { principalId: principalId(resource) }];
    });
    const answered: JsonObject = { ...identity };
    if (textOrEmpty(identity.type).includes("SystemAssigned")) answered.tenantId = deployer.tenantId;
    if (assigned.length > 0) answered.userAssignedIdentities = Object.fromEntries(assigned);
    return answered;
}
