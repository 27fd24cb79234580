import * as pulumi from "@pulumi/pulumi";

/** When one alert fires, and how serious it is. */
export interface AlertSettings {
    /**
     * Whether the alert exists. An alert costs some cents to about a dollar a month.
     * Plain, because it decides which resources exist. Defaults to true.
     */
    enabled?: boolean;

    /** The number at which it fires; what is counted, and the default, is said at each alert. */
    threshold?: pulumi.Input<number>;

    /** How serious it is: 0 critical, 1 error, 2 warning, 3 informational, 4 verbose. The default is said at each alert. */
    severity?: pulumi.Input<number>;

    /**
     * Minutes that are looked at together: more of them mean fewer false alarms and later ones.
     * 1, 5, 15, 30, 60, 360, 720 or 1440 for metrics; 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440 or 2880 for what is read from logs.
     * Plain, because it is checked against the frequency. The default is said at each alert.
     */
    windowMinutes?: number;

    /**
     * Minutes from one look to the next, at most the window. Looking at logs more often costs more.
     * 1, 5, 15, 30 or 60 for metrics; 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360 or 1440 for what is read from logs.
     * Plain, because it is checked against the window. Defaults to a part of the window.
     */
    frequencyMinutes?: number;
}

/** The alerts of an environment. Those whose subject the environment does not have do not exist. */
export interface GatewayAlerts {
    /** Fewer healthy nodes than the threshold, as the load balancer sees them: nobody serves. Defaults to fewer than 1, over 15 minutes, severity 0. */
    healthyHosts?: AlertSettings;

    /**
     * More unhealthy nodes than the threshold on average, as the load balancer sees them.
     * A node that starts counts as unhealthy, so an upgrade of a slow release may be seen. Defaults to more than 0.5 over 60 minutes, severity 2.
     */
    unhealthyHosts?: AlertSettings;

    /** More answers with a status of 500 and above than the threshold. Defaults to more than 10 in 5 minutes, severity 1. */
    failedRequests?: AlertSettings;

    /** Nodes take longer for an answer than the threshold, in milliseconds, on average. Defaults to more than 5000 over 15 minutes, severity 2. */
    backendLatency?: AlertSettings;

    /**
     * The load balancer works at more than the threshold, in percent of what its most instances can do.
     * Defaults to more than 80 over 15 minutes, severity 2.
     */
    capacityUnits?: AlertSettings;

    /**
     * Autoscale is at its maximum: healthy nodes make up the threshold, in percent of the most nodes. It does not exist where the number of nodes is fixed,
     * and not on a cluster, where the load balancer sees one address for all pods.
     * Defaults to 95 and above, over 30 minutes, severity 3.
     */
    nodesAtMaximum?: AlertSettings;

    /**
     * On a cluster of its own: more pods find no node than the threshold, on average. The pool is at its maximum, or Azure has no machine of its size.
     * Defaults to more than 0 over 15 minutes, severity 1.
     */
    unschedulablePods?: AlertSettings;

    /** On a cluster of its own: a node's pods use more than the threshold, in percent of its memory. Defaults to more than 90 over 15 minutes, severity 2. */
    clusterNodeMemory?: AlertSettings;

    /** On a cluster of its own: a node's system disk, with images and logs on it, is fuller than the threshold, in percent. Defaults to more than 80 over 30 minutes, severity 2. */
    clusterNodeDisk?: AlertSettings;

    /** The share is fuller than the threshold, in percent of its quota. Azure measures it once an hour. Defaults to more than 80, over 360 minutes, severity 2. */
    shareCapacity?: AlertSettings;

    /** The share takes longer for a request than the threshold, in milliseconds, on average. Defaults to more than 100 over 15 minutes, severity 2. */
    shareLatency?: AlertSettings;

    /** The vault answers fewer requests than the threshold, in percent. Defaults to fewer than 99 over 15 minutes, severity 1. */
    vaultAvailability?: AlertSettings;

    /** Nodes report more failed steps of their boot than the threshold. Defaults to more than 0 in 30 minutes, severity 1. */
    failedBoot?: AlertSettings;

    /** Nodes report more failed attempts to fill the share than the threshold. Defaults to more than 0 in 30 minutes, severity 1. */
    failedSeeding?: AlertSettings;

    /**
     * A node reports another configuration than the present one more often than the threshold, in three windows in a row: an upgrade left it behind.
     * The windows together must be longer than an upgrade takes. Defaults to more than 0 in 60 minutes, so after three hours, severity 2.
     */
    staleConfiguration?: AlertSettings;

    /** Nodes report fewer times than the threshold, all together: nobody would hear of the rest. Defaults to fewer than 1 in 120 minutes, severity 2. */
    silentNodes?: AlertSettings;

    /**
     * The nodes' certificate, or the one that the load balancer shows, has fewer days left than the threshold.
     * Nodes look at both; at the load balancer's only if they reach the host name from inside. Defaults to fewer than 30, over 1440 minutes, severity 2.
     */
    certificateExpiry?: AlertSettings;

    /**
     * In rsync mode: a node has not had all that the manager has for longer than the threshold, in seconds. The manager is away, or the node refuses what it has.
     * Defaults to more than 300 in 15 minutes, severity 1.
     */
    staleContent?: AlertSettings;

    /** In rsync mode: the manager reports fewer times than the threshold. Defaults to fewer than 1 in 60 minutes, severity 1. */
    silentSyncManager?: AlertSettings;

    /**
     * The vault has announced more secrets or certificates that are near their expiry date, or past it, than the threshold.
     * Azure announces 30 days ahead, and only of what has an expiry date. Defaults to more than 0 in 2880 minutes, severity 2.
     */
    secretExpiry?: AlertSettings;
}
