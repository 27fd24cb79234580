import type { ArmResource, Finding } from "../rule";
import { isGiven, Fields, listOrEmpty, numberFrom, objectOrEmpty, textOrEmpty } from "./json";

/** An item of a list in a body (a listener, a rule, a subnet), with the path that leads to it. */
export interface Part {
    /** Path of the item itself: `properties.probes[0]`. */
    path: string;
    name: string;
    body: Fields;
    properties: Fields;
    /** Path of the item's properties: `properties.probes[0].properties`. */
    inside: string;
}

/** What a body has under `properties`. */
export function propertiesOf(resource: ArmResource): Fields {
    return objectOrEmpty(resource.properties);
}

/** The items of a list whose items have `properties` of their own. */
export function partsIn(list: unknown, path: string): Part[] {
    return listOrEmpty(list).map((item, index) => {
        const body = objectOrEmpty(item);
        const own = `${path}[${index}]`;
        return { path: own, name: textOrEmpty(body.name), body, properties: objectOrEmpty(body.properties), inside: `${own}.properties` };
    });
}

/** The id in a reference `{ id }`; empty when there is none. */
export function idIn(reference: unknown): string {
    return textOrEmpty(objectOrEmpty(reference).id);
}

/** What a value outside its range breaks; nothing for a value that is absent or not known yet. */
export function* outside(value: unknown, [smallest, largest]: readonly [number, number], path: string): Iterable<Finding> {
    if (!isGiven(value)) return;
    const number = numberFrom(value);
    if (number === undefined || !Number.isInteger(number) || number < smallest || number > largest)
        yield { path, message: `is ${String(value)}; allowed are ${smallest} to ${largest}` };
}

/** A value that must be there and within its range. */
export function* missingOrOutside(value: unknown, range: readonly [number, number], path: string): Iterable<Finding> {
    if (!isGiven(value)) yield { path, message: `is missing; allowed are ${range[0]} to ${range[1]}` };
    yield* outside(value, range, path);
}

/** What is not one of the allowed words; nothing for a value that is absent. Azure ignores their case. */
export function* notOneOf(value: unknown, allowed: readonly string[], path: string): Iterable<Finding> {
    if (!isGiven(value)) return;
    const word = textOrEmpty(value).toLowerCase();
    if (!allowed.some((item) => item.toLowerCase() === word)) yield { path, message: `is "${String(value)}"; allowed are ${allowed.join(", ")}` };
}

/** Items that have the same key as an earlier one; items without a key are left out. */
export function repeated<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): { item: T; first: T }[] {
    const seen = new Map<string, T>();
    const again: { item: T; first: T }[] = [];
    for (const item of items) {
        const key = keyOf(item)?.toLowerCase();
        if (key === undefined || key === "") continue;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, item);
        else again.push({ item, first });
    }
    return again;
}
