import { ClusterMember, membershipScheme } from "../clustering";
import { isAtLeast, releaseProfile } from "../releases";
import { Edit, variable } from "./edits";
import type { XmlConfigOptions } from "./options";
import { inFolder, keyStoreEdits, trustStoreEdits } from "./stores";

const RECEIVER = "/axisconfig/transportReceiver";
const SENDER = "/axisconfig/transportSender";
const CLUSTERING = "/axisconfig/clustering";

/** Edits of `axis2.xml`: the transports of APIs, and the cluster of the nodes. */
export function axis2Edits(options: XmlConfigOptions): Edit[] {
    const { release, hostName } = options;
    const { ports } = releaseProfile(release);
    const [http, https, sender] = [`${RECEIVER}[@name='http']`, `${RECEIVER}[@name='https']`, `${SENDER}[@name='https']`];
    return [
        // The load balancer's and the network's rules rely on these ports.
        { set: parameter(http, "port"), value: String(ports.apiHttp) },
        { set: parameter(https, "port"), value: String(ports.api) },
        // Addresses in WSDL files that the product generates.
        { add: parameter(http, "WSDLEPRPrefix"), value: `http://${hostName}:80` },
        { add: parameter(https, "WSDLEPRPrefix"), value: `https://${hostName}:443` },
        ...stores(options, https),
        ...stores(options, sender),
        // The shipped default of both still has 1.0 and 1.1; 1.3 came after these releases.
        { add: parameter(https, "HttpsProtocols"), value: "TLSv1.2" },
        { add: parameter(sender, "HttpsProtocols"), value: "TLSv1.2" },
        { add: parameter(sender, "HostnameVerifier"), value: "Strict" },
        ...webSocketBackends(options),
        ...cluster(options),
    ];
}

function stores(options: XmlConfigOptions, transport: string): Edit[] {
    return [
        ...keyStoreEdits(options, `${parameter(transport, "keystore")}/KeyStore`, inFolder),
        ...trustStoreEdits(options, `${parameter(transport, "truststore")}/TrustStore`, inFolder),
    ];
}

/** What backends over secure WebSocket are trusted by, from 2.2. Its file was seen for 2.6.0 only, so it may be missing before, as a whole. */
function webSocketBackends({ release, trustStore }: XmlConfigOptions): Edit[] {
    if (!isAtLeast(release, "2.2.0")) return [];
    const store = parameter(`${SENDER}[@name='wss']`, "ws.trust.store");
    return [
        { set: `${store}/ws.trust.store.location`, value: inFolder(trustStore.fileName), ifParent: true },
        { set: `${store}/ws.trust.store.Password`, value: [variable("GATEWAY_TRUSTSTORE_PASSWORD")], ifParent: true },
    ];
}

/** `AvoidInitiation` and the properties of a member stay as shipped: with shared files every node is the same kind of member. */
function cluster({ clustering }: XmlConfigOptions): Edit[] {
    if (clustering === undefined) return [{ set: `${CLUSTERING}/@enable`, value: "false" }];
    const { scheme, parameters } = membershipScheme(clustering);
    return [
        { set: `${CLUSTERING}/@enable`, value: "true" },
        { set: parameter(CLUSTERING, "membershipScheme"), value: scheme },
        { set: parameter(CLUSTERING, "domain"), value: clustering.domain },
        { set: parameter(CLUSTERING, "localMemberHost"), value: [variable("NODE_IP")] },
        { set: parameter(CLUSTERING, "localMemberPort"), value: String(clustering.localMemberPort) },
        ...Object.entries(parameters).map(([name, value]) => ({ add: parameter(CLUSTERING, name), value })),
        // The shipped member is one that is not there; schemes other than that of well-known addresses have no use for any.
        ...(clustering.members.length === 0 ? [] : [{ content: `${CLUSTERING}/members`, xml: clustering.members.map(member).join("") + LAST_LINE }]),
    ];
}

const LAST_LINE = `\n${" ".repeat(8)}`;

/** A member, laid out as the shipped one is. */
function member({ host, port }: ClusterMember): string {
    const inside = `\n${" ".repeat(16)}`;
    return `\n${" ".repeat(12)}<member>${inside}<hostName>${host}</hostName>${inside}<port>${port}</port>\n${" ".repeat(12)}</member>`;
}

const parameter = (path: string, name: string): string => `${path}/parameter[@name='${name}']`;
