import { isObject, Json, JsonObject, objectOrEmpty, without } from "../json";

/** What the server keeps about an object and nobody writes. */
const READ_ONLY = ["creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "uid"];

/** Arguments without what the server alone writes. */
export function withoutReadOnly(object: JsonObject): JsonObject {
    return isObject(object.metadata) ? { ...object, metadata: without(object.metadata, READ_ONLY) } : object;
}

/** The parts of a live object that its arguments speak of: what others have added is not drift, what they have changed is. */
export function pruned(live: JsonObject, inputs: JsonObject): JsonObject {
    return objectOrEmpty(prunedValue(live, inputs));
}

function prunedValue(live: Json, input: Json): Json {
    if (Array.isArray(live) && Array.isArray(input)) {
        return live.map((item, index) => (index < input.length ? settled(prunedValue(item, input[index]!), input[index]!) : item));
    }
    if (!isObject(live) || !isObject(input)) return live;
    const entries = Object.entries(input).flatMap(([key, wanted]): [string, Json][] => {
        const there = live[key];
        if (there !== undefined) return [[key, settled(prunedValue(there, wanted), wanted)]];
        // The server drops what is empty.
        return isEmpty(wanted) ? [[key, wanted]] : [];
    });
    return Object.fromEntries(entries);
}

/** The argument itself where the server only writes the same value in another way. */
function settled(live: Json, input: Json): Json {
    return isSameQuantity(live, input) ? input : live;
}

function isEmpty(value: Json): boolean {
    if (Array.isArray(value)) return value.length === 0;
    return value === null || value === "" || value === false || value === 0 || (isObject(value) && Object.keys(value).length === 0);
}

const UNITS: Readonly<Record<string, number>> = {
    n: 1e-9,
    u: 1e-6,
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
};

/** Whether two values are the same amount: `1024Mi` comes back as `1Gi`, and `0.5` as `500m`. Numbers come back as texts where amounts are texts. */
export function isSameQuantity(left: Json, right: Json): boolean {
    if (typeof left === typeof right && typeof left !== "string") return false;
    const [first, second] = [amount(left), amount(right)];
    return first !== undefined && second !== undefined && Math.abs(first - second) <= Math.abs(first) * 1e-9;
}

function amount(value: Json): number | undefined {
    if (typeof value === "number") return value;
    const [, digits, unit = ""] = (typeof value === "string" && /^([+-]?\d+(?:\.\d+)?)([numkMGTP]|[KMGTP]i)?$/.exec(value)) || [];
    return digits === undefined ? undefined : Number(digits) * (unit === "" ? 1 : UNITS[unit]!);
}
