/** Private DNS zone in which a private endpoint to a service is found, by the service's group id. The names are fixed by Azure. */
export const privateLinkZones = {
    vault: "privatelink.vaultcore.azure.net",
    file: "privatelink.file.core.windows.net",
    blob: "privatelink.blob.core.windows.net",
    registry: "privatelink.azurecr.io",
} as const;
