import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

import { child, ChildTransform } from "./children";
import { roleAssignmentName } from "./naming";
import { remainingPropagation } from "./rolePropagation";

/** Azure's built-in roles, by the GUIDs of their definitions. Source: Microsoft Learn, "Azure built-in roles". */
export const BuiltInRole = {
    /** Read the values of secrets, nothing else. */
    KeyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
    /** Join a subnet, and make the load balancer of a service in it. */
    NetworkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
    /** Write the record of a private API server. */
    PrivateDnsZoneContributor: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    /** Pull images. */
    AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    /** Everything in a cluster. Its name in Azure: Azure Kubernetes Service RBAC Cluster Admin. */
    ClusterAdmin: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
} as const;
export type BuiltInRole = (typeof BuiltInRole)[keyof typeof BuiltInRole];

/** Who gets which role on what. */
export interface RoleOptions {
    /** Subscription of the scope, in which the role is defined. */
    subscriptionId: pulumi.Input<string>;
    /** Resource id of what the role is on. */
    scope: pulumi.Input<string>;
    role: BuiltInRole;
    /** Object id of whoever gets it. */
    principalId: pulumi.Input<string>;
    /** Without it Azure looks the principal up in a directory that may not have heard of it yet (PrincipalNotFound). */
    principalType: string;
}

/** One role of somebody on one resource. */
export function assignRole(
    logicalName: string,
    { subscriptionId, scope, role, principalId, principalType }: RoleOptions,
    opts: pulumi.CustomResourceOptions,
    transform: ChildTransform<authorization.RoleAssignmentArgs> | undefined,
): authorization.RoleAssignment {
    const assignmentArgs: authorization.RoleAssignmentArgs = {
        roleAssignmentName: pulumi.all([scope, principalId]).apply(([where, who]) => roleAssignmentName(where, who, role)),
        scope,
        principalId,
        principalType,
        roleDefinitionId: pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
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
