import assert from "node:assert/strict";

import { GatewayDeployment } from "../../components";
import { idArguments, resourceTypes } from "../../components/azure/resourceTypes";
import { shapes } from "../../simulator/shapes";
import { toArm } from "../../simulator/translate";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { validArgs } from "../unit/support/deployments";
import { plain, Registered, registeredBy } from "../unit/support/mocks";
import { cases } from "./cases";

/** The body that the provider sends for a resource that was registered. */
function armBody({ type, inputs }: Registered): object {
    const names = idArguments(resourceTypes[type]!);
    const args = plain(inputs) as Record<string, never>;
    const withoutNames = Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name) && name !== "fileServicesName"));
    const name = type.endsWith(":FileServiceProperties") ? `${args["accountName"]}/default` : args[names.at(-1)!];
    return { name, ...toArm(shapes[type] ?? {}, withoutNames) };
}

describe("bodies that Azure gets", () => {
    let check: ReturnType<typeof bodyChecker>;
    before(function () {
        this.timeout(60_000);
        check = bodyChecker(loadSchemas(this));
    });

    for (const [name, changes] of Object.entries(cases)) {
        it(`are what its schemas say, strictly: ${name}`, async function () {
            this.timeout(60_000);
            const registered = await registeredBy(() => new GatewayDeployment("gateway", validArgs(changes)));
            const resources = registered.filter(({ type }) => type.startsWith("azure-native:"));
            assert.ok(resources.length > 25);
            const problems = resources.flatMap((resource) => {
                const problems = check(resourceTypes[resource.type]!, armBody(resource));
                return problems.map((problem) => `${resource.type} ${resource.name}: ${problem}`);
            });
            assert.deepEqual(problems, []);
        });
    }

    it("would be refused with a property that Azure does not know", () => {
        const type = resourceTypes["azure-native:network:NatGateway"]!;
        const problems = check(type, { name: "ng", sku: { name: "Standard" }, properties: { idleTimeout: 4 } });
        assert.match(problems.join(), /idleTimeout/);
    });
});
