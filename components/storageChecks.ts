import { Problem } from "./problem";
import { checkOneOf } from "./rangeChecks";
import type { SharedStorageSettings } from "./sharedStorage";
import { StorageRedundancy } from "./tier";
import { ifPlain } from "./validation";
import { checkQuota } from "./valueChecks";

/** What is wrong with the settings of a shared file system. */
export function checkStorage({ quotaGiB, redundancy }: SharedStorageSettings): Problem[] {
    return [...ifPlain(quotaGiB, (quota) => checkQuota(quota, "quotaGiB")), ...checkOneOf(Object.values(StorageRedundancy), redundancy, "redundancy")];
}
