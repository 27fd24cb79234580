import assert from "node:assert/strict";

import { listResources } from "../../../simulator/subscription";
import { GROUP, inGroup, World, world } from "./support";

const ACCOUNT = inGroup("Microsoft.Storage/storageAccounts/stgateway");
const FILES = `${ACCOUNT}/fileServices/default`;
const WORKSPACE = inGroup("Microsoft.OperationalInsights/workspaces/logs");

async function worldWithAccount(): Promise<World> {
    const created = world();
    await created.create("resources:ResourceGroup", { location: "westeurope" });
    await account(created);
    await created.create("operationalinsights:Workspace", { workspaceName: "logs", location: "westeurope" });
    return created;
}

const account = (azure: World) =>
    azure.create("storage:StorageAccount", { accountName: "stgateway", location: "westeurope", kind: "FileStorage", sku: { name: "Premium_LRS" } });
const setting = (azure: World, name: string, category = "StorageWrite", resourceUri = FILES) =>
    azure.provider.create("azure-native:monitor:DiagnosticSetting", { resourceUri, name, workspaceId: WORKSPACE, logs: [{ category, enabled: true }] });

describe("diagnostic settings in the simulated Azure", () => {
    it("belong to a resource, or a part of one", async () => {
        const { id } = await setting(await worldWithAccount(), "one");
        assert.equal(id, `${FILES}/providers/Microsoft.Insights/diagnosticSettings/one`);
    });

    it("need their resource", async () => {
        await assert.rejects(setting(await worldWithAccount(), "one", "StorageWrite", inGroup("Microsoft.KeyVault/vaults/kv")), /ParentResourceNotFound/);
    });

    it("need their workspace", async () => {
        const azure = await worldWithAccount();
        await azure.remove("operationalinsights:Workspace", WORKSPACE);
        await assert.rejects(setting(azure, "one"), /ResourceNotFound/);
    });

    it("send the same to the same place once", async () => {
        const azure = await worldWithAccount();
        await setting(azure, "one");
        await setting(azure, "other", "StorageDelete");
        await assert.rejects(setting(azure, "third"), /Data sink .* is already used in diagnostic setting 'one' for category 'StorageWrite'/);
    });

    it("are five at most", async () => {
        const azure = await worldWithAccount();
        for (const category of ["a", "b", "c", "d", "e"]) await setting(azure, category, category);
        await assert.rejects(setting(azure, "f", "f"), /limit of 5/);
        await setting(azure, "f", "f", ACCOUNT);
    });

    it("outlive their resource, and are in the way of its successor's", async () => {
        const azure = await worldWithAccount();
        await setting(azure, "one");
        await azure.remove("storage:StorageAccount", ACCOUNT);
        assert.ok(listResources(azure.directory).some(({ id }) => id.endsWith("/diagnosticSettings/one")));
        await account(azure);
        await assert.rejects(setting(azure, "one"), /cannot create already existing resource/);
        await assert.rejects(setting(azure, "successor"), /already used/);
    });
});

describe("the rest of monitoring in the simulated Azure", () => {
    it("finds what an alert looks at", async () => {
        const azure = await worldWithAccount();
        const alert = (ruleName: string, scope: string) =>
            azure.create("monitor:MetricAlert", {
                ruleName,
                location: "global",
                enabled: true,
                severity: 1,
                scopes: [scope],
                windowSize: "PT5M",
                evaluationFrequency: "PT1M",
                criteria: { odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", allOf: [] },
            });
        const { outputs } = await alert("one", FILES);
        assert.deepEqual(outputs["criteria"], { odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", allOf: [] });
        await assert.rejects(alert("other", inGroup("Microsoft.Storage/storageAccounts/none/fileServices/default")), /NotFound/);
    });

    it("lets an association go with its machines", async () => {
        const azure = await worldWithAccount();
        await azure.create("monitor:DataCollectionRule", { dataCollectionRuleName: "dcr", location: "westeurope" });
        const dataCollectionRuleId = inGroup("Microsoft.Insights/dataCollectionRules/dcr");
        const { id } = await azure.provider.create("azure-native:monitor:DataCollectionRuleAssociation", {
            resourceUri: ACCOUNT,
            associationName: "nodes",
            dataCollectionRuleId,
        });
        assert.equal(id, `${ACCOUNT}/providers/Microsoft.Insights/dataCollectionRuleAssociations/nodes`);
        await azure.remove("storage:StorageAccount", ACCOUNT);
        assert.deepEqual(
            listResources(azure.directory)
                .map((resource) => resource.id)
                .sort(),
            [GROUP, dataCollectionRuleId, WORKSPACE].sort(),
        );
    });
});
