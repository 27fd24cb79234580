import { DeploymentTomlOptions } from "../../../components/product/deploymentToml";
import { isAtLeast, knownReleases, releaseProfile } from "../../../components/product/release";

/** Releases that are configured by a deployment.toml. */
export const tomlReleases = knownReleases.filter((release) => isAtLeast(release, "3.0.0"));

/** What a file of a release is made from, with as little said as possible. */
export function options(release: string, changes: Partial<DeploymentTomlOptions> = {}): DeploymentTomlOptions {
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
        eventHubUrl: "https://cp.internal:9443/services/",
        eventHubMessagingUrls: ["tcp://cp1:5672", "tcp://cp2:5672"],
        socketTimeoutSeconds: 145,
        globalTimeoutSeconds: 125,
        ...changes,
    };
}
