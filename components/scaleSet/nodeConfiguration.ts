import * as pulumi from "@pulumi/pulumi";

import { DEFAULT_ADMIN_USER_NAME } from "../credentials";
import { GatewayDeploymentArgs } from "../deploymentArgs";
import { cloudInit } from "../node/cloudInit";
import { nodeFiles, NodeShare, SmbAccess } from "../node/nodeFiles";
import { secretVariables, variablesInAddresses } from "../product/deploymentToml";
import { ContentSyncMode, ReleaseProfile, startCommand, stopCommand } from "../product/release";
import { SharedStorage } from "../sharedStorage";
import { sharedPaths } from "../sharedStorage/sharedPaths";
import { timing, Timing } from "../timing";
import { GatewayVault } from "../vault";
import { hasRedisPassword, productConfiguration } from "./productConfiguration";
import { NODE_KEY_STORE, secretNameOf, SHARE_KEY } from "../vault/secrets";

/** What is known of a node's configuration from the arguments alone. */
export interface NodePlan {
    deployment: GatewayDeploymentArgs;
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    /** Start of the environment's names: also the name of its folder on a share. */
    baseName: string;
    /** Name of the nodes' cluster, where they form one and the arguments name none. */
    clusterDomain: string;
    startupSeconds: number;
}

/** What a node's configuration is made from. */
export interface NodeConfigurationPlan extends NodePlan {
    vault: GatewayVault;
    sharedStorage?: SharedStorage;
}

/** What a node is given at its first boot, and the fingerprint by which it reports what it was given. */
export interface NodeDocument {
    /** A cloud-init document. */
    cloudInit: string;
    /** 16 hexadecimal digits. */
    configurationHash: string;
}

/** What the nodes of a deployment are given, known when everything in it is. */
export function nodeConfiguration(plan: NodeConfigurationPlan): pulumi.Output<NodeDocument> {
    const { deployment, vault, sharedStorage } = plan;
    const { controlPlane, credentials, scaleSet } = deployment;
    return pulumi
        .output({
            hostName: deployment.hostName,
            managementHostName: deployment.loadBalancer?.managementListener?.hostName,
            serviceUrl: controlPlane.serviceUrl,
            trafficManagers: controlPlane.trafficManagers,
            eventHubs: controlPlane.eventHubs ?? controlPlane.trafficManagers,
            controlPlaneUserName: controlPlane.userName ?? credentials.adminUserName ?? DEFAULT_ADMIN_USER_NAME,
            redisHost: deployment.redis?.host,
            redisUserName: deployment.redis?.userName,
            pack: scaleSet.pack,
            keyStoreSecretId: vault.secretId(NODE_KEY_STORE),
            secretIds: Object.fromEntries(secretNames(deployment).map(([variable, secret]) => [variable, vault.secretId(secret)])),
            identityClientId: vault.nodeIdentityClientId,
            share: sharedStorage && { source: sharedStorage.mountSource, ...smbOf(sharedStorage) },
        })
        .apply((known) => nodeDocument(plan, known));

    function smbOf(storage: SharedStorage): { smb?: { userName: pulumi.Output<string>; keySecretId: pulumi.Output<string> } } {
        return storage.accountKey === undefined ? {} : { smb: { userName: storage.accountName, keySecretId: vault.secretId(SHARE_KEY) } };
    }
}

/** Values of a node's configuration that other resources decide, or the user's program at run time. */
export interface NodeValues {
    hostName: string;
    /** Host name of the management listener, where there is one. */
    managementHostName?: string;
    serviceUrl: string;
    trafficManagers: string[];
    eventHubs: string[];
    controlPlaneUserName: string;
    /** Where the Redis is, where there is one, and its user. */
    redisHost?: string;
    redisUserName?: string;
    pack?: { url: string; sha256: string };
    keyStoreSecretId: string;
    secretIds: Record<string, string>;
    identityClientId: string;
    share?: MountedShare;
}

/** The shared file system, as the nodes mount it. */
interface MountedShare {
    source: string;
    /** How nodes log in, with SMB. */
    smb?: SmbAccess;
}

/** The document that follows from what is known of a deployment and these values. The same always gives the same text. */
export function nodeDocument(plan: NodePlan, values: NodeValues): NodeDocument {
    const { deployment, profile, contentSync } = plan;
    const { certificates } = deployment;
    const durations = timing({ requestTimeoutSeconds: deployment.requestTimeoutSeconds, startupSeconds: plan.startupSeconds, overrides: deployment.timing });
    const { files, configurationHash } = nodeFiles({
        ...releaseConfiguration(profile, contentSync, durations),
        ...productConfiguration(plan, values),
        hostName: values.hostName,
        pack: values.pack,
        startupSeconds: plan.startupSeconds,
        identityClientId: values.identityClientId,
        keyStoreSecretId: values.keyStoreSecretId,
        secretIds: values.secretIds,
        secretsInAddresses: variablesInAddresses({ messagingTls: deployment.controlPlane.messagingTls }),
        trustedRoots: deployment.controlPlane.trustedRoots ?? certificates.backendTrustedRoots,
        share: values.share && shareOf(values.share),
    });
    return { cloudInit: cloudInit(files), configurationHash };

    function shareOf(share: MountedShare): NodeShare {
        return {
            ...share,
            encryptionInTransit: deployment.sharedStorage?.encryptionInTransit ?? true,
            paths: sharedPaths(profile, contentSync, deployment.sharedStorage),
            folder: deployment.sharedStorage?.folder ?? plan.baseName.replaceAll(/[^\w-]/g, "-"),
        };
    }
}

/** What follows from the release alone. */
function releaseConfiguration(profile: ReleaseProfile, contentSync: ContentSyncMode, durations: Timing) {
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
        productPorts: Object.values(profile.ports).filter((port) => port !== undefined),
        jdkVersion: profile.jdkVersion,
        configurationStyle: profile.configurationStyle,
        contentSync,
        detectionSeconds: durations.detectionSeconds,
        socketTimeoutSeconds: durations.socketTimeoutSeconds,
        drainSeconds: durations.drainSeconds,
        stopTimeLimitSeconds: durations.stopTimeLimitSeconds,
    };
}

/** Variables of the product's configuration with the secret that holds the value of each. Releases without such a file need the same secrets. */
export function secretNames(deployment: GatewayDeploymentArgs): [variable: string, secret: string][] {
    return secretVariables(deployment.release, { redisPassword: hasRedisPassword(deployment) }).map((variable) => [
        variable,
        secretNameOf(variable, deployment),
    ]);
}
