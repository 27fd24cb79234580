import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { child } from "../children";
import { resourceName } from "../naming";
import { inOwnSubscription } from "../subscription";
import { ClusterContext } from "./context";
import { identityPlace } from "./idChecks";

/** Whom Entra ID exchanges tokens for. Source: Microsoft Learn, "Workload identity federation". */
const AUDIENCE = "api://AzureADTokenExchange";

/** Lets pods of one service account be the identity that reads the gateway's secrets, and nobody else's pods. */
export function createFederatedCredential(
    { name, args, baseName, transforms, inParent, subject }: ClusterContext,
    issuer: pulumi.Input<string>,
    serviceAccount: { namespace: pulumi.Input<string>; name: pulumi.Input<string> },
): managedidentity.FederatedIdentityCredential {
    const identity = inOwnSubscription(subject, args.identityId, "identityId", inParent).apply((id) => identityPlace(id)!);
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
