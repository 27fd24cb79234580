import * as pulumi from "@pulumi/pulumi";

import { Placement } from "../placement";
import { GatewayWorkloadDemand } from "../workload/args";
import { ManagedClusterSettings } from "./settings";

export interface ClusterGatewayArgs extends Placement, ManagedClusterSettings, GatewayWorkloadDemand {
    /** Start of all names, in Azure and in Kubernetes. Defaults to `<name>-<stack>`. */
    baseName?: string;

    /** Subnet of the cluster's nodes. It needs a way out (NAT gateway or route), since nodes have no public addresses. */
    nodeSubnetId: pulumi.Input<string>;

    /**
     * Public address with which nodes leave: they reach a public API server by it, so it joins `authorizedRanges`. An empty text where it is not known.
     * Defaults to none: then `authorizedRanges` name it.
     */
    outboundIpAddress?: pulumi.Input<string>;

    /** Id of the identity of the pods, with which they read their secrets. It comes to trust their service account, and must lie in the subscription that is deployed to. */
    identityId: pulumi.Input<string>;

    /**
     * Zones of the nodes. Zones of a pool cannot change: others are another pool.
     * Defaults to 1, 2 and 3 in Production, 1 in Development, and none for a new cluster in a region that is known at once to have none.
     */
    zones?: string[];
}
