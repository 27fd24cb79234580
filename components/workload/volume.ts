import { metadata, objectLabels, WorkloadPlan } from "./plan";

/** The shared file system, as the pods' nodes mount it. */
export interface MountedShare {
    resourceGroupName: string;
    accountName: string;
    shareName: string;
    sizeGiB: number;
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
 * The share as a volume, made for one claim and kept when that is gone. A static one: its share is the one that a scale set would use, and no controller may make or delete any.
 * NFS needs no key, so nothing secret is in it.
 */
export function persistentVolume(plan: WorkloadPlan, share: MountedShare) {
    const { names } = plan;
    return {
        metadata: { name: names.volume, labels: objectLabels(plan) },
        spec: {
            capacity: { storage: size(share) },
            accessModes: ["ReadWriteMany"],
            persistentVolumeReclaimPolicy: "Retain",
            // Of no class, so that no default one takes it.
            storageClassName: "",
            mountOptions: MOUNT_OPTIONS,
            claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: names.namespace, name: names.claim },
            csi: {
                driver: DRIVER,
                // A node takes two volumes with one handle for the same: environments that have one share have handles of their own, by the part that is free.
                volumeHandle: `${share.resourceGroupName}#${share.accountName}#${share.shareName}##${names.volume}`,
                volumeAttributes: {
                    protocol: "nfs",
                    resourceGroup: share.resourceGroupName,
                    storageAccount: share.accountName,
                    shareName: share.shareName,
                    server: `${share.accountName}.file.core.windows.net`,
                    encryptInTransit: String(share.encryptionInTransit),
                    // The driver would open the root of the share to everybody (0777); the pods' group is enough, see `fsGroup`.
                    mountPermissions: "0",
                },
            },
        },
    };
}

/** The pods' claim to that volume and no other. */
export function persistentVolumeClaim(plan: WorkloadPlan, share: MountedShare) {
    return {
        metadata: metadata(plan, plan.names.claim),
        spec: {
            accessModes: ["ReadWriteMany"],
            storageClassName: "",
            volumeName: plan.names.volume,
            resources: { requests: { storage: size(share) } },
        },
    };
}

const size = ({ sizeGiB }: MountedShare): string => `${sizeGiB}Gi`;
