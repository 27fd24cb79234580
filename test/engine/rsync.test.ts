import assert from "node:assert/strict";

import { sshKeyPair } from "../support/fixtures";
import { objections } from "./support/bodies";
import { LIMIT, setAll, useEngine } from "./support/environment";
import { assertNothingOrphaned, assertOnlyDeletedVaults, idsInAzure } from "./support/inventory";
import { assertNoChanges, assertOnly, shortType, touchedTypes } from "./support/steps";

describe("environment with one manager that nodes copy from", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev");
    const data = (): string[] => idsInAzure(engine()).filter((id) => /\/(disks|networkinterfaces)\//i.test(id));

    before(async function () {
        this.timeout(LIMIT);
        const [host, worker] = [sshKeyPair("host"), sshKeyPair("worker")];
        const plain = {
            contentSync: "Rsync",
            "network.managementRanges[0]": "10.0.0.0/8",
            "syncManager.hostPublicKey": host.publicKey,
            "syncManager.workerPublicKey": worker.publicKey,
        };
        await setAll(engine(), plain, { syncHostKey: host.privateKey, syncWorkerKey: worker.privateKey });
    });

    it("comes up, with everything in Azure that is in the state", async () => {
        const { changes } = await engine().up();
        assert.deepEqual(Object.keys(changes), ["create"]);
        await assertNothingOrphaned(engine());
        assert.equal(data().length, 2);
    });

    it("is made of bodies that Azure's schemas accept, strictly, and that break no rule", function () {
        assert.deepEqual(objections(this, engine(), ["WAF-01"]), []);
    });

    it("does not change when it is brought up again, nor after a look at Azure", async () => {
        assertNoChanges(await engine().up());
        assertNoChanges(await engine().refresh());
        assertNoChanges(await engine().up());
    });

    it("replaces the manager's machine for another configuration, the old one first, and keeps its disk and address", async () => {
        const before = data();
        await engine().setConfig("requestTimeoutSeconds", "60");
        const result = await engine().up();
        const replaced = result.steps.filter(({ op }) => op === "delete-replaced").map(({ type }) => shortType(type));
        assert.deepEqual([...new Set(replaced)].sort(), ["DataCollectionRuleAssociation", "VirtualMachine", "VirtualMachineExtension"]);
        const order = result.steps.filter(({ type }) => shortType(type) === "VirtualMachine").map(({ op }) => op);
        assert.ok(order.indexOf("delete-replaced") < order.indexOf("create-replacement"), order.join(", "));
        assert.deepEqual(data(), before);
        assertNoChanges(await engine().up());
    });

    it("changes size of machine and disk in place", async () => {
        await engine().setConfig("syncManager.vmSize", "Standard_D4s_v5", { path: true });
        await engine().setConfig("syncManager.dataDiskSizeGiB", "64", { path: true });
        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.deepEqual(touchedTypes(result), ["Disk", "VirtualMachine"]);
    });

    it("leaves nothing but a deleted vault when it is destroyed", async () => {
        await engine().destroy();
        assertOnlyDeletedVaults(engine(), 1);
    });
});
