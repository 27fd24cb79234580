import { isObject, Json, JsonObject, listOrEmpty } from "../rules/body/json";

export { isObject, listOrEmpty, numberFrom, objectOrEmpty, textOrEmpty } from "../rules/body/json";
export type { Json, JsonObject } from "../rules/body/json";

/** Whether two values are the same, whatever the order of their keys. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
    if (Array.isArray(left) && Array.isArray(right)) return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
    if (isObject(left) && isObject(right)) {
        const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
        return [...keys].every((key) => sameJson(left[key], right[key]));
    }
    return left === right;
}

/** A copy with every text replaced; objects and lists keep their shape. */
export function mapTexts(value: Json, change: (text: string) => Json): Json {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
    return value;
}

/** Every text in a value, with the path that leads to it. */
export function texts(value: Json, path = ""): { path: string; text: string }[] {
    if (typeof value === "string") return [{ path, text: value }];
    if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, `${path}[${index}]`));
    if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => texts(item, path === "" ? key : `${path}.${key}`));
    return [];
}

/** An object without some of its keys. */
export function without(value: JsonObject, keys: Iterable<string>): JsonObject {
    const dropped = new Set(keys);
    return Object.fromEntries(Object.entries(value).filter(([key]) => !dropped.has(key)));
}

/**
 * A copy in which the values at `path` are changed; keys joined by dots, `[]` after a list means each of its items.
 * A `change` that returns undefined removes the value. Where the path leads nowhere, nothing happens, except that the last key is offered to `change` as undefined.
 */
export function changeAt(value: Json, path: string, change: (value: Json | undefined) => Json | undefined): Json {
    const [step, ...rest] = path.split(".");
    if (step === undefined || !isObject(value)) return value;
    const key = step.replace(/\[\]$/, "");
    const old = value[key];
    if (step.endsWith("[]")) {
        const items = listOrEmpty(old).map((item) => (rest.length === 0 ? (change(item) ?? item) : changeAt(item, rest.join("."), change)));
        return old === undefined ? value : { ...value, [key]: items };
    }
    if (rest.length > 0) return old === undefined ? value : { ...value, [key]: changeAt(old, rest.join("."), change) };
    const changed = change(old);
    return changed === undefined ? without(value, [key]) : { ...value, [key]: changed };
}
