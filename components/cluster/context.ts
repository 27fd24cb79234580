import * as authorization from "@pulumi/azure-native/authorization";
import * as containerservice from "@pulumi/azure-native/containerservice";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { ChildTransform } from "../children";
import type { ClusterGatewayArgs } from "./args";

/** Changes to the resources in Azure. TypeScript only: not part of the package schema. */
export interface ClusterResourceTransforms {
    cluster?: ChildTransform<containerservice.ManagedClusterArgs>;
    nodePool?: ChildTransform<containerservice.AgentPoolArgs>;
    maintenance?: ChildTransform<containerservice.MaintenanceConfigurationArgs>;
    identity?: ChildTransform<managedidentity.UserAssignedIdentityArgs>;
    roleAssignment?: ChildTransform<authorization.RoleAssignmentArgs>;
    federatedCredential?: ChildTransform<managedidentity.FederatedIdentityCredentialArgs>;
}

/** What the parts of a cluster have in common. */
export interface ClusterContext {
    /** The component's logical name, with which its children's begin. */
    name: string;
    /** The arguments, with what becomes known later checked then. */
    args: ClusterGatewayArgs;
    baseName: string;
    zones: readonly string[];
    transforms: ClusterResourceTransforms;
    inParent: { parent: pulumi.Resource };
    /** What an error is about. */
    subject: string;
}
