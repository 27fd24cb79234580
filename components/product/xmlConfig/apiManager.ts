import { isAtLeast, releaseProfile } from "../releases";
import { Edit, EditValue, encoded, inAddress, variable } from "./edits";
import type { XmlConfigOptions } from "./options";

/**
 * Edits of `api-manager.xml`: where key manager and traffic managers are, and what of a whole API Manager a gateway does not do.
 *
 * As shipped stay: the data source, which a gateway does not use but the product needs; `Analytics`, which is off; `OAuthConfigurations`, whose revocation address
 * is the key manager's business; URLs and accounts of the environment, by which a node reaches itself with its own administrator.
 */
export function apiManagerEdits(options: XmlConfigOptions): Edit[] {
    const { release, hostName, keyManagerUrl } = options;
    return [
        ...account(options, "/APIManager/AuthManager"),
        { set: "/APIManager/AuthManager/ServerURL", value: keyManagerUrl },
        { set: "/APIManager/APIGateway/Environments/Environment/GatewayEndpoint", value: `https://${hostName}` },
        // Each node has caches of its own: without them every request would ask the key manager.
        { set: "/APIManager/CacheConfigurations/EnableGatewayTokenCache", value: "true" },
        { set: "/APIManager/CacheConfigurations/EnableGatewayResourceCache", value: "true" },
        ...account(options, "/APIManager/APIKeyValidator"),
        { set: "/APIManager/APIKeyValidator/ServerURL", value: keyManagerUrl },
        // Thrift, the shipped way, keeps connections that a load balancer before the key manager breaks; and a gateway validates no keys for others.
        { set: "/APIManager/APIKeyValidator/KeyValidatorClientType", value: "WSClient" },
        { set: "/APIManager/APIKeyValidator/EnableThriftServer", value: "false" },
        ...throttling(options),
        ...(releaseProfile(release).jmsEventPublisher ? [{ disable: "/APIManager/ThrottlingConfigurations/JMSEventPublisherParameters" }] : []),
    ];
}

function throttling(options: XmlConfigOptions): Edit[] {
    const { release, trafficManagers } = options;
    const throttlingPath = "/APIManager/ThrottlingConfigurations";
    const isOld = !isAtLeast(release, "2.2.0");
    const publisher = `${throttlingPath}/${isOld ? "DataPublisher" : "TrafficManager"}`;
    const jms = `${throttlingPath}/JMSConnectionDetails`;
    return [
        { set: `${publisher}/ReceiverUrlGroup`, value: groups(trafficManagers.map((node) => node.receiverUrl)) },
        { set: `${publisher}/AuthUrlGroup`, value: groups(trafficManagers.map((node) => node.authUrl)) },
        ...account(options, publisher),
        // Policies go from the Publisher to the traffic managers. 2.1.0 has no such switch; it deploys to itself there, which does no harm.
        ...(isOld ? [] : [{ set: `${throttlingPath}/PolicyDeployer/Enabled`, value: "false" }]),
        { set: `${throttlingPath}/BlockCondition/Enabled`, value: "true" },
        { set: `${jms}/Enabled`, value: "true" },
        // Of 2.1.0 only, and read only where the address below is made from them; it has one traffic manager's place.
        ...(isOld ? [{ set: `${jms}/ServiceURL`, value: trafficManagers[0]!.messagingUrl }, ...account(options, jms)] : []),
        { set: `${jms}/JMSConnectionParameters/connectionfactory.TopicConnectionFactory`, value: decisions(options) },
    ];
}

/** A group per node, in braces: each event goes to every group, but to one member of a group only. */
function groups(urls: string[]): string {
    return urls.map((url) => `{${url}}`).join(",");
}

/**
 * Where throttling decisions come from: whichever traffic manager answers, all of which have all of them.
 * The product decodes the query before it looks for `&`, and user and password before it takes them apart at the first colon
 * (URLParser of its message broker's client), so that with an encoded password any character is right.
 */
function decisions({ controlPlaneUserName, trafficManagers }: XmlConfigOptions): EditValue {
    const brokers = trafficManagers.map((node) => `${node.messagingUrl}?retries='5'%26connectdelay='50'`).join(";");
    const options = `failover='roundrobin'%26cyclecount='2'%26brokerlist='${brokers}'`;
    return [`amqp://${encoded(controlPlaneUserName)}:`, inAddress("CONTROL_PLANE_PASSWORD"), `@clientid/carbon?${options}`];
}

function account({ controlPlaneUserName }: XmlConfigOptions, path: string): Edit[] {
    return [
        { set: `${path}/Username`, value: controlPlaneUserName },
        { set: `${path}/Password`, value: [variable("CONTROL_PLANE_PASSWORD")] },
    ];
}
