import { isDeepStrictEqual } from "node:util";

/** A resource as `pulumi preview --json` has it. */
interface PreviewedResource {
    urn: string;
    type: string;
    custom: boolean;
    inputs?: Record<string, unknown>;
    dependencies?: string[];
    protect?: boolean;
    ignoreChanges?: string[];
    deletedWith?: string;
}

export interface Preview {
    steps: { newState: PreviewedResource }[];
}

/** What a program asks Azure for, by type and name; which component it belongs to makes no difference to Azure. */
export type Registrations = ReadonlyMap<string, Registration>;
/** Arguments and options by name. */
type Registration = Readonly<Record<string, unknown>>;

export function registrations({ steps }: Preview): Registrations {
    const ofAzure = steps.map(({ newState }) => newState).filter(({ type }) => type.startsWith("azure-native:"));
    return new Map(ofAzure.map((resource) => [typeAndName(resource.urn), registration(resource)]));
}

const OPTIONS = ["dependencies", "protect", "ignoreChanges", "deletedWith"];

function registration({ inputs, dependencies = [], protect = false, ignoreChanges = [], deletedWith }: PreviewedResource): Registration {
    const options = { dependencies: dependencies.map(typeAndName).sort(), protect, ignoreChanges, deletedWith: deletedWith && typeAndName(deletedWith) };
    return { ...inputs, ...options };
}

/** The last type of a URN's chain of types, and the name. */
function typeAndName(urn: string): string {
    const [types, name] = urn.split("::").slice(-2) as [string, string];
    return `${types.split("$").at(-1)} ${name}`;
}

/** What differs between two programs. */
export interface Differences {
    /** Resources, arguments, dependencies and options that only one has: the programs do different things. */
    form: string[];
    /** Arguments that both have, with different values, which hardly matters for how long they take. */
    values: string[];
}

export function differences(a: Registrations, b: Registrations): Differences {
    const found: Differences = { form: [], values: [] };
    for (const resource of union(a.keys(), b.keys())) {
        const [inA, inB] = [a.get(resource), b.get(resource)];
        if (inA === undefined || inB === undefined) {
            found.form.push(`${resource}: only in the ${inA === undefined ? "second" : "first"}`);
            continue;
        }
        for (const name of union(Object.keys(inA), Object.keys(inB)).filter((key) => !isDeepStrictEqual(inA[key], inB[key]))) {
            const isForm = OPTIONS.includes(name) || inA[name] === undefined || inB[name] === undefined;
            const difference = `${resource}, ${name}:\n    ${JSON.stringify(inA[name])}\n    ${JSON.stringify(inB[name])}`;
            found[isForm ? "form" : "values"].push(difference);
        }
    }
    return found;
}

function union(a: Iterable<string>, b: Iterable<string>): string[] {
    return [...new Set([...a, ...b])].sort();
}

export function countTypes(registered: Registrations): number {
    return new Set([...registered.keys()].map((name) => name.split(" ")[0])).size;
}
