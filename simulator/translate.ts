import { isObject, Json, JsonObject, listOrEmpty, mapTexts, objectOrEmpty } from "./json";
import { Shape } from "./shapes";

/** Keys of a resource that ARM itself fills in, beside `properties` in every answer. */
const ANSWERED_BESIDE = ["id", "name", "type", "location", "tags", "sku", "kind", "identity", "zones", "plan", "extendedLocation", "managedBy", "systemData"];

/** The body that azure-native sends to Azure for these arguments of a resource, or of a part of one. */
export function toArm(shape: Shape, args: JsonObject): JsonObject {
    const body: JsonObject = {};
    const properties: JsonObject = {};
    for (const [key, value] of Object.entries(args)) {
        if (shape.parameters?.includes(key)) continue;
        const translated = shape.idSets?.includes(key) ? idsToKeys(value) : insideToArm(shape.inside?.[key], value);
        const target = shape.beside === undefined || shape.beside.includes(key) ? body : properties;
        target[shape.armNames?.[key] ?? key] = translated;
    }
    const nested = shape.beside !== undefined && (Object.keys(properties).length > 0 || shape.beside.length === 0);
    return nested ? { ...body, properties } : body;
}

/** What azure-native's SDK shows of a body that Azure answered: the inverse of `toArm`. */
export function fromArm(shape: Shape, body: JsonObject): JsonObject {
    const { properties, ...beside } = body;
    const flat = shape.beside === undefined ? body : { ...objectOrEmpty(properties), ...beside };
    const sdkNames = Object.fromEntries(Object.entries(shape.armNames ?? {}).map(([sdk, arm]) => [arm, sdk]));
    return Object.fromEntries(
        Object.entries(flat).map(([armKey, value]) => {
            const key = sdkNames[armKey] ?? armKey;
            const inside = shape.inside?.[key];
            return [key, inside === undefined ? value : eachObject(value, (item) => fromArm(inside, item))];
        }),
    );
}

/** Outputs of a whole resource: as `fromArm`, except where azure-native leaves `properties` as they are. */
export function resourceOutputs(shape: Shape, body: JsonObject): JsonObject {
    const flat = fromArm(shape, body);
    if (!shape.outputsKeepProperties) return flat;
    const beside = Object.fromEntries(Object.entries(flat).filter(([key]) => key in body && ANSWERED_BESIDE.includes(key)));
    const properties = Object.fromEntries(Object.entries(flat).filter(([key]) => key in objectOrEmpty(body.properties)));
    return { ...beside, properties };
}

/** Outputs of a whole resource, in the form of its arguments. */
export function outputsAsArguments(shape: Shape, outputs: JsonObject): JsonObject {
    const { properties, ...beside } = outputs;
    const flat = shape.outputsKeepProperties && properties !== undefined ? { ...objectOrEmpty(properties), ...beside } : outputs;
    return keysToIds(shape, flat);
}

/** A body with `$self/…` completed to ids within the resource `id`. Only the request has them completed; Pulumi's state keeps what the program wrote. */
export function completeSelfReferences(body: JsonObject, id: string): JsonObject {
    return objectOrEmpty(mapTexts(body, (text) => (text.startsWith("$self/") ? `${id}/${text.slice("$self/".length)}` : text)));
}

function insideToArm(shape: Shape | undefined, value: Json): Json {
    return shape === undefined ? value : eachObject(value, (item) => toArm(shape, item));
}

function eachObject(value: Json, change: (item: JsonObject) => Json): Json {
    if (Array.isArray(value)) return value.map((item) => (isObject(item) ? change(item) : item));
    return isObject(value) ? change(value) : value;
}

function idsToKeys(value: Json): Json {
    return Array.isArray(value) ? Object.fromEntries(value.map((id) => [String(id), {}])) : value;
}

function keysToIds(shape: Shape, value: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(value).map(([key, item]) => {
            if (shape.idSets?.includes(key) && isObject(item)) return [key, Object.keys(item)];
            const inside = shape.inside?.[key];
            return [key, inside === undefined ? item : eachObject(item, (part) => keysToIds(inside, part))];
        }),
    );
}

/** Ids of the parts of a resource (listeners, probes, rules …), as Azure answers them: added to each part that has a name and no id. */
export function withPartIds(shape: Shape, body: JsonObject, id: string): JsonObject {
    const holder = shape.beside === undefined ? body : objectOrEmpty(body.properties);
    const changed = Object.fromEntries(
        Object.entries(holder).map(([key, value]) => {
            const inside = shape.inside?.[key];
            if (!inside?.beside?.includes("id") || !inside.beside.includes("name") || !Array.isArray(value)) return [key, value];
            return [key, listOrEmpty(value).map((item) => partWithId(inside, item, `${id}/${key}`))];
        }),
    );
    return shape.beside === undefined ? changed : { ...body, properties: changed };
}

function partWithId(shape: Shape, item: Json, collection: string): Json {
    if (!isObject(item) || typeof item.name !== "string") return item;
    const id = `${collection}/${item.name}`;
    return { ...withPartIds(shape, item, id), id };
}
