import type { ArmResource } from "../../../../rules";
import { Environment, environment } from "./bodies";

/**
 * What to change in an environment: a path, which begins with the short name of a resource, and the value that takes its place.
 * `undefined` removes, and `[+]` at the end adds an item to a list: `gateway.properties.probes[0].properties.timeout`, `vault.properties.accessPolicies[+]`.
 */
export type Changes = Readonly<Record<string, unknown>>;

type Holder = Record<string | number, unknown>;

/** A valid environment with changes. */
export function changed(changes: Changes): Environment {
    const resources = environment();
    for (const [path, value] of Object.entries(changes)) change(resources as Holder, path, structuredClone(value));
    return resources;
}

function change(root: Holder, path: string, value: unknown): void {
    const steps = [...path.matchAll(/[^.[\]]+|\[\d+\]|\[\+\]/g)].map(([step]) => (/^\[\d+\]$/.test(step) ? Number(step.slice(1, -1)) : step));
    const last = steps.pop()!;
    let holder = root;
    for (const [index, step] of steps.entries()) {
        const next = steps[index + 1] ?? last;
        holder[step] ??= next === "[+]" || typeof next === "number" ? [] : {};
        holder = holder[step] as Holder;
    }
    if (last === "[+]") (holder as unknown as unknown[]).push(value);
    else if (value === undefined) delete holder[last];
    else holder[last] = value;
}

/** A resource and a path in it: `gateway.properties.zones` is `properties.zones` in the resource `gateway`. */
export function placeIn(resources: Environment, place: string): { resource: ArmResource; path: string } {
    const [name, ...rest] = place.split(".");
    const resource = resources[name!];
    if (resource === undefined) throw new Error(`no resource "${name}"`);
    return { resource, path: rest.join(".") };
}

/** A list of `count` items. */
export function many<T>(count: number, item: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => item(index));
}
