import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";

import fc from "fast-check";

import { applicationGatewayParts } from "../../../components/applicationGateway";
import { hasZones } from "../../../components/azure/regions";
import { idArguments, resourceId, resourceTypes } from "../../../components/azure/resourceTypes";
import { firewallPolicy, MANAGEMENT_PATHS } from "../../../components/firewallPolicy";
import { configurationHash, environmentFile } from "../../../components/node/nodeFiles";
import { remainingPropagation } from "../../../components/rolePropagation";
import { defaultZones, FirewallMode } from "../../../components/tier";
import { timing } from "../../../components/timing";
import { newRootCertificate } from "../../support/fixtures";

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

describe("applicationGatewayParts", () => {
    const root = newRootCertificate();
    const parts = (hostNames: string[]) =>
        applicationGatewayParts({
            hostNames,
            subnetId: "/subnet",
            publicAddressId: "/address",
            certificateSecretId: "https://kv.vault.azure.net/secrets/front",
            trustedRoots: [root],
            timing: timing({}),
        }) as Record<string, { name: string; [key: string]: unknown }[]>;

    it("refers only to parts that exist (AG-06)", () => {
        const built = parts(["a.example.com", "b.example.com"]);
        const references = [...JSON.stringify(built).matchAll(/"\$self\/(\w+)\/([\w-]+)"/g)];
        assert.ok(references.length > 5);
        for (const [, collection, name] of references)
            assert.ok(
                built[collection!]!.some((part) => part.name === name),
                `${collection}/${name}`,
            );
    });

    it("spreads host names over listeners of five, each with a rule and a priority of its own (AG-12, AG-14)", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100 }), (count) => {
                const hostNames = Array.from({ length: count }, (_, index) => `h${index}.example.com`);
                const { httpListeners, requestRoutingRules } = parts(hostNames);
                assert.deepEqual(
                    httpListeners!.flatMap((listener) => listener["hostNames"]),
                    hostNames,
                );
                assert.ok(httpListeners!.every((listener) => (listener["hostNames"] as string[]).length <= 5));
                assert.equal(new Set(requestRoutingRules!.map((rule) => rule["priority"])).size, httpListeners!.length);
            }),
        );
    });

    it("hands a root certificate over without its frame", () => {
        const data = String(parts(["a.example.com"])["trustedRootCertificates"]![0]!["data"]);
        assert.equal(new X509Certificate(Buffer.from(data, "base64")).fingerprint256, new X509Certificate(root).fingerprint256);
    });

    it("verifies nodes, and never talks to them without TLS", () => {
        const [settings] = parts(["a.example.com"])["backendHttpSettingsCollection"]!;
        assert.equal(settings!["protocol"], "Https");
        assert.deepEqual(settings!["trustedRootCertificates"], [{ id: "$self/trustedRootCertificates/node-root-0" }]);
    });
});

describe("the paths that the firewall blocks", () => {
    const blocked = new RegExp(MANAGEMENT_PATHS);
    for (const path of [
        "/carbon",
        "/carbon/admin/login.jsp",
        "//carbon/",
        "/./carbon",
        "/x/../services/Version",
        "/services/",
        "/services?wsdl",
        "/services;a=b",
        "///services",
    ]) {
        it(`include ${path}`, () => assert.match(path, blocked));
    }
    for (const path of ["/", "/services-catalog/v1", "/carbonfootprint", "/pizza/1.0/services", "/pizza/carbon", "/x/carbon/../y", "/pizza?next=/carbon"]) {
        it(`do not include ${path}`, () => assert.doesNotMatch(path, blocked));
    }

    it("are blocked, in lower case and decoded", () => {
        const { customRules } = firewallPolicy(FirewallMode.Prevention) as {
            customRules: { action: string; matchConditions: { operator: string; matchValues: string[]; transforms: string[] }[] }[];
        };
        assert.equal(customRules[0]!.action, "Block");
        assert.deepEqual(customRules[0]!.matchConditions[0]!.matchValues, [MANAGEMENT_PATHS]);
        assert.deepEqual(customRules[0]!.matchConditions[0]!.transforms, ["UrlDecode", "Lowercase"]);
    });
});

describe("environmentFile", () => {
    it("is in a fixed order", () => assert.equal(environmentFile({ B: "2", A: "1" }), 'A="1"\nB="2"\n'));
    it("quotes what a shell would interpret", () => assert.equal(environmentFile({ A: 'a"$b`\\' }), 'A="a\\"\\$b\\`\\\\"\n'));
});

describe("configurationHash", () => {
    it("differs when a boundary moves", () => assert.notEqual(configurationHash("ab", "c"), configurationHash("a", "bc")));
});
