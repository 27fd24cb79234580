import type { GatewayOptions } from "../../components/product/gatewayOptions";
import { releaseProfile } from "../../components/product/releases";

/** What a gateway of any release may be told. */
export function gatewayOptions(release: string): GatewayOptions {
    const trafficManager = (node: string) => ({ receiverUrl: `tcp://${node}:9611`, authUrl: `ssl://${node}:9711`, messagingUrl: `tcp://${node}:5672` });
    return {
        release,
        hostName: "api.example.com",
        contentSync: releaseProfile(release).defaultContentSync,
        keyStore: { fileName: "node.p12", type: "PKCS12" },
        keyAlias: "gateway",
        trustStore: { fileName: "trust.p12", type: "PKCS12" },
        adminUserName: "operator",
        controlPlaneUserName: "gateway",
        keyManagerUrl: "https://km.internal:9443/services/",
        trafficManagers: [trafficManager("tm1"), trafficManager("tm2")],
        socketTimeoutSeconds: 145,
        globalTimeoutSeconds: 125,
    };
}
