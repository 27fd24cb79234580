import * as pulumi from "@pulumi/pulumi";

import { GatewayDeploymentArgs } from "./deploymentArgs";
import { cloudInit } from "./node/cloudInit";
import { nodeFiles, NodeShare, SmbAccess } from "./node/nodeFiles";
import { deploymentToml, secretVariables } from "./product/deploymentToml";
import { ConfigurationStyle, ContentSyncMode, isAtLeast, ReleaseProfile, startCommand, stopCommand } from "./product/release";
import { SharedStorage } from "./sharedStorage";
import { timing, Timing } from "./timing";
import { GatewayVault } from "./vault";
import { NODE_KEY_STORE, secretNameOf, SHARE_KEY } from "./vaultSecrets";

/** What a node's configuration is made from. */
export interface NodeConfigurationPlan {
    deployment: GatewayDeploymentArgs;
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    startupSeconds: number;
    vault: GatewayVault;
    sharedStorage?: SharedStorage;
}

/** What the nodes of a deployment are told. */
export interface NodeBoot {
    /** The cloud-init document. */
    cloudInit: pulumi.Output<string>;
    /** Fingerprint of what it says. */
    configurationHash: pulumi.Output<string>;
}

/** What the nodes of a deployment are told at their first boot. */
export function nodeBoot(plan: NodeConfigurationPlan): NodeBoot {
    const { deployment, profile, contentSync, vault, sharedStorage } = plan;
    const { certificates, controlPlane, credentials, scaleSet } = deployment;
    const durations = timing({ requestTimeoutSeconds: deployment.requestTimeoutSeconds, startupSeconds: plan.startupSeconds, overrides: deployment.timing });
    const start = pulumi
        .output({
            hostName: deployment.hostName,
            serviceUrl: controlPlane.serviceUrl,
            trafficManagers: controlPlane.trafficManagers,
            eventHubs: controlPlane.eventHubs ?? controlPlane.trafficManagers,
            controlPlaneUserName: controlPlane.userName ?? credentials.adminUserName ?? DEFAULT_ADMIN_USER_NAME,
            pack: scaleSet.pack,
            keyStoreSecretId: vault.secretId(NODE_KEY_STORE),
            secretIds: Object.fromEntries(secretNames(profile.release, deployment).map(([variable, secret]) => [variable, vault.secretId(secret)])),
            identityClientId: vault.nodeIdentityClientId,
            share: sharedStorage && { source: sharedStorage.mountSource, ...smbOf(sharedStorage) },
        })
        .apply((known) => {
            const configuration = nodeConfiguration(plan.profile, contentSync, durations);
            const toml = profile.configurationStyle === ConfigurationStyle.Toml ? tomlFor(known) : undefined;
            return nodeFiles({
                ...configuration,
                deploymentToml: toml,
                pack: known.pack,
                identityClientId: known.identityClientId,
                keyStoreSecretId: known.keyStoreSecretId,
                secretIds: known.secretIds,
                share: known.share && shareOf(known.share),
            });
        });
    return { cloudInit: start.apply(({ files }) => cloudInit(files)), configurationHash: start.apply(({ configurationHash }) => configurationHash) };

    function tomlFor(known: { hostName: string; serviceUrl: string; trafficManagers: string[]; eventHubs: string[]; controlPlaneUserName: string }): string {
        return deploymentToml({
            release: profile.release,
            hostName: known.hostName,
            contentSync,
            keyStore: { fileName: "node.p12", type: "PKCS12" },
            keyAlias: certificates.nodeKeyAlias ?? DEFAULT_KEY_ALIAS,
            trustStore: { fileName: "trust.p12", type: "PKCS12" },
            adminUserName: credentials.adminUserName ?? DEFAULT_ADMIN_USER_NAME,
            controlPlaneUserName: known.controlPlaneUserName,
            keyManagerUrl: `${known.serviceUrl}/services/`,
            trafficManagers: known.trafficManagers.map((host) => ({
                receiverUrl: `tcp://${host}:9611`,
                authUrl: `ssl://${host}:9711`,
                messagingUrl: `tcp://${host}:5672`,
            })),
            eventHubUrl: isAtLeast(profile.release, "3.2.0") ? `${known.serviceUrl}/services/` : undefined,
            eventHubMessagingUrls: known.eventHubs.map((host) => `tcp://${host}:5672`),
            socketTimeoutSeconds: durations.socketTimeoutSeconds,
            globalTimeoutSeconds: durations.globalTimeoutSeconds,
        });
    }

    function smbOf(storage: SharedStorage): { smb?: { userName: pulumi.Output<string>; keySecretId: pulumi.Output<string> } } {
        return storage.accountKey === undefined ? {} : { smb: { userName: storage.accountName, keySecretId: vault.secretId(SHARE_KEY) } };
    }

    function shareOf(share: { source: string; smb?: SmbAccess }): NodeShare {
        return { ...share, encryptionInTransit: deployment.sharedStorage?.encryptionInTransit ?? true, paths: [...profile.sharedPaths.content] };
    }
}

const DEFAULT_ADMIN_USER_NAME = "admin";
const DEFAULT_KEY_ALIAS = "wso2carbon";

/** What follows from the release alone. */
function nodeConfiguration(profile: ReleaseProfile, contentSync: ContentSyncMode, durations: Timing) {
    return {
        release: profile.release,
        packName: profile.packName,
        homeDirectory: profile.homeDirectory,
        startCommand: startCommand(profile, contentSync).join(" "),
        stopCommand: stopCommand(profile).join(" "),
        jvmMemoryVariable: profile.jvmMemoryVariable,
        userId: profile.userId,
        groupId: profile.groupId,
        productHealth: profile.health,
        drainSeconds: durations.drainSeconds,
        stopTimeLimitSeconds: durations.stopTimeLimitSeconds,
    };
}

/** Variables of the product's configuration with the secret that holds the value of each. Releases without such a file need the same secrets. */
function secretNames(release: string, deployment: GatewayDeploymentArgs): [variable: string, secret: string][] {
    return secretVariables(release).map((variable) => [variable, secretNameOf(variable, deployment)]);
}
