import type { GatewayOptions } from "../gatewayOptions";

/** A Redis in which nodes share throttling counters. Its password is `REDIS_PASSWORD`. */
export interface RedisOptions {
    host: string;
    port: number;
    /** User, where it is not the default one. */
    userName?: string;
    /** Whether it wants a password. */
    hasPassword: boolean;
    /** Whether connections are encrypted. */
    tls: boolean;
}

/** What a gateway's `deployment.toml` depends on, for releases from 3.0. */
export interface DeploymentTomlOptions extends GatewayOptions {
    /** Service URL of the event hub, from 3.2; required from 4.0 and with the artifact synchronizer. */
    eventHubUrl?: string;
    /** Where the event hub's nodes send events, one by one, for example `tcp://cp1.internal:5672`. Defaults to the traffic managers. */
    eventHubMessagingUrls?: string[];
    /** Whether the message brokers of traffic managers and event hub speak TLS, from 4.1. Defaults to false. */
    messagingTls?: boolean;
    /** Gateway environments whose APIs the node serves, where nodes fetch them. Defaults to `Default`. */
    gatewayLabels?: string[];
    /** Whether the load balancer has verified clients' certificates and hands them on in a header that the node is to believe. Defaults to false. */
    clientCertificatesInHeader?: boolean;
    /** A Redis in which nodes share throttling counters, from 4.0. Defaults to none. */
    redis?: RedisOptions;
    /** Settings that this library does not make, as a TOML text. They may add to its tables, but change none of its keys. */
    extraConfiguration?: string;
}
