import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

import { checkedLater } from "./checking/validation";

/** Id of the subscription that the provider deploys to. Known in previews too, since it is asked of the provider, not of a resource. */
export function subscriptionOf(opts: pulumi.InvokeOptions): pulumi.Output<string> {
    return authorization.getClientConfigOutput(opts).subscriptionId;
}

/**
 * The id of something that exists, checked to lie in the subscription that the provider deploys to: what is written into it, or asked of it, goes through the provider,
 * and Azure joins most of what belongs to a network only within a subscription.
 */
export function inOwnSubscription(subject: string, id: pulumi.Input<string>, path: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
    const checked = checkedLater(subject, pulumi.all([id, subscriptionOf(opts)]), ([known, own]) => {
        const other = /^\/subscriptions\/([^/]+)/i.exec(known)?.[1];
        if (other?.toLowerCase() === own.toLowerCase()) return [];
        return [{ path, message: `is in subscription ${other}, but ${own} is deployed to` }];
    });
    return checked.apply(([known]) => known);
}

/** Id of the Entra tenant that the provider deploys to. */
export function tenantOf(opts: pulumi.InvokeOptions): pulumi.Output<string> {
    return authorization.getClientConfigOutput(opts).tenantId;
}
