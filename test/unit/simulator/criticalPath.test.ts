import assert from "node:assert/strict";
import fc from "fast-check";

import { resourceTypes } from "../../../components/azure/resourceTypes";
import { criticalPath, DeployedResource, PROPAGATION_STEP } from "../../../simulator/criticalPath";
import { durations } from "../../../simulator/durations";

const tokens = Object.keys(resourceTypes);

/** Deployments in any shape that Pulumi allows: whoever depends on something comes after it. */
const deployments: fc.Arbitrary<DeployedResource[]> = fc
    .array(fc.record({ type: fc.constantFrom(...tokens), picks: fc.array(fc.nat(), { maxLength: 3 }), custom: fc.boolean(), parent: fc.option(fc.nat()) }), {
        minLength: 1,
        maxLength: 25,
    })
    .map((drafts) =>
        drafts.map(({ type, picks, custom, parent }, index) => {
            const earlier = (pick: number): string => `urn${pick % index}`;
            const named = index === 0 ? [] : [...new Set(picks.map(earlier))];
            const resource: DeployedResource = { urn: `urn${index}`, type: custom ? type : "my:index:Component", custom, dependencies: named };
            return index === 0 || parent === null ? resource : { ...resource, parent: earlier(parent) };
        }),
    );

describe("the critical path", () => {
    it("is as long as its last step's end, no longer than everything in a row, no shorter than the longest step", () => {
        fc.assert(
            fc.property(deployments, (resources) => {
                const { seconds, path, sequentialSeconds, steps } = criticalPath(resources);
                assert.equal(seconds, path.length === 0 ? 0 : path.at(-1)!.startsAt + path.at(-1)!.seconds);
                assert.ok(seconds <= sequentialSeconds);
                for (const step of steps) assert.ok(seconds >= step.startsAt + step.seconds);
            }),
        );
    });

    it("is a chain without gaps, from the start", () => {
        fc.assert(
            fc.property(deployments, (resources) => {
                let end = 0;
                for (const step of criticalPath(resources).path) {
                    assert.equal(step.startsAt, end);
                    end += step.seconds;
                }
            }),
        );
    });

    it("starts nothing before what it depends on is there, and counts everything once", () => {
        fc.assert(
            fc.property(deployments, (resources) => {
                const created = criticalPath(resources).steps.filter(({ type }) => type !== PROPAGATION_STEP);
                assert.equal(created.length, resources.filter(({ custom }) => custom).length);
                const ends = new Map(created.map((step) => [step.urn, step.startsAt + step.seconds]));
                for (const step of created) {
                    for (const urn of resources.find((resource) => resource.urn === step.urn)!.dependencies!)
                        assert.ok(step.startsAt >= (ends.get(urn) ?? 0), `${step.urn} starts before ${urn} is there`);
                }
            }),
        );
    });

    it("contains the wait for a young role where an Application Gateway needs it", () => {
        const [role, gateway] = ["azure-native:authorization:RoleAssignment", "azure-native:network:ApplicationGateway"];
        const { path, seconds } = criticalPath([
            { urn: "role", type: role, custom: true },
            { urn: "gateway", type: gateway, custom: true, propertyDependencies: { sslCertificates: ["role"] } },
        ]);
        assert.deepEqual(
            path.map(({ type }) => type),
            [role, PROPAGATION_STEP, gateway],
        );
        assert.equal(seconds, durations[role]!.create + 300 + durations[gateway]!.create);
        assert.ok(!criticalPath([{ urn: "gateway", type: gateway, custom: true }]).path.some(({ type }) => type === PROPAGATION_STEP));
    });

    it("waits for everything in a component that something depends on", () => {
        const { path } = criticalPath([
            { urn: "component", type: "my:index:Component", custom: false },
            { urn: "inside", type: "azure-native:network:NatGateway", custom: true, parent: "component" },
            { urn: "after", type: "azure-native:network:VirtualNetwork", custom: true, dependencies: ["component"] },
        ]);
        assert.deepEqual(
            path.map(({ urn }) => urn),
            ["inside", "after"],
        );
    });
});

describe("the table of durations", () => {
    it("has every known type", () => assert.deepEqual(Object.keys(durations).sort(), [...tokens].sort()));
});
