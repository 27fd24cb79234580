import { isObject, Json, JsonObject, sameJson, textOrEmpty } from "./json";

/** What happens to a property. */
export interface PropertyChange {
    kind: "add" | "update" | "delete";
    /** Whether the whole resource must be replaced for it. */
    replaces: boolean;
}

/** Arguments that the provider adds for its own use. */
const BOOKKEEPING = new Set(["__createBeforeDelete", "azureApiVersion"]);

/**
 * Differences between two sets of arguments by path, list positions as `[0]`, keys with dots as `["a.b"]`. Values that are not known yet differ from everything.
 *
 * @param replaced paths whose change replaces the resource, positions as `[]`
 */
export function diffArguments(olds: JsonObject, news: JsonObject, replaced: readonly string[]): Record<string, PropertyChange> {
    const changes: Record<string, PropertyChange> = {};
    compareObjects(olds, news, "");
    return changes;

    function compareObjects(before: JsonObject, after: JsonObject, base: string): void {
        for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
            if (base === "" && BOOKKEEPING.has(key)) continue;
            compare(before[key], after[key], pathTo(base, key));
        }
    }

    function compare(before: Json | undefined, after: Json | undefined, path: string): void {
        if (sameJson(before, after) || (path === "location" && sameLocation(before, after))) return;
        if (isObject(before) && isObject(after)) return compareObjects(before, after, path);
        if (Array.isArray(before) && Array.isArray(after)) {
            for (let index = 0; index < Math.max(before.length, after.length); index++) compare(before[index], after[index], `${path}[${index}]`);
            return;
        }
        const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
        changes[path] = { kind, replaces: isReplaced(path) };
    }

    function isReplaced(path: string): boolean {
        const pattern = path.replaceAll(/\[\d+\]/g, "[]");
        return replaced.some((start) => pattern === start || pattern.startsWith(`${start}.`) || pattern.startsWith(`${start}[`));
    }
}

/** The path to a key in the engine's form, which quotes keys that would look like several. */
function pathTo(base: string, key: string): string {
    if (/[.[\]"]/.test(key)) return `${base}["${key.replaceAll('"', '\\"')}"]`;
    return base === "" ? key : `${base}.${key}`;
}

/** Azure ignores case and blanks in names of regions, and so does azure-native. */
function sameLocation(before: Json | undefined, after: Json | undefined): boolean {
    return before !== undefined && after !== undefined && normalizedLocation(textOrEmpty(before)) === normalizedLocation(textOrEmpty(after));
}

/** A region as Azure answers it: "West Europe" is `westeurope`. */
export function normalizedLocation(location: string): string {
    return location.toLowerCase().replaceAll(" ", "");
}
