import assert from "node:assert/strict";

import { changeResource } from "../../simulator/subscription";
import { objections } from "./support/bodies";
import { recover } from "./support/deaths";
import { LIMIT, newNodeKeyStore, useEngine } from "./support/environment";
import { assertNothingOrphaned, assertOnlyDeletedVaults, idsInAzure, idsInState, onlyResource, stateResources, vaultNames } from "./support/inventory";
import { assertNoChanges, assertOnly, errorsOf, touchedTypes } from "./support/steps";

const SCALE_SET = "azure-native:compute:VirtualMachineScaleSet";

const environments = [
    { stack: "dev", isProtected: false, otherFirewallMode: "Prevention" },
    { stack: "staging", isProtected: true, otherFirewallMode: "Detection" },
    { stack: "prod", isProtected: true, otherFirewallMode: "Detection" },
];

/** Types that have tags of their own; what is inside of something else has none. */
const TAGGED = [
    "ApplicationGateway",
    "AutoscaleSetting",
    "DataCollectionRule",
    "MetricAlert",
    "NatGateway",
    "NetworkSecurityGroup",
    "PrivateEndpoint",
    "PrivateZone",
    "PublicIPAddress",
    "ResourceGroup",
    "ScheduledQueryRule",
    "Secret",
    "StorageAccount",
    "UserAssignedIdentity",
    "Vault",
    "VirtualMachineScaleSet",
    "VirtualNetwork",
    "VirtualNetworkLink",
    "WebApplicationFirewallPolicy",
    "Workspace",
];

for (const { stack, isProtected, otherFirewallMode } of environments) {
    describe(`environment ${stack}`, function () {
        this.timeout(LIMIT);
        const engine = useEngine(stack);
        let firstVault: string;

        it("is previewed as creations only, and a preview creates nothing", async () => {
            const { changes } = await engine().preview();
            assert.deepEqual(Object.keys(changes), ["create"]);
            assert.deepEqual(idsInAzure(engine()), []);
        });

        it("comes up, with everything in Azure that is in the state", async () => {
            const { changes } = await engine().up();
            assert.deepEqual(Object.keys(changes), ["create"]);
            await assertNothingOrphaned(engine());
            firstVault = vaultNames(engine())[0]!;
        });

        it("is made of bodies that Azure's schemas accept, strictly, and that break no rule", function () {
            // The firewall of a Development environment only observes.
            assert.deepEqual(objections(this, engine(), isProtected ? [] : ["WAF-01"]), []);
        });

        it("does not change when it is brought up again", async () => assertNoChanges(await engine().up()));

        it("does not differ from what Azure tells, and does not change after that", async () => {
            assertNoChanges(await engine().refresh());
            assertNoChanges(await engine().up());
        });

        it("leaves the number of nodes to autoscale", async () => {
            await scaleTo(5);
            assert.deepEqual(Object.keys((await engine().refresh()).changes).sort(), ["same", "update"]);
            assertNoChanges(await engine().up());
            assert.equal(nodes(), 5);
            // The changes that follow must respect this by themselves.
            await scaleTo(6);
        });

        const updates = [
            { what: "the most nodes", key: "scaleSet.maxInstances", value: "9", touched: ["AutoscaleSetting", "MetricAlert"] },
            { what: "the size of the machines", key: "scaleSet.vmSize", value: "Standard_D8s_v5", touched: ["VirtualMachineScaleSet"] },
            // Path rules do what the firewall does not while it only logs.
            {
                what: "the firewall's mode",
                key: "loadBalancer.firewall.mode",
                value: otherFirewallMode,
                touched: ["ApplicationGateway", "WebApplicationFirewallPolicy"],
            },
            { what: "tags", key: "tags.owner", value: "platform", touched: TAGGED },
            // A new version of a node's secret is a new configuration of the nodes.
            {
                what: "the nodes' key store",
                key: "nodeKeyStore",
                value: newNodeKeyStore(),
                secret: true,
                touched: ["ScheduledQueryRule", "Secret", "VirtualMachineScaleSet"],
            },
        ];
        for (const { what, key, value, touched, secret = false } of updates) {
            it(`changes ${what} in place, and nothing else`, async () => {
                await engine().setConfig(key, value, { path: !secret, secret });
                const result = await engine().up();
                assertOnly(result, ["update"]);
                assert.deepEqual(touchedTypes(result), touched);
            });
        }

        it("still has as many nodes as autoscale wanted", () => assert.equal(nodes(), 6));

        if (isProtected) {
            it("refuses to be destroyed, and deletes nothing", async () => {
                const before = idsInAzure(engine());
                const refused = await engine().run(["destroy", "--yes"], { mayFail: true });
                assert.notEqual(refused.code, 0);
                assert.match(refused.stdout, /Vault.* cannot be deleted[^]*because it is protected/);
                assert.deepEqual(idsInAzure(engine()), before);
                assert.deepEqual(await idsInState(engine()), before);
            });

            it("changes nothing in Azure when its protection is lifted", async () => {
                await engine().setConfig("protect", "false");
                assert.deepEqual(touchedTypes(await engine().up()), []);
                const stillProtected = (await stateResources(engine())).filter((resource) => resource.protect);
                assert.deepEqual(stillProtected, []);
            });
        }

        it("leaves nothing but a deleted vault when it is destroyed", async () => {
            await engine().destroy();
            assertOnlyDeletedVaults(engine(), 1);
        });

        it("comes up again, with a new vault that has all secrets, and goes again", async () => {
            const { changes } = await engine().up();
            assert.deepEqual(Object.keys(changes), ["create"]);
            await assertNothingOrphaned(engine());
            const [vault] = vaultNames(engine());
            assert.notEqual(vault, firstVault);
            assert.equal(idsInAzure(engine()).filter((id) => id.includes(`/vaults/${vault}/secrets/`) && !id.includes("roleassignments")).length, 5);
            await engine().destroy();
            assertOnlyDeletedVaults(engine(), 2);
        });

        function nodes(): unknown {
            return (onlyResource(engine(), SCALE_SET).body.sku as { capacity: number }).capacity;
        }

        async function scaleTo(capacity: number): Promise<void> {
            const { id } = onlyResource(engine(), SCALE_SET);
            await changeResource(engine().azureFolder, id, (body) => ({ ...body, sku: { ...(body.sku as object), capacity } }));
        }
    });
}

describe("a protected environment that is destroyed without a preview", function () {
    this.timeout(LIMIT);
    const engine = useEngine("staging");

    // With a preview Pulumi refuses as a whole; without one it deletes until it meets what is protected, and forgets what it thinks went with that.
    it("keeps everything that holds data in Azure, and comes up again after it was recovered", async () => {
        await engine().up();
        const refused = await engine().destroy({ mayFail: true });
        assert.notEqual(refused.code, 0);
        assert.match(errorsOf(refused).join("\n"), /because it is protected/);
        assert.ok(idsInAzure(engine()).some((id) => id.endsWith("/secrets/front-certificate")));
        const recovered = await recover(engine(), ["--adopt-existing"], "staging");
        assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
        await engine().up();
        await assertNothingOrphaned(engine());
        assertNoChanges(await engine().up());
    });
});
