import { DeploymentTomlOptions } from "../../../components/product/deploymentToml";
import { isAtLeast, knownReleases } from "../../../components/product/releases";
import { gatewayOptions } from "../../support/gatewayOptions";

/** Releases that are configured by a deployment.toml. */
export const tomlReleases = knownReleases.filter((release) => isAtLeast(release, "3.0.0"));

/** What a file of a release is made from, with as little said as possible. */
export function options(release: string, changes: Partial<DeploymentTomlOptions> = {}): DeploymentTomlOptions {
    return {
        ...gatewayOptions(release),
        eventHubUrl: "https://cp.internal:9443/services/",
        eventHubMessagingUrls: ["tcp://cp1:5672", "tcp://cp2:5672"],
        ...changes,
    };
}
