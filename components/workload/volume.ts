import { contentName } from "./names";
import { metadata, objectLabels, WorkloadPlan } from "./plan";

/** The shared file system, as the pods' nodes mount it. */
export interface MountedShare {
    resourceGroupName: string;
    accountName: string;
    shareName: string;
    /** Whether the account takes TLS only: Azure refuses clients that differ from it. */
    encryptionInTransit: boolean;
}

const DRIVER = "file.csi.azure.com";

/**
 * As machines mount it (`node/scripts/mount-share`): names and attributes are believed for 20 s, so that a new artifact is seen within 35 s, and nothing on the share
 * is run. `vers`, `minorversion` and `sec` are the driver's own, which refuses others.
 */
const MOUNT_OPTIONS = ["nconnect=4", "noresvport", "hard", "actimeo=20", "nosuid", "nodev", "noexec"];

/**
 * What volume and claim say about size, because Kubernetes wants something there. It compares the two and does no more: how much can be stored is the share's own affair (its quota). So
 * they say the same always, since a claim of a volume that nobody provisions cannot be made larger.
 */
const STORAGE = "1Gi";

/**
 * The share as a volume, made for one claim and kept when that is gone. A static one: its share is the one that a scale set would use, and no controller may make or delete any.
 * NFS needs no key, so nothing secret is in it.
 */
export function persistentVolume(plan: WorkloadPlan, share: MountedShare) {
    const { volume, claim } = shareNames(plan, share);
    return {
        metadata: { name: volume, labels: objectLabels(plan) },
        spec: {
            capacity: { storage: STORAGE },
            accessModes: ["ReadWriteMany"],
            persistentVolumeReclaimPolicy: "Retain",
            // Of no class, so that no default one takes it.
            storageClassName: "",
            mountOptions: MOUNT_OPTIONS,
            claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: plan.names.namespace, name: claim },
            csi: {
                driver: DRIVER,
                // A node takes two volumes with one handle for the same: environments that have one share have handles of their own, by the part that is free.
                volumeHandle: `${share.resourceGroupName}#${share.accountName}#${share.shareName}##${volume}`,
                volumeAttributes: volumeAttributes(share),
            },
        },
    };
}

/** The pods' claim to that volume and no other. */
export function persistentVolumeClaim(plan: WorkloadPlan, share: MountedShare) {
    const { volume, claim } = shareNames(plan, share);
    return {
        metadata: metadata(plan, claim),
        spec: {
            accessModes: ["ReadWriteMany"],
            storageClassName: "",
            volumeName: volume,
            resources: { requests: { storage: STORAGE } },
        },
    };
}

/**
 * Names with the hash of what Kubernetes does not change in a volume. A claim that pods use is not deleted before they are gone, so another share, or another way to mount it, is another
 * volume and another claim: they are made first, the pods follow one by one, and the old ones go last. The volume is in no namespace, so its name has both.
 */
function shareNames({ names }: WorkloadPlan, share: MountedShare): { volume: string; claim: string } {
    const claim = contentName(names.gateway, "share", { mountOptions: MOUNT_OPTIONS, volumeAttributes: volumeAttributes(share) });
    return { volume: `${names.namespace}.${claim}`, claim };
}

function volumeAttributes(share: MountedShare) {
    return {
        protocol: "nfs",
        resourceGroup: share.resourceGroupName,
        storageAccount: share.accountName,
        shareName: share.shareName,
        server: `${share.accountName}.file.core.windows.net`,
        encryptInTransit: String(share.encryptionInTransit),
        // The driver would open the root of the share to everybody (0777); the pods' group is enough, see `fsGroup`.
        mountPermissions: "0",
    };
}
