import { Limits, shareModelOf } from "../../components/azure/limits";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { ownName } from "../body/ids";
import { isGiven, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { notOneOf, outside, propertiesOf } from "../body/parts";
import type { ArmResource, Finding, Rule } from "../rule";
import { types } from "../types";
import { accountOf, isNfs, nfsSharesOf } from "./related";

const shareTypes = [types.fileShare] as const;
const NFS_SKUS = ["Premium_LRS", "Premium_ZRS", "PremiumV2_LRS", "PremiumV2_ZRS"];
/** Any premium account of version 2: NFS is of one version or the other, so what neither has is wrong even when the account is not known. */
const widest = shareModelOf("PremiumV2_LRS")!;
const SQUASHES = ["NoRootSquash", "RootSquash", "AllSquash"];
/** First API version that knows the transport setting of NFS (ST-06). */
const NFS_SETTING_SINCE = "2025-01-01";

/** File shares, NFS and SMB. */
export const shareRules: readonly Rule[] = [
    {
        id: "ST-02",
        title: "NFS shares lie in premium file storage",
        severity: "Error",
        azureError: "FeatureNotSupportedForAccount",
        hint: "Use `kind: FileStorage` with Premium_LRS, Premium_ZRS, PremiumV2_LRS or PremiumV2_ZRS.",
        types: shareTypes,
        *check(resource, context) {
            const account = accountOf(resource, context);
            if (account === undefined || !isNfs(resource)) return;
            const sku = textOrEmpty(objectOrEmpty(account.sku).name);
            const path = "properties.enabledProtocols";
            if (!sameWord(account.kind, "FileStorage"))
                yield { path, message: `is NFS in an account of kind ${textOrEmpty(account.kind)}; allowed is FileStorage` };
            if (!NFS_SKUS.some((name) => sameWord(sku, name)))
                yield { path, message: `is NFS in an account of sku ${sku}; allowed are ${NFS_SKUS.join(", ")}` };
        },
    },
    {
        id: "ST-03",
        title: "The share has a name that Azure allows",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Use 3 to 63 lower-case letters, digits and single hyphens, first and last no hyphen.",
        types: shareTypes,
        *check(resource) {
            const name = ownName(resource);
            if (!/^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/.test(name)) yield { path: "name", message: `is "${name}"` };
        },
    },
    {
        id: "ST-04",
        title: "The share's size and speed are what its billing model has",
        severity: "Error",
        hint: "Premium: 100 to 102400 GiB, and no speed of its own. PremiumV2: 32 to 262144 GiB, 3000 to 102400 operations and 100 to 10340 MiB a second.",
        types: shareTypes,
        *check(resource, context) {
            const account = accountOf(resource, context);
            const sku = textOrEmpty(objectOrEmpty(account?.sku).name);
            const model = shareModelOf(sku) ?? (account === undefined && isNfs(resource) ? widest : undefined);
            if (model === undefined) return;
            const { shareQuota, provisionedIops, provisionedBandwidthMibps } = propertiesOf(resource);
            yield* outside(shareQuota, model.quotaGiB, "properties.shareQuota");
            yield* speed(provisionedIops, model.iops, "properties.provisionedIops");
            yield* speed(provisionedBandwidthMibps, model.throughputMiBps, "properties.provisionedBandwidthMibps");
        },
    },
    {
        id: "ST-05",
        title: "NFS shares have NFS's settings only",
        severity: "Error",
        hint: "Use `rootSquash` with NFS only; NFS has no access tier but Premium, no SMB multichannel and no directory sign-in.",
        types: [types.fileShare, types.fileService, types.storageAccount],
        *check(resource, context) {
            if (!sameWord(resource.type, types.fileShare)) return yield* smbSettings();
            const { rootSquash, accessTier } = propertiesOf(resource);
            yield* notOneOf(propertiesOf(resource).enabledProtocols, ["NFS", "SMB"], "properties.enabledProtocols");
            yield* notOneOf(rootSquash, SQUASHES, "properties.rootSquash");
            if (isGiven(rootSquash) && !isNfs(resource)) yield { path: "properties.rootSquash", message: "is set on a share that is not NFS" };
            if (isNfs(resource) && isGiven(accessTier) && !sameWord(accessTier, "Premium"))
                yield { path: "properties.accessTier", message: `is "${String(accessTier)}"; NFS has Premium only` };

            // Azure accepts these beside an NFS share, to which they do not apply.
            function* smbSettings(): Generator<{ path: string; message: string; severity: "Warning" }> {
                if (nfsSharesOf(resource, context).length === 0) return;
                const properties = propertiesOf(resource);
                const { multichannel } = objectOrEmpty(objectOrEmpty(properties.protocolSettings).smb);
                if (objectOrEmpty(multichannel).enabled === true)
                    yield {
                        path: "properties.protocolSettings.smb.multichannel.enabled",
                        message: "is true; NFS shares have no multichannel",
                        severity: "Warning",
                    };
                const { directoryServiceOptions } = objectOrEmpty(properties.azureFilesIdentityBasedAuthentication);
                if (isGiven(directoryServiceOptions) && !sameWord(directoryServiceOptions, "None"))
                    yield {
                        path: "properties.azureFilesIdentityBasedAuthentication.directoryServiceOptions",
                        message: `is "${String(directoryServiceOptions)}"; NFS shares know no directory`,
                        severity: "Warning",
                    };
            }
        },
    },
    {
        id: "ST-06",
        title: "It is decided whether NFS clients must use TLS",
        severity: "Warning",
        hint: "Set `supportsHttpsTrafficOnly`: true where clients mount with aznfs (TLS), false where they mount plain NFS, which is refused otherwise.",
        types: [types.storageAccount],
        *check(resource, context) {
            const { supportsHttpsTrafficOnly } = propertiesOf(resource);
            const service = context.find(`${resource.id}/fileServices/default`);
            const { required } = objectOrEmpty(nfsSettings(service).encryptionInTransit);
            if (nfsSharesOf(resource, context).length > 0 && !isGiven(supportsHttpsTrafficOnly) && !isGiven(required))
                yield { path: "properties.supportsHttpsTrafficOnly", message: "is missing; Azure's default refuses plain NFS mounts" };
        },
    },
    {
        id: "ST-07",
        title: "The transport setting of NFS is sent with an API version that knows it",
        severity: "Error",
        hint: `Use API version ${NFS_SETTING_SINCE} or newer (azure-native 3.28: a locally generated package), or the account's \`supportsHttpsTrafficOnly\`.`,
        types: [types.fileService],
        *check(resource) {
            const version = resource.apiVersion ?? resourceTypes["azure-native:storage:FileServiceProperties"]!.apiVersion;
            // Versions begin with their date, so their order is that of texts.
            if (Object.keys(nfsSettings(resource)).length > 0 && version < NFS_SETTING_SINCE)
                yield { path: "properties.protocolSettings.nfs", message: `is not known in API version ${version}` };
        },
    },
];

function* speed(value: unknown, limits: Limits | undefined, path: string): Iterable<Finding> {
    if (limits !== undefined) yield* outside(value, limits, path);
    else if (isGiven(value)) yield { path, message: `is ${String(value)}, but the size of a Premium share sets its speed; only PremiumV2 has this` };
}

function nfsSettings(service: ArmResource | undefined): Readonly<Record<string, unknown>> {
    return service === undefined ? {} : objectOrEmpty(objectOrEmpty(propertiesOf(service).protocolSettings).nfs);
}
