import type { ArmResource } from "../../../../rules";
import { deployer } from "../../../../simulator/directoryObjects";
import { environment } from "../support/bodies";
import { VAULT } from "../support/ids";
import { many } from "../support/changes";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const K = "vault.properties";
const closed = { [`${K}.networkAcls.bypass`]: "None", vaultEndpoint: undefined };
const assignment = environment().assignment!;
const assigned = (count: number, changes: (index: number) => object): Record<string, ArmResource> =>
    Object.fromEntries(
        many(count, (index) => {
            const name = `0f2c7f0e-9a34-4c5e-8c6e-${String(index).padStart(12, "0")}`;
            const properties = { ...(assignment.properties as object), ...changes(index) };
            return [`assignment${index}`, { ...assignment, id: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/${name}`, name, properties }];
        }),
    );
const settings = (count: number): Record<string, ArmResource> =>
    Object.fromEntries(
        many(count, (index) => [
            `setting${index}`,
            { id: `${VAULT}/providers/Microsoft.Insights/diagnosticSettings/s${index}`, type: "Microsoft.Insights/diagnosticSettings", properties: {} },
        ]),
    );

/** Vaults, identities, roles, locks, workspaces and diagnostic settings. */
export const secretCases: readonly RuleCase[] = [
    allows("KV-01", "24 characters", { "vault.name": `a-${"b".repeat(22)}` }),
    ...["ab", "a".repeat(25), "1vault", "a--b", "vault-", "my_vault"].map((name) => refuses("KV-01", name, { "vault.name": name }, "vault.name")),
    allows("KV-02", "no mention", { [`${K}.enablePurgeProtection`]: undefined }),
    refuses("KV-02", "false", { [`${K}.enablePurgeProtection`]: false }, `${K}.enablePurgeProtection`),
    allows("KV-03", "1024 policies", { [`${K}.enableRbacAuthorization`]: false, [`${K}.accessPolicies`]: many(1_024, () => ({})) }),
    refuses("KV-03", "1025 policies", { [`${K}.enableRbacAuthorization`]: false, [`${K}.accessPolicies`]: many(1_025, () => ({})) }, `${K}.accessPolicies`),
    refuses("KV-03", "policies beside roles", { [`${K}.accessPolicies`]: [{}] }, `${K}.accessPolicies`, warning),
    ...[7, 90].map((days) => allows("KV-04", `${days} days`, { [`${K}.softDeleteRetentionInDays`]: days })),
    ...[6, 91].map((days) => refuses("KV-04", `${days} days`, { [`${K}.softDeleteRetentionInDays`]: days }, `${K}.softDeleteRetentionInDays`)),
    allows("KV-05", "an open vault", { ...closed, [`${K}.publicNetworkAccess`]: "Enabled", [`${K}.networkAcls.defaultAction`]: "Allow" }),
    allows("KV-05", "an address", { ...closed, [`${K}.networkAcls.ipRules`]: [{ value: "203.0.113.1" }] }),
    allows("KV-05", "a private endpoint", { [`${K}.networkAcls.bypass`]: "None" }),
    refuses("KV-05", "no way in", closed, `${K}.networkAcls`),

    allows("ID-01", "128 characters", { "identity.name": "a".repeat(128) }),
    ...["ab", "a".repeat(129), "-id", "my id"].map((name) => refuses("ID-01", name, { "identity.name": name }, "identity.name")),
    allows("RA-01", "a GUID in capitals", { "assignment.name": assignment.name!.toUpperCase() }),
    refuses("RA-01", "a name", { "assignment.name": "reader" }, "assignment.name"),
    allows("RA-02", "a user", { "assignment.properties.principalType": "User", "assignment.properties.principalId": deployer.objectId }),
    refuses("RA-02", "no type", { "assignment.properties.principalType": undefined }, "assignment.properties.principalType"),
    allows(
        "RA-03",
        "one role for two principals",
        assigned(2, (index) => ({ principalId: `p${index}` })),
    ),
    allows(
        "RA-03",
        "two roles of one principal",
        assigned(2, (index) => ({ roleDefinitionId: `/r/${index}` })),
    ),
    refuses(
        "RA-03",
        "one role twice, once with the id of the subscription's definition",
        assigned(1, () => ({ roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/4633458B-17DE-408A-B874-0445C86B69E6" })),
        "assignment0.properties.roleDefinitionId",
    ),
    allows(
        "RA-04",
        "4000 assignments",
        assigned(3_998, (index) => ({ principalId: `p${index}` })),
    ),
    refuses(
        "RA-04",
        "4001 assignments",
        assigned(3_999, (index) => ({ principalId: `p${index}` })),
        "assignment3998.properties",
    ),

    allows("DS-01", "five settings", settings(4)),
    refuses("DS-01", "six settings", settings(5), "setting4.name"),
    ...[4, 63].map((length) => allows("LA-01", `${length} characters`, { "workspace.name": "a".repeat(length) })),
    ...[3, 64].map((length) => refuses("LA-01", `${length} characters`, { "workspace.name": "a".repeat(length) }, "workspace.name")),
    allows("LK-01", "no deletion", { "lock.properties.level": "CanNotDelete" }),
    refuses("LK-01", "no writing", { "lock.properties.level": "ReadOnly" }, "lock.properties.level"),
];
