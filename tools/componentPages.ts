/** A property of a component, an argument group or an output, as the package schema describes it. */
interface Property {
    type?: string;
    description?: string;
    $ref?: string;
    items?: Property;
    additionalProperties?: Property;
}

interface Described {
    description?: string;
    properties?: Record<string, Property>;
    required?: string[];
}

interface Component extends Described {
    inputProperties?: Record<string, Property>;
    requiredInputs?: string[];
}

interface TypeSpec extends Described {
    enum?: { name?: string; value: unknown; description?: string }[];
}

/** The part of the package schema that pages are made from. */
export interface PackageSchema {
    resources: Record<string, Component>;
    types: Record<string, TypeSpec>;
}

/** What the schema does not say. */
export interface PageFacts {
    /** Resources that the component makes, with the names that a program sees. */
    children: { type: string; name: string }[];
    /** Defaults that a tier picks: what it is, and the value in each tier. */
    defaults: { meaning: string; values: string[] }[];
    tiers: readonly string[];
}

/** Types that have a page of their own. */
const ELSEWHERE: Readonly<Record<string, string>> = { ResourceNames: "../names.md" };

const REFERENCE = /#\/types\/\w[\w-]*:index:(\w+)$/;

/** The names of all components, in the order of the schema. */
export function componentNames(schema: PackageSchema): string[] {
    return Object.keys(schema.resources).map((token) => token.split(":").at(-1)!);
}

/** A page about one component: what it makes, costs and takes, how it fails. Markdown. */
export function componentPage(schema: PackageSchema, name: string, facts: PageFacts): string {
    const [, component] = Object.entries(schema.resources).find(([token]) => token.endsWith(`:${name}`))!;
    const { text, costs, fails } = divided(component.description ?? "");
    const inputs = component.inputProperties ?? {};
    const types = typesBehind(schema, Object.values(inputs));
    return [
        `# ${name}`,
        "<!-- Generated from the code and its comments. Do not edit: `UPDATE_DOCS=1 npm test -- unit --grep docs` writes it. -->",
        text,
        ...section("What it makes", facts.children.length === 0 ? "" : table(["Resource", "Name in the program"], facts.children.map(childRow))),
        ...section("What it costs", costs),
        ...section("How it fails", fails),
        ...section("Defaults by tier", facts.defaults.length === 0 ? "" : table(["Default", ...facts.tiers], facts.defaults.map(defaultRow))),
        ...section("Arguments", propertyTable(inputs, component.requiredInputs)),
        ...types.flatMap((type) => typeSection(type, schema)),
        ...section("Outputs", propertyTable(component.properties ?? {}, undefined)),
    ]
        .join("\n\n")
        .concat("\n");
}

/** The comment of a component: after its text, each from a line of its own on, what it costs and how it fails. */
function divided(comment: string): { text: string; costs: string; fails: string } {
    const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
    const [text = "", ...said] = comment.split(/^(?=(?:Costs|Fails): )/m);
    const after = (start: string): string => capital(oneLine(said.find((part) => part.startsWith(start))?.slice(start.length)).trim());
    return { text: text.trim(), costs: after("Costs: "), fails: after("Fails: ") };
}

function section(title: string, text: string): string[] {
    return text === "" ? [] : [`## ${title}`, text];
}

function typeSection(name: string, schema: PackageSchema): string[] {
    const type = schema.types[Object.keys(schema.types).find((token) => token.endsWith(`:${name}`))!]!;
    const values = (type.enum ?? []).map(({ value, description }) => [`\`${String(value)}\``, oneLine(description)]);
    const body = type.enum === undefined ? propertyTable(type.properties ?? {}, type.required) : table(["Value", "Meaning"], values);
    return [`### ${name}`, ...(type.description === undefined ? [] : [type.description]), body];
}

/** Names of the types that arguments refer to, at any depth, each once, in the order in which a reader meets them. */
function typesBehind(schema: PackageSchema, properties: readonly Property[], seen: Set<string> = new Set()): string[] {
    for (const property of properties) {
        const name = REFERENCE.exec(property.$ref ?? "")?.[1];
        if (name !== undefined && !seen.has(name) && ELSEWHERE[name] === undefined) {
            seen.add(name);
            const token = Object.keys(schema.types).find((candidate) => candidate.endsWith(`:${name}`))!;
            typesBehind(schema, Object.values(schema.types[token]!.properties ?? {}), seen);
        }
        typesBehind(
            schema,
            [property.items, property.additionalProperties].filter((inner): inner is Property => inner !== undefined),
            seen,
        );
    }
    return [...seen];
}

function propertyTable(properties: Record<string, Property>, required: string[] | undefined): string {
    const rows = Object.entries(properties).map(([name, property]) => [
        `\`${name}\`${required?.includes(name) ? " (required)" : ""}`,
        typeName(property),
        oneLine(property.description),
    ]);
    return table(["Name", "Type", "Meaning"], rows);
}

function typeName(property: Property): string {
    const name = REFERENCE.exec(property.$ref ?? "")?.[1];
    if (name !== undefined) return `[${name}](${ELSEWHERE[name] ?? `#${name.toLowerCase()}`})`;
    if (property.items !== undefined) return `list of ${typeName(property.items)}`;
    if (property.additionalProperties !== undefined) return `map of ${typeName(property.additionalProperties)}`;
    return property.type ?? "any";
}

function childRow({ type, name }: { type: string; name: string }): string[] {
    return [`\`${type}\``, `\`${name}\``];
}

function defaultRow({ meaning, values }: { meaning: string; values: string[] }): string[] {
    return [meaning, ...values];
}

function oneLine(text = ""): string {
    return text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

/** A table in Markdown. */
export function table(headers: readonly string[], rows: readonly (readonly unknown[])[]): string {
    const row = (cells: readonly unknown[]): string => `| ${cells.join(" | ")} |`;
    return [row(headers), row(headers.map(() => "---")), ...rows.map(row)].join("\n");
}
