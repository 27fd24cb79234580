import * as pulumi from "@pulumi/pulumi";

import { ClusterSettings } from "./cluster/settings";
import { ControlPlane } from "./controlPlane";
import { GatewayCertificates, GatewayCredentials } from "./credentials";
import { HazelcastSettings } from "./hazelcast/settings";
import { GatewayLoadBalancerSettings } from "./loadBalancer/settings";
import { DeploymentMonitoringSettings } from "./monitoring/settings";
import { ResourceNames } from "./naming/resourceNames";
import { GatewayNetworkSettings } from "./network/args";
import { ContentSyncMode } from "./product/release";
import { RedisSettings } from "./redis";
import { ScaleSetSettings } from "./scaleSet";
import { DeploymentStorageSettings } from "./sharedStorage/args";
import { SyncManagerSettings } from "./syncManager/settings";
import { Tier } from "./tier";
import { TimingOverrides } from "./timing/args";
import { GatewayVaultSettings } from "./vault/settings";

export interface GatewayDeploymentArgs {
    /** Release of WSO2 API Manager, 2.1.0 to 4.7.0. Plain, because it decides which resources exist. */
    release: string;

    /** What the environment is for; picks every default that differs. Plain, because it decides which resources exist. */
    tier: Tier;

    /** Host name by which clients call the APIs, for example `gw.example.com`. */
    hostName: pulumi.Input<string>;

    /** Further host names of the same APIs. The certificates must be valid for each. Defaults to none. */
    additionalHostNames?: string[];

    /**
     * Gateway nodes on a virtual machine scale set: machines that this library turns into gateway nodes. Exactly one of it and `cluster`.
     * Plain by presence, because it decides which resources exist.
     */
    scaleSet?: ScaleSetSettings;

    /**
     * Gateway nodes as pods on a Kubernetes cluster (AKS), a new one or one that exists. The image of the product is yours to make, and the environment's content,
     * secrets and load balancer are the same as with a scale set. Exactly one of it and `scaleSet`; an environment that changes from one to the other gets new nodes
     * before the old ones go, but its load balancer leads to one of both only, so plan a pause. Plain by presence, because it decides which resources exist.
     */
    cluster?: ClusterSettings;

    /** The API Manager components that the gateway works with. */
    controlPlane: ControlPlane;

    /** The front certificate, the nodes' key store, and whom the load balancer trusts. */
    certificates: GatewayCertificates;

    /** The gateway's own secrets. */
    credentials: GatewayCredentials;

    /** The load balancer. */
    loadBalancer?: GatewayLoadBalancerSettings;

    /** The one manager of rsync mode: needed with `contentSync` `Rsync`, refused without. Plain by presence, because it decides which resources exist. */
    syncManager?: SyncManagerSettings;

    /** The network. */
    network?: GatewayNetworkSettings;

    /** The shared file system, for releases and modes that use one, or where nodes share more than APIs. */
    sharedStorage?: DeploymentStorageSettings;

    /** Logs, and alerts on them and on metrics. Defaults to a workspace and all alerts, seen in the portal only, since nobody is named. */
    monitoring?: DeploymentMonitoringSettings;

    /** The vault, the identities that read from it, and secrets that exist already. */
    vault?: GatewayVaultSettings;

    /**
     * How API artifacts reach every node. Each release has the modes that the product supports; `Rsync` is for networks without a shared file system, and publishing
     * stops with its one manager. Plain, because it decides which resources exist. Defaults to a shared file system up to 3.2, and to the event hub from 4.0.
     */
    contentSync?: ContentSyncMode;

    /**
     * Gateway environments whose APIs the nodes serve, where nodes fetch them: from 4.0, and with the artifact synchronizer of 3.2. The Publisher must know each
     * (see the output `gatewayEnvironment`). Defaults to `Default`.
     */
    gatewayLabels?: string[];

    /**
     * A Hazelcast cluster of the nodes, releases 2.1 to 4.1: revoked tokens leave all caches at once, and nodes share the counters of throttling. It needs a subnet
     * for the nodes of /26 or smaller, so decide before the first deployment: a subnet in use cannot change its size. Plain, because it decides about the
     * network. Defaults to none.
     */
    hazelcast?: HazelcastSettings;

    /** A Redis in which nodes share the counters of throttling and spike arrest, releases from 4.0 (4.0 itself from update 368 on). Defaults to none: each node counts alone. */
    redis?: RedisSettings;

    /**
     * Settings of the product that this library does not make: a text of TOML that is merged into the nodes' `deployment.toml`, releases from 3.0. It may add keys to
     * every table; refused are keys that this library sets, ids and addresses that all nodes would share, what the product would not escape in its files, and secrets in
     * clear: it is part of what machines are told when they are made. Plain, so that it can be checked at once. Defaults to nothing.
     */
    extraConfiguration?: string;

    /**
     * Longest request that the gateway promises to finish, in seconds. Longer ones make every drain, and so every upgrade, take longer.
     * All time limits on the way follow from it. Defaults to 120.
     */
    requestTimeoutSeconds?: number;

    /** Slowest start of a node, in seconds, before it counts as broken and is replaced. Defaults to what the release is known to need. */
    startupSeconds?: number;

    /** Single durations that differ from the derived ones. Contradictions are refused. */
    timing?: TimingOverrides;

    /**
     * Azure region, for example `westeurope`. A provider that the program makes itself cannot be asked for its region: name it here, so that zones follow from it.
     * Plain, because it decides about zones. Defaults to the provider's (`azure-native:location`).
     */
    location?: string;

    /** Availability zones of nodes, load balancer and address. Defaults to 1, 2 and 3 in Production, 1 in Development, and none where the region has none. */
    zones?: string[];

    /** An existing resource group. Plain, because it decides which resources exist. Defaults to a new one. */
    resourceGroupName?: string;

    /**
     * Whether Pulumi refuses to delete or replace what holds data: the storage account with its share, the manager's data disk in rsync mode, the vault and the public address.
     * Set it to false and run `pulumi up` before a wanted `destroy`. Defaults to true in Production and false in Development.
     */
    protect?: boolean;

    /** Start of all names in Azure. Defaults to `<name>-<stack>`. */
    baseName?: string;

    /** Names in Azure that replace the computed ones. */
    names?: ResourceNames;

    /** Tags of every resource that can have them. */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
