import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { placeOf } from "../azure/ids";
import { child } from "../children";
import { Problem } from "../problem";
import { resourceName } from "../naming";
import { inOwnSubscription } from "../subscription";
import { ClusterContext } from "./context";

const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** Whom Entra ID exchanges tokens for. Source: Microsoft Learn, "Workload identity federation". */
const AUDIENCE = "api://AzureADTokenExchange";

/** The id of a user-assigned identity. */
export function checkIdentityId(id: string, path: string): Problem[] {
    if (placeOf(id, IDENTITY) !== undefined) return [];
    return [{ path, message: `is "${id}"; an id of the form /subscriptions/…/resourceGroups/…/providers/${IDENTITY}/… is needed` }];
}

/** Lets pods of one service account be the identity that reads the gateway's secrets, and nobody else's pods. */
export function createFederatedCredential(
    { name, args, baseName, transforms, inParent, subject }: ClusterContext,
    issuer: pulumi.Input<string>,
    serviceAccount: { namespace: pulumi.Input<string>; name: pulumi.Input<string> },
): managedidentity.FederatedIdentityCredential {
    const identity = inOwnSubscription(subject, args.identityId, "identityId", inParent).apply((id) => placeOf(id, IDENTITY)!);
    const credentialArgs: managedidentity.FederatedIdentityCredentialArgs = {
        resourceGroupName: identity.resourceGroupName,
        resourceName: identity.name,
        federatedIdentityCredentialResourceName: resourceName("federatedCredential", baseName, "gateway"),
        issuer,
        subject: pulumi.interpolate`system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
        audiences: [AUDIENCE],
    };
    return new managedidentity.FederatedIdentityCredential(...child(transforms.federatedCredential, name, credentialArgs, inParent));
}
