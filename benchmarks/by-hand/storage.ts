import { createHash } from "node:crypto";

import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

import { fileZone } from "./network";
import { privateEndpoint } from "./privateEndpoint";
import { client, common, resourceGroup } from "./settings";

const accountName = pulumi.all([client.subscriptionId, resourceGroup.name]).apply((scope) => {
    const unique = createHash("sha256").update(scope.join("/").toLowerCase()).digest("hex");
    return `stgatewayprod${unique.slice(0, 11)}`;
});

export const account = new storage.StorageAccount(
    "gateway-storage",
    {
        ...common,
        accountName,
        kind: "FileStorage",
        sku: { name: "Premium_ZRS" },
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        publicNetworkAccess: "Disabled",
        networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
    },
    { protect: true },
);

new storage.FileServiceProperties(
    "gateway-storage",
    {
        resourceGroupName: resourceGroup.name,
        accountName: account.name,
        fileServicesName: "default",
        shareDeleteRetentionPolicy: { enabled: true, days: 90 },
    },
    { deletedWith: account, protect: true },
);

export const share = new storage.FileShare(
    "gateway-storage",
    {
        resourceGroupName: resourceGroup.name,
        accountName: account.name,
        shareName: "artifacts",
        enabledProtocols: "NFS",
        rootSquash: "NoRootSquash",
        shareQuota: 100,
    },
    { deletedWith: account, protect: true },
);

const zoneGroup = privateEndpoint("gateway-storage", "file", account.id, fileZone);

/** What nodes mount, known when they can resolve it. */
export const mountSource = pulumi
    .all([account.name, share.name, zoneGroup.id])
    .apply(([name, shareName]) => `${name}.file.core.windows.net:/${name}/${shareName}`);
