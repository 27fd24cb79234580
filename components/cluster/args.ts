import * as pulumi from "@pulumi/pulumi";

import { Placement } from "../placement";
import { Tier } from "../tier";
import { TimingOverrides } from "../timing";
import { ClusterSettings } from "./settings";

export interface ClusterGatewayArgs extends Placement, ClusterSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Subnet of the cluster's nodes. It needs a way out (NAT gateway or route), since nodes have no public addresses. */
    nodeSubnetId: pulumi.Input<string>;

    /** Subnet of the entry, the internal load balancer in front of the pods, in the same network. */
    entrySubnetId: pulumi.Input<string>;

    /**
     * Public address with which nodes leave: they reach a public API server by it, so it joins `authorizedRanges`.
     * Defaults to none: then `authorizedRanges` name it.
     */
    outboundIpAddress?: pulumi.Input<string>;

    /** Identity of the pods, with which they read their secrets. It comes to trust their service account; it must lie in the subscription that is deployed to. */
    identityId: pulumi.Input<string>;

    /** Client id of that identity. */
    identityClientId: pulumi.Input<string>;

    /** Longest request that a pod finishes while it drains, in seconds. Defaults to 120. */
    requestTimeoutSeconds?: number;

    /** Slowest start of a pod, in seconds. Defaults to 1200, which suits every release. */
    startupSeconds?: number;

    /** Single durations that differ from the derived ones. */
    timing?: TimingOverrides;

    /** Availability zones of the nodes. Zones of a pool cannot change: others are another pool. Defaults to 1, 2 and 3 in Production and 1 in Development. */
    zones?: string[];
}
