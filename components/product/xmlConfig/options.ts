import type { Clustering } from "../clustering";
import type { StoreFile, TrafficManagerNode } from "../deploymentToml";
import type { ContentSyncMode } from "../release";

/** What the configuration of a gateway of 2.x depends on. Passwords are not here: see `secretVariables` of `deploymentToml`. */
export interface XmlConfigOptions {
    /** Release of the product, 2.1.0 to 2.6.0. */
    release: string;
    /** Public host name, as clients see it. */
    hostName: string;
    /** Host name by which the Publisher reaches the management port. Defaults to `hostName`. */
    managementHostName?: string;
    /** How API artifacts reach the node. */
    contentSync: ContentSyncMode;
    /** The node's key store, used for TLS, for signing and for what the product encrypts: one for all nodes, with one key in it. */
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
    /** Longest silence on a connection, in whole seconds. */
    socketTimeoutSeconds: number;
    /** After how many whole seconds a request is given up inside the product; less than the socket timeout. */
    globalTimeoutSeconds: number;
    /** The Hazelcast cluster of the nodes, where there is one. A member's own address is `NODE_IP`. */
    clustering?: Clustering;
}
