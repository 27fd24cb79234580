import assert from "node:assert/strict";

import { hasZones } from "../../../components/azure/regions";
import { idArguments, resourceId, resourceTypes } from "../../../components/azure/resourceTypes";
import { configurationHash, environmentFile } from "../../../components/node/gatewayNode";
import { remainingPropagation } from "../../../components/rolePropagation";
import { defaultZones } from "../../../components/tier";

describe("regions", () => {
    it("are the same with and without spaces", () => assert.equal(hasZones("West Europe"), hasZones("westeurope")));
    it("without zones get none by default", () => assert.deepEqual(defaultZones("Production", "westus"), []));
    it("that are not known here get the tier's", () => assert.deepEqual(defaultZones("Production", undefined), ["1", "2", "3"]));
});

describe("resourceId", () => {
    const subscription = "00000000-0000-0000-0000-000000000001";
    it("fills every part", () => {
        const id = resourceId("azure-native:storage:FileShare", subscription, { resourceGroupName: "rg", accountName: "st1", shareName: "artifacts" });
        assert.equal(
            id,
            `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st1/fileServices/default/shares/artifacts`,
        );
    });
    it("hangs a role assignment below its scope", () => {
        assert.equal(
            resourceId("azure-native:authorization:RoleAssignment", subscription, { scope: "/a/b", roleAssignmentName: "n" }),
            "/a/b/providers/Microsoft.Authorization/roleAssignments/n",
        );
    });
    it("is unknown while a name is", () => assert.equal(resourceId("azure-native:keyvault:Vault", subscription, { resourceGroupName: "rg" }), undefined));
    it("is unknown for an unknown type", () => assert.equal(resourceId("azure-native:foo:Bar", subscription, {}), undefined));
    for (const [token, type] of Object.entries(resourceTypes)) {
        it(`is complete for ${token}`, () => {
            const id = resourceId(token, subscription, Object.fromEntries(idArguments(type).map((argument) => [argument, `the-${argument}`])));
            assert.doesNotMatch(id ?? "{", /[{}]/);
            assert.ok(token.endsWith("ResourceGroup") || (id ?? "").includes(type.armType.split("/").at(-1)!));
        });
    }
});

describe("remainingPropagation", () => {
    const created = "2026-01-01T00:00:00Z";
    const after = (seconds: number): Date => new Date(Date.parse(created) + seconds * 1000);
    it("is five minutes for a new assignment", () => assert.equal(remainingPropagation(created, after(0)), 300_000));
    it("is what is left", () => assert.equal(remainingPropagation(created, after(100)), 200_000));
    it("is nothing for an old one", () => assert.equal(remainingPropagation(created, after(301)), 0));
    it("is never more than five minutes, not even with a clock that is behind", () => assert.equal(remainingPropagation(created, after(-100)), 300_000));
    it("takes a missing time for now", () => assert.equal(remainingPropagation(undefined, after(0)), 300_000));
});

describe("environmentFile", () => {
    it("is in a fixed order", () => assert.equal(environmentFile({ B: "2", A: "1" }), 'A="1"\nB="2"\n'));
    it("quotes what a shell would interpret", () => assert.equal(environmentFile({ A: 'a"$b`\\' }), 'A="a\\"\\$b\\`\\\\"\n'));
});

describe("configurationHash", () => {
    it("differs when a boundary moves", () => assert.notEqual(configurationHash("ab", "c"), configurationHash("a", "bc")));
});
