import * as pulumi from "@pulumi/pulumi";

import { Problem } from "./problem";
import { subscriptionOf } from "./subscription";
import { checkedLater } from "./validation";

/** The same id, of a resource in which something is made: it has to be in the subscription that the provider deploys to. */
export function checkSubscription(subject: string, id: pulumi.Input<string>, path: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
    const checked = checkedLater(subject, pulumi.all([id, subscriptionOf(opts)]), ([known, subscriptionId]) => otherSubscription(known, subscriptionId, path));
    return checked.apply(([known]) => known);
}

function otherSubscription(id: string, subscriptionId: string, path: string): Problem[] {
    const [, own] = /^\/subscriptions\/([^/]+)/i.exec(id) ?? [];
    if (own === undefined || own.toLowerCase() === subscriptionId.toLowerCase()) return [];
    return [{ path, message: `is in subscription ${own}; something is to be made in it, and this deployment is in subscription ${subscriptionId}` }];
}
