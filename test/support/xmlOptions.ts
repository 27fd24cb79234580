import { ContentSyncMode } from "../../components/product/release";
import type { XmlConfigOptions } from "../../components/product/xmlConfig";

/** What a gateway of 2.x may be told. */
export function xmlOptions(release: string, changes: Partial<XmlConfigOptions> = {}): XmlConfigOptions {
    const trafficManager = (node: string) => ({ receiverUrl: `tcp://${node}:9611`, authUrl: `ssl://${node}:9711`, messagingUrl: `tcp://${node}:5672` });
    return {
        release,
        hostName: "api.example.com",
        managementHostName: "publish.example.com",
        contentSync: ContentSyncMode.SharedFileSystem,
        keyStore: { fileName: "node.p12", type: "PKCS12" },
        keyAlias: "gateway",
        trustStore: { fileName: "trust.p12", type: "PKCS12" },
        adminUserName: "operator",
        controlPlaneUserName: "gateway",
        keyManagerUrl: "https://km.internal:9443/services/",
        trafficManagers: [trafficManager("tm1"), trafficManager("tm2")],
        socketTimeoutSeconds: 145,
        globalTimeoutSeconds: 125,
        ...changes,
    };
}
