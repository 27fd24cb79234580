import assert from "node:assert/strict";
import fc from "fast-check";

import { resourceTypes } from "../../../components/azure/resourceTypes";
import { JsonObject } from "../../../simulator/json";
import { Shape, shapes } from "../../../simulator/shapes";
import { fromArm, toArm } from "../../../simulator/translate";
import { definitionOf, loadSchemas, Place, resolve, Schema, Schemas } from "../../support/armSchemas";

/** Types whose `properties` the SDK shows as they are. */
const SHOWN = /:(Vault|Secret|ResourceGroup)$/;
/** Keys that the SDK offers under a fuller schema than the library could use: a reference by id there suffices. */
const REFERENCES_ONLY = new Set([
    "linkedPublicIPAddress",
    "servicePublicIPAddress",
    "natGateway",
    "publicIPPrefix",
    "privateLinkService",
    "publicIPAddress",
    "virtualNetworkTaps",
]);
/** Objects whose `properties` are a map of the user's own. */
const OWN_MAPS = new Set(["webhooks"]);

describe("the table of shapes", () => {
    let documents: Schemas;
    before(function () {
        documents = loadSchemas(this);
    });

    it("has every known type, and no other", () => {
        assert.deepEqual(Object.keys(shapes).sort(), Object.keys(resourceTypes).sort());
    });

    for (const [token, type] of Object.entries(resourceTypes)) {
        it(`nests ${token} where Azure does`, () => {
            const definition = definitionOf(documents, type);
            assert.ok(definition, `no schema for ${type.armType}`);
            const problems: string[] = [];
            walk(shapes[token]!, definition, token, []);
            assert.deepEqual(problems, []);

            function walk(shape: Shape, place: Place, path: string, trail: Schema[]): void {
                const properties = propertiesOf(place.schema);
                const bag = properties.properties === undefined ? undefined : resolve(documents, { document: place.document, schema: properties.properties });
                const isNested = bag?.schema.properties !== undefined && !(SHOWN.test(token) && trail.length === 0);
                if (isNested && shape.beside === undefined) problems.push(`${path}: Azure nests, the table does not`);
                if (!isNested && bag === undefined && shape.beside !== undefined && trail.length > 0) problems.push(`${path}: the table nests, Azure does not`);
                const inBag = isNested ? bag.schema.properties! : {};
                for (const key of shape.beside ?? [])
                    if (isNested && properties[key] === undefined) problems.push(`${path}.${key}: beside in the table, not in Azure`);
                for (const key of Object.keys(properties))
                    if (isNested && inBag[key] === undefined && isArgument(key) && !shape.beside?.includes(key))
                        problems.push(`${path}.${key}: beside in Azure, not in the table`);
                for (const [sdk, arm] of Object.entries(shape.armNames ?? {}))
                    if (inBag[arm] === undefined && properties[arm] === undefined) problems.push(`${path}.${sdk}: Azure knows no ${arm}`);
                const places: [string, Place][] = [
                    ...Object.entries(inBag).map(([key, schema]): [string, Place] => [key, { document: bag!.document, schema }]),
                    ...Object.entries(properties)
                        .filter(([key]) => key !== "properties" || !isNested)
                        .map(([key, schema]): [string, Place] => [key, { document: place.document, schema }]),
                ];
                const known = new Set(places.map(([key]) => key));
                for (const key of Object.keys(shape.inside ?? {}))
                    if (!known.has(shape.armNames?.[key] ?? key)) problems.push(`${path}.${key}: in the table, not in Azure`);
                for (const [key, inner] of places) {
                    const resolved = resolve(documents, inner);
                    if (trail.includes(resolved.schema) || resolved.schema.properties === undefined) continue;
                    if (REFERENCES_ONLY.has(key) || OWN_MAPS.has(key) || key === "resources") continue;
                    walk(shape.inside?.[sdkName(shape, key)] ?? {}, resolved, `${path}.${key}`, [...trail, place.schema]);
                }
            }
        });
    }
});

describe("translation between SDK and ARM", () => {
    for (const [token, shape] of Object.entries(shapes)) {
        it(`loses nothing of ${token}`, () => {
            fc.assert(
                fc.property(argsFor(shape), (args) => {
                    assert.deepEqual(fromArm(shape, toArm(shape, args)), args);
                }),
                { numRuns: 50 },
            );
        });
    }

    it("uses Azure's names where the SDK has its own", () => {
        const body = toArm(shapes["azure-native:storage:StorageAccount"]!, {
            kind: "FileStorage",
            enableHttpsTrafficOnly: false,
            networkRuleSet: { defaultAction: "Deny" },
        });
        assert.deepEqual(body, { kind: "FileStorage", properties: { supportsHttpsTrafficOnly: false, networkAcls: { defaultAction: "Deny" } } });
    });

    it("turns lists of identities into keys", () => {
        const body = toArm(shapes["azure-native:compute:VirtualMachineScaleSet"]!, {
            identity: { type: "UserAssigned", userAssignedIdentities: ["/a", "/b"] },
        });
        assert.deepEqual(body, { identity: { type: "UserAssigned", userAssignedIdentities: { "/a": {}, "/b": {} } } });
    });
});

/** Arguments with something at every place that the table names. */
function argsFor(shape: Shape): fc.Arbitrary<JsonObject> {
    const plain = Object.fromEntries([...(shape.beside ?? []), ...Object.keys(shape.armNames ?? {}), "anything"].map((key) => [key, fc.string()]));
    const inside = Object.fromEntries(
        Object.entries(shape.inside ?? {}).map(([key, inner]) => [key, fc.oneof(argsFor(inner), fc.array(argsFor(inner), { maxLength: 2 }))]),
    );
    return fc.record<Record<string, never>>({ ...plain, ...inside } as never, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
}

function isArgument(key: string): boolean {
    return !["apiVersion", "name", "type", "properties", "resources", "dependsOn", "comments", "scope", "condition", "id", "etag", "systemData"].includes(key);
}

function sdkName(shape: Shape, armName: string): string {
    return Object.entries(shape.armNames ?? {}).find(([, arm]) => arm === armName)?.[0] ?? armName;
}

/** Properties of an object, and those of everything that it can be (the criteria of metric alerts). */
function propertiesOf({ properties = {}, oneOf = [] }: Schema): Record<string, Schema> {
    return Object.assign({}, properties, ...oneOf.map((choice) => choice.properties)) as Record<string, Schema>;
}
