import type { TomlTable } from "smol-toml";

import { ContentSyncMode } from "../release";
import { isAtLeast } from "../releases";
import type { DeploymentTomlOptions } from "./options";
import { tlsProtocols } from "./server";
import { redisTable } from "./sharedState";
import { variable } from "./variables";

/** What the gateway works with: key manager, traffic managers, event hub, and where its APIs come from. */
export function gatewayTable(options: DeploymentTomlOptions): TomlTable {
    const account = { username: options.controlPlaneUserName, password: variable("CONTROL_PLANE_PASSWORD") };
    const ssl = brokerTls(options);
    return {
        key_manager: { service_url: options.keyManagerUrl, ...account },
        throttling: {
            ...account,
            throttle_decision_endpoints: options.trafficManagers.map((node) => node.messagingUrl),
            // A group per node: each event goes to every group, but to one member of a group only.
            url_group: options.trafficManagers.map((node) => ({ traffic_manager_urls: [node.receiverUrl], traffic_manager_auth_urls: [node.authUrl] })),
            ...(ssl === undefined ? {} : { jms: { ssl } }),
        },
        // Tokens and resources are looked up once, not for every request.
        cache: { gateway_token: { enable: true }, resource: { enable: true } },
        // The secure WebSocket listener, which the transports' protocols do not reach.
        wss: { ssl_enabled_protocols: tlsProtocols(options.release) },
        ...eventHub(options, account, ssl),
        ...artifacts(options),
        ...nodeIds(options.release),
        ...redisTable(options),
    };
}

/** Without an id each node invents one; two nodes with the same one would pass for one gateway, or count as one. */
function nodeIds(release: string): TomlTable {
    const id = variable("NODE_ID");
    return {
        // Read by the released packs from 4.5; by earlier ones only after an update.
        ...(isAtLeast(release, "4.5.0") ? { transaction_counter: { server_id: id } } : {}),
        ...(isAtLeast(release, "4.6.0") ? { gateway_notification: { gateway_id: id } } : {}),
    };
}

/**
 * What makes a broker's address one with TLS. The templates put the value between `ssl='` and `'`, and the product's client wants its stores in the
 * address, so this text ends the value and goes on ("Enabling TLS" in the documentation of distributed deployments; `&` is written as `%26`).
 */
function brokerTls({ messagingTls = false, release, keyStore, keyAlias, trustStore }: DeploymentTomlOptions): string | undefined {
    if (!messagingTls) return undefined;
    // wso2/api-manager#2463, carbon-apimgt#10759: the templates of 4.0 and before have no place for it.
    if (!isAtLeast(release, "4.1.0")) throw new Error(`messagingTls is asked for, but release ${release} has no setting for it; releases from 4.1.0 have`);
    const folder = "repository/resources/security";
    return [
        "true",
        `ssl_cert_alias='${keyAlias}`,
        `trust_store='${folder}/${trustStore.fileName}`,
        `trust_store_password='${variable("GATEWAY_TRUSTSTORE_PASSWORD")}`,
        `key_store='${folder}/${keyStore.fileName}`,
        `key_store_password='${variable("GATEWAY_KEYSTORE_PASSWORD")}`,
    ].join("'%26");
}

function eventHub(options: DeploymentTomlOptions, account: TomlTable, ssl: string | undefined): TomlTable {
    const { release, contentSync, eventHubUrl, eventHubMessagingUrls, trafficManagers } = options;
    if (!isAtLeast(release, "3.2.0")) return {};
    if (eventHubUrl === undefined) {
        if (contentSync === ContentSyncMode.EventHub || contentSync === ContentSyncMode.ArtifactSynchronizer) {
            throw new Error(`eventHubUrl is required with release ${release} and content synchronisation ${contentSync}`);
        }
        return {};
    }
    const endpoints = eventHubMessagingUrls ?? trafficManagers.map((node) => node.messagingUrl);
    // The two keys arrive in two files: api-manager.xml and jndi-cp.properties.
    const tls: TomlTable = ssl === undefined ? {} : { ssl, jms: { ssl } };
    return { event_hub: { enable: true, service_url: eventHubUrl, ...account, event_listening_endpoints: endpoints, ...tls } };
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
