/** Single durations that replace the derived ones. What is derived from a replaced value follows it; contradictions are refused. */
export interface TimingOverrides {
    /** Seconds until the product gives up a backend. At least `requestTimeoutSeconds`. Defaults to it. */
    endpointTimeoutSeconds?: number;
    /** Seconds until the product gives up any request. More than the endpoint timeout. Defaults to 5 more. */
    globalTimeoutSeconds?: number;
    /** Seconds of silence until the product closes a connection; how long it may take to stop. More than the global timeout. Defaults to 20 more. */
    socketTimeoutSeconds?: number;
    /** Seconds until the load balancer gives up a request, 1 to 86400. More than the socket timeout. Defaults to 5 more. */
    loadBalancerRequestTimeoutSeconds?: number;
    /**
     * Seconds of silence until the load balancer closes a WebSocket, 1 to 86400. Clients that are silent for longer send pings.
     * Above 1800 the public address closes it first. Defaults to 1800.
     */
    webSocketTimeoutSeconds?: number;
    /** Seconds between two probes of the load balancer, 1 to 86400. Shorter notices sooner and asks more often. Defaults to 5. */
    probeIntervalSeconds?: number;
    /** Seconds until a probe counts as failed, 1 to 86400, at most the interval. Defaults to 4, or to the interval if that is less. */
    probeTimeoutSeconds?: number;
    /** Failed probes until the load balancer sends a node no more requests, 1 to 20. Defaults to 3. */
    probeUnhealthyThreshold?: number;
    /** Seconds that a node needs to leave without losing a request. At least detection and socket timeout. Defaults to 30 more. */
    drainSeconds?: number;
    /** Seconds that the load balancer leaves to requests of a node that was removed, 1 to 3600. At least the socket timeout. Defaults to `drainSeconds`. */
    connectionDrainingSeconds?: number;
    /** Seconds until a node's service is killed when it stops. At least `drainSeconds`. Defaults to it. */
    stopTimeLimitSeconds?: number;
    /** Seconds that a pod stays after it said that it is not ready. At least detection, and 15: Azure's load balancer in front of pods has probes of its own. Defaults to that and the socket timeout. */
    preStopSeconds?: number;
    /** Seconds until a pod is killed. At least `drainSeconds` and more than `preStopSeconds`. Defaults to 30 more than that. */
    terminationGracePeriodSeconds?: number;
    /** Whole minutes between the notice and the end of a machine, 5 to 15. At least the stop time limit. Defaults to 30 seconds more, rounded up. */
    terminateNotificationMinutes?: number;
    /** Whole minutes between two batches of a rolling upgrade, 0 to 90. Defaults to `drainSeconds`, rounded up. */
    rollingUpgradePauseMinutes?: number;
    /** Seconds in which a starting node does not count as unhealthy, 5 to 14400. At least `startupSeconds`. Defaults to 60 more. */
    healthGracePeriodSeconds?: number;
    /** Whole minutes in which a new machine is not repaired, 10 to 90. At least `startupSeconds`. Defaults to the health grace period, rounded up. */
    repairGracePeriodMinutes?: number;
    /** Seconds between two startup probes of a pod. Defaults to 10. */
    startupProbePeriodSeconds?: number;
    /** Failed startup probes until a pod is restarted. Times the period, at least `startupSeconds`. Defaults to just that. */
    startupProbeFailureThreshold?: number;
}

/** What all durations follow from. */
export interface TimingArgs {
    /** Longest request that the gateway promises, in whole seconds, 1 to 800. Longer ones make every planned change slower. Defaults to 120. */
    requestTimeoutSeconds?: number;
    /** Slowest start of a node, in whole seconds, 1 to 5340, from an empty machine to the first request. Defaults to 1200, which suits every release. */
    startupSeconds?: number;
    /** Durations that replace derived ones. Defaults to none. */
    overrides?: TimingOverrides;
}

/** All durations. Numbers are seconds or counts, texts are ISO 8601 durations in whole minutes. */
export interface Timing {
    /** The product gives up a backend. */
    endpointTimeoutSeconds: number;
    /** The product gives up any request (`synapse.global_timeout_interval`). */
    globalTimeoutSeconds: number;
    /** The product closes a silent connection, and stops at the latest (`http.socket.timeout`). */
    socketTimeoutSeconds: number;
    /** The load balancer gives up a request. */
    loadBalancerRequestTimeoutSeconds: number;
    /** The load balancer closes a silent WebSocket. */
    webSocketTimeoutSeconds: number;
    /** Whole minutes until the public address in front of the load balancer forgets a silent WebSocket. */
    publicAddressTimeoutMinutes: number;
    /** Between two probes of the load balancer. */
    probeIntervalSeconds: number;
    /** A probe counts as failed. */
    probeTimeoutSeconds: number;
    /** Failed probes until a node gets no more requests. */
    probeUnhealthyThreshold: number;
    /** The load balancer has noticed that a node is not ready. */
    detectionSeconds: number;
    /** Everybody has noticed that a pod is not ready, Azure's load balancer in front of the nodes as well. */
    podDetectionSeconds: number;
    /** A node has left without losing a request. */
    drainSeconds: number;
    /** `connectionDraining.drainTimeoutInSec` of the load balancer. */
    connectionDrainingSeconds: number;
    /** Time limit of the service's stop (`TimeoutStopSec`), `ExecStop` included. */
    stopTimeLimitSeconds: number;
    /** The longest that a pod's preStop hook takes. */
    preStopSeconds: number;
    /** `terminationGracePeriodSeconds` of a pod, preStop included. */
    terminationGracePeriodSeconds: number;
    /** `notBeforeTimeout` of the scale set's terminate notification. */
    terminateNotification: string;
    /** `pauseTimeBetweenBatches` of the scale set's rolling upgrades. */
    rollingUpgradePause: string;
    /** `gracePeriod` of the health extension. */
    healthGracePeriodSeconds: number;
    /** `gracePeriod` of automatic repairs. */
    repairGracePeriod: string;
    /** `periodSeconds` of a pod's startup probe. */
    startupProbePeriodSeconds: number;
    /** `failureThreshold` of a pod's startup probe. */
    startupProbeFailureThreshold: number;
}
