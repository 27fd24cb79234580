/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; a missing key reads as undefined. */
export interface JsonObject {
    [key: string]: Json;
}

/** An object of which nothing is known but that it is one. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object itself, or an empty one in place of anything else. */
export function objectOrEmpty(value: Json | undefined): JsonObject;
export function objectOrEmpty(value: unknown): Fields;
export function objectOrEmpty(value: unknown): Fields {
    return isObject(value) ? value : {};
}

/** Whether a value is an object, and not an array or null. */
export function isObject(value: Json | undefined): value is JsonObject;
export function isObject(value: unknown): value is Fields;
export function isObject(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list itself, or an empty one in place of anything else. */
export function listOrEmpty(value: Json | undefined): Json[];
export function listOrEmpty(value: unknown): readonly unknown[];
export function listOrEmpty(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** The text itself, or an empty one in place of anything else. */
export function textOrEmpty(value: unknown): string {
    return typeof value === "string" ? value : "";
}

/** The texts in a list. */
export function textsIn(value: unknown): string[] {
    return listOrEmpty(value).filter((item): item is string => typeof item === "string");
}

/** Whether a value is there. Azure reads null as absent. */
export function isGiven(value: unknown): boolean {
    return value !== undefined && value !== null;
}

/** Whether two words are the same to Azure, which ignores case in names, ids and enumerations. */
export function sameWord(left: unknown, right: string): boolean {
    return typeof left === "string" && left.toLowerCase() === right.toLowerCase();
}

/** The number in a body; Azure writes some numbers as texts. */
export function numberFrom(value: unknown): number | undefined {
    if (typeof value === "number") return value;
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Calls `visit` with every text in a value. */
export function eachText(value: unknown, visit: (text: string) => void): void {
    if (typeof value === "string") visit(value);
    else if (Array.isArray(value)) for (const item of value) eachText(item, visit);
    else if (isObject(value)) for (const item of Object.values(value)) eachText(item, visit);
}
