import * as pulumi from "@pulumi/pulumi";

import { gatewayNode, GatewayPlan, GatewayValues, gatewayValues, planTiming, shareFolder } from "../gatewayConfiguration";
import { cloudInit } from "../node/cloudInit";
import { nodeFiles, NodeShare, SmbAccess } from "../node/nodeFiles";
import { NodeSync, SyncRole } from "../node/sync";
import { ContentSyncMode } from "../product/release";
import { SharedStorage } from "../sharedStorage";
import { sharedPaths } from "../sharedStorage/sharedPaths";
import { DATA_DISK_LUN } from "../syncManager/machine";
import { GatewayVault } from "../vault";
import { SHARE_KEY, SYNC_HOST_KEY, SYNC_WORKER_KEY } from "../vault/secrets";

/** What is known of a machine's configuration from the arguments alone. */
export interface NodePlan extends GatewayPlan {
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
    return pulumi
        .output({
            ...gatewayValues(deployment, vault),
            pack: deployment.scaleSet?.pack,
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

/** Values of a machine's configuration that other resources decide, or the user's program at run time. */
export interface NodeValues extends GatewayValues {
    pack?: { url: string; sha256: string };
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
    const durations = planTiming(plan);
    // The one manager starts as a node on a shared file system does.
    const startMode = plan.sync?.role === SyncRole.Manager ? ContentSyncMode.SharedFileSystem : contentSync;
    const { files, configurationHash } = nodeFiles({
        ...gatewayNode(plan, values, startMode),
        userId: profile.userId,
        groupId: profile.groupId,
        productPorts: Object.values(profile.ports).filter((port) => port !== undefined),
        drainSeconds: durations.drainSeconds,
        stopTimeLimitSeconds: durations.stopTimeLimitSeconds,
        pack: values.pack,
        identityClientId: values.identityClientId,
        keyStoreSecretId: values.keyStoreSecretId,
        secretIds: values.secretIds,
        share: values.share === undefined ? diskOf(plan.sync) : shareOf(values.share),
        sync: plan.sync && values.sync && syncOf(plan.sync, values.sync),
    });
    return { cloudInit: cloudInit(files), configurationHash };

    function shareOf(share: MountedShare): NodeShare {
        return {
            ...share,
            encryptionInTransit: deployment.sharedStorage?.encryptionInTransit ?? true,
            paths: sharedPaths(profile, contentSync, deployment.sharedStorage),
            folder: shareFolder(plan),
        };
    }

    /** The manager's data disk is where other nodes have a share, and is filled in the same way. */
    function diskOf(sync: SyncPlan | undefined): NodeShare | undefined {
        if (sync?.role !== SyncRole.Manager) return undefined;
        return { source: String(DATA_DISK_LUN), isDisk: true, encryptionInTransit: false, paths: [...profile.sharedPaths.content], folder: shareFolder(plan) };
    }

    function syncOf({ role, managerAddress, nodeRange }: SyncPlan, keys: SyncValues): NodeSync {
        return { role, managerAddress, workerRange: nodeRange, paths: [...profile.sharedPaths.content], folder: shareFolder(plan), ...keys };
    }
}
