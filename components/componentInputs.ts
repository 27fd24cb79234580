import * as pulumi from "@pulumi/pulumi";

/**
 * The part of a component's arguments that is recorded as its inputs: what is plain.
 *
 * A component is registered when its inputs are known, and its children only after it. An input that comes from another resource would
 * make all children wait for that resource, also those that do not need it. Secrets are left out for their own sake.
 */
export function plainInputs(args: object): pulumi.Inputs {
    return plain(args) as pulumi.Inputs;
}

function plain(value: unknown): unknown {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return undefined;
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
