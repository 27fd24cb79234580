import { idArguments, resourceTypes } from "../components/azure/resourceTypes";
import { changeAt, isObject, Json, JsonObject, objectOrEmpty, sameJson, without } from "./json";
import { parseId } from "./resourceIds";
import { decidedByAzure, DECIDED_EVERYWHERE } from "./serverSide";
import { shapes } from "./shapes";
import { outputsAsArguments } from "./translate";

/** Keys of every resource that are never arguments. */
const NEVER_ARGUMENTS = ["id", "name", "type", "azureApiVersion"];

/**
 * Arguments after a refresh, by azure-native's own method: what differs between the outputs before and now is changed in the arguments,
 * everything else stays as the program wrote it. So Azure's defaults do not show up as changes, and what Azure never tells again
 * (a secret's value) is kept.
 */
export function refreshedArguments(token: string, args: JsonObject, oldOutputs: JsonObject, newOutputs: JsonObject): JsonObject {
    const now = asArguments(token, newOutputs);
    // An interrupted creation left no outputs: then only what the program wrote can have changed.
    const before = Object.keys(oldOutputs).length === 0 ? undefined : asArguments(token, oldOutputs);
    const dropped = token === "azure-native:network:VirtualNetwork" && args.subnets === undefined ? ["subnets"] : [];
    if (before === undefined) return objectOrEmpty(onlyKnown(args, without(now, dropped)));
    return applyObject(args, without(before, dropped), without(now, dropped));
}

/** Arguments of a resource that is imported: the names in its id, and everything that Azure tells of it that could be an argument. */
export function importedArguments(token: string, id: string, outputs: JsonObject): JsonObject {
    const names = parseId(id)?.names ?? {};
    const type = resourceTypes[token];
    const ids = Object.fromEntries((type === undefined ? [] : idArguments(type)).map((argument) => [argument, names[argument] ?? ""]));
    return { ...asArguments(token, outputs), ...ids, azureApiVersion: type?.apiVersion ?? "" };
}

function asArguments(token: string, outputs: JsonObject): JsonObject {
    const stripped = (decidedByAzure[token] ?? []).reduce<Json>(
        (value, path) => changeAt(value, path, () => undefined),
        outputsAsArguments(shapes[token] ?? {}, outputs),
    );
    return without(objectOrEmpty(withoutDecided(stripped)), NEVER_ARGUMENTS);
}

function withoutDecided(value: Json): Json {
    if (Array.isArray(value)) return value.map(withoutDecided);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(without(value, DECIDED_EVERYWHERE)).map(([key, item]) => [key, withoutDecided(item)]));
}

function applyObject(args: JsonObject, before: JsonObject, now: JsonObject): JsonObject {
    const result = { ...args };
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
        const [old, current] = [before[key], now[key]];
        if (sameJson(old, current)) continue;
        if (current === undefined) delete result[key];
        else result[key] = applyValue(args[key], old, current);
    }
    return result;
}

function applyValue(arg: Json | undefined, before: Json | undefined, now: Json): Json {
    if (isObject(arg) && isObject(before) && isObject(now)) return applyObject(arg, before, now);
    if (Array.isArray(arg) && Array.isArray(before) && Array.isArray(now))
        return now.map((item, index) =>
            index < arg.length && index < before.length ? (sameJson(before[index], item) ? arg[index]! : applyValue(arg[index], before[index], item)) : item,
        );
    return now;
}

/** The arguments, with the values of those keys that Azure tells. */
function onlyKnown(arg: Json, now: Json): Json {
    if (isObject(arg) && isObject(now))
        return Object.fromEntries(Object.entries(arg).map(([key, item]) => [key, now[key] === undefined ? item : onlyKnown(item, now[key])]));
    if (Array.isArray(arg) && Array.isArray(now) && arg.length === now.length) return arg.map((item, index) => onlyKnown(item, now[index]!));
    return isReference(arg) ? arg : now;
}

/** `$self/…` is how the program names a part of the same resource; Azure answers the full id. */
function isReference(arg: Json): boolean {
    return typeof arg === "string" && arg.startsWith("$self/");
}
