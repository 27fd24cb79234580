import * as pulumi from "@pulumi/pulumi";

/** A load balancer that is watched. */
export interface MonitoredLoadBalancer {
    /** Id of the Application Gateway. */
    applicationGatewayId: pulumi.Input<string>;

    /** Most instances that it may have; how busy it is is told in percent of what they can do. */
    maxInstances: pulumi.Input<number>;
}

/** A shared file system that is watched. */
export interface MonitoredShare {
    /** Id of the storage account. */
    accountId: pulumi.Input<string>;

    /** Name of the share. */
    shareName: pulumi.Input<string>;

    /** Size of the share in GiB; how full it is is told in percent of it. */
    quotaGiB: pulumi.Input<number>;
}

/** Gateway nodes that are watched. They need the agent: `monitoringAgent` of the scale set. */
export interface MonitoredNodes {
    /** Id of the scale set. */
    scaleSetId: pulumi.Input<string>;

    /** Fewest nodes. Plain, because with as many as the most there is nothing to watch. */
    minInstances: number;

    /** Most nodes. Plain, as the fewest. */
    maxInstances: number;

    /** Fingerprint of what nodes are told now, 16 hexadecimal digits. Nodes that report another one were left behind. */
    configurationHash: pulumi.Input<string>;

    /** Id of the manager of rsync mode, a machine beside the scale set. Plain by presence, because it decides which resources exist. Defaults to none. */
    syncManagerId?: pulumi.Input<string>;
}

/** A Kubernetes cluster that is watched: one of the environment's own. Of a cluster that others have as well, its owner watches nodes and control plane. */
export interface MonitoredCluster {
    /** Id of the cluster. */
    clusterId: pulumi.Input<string>;
}

/** What is watched, as far as it is there. */
export interface MonitoringTargets {
    loadBalancer?: MonitoredLoadBalancer;
    sharedStorage?: MonitoredShare;
    vaultId?: pulumi.Input<string>;
    nodes?: MonitoredNodes;
    cluster?: MonitoredCluster;
}
