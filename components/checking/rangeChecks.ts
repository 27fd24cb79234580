import { Problem } from "../problem";

/** Problems of a smallest and a largest number, whose paths end alike: `minInstances` and `maxInstances`. */
export function checkRange(min: number, max: number, [lowest, highest]: readonly [number, number], what: string): Problem[] {
    const valid = (value: number): boolean => Number.isInteger(value) && value >= lowest && value <= highest;
    const outside = (path: string, value: number): Problem[] =>
        valid(value) ? [] : [{ path, message: `is ${value}; allowed are whole numbers from ${lowest} to ${highest}` }];
    const order = valid(min) && valid(max) && min > max ? [{ path: `min${what}`, message: `is ${min}, more than max${what} (${max})` }] : [];
    return [...outside(`min${what}`, min), ...outside(`max${what}`, max), ...order];
}

/** A whole number within bounds, or not given. */
export function checkWhole(value: number | undefined, [lowest, highest]: readonly [number, number], path: string): Problem[] {
    if (value === undefined || (Number.isInteger(value) && value >= lowest && value <= highest)) return [];
    return [{ path, message: `is ${value}; allowed are whole numbers from ${lowest} to ${highest}` }];
}

/** A value that is one of a few, or not given. */
export function checkOneOf(allowed: readonly string[], value: string | undefined, path: string): Problem[] {
    return value === undefined || allowed.includes(value) ? [] : [{ path, message: `is "${value}"; allowed are ${allowed.join(", ")}` }];
}

/** Positions of the texts that the list has before already; those that are not known are no text. Each is looked at once, however long the list is. */
export function repeatedPositions(texts: readonly (string | undefined)[]): Set<number> {
    const [seen, repeated] = [new Set<string>(), new Set<number>()];
    texts.forEach((text, position) => {
        if (text === undefined) return;
        if (seen.has(text)) repeated.add(position);
        seen.add(text);
    });
    return repeated;
}

/** Availability zones of a region. */
export function checkZones(zones: readonly string[] | undefined, path: string): Problem[] {
    const unknown = (zones ?? []).filter((zone) => !["1", "2", "3"].includes(zone));
    return [
        ...(unknown.length === 0 ? [] : [{ path, message: `contain ${unknown.join(", ")}; allowed are 1, 2 and 3` }]),
        ...(new Set(zones).size === (zones ?? []).length ? [] : [{ path, message: "name a zone twice" }]),
    ];
}
