import assert from "node:assert/strict";

import { GatewayDeployment, Tier } from "../../components";
import { idArguments, resourceId, resourceTypes } from "../../components/azure/resourceTypes";
import { ArmResource, checkResources, Violation } from "../../rules";
import { Json, JsonObject, mapTexts, objectOrEmpty } from "../../simulator/json";
import { shapes } from "../../simulator/shapes";
import { completeSelfReferences, toArm } from "../../simulator/translate";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { environment } from "../unit/rules/support/bodies";
import { validArgs } from "../unit/support/deployments";
import { mockSubscription, plain, Registered, registeredBy } from "../unit/support/mocks";
import { cases } from "./cases";

/** Rules that the library's environments break on purpose. Their severity is Warning: Azure accepts them. */
const acceptedWarnings: Readonly<Record<string, string>> = {
    "WAF-01": "The firewall of a Development environment observes, unless its arguments say otherwise.",
};

/** The bodies that Azure gets for what a program registered, under the ids that it will give them. */
function armResources(registered: readonly Registered[]): ArmResource[] {
    const known = registered
        .filter(({ type }) => resourceTypes[type] !== undefined)
        .map(({ inputs, ...rest }) => ({ ...rest, inputs: plain(inputs) as JsonObject }));
    // Mocks answer with ids and names of their own. Where one is part of another resource's arguments, Azure's takes its place.
    const nameOf = (type: string, logical: string): string | undefined => {
        const resource = known.find((candidate) => candidate.name === logical && idArguments(resourceTypes[candidate.type]!).at(-1) === type);
        return resource === undefined ? undefined : String(resource.inputs[type]);
    };
    const argumentsOf = ({ type, inputs }: (typeof known)[number]): JsonObject => {
        const outer = idArguments(resourceTypes[type]!).slice(0, -1);
        return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, outer.includes(key) ? (nameOf(key, String(value)) ?? value) : value]));
    };
    const ids = new Map<string, string>();
    const vaultName = String(known.find(({ type }) => type.endsWith(":Vault"))?.inputs.vaultName);
    const withIds = (text: string): string => {
        const mock = /^\/mock\/[^/]+\/[^/]+/.exec(text)?.[0];
        if (mock !== undefined) return `${ids.get(mock) ?? mock}${text.slice(mock.length)}`;
        return text.replace("https://vault.vault.azure.net/", `https://${vaultName}.vault.azure.net/`);
    };
    return known.map((resource) => {
        const { type, name } = resource;
        const args = objectOrEmpty(mapTexts(argumentsOf(resource), withIds));
        const id = resourceId(type, mockSubscription, args);
        assert.ok(id, `no id for ${type} ${name}`);
        ids.set(`/mock/${type.split(":").at(-1)}/${name}`, id);
        const names = idArguments(resourceTypes[type]!);
        const own = Object.fromEntries(Object.entries(args).filter(([key]) => !names.includes(key)));
        const body = completeSelfReferences(toArm(shapes[type] ?? {}, own), id);
        const { armType, apiVersion } = resourceTypes[type]!;
        return { ...body, id, type: armType, apiVersion, name: id.split("/").at(-1)! };
    });
}

const brief = ({ rule, path, message, resourceId }: Violation): string => `${rule} ${resourceId.split("/").slice(-2).join("/")} ${path} ${message}`;

describe("rules of Azure", () => {
    for (const [name, changes] of Object.entries(cases)) {
        it(`hold in what the library makes: ${name}`, async function () {
            this.timeout(60_000);
            const resources = armResources(await registeredBy(() => new GatewayDeployment("gateway", validArgs(changes))));
            assert.ok(resources.length > 25);
            assert.doesNotMatch(JSON.stringify(resources), /\/mock\//, "an id that is not Azure's");
            const violations = checkResources(resources);
            assert.deepEqual(violations.filter(({ severity }) => severity === "Error").map(brief), []);
            assert.deepEqual(violations.filter(({ rule }) => acceptedWarnings[rule] === undefined).map(brief), []);
        });
    }

    it("know the resources around a resource", async function () {
        this.timeout(60_000);
        const resources = armResources(await registeredBy(() => new GatewayDeployment("gateway", validArgs({ tier: Tier.Production }))));
        const broken = resources.map((resource) => {
            const properties = objectOrEmpty(resource.properties as Json);
            if (resource.id.endsWith("load-balancer") && properties.securityRules !== undefined) return { ...resource, properties: { securityRules: [] } };
            if (resource.type.endsWith("/natGateways")) return { ...resource, sku: { name: "StandardV2" } };
            if (resource.type.endsWith("/storageAccounts")) return { ...resource, kind: "StorageV2" };
            if (resource.type.endsWith("/virtualNetworkLinks")) return { ...resource, properties: { virtualNetwork: { id: "/elsewhere" } } };
            if (resource.type.endsWith("/autoscaleSettings"))
                return { ...resource, properties: { ...properties, profiles: [{ capacity: { maximum: "900" } }] } };
            return resource;
        });
        const found = new Set(checkResources(broken).map(({ rule }) => rule));
        for (const rule of ["AGN-05", "AGN-09", "NET-14", "ST-02", "ST-09", "VS-21"]) assert.ok(found.has(rule), `${rule} says nothing`);
    });
});

describe("bodies that the rules are tested on", () => {
    it("are what Azure's schemas say", function () {
        this.timeout(60_000);
        const check = bodyChecker(loadSchemas(this));
        const known = new Map(Object.values(resourceTypes).map((type) => [type.armType.toLowerCase(), type]));
        const problems = Object.values(environment()).flatMap(({ id, type, ...body }) => {
            const resourceType = known.get(type.toLowerCase());
            return resourceType === undefined ? [] : check(resourceType, body).map((problem) => `${id}: ${problem}`);
        });
        assert.deepEqual(problems, []);
    });
});
