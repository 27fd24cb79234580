import assert from "node:assert/strict";

import { FaultEffect } from "../../simulator/faults";
import { CommandResult } from "../../tools/command";
import { Engine, RunningOperation } from "../../tools/engine";
import { deadlyTypes, Death, dieDuringUp, recover } from "./support/deaths";
import { LIMIT, useEngine } from "./support/environment";
import { assertNothingOrphaned, assertOnlyDeletedVaults } from "./support/inventory";
import { killProvider } from "./support/processes";
import { assertNoChanges, assertOnly, errorsOf, shortType } from "./support/steps";

const APPLICATION_GATEWAY = "azure-native:network:ApplicationGateway";
const SCALE_SET = "azure-native:compute:VirtualMachineScaleSet";

const killEngine = async (_: Engine, run: RunningOperation): Promise<void> => run.kill("SIGKILL");
const killAll = (_: Engine, run: RunningOperation): Promise<void> => run.killTree();

/** How a deployment is recovered, and what the next `up` may then do. */
interface Recovery {
    options: readonly string[];
    operations: readonly string[];
}
const plain: Recovery = { options: [], operations: ["create"] };
// To the engine the lost answer of a dead provider is a refusal: it forgets the creation. What a preview hides, secrets, is written once more.
const adopting: Recovery = { options: ["--adopt-existing"], operations: ["create", "update"] };

// One deployment dies again and again, each time further on: what was recovered once is part of everything that comes after it.

describe("a deployment whose engine is killed after Azure has accepted a creation", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev");
    const death = { kill: killEngine, effect: FaultEffect.HangAfterAccepted };
    diesAndIsRecovered(engine, death, deadlyTypes.slice(0, deadlyTypes.indexOf(APPLICATION_GATEWAY)));

    it(`is recovered while Azure is still at work on the ${shortType(APPLICATION_GATEWAY)}`, async () => {
        // Azure takes some seconds more, after the engine's death.
        await dieDuringUp(engine(), APPLICATION_GATEWAY, { kill: killEngine, env: { SIMULATED_AZURE_TIME_SCALE: "0.02" } });
        const { stdout } = await recovered(engine());
        assert.match(stdout, /Waiting until Azure is done with gateway-load-balancer/);
    });

    it("is locked; unlocked, its creation stays pending, and Azure refuses to create what exists", async () => {
        // Beside the scale set an alert may be under way; which of the two is asked for first is chance.
        await dieDuringUp(engine(), SCALE_SET, death);
        const locked = await engine().up({ mayFail: true });
        assert.match(errorsOf(locked).join(), /the stack is currently locked by 1 lock/);

        await engine().cancel();
        const unlocked = await engine().up({ mayFail: true });
        const pending = (await engine().exportState()).deployment.pending_operations ?? [];
        assert.ok(pending.some(({ type, resource }) => type === "creating" && resource.type === SCALE_SET));
        assert.match(
            errorsOf(unlocked).join(),
            /cannot create already existing resource '.*\/(virtualMachineScaleSets\/vmss-gateway-dev|metricAlerts\/[\w-]+)'/,
        );
    });

    it("is recovered even after these attempts", () => recovered(engine()));
    isComplete(engine);
});

describe("a deployment whose provider is killed after Azure has accepted a creation", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev");
    diesAndIsRecovered(engine, { kill: killProvider, effect: FaultEffect.HangAfterAccepted }, deadlyTypes, adopting);
    isComplete(engine, adopting);
});

describe("a deployment that dies before Azure has heard of a creation", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev");
    const types = ["VirtualNetwork", "Secret", "ApplicationGateway"];
    diesAndIsRecovered(
        engine,
        { kill: killAll, effect: FaultEffect.HangBeforeAccepted },
        deadlyTypes.filter((type) => types.includes(shortType(type))),
    );
    isComplete(engine);
});

function diesAndIsRecovered(engine: () => Engine, death: Death, types: readonly string[], recovery = plain): void {
    for (const type of types) {
        it(`is recovered when it died at the ${shortType(type)}`, async () => {
            assertOnly(await dieDuringUp(engine(), type, death), recovery.operations);
            await recovered(engine(), recovery);
        });
    }
}

async function recovered(engine: Engine, { options } = plain): Promise<CommandResult> {
    const result = await recover(engine, options);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    await assertNothingOrphaned(engine);
    return result;
}

function isComplete(engine: () => Engine, { operations } = plain): void {
    it("then comes up, once and for all", async () => {
        assertOnly(await engine().up(), operations);
        await assertNothingOrphaned(engine());
        assertNoChanges(await engine().refresh());
        assertNoChanges(await engine().up());
    });

    it("and leaves nothing when it is destroyed", async () => {
        await engine().destroy();
        assertOnlyDeletedVaults(engine(), 1);
    });
}
