import type { Clustering } from "../clustering";
import type { ContentSyncMode } from "../release";

/** One traffic manager node. Nodes are named one by one, never a load balancer: every node of a pair gets every event. */
export interface TrafficManagerNode {
    /** Where throttling data goes, for example `tcp://tm1.internal:9611`. */
    receiverUrl: string;
    /** Where the gateway authenticates for that, for example `ssl://tm1.internal:9711`. */
    authUrl: string;
    /** Where throttling decisions come from, for example `tcp://tm1.internal:5672`. The same with TLS, but for the port. */
    messagingUrl: string;
}

/** A key store or trust store in the pack's `repository/resources/security`. */
export interface StoreFile {
    /** Name of the file, for example `node.p12`. */
    fileName: string;
    /** `PKCS12` or `JKS`. */
    type: string;
}

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

/** What a gateway's `deployment.toml` depends on. Passwords are not here: see `secretVariables`. */
export interface DeploymentTomlOptions {
    /** Release of the product, 3.0.0 or later. */
    release: string;
    /** Public host name, as clients see it. */
    hostName: string;
    /** How API artifacts reach the node. */
    contentSync: ContentSyncMode;
    /** The node's key store, used for TLS, for signing and for what the product encrypts: one for all nodes. */
    keyStore: StoreFile;
    /** Alias of the key in it. */
    keyAlias: string;
    /** Certificates that the node trusts. */
    trustStore: StoreFile;
    /** User of the node's own console; its password is `GATEWAY_ADMIN_PASSWORD`. */
    adminUserName: string;
    /** User at the control plane and the traffic managers; its password is `CONTROL_PLANE_PASSWORD`. */
    controlPlaneUserName: string;
    /** Service URL of the key manager, for example `https://km.internal:9443/services/`. */
    keyManagerUrl: string;
    /** Traffic manager nodes, all of them. */
    trafficManagers: TrafficManagerNode[];
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
    /** The Hazelcast cluster of the nodes, up to 4.1. Defaults to none. */
    clustering?: Clustering;
    /** A Redis in which nodes share throttling counters, from 4.0. Defaults to none. */
    redis?: RedisOptions;
    /** Longest silence on a connection, in whole seconds. */
    socketTimeoutSeconds: number;
    /** After how many whole seconds a request is given up inside the product; less than the socket timeout. */
    globalTimeoutSeconds: number;
    /** Settings that this library does not make, as a TOML text. They may add to its tables, but change none of its keys. */
    extraConfiguration?: string;
}
