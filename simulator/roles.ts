import { ArmError } from "./armError";
import { principalType } from "./directoryObjects";
import { JsonObject, objectOrEmpty, textOrEmpty } from "./json";
import { resourcesOf, WriteRequest } from "./request";
import { ancestorIds, ownName, parseId } from "./resourceIds";
import { keyOf, State } from "./state";

const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/** Refuses a role for somebody else than before, or for nobody that the directory knows. What is wrong with an assignment in itself, rules say (RA). */
export function checkRoleAssignment({ token, body, existing, state }: WriteRequest): void {
    if (token !== ROLE_ASSIGNMENT) return;
    const properties = objectOrEmpty(body.properties);
    const principal = textOrEmpty(properties.principalId);
    const role = roleOf(properties);
    if (existing !== undefined && (principalOf(existing.body) !== keyOf(principal) || roleOf(objectOrEmpty(existing.body.properties)) !== role))
        throw new ArmError(400, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
    checkPrincipal(state, principal, textOrEmpty(properties.principalType));
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
