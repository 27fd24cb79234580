import { grouped } from "./body/grouped";
import { ownName, scopeOf } from "./body/ids";
import { isGiven, sameWord, textOrEmpty } from "./body/json";
import { propertiesOf } from "./body/parts";
import { oncePer, RuleContext } from "./context";
import type { ArmResource, Rule } from "./rule";
import { types } from "./types";

const MAX_ROLE_ASSIGNMENTS = 4_000;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Managed identities and what they may do. */
export const identityRules: readonly Rule[] = [
    {
        id: "ID-01",
        title: "The identity has a name that Azure allows",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Use 3 to 128 letters, digits, `-` and `_`, first a letter or digit.",
        types: [types.userAssignedIdentity],
        *check(resource) {
            const name = ownName(resource);
            if (!/^[A-Za-z0-9][\w-]{2,127}$/.test(name)) yield { path: "name", message: `is "${name}"` };
        },
    },
    {
        id: "RA-01",
        title: "The name of a role assignment is a GUID",
        severity: "Error",
        azureError: "InvalidRoleAssignmentId",
        hint: "Derive the GUID from scope, principal and role, so that a second run finds the assignment.",
        types: [types.roleAssignment],
        *check(resource) {
            if (!GUID.test(ownName(resource))) yield { path: "name", message: `is "${ownName(resource)}"` };
        },
    },
    {
        id: "RA-02",
        title: "A role assignment says what kind its principal is",
        severity: "Warning",
        azureError: "PrincipalNotFound",
        hint: "Set `principalType: ServicePrincipal` for managed identities: Azure then does not look for a principal that its directory may not have yet.",
        types: [types.roleAssignment],
        *check(resource) {
            if (!isGiven(propertiesOf(resource).principalType)) yield { path: "properties.principalType", message: "is missing" };
        },
    },
    {
        id: "RA-03",
        title: "A principal gets each role of a scope once",
        severity: "Error",
        azureError: "RoleAssignmentExists",
        hint: "Remove one of the two assignments.",
        types: [types.roleAssignment],
        *check(resource, context) {
            const [first] = sameAssignments(context).get(assignmentKey(resource)) ?? [];
            if (first !== undefined && !sameWord(first.id, resource.id))
                yield { path: "properties.roleDefinitionId", message: `is assigned to the same principal by ${first.id}` };
        },
    },
    {
        id: "RA-04",
        title: "A subscription has at most 4000 role assignments",
        severity: "Error",
        azureError: "RoleAssignmentLimitExceeded",
        hint: "Assign roles to groups, or at a wider scope.",
        types: [types.roleAssignment],
        *check(resource, context) {
            const all = context.all(types.roleAssignment);
            // Said once, of the first one that is too many.
            if (sameWord(all[MAX_ROLE_ASSIGNMENTS]?.id, resource.id))
                yield { path: "properties", message: `is one of ${all.length}; allowed are ${MAX_ROLE_ASSIGNMENTS}` };
        },
    },
];

const sameAssignments = oncePer((context: RuleContext) => grouped(context.all(types.roleAssignment), (assignment) => [assignmentKey(assignment)]));

function assignmentKey(assignment: ArmResource): string {
    const { principalId, roleDefinitionId } = propertiesOf(assignment);
    return [scopeOf(assignment.id), textOrEmpty(principalId), textOrEmpty(roleDefinitionId).split("/").at(-1)].join(" ").toLowerCase();
}
