import assert from "node:assert/strict";
import fc from "fast-check";

import { checkName, globalName, resourceName, roleAssignmentName } from "../../components/naming";
import { checkNames, nameSettings } from "../../components/naming/resourceNames";
import { NameKind, nameRules, ResourceNameKind } from "../../components/naming/nameRules";

const kinds = Object.keys(nameRules) as NameKind[];
const readableKinds = kinds.filter((kind) => !["storageAccount", "keyVault", "roleAssignment"].includes(kind)) as ResourceNameKind[];
const bases = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.string({ maxLength: 300, unit: fc.constantFrom("a", "B", "7", "-", "_", ".") }));

describe("resourceName", () => {
    const readable = [
        ["virtualNetwork", "vnet-apim-prod"],
        ["resourceGroup", "rg-apim-prod"],
        ["scaleSet", "vmss-apim-prod"],
        ["applicationGateway", "agw-apim-prod"],
        ["computerNamePrefix", "vm-apim-prod"],
        ["autoscaleSetting", "apim-prod"],
    ] as const;
    for (const [kind, name] of readable) it(`calls a ${kind} ${name}`, () => assert.equal(resourceName(kind, "apim-prod"), name));

    it("calls a policy without separators", () => assert.equal(resourceName("webApplicationFirewallPolicy", "apim"), "wafapim"));
    it("keeps what can be read of a base that it has to clean", () => assert.match(resourceName("subnet", "Apim_Prod"), /^snet-apim-prod-[0-9a-f]{10}$/));

    it("appends qualifiers", () => assert.equal(resourceName("userAssignedIdentity", "apim-prod", "load-balancer"), "id-apim-prod-load-balancer"));

    it("makes only names that Azure allows, whatever the base", () => {
        fc.assert(
            fc.property(fc.constantFrom(...readableKinds), bases, fc.array(bases, { maxLength: 2 }), (kind, base, qualifiers) => {
                const name = resourceName(kind, base, ...qualifiers);
                assert.deepEqual(checkName(kind, name, "name"), []);
                assert.equal(name, name.toLowerCase());
                assert.equal(name, resourceName(kind, base, ...qualifiers));
            }),
        );
    });

    it("never gives two bases the same name, not even after cutting and cleaning", () => {
        const similar = fc.string({ maxLength: 200, unit: fc.constantFrom("a", "A", "-", "_") });
        fc.assert(
            fc.property(fc.constantFrom(...readableKinds), similar, similar, fc.constantFrom("", "nodes"), (kind, one, other, qualifier) => {
                fc.pre(one !== other);
                assert.notEqual(resourceName(kind, one, qualifier), resourceName(kind, other, qualifier));
            }),
            { numRuns: 1000 },
        );
    });

    for (const kind of readableKinds) {
        it(`tells apart bases of a ${kind} that differ in case, in a forbidden character or after the cut`, () => {
            const long = "a".repeat(300);
            const similar = ["apim", "APIM", "apim-", "-apim", "apim$", `${long}x`, `${long}y`];
            assert.equal(new Set(similar.map((base) => resourceName(kind, base))).size, similar.length);
        });

        it(`does not let a base take the closed name of another base (${kind})`, () => {
            const name = resourceName(kind, "APIM");
            const { abbreviation, separator } = nameRules[kind];
            const base = abbreviation === "" ? name : name.slice(abbreviation.length + separator.length);
            assert.notEqual(resourceName(kind, base), name);
        });
    }
});

describe("globalName", () => {
    const scope = ["6d1f0000-0000-0000-0000-000000000001", "rg-apim-prod"];

    it("starts with something readable", () => {
        assert.match(globalName("storageAccount", "apim-prod", scope), /^stapimprod[a-z0-9]{12}$/);
        assert.match(globalName("keyVault", "apim-prod", scope), /^kv-apim-pro-[a-z0-9]{12}$/);
    });

    it("leaves no separator where it cuts", () => assert.match(globalName("keyVault", "apim-pr-od", scope), /^kv-apim-pr-[a-z0-9]{12}$/));

    it("makes only names that Azure allows, another one for each part of the scope", () => {
        fc.assert(
            fc.property(fc.constantFrom("storageAccount", "keyVault"), bases, fc.array(fc.uuid(), { minLength: 1 }), fc.nat(), (kind, base, parts, index) => {
                const name = globalName(kind, base, parts);
                assert.deepEqual(checkName(kind, name, "name"), []);
                assert.notEqual(globalName(kind, base, parts.with(index % parts.length, "another life")), name);
                assert.notEqual(globalName(kind, `${base}x`, parts), name);
            }),
        );
    });

    it("does not depend on the case in which Azure happens to return an id", () => {
        assert.equal(
            globalName("keyVault", "apim", scope),
            globalName(
                "keyVault",
                "apim",
                scope.map((part) => part.toUpperCase()),
            ),
        );
    });
});

describe("roleAssignmentName", () => {
    const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/secrets/x";
    const role = "4633458b-17de-408a-b874-0445c86b69e6";
    const name = roleAssignmentName(scope, "principal", role);

    it("is a GUID, and always the same one: a change would replace every role assignment", () => {
        assert.deepEqual(checkName("roleAssignment", name, "name"), []);
        assert.equal(name, "8baacc80-34da-555a-87f4-c088e9252193");
    });
    it("is the same for other spellings of the same ids", () => {
        const fullRole = `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${role.toUpperCase()}`;
        assert.equal(roleAssignmentName(`${scope.toUpperCase()}/`, "Principal", fullRole), name);
    });
    it("differs with scope, principal and role", () => {
        const others = [
            roleAssignmentName(`${scope}y`, "principal", role),
            roleAssignmentName(scope, "other", role),
            roleAssignmentName(scope, "principal", "other"),
        ];
        assert.equal(new Set([name, ...others]).size, 4);
    });
});

describe("nameRules", () => {
    for (const kind of kinds) {
        it(`say what is allowed for a ${kind} and what its replacement means`, () => {
            const { minLength, maxLength, allowed, onReplacement } = nameRules[kind];
            assert.ok(minLength <= maxLength && allowed !== "");
            assert.match(onReplacement, /^[A-Z].{30,}\.$/s);
        });
    }
    it("know which kinds have lower-case names only", () => {
        assert.deepEqual(
            kinds.filter((kind) => nameRules[kind].lowerCaseOnly),
            ["storageAccount", "fileShare", "roleAssignment"],
        );
    });
});

describe("checkName", () => {
    const good: [NameKind, string][] = [
        ["applicationGateway", "Gw_1." + "x_"],
        ["storageAccount", "abc"],
        ["keyVault", "a-1-b"],
        ["fileShare", "a-b"],
        ["resourceGroup", "(rg)._-"],
        ["webApplicationFirewallPolicy", "Waf1"],
        ["virtualNetwork", "v".repeat(64)],
    ];
    for (const [kind, name] of good) it(`accepts ${name} as a ${kind}`, () => assert.deepEqual(checkName(kind, name, "name"), []));

    const bad: [NameKind, string, RegExp][] = [
        ["applicationGateway", "gw-", /last no/],
        ["applicationGateway", "g".repeat(81), /is 81 characters long; allowed are 1 to 80/],
        ["storageAccount", "Abc", /lower-case letters and digits/],
        ["storageAccount", "ab", /3 to 24/],
        ["keyVault", "1vault", /first a letter/],
        ["keyVault", "a--b", /single `-`/],
        ["keyVault", "vault-", /last no/],
        ["fileShare", "a--b", /single `-`/],
        ["resourceGroup", "rg.", /not ending with `.`/],
        ["webApplicationFirewallPolicy", "waf-prod", /letters and digits/],
        ["computerNamePrefix", "123", /not digits alone/],
        ["scaleSet", "vmss_a", /letters, digits and `-`/],
        ["virtualNetwork", "", /2 to 64/],
        ["roleAssignment", "x".repeat(36), /GUID/],
        ["subnet", "a\n", /letters, digits/],
    ];
    for (const [kind, name, message] of bad) {
        it(`refuses "${name.slice(0, 20)}" as a ${kind} and says what is allowed`, () => {
            const problems = checkName(kind, name, "names.x");
            assert.match(problems.map((problem) => problem.message).join("\n"), message);
            assert.ok(problems.every((problem) => problem.path === "names.x"));
        });
    }
    it("names Azure's error", () => assert.equal(checkName("storageAccount", "A", "x")[0]!.azureError, "AccountNameInvalid"));
});

describe("checkNames", () => {
    it("accepts no names and good names", () => {
        assert.deepEqual(checkNames({}, "names"), []);
        assert.deepEqual(checkNames({ virtualNetwork: "hub", nodeSubnet: "nodes", loadBalancerSubnet: "front" }, "names"), []);
    });
    for (const setting of nameSettings) {
        it(`refuses a forbidden ${setting} at its path`, () => assert.equal(checkNames({ [setting]: "ä ö" }, "names")[0]!.path, `names.${setting}`));
    }
    it("refuses two of a kind that differ in case only", () => {
        const [problem, ...more] = checkNames({ loadBalancerSubnet: "Nodes", nodeSubnet: "nodes" }, "names");
        assert.deepEqual(more, []);
        assert.equal(problem!.path, "names.nodeSubnet");
        assert.match(problem!.message, /names\.loadBalancerSubnet/);
    });
    it("lets two kinds have the same name", () => assert.deepEqual(checkNames({ virtualNetwork: "apim", natGateway: "apim" }, "names"), []));
});
