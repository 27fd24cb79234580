import type { Clustering } from "./clustering";
import type { ContentSyncMode } from "./release";

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

/** What a gateway's configuration depends on in every release, however it is written. Passwords are not here: see `secretVariables`. */
export interface GatewayOptions {
    /** Release of the product. */
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
    /** The Hazelcast cluster of the nodes, up to 4.1; a member's own address is `NODE_IP`. Defaults to none. */
    clustering?: Clustering;
    /** Longest silence on a connection, in whole seconds. */
    socketTimeoutSeconds: number;
    /** After how many whole seconds a request is given up inside the product; less than the socket timeout. */
    globalTimeoutSeconds: number;
}
