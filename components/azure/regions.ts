/**
 * Regions of the public cloud with availability zones.
 * Source: the list that Azure's own resiliency queries (APRL) use, 2026.
 */
export const zonalRegions: ReadonlySet<string> = new Set([
    "australiaeast",
    "brazilsouth",
    "canadacentral",
    "centralindia",
    "centralus",
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

/** Whether a region is one of the public cloud: the clouds of governments and China have other names for their services. */
export function isPublicCloud(region: string): boolean {
    return !/^(china|usgov|usdod)/.test(normalizeRegion(region));
}
