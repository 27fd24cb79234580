import * as fs from "node:fs";
import * as path from "node:path";

import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider";
import { generateSchema, PackageSpec } from "@pulumi/pulumi/provider/experimental/schema";

interface Manifest {
    name: string;
    version: string;
    description: string;
}

/** The schema that Pulumi's analyzer makes of the package in `folder`, by the same steps as its `run-plugin`. */
export async function analyzedSchema(folder: string): Promise<PackageSpec> {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
    const components = getPulumiComponents(await import(folder)).map(({ name }) => name);
    const analyzer = new Analyzer(folder, manifest.name, manifest, new Set(components));
    const { components: definitions, typeDefinitions, dependencies } = analyzer.analyze();
    return generateSchema(manifest.name, manifest.version, manifest.description, definitions, typeDefinitions, dependencies);
}

/**
 * A schema in the form in which it is checked in: keys in order, so that a change shows as what it is, and without what only some tools write.
 * The analyzer repeats in `optional` what `required` says; the CLI leaves that out and adds an empty `config`.
 */
export function normalized(schema: object): PackageSpec {
    const { config = {}, dependencies = [], ...rest } = schema as { config?: object; dependencies?: object[] };
    const kept = { ...rest, ...(Object.keys(config).length > 0 && { config }), ...(dependencies.length > 0 && { dependencies }) };
    return inOrder(JSON.parse(JSON.stringify(kept))) as PackageSpec;
}

function inOrder(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(inOrder);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([key, item]) => !(key === "optional" && item === true) && !(key === "required" && isEmptyList(item)));
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, inOrder(item)]));
}

function isEmptyList(value: unknown): boolean {
    return Array.isArray(value) && value.length === 0;
}

/** Everything in a schema that a reader of generated documentation sees, by its place, with the description that it has. */
export function described(schema: PackageSpec): [place: string, description: string | undefined][] {
    const resources = Object.entries(schema.resources).flatMap(([token, resource]) => [
        entry(token, resource),
        ...fields(`${token} input`, resource.inputProperties),
        ...fields(`${token} output`, resource.properties),
    ]);
    const types = Object.entries(schema.types).flatMap(([token, type]) => [
        ...fields(token, type.properties),
        ...(type.enum ?? []).map((member) => entry(`${token}.${member.name}`, member)),
    ]);
    return [...resources, ...types];
}

type Described = { description?: string };

function entry(place: string, { description }: Described): [string, string | undefined] {
    return [place, description];
}

function fields(place: string, properties: Readonly<Record<string, Described>> = {}): [string, string | undefined][] {
    return Object.entries(properties).map(([name, property]) => entry(`${place} ${name}`, property));
}
