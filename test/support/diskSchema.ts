/**
 * What a managed disk's body is at API version 2024-03-02. Azure's own schemas of that version are not among those that lie beside the repository, so this one is written
 * after Azure's REST reference (Disks – Create Or Update); where theirs is there, it is used instead. Parts that this library never sends are objects without more said.
 */
const text = { type: "string" };
const number = { type: "integer" };
const flag = { type: "boolean" };
const object = { type: "object" };
const oneOf = (...values: string[]) => ({ type: "string", enum: values });

const creationData = {
    type: "object",
    properties: {
        createOption: oneOf(
            "Attach",
            "Copy",
            "CopyFromSanSnapshot",
            "CopyStart",
            "Empty",
            "FromImage",
            "Import",
            "ImportSecure",
            "Restore",
            "Upload",
            "UploadPreparedSecure",
        ),
        elasticSanResourceId: text,
        galleryImageReference: object,
        imageReference: object,
        logicalSectorSize: number,
        performancePlus: flag,
        provisionedBandwidthCopySpeed: oneOf("None", "Enhanced"),
        securityDataUri: text,
        sourceResourceId: text,
        sourceUri: text,
        storageAccountId: text,
        uploadSizeBytes: number,
    },
    required: ["createOption"],
};

const properties = {
    type: "object",
    properties: {
        burstingEnabled: flag,
        completionPercent: { type: "number" },
        creationData,
        dataAccessAuthMode: oneOf("AzureActiveDirectory", "None"),
        diskAccessId: text,
        diskIOPSReadOnly: number,
        diskIOPSReadWrite: number,
        diskMBpsReadOnly: number,
        diskMBpsReadWrite: number,
        diskSizeGB: number,
        encryption: object,
        encryptionSettingsCollection: object,
        hyperVGeneration: oneOf("V1", "V2"),
        maxShares: number,
        networkAccessPolicy: oneOf("AllowAll", "AllowPrivate", "DenyAll"),
        optimizedForFrequentAttach: flag,
        osType: oneOf("Windows", "Linux"),
        publicNetworkAccess: oneOf("Enabled", "Disabled"),
        purchasePlan: object,
        securityProfile: object,
        supportedCapabilities: object,
        supportsHibernation: flag,
        tier: text,
    },
    required: ["creationData"],
};

export const diskSchema = {
    id: "https://schema.management.azure.com/schemas/2024-03-02/Microsoft.Compute.json#",
    resourceDefinitions: {
        disks: {
            type: "object",
            properties: {
                apiVersion: oneOf("2024-03-02"),
                extendedLocation: object,
                location: text,
                name: text,
                properties,
                sku: {
                    type: "object",
                    properties: {
                        name: oneOf("Standard_LRS", "Premium_LRS", "StandardSSD_LRS", "UltraSSD_LRS", "Premium_ZRS", "StandardSSD_ZRS", "PremiumV2_LRS"),
                    },
                },
                tags: object,
                type: oneOf("Microsoft.Compute/disks"),
                zones: { type: "array", items: text },
            },
            required: ["apiVersion", "location", "name", "properties", "type"],
        },
    },
};
