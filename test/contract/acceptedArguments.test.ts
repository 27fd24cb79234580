import assert from "node:assert/strict";

import fc from "fast-check";

import { GatewayDeployment } from "../../components";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { checkDeployment } from "../../components/checks";
import { describeProblems } from "../../components/problem";
import { checkResources } from "../../rules";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { existingAddress, registeredBy } from "../unit/support/mocks";
import { argumentSets } from "./support/argumentSets";
import { armResources } from "./support/bodies";

/** Always the same sets, unless others are asked for: `ARGUMENTS_SEED=7 ARGUMENTS_RUNS=500`. */
const seed = Number(process.env["ARGUMENTS_SEED"] ?? 20_260_101);
const numRuns = Number(process.env["ARGUMENTS_RUNS"] ?? 40);

describe("whatever the checks accept", function () {
    // Each deployment takes a fraction of a second, on a machine that does nothing else.
    this.timeout(60_000 + numRuns * 10_000);
    const { stackTraceLimit } = Error;
    // Pulumi keeps a stack trace of every promise, which takes most of the time here and is of no use.
    before(() => void (Error.stackTraceLimit = 0));
    after(() => void (Error.stackTraceLimit = stackTraceLimit));

    it("breaks no rule of Azure and none of its schemas", async function () {
        const check = bodyChecker(loadSchemas(this));
        const outcomes = { accepted: 0, refused: 0 };
        console.log(`      seed ${seed}, ${numRuns} sets of arguments`);
        await fc.assert(
            fc.asyncProperty(argumentSets, async (args) => {
                const problems = checkDeployment(args);
                if (problems.length > 0) {
                    outcomes.refused++;
                    assert.doesNotMatch(describeProblems("The gateway", problems), /undefined|NaN|\[object/);
                    return;
                }
                outcomes.accepted++;
                const beside = { existingAddress: { ...existingAddress, location: args.location } };
                const resources = armResources(await registeredBy(() => new GatewayDeployment("gateway", args), beside));
                assert.ok(resources.length > 10);
                const broken = checkResources(resources).filter(({ severity }) => severity === "Error");
                assert.deepEqual(broken, []);
                const byType = new Map(Object.values(resourceTypes).map((type) => [type.armType, type]));
                const wrong = resources.flatMap(({ id, type, name, ...body }) =>
                    // A file service's schema wants the account in the name, too.
                    check(byType.get(type)!, { ...body, name: name === "default" ? "account/default" : name }).map((problem) => `${id}: ${problem}`),
                );
                assert.deepEqual(wrong, []);
            }),
            { seed, numRuns, endOnFailure: true },
        );
        console.log(`      accepted ${outcomes.accepted}, refused ${outcomes.refused}`);
        assert.ok(outcomes.accepted >= numRuns / 4 && outcomes.refused >= numRuns / 10, "neither all nor none are right");
    });
});
