import { idArguments, resourceTypes } from "../components/azure/resourceTypes";
import { changeAt, isObject, Json, JsonObject, objectOrEmpty, without } from "./json";
import { decidedByAzure } from "./serverSide";
import { Shape, shapes } from "./shapes";
import { UNKNOWN } from "./wireValues";

/**
 * Outputs as azure-native foresees them: arguments come back as they are, everything that Azure decides is unknown, also inside of what comes back.
 *
 * @param args checked arguments
 */
export function previewOutputs(token: string, args: JsonObject): JsonObject {
    const type = resourceTypes[token];
    const shape = shapes[token] ?? {};
    const dropped = [...(type === undefined ? [] : idArguments(type)), ...(shape.parameters ?? []), "__createBeforeDelete"];
    const echoed = shape.outputsKeepProperties ? keptProperties(shape, without(args, dropped)) : without(args, dropped);
    const parts = objectOrEmpty(withUnknownIds(shape, echoed));
    return objectOrEmpty((decidedByAzure[token] ?? []).reduce<Json>((value, path) => changeAt(value, path, () => UNKNOWN), { ...parts, id: UNKNOWN }));
}

/** Ids of parts (listeners, probes …) exist only once Azure has made them; identities are shown with what Azure knows of them. */
function withUnknownIds(shape: Shape, value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => withUnknownIds(shape, item));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, item]): [string, Json] => {
        if (shape.idSets?.includes(key)) return [key, UNKNOWN];
        const inside = shape.inside?.[key];
        if (inside === undefined) return [key, item];
        const isPart = inside.beside?.includes("id") === true && inside.beside.includes("name") && Array.isArray(item);
        const shown = withUnknownIds(inside, item);
        return [key, isPart && Array.isArray(shown) ? shown.map((part) => (isObject(part) ? { id: UNKNOWN, ...part } : part)) : shown];
    });
    return Object.fromEntries(entries);
}

function keptProperties(shape: Shape, args: JsonObject): JsonObject {
    const beside = Object.fromEntries(Object.entries(args).filter(([key]) => shape.beside?.includes(key) || key === "azureApiVersion"));
    return { ...beside, properties: without(args, Object.keys(beside)) };
}
