import * as pulumi from "@pulumi/pulumi";

import { checkedLater } from "../checking/validation";
import { inOwnSubscription } from "../subscription";
import { checkSubnetId } from "./idChecks";

/** The id of the subnet of an Application Gateway (AG-08), machines or private endpoints, checked as soon as it is known: they lie in the subscription of their network. */
export function ownSubnet(subject: string, id: pulumi.Input<string>, path: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
    const wellFormed = checkedLater<string>(subject, id, (known) => checkSubnetId(known, path));
    return inOwnSubscription(subject, wellFormed, path, opts);
}
