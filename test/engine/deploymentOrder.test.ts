import assert from "node:assert/strict";

import { CriticalPath, criticalPath, DeployedResource, PROPAGATION_STEP } from "../../simulator/criticalPath";
import { LIMIT, useEngine } from "./support/environment";
import { stateResources } from "./support/inventory";
import { shortType } from "./support/steps";

describe("the order of a deployment", function () {
    this.timeout(LIMIT);
    const engine = useEngine("prod");
    let resources: readonly DeployedResource[];
    let deployment: CriticalPath;

    before(async () => {
        await engine().up();
        resources = await stateResources(engine());
        deployment = criticalPath(resources);
    });

    it("waits for the load balancer's certificate and the load balancer itself, then for the nodes", () => {
        const path = deployment.path.map(({ type }) => shortType(type));
        const expected = ["Vault", "Secret", "RoleAssignment", PROPAGATION_STEP, "ApplicationGateway", "VirtualMachineScaleSet"];
        assert.deepEqual(
            path.filter((step) => expected.includes(step)),
            expected,
        );
    });

    it("spends nearly all of its time in role propagation, load balancer and scale set", () => {
        const long = [PROPAGATION_STEP, "ApplicationGateway", "VirtualMachineScaleSet"];
        const seconds = deployment.path.filter(({ type }) => long.includes(shortType(type))).reduce((sum, step) => sum + step.seconds, 0);
        assert.ok(seconds > 0.85 * deployment.seconds, `${seconds} s of ${deployment.seconds} s`);
        assert.ok(deployment.seconds < 0.75 * deployment.sequentialSeconds, `${deployment.seconds} s of ${deployment.sequentialSeconds} s`);
    });

    const independent = [
        { one: "StorageAccount", of: ["Vault", "VirtualNetwork", "PublicIPAddress", "UserAssignedIdentity", "PrivateZone"] },
        { one: "Vault", of: ["VirtualNetwork", "StorageAccount", "PrivateZone", "PublicIPAddress"] },
        { one: "Secret", of: ["PrivateEndpoint", "VirtualNetwork", "RoleAssignment"] },
        { one: "RoleAssignment", of: ["PrivateEndpoint", "PrivateDnsZoneGroup", "VirtualNetwork", "StorageAccount"] },
        { one: "VirtualNetwork", of: ["Vault", "StorageAccount", "PrivateZone", "UserAssignedIdentity"] },
        { one: "PrivateZone", of: ["VirtualNetwork", "StorageAccount", "Vault"] },
        { one: "WebApplicationFirewallPolicy", of: ["VirtualNetwork", "Vault", "PublicIPAddress"] },
        { one: "ApplicationGateway", of: ["StorageAccount", "FileShare", "VirtualMachineScaleSet"] },
    ];
    for (const { one, of } of independent) {
        it(`lets nothing of type ${one} wait for ${of.join(", ")}`, () => {
            const awaited = new Set(resources.filter(({ type }) => shortType(type) === one).flatMap((resource) => [...awaitedTypes(resource)]));
            assert.deepEqual(
                of.filter((type) => awaited.has(type)),
                [],
            );
        });
    }

    it("lets the nodes wait for their share, their secrets and the load balancer's pool", () => {
        const scaleSet = resources.find(({ type }) => shortType(type) === "VirtualMachineScaleSet")!;
        const awaited = awaitedTypes(scaleSet);
        for (const type of ["FileShare", "PrivateDnsZoneGroup", "Secret", "ApplicationGateway", "VirtualNetwork"]) assert.ok(awaited.has(type), type);
    });

    /** Short types of all that a resource waits for, directly and indirectly. */
    function awaitedTypes(resource: DeployedResource): Set<string> {
        const byUrn = new Map(resources.map((one) => [one.urn, one]));
        const types = new Set<string>();
        const seen = new Set<string>();
        const pending = dependenciesOf(resource);
        for (let urn = pending.pop(); urn !== undefined; urn = pending.pop()) {
            const dependency = byUrn.get(urn);
            if (dependency === undefined || seen.has(urn)) continue;
            seen.add(urn);
            types.add(shortType(dependency.type));
            pending.push(...dependenciesOf(dependency));
        }
        return types;
    }
});

function dependenciesOf({ dependencies = [], propertyDependencies = {} }: DeployedResource): string[] {
    return [...dependencies, ...Object.values(propertyDependencies).flat()];
}
