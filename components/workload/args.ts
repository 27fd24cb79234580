import * as pulumi from "@pulumi/pulumi";

import { PodDocument } from "../node/pod/podFiles";
import { ContentSyncMode } from "../product/release";
import { Tier } from "../tier";
import { TimingOverrides } from "../timing/args";
import { WorkloadSettings } from "./settings";

/** A share of Azure Files as the pods mount it: by NFS, since SMB would need a key of the account in a Kubernetes Secret. */
export interface WorkloadShare {
    /** Id of its storage account. */
    accountId: pulumi.Input<string>;

    /** Name of the share. */
    shareName: pulumi.Input<string>;

    /** Whether the account takes encrypted connections only. Defaults to true. */
    encryptionInTransit?: pulumi.Input<boolean>;
}

/** What a workload is told by whoever makes its cluster, or uses one. */
export interface GatewayWorkloadDemand extends WorkloadSettings {
    /** Release of WSO2 API Manager, 2.1.0 to 4.7.0. Plain, because it decides which resources exist. */
    release: string;

    /** Picks the defaults. */
    tier: Tier;

    /** How API artifacts reach every pod; not `Rsync`. Plain, because it decides about volumes. Defaults to what the release's own default is. */
    contentSync?: ContentSyncMode;

    /** Start of all names. Defaults to `<name>-<stack>`. */
    baseName?: string;

    /** What runs in a pod, and what it is told: texts of files and scripts, and addresses of secrets. No secret is in it. */
    podDocument: pulumi.Input<PodDocument>;

    /** Client id of the managed identity that reads the pods' secrets; it trusts the pods' service account. */
    identityClientId: pulumi.Input<string>;

    /** Subnet of the entry's address, in the network of the cluster. */
    entrySubnetId: pulumi.Input<string>;

    /** Range of the load balancer's subnet: nobody else reaches the pods. */
    loadBalancerRange: pulumi.Input<string>;

    /** The shared file system. Plain by presence, because it decides which resources exist. Defaults to none. */
    share?: WorkloadShare;

    /** Whether the Publisher reaches the pods' port for management, up to 3.2 with a shared file system. Plain, because it decides which resources exist. Defaults to false. */
    management?: boolean;

    /** Whether clients reach WebSocket APIs. Defaults to false. */
    webSocket?: boolean;

    /** Whether providers reach WebSub callbacks, from 4.0. Defaults to false. */
    webSub?: boolean;

    /** Whether the pods are members of a Hazelcast cluster, up to 4.1. Plain, because it decides which resources exist. Defaults to false. */
    hazelcast?: boolean;

    /** TCP ports of the control plane and of Redis that pods talk to. Defaults to those of the product: 443, 5672, 8672, 9443, 9611 and 9711. */
    controlPlanePorts?: number[];

    /** Longest request that a pod finishes while it drains, in seconds. Defaults to 120. */
    requestTimeoutSeconds?: number;

    /** Slowest start of a pod, in seconds; it is killed after it. Defaults to what the release is known to need. */
    startupSeconds?: number;

    /** Single durations that differ from the derived ones. */
    timing?: TimingOverrides;

    /** Availability zones of the nodes. Defaults to 1, 2 and 3 in Production and 1 in Development. */
    zones?: string[];
}

export interface GatewayWorkloadArgs extends GatewayWorkloadDemand {
    /** Tenant of that identity in Microsoft Entra ID. */
    tenantId: pulumi.Input<string>;

    /**
     * Name of the namespace, as soon as it is known that the cluster answers: nothing is made before. Its value must be that of `namespace`, or of its default.
     * Defaults to that name, at once.
     */
    reachedNamespace?: pulumi.Input<string>;
}
