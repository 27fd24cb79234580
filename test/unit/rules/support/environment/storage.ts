import type { Environment } from "../bodies";
import { ACCOUNT, location } from "../ids";

export function storage(): Environment {
    return {
        account: {
            id: ACCOUNT,
            type: "Microsoft.Storage/storageAccounts",
            name: "sttest",
            location,
            kind: "FileStorage",
            sku: { name: "Premium_ZRS" },
            properties: {
                supportsHttpsTrafficOnly: true,
                minimumTlsVersion: "TLS1_2",
                allowBlobPublicAccess: false,
                allowSharedKeyAccess: false,
                publicNetworkAccess: "Disabled",
                networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
            },
        },
        fileService: {
            id: `${ACCOUNT}/fileServices/default`,
            type: "Microsoft.Storage/storageAccounts/fileServices",
            name: "sttest/default",
            properties: { shareDeleteRetentionPolicy: { enabled: true, days: 14 } },
        },
        share: {
            id: `${ACCOUNT}/fileServices/default/shares/artifacts`,
            type: "Microsoft.Storage/storageAccounts/fileServices/shares",
            name: "sttest/default/artifacts",
            properties: { enabledProtocols: "NFS", rootSquash: "NoRootSquash", shareQuota: 100 },
        },
    };
}
