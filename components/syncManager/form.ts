import { group, integer, text } from "../settings";

/** The settings of the manager of rsync mode in stack configuration; its private keys are secrets of their own. */
export const syncManagerForm = group({
    hostPublicKey: text,
    workerPublicKey: text,
    vmSize: text,
    zone: text,
    privateIpAddress: text,
    dataDiskSizeGiB: integer,
    dataDiskRedundancy: text,
});
