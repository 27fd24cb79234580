import assert from "node:assert/strict";

import { GatewayDeployment } from "../../components";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { validArgs } from "../unit/support/deployments";
import { registeredBy } from "../unit/support/mocks";
import { cases } from "./cases";
import { armBody } from "./support/bodies";

describe("bodies that Azure gets", () => {
    let check: ReturnType<typeof bodyChecker>;
    before(function () {
        check = bodyChecker(loadSchemas(this));
    });

    for (const [name, changes] of Object.entries(cases)) {
        it(`are what its schemas say, strictly: ${name}`, async function () {
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

    it("would be refused with a criterion of an alert that Azure does not know", () => {
        const type = resourceTypes["azure-native:monitor:MetricAlert"]!;
        const properties = { severity: 1, enabled: true, scopes: ["/scope"], evaluationFrequency: "PT1M", windowSize: "PT5M" };
        const criteria = { "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", anyOf: [] };
        assert.match(check(type, { name: "alert", location: "global", properties: { ...properties, criteria } }).join(), /anyOf/);
    });
});
