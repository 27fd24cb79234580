import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

import { child, ChildTransform } from "../children";
import { roleAssignmentName } from "../naming";
import { remainingPropagation } from "./rolePropagation";

/** Azure's built-in role `Key Vault Secrets User`: read the values of secrets, nothing else. */
const KEY_VAULT_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

/** Who may read what. */
export interface SecretAccess {
    /** Subscription of the secret, in which the role is defined. */
    subscriptionId: pulumi.Input<string>;
    /** Resource id of the secret. */
    secretId: pulumi.Input<string>;
    /** Object id of the identity that may read it. */
    principalId: pulumi.Input<string>;
}

/** Lets one identity read one secret. */
export function allowToReadSecret(
    logicalName: string,
    access: SecretAccess,
    opts: pulumi.CustomResourceOptions,
    transform: ChildTransform<authorization.RoleAssignmentArgs> | undefined,
): authorization.RoleAssignment {
    const roleDefinitionId = pulumi.interpolate`/subscriptions/${access.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${KEY_VAULT_SECRETS_USER}`;
    const computedName = pulumi
        .all([access.secretId, access.principalId])
        .apply(([scope, principal]) => roleAssignmentName(scope, principal, KEY_VAULT_SECRETS_USER));
    const assignmentArgs: authorization.RoleAssignmentArgs = {
        roleAssignmentName: computedName,
        scope: access.secretId,
        principalId: access.principalId,
        roleDefinitionId,
        // Without it Azure looks the principal up in a directory that may not have heard of it yet (PrincipalNotFound).
        principalType: authorization.PrincipalType.ServicePrincipal,
    };
    return new authorization.RoleAssignment(...child(transform, logicalName, assignmentArgs, opts));
}

/**
 * The assignment's id, known when Azure has made it known everywhere. For what uses it while being created, as an Application
 * Gateway reads its certificate; whoever can try again later need not wait.
 */
export function whenPropagated(assignment: authorization.RoleAssignment): pulumi.Output<string> {
    return pulumi.all([assignment.id, assignment.createdOn]).apply(async ([id, createdOn]) => {
        const wait = remainingPropagation(createdOn, new Date());
        if (wait > 0) {
            await pulumi.log.info(`Azure needs up to ${Math.ceil(wait / 1000)} s more to make the role assignment known everywhere`, assignment);
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
        return id;
    });
}
