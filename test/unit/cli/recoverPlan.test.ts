import assert from "node:assert/strict";

import { parseLock } from "../../../cli/recover/lock";
import { lacksSubscription, planRecovery, Step } from "../../../cli/recover/plan";
import { settle, unfinished } from "../../../cli/recover/settle";
import { PendingOperation, ResourceEntry } from "../../../cli/recover/state";

const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
const OTHER_SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
const PROVIDER = "urn:pulumi:dev::p::pulumi:providers:azure-native::default";
const GROUP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const VNET_ID = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/vnet`;

const urn = (type: string, name: string): string => `urn:pulumi:dev::p::${type}::${name}`;
const provider: ResourceEntry = { urn: PROVIDER, type: "pulumi:providers:azure-native", custom: true, id: "0", inputs: {} };
const entry = (type: string, name: string, inputs: Record<string, unknown>, rest: Partial<ResourceEntry> = {}): ResourceEntry => ({
    urn: urn(type, name),
    type,
    custom: true,
    provider: `${PROVIDER}::0`,
    inputs,
    ...rest,
});
const group = entry("azure-native:resources:ResourceGroup", "group", { resourceGroupName: "rg" }, { id: GROUP_ID, outputs: { name: "rg" } });
const network = entry("azure-native:network:VirtualNetwork", "network", { resourceGroupName: "rg", virtualNetworkName: "vnet" }, { dependencies: [group.urn] });
const creating = (resource: ResourceEntry): PendingOperation => ({ type: "creating", resource });
const short = ({ steps }: { steps: Step[] }): string[] => steps.map((step) => `${step.action} ${step.entry.urn.split("::").at(-1)}`);

describe("planRecovery", () => {
    it("finds nothing where nothing is pending", () => {
        assert.deepEqual(planRecovery({ resources: [provider, group] }).steps, []);
        assert.deepEqual(planRecovery({}).steps, []);
    });

    it("adopts what was being created, with its id, after what it needs, as the program wrote it", () => {
        const { steps, deployment } = planRecovery({ resources: [provider, group], pending_operations: [creating({ ...network, outputs: undefined })] });
        assert.deepEqual(short({ steps }), ["adopt network"]);
        assert.deepEqual(deployment.resources!.at(-1), { ...network, id: VNET_ID, outputs: {} });
        assert.equal(deployment.resources!.length, 3);
        assert.deepEqual(deployment.pending_operations, []);
    });

    it("leaves what it was given as it was", () => {
        const deployment = { resources: [provider, group], pending_operations: [creating(network)] };
        const copy = structuredClone(deployment);
        planRecovery(deployment);
        assert.deepEqual(deployment, copy);
    });

    it("keeps the rest of the state", () => {
        const rest = { manifest: { magic: "x" }, secrets_providers: { type: "passphrase" } };
        const { deployment } = planRecovery({ ...rest, resources: [provider] });
        assert.deepEqual({ ...deployment }, { ...rest, resources: [provider], pending_operations: [] });
    });

    for (const type of ["updating", "deleting", "reading"] as const) {
        it(`has read again what is pending as ${type}`, () => {
            const { steps, deployment } = planRecovery({ resources: [provider, group], pending_operations: [{ type, resource: group }] });
            assert.deepEqual(short({ steps }), ["read group"]);
            assert.deepEqual(deployment.resources, [provider, group]);
        });

        it(`adds nothing to the state for what is pending as ${type}`, () => {
            const old = { ...group, delete: true };
            assert.deepEqual(planRecovery({ resources: [provider, old], pending_operations: [{ type, resource: group }] }).deployment.resources, [
                provider,
                old,
            ]);
        });
    }

    it("adopts what an import was pending for by the id that it had", () => {
        const resource = { ...network, id: "/the/id" };
        const [step] = planRecovery({ resources: [provider, group], pending_operations: [{ type: "importing", resource }] }).steps;
        assert.equal(step!.entry.id, "/the/id");
    });

    it("forgets what has no id that can be computed: other types, names that are not known", () => {
        const config = entry("kubernetes:core/v1:ConfigMap", "config", {});
        const unnamed = entry("azure-native:network:VirtualNetwork", "unnamed", { resourceGroupName: "rg" });
        const { steps, deployment } = planRecovery({ resources: [provider, group], pending_operations: [creating(config), creating(unnamed)] });
        assert.deepEqual(short({ steps }), ["forget config", "forget unnamed"]);
        assert.deepEqual(deployment.resources, [provider, group]);
    });

    it("forgets what would not fit into the state, since something that it needs is missing", () => {
        for (const lost of [{ parent: "urn:gone" }, { dependencies: ["urn:gone"] }, { provider: "urn:gone::0" }]) {
            const plan = planRecovery({ resources: [provider, group], pending_operations: [creating({ ...network, ...lost })] }, { chosen: SUBSCRIPTION });
            assert.deepEqual(short(plan), ["forget network"]);
        }
    });

    it("only reads what is in the state with the same id already", () => {
        const plan = planRecovery({
            resources: [provider, group],
            pending_operations: [creating({ ...group, id: undefined, inputs: { resourceGroupName: "RG" } })],
        });
        assert.deepEqual(short(plan), ["read group"]);
        assert.equal(plan.deployment.resources!.length, 2);
    });

    it("puts what replaces a resource that is deleted already in its place", () => {
        const old = { ...group, pendingReplacement: true };
        const { steps, deployment } = planRecovery({
            resources: [provider, old, { ...network, id: VNET_ID }],
            pending_operations: [creating({ ...group, id: undefined })],
        });
        assert.equal(steps[0]!.action, "adopt");
        assert.deepEqual(
            deployment.resources!.map((resource) => [resource.urn, resource.pendingReplacement]),
            [provider, group, network].map((resource) => [resource.urn, undefined]),
        );
    });

    it("takes no replacement beside a resource that is still there, and names what is in the way", () => {
        const old = { ...network, id: `${VNET_ID}-old`, outputs: { name: "vnet-old" } };
        const { steps, deployment } = planRecovery({ resources: [provider, group, old], pending_operations: [creating(network)] });
        assert.match((steps[0] as { reason: string }).reason, new RegExp(`replace ${VNET_ID}-old; if ${VNET_ID} exists, delete it`));
        assert.deepEqual(deployment.resources, [provider, group, old]);
    });

    it("has read what an earlier recovery adopted and did not read", () => {
        const adopted = { ...network, id: VNET_ID, outputs: {} };
        assert.deepEqual(short(planRecovery({ resources: [provider, group, adopted] })), ["read network"]);
    });

    describe("finds the subscription", () => {
        const idWith = (resources: ResourceEntry[], subscription = {}): string | undefined =>
            planRecovery({ resources, pending_operations: [creating({ ...network, dependencies: [] })] }, subscription).steps[0]!.entry.id;
        const elsewhere: ResourceEntry = { ...group, urn: urn(group.type, "elsewhere"), id: `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/other` };
        const configured = { ...provider, inputs: { subscriptionId: OTHER_SUBSCRIPTION } };

        it("in what was chosen", () => assert.match(idWith([configured, group], { chosen: "chosen" })!, /^\/subscriptions\/chosen\//));
        it("in the provider's configuration", () => assert.match(idWith([configured, group])!, new RegExp(OTHER_SUBSCRIPTION)));
        it("in the ids of resources with the same provider", () => assert.equal(idWith([provider, { ...elsewhere, provider: "other::1" }, group]), VNET_ID));
        it("in the fallback, where resources are in several or there are none", () => {
            assert.equal(idWith([provider, group, elsewhere]), undefined);
            assert.match(idWith([provider, group, elsewhere], { fallback: "fallback" })!, /^\/subscriptions\/fallback\//);
            assert.match(idWith([provider], { fallback: "fallback" })!, /^\/subscriptions\/fallback\//);
        });
        it("or says that it lacks", () => {
            const pending_operations = [creating(network)];
            assert.equal(lacksSubscription({ resources: [provider], pending_operations }, {}), true);
            assert.equal(lacksSubscription({ resources: [provider], pending_operations }, { fallback: "f" }), false);
            assert.equal(lacksSubscription({ resources: [provider, group], pending_operations }, {}), false);
            assert.equal(lacksSubscription({ resources: [provider], pending_operations: [creating(entry("random:index:Id", "x", {}))] }, {}), false);
        });
        it("in the scope of a role assignment, which names it", () => {
            const role = entry("azure-native:authorization:RoleAssignment", "role", { scope: GROUP_ID, roleAssignmentName: "name" });
            assert.equal(
                planRecovery({ resources: [provider], pending_operations: [creating(role)] }).steps[0]!.entry.id,
                `${GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/name`,
            );
        });
    });
});

describe("settle", () => {
    const read = (state: unknown): ResourceEntry => ({ ...network, id: VNET_ID, inputs: { fromAzure: true }, outputs: { provisioningState: state } });

    it("gives adopted resources the program's inputs back, and touches no others", () => {
        const { resources } = settle({ resources: [group, read("Succeeded")] }, [network]);
        assert.deepEqual(resources, [group, { ...read("Succeeded"), inputs: network.inputs }]);
    });

    it("has a resource that Azure failed at written again", () => {
        assert.deepEqual(settle({ resources: [read("Failed")] }, [network]).resources![0]!.initErrors, ["Azure reports the state Failed"]);
    });

    it("adds nothing that does not exist", () => assert.deepEqual(settle({ resources: [group] }, [network]).resources, [group]));

    it("waits for adopted resources that Azure is still creating, no others", () => {
        const nested = { ...network, outputs: { properties: { provisioningState: "Creating" } } };
        assert.deepEqual(unfinished({ resources: [read("Creating")] }, [network]), [read("Creating")]);
        assert.deepEqual(unfinished({ resources: [nested] }, [network]), [nested]);
        assert.deepEqual(unfinished({ resources: [read("Creating")] }, [group]), []);
        for (const state of ["Succeeded", "Failed", undefined]) assert.deepEqual(unfinished({ resources: [read(state)] }, [network]), []);
    });
});

describe("parseLock", () => {
    const message = "error: the stack is currently locked by 1 lock(s). …\n  file:///s/lock.json: created by ann@build-7 (pid 4711) at 2026-01-02T03:04:05Z";

    it("tells who holds the lock, and the process where it is of this machine", () => {
        const description = "locked by ann on build-7, process 4711, since 2026-01-02T03:04:05Z";
        assert.deepEqual(parseLock(message, "build-7"), { description, pid: 4711 });
        assert.deepEqual(parseLock(message, "other"), { description });
    });

    it("knows Pulumi Cloud's words", () => assert.notEqual(parseLock("[409] Conflict: Another update is currently in progress."), undefined));
    it("takes nothing else for a lock", () => assert.equal(parseLock("error: no stack named 'dev' found"), undefined));
});
