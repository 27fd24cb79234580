import assert from "node:assert/strict";
import * as os from "node:os";

import { recover, RecoverOptions } from "../../../cli/recover/recover";
import { ResourceEntry, StackExport } from "../../../cli/recover/state";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { FakeStack } from "./support";

const GROUP_ID = "/subscriptions/s/resourceGroups/rg";
const PROVIDER = "urn:pulumi:dev::p::pulumi:providers:azure-native::default";
const provider: ResourceEntry = { urn: PROVIDER, type: "pulumi:providers:azure-native", custom: true, id: "0" };
const group: ResourceEntry = {
    urn: "urn:pulumi:dev::p::azure-native:resources:ResourceGroup::group",
    type: "azure-native:resources:ResourceGroup",
    custom: true,
    provider: `${PROVIDER}::0`,
    inputs: { resourceGroupName: "rg" },
};
/** A number that no process has. */
const NO_PROCESS = 2 ** 22 + 1;

describe("recover", () => {
    const folder = useTemporaryFolder();
    let said: string[];
    beforeEach(() => (said = []));

    const run = (stack: FakeStack, options: Partial<RecoverOptions> = {}): Promise<void> =>
        recover(stack.pulumi, {
            subscription: { fallback: "s" },
            consent: async () => undefined,
            waitSeconds: 5,
            intervalSeconds: 0,
            print: (text) => said.push(text),
            ...options,
        });
    const died = (azure: Record<string, unknown>, lock?: unknown): FakeStack => {
        const stack = new FakeStack(folder());
        stack.write("state", { version: 3, deployment: { resources: [provider], pending_operations: [{ type: "creating", resource: group }] } });
        stack.write("azure", azure);
        if (lock !== undefined) stack.write("lock", lock);
        return stack;
    };
    const lockOf = (pid: number): unknown => ({ user: "ann", host: os.hostname(), pid });
    const resources = (stack: FakeStack): ResourceEntry[] => stack.read<StackExport>("state").deployment.resources!;

    it("finds nothing to recover", async () => {
        const stack = new FakeStack(folder());
        stack.write("state", { version: 3, deployment: { resources: [provider] } });
        await run(stack);
        assert.match(said.join(), /Nothing to recover/);
        assert.deepEqual(stack.commands, ["stack export", "refresh"]);
    });

    it("removes the lock, and takes what exists into the state as the program wrote it", async () => {
        const stack = died({ [GROUP_ID]: { name: "rg", location: "made up by Azure" } }, lockOf(NO_PROCESS));
        await run(stack);
        assert.deepEqual(stack.commands, ["stack export", "refresh", "cancel", "stack import", "refresh", "stack export", "stack import"]);
        assert.deepEqual(resources(stack), [provider, { ...group, id: GROUP_ID, outputs: { name: "rg", location: "made up by Azure" } }]);
        assert.match(
            said.join("\n"),
            /locked by ann.*\n(.*\n)+group .* was being created +taken into the state(.*\n)+group +is in the state(.*\n)*dev is usable again\. Next: pulumi up --stack dev/,
        );
    });

    it("keeps out of the state what does not exist", async () => {
        const stack = died({});
        await run(stack);
        assert.deepEqual(resources(stack), [provider]);
        assert.match(said.join("\n"), /does not exist in Azure; the next run creates it/);
    });

    it("waits until Azure is done", async () => {
        const stack = died({ [GROUP_ID]: { name: "rg", provisioningState: "Creating" } });
        await run(stack);
        assert.match(said.join("\n"), /Waiting until Azure is done with group/);
        assert.deepEqual(resources(stack)[1]!.outputs, { name: "rg", provisioningState: "Succeeded" });
    });

    it("waits no longer than wanted", async () => {
        const stack = died({ [GROUP_ID]: { name: "rg", provisioningState: "Creating" } });
        await assert.rejects(run(stack, { waitSeconds: 0 }), /Azure is still at work on group; run `pulumi refresh`/);
    });

    it("only removes the lock where nothing is pending", async () => {
        const stack = new FakeStack(folder());
        stack.write("state", { version: 3, deployment: { resources: [provider] } });
        stack.write("lock", lockOf(NO_PROCESS));
        await run(stack);
        assert.deepEqual(stack.commands, ["stack export", "refresh", "cancel"]);
    });

    it("refuses while the run that holds the lock is going on", async () => {
        const stack = died({}, lockOf(process.pid));
        await assert.rejects(run(stack), /that process is still running/);
        assert.ok(!stack.commands.includes("cancel"));
    });

    it("changes nothing without consent", async () => {
        const stack = died({}, lockOf(NO_PROCESS));
        await assert.rejects(run(stack, { consent: () => Promise.reject(new Error("no")) }), /no/);
        assert.deepEqual(stack.commands, ["stack export", "refresh"]);
    });

    it("asks for the subscription where nothing tells it", async () => {
        const stack = died({});
        await assert.rejects(run(stack, { subscription: {} }), /name it with --subscription-id/);
    });

    it("gives Pulumi's own reason where the search for a lock fails for another", async () => {
        const stack = new FakeStack(folder(), { FAKE_PULUMI_FAILS: "refresh" });
        stack.write("state", { version: 3, deployment: {} });
        await assert.rejects(run(stack), /pulumi refresh failed: it is broken/);
    });

    it("can be run again after it died between writing and reading", async () => {
        const stack = died({ [GROUP_ID]: { name: "rg" } });
        const dying = new FakeStack(folder(), { FAKE_PULUMI_FAILS: "refresh --yes --skip-preview --stack" });
        await assert.rejects(run(dying), /it is broken/);
        await run(stack);
        assert.deepEqual(resources(stack)[1]!.outputs, { name: "rg" });
    });
});
