import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import Ajv, { ErrorObject, ValidateFunction } from "ajv-draft-04";

import { ResourceType } from "../../components/azure/resourceTypes";
import { diskSchema } from "./diskSchema";
import { sharedFile } from "./shared";

export interface Schema {
    $ref?: string;
    oneOf?: Schema[];
    type?: string;
    enum?: string[];
    items?: Schema;
    properties?: Record<string, Schema>;
    additionalProperties?: boolean | Schema;
    allOf?: Schema[];
}

interface Document extends Record<string, unknown> {
    id: string;
}

/** A place in a document, after following references. */
export interface Place {
    document: Document;
    schema: Schema;
}

/** Azure's own schemas of request bodies, read where they lie: beside the repository. By id without `#`. */
export type Schemas = ReadonlyMap<string, Document>;

/** @param context the test or hook that needs them; it is skipped where they are missing */
export function loadSchemas(context: Mocha.Context): Schemas {
    const folder = sharedFile(context, "arm-schemas");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
    const documents = files.map((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Document);
    return new Map([diskSchema, ...documents].map((document) => [document.id.replace(/#$/, ""), document]));
}

/** Where a type is defined, and the address of its definition. */
export function definitionOf(documents: Schemas, { armType, apiVersion }: ResourceType): (Place & { address: string }) | undefined {
    for (const document of documents.values()) {
        if (!document.id.includes(`/${apiVersion}/`)) continue;
        for (const section of ["resourceDefinitions", "subscription_resourceDefinitions", "extension_resourceDefinitions"]) {
            for (const [name, schema] of Object.entries((document[section] ?? {}) as Record<string, Schema>)) {
                if (schema.properties?.type?.enum?.[0]?.toLowerCase() === armType.toLowerCase())
                    return { document, schema, address: `${document.id}/${section}/${name}` };
            }
        }
    }
    return undefined;
}

/** The schema behind references, lists, maps and the choice between a value and an expression. */
export function resolve(documents: Schemas, { document, schema }: Place): Place {
    if (schema.$ref !== undefined) {
        const [address, pointer = ""] = schema.$ref.split("#");
        const target = address === "" ? document : documents.get(address!)!;
        const found = pointer
            .split("/")
            .filter((step) => step !== "")
            .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], target);
        return resolve(documents, { document: target, schema: found as Schema });
    }
    const choices = schema.oneOf?.filter((choice) => !choice.$ref?.includes("expression")) ?? [];
    if (choices.length === 1) return resolve(documents, { document, schema: choices[0]! });
    if (schema.items !== undefined) return resolve(documents, { document, schema: schema.items });
    return { document, schema };
}

/** Says what is wrong with a body by the schema of its type, strictly: a property that a schema does not name is an error. */
export function bodyChecker(documents: Schemas): (type: ResourceType, body: object) => string[] {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
    for (const document of documents.values()) ajv.addSchema(isOpen(document) ? document : (closed(document) as Document));
    const compiled = new Map<string, ValidateFunction>();

    return (type, body) => {
        const definition = definitionOf(documents, type);
        if (definition === undefined) return [`no schema of ${type.armType} at ${type.apiVersion}`];
        const { address, schema } = definition;
        const validate = compiled.get(address) ?? ajv.compile({ $ref: address });
        compiled.set(address, validate);
        // Azure compares types without regard to case, its schemas do not.
        const valid = validate({ ...body, type: schema.properties!.type!.enum![0], apiVersion: type.apiVersion });
        return valid
            ? []
            : (validate.errors ?? []).filter(isMeant).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
    };
}

/** Shared definitions are combined by `allOf`; the schemas of extensions name a few old ones with all their settings, and none of the others'. */
function isOpen({ id }: Document): boolean {
    return id.includes("/common/") || id.includes("Microsoft.Compute.Extensions");
}

/**
 * The errors at the bottom: every failure is told again by each `oneOf` above it, and once more by the branch for template expressions.
 * A template must have `properties`; a request need not where there are none.
 */
function isMeant({ keyword, schemaPath, instancePath, params }: ErrorObject): boolean {
    const isRepetition = keyword === "oneOf" || schemaPath.includes("expression");
    return !isRepetition && !(instancePath === "" && params["missingProperty"] === "properties");
}

/** A copy in which objects take no properties but their own. */
function closed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== "object" || value === null) return value;
    const copy: Record<string, unknown> = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)]));
    if (contradictsItself(copy)) delete copy.additionalProperties;
    // Azure's list of machine sizes is years old, and says of itself that it is not complete.
    if (Array.isArray(copy.enum) && copy.enum.includes("Basic_A0")) delete copy.enum;
    const closes = copy.type === "object" && copy.properties !== undefined && copy.additionalProperties === undefined;
    return closes && Object.keys(copy.properties as object).length > 0 ? { ...copy, additionalProperties: false } : copy;
}

/**
 * Whether an object says that all that it has are objects, although what it can be (by `oneOf`), or its own properties, has texts and lists.
 * The criteria of metric alerts are described so. What they can be says strictly what they have, so that nothing passes that should not.
 */
function contradictsItself({ additionalProperties, oneOf, properties, type }: Record<string, unknown>): boolean {
    const choices = (oneOf ?? []) as Schema[];
    const has = [properties, ...choices.map((choice) => choice.properties)].flatMap((own) => Object.values((own ?? {}) as Record<string, Schema>));
    return type === "object" && typeof additionalProperties === "object" && choices.length > 0 && has.some((one) => one.type === "string");
}
