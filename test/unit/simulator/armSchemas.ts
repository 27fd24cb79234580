import * as fs from "node:fs";
import * as path from "node:path";

import Ajv, { ErrorObject } from "ajv-draft-04";

import { ResourceType } from "../../../components/azure/resourceTypes";

/** Azure's own schemas of request bodies, read where they lie: beside the repository. */
export const SCHEMA_FOLDER = path.resolve(__dirname, "../../../../shared/arm-schemas");

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

/** Skips a test, loudly, where the schemas are missing; in CI that is a failure. */
export function needSchemas(context: Mocha.Context): void {
    if (fs.existsSync(SCHEMA_FOLDER)) return;
    if (process.env.CI === "true") throw new Error(`the ARM schemas are missing: ${path.relative(process.cwd(), SCHEMA_FOLDER)}`);
    console.warn("      the ARM schemas (../shared/arm-schemas) are missing: not checked");
    context.skip();
}

/** All documents, by id without `#`. */
export function loadSchemas(): Map<string, Document> {
    const files = fs.readdirSync(SCHEMA_FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
    const documents = files.map((file) => JSON.parse(fs.readFileSync(path.join(SCHEMA_FOLDER, file), "utf8")) as Document);
    return new Map(documents.map((document) => [document.id.replace(/#$/, ""), document]));
}

/** Where a type is defined, and the address of its definition. */
export function definitionOf(documents: Map<string, Document>, { armType, apiVersion }: ResourceType): (Place & { address: string }) | undefined {
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
export function resolve(documents: Map<string, Document>, { document, schema }: Place): Place {
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

/** Checks bodies against the schemas; unknown properties count as errors. */
export function bodyChecker(documents: Map<string, Document>): (type: ResourceType, body: unknown) => string[] {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    for (const document of documents.values()) ajv.addSchema(document.id.includes("/common/") ? document : (closed(document) as Document));
    return (type, body) => {
        const address = definitionOf(documents, type)?.address;
        if (address === undefined) return [`no schema for ${type.armType}`];
        const validate = ajv.compile({ $ref: address });
        return validate(body)
            ? []
            : (validate.errors ?? []).filter(isLeaf).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
    };
}

function isLeaf({ keyword, schemaPath }: ErrorObject): boolean {
    return keyword !== "oneOf" && !schemaPath.includes("expression");
}

/** A copy in which objects take no properties but their own. */
function closed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== "object" || value === null) return value;
    const copy: Record<string, unknown> = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)]));
    const isOpen = copy.type === "object" && copy.properties !== undefined && copy.additionalProperties === undefined;
    return isOpen && Object.keys(copy.properties as object).length > 0 ? { ...copy, additionalProperties: false } : copy;
}
