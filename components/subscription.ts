import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

/** Id of the subscription that the provider deploys to. Known in previews too, since it is asked of the provider, not of a resource. */
export function subscriptionOf(opts: pulumi.InvokeOptions): pulumi.Output<string> {
    return authorization.getClientConfigOutput(opts).subscriptionId;
}

/** Id of the Entra tenant that the provider deploys to. */
export function tenantOf(opts: pulumi.InvokeOptions): pulumi.Output<string> {
    return authorization.getClientConfigOutput(opts).tenantId;
}
