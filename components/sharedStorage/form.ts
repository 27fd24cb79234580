import { boolean, group, integer, required, text } from "../settings";

/** The settings of the shared file system, as stack configuration has them. */
export const storageForm = group({
    folder: text,
    shareTenants: boolean,
    shareUserStores: boolean,
    quotaGiB: integer,
    redundancy: text,
    provisionedIops: integer,
    provisionedThroughputMiBps: integer,
    protocol: text,
    accountKey: text,
    encryptionInTransit: boolean,
    retentionDays: integer,
    existing: group({ accountId: required(text), shareName: required(text), privateEndpoint: boolean }),
});
