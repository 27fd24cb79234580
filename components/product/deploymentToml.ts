import { stringify, TomlTable } from "smol-toml";

import { ConfigurationStyle, ContentSyncMode, isAtLeast, releaseProfile } from "./release";

/** One traffic manager node. Nodes are named one by one, never a load balancer: every node of a pair gets every event. */
export interface TrafficManagerNode {
    /** Where throttling data goes, for example `tcp://tm1.internal:9611`. */
    receiverUrl: string;
    /** Where the gateway authenticates for that, for example `ssl://tm1.internal:9711`. */
    authUrl: string;
    /** Where throttling decisions come from, for example `tcp://tm1.internal:5672`. */
    messagingUrl: string;
}

/** A key store or trust store in the pack's `repository/resources/security`. */
export interface StoreFile {
    /** Name of the file, for example `node.p12`. */
    fileName: string;
    /** `PKCS12` or `JKS`. */
    type: string;
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
    /** Gateway environments whose APIs the node serves, from 3.2. Defaults to `Default`. */
    gatewayLabels?: string[];
    /** Longest silence on a connection, in whole seconds. */
    socketTimeoutSeconds: number;
    /** After how many whole seconds a request is given up inside the product; less than the socket timeout. */
    globalTimeoutSeconds: number;
}

/** Environment variables with secrets that the file of a release refers to; the product reads them when it starts. */
export function secretVariables(release: string): string[] {
    const always = ["CONTROL_PLANE_PASSWORD", "GATEWAY_ADMIN_PASSWORD", "GATEWAY_KEYSTORE_PASSWORD", "GATEWAY_TRUSTSTORE_PASSWORD"];
    return isAtLeast(release, "4.7.0") ? [...always, "GATEWAY_ENCRYPTION_KEY"] : always;
}

/** Environment variables that differ from node to node, without secrets, that the file of a release refers to. */
export function nodeVariables(release: string): string[] {
    const address = releaseProfile(release).hazelcast.supported ? ["NODE_IP"] : [];
    return isAtLeast(release, "4.6.0") ? [...address, "NODE_ID"] : address;
}

/**
 * A complete `deployment.toml` for a gateway of 3.0 to 4.7, the same for every node.
 *
 * Every key was seen to arrive in a file that the product's configuration mapper renders (3.1, 3.2, 4.5, 4.7); documented keys that change nothing are left out.
 * The product does not escape values for XML: variables and names must not contain `<`, `&` or `"`.
 *
 * @throws Error for an unknown release, one that is configured by XML files, a mode that the release does not have, or a missing event hub
 */
export function deploymentToml(options: DeploymentTomlOptions): string {
    const profile = releaseProfile(options.release);
    if (profile.configurationStyle !== ConfigurationStyle.Toml)
        throw new Error(`release ${options.release} is configured by XML files, not by deployment.toml`);
    if (!profile.contentSyncModes.includes(options.contentSync)) {
        throw new Error(`contentSync is ${options.contentSync}; release ${options.release} allows ${profile.contentSyncModes.join(", ")}`);
    }
    return stringify({
        server: server(options),
        super_admin: { username: options.adminUserName, password: variable("GATEWAY_ADMIN_PASSWORD"), create_admin_account: true },
        // The type with unique ids came with the kernel of 3.1 (its default deployment.toml has it); inferred for 3.0.
        user_store: { type: isAtLeast(options.release, "3.1.0") ? "database_unique_id" : "database" },
        ...database(options.release),
        ...stores(options),
        transport: transport(options),
        synapse_properties: { "synapse.global_timeout_interval": milliseconds(options.globalTimeoutSeconds) },
        apim: gateway(options),
        // Remote management by JMX is on by default (default.json).
        monitoring: { jmx: { rmi_server_start: false } },
        // From 4.7 the product encrypts with this key, which must be the same on every node (production-deployment-guidelines.md).
        ...(isAtLeast(options.release, "4.7.0") ? { encryption: { key: variable("GATEWAY_ENCRYPTION_KEY") } } : {}),
    });
}

function server({ release, hostName }: DeploymentTomlOptions): TomlTable {
    return {
        hostname: hostName,
        // Mandatory in 3.x; up to 4.1 the address under which a Hazelcast member is known.
        ...(releaseProfile(release).hazelcast.supported ? { node_ip: variable("NODE_IP") } : {}),
        // Switches throttling and handlers; without any effect in the gateway-only packs from 4.5.
        ...(isAtLeast(release, "4.5.0") ? {} : { server_role: "gateway-worker" }),
    };
}

/** The embedded database as shipped: a gateway keeps nothing in it, but up to 4.6 the product does not start without it. */
function database(release: string): TomlTable {
    if (isAtLeast(release, "4.7.0")) return {};
    // User and password of the database file inside the pack, reachable by the process alone: not secrets.
    const url = "jdbc:h2:./repository/database/WSO2SHARED_DB;DB_CLOSE_ON_EXIT=FALSE";
    return { database: { shared_db: { type: "h2", url, username: "wso2carbon", password: "wso2carbon" } } };
}

function stores({ keyStore, keyAlias, trustStore }: DeploymentTomlOptions): TomlTable {
    const password = variable("GATEWAY_KEYSTORE_PASSWORD");
    const key = { file_name: keyStore.fileName, type: keyStore.type, password, alias: keyAlias, key_password: password };
    return {
        keystore: { tls: key, primary: key, internal: key },
        truststore: { file_name: trustStore.fileName, type: trustStore.type, password: variable("GATEWAY_TRUSTSTORE_PASSWORD") },
    };
}

function transport({ release, socketTimeoutSeconds }: DeploymentTomlOptions): TomlTable {
    const HttpsProtocols = tlsProtocols(release);
    const protocols = HttpsProtocols.replaceAll("TLS", "+TLS");
    return {
        // Named for http, but it holds for both transports; under `https` the key is ignored.
        http: { socket_timeout: milliseconds(socketTimeoutSeconds), properties: { proxyPort: 80 } },
        https: { properties: { proxyPort: 443 }, sslHostConfig: { properties: { protocols } } },
        passthru_https: { listener: { parameters: { HttpsProtocols } }, sender: { parameters: { HttpsProtocols, HostnameVerifier: "Strict" } } },
    };
}

/** Shipped defaults still have 1.0 and 1.1. 1.3 only where the product itself offers it (default.json of 4.7). */
function tlsProtocols(release: string): string {
    return isAtLeast(release, "4.7.0") ? "TLSv1.2,TLSv1.3" : "TLSv1.2";
}

function gateway(options: DeploymentTomlOptions): TomlTable {
    const account = { username: options.controlPlaneUserName, password: variable("CONTROL_PLANE_PASSWORD") };
    return {
        key_manager: { service_url: options.keyManagerUrl, ...account },
        throttling: {
            ...account,
            throttle_decision_endpoints: options.trafficManagers.map((node) => node.messagingUrl),
            // A group per node: each event goes to every group, but to one member of a group only.
            url_group: options.trafficManagers.map((node) => ({ traffic_manager_urls: [node.receiverUrl], traffic_manager_auth_urls: [node.authUrl] })),
        },
        // The secure WebSocket listener, which the transports' protocols do not reach.
        wss: { ssl_enabled_protocols: tlsProtocols(options.release) },
        ...eventHub(options, account),
        ...artifacts(options),
        // Without an id each node invents one; two nodes with the same one would pass for one gateway.
        ...(isAtLeast(options.release, "4.6.0") ? { gateway_notification: { gateway_id: variable("NODE_ID") } } : {}),
    };
}

function eventHub({ release, contentSync, eventHubUrl, eventHubMessagingUrls, trafficManagers }: DeploymentTomlOptions, account: TomlTable): TomlTable {
    if (!isAtLeast(release, "3.2.0")) return {};
    if (eventHubUrl === undefined) {
        if (contentSync === ContentSyncMode.EventHub || contentSync === ContentSyncMode.ArtifactSynchronizer) {
            throw new Error(`eventHubUrl is required with release ${release} and content synchronisation ${contentSync}`);
        }
        return {};
    }
    const endpoints = eventHubMessagingUrls ?? trafficManagers.map((node) => node.messagingUrl);
    return { event_hub: { enable: true, service_url: eventHubUrl, ...account, event_listening_endpoints: endpoints } };
}

function artifacts({ contentSync, gatewayLabels = ["Default"] }: DeploymentTomlOptions): TomlTable {
    const labels = { gateway_labels: gatewayLabels };
    if (contentSync === ContentSyncMode.EventHub) return { sync_runtime_artifacts: { gateway: labels } };
    // In 3.2 the table itself switches the synchronizer on (api-manager.xml.j2), so nodes with shared files must not have it.
    if (contentSync !== ContentSyncMode.ArtifactSynchronizer) return {};
    return {
        sync_runtime_artifacts: {
            gateway: {
                ...labels,
                artifact_retriever: "DBRetriever",
                deployment_retry_duration: 15_000,
                data_retrieval_mode: "sync",
                event_waiting_time: 5_000,
            },
        },
    };
}

/** Reference that the product replaces by the environment variable's value when it starts. */
const variable = (name: string): string => `$env{${name}}`;

/** Times go in as plain milliseconds: only a few keys understand units, these do not. */
const milliseconds = (seconds: number): number => seconds * 1000;
