import { ArmError } from "./armError";
import { principalType } from "./directoryObjects";
import { JsonObject, objectOrEmpty, textOrEmpty } from "./json";
import { resourcesOf, WriteRequest } from "./request";
import { ancestorIds, ownName, parseId } from "./resourceIds";
import { keyOf, State } from "./state";

const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/** Refuses role assignments as Azure does. */
export function checkRoleAssignment({ token, id, body, existing, state }: WriteRequest): void {
    if (token !== ROLE_ASSIGNMENT) return;
    const properties = objectOrEmpty(body.properties);
    const principal = textOrEmpty(properties.principalId);
    const role = roleOf(properties);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(ownName(id)))
        throw new ArmError(400, "InvalidRoleAssignmentId", `The role assignment ID '${ownName(id)}' is not valid. The role assignment ID must be a GUID.`);
    if (existing !== undefined && (principalOf(existing.body) !== keyOf(principal) || roleOf(objectOrEmpty(existing.body.properties)) !== role))
        throw new ArmError(400, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
    checkPrincipal(state, principal, textOrEmpty(properties.principalType));
    const same = resourcesOf(state, ROLE_ASSIGNMENT).find(
        (other) =>
            keyOf(other.id) !== keyOf(id) &&
            scopeOf(other.id) === scopeOf(id) &&
            principalOf(other.body) === keyOf(principal) &&
            roleOf(objectOrEmpty(other.body.properties)) === role,
    );
    if (same !== undefined)
        throw new ArmError(409, "RoleAssignmentExists", `The role assignment already exists. The ID of the existing role assignment is ${ownName(same.id)}.`);
}

/** Azure takes a service principal on trust; anyone else it looks up. (azure-native's SDK sends `User` when the program says nothing.) */
function checkPrincipal(state: State, principal: string, declaredType: string): void {
    if (declaredType === "ServicePrincipal") return;
    const actualType = principalType(state, principal);
    if (actualType === undefined)
        throw new ArmError(
            400,
            "PrincipalNotFound",
            `Principal ${principal} does not exist in the directory. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.`,
        );
    if (declaredType !== "" && declaredType !== actualType)
        throw new ArmError(
            400,
            "UnmatchedPrincipalType",
            `The PrincipalId '${principal}' has type '${actualType}', which is different from specified PrinciaplType '${declaredType}'.`,
        );
}

/** Whether a principal has one of the roles (by the GUIDs of their definitions) on a resource or on something that it lies in. */
export function hasRole(state: State, principal: string, roles: readonly string[], resourceId: string): boolean {
    const scopes = new Set([resourceId, ...ancestorIds(resourceId)].map(keyOf));
    return resourcesOf(state, ROLE_ASSIGNMENT).some((assignment) => {
        const scope = scopeOf(assignment.id);
        const isInScope = scopes.has(scope) || /^\/subscriptions\/[^/]+$/.test(scope);
        return isInScope && principalOf(assignment.body) === keyOf(principal) && roles.includes(roleOf(objectOrEmpty(assignment.body.properties)));
    });
}

function scopeOf(id: string): string {
    return keyOf(parseId(id)?.names.scope ?? "");
}

function principalOf(body: JsonObject): string {
    return keyOf(textOrEmpty(objectOrEmpty(body.properties).principalId));
}

function roleOf(properties: JsonObject): string {
    return keyOf(ownName(textOrEmpty(properties.roleDefinitionId)));
}
