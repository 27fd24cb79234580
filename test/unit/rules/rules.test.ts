import assert from "node:assert/strict";

import { resourceTypes } from "../../../components/azure/resourceTypes";
import { allRules, checkResource, checkResources, contextOf, rulesFor } from "../../../rules";
import { types } from "../../../rules/types";
import { cases } from "./cases";
import { environment } from "./support/bodies";
import { changed, placeIn } from "./support/changes";

describe("rules", () => {
    it("find nothing wrong with an environment that is right", () => {
        assert.deepEqual(checkResources(Object.values(environment())), []);
    });

    for (const rule of allRules) {
        const own = cases.filter((candidate) => candidate.rule === rule.id);
        describe(`${rule.id}: ${rule.title}`, () => {
            it("has cases that keep it and cases that break it", () => {
                assert.ok(
                    own.some(({ place }) => place === undefined),
                    "no case keeps it",
                );
                assert.ok(
                    own.some(({ place }) => place !== undefined),
                    "no case breaks it",
                );
            });

            for (const { what, changes, place, severity, azureError = severity === undefined ? rule.azureError : undefined } of own) {
                it(place === undefined ? `allows ${what}` : `refuses ${what}`, () => {
                    const resources = changed(changes);
                    const violations = checkResources(Object.values(resources)).filter((violation) => violation.rule === rule.id);
                    if (place === undefined) return assert.deepEqual(violations, []);
                    const wanted = placeIn(resources, place);
                    const found = violations.filter(({ resourceId, path }) => resourceId === wanted.resource.id && path === wanted.path);
                    assert.ok(found.length > 0, `nothing at ${place}: ${JSON.stringify(violations, undefined, 1)}`);
                    assert.equal(found[0]!.severity, severity ?? rule.severity);
                    assert.equal(found[0]!.azureError, azureError);
                    assert.ok(found[0]!.message.length > 0);
                    assert.equal(found[0]!.hint, rule.hint);
                });
            }
        });
    }

    it("are all those that cases are about", () => {
        const known = new Set(allRules.map(({ id }) => id));
        assert.deepEqual(
            cases.filter(({ rule }) => !known.has(rule)).map(({ rule }) => rule),
            [],
        );
    });

    it("have ids of their own, and look at types that exist", () => {
        assert.equal(new Set(allRules.map(({ id }) => id)).size, allRules.length);
        const known = new Set<string>(Object.values(types));
        for (const { id, types: looked } of allRules) for (const type of looked) assert.ok(known.has(type), `${id} looks at ${type}`);
    });

    it("know every type that the library creates and that the reference says something of", () => {
        const nothingSaid = [
            "Microsoft.Resources/resourceGroups",
            "Microsoft.KeyVault/vaults/secrets",
            "Microsoft.Insights/actionGroups",
            "Microsoft.Insights/metricAlerts",
            "Microsoft.Insights/scheduledQueryRules",
            "Microsoft.Insights/dataCollectionRules",
            "Microsoft.Insights/dataCollectionRuleAssociations",
            // What it says of interfaces and extensions is about those inside a scale set's model.
            "Microsoft.Network/networkInterfaces",
            "Microsoft.Compute/virtualMachines/extensions",
            "Microsoft.Compute/disks",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        ];
        const without = Object.values(resourceTypes)
            .map(({ armType }) => armType)
            .filter((type) => rulesFor(type).length === 0);
        assert.deepEqual(
            without.filter((type) => !nothingSaid.includes(type)),
            [],
        );
    });

    it("ignore the case of types and ids, as Azure does", () => {
        const { gateway, ...others } = changed({ "gateway.properties.sslPolicy": undefined });
        const shouted = { ...gateway!, type: gateway!.type.toUpperCase() };
        const found = checkResource(shouted, contextOf([shouted, ...Object.values(others)]));
        assert.deepEqual(
            found.map(({ rule }) => rule),
            ["AG-27"],
        );
    });

    it("say nothing of resources that are not there", () => {
        for (const resource of Object.values(environment())) {
            // A body alone still shows what it is, and what it lacks.
            const alone = checkResources([resource]).filter(({ severity }) => severity === "Error");
            assert.deepEqual(alone, [], resource.id);
        }
    });

    it("survive bodies that are empty or wrong from the ground up", () => {
        for (const { id, type } of Object.values(environment()))
            for (const properties of [undefined, null, [], "text", {}, { subnets: "none", httpListeners: [null, 1, { properties: 7 }] }])
                assert.doesNotThrow(() => checkResources([{ id, type, properties }]), `${type} ${JSON.stringify(properties)}`);
    });
});
