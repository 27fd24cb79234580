import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

import { shareModelOf } from "../azure/limits";
import { FileShareProtocol, SharedStorageSettings } from "./args";
import { StorageRedundancy, TierDefaults } from "../tier";

/** The arguments of a new account, without its name and place. */
export function accountBody(
    settings: SharedStorageSettings,
    redundancy: pulumi.Input<StorageRedundancy>,
): Omit<storage.StorageAccountArgs, "resourceGroupName"> {
    return {
        // NFS shares exist on premium file storage only (ST-02).
        kind: storage.Kind.FileStorage,
        sku: { name: redundancy },
        // While the file service leaves NFS open, as this API version always does, the account's flag decides whether plain NFS is refused (ST-06, ST-07).
        enableHttpsTrafficOnly: settings.encryptionInTransit ?? true,
        minimumTlsVersion: storage.MinimumTlsVersion.TLS1_2,
        // NFS uses no key; SMB has no other way to sign in without a directory (ST-11).
        allowSharedKeyAccess: settings.protocol === FileShareProtocol.Smb,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        publicNetworkAccess: storage.PublicNetworkAccess.Disabled,
        networkRuleSet: { defaultAction: storage.DefaultAction.Deny, bypass: storage.Bypass.AzureServices },
    };
}

/** The newest of what SMB offers, and nothing else: encryption with AES-256-GCM, and keys instead of a directory. */
const SMB_SETTINGS = { versions: "SMB3.1.1", authenticationMethods: "NTLMv2", channelEncryption: "AES-256-GCM" } as const;

/** The arguments of a new account's file service, without its place. */
export function fileServiceBody(
    settings: SharedStorageSettings,
    defaults: TierDefaults,
): Pick<storage.FileServicePropertiesArgs, "protocolSettings" | "shareDeleteRetentionPolicy"> {
    return {
        shareDeleteRetentionPolicy: { enabled: true, days: settings.retentionDays ?? defaults.retentionDays },
        ...(settings.protocol === FileShareProtocol.Smb ? { protocolSettings: { smb: SMB_SETTINGS } } : {}),
    };
}

/** Size of a new share in GiB. */
export function quotaOf({ quotaGiB }: SharedStorageSettings, redundancy: StorageRedundancy): pulumi.Input<number> {
    return quotaGiB ?? shareModelOf(redundancy)!.quotaGiB[0];
}

/** The arguments of a new share, without its name and place. */
export function shareBody(settings: SharedStorageSettings, redundancy: StorageRedundancy): Omit<storage.FileShareArgs, "resourceGroupName" | "accountName"> {
    const isSmb = settings.protocol === FileShareProtocol.Smb;
    return {
        enabledProtocols: isSmb ? storage.EnabledProtocols.SMB : storage.EnabledProtocols.NFS,
        // The seeding node gives the content its owner, which only an unsquashed root may do. SMB knows no such thing (ST-05).
        rootSquash: isSmb ? undefined : storage.RootSquashType.NoRootSquash,
        shareQuota: quotaOf(settings, redundancy),
        provisionedIops: settings.provisionedIops,
        provisionedBandwidthMibps: settings.provisionedThroughputMiBps,
    };
}

/** What a node mounts. */
export function mountSourceOf(protocol: FileShareProtocol | undefined, accountName: string, shareName: string): string {
    const host = `${accountName}.file.core.windows.net`;
    return protocol === FileShareProtocol.Smb ? `//${host}/${shareName}` : `${host}:/${accountName}/${shareName}`;
}
