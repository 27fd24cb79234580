import { ConfigurationStyle } from "./release";
import { releaseProfile } from "./releases";
import { apiManagerEdits } from "./xmlConfig/apiManager";
import { axis2Edits } from "./xmlConfig/axis2";
import { Edit, Edits, encoded, inAddress } from "./xmlConfig/edits";
import type { XmlConfigOptions } from "./xmlConfig/options";
import { carbonEdits, catalinaEdits, jmxEdits, userManagementEdits } from "./xmlConfig/server";
import { inFolder } from "./xmlConfig/stores";

export type { XmlConfigOptions } from "./xmlConfig/options";

/**
 * Files that a gateway leaves as they are shipped, and why; tests hold it.
 * Sources: the product's "Distributed Deployment of the Gateway", and sections 2.1 and 5.3 of what is known of it.
 */
export const UNCHANGED: Readonly<Record<string, string>> = {
    "repository/conf/registry.xml": "its mounts are for a registry that gateways share, which only several tenants or environments need",
    "repository/conf/datasources/master-datasources.xml":
        "the embedded databases: a gateway keeps nothing in them, but the product does not start without its default data source",
};

/** The store from which the secure WebSocket listener takes its key, and the password that it is shipped with, which is no secret. */
export const WEB_SOCKET_STORE = { fileName: "websocket.p12", password: "wso2carbon" } as const;

const WEB_SOCKET_LISTENER = "repository/deployment/server/synapse-configs/default/inbound-endpoints/SecureWebSocketInboundEndpoint.xml";

/**
 * Edits that make a pack of 2.1 to 2.6 a gateway, the same for every node.
 *
 * @throws Error for an unknown release, one that has a `deployment.toml`, a mode that the release does not have, or no traffic manager
 */
export function xmlConfig(options: XmlConfigOptions): Edits {
    const { release, contentSync, trafficManagers } = options;
    const profile = releaseProfile(release);
    if (profile.configurationStyle !== ConfigurationStyle.Xml) throw new Error(`release ${release} is configured by deployment.toml, not by XML files`);
    if (!profile.contentSyncModes.includes(contentSync)) {
        throw new Error(`contentSync is ${contentSync}; release ${release} allows ${profile.contentSyncModes.join(", ")}`);
    }
    if (trafficManagers.length === 0) throw new Error("trafficManagers are empty; name each node");
    return {
        "repository/conf/carbon.xml": carbonEdits(options),
        "repository/conf/etc/jmx.xml": jmxEdits(),
        "repository/conf/tomcat/catalina-server.xml": catalinaEdits(options),
        "repository/conf/axis2/axis2.xml": axis2Edits(options),
        "repository/conf/api-manager.xml": apiManagerEdits(options),
        "repository/conf/user-mgt.xml": userManagementEdits(options),
        "repository/conf/passthru-http.properties": [{ property: "http.socket.timeout", value: milliseconds(options.socketTimeoutSeconds) }],
        "repository/conf/synapse.properties": [{ property: "synapse.global_timeout_interval", value: milliseconds(options.globalTimeoutSeconds) }],
        "repository/conf/jndi.properties": ownBroker(options),
        ...hazelcastProperties(options),
        [WEB_SOCKET_LISTENER]: webSocketListener(),
    };
}

/**
 * The clustering agent of these releases reads the file where it is there (its class in the kernel 4.4.35 names it), and WSO2's guide has both the file and the
 * property; whether a pack has them was not seen. So they are added where they are missing.
 */
function hazelcastProperties({ clustering }: XmlConfigOptions): Record<string, Edit[]> {
    if (clustering === undefined) return {};
    const edits = Object.entries(clustering.properties).map(([property, value]): Edit => ({ property, value, mayAdd: true }));
    return { "repository/conf/hazelcast.properties": edits };
}

/**
 * A node with shared files runs the whole product, with a broker of its own, and its parts log in there as the administrator ("Changing the super admin
 * credentials" of the product documentation). With the shipped password they would fail, and say so in the log for ever.
 */
function ownBroker({ adminUserName }: XmlConfigOptions): Edit[] {
    const address = (virtualHost: string) => [
        `amqp://${encoded(adminUserName)}:`,
        inAddress("GATEWAY_ADMIN_PASSWORD"),
        `@${virtualHost}?brokerlist='tcp://localhost:5672'`,
    ];
    return [
        { property: "connectionfactory.TopicConnectionFactory", value: address("clientid/carbon") },
        { property: "connectionfactory.QueueConnectionFactory", value: address("clientID/test") },
    ];
}

/**
 * The secure WebSocket listener is among the API artifacts: with shared files it lies on the share, where no secret may be and where no later edit arrives.
 * So it names a store of its own that each node makes from its key store, in memory, with the shipped password. The product reads it as a JKS file,
 * which Java 8 also allows PKCS12 to be (`keystore.type.compat`, 8u60). The path of the file and its parameters: product-apim, profileSetup.sh and the template of 3.1.
 */
function webSocketListener(): Edit[] {
    const parameter = (name: string): string => `/inboundEndpoint/parameters/parameter[@name='${name}']`;
    return [
        { set: parameter("inbound.ws.port"), value: "8099" },
        { set: parameter("wss.ssl.key.store.file"), value: inFolder(WEB_SOCKET_STORE.fileName) },
        { set: parameter("wss.ssl.key.store.pass"), value: WEB_SOCKET_STORE.password },
        { set: parameter("wss.ssl.cert.pass"), value: WEB_SOCKET_STORE.password },
        { add: parameter("wss.ssl.protocols"), value: "TLSv1.2" },
    ];
}

/** Times go in as plain milliseconds. */
const milliseconds = (seconds: number): string => String(seconds * 1000);
