import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { Problem } from "../problem";
import { checkExtraConfiguration } from "../product/deploymentToml";
import { ConfigurationStyle, ReleaseProfile } from "../product/release";
import { isAtLeast, releaseProfile } from "../product/releases";
import { GatewayValues } from "../gatewayConfiguration";
import { tomlOptions } from "./productConfiguration";

/** Stands for values that may not be known yet: which keys there are does not depend on them. */
const UNKNOWN: GatewayValues = {
    hostName: "",
    serviceUrl: "",
    trafficManagers: [],
    eventHubs: [],
    controlPlaneUserName: "",
    redisHost: "",
    redisUserName: "",
    keyStoreSecretId: "",
    secretIds: {},
};

/** What is wrong with extra settings of the product, for a release that is known, whatever else is wrong with the arguments. */
export function checkExtra(args: GatewayDeploymentArgs): Problem[] {
    const { extraConfiguration, release } = args;
    const path = "extraConfiguration";
    if (extraConfiguration === undefined) return [];
    const profile = releaseProfile(release);
    if (profile.configurationStyle !== ConfigurationStyle.Toml)
        return [{ path, message: `is given, but release ${release} is configured by XML files and has no deployment.toml; leave it out` }];
    const mode = args.contentSync ?? profile.defaultContentSync;
    const plan = {
        deployment: whatDecidesAboutKeys(args, profile),
        profile,
        contentSync: profile.contentSyncModes.includes(mode) ? mode : profile.defaultContentSync,
        baseName: "",
        clusterDomain: "",
        startupSeconds: profile.slowestStartSeconds,
    };
    return checkExtraConfiguration(tomlOptions(plan, UNKNOWN), path);
}

/** The arguments without durations and ranges, which are values only, and without what the release does not have, which is refused by itself. */
function whatDecidesAboutKeys(args: GatewayDeploymentArgs, { release, hazelcast }: ReleaseProfile): GatewayDeploymentArgs {
    const { controlPlane } = args;
    return {
        ...args,
        requestTimeoutSeconds: undefined,
        timing: undefined,
        network: undefined,
        controlPlane: { ...controlPlane, messagingTls: isAtLeast(release, "4.1.0") ? controlPlane.messagingTls : undefined },
        hazelcast: hazelcast.supported ? args.hazelcast : undefined,
        redis: isAtLeast(release, "4.0.0") ? args.redis : undefined,
    };
}
