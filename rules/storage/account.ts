import { hasZones } from "../../components/azure/regions";
import { ownName } from "../body/ids";
import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { outside, partsIn, propertiesOf } from "../body/parts";
import { contains, parseRange } from "../body/ranges";
import type { Finding, Rule } from "../rule";
import { types } from "../types";
import { keepsKeys, vaultAt } from "../vault";
import { isNfs, sharesOf } from "./related";

const accountTypes = [types.storageAccount] as const;
const MAX_RULES = 200;
const MAX_IP_RULES = 400;
const rfc1918 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => parseRange(text)!);

/** Storage accounts and their file services. */
export const accountRules: readonly Rule[] = [
    {
        id: "ST-01",
        title: "The account has a name that Azure allows",
        severity: "Error",
        azureError: "AccountNameInvalid",
        hint: "Use 3 to 24 lower-case letters and digits; the name is unique in all of Azure.",
        types: accountTypes,
        *check(resource) {
            const name = ownName(resource);
            if (!/^[a-z0-9]{3,24}$/.test(name)) yield { path: "name", message: `is "${name}"` };
        },
    },
    {
        id: "ST-11",
        title: "The account takes neither old TLS nor anonymous readers, and SMB clients can sign in",
        severity: "Warning",
        hint: "Set `minimumTlsVersion: TLS1_2` and `allowBlobPublicAccess: false`; shared keys may be off unless an SMB share is mounted with one. NFS needs none.",
        types: accountTypes,
        *check(resource, context) {
            const { minimumTlsVersion, allowBlobPublicAccess, allowSharedKeyAccess, azureFilesIdentityBasedAuthentication } = propertiesOf(resource);
            if (!["TLS1_2", "TLS1_3"].some((version) => sameWord(minimumTlsVersion, version)))
                yield {
                    path: "properties.minimumTlsVersion",
                    message: `is ${isGiven(minimumTlsVersion) ? `"${String(minimumTlsVersion)}"` : "missing"}; TLS1_2 or newer is needed`,
                };
            if (allowBlobPublicAccess !== false) yield { path: "properties.allowBlobPublicAccess", message: "is not false" };
            const { directoryServiceOptions } = objectOrEmpty(azureFilesIdentityBasedAuthentication);
            const hasDirectory = isGiven(directoryServiceOptions) && !sameWord(directoryServiceOptions, "None");
            if (allowSharedKeyAccess === false && !hasDirectory && sharesOf(resource, context).some((share) => !isNfs(share)))
                yield { path: "properties.allowSharedKeyAccess", message: "is false, and SMB shares of the account have no directory to sign in with either" };
        },
    },
    {
        id: "ST-12",
        title: "The account's firewall has few rules, of public addresses in CIDR form",
        severity: "Error",
        hint: "At most 200 network rules and 400 address rules; single addresses are written without /32, pairs one by one, and private ranges never match.",
        types: accountTypes,
        *check(resource) {
            const { ipRules, virtualNetworkRules } = objectOrEmpty(propertiesOf(resource).networkAcls);
            const path = "properties.networkAcls";
            const counts = { ipRules: listOrEmpty(ipRules).length, virtualNetworkRules: listOrEmpty(virtualNetworkRules).length };
            if (counts.virtualNetworkRules > MAX_RULES)
                yield { path: `${path}.virtualNetworkRules`, message: `has ${counts.virtualNetworkRules} items; allowed are ${MAX_RULES}` };
            if (counts.ipRules > MAX_IP_RULES) yield { path: `${path}.ipRules`, message: `has ${counts.ipRules} items; allowed are ${MAX_IP_RULES}` };
            else if (counts.ipRules > MAX_RULES)
                yield { path: `${path}.ipRules`, message: `has ${counts.ipRules} items; older regions allow ${MAX_RULES}`, severity: "Warning" };
            for (const rule of partsIn(ipRules, `${path}.ipRules`)) yield* wrongAddress(textOrEmpty(rule.body.value), `${rule.path}.value`);
        },
    },
    {
        id: "ST-13",
        title: "Keys of one's own come from a vault that cannot lose them",
        severity: "Error",
        hint: "Give the account an identity and `keyvaultproperties`, and the vault soft delete and purge protection.",
        types: accountTypes,
        *check(resource, context) {
            const encryption = objectOrEmpty(propertiesOf(resource).encryption);
            if (!sameWord(encryption.keySource, "Microsoft.Keyvault")) return;
            const { type } = objectOrEmpty(resource.identity);
            if (!isGiven(type) || sameWord(type, "None")) yield { path: "identity", message: "is missing; it reads the key" };
            const { keyvaulturi } = objectOrEmpty(encryption.keyvaultproperties);
            if (!isGiven(keyvaulturi)) yield { path: "properties.encryption.keyvaultproperties", message: "is missing" };
            const vault = vaultAt(textOrEmpty(keyvaulturi), context);
            if (vault !== undefined && !keepsKeys(vault))
                yield {
                    path: "properties.encryption.keyvaultproperties.keyvaulturi",
                    message: `is that of ${vault.id}, which has no purge protection or no soft delete`,
                };
        },
    },
    {
        id: "ST-14",
        title: "Deleted shares are kept for as long as Azure allows",
        severity: "Error",
        hint: "Set `days` to 1 to 365 where the retention is enabled.",
        types: [types.fileService],
        *check(resource) {
            const { enabled, days } = objectOrEmpty(propertiesOf(resource).shareDeleteRetentionPolicy);
            const path = "properties.shareDeleteRetentionPolicy.days";
            yield* outside(days, [1, 365], path);
            if (enabled === true && !isGiven(days)) yield { path, message: "is missing" };
        },
    },
    {
        id: "ST-16",
        title: "Copies in several zones are where there are zones",
        severity: "Error",
        hint: "Use Premium_LRS or PremiumV2_LRS in a region without zones.",
        types: accountTypes,
        *check({ sku, location }) {
            const name = textOrEmpty(objectOrEmpty(sku).name);
            // Which regions have PremiumV2 at all, only the subscription tells.
            if (/_(RA)?G?ZRS$/i.test(name) && location !== undefined && !hasZones(location))
                yield { path: "sku.name", message: `is ${name}, but ${location} has no zones` };
        },
    },
];

function* wrongAddress(text: string, path: string): Iterable<Finding> {
    const range = parseRange(text);
    if (range === undefined) yield { path, message: `is "${text}", neither an address nor a CIDR block` };
    else if (/\/3[12]$/.test(text)) yield { path, message: `is "${text}"; /31 and /32 are not taken` };
    else if (rfc1918.some((own) => contains(own, range))) yield { path, message: `is "${text}", a private range` };
}
