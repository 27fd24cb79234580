import { isObject, Json, JsonObject } from "./json";

/** Pulumi's key that marks an object as an envelope for a special value, and the mark of a secret. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** How Pulumi writes a value that is not known yet; one text per kind of value. Source: Pulumi SDK, sdk/go/common/resource/plugin/rpc.go. */
const UNKNOWNS = new Set([
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is not known yet. */
export function isUnknown(value: Json | undefined): boolean {
    return typeof value === "string" && UNKNOWNS.has(value);
}

/** Whether some part of a value is not known yet. */
export function containsUnknown(value: Json | undefined): boolean {
    if (Array.isArray(value)) return value.some(containsUnknown);
    return isObject(value) ? Object.values(value).some(containsUnknown) : isUnknown(value);
}

/** A copy without secret envelopes and without nulls, which azure-native skips in objects. */
export function reveal(value: Json): Json {
    if (Array.isArray(value)) return value.map(reveal);
    if (!isObject(value)) return value;
    if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) return reveal(value.value ?? null);
    return revealObject(value);
}

/** As `reveal`, for an object. */
export function revealObject(value: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(value)
            .map(([key, item]): [string, Json] => [key, reveal(item)])
            .filter(([, item]) => item !== null),
    );
}

/** Keys and list positions that lead to a value. */
export type Path = readonly (string | number)[];

/** Where the secrets of a value are; not where secrets lie inside other secrets. */
export function secretPaths(value: Json, path: Path = []): Path[] {
    if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(item, [...path, index]));
    if (!isObject(value)) return [];
    if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) return [path];
    return Object.entries(value).flatMap(([key, item]) => secretPaths(item, [...path, key]));
}

/** A copy with secret envelopes around the values at the given paths; paths that lead nowhere are skipped. */
export function hide(value: Json, paths: readonly Path[]): Json {
    return paths.reduce((hidden, path) => hideOne(hidden, path), value);
}

function hideOne(value: Json, path: Path): Json {
    const [step, ...rest] = path;
    if (step === undefined) return isObject(value) && SIGNATURE_KEY in value ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
    if (Array.isArray(value)) return value.map((item, index) => (index === step ? hideOne(item, rest) : item));
    if (!isObject(value) || value[SIGNATURE_KEY] !== undefined || value[step] === undefined) return value;
    return { ...value, [step]: hideOne(value[step], rest) };
}
