import * as pulumi from "@pulumi/pulumi";

import { DEFAULT_ADMIN_USER_NAME } from "../credentials";
import { GatewayDeploymentArgs } from "../deploymentArgs";
import { cloudInit } from "../node/cloudInit";
import { nodeFiles, NodeShare, SmbAccess } from "../node/nodeFiles";
import { secretVariables, variablesInAddresses } from "../product/deploymentToml";
import { ContentSyncMode, ReleaseProfile, startCommand, stopCommand } from "../product/release";
import { NodeSync, SyncRole } from "../node/sync";
import { SharedStorage } from "../sharedStorage";
import { sharedPaths } from "../sharedStorage/sharedPaths";
import { timing, Timing } from "../timing";
import { GatewayVault } from "../vault";
import { hasRedisPassword, productConfiguration } from "./productConfiguration";
import { DATA_DISK_LUN } from "../syncManager/machine";
import { NODE_KEY_STORE, secretNameOf, SHARE_KEY, SYNC_HOST_KEY, SYNC_WORKER_KEY } from "../vault/secrets";

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
    /** What the machine is in rsync mode. */
    sync?: SyncPlan;
}

/** What a node's configuration is made from. */
export interface NodeConfigurationPlan extends NodePlan {
    vault: GatewayVault;
    sharedStorage?: SharedStorage;
}

/** A role in rsync mode, with what is known of the manager before anything exists. */
export interface SyncPlan {
    role: SyncRole;
    managerAddress: string;
    /** Range of the nodes' subnet. */
    nodeRange: string;
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
            sync: plan.sync && syncOf(plan.sync),
            share: sharedStorage && { source: sharedStorage.mountSource, ...smbOf(sharedStorage) },
        })
        .apply((known) => nodeDocument(plan, known));

    function syncOf({ role }: SyncPlan) {
        const { hostPublicKey, workerPublicKey } = deployment.syncManager!;
        const isManager = role === SyncRole.Manager;
        return {
            hostPublicKey,
            workerPublicKey,
            keySecretId: vault.secretId(isManager ? SYNC_HOST_KEY : SYNC_WORKER_KEY),
            identityClientId: isManager ? vault.syncManagerIdentityClientId : vault.nodeIdentityClientId,
        };
    }

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
    sync?: SyncValues;
}

/** Keys of rsync mode, and who may read the private one of a role. */
type SyncValues = Pick<NodeSync, "hostPublicKey" | "workerPublicKey" | "keySecretId" | "identityClientId">;

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
        ...productConfiguration(plan, values),
        ...releaseConfiguration(profile, contentSync, durations, plan.sync?.role),
        hostName: values.hostName,
        pack: values.pack,
        startupSeconds: plan.startupSeconds,
        identityClientId: values.identityClientId,
        keyStoreSecretId: values.keyStoreSecretId,
        secretIds: values.secretIds,
        secretsInAddresses: variablesInAddresses({ messagingTls: deployment.controlPlane.messagingTls }),
        trustedRoots: deployment.controlPlane.trustedRoots ?? certificates.backendTrustedRoots,
        signingCertificate: deployment.controlPlane.signingCertificate,
        share: values.share === undefined ? diskOf(plan.sync) : shareOf(values.share),
        sync: plan.sync && values.sync && syncOf(plan.sync, values.sync),
    });
    return { cloudInit: cloudInit(files), configurationHash };

    function shareOf(share: MountedShare): NodeShare {
        return {
            ...share,
            encryptionInTransit: deployment.sharedStorage?.encryptionInTransit ?? true,
            paths: sharedPaths(profile, contentSync, deployment.sharedStorage),
            folder: deployment.sharedStorage?.folder ?? folder(),
        };
    }

    /** The manager's data disk is where other nodes have a share, and is filled in the same way. */
    function diskOf(sync: SyncPlan | undefined): NodeShare | undefined {
        if (sync?.role !== SyncRole.Manager) return undefined;
        return { source: String(DATA_DISK_LUN), isDisk: true, encryptionInTransit: false, paths: [...profile.sharedPaths.content], folder: folder() };
    }

    function syncOf({ role, managerAddress, nodeRange }: SyncPlan, keys: SyncValues): NodeSync {
        return { role, managerAddress, workerRange: nodeRange, paths: [...profile.sharedPaths.content], folder: folder(), ...keys };
    }

    function folder(): string {
        return plan.baseName.replaceAll(/[^\w-]/g, "-");
    }
}

/** What follows from the release alone. */
function releaseConfiguration(profile: ReleaseProfile, contentSync: ContentSyncMode, durations: Timing, role: SyncRole | undefined) {
    // The one manager starts as a node on a shared file system does.
    const startMode = role === SyncRole.Manager ? ContentSyncMode.SharedFileSystem : contentSync;
    return {
        release: profile.release,
        packName: profile.packName,
        homeDirectory: profile.homeDirectory,
        startCommand: startCommand(profile, startMode).join(" "),
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
