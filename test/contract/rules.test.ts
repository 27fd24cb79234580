import assert from "node:assert/strict";

import { GatewayDeployment, Tier } from "../../components";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { checkResources, Violation } from "../../rules";
import { Json, objectOrEmpty } from "../../simulator/json";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { environment } from "../unit/rules/support/bodies";
import { validArgs } from "../unit/support/deployments";
import { registeredBy } from "../unit/support/mocks";
import { cases } from "./cases";
import { armResources } from "./support/bodies";

/** Rules that the library's environments break on purpose. Their severity is Warning: Azure accepts them. */
const acceptedWarnings: Readonly<Record<string, string>> = {
    "WAF-01": "The firewall of a Development environment observes, unless its arguments say otherwise.",
};

const brief = ({ rule, path, message, resourceId }: Violation): string => `${rule} ${resourceId.split("/").slice(-2).join("/")} ${path} ${message}`;

describe("rules of Azure", () => {
    for (const [name, changes] of Object.entries(cases)) {
        it(`hold in what the library makes: ${name}`, async function () {
            const resources = armResources(await registeredBy(() => new GatewayDeployment("gateway", validArgs(changes))));
            assert.ok(resources.length > 25);
            assert.doesNotMatch(JSON.stringify(resources), /\/mock\//, "an id that is not Azure's");
            const violations = checkResources(resources);
            assert.deepEqual(violations.filter(({ severity }) => severity === "Error").map(brief), []);
            assert.deepEqual(violations.filter(({ rule }) => acceptedWarnings[rule] === undefined).map(brief), []);
        });
    }

    it("know the resources around a resource", async function () {
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
        const check = bodyChecker(loadSchemas(this));
        const known = new Map(Object.values(resourceTypes).map((type) => [type.armType.toLowerCase(), type]));
        const problems = Object.values(environment()).flatMap(({ id, type, ...body }) => {
            const resourceType = known.get(type.toLowerCase());
            return resourceType === undefined ? [] : check(resourceType, body).map((problem) => `${id}: ${problem}`);
        });
        assert.deepEqual(problems, []);
    });
});
