import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { ExistingIdentity } from "./args";

/** A user-assigned identity, new or existing. */
export interface Identity {
    id: pulumi.Output<string>;
    principalId: pulumi.Output<string>;
    clientId: pulumi.Output<string>;
    /** The resource, when it is a new one. */
    resource?: managedidentity.UserAssignedIdentity;
}

export function existingIdentity(identity: pulumi.Output<pulumi.Unwrap<ExistingIdentity>>): Identity {
    return { id: identity.id, principalId: identity.principalId, clientId: identity.clientId };
}

export function newIdentity(resource: managedidentity.UserAssignedIdentity): Identity {
    return { id: resource.id, principalId: resource.principalId, clientId: resource.clientId, resource };
}

/**
 * Something that Azure makes anew with every life of the environment: the principal of an identity that lives as long as it. Names that a deleted resource keeps contain it.
 * Nothing when all identities exist already, and outlive the environment.
 */
export function lifeOf(identities: Identity[]): pulumi.Output<string> | undefined {
    return identities.find(({ resource }) => resource !== undefined)?.principalId;
}
