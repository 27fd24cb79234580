import { AccountKey, ContentSyncMode, FileShareProtocol, GatewayDeploymentArgs, StorageRedundancy, Tier } from "../../../components";
import { mockSubscription } from "../../unit/support/mocks";

const existing = {
    accountId: `/subscriptions/${mockSubscription}/resourceGroups/rg-files/providers/Microsoft.Storage/storageAccounts/stteam`,
    shareName: "gateway-artifacts",
};

/** The shared file system. */
export const storage: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "a small share of version 2": { sharedStorage: { redundancy: StorageRedundancy.ZoneRedundantV2, quotaGiB: 32, retentionDays: 1 } },
    "a fast share of version 2": {
        tier: Tier.Production,
        sharedStorage: {
            redundancy: StorageRedundancy.LocallyRedundantV2,
            quotaGiB: 262_144,
            provisionedIops: 102_400,
            provisionedThroughputMiBps: 10_340,
            retentionDays: 365,
        },
    },
    "plain NFS": { sharedStorage: { protocol: FileShareProtocol.Nfs, encryptionInTransit: false } },
    "an SMB share": { sharedStorage: { protocol: FileShareProtocol.Smb } },
    "an SMB share in Production, with the second key": {
        tier: Tier.Production,
        sharedStorage: { protocol: FileShareProtocol.Smb, accountKey: AccountKey.Key2 },
    },
    "an existing share": { sharedStorage: { existing } },
    "an existing share that the network reaches already": { sharedStorage: { existing: { ...existing, privateEndpoint: false }, encryptionInTransit: false } },
    "tenants beside the APIs, in a folder of one's own": { sharedStorage: { shareTenants: true, folder: "team-a.gateway_1" } },
    "tenants where nodes fetch the APIs": { contentSync: ContentSyncMode.ArtifactSynchronizer, sharedStorage: { shareTenants: true } },
    "user stores and tenants of a release that shares nothing else": { release: "4.5.0", sharedStorage: { shareTenants: true, shareUserStores: true } },
    "an existing SMB share": { sharedStorage: { existing, protocol: FileShareProtocol.Smb } },
};
