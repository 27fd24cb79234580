/** Smallest and largest share in GiB of the provisioned billing model, version 1 (ST-04). */
export const MIN_QUOTA_GIB = 100;
export const MAX_QUOTA_GIB = 102_400;
