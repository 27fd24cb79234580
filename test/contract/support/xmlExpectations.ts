/** What the edited files of a pack of 2.x have to say, written down by hand: the test's own view of what a gateway needs. */

const store = "repository/resources/security";
const [keyPassword, trustPassword, controlPlanePassword] = ["key\"store'&\\", "trust<1>", "p@ss/:' &<\"%ä"];
const keyManager = "https://km.internal:9443/services/";
const amqp =
    "amqp://gateway:p%40ss%2F%3A%27%20%26%3C%22%25%C3%A4@clientid/carbon?failover='roundrobin'%26cyclecount='2'" +
    "%26brokerlist='tcp://tm1:5672?retries='5'%26connectdelay='50';tcp://tm2:5672?retries='5'%26connectdelay='50''";

/** A place, what it said, and what it says. Without the first it is new, without the last it is gone. */
type Change = [place: string, before: string | undefined, after: string | undefined];

export interface FileChanges {
    gone: string[];
    come: string[];
}

/** Where members of a cluster are found: at the addresses of a range, or by a service of Kubernetes. */
type Members = string | { service: string; namespace: string };

export function expectedChanges(release: string, members?: Members): Record<string, FileChanges> {
    const isOld = release === "2.1.0";
    const files: Record<string, Change[]> = {
        "repository/conf/api-manager.xml": apiManager(isOld),
        "repository/conf/axis2/axis2.xml": [...axis2(isOld), ...(members === undefined ? [] : cluster(members))],
        "repository/conf/carbon.xml": carbon(isOld),
        "repository/conf/etc/jmx.xml": [["/JMX/StartRMIServer", "true", "false"]],
        "repository/conf/tomcat/catalina-server.xml": catalina,
        "repository/conf/user-mgt.xml": [
            ["/UserManager/Realm/Configuration/AdminUser/UserName", "admin", "operator"],
            ["/UserManager/Realm/Configuration/AdminUser/Password", "admin", "ad]]>min&1"],
        ],
        "repository/deployment/server/synapse-configs/default/inbound-endpoints/SecureWebSocketInboundEndpoint.xml": webSocket,
    };
    return Object.fromEntries(Object.entries(files).map(([file, changes]) => [file, asFacts(changes)]));
}

function asFacts(changes: Change[]): FileChanges {
    const facts = (side: 1 | 2): string[] =>
        changes
            .filter((change) => change[side] !== undefined)
            .map((change) => `${change[0]} = ${change[side]}`)
            .sort();
    return { gone: facts(1), come: facts(2) };
}

export const expectedProperties: Record<string, Record<string, string>> = {
    "repository/conf/passthru-http.properties": { "http.socket.timeout": "145000" },
    "repository/conf/synapse.properties": { "synapse.global_timeout_interval": "125000" },
    "repository/conf/jndi.properties": {
        "connectionfactory.TopicConnectionFactory": "amqp://operator:ad%5D%5D%3Emin%261@clientid/carbon?brokerlist='tcp://localhost:5672'",
        "connectionfactory.QueueConnectionFactory": "amqp://operator:ad%5D%5D%3Emin%261@clientID/test?brokerlist='tcp://localhost:5672'",
    },
};

function account(place: string): Change[] {
    return [
        [`${place}/Username`, "${admin.username}", "gateway"],
        [`${place}/Password`, "${admin.password}", controlPlanePassword],
    ];
}

function apiManager(isOld: boolean): Change[] {
    const services = "https://localhost:${mgt.transport.https.port}${carbon.context}services/";
    const throttling = "/APIManager/ThrottlingConfigurations";
    const manager = `${throttling}/${isOld ? "DataPublisher" : "TrafficManager"}`;
    const jms = `${throttling}/JMSConnectionDetails`;
    const shippedAmqp = isOld
        ? "amqp://${jms.username}:${jms.password}@clientid/carbon?brokerlist='${jms.url}'"
        : "amqp://${admin.username}:${admin.password}@clientid/carbon?brokerlist='tcp://${carbon.local.ip}:${jms.port}'";
    return [
        ["/APIManager/AuthManager/ServerURL", services, keyManager],
        ...account("/APIManager/AuthManager"),
        [
            "/APIManager/APIGateway/Environments/Environment/GatewayEndpoint",
            "http://${carbon.local.ip}:${http.nio.port},https://${carbon.local.ip}:${https.nio.port}",
            "https://api.example.com",
        ],
        ["/APIManager/APIKeyValidator/ServerURL", services, keyManager],
        ...account("/APIManager/APIKeyValidator"),
        ["/APIManager/APIKeyValidator/KeyValidatorClientType", "ThriftClient", "WSClient"],
        ["/APIManager/APIKeyValidator/EnableThriftServer", "true", "false"],
        [`${manager}/ReceiverUrlGroup`, "tcp://${carbon.local.ip}:${receiver.url.port}", "{tcp://tm1:9611},{tcp://tm2:9611}"],
        [`${manager}/AuthUrlGroup`, "ssl://${carbon.local.ip}:${auth.url.port}", "{ssl://tm1:9711},{ssl://tm2:9711}"],
        ...account(manager),
        ...(isOld ? [] : [[`${throttling}/PolicyDeployer/Enabled`, "true", "false"] satisfies Change]),
        ...(isOld ? [[`${jms}/ServiceURL`, "tcp://${carbon.local.ip}:${jms.port}", "tcp://tm1:5672"] satisfies Change, ...account(jms)] : []),
        [`${jms}/JMSConnectionParameters/connectionfactory.TopicConnectionFactory`, shippedAmqp, amqp],
        ...(isOld ? eventPublisher(`${throttling}/JMSEventPublisherParameters`, throttling) : []),
    ];
}

/** Disabled where it is: the element is gone, and a comment has come that contains it as it was. */
function eventPublisher(place: string, parent: string): Change[] {
    const parameters = [
        ["java.naming.factory.initial", "org.wso2.andes.jndi.PropertiesFileInitialContextFactory"],
        ["java.naming.provider.url", "repository/conf/jndi.properties"],
        ["transport.jms.DestinationType", "topic"],
        ["transport.jms.Destination", "throttleData"],
        ["transport.jms.ConcurrentPublishers", "allow"],
        ["transport.jms.ConnectionFactoryJNDIName", "TopicConnectionFactory"],
    ] as const;
    const lines = parameters.map(([name, value]) => `                <${name}>${value}</${name}>`);
    const comment = ["<JMSEventPublisherParameters>", ...lines, "        </JMSEventPublisherParameters>"].join("\n");
    return [
        [place, "", undefined],
        ...parameters.map(([name, value]): Change => [`${place}/${name}`, value, undefined]),
        [`${parent}/comment()`, undefined, comment],
    ];
}

/** Elements of key stores, as they are shipped and as they become. */
function stores(keyStore: string, trustStore: string, home: string, alias: boolean): { key: Change[]; trust: Change[] } {
    return {
        key: [
            [`${keyStore}/Location`, `${home}${store}/wso2carbon.jks`, `${home}${store}/node.p12`],
            [`${keyStore}/Type`, "JKS", "PKCS12"],
            [`${keyStore}/Password`, "wso2carbon", keyPassword],
            ...(alias ? [[`${keyStore}/KeyAlias`, "wso2carbon", "gateway"] satisfies Change] : []),
            [`${keyStore}/KeyPassword`, "wso2carbon", keyPassword],
        ],
        trust: [
            [`${trustStore}/Location`, `${home}${store}/client-truststore.jks`, `${home}${store}/trust.p12`],
            [`${trustStore}/Type`, "JKS", "PKCS12"],
            [`${trustStore}/Password`, "wso2carbon", trustPassword],
        ],
    };
}

function axis2(isOld: boolean): Change[] {
    const transport = (place: string): Change[] => {
        const { key, trust } = stores(`${place}/parameter[keystore]/KeyStore`, `${place}/parameter[truststore]/TrustStore`, "", false);
        return [...key, ...trust];
    };
    const [http, https, sender] = ["/axisconfig/transportReceiver[http]", "/axisconfig/transportReceiver[https]", "/axisconfig/transportSender[https]"];
    const webSocketStore = "/axisconfig/transportSender[wss]/parameter[ws.trust.store]";
    return [
        ...added(http, "WSDLEPRPrefix", "http://api.example.com:80"),
        ...transport(https),
        ...added(https, "WSDLEPRPrefix", "https://api.example.com:443"),
        ...added(https, "HttpsProtocols", "TLSv1.2"),
        ...transport(sender),
        ...added(sender, "HttpsProtocols", "TLSv1.2"),
        ...added(sender, "HostnameVerifier", "Strict"),
        ...(isOld
            ? []
            : ([
                  [`${webSocketStore}/ws.trust.store.location`, `${store}/client-truststore.jks`, `${store}/trust.p12`],
                  [`${webSocketStore}/ws.trust.store.Password`, "wso2carbon", trustPassword],
              ] satisfies Change[])),
    ];
}

/** A parameter that is not there as shipped. */
function added(place: string, name: string, value: string): Change[] {
    return [
        [`${place}/parameter[${name}]/@name`, undefined, name],
        [`${place}/parameter[${name}]`, undefined, value],
    ];
}

function cluster(members: Members): Change[] {
    const place = "/axisconfig/clustering";
    return [
        ["/axisconfig/clustering/@enable", "false", "true"],
        [`${place}/parameter[membershipScheme]`, "multicast", typeof members === "string" ? "wka" : "kubernetes"],
        ["/axisconfig/clustering/parameter[domain]", "wso2.carbon.domain", "shop-prod"],
        ["/axisconfig/clustering/parameter[localMemberHost]", "127.0.0.1", "10.20.1.7"],
        ...(typeof members === "string"
            ? ([[`${place}/members/member/hostName`, "127.0.0.1", members]] satisfies Change[])
            : [
                  ...added(place, "membershipSchemeClassName", "org.wso2.carbon.membership.scheme.kubernetes.KubernetesMembershipScheme"),
                  ...added(place, "KUBERNETES_NAMESPACE", members.namespace),
                  ...added(place, "KUBERNETES_SERVICES", members.service),
                  ...added(place, "USE_DNS", "true"),
              ]),
    ];
}

function carbon(isOld: boolean): Change[] {
    const home = "${carbon.home}/";
    const { key, trust } = stores("/Server/Security/KeyStore", "/Server/Security/TrustStore", home, true);
    const internal = isOld ? [] : stores("/Server/Security/InternalKeyStore", "", home, true).key;
    return [["/Server/HostName", undefined, "api.example.com"], ["/Server/MgtHostName", undefined, "publish.example.com"], ...key, ...internal, ...trust];
}

const catalina: Change[] = [
    ["/Server/Service[Catalina]/Connector[9763]/@proxyPort", undefined, "80"],
    ["/Server/Service[Catalina]/Connector[9443]/@sslEnabledProtocols", "TLSv1,TLSv1.1,TLSv1.2", "TLSv1.2"],
    ["/Server/Service[Catalina]/Connector[9443]/@keystoreFile", `\${carbon.home}/${store}/wso2carbon.jks`, `\${carbon.home}/${store}/node.p12`],
    ["/Server/Service[Catalina]/Connector[9443]/@keystorePass", "wso2carbon", keyPassword],
    ["/Server/Service[Catalina]/Connector[9443]/@proxyPort", undefined, "443"],
    ["/Server/Service[Catalina]/Connector[9443]/@keystoreType", undefined, "PKCS12"],
    ["/Server/Service[Catalina]/Connector[9443]/@keyAlias", undefined, "gateway"],
];

const webSocket: Change[] = [
    ["/inboundEndpoint/parameters/parameter[wss.ssl.key.store.file]", `${store}/wso2carbon.jks`, `${store}/websocket.p12`],
    ["/inboundEndpoint/parameters/parameter[wss.ssl.protocols]/@name", undefined, "wss.ssl.protocols"],
    ["/inboundEndpoint/parameters/parameter[wss.ssl.protocols]", undefined, "TLSv1.2"],
];
