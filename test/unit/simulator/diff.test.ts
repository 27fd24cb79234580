import assert from "node:assert/strict";
import fc from "fast-check";

import { diffArguments } from "../../../simulator/diff";
import { JsonObject } from "../../../simulator/json";
import { changeRulesOf } from "../../../simulator/replacement";
import { UNKNOWN } from "../../../simulator/wireValues";

const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => typeof value === "object" && value !== null && !Array.isArray(value)) as fc.Arbitrary<JsonObject>;

describe("differences between arguments", () => {
    it("are none between equal ones, and always some between different ones", () => {
        fc.assert(fc.property(json, (args) => assert.deepEqual(diffArguments(args, structuredClone(args), []), {})));
        fc.assert(fc.property(json, fc.string(), (args, text) => assert.notDeepEqual(diffArguments(args, { ...args, added: `${text}!` }, []), {})));
    });

    it("carry the path, in lists too, and what happened there", () => {
        const olds: JsonObject = { tags: { a: "1" }, probes: [{ name: "ready", port: 1 }], gone: true };
        const news: JsonObject = { tags: { a: "1", "b.c": "2" }, probes: [{ name: "ready", port: 2 }, { name: "second" }] };
        assert.deepEqual(diffArguments(olds, news, []), {
            'tags["b.c"]': { kind: "add", replaces: false },
            "probes[0].port": { kind: "update", replaces: false },
            "probes[1]": { kind: "add", replaces: false },
            gone: { kind: "delete", replaces: false },
        });
    });

    it("replace where azure-native replaces", () => {
        const replaces = (token: string, olds: JsonObject, news: JsonObject): boolean =>
            Object.values(diffArguments(olds, news, changeRulesOf(token).replaced)).some((change) => change.replaces);
        const share = "azure-native:storage:FileShare";
        assert.ok(replaces(share, { enabledProtocols: "SMB" }, { enabledProtocols: "NFS" }));
        assert.ok(replaces(share, { accountName: "a" }, { accountName: "b" }));
        assert.ok(!replaces(share, { shareQuota: 100 }, { shareQuota: 200 }));
        assert.ok(replaces("azure-native:network:PublicIPAddress", { sku: { name: "Basic" } }, { sku: { name: "Standard" } }));
        assert.ok(replaces("azure-native:network:PrivateEndpoint", { subnet: { id: "a" } }, { subnet: { id: UNKNOWN } }));
        assert.ok(replaces("azure-native:authorization:RoleAssignment", { principalId: "a" }, { principalId: "b" }));
        assert.ok(!replaces("azure-native:network:VirtualNetwork", { location: "westeurope" }, { location: "West Europe" }));
        assert.ok(replaces("azure-native:network:VirtualNetwork", { location: "westeurope" }, { location: "northeurope" }));
    });
});
