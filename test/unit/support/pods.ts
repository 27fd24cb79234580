import { PodConfiguration } from "../../../components/node/pod/podFiles";
import { releaseProfile } from "../../../components/product/releases";
import { startCommand, stopCommand } from "../../../components/product/release";
import { timing } from "../../../components/timing";

/** What a pod of a release is told. */
export function podConfiguration(release: string, changes: Partial<PodConfiguration> = {}): PodConfiguration {
    const profile = releaseProfile(release);
    const durations = timing({});
    const isToml = profile.configurationStyle === "Toml";
    return {
        hostName: "api.example.com",
        release,
        packName: profile.packName,
        homeDirectory: profile.homeDirectory,
        startCommand: startCommand(profile, profile.defaultContentSync).join(" "),
        stopCommand: stopCommand(profile).join(" "),
        jvmMemoryVariable: profile.jvmMemoryVariable,
        productHealth: profile.health,
        jdkVersion: profile.jdkVersion,
        configurationStyle: profile.configurationStyle,
        contentSync: profile.defaultContentSync,
        keyAlias: "wso2carbon",
        secretsInAddresses: ["CONTROL_PLANE_PASSWORD"],
        trustedRoots: ["-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----"],
        nodeRoots: ["-----BEGIN CERTIFICATE-----\nYg==\n-----END CERTIFICATE-----"],
        detectionSeconds: durations.podDetectionSeconds,
        socketTimeoutSeconds: durations.socketTimeoutSeconds,
        loadBalancerRequestTimeoutSeconds: durations.loadBalancerRequestTimeoutSeconds,
        preStopSeconds: durations.preStopSeconds,
        startupSeconds: 1200,
        ...(isToml ? { deploymentToml: "[server]\n" } : { edits: "{}\n" }),
        secretIds: { GATEWAY_ADMIN_PASSWORD: "https://v.vault.azure.net/secrets/admin-password/1" },
        keyStoreSecretId: "https://v.vault.azure.net/secrets/node-key-store/1",
        ...(profile.sharedPaths.content.length > 0 ? { share: { paths: profile.sharedPaths.content, folder: "gateway-dev" } } : {}),
        ...changes,
    };
}
