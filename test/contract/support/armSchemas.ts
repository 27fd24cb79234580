import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { ErrorObject, ValidateFunction } from "ajv";
import Ajv from "ajv-draft-04";

import { sharedFile } from "../../support/shared";

interface SchemaNode {
    type?: string;
    properties?: Record<string, SchemaNode>;
    additionalProperties?: unknown;
    enum?: string[];
    allOf?: unknown;
    oneOf?: SchemaNode[];
    [key: string]: unknown;
}

interface SchemaFile extends SchemaNode {
    id: string;
}

/** Azure's own schemas of resource bodies, closed: a property that a schema does not name is an error. */
export class ArmSchemas {
    private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
    private readonly definitions = new Map<string, { reference: string; type: string }>();
    private readonly compiled = new Map<string, ValidateFunction>();

    /** @param context the hook that loads them; it is skipped where the schemas are missing */
    constructor(context: Mocha.Context) {
        const folder = sharedFile(context, "arm-schemas");
        for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"))) {
            const schema = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as SchemaFile;
            this.index(schema);
            // The schemas of extensions name a few old ones with all their settings, and none of the others'.
            if (!name.endsWith("Microsoft.Compute.Extensions.json")) close(schema);
            this.ajv.addSchema(schema, `https://schema.management.azure.com/schemas/${name.split(path.sep).join("/")}#`);
        }
    }

    /** What is wrong with a body, as short lines; nothing when it is right. */
    problems(armType: string, apiVersion: string, body: object): string[] {
        const definition = this.definitions.get(key(armType, apiVersion));
        if (definition === undefined) return [`no schema of ${armType} at ${apiVersion}`];
        let validate = this.compiled.get(definition.reference);
        if (validate === undefined) {
            validate = this.ajv.compile({ $ref: definition.reference });
            this.compiled.set(definition.reference, validate);
        }
        // Azure compares types without regard to case, its schemas do not.
        return validate({ ...body, type: definition.type, apiVersion }) ? [] : leaves(validate.errors ?? []);
    }

    private index(schema: SchemaFile): void {
        for (const [group, definitions] of Object.entries(schema).filter(([name]) => name.toLowerCase().endsWith("resourcedefinitions"))) {
            for (const [name, definition] of Object.entries(definitions as Record<string, SchemaNode>)) {
                const { type, apiVersion } = definition.properties ?? {};
                for (const armType of allowed(type))
                    for (const version of allowed(apiVersion))
                        this.definitions.set(key(armType, version), { reference: `${schema.id}/${group}/${name}`, type: armType });
            }
        }
    }
}

function key(armType: string, apiVersion: string): string {
    return `${armType}@${apiVersion}`.toLowerCase();
}

function allowed(node: SchemaNode | undefined): string[] {
    return [...(node?.enum ?? []), ...(node?.oneOf ?? []).flatMap((branch) => branch.enum ?? [])];
}

/** Objects with named properties have no others, unless a schema says so or combines several by `allOf`. */
function close(node: unknown): void {
    if (typeof node !== "object" || node === null) return;
    const schema = node as SchemaNode;
    if (
        schema.type === "object" &&
        Object.keys(schema.properties ?? {}).length > 0 &&
        schema.additionalProperties === undefined &&
        schema.allOf === undefined
    ) {
        schema.additionalProperties = false;
    }
    for (const inner of Object.values(schema)) close(inner);
}

/** The errors at the bottom: every failure is told again by each `oneOf` above it, and once more by the branch for template expressions. */
function leaves(errors: ErrorObject[]): string[] {
    const real = errors.filter(({ keyword, schemaPath }) => keyword !== "oneOf" && !schemaPath.includes("expression"));
    // A template must have `properties`, a request to Azure need not where there are none.
    const ofRequests = real.filter(({ instancePath, params }) => instancePath !== "" || params["missingProperty"] !== "properties");
    return ofRequests.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}
