/**
 * Regions with availability zones.
 * Source: the list that Azure's own resiliency queries (APRL) use, 2026.
 */
export const zonalRegions: ReadonlySet<string> = new Set([
    "australiaeast",
    "brazilsouth",
    "canadacentral",
    "centralindia",
    "centralus",
    "chinanorth3",
    "eastasia",
    "eastus",
    "eastus2",
    "francecentral",
    "germanywestcentral",
    "israelcentral",
    "italynorth",
    "japaneast",
    "japanwest",
    "koreacentral",
    "mexicocentral",
    "newzealandnorth",
    "northeurope",
    "norwayeast",
    "polandcentral",
    "qatarcentral",
    "southafricanorth",
    "southcentralus",
    "southeastasia",
    "spaincentral",
    "swedencentral",
    "switzerlandnorth",
    "uaenorth",
    "uksouth",
    "usgovvirginia",
    "westeurope",
    "westus2",
    "westus3",
]);

/** `West Europe` and `westeurope` are the same region to Azure. */
export function normalizeRegion(region: string): string {
    return region.replaceAll(" ", "").toLowerCase();
}

/** Whether a region has availability zones. */
export function hasZones(region: string): boolean {
    return zonalRegions.has(normalizeRegion(region));
}
