import * as pulumi from "@pulumi/pulumi";

import { placeOf } from "../azure/ids";
import { Limits, SHARE_RETENTION_DAYS, shareModelOf } from "../azure/limits";
import { checkName } from "../naming";
import { Problem } from "../problem";
import { checkWhole, checkOneOf } from "../checking/rangeChecks";
import { AccountKey, ExistingShare, FileShareProtocol, hasPrivateEndpoint, SharedStorageArgs, SharedStorageSettings } from "./args";
import { checkedTierDefaults, StorageRedundancy, Tier } from "../tier";
import { checkedLater, ifPlain, isPlain } from "../checking/validation";

const STORAGE_ACCOUNT = "Microsoft.Storage/storageAccounts";

/** Settings that describe a new share, and have no meaning for one that exists. */
const OF_NEW_SHARES = ["quotaGiB", "redundancy", "provisionedIops", "provisionedThroughputMiBps", "retentionDays"] as const;

/** What is wrong with the settings of a shared file system, as far as it is known before anything exists. */
export function checkStorage(settings: SharedStorageSettings, tier: Tier): Problem[] {
    const { redundancy, protocol, accountKey, existing } = settings;
    const redundancyProblems = checkOneOf(Object.values(StorageRedundancy), redundancy, "redundancy");
    return [
        // The limits of a model that does not exist are unknown; those of the default are the best guess.
        ...checkWholes(settings, redundancyProblems.length === 0 ? redundancy : undefined, tier),
        ...redundancyProblems,
        ...checkOneOf(Object.values(FileShareProtocol), protocol, "protocol"),
        ...checkOneOf(Object.values(AccountKey), accountKey, "accountKey"),
        ...(accountKey !== undefined && protocol !== FileShareProtocol.Smb
            ? [{ path: "accountKey", message: "is given, but only SMB uses a key; leave it out" }]
            : []),
        ...(existing === undefined ? [] : checkExisting(settings, existing)),
    ];
}

/** As `checkStorage`, and for what the network's owner gives. */
export function checkStorageArgs(args: SharedStorageArgs): Problem[] {
    const needed = hasPrivateEndpoint(args) ? (["privateEndpointSubnetId", "fileShareZoneId"] as const) : [];
    const missing = needed.filter((path) => args[path] === undefined);
    return [...checkStorage(args, args.tier), ...missing.map((path) => ({ path, message: "is missing; the private endpoint of the share needs it" }))];
}

function checkWholes(settings: SharedStorageSettings, redundancy: StorageRedundancy | undefined, tier: Tier): Problem[] {
    return Object.entries(storageNumbers(redundancy, tier)).flatMap(([path, check]) => ifPlain(settings[path as NumberSetting], check));
}

/** Settings that are numbers, whose limits depend on the billing model. */
export type NumberSetting = "quotaGiB" | "provisionedIops" | "provisionedThroughputMiBps" | "retentionDays";

/** The check of each number, the same whether it is known at once or only after other resources exist. */
export function storageNumbers(redundancy: StorageRedundancy | undefined, tier: Tier): Readonly<Record<NumberSetting, (value: number) => Problem[]>> {
    // A tier that does not exist is a problem of its own.
    const sku = redundancy ?? checkedTierDefaults(tier).storageRedundancy;
    const { quotaGiB, iops, throughputMiBps } = shareModelOf(sku)!;
    const within = (path: NumberSetting, limits: Limits) => (value: number) => checkWhole(value, limits, path);
    const ofVersion2 = (path: NumberSetting, limits: Limits | undefined) =>
        limits === undefined
            ? () => [{ path, message: `is given, but the size of a share of ${sku} sets its speed; only PremiumV2_LRS and PremiumV2_ZRS have this` }]
            : within(path, limits);
    return {
        quotaGiB: within("quotaGiB", quotaGiB),
        provisionedIops: ofVersion2("provisionedIops", iops),
        provisionedThroughputMiBps: ofVersion2("provisionedThroughputMiBps", throughputMiBps),
        retentionDays: within("retentionDays", SHARE_RETENTION_DAYS),
    };
}

function checkExisting(settings: SharedStorageSettings, { accountId, shareName }: ExistingShare): Problem[] {
    const superfluous = OF_NEW_SHARES.filter((path) => settings[path] !== undefined);
    return [
        ...superfluous.map((path) => ({ path, message: "is given beside existing, which is a share as it is; leave it out" })),
        ...ifPlain(accountId, (id) => checkAccountId(id, "existing.accountId")),
        ...ifPlain(shareName, (name) => checkName("fileShare", name, "existing.shareName")),
    ];
}

/** The id of a storage account. */
export function checkAccountId(id: string, path: string): Problem[] {
    return placeOf(id, STORAGE_ACCOUNT) !== undefined
        ? []
        : [{ path, message: `is "${id}"; the resource id of a storage account is needed: /subscriptions/…/${STORAGE_ACCOUNT}/<name>` }];
}

/** Name and resource group of the account with a checked id. */
export function accountPlace(id: string): { resourceGroupName: string; accountName: string; subscriptionId: string } {
    const { name, resourceGroupName, subscriptionId } = placeOf(id, STORAGE_ACCOUNT)!;
    return { resourceGroupName, accountName: name, subscriptionId };
}

/** The same arguments, with every value that is known only later checked as soon as it is known. */
export function withLaterStorageChecks(subject: string, args: SharedStorageArgs): SharedStorageArgs {
    const checks = Object.entries(storageNumbers(args.redundancy, args.tier)).filter(([path]) => !isPlain(args[path as NumberSetting] ?? 0));
    const numbers = checks.map(([path, check]) => [path, checkedLater<number>(subject, args[path as NumberSetting]!, (value) => check(value))]);
    const { existing } = args;
    return {
        ...args,
        ...(Object.fromEntries(numbers) as Partial<Record<NumberSetting, pulumi.Output<number>>>),
        existing: existing && { ...existing, accountId: checkedLater<string>(subject, existing.accountId, (id) => checkAccountId(id, "existing.accountId")) },
    };
}
