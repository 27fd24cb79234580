import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

import { child, ChildTransform } from "../children";
import { roleAssignmentName } from "../naming";

/** Azure's built-in roles, by the GUIDs of their definitions. Source: Microsoft Learn, "Azure built-in roles". */
export const ClusterRole = {
    /** Join a subnet, and make the load balancer of a service in it. */
    NetworkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
    /** Write the record of a private API server. */
    PrivateDnsZoneContributor: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    /** Pull images. */
    AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    /** Everything in a cluster. Its name in Azure: Azure Kubernetes Service RBAC Cluster Admin. */
    ClusterAdmin: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
} as const;
export type ClusterRole = (typeof ClusterRole)[keyof typeof ClusterRole];

/** Who gets which role on what. */
export interface RoleOptions {
    subscriptionId: pulumi.Input<string>;
    scope: pulumi.Input<string>;
    role: ClusterRole;
    principalId: pulumi.Input<string>;
    /** Said, because Azure cannot look up young principals (`PrincipalNotFound`). */
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
