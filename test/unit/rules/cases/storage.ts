import { inGroup, subnet } from "../support/ids";
import { many } from "../support/changes";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const A = "account.properties";
const S = "share.properties";
const version2 = { "account.sku.name": "PremiumV2_ZRS" };
const [iops, throughput] = [`${S}.provisionedIops`, `${S}.provisionedBandwidthMibps`] as const;
const acls = `${A}.networkAcls`;
const nodes = "network.properties.subnets[1].properties";
const smb = { [`${S}.enabledProtocols`]: "SMB", [`${S}.rootSquash`]: undefined };
const directory = { [`${A}.azureFilesIdentityBasedAuthentication.directoryServiceOptions`]: "AADKERB" };
const ownKey = {
    "account.identity": { type: "SystemAssigned" },
    [`${A}.encryption`]: { keySource: "Microsoft.Keyvault", keyvaultproperties: { keyvaulturi: "https://kv-test.vault.azure.net", keyname: "k" } },
};
const bySubnet = {
    fileEndpoint: undefined,
    fileZoneGroup: undefined,
    [`${A}.publicNetworkAccess`]: "Enabled",
    [`${acls}.virtualNetworkRules`]: [{ id: subnet("nodes").id }],
    [`${nodes}.serviceEndpoints`]: [{ service: "Microsoft.Storage" }],
};
const addresses = (count: number): object[] => many(count, (index) => ({ value: `203.${Math.floor(index / 250)}.113.${index % 250}` }));

const accounts = [
    allows("ST-01", "24 characters", { "account.name": "a".repeat(24) }),
    ...["ab", "a".repeat(25), "st-test", "Sttest"].map((name) => refuses("ST-01", name, { "account.name": name }, "account.name")),
    allows("ST-11", "TLS 1.3", { [`${A}.minimumTlsVersion`]: "TLS1_3" }),
    ...["TLS1_0", undefined].map((version) => refuses("ST-11", `${version}`, { [`${A}.minimumTlsVersion`]: version }, `${A}.minimumTlsVersion`)),
    ...[true, undefined].map((value) =>
        refuses("ST-11", `anonymous readers ${value}`, { [`${A}.allowBlobPublicAccess`]: value }, `${A}.allowBlobPublicAccess`),
    ),
    refuses("ST-11", "SMB without any way to sign in", smb, `${A}.allowSharedKeyAccess`),
    allows("ST-11", "SMB with keys", { ...smb, [`${A}.allowSharedKeyAccess`]: true }),
    allows("ST-11", "SMB with a directory", { ...smb, ...directory }),
    allows("ST-12", "200 rules of each kind", { [`${acls}.ipRules`]: addresses(200), [`${acls}.virtualNetworkRules`]: many(200, () => ({ id: "" })) }),
    refuses("ST-12", "201 subnets", { [`${acls}.virtualNetworkRules`]: many(201, () => ({ id: "" })) }, `${acls}.virtualNetworkRules`),
    refuses("ST-12", "201 addresses", { [`${acls}.ipRules`]: addresses(201) }, `${acls}.ipRules`, warning),
    refuses("ST-12", "400 addresses", { [`${acls}.ipRules`]: addresses(400) }, `${acls}.ipRules`, warning),
    refuses("ST-12", "401 addresses", { [`${acls}.ipRules`]: addresses(401) }, `${acls}.ipRules`),
    ...["10.0.0.0/24", "172.16.0.1", "192.168.1.0/30", "203.0.113.0/31", "203.0.113.1/32", "office"].map((value) =>
        refuses("ST-12", value, { [`${acls}.ipRules`]: [{ value }] }, `${acls}.ipRules[0].value`),
    ),
    allows("ST-13", "a key in a vault that keeps it", ownKey),
    allows("ST-13", "a vault that is not known", { ...ownKey, vault: undefined }),
    refuses("ST-13", "no identity", { ...ownKey, "account.identity": undefined }, "account.identity"),
    refuses("ST-13", "no key", { ...ownKey, [`${A}.encryption.keyvaultproperties`]: undefined }, `${A}.encryption.keyvaultproperties`),
    refuses(
        "ST-13",
        "no purge protection",
        { ...ownKey, "vault.properties.enablePurgeProtection": undefined },
        `${A}.encryption.keyvaultproperties.keyvaulturi`,
    ),
    refuses("ST-13", "no soft delete", { ...ownKey, "vault.properties.enableSoftDelete": false }, `${A}.encryption.keyvaultproperties.keyvaulturi`),
    ...[1, 365].map((days) => allows("ST-14", `${days} days`, { "fileService.properties.shareDeleteRetentionPolicy.days": days })),
    ...[0, 366, undefined].map((days) =>
        refuses(
            "ST-14",
            `${days} days`,
            { "fileService.properties.shareDeleteRetentionPolicy.days": days },
            "fileService.properties.shareDeleteRetentionPolicy.days",
        ),
    ),
    allows("ST-16", "copies in three zones where there are zones", { "account.sku.name": "PremiumV2_ZRS" }),
    allows("ST-16", "copies in one place where there are none", { "account.sku.name": "Premium_LRS", "account.location": "westus" }),
    ...["Premium_ZRS", "PremiumV2_ZRS", "Standard_RAGZRS"].map((name) =>
        refuses("ST-16", `${name} where there are no zones`, { "account.sku.name": name, "account.location": "West US" }, "account.sku.name"),
    ),
];

const shares = [
    ...["Premium_LRS", "PremiumV2_LRS", "PremiumV2_ZRS"].map((name) => allows("ST-02", name, { "account.sku.name": name })),
    allows("ST-02", "SMB in a standard account", { ...smb, "account.kind": "StorageV2", "account.sku.name": "Standard_LRS" }),
    allows("ST-02", "an account that is not known", { account: undefined }),
    refuses("ST-02", "another kind", { "account.kind": "StorageV2" }, `${S}.enabledProtocols`),
    ...["Standard_LRS", "Premium_GRS"].map((name) => refuses("ST-02", name, { "account.sku.name": name }, `${S}.enabledProtocols`)),
    allows("ST-03", "63 characters", { "share.name": "a".repeat(63) }),
    ...["ab", "a".repeat(64), "-ab", "a--b", "Artifacts"].map((name) => refuses("ST-03", name, { "share.name": name }, "share.name")),
    ...[100, 102_400].map((quota) => allows("ST-04", `${quota} GiB`, { [`${S}.shareQuota`]: quota })),
    ...[99, 102_401].map((quota) => refuses("ST-04", `${quota} GiB`, { [`${S}.shareQuota`]: quota }, `${S}.shareQuota`)),
    ...[32, 262_144].map((quota) => allows("ST-04", `${quota} GiB of version 2`, { "account.sku.name": "PremiumV2_LRS", [`${S}.shareQuota`]: quota })),
    ...[31, 262_145].map((quota) =>
        refuses("ST-04", `${quota} GiB of version 2`, { "account.sku.name": "PremiumV2_LRS", [`${S}.shareQuota`]: quota }, `${S}.shareQuota`),
    ),
    allows("ST-04", "a fast share of version 2", { ...version2, [iops]: 102_400, [throughput]: 10_340 }),
    ...[2_999, 102_401].map((value) => refuses("ST-04", `${value} operations a second`, { ...version2, [iops]: value }, iops)),
    ...[99, 10_341].map((value) => refuses("ST-04", `${value} MiB a second`, { ...version2, [throughput]: value }, throughput)),
    ...[iops, throughput].map((path) => refuses("ST-04", `${path} of version 1`, { [path]: 5_000 }, path)),
    allows("ST-04", "a small SMB share in an account that is not known", { ...smb, account: undefined, [`${S}.shareQuota`]: 5 }),
    allows("ST-04", "a small SMB share in a standard account", { ...smb, "account.sku.name": "Standard_LRS", [`${S}.shareQuota`]: 5 }),
    refuses("ST-04", "31 GiB in an account that is not known", { account: undefined, [`${S}.shareQuota`]: 31 }, `${S}.shareQuota`),
    ...["RootSquash", "AllSquash"].map((rootSquash) => allows("ST-05", rootSquash, { [`${S}.rootSquash`]: rootSquash, [`${S}.accessTier`]: "Premium" })),
    refuses("ST-05", "squashing with SMB", { [`${S}.enabledProtocols`]: "SMB" }, `${S}.rootSquash`),
    refuses("ST-05", "another squashing", { [`${S}.rootSquash`]: "SomeSquash" }, `${S}.rootSquash`),
    refuses("ST-05", "another protocol", { [`${S}.enabledProtocols`]: "AFP" }, `${S}.enabledProtocols`),
    ...["Hot", "Cool"].map((accessTier) => refuses("ST-05", accessTier, { [`${S}.accessTier`]: accessTier }, `${S}.accessTier`)),
    refuses(
        "ST-05",
        "SMB multichannel",
        { "fileService.properties.protocolSettings.smb.multichannel.enabled": true },
        "fileService.properties.protocolSettings.smb.multichannel.enabled",
        warning,
    ),
    refuses("ST-05", "a directory", directory, `${A}.azureFilesIdentityBasedAuthentication.directoryServiceOptions`, warning),
    ...[true, false].map((value) => allows("ST-06", `HTTPS only ${value}`, { [`${A}.supportsHttpsTrafficOnly`]: value })),
    allows("ST-06", "a decision for NFS alone", {
        [`${A}.supportsHttpsTrafficOnly`]: undefined,
        "fileService.properties.protocolSettings.nfs.encryptionInTransit.required": false,
    }),
    allows("ST-06", "no decision for SMB", { ...smb, [`${A}.supportsHttpsTrafficOnly`]: undefined }),
    refuses("ST-06", "no decision", { [`${A}.supportsHttpsTrafficOnly`]: undefined }, `${A}.supportsHttpsTrafficOnly`),
    allows("ST-07", "the setting in its API version", {
        "fileService.apiVersion": "2025-01-01",
        "fileService.properties.protocolSettings.nfs.encryptionInTransit.required": true,
    }),
    refuses(
        "ST-07",
        "the setting in the SDK's API version",
        { "fileService.properties.protocolSettings.nfs.encryptionInTransit.required": true },
        "fileService.properties.protocolSettings.nfs",
    ),
];

const securityRule = (direction: string, destinationPortRange: string): object => ({
    name: "no",
    properties: {
        priority: 90,
        direction,
        access: "Deny",
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange,
    },
});
const access = [
    allows("ST-08", "subnets that are allowed", bySubnet),
    refuses("ST-08", "public addresses", { [`${acls}.ipRules`]: [{ value: "203.0.113.1" }] }, `${acls}.ipRules`),
    refuses("ST-08", "no way in", { fileEndpoint: undefined }, acls),
    refuses(
        "ST-08",
        "a private endpoint to something else",
        { "fileEndpoint.properties.privateLinkServiceConnections[0].properties.groupIds": ["blob"] },
        acls,
    ),
    refuses("ST-08", "public access beside a private endpoint", { [`${A}.publicNetworkAccess`]: "Enabled" }, `${A}.publicNetworkAccess`),
    refuses(
        "ST-08",
        "subnets that are allowed where public access is disabled",
        { ...bySubnet, [`${A}.publicNetworkAccess`]: "Disabled" },
        `${A}.publicNetworkAccess`,
    ),
    refuses("ST-08", "subnets of another region", { ...bySubnet, "network.location": "northeurope" }, `${acls}.virtualNetworkRules[0].id`),
    refuses("ST-08", "subnets without service endpoint", { ...bySubnet, [`${nodes}.serviceEndpoints`]: undefined }, `${acls}.virtualNetworkRules[0].id`, {
        severity: "Error",
        azureError: "SubnetsHaveNoServiceEndpointsConfigured",
    }),
    allows("ST-09", "a zone that is not known", { fileZone: undefined, fileLink: undefined }),
    refuses("ST-09", "no zone group", { fileZoneGroup: undefined }, "fileEndpoint.name"),
    refuses("ST-09", "a zone that is not linked", { fileLink: undefined }, "fileEndpoint.properties.subnet.id"),
    refuses(
        "ST-09",
        "nodes in a network that is not linked",
        {
            second: {
                id: inGroup("Microsoft.Network/virtualNetworks/v2"),
                type: "Microsoft.Network/virtualNetworks",
                properties: { subnets: [{ name: "n", properties: {} }] },
            },
            "scaleSet.properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].properties.ipConfigurations[0].properties.subnet.id":
                inGroup("Microsoft.Network/virtualNetworks/v2/subnets/n"),
        },
        "fileEndpoint.properties.subnet.id",
    ),
    allows("ST-10", "a group that is not asked", {
        "network.properties.subnets[2].properties.privateEndpointNetworkPolicies": "Disabled",
        "endpointGroup.properties.securityRules[0].properties.access": "Deny",
    }),
    allows("ST-10", "SMB where SMB is let through", { ...smb, "endpointGroup.properties.securityRules[0].properties.destinationPortRange": "445" }),
    refuses(
        "ST-10",
        "no NFS inbound",
        { "endpointGroup.properties.securityRules[0].properties.destinationPortRange": "443" },
        "fileEndpoint.properties.subnet.id",
    ),
    refuses("ST-10", "no SMB inbound", smb, "fileEndpoint.properties.subnet.id"),
    refuses("ST-10", "no NFS outbound", { "nodeGroup.properties.securityRules[+]": securityRule("Outbound", "2049") }, "fileEndpoint.properties.subnet.id"),
];

export const storageCases: readonly RuleCase[] = [...accounts, ...shares, ...access];
