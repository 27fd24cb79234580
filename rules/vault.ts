import { grouped } from "./body/grouped";
import { ownName } from "./body/ids";
import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "./body/json";
import { outside, propertiesOf } from "./body/parts";
import { oncePer, RuleContext } from "./context";
import { hasEndpointTo } from "./network/privateLink";
import type { ArmResource, Rule } from "./rule";
import { types } from "./types";

const vaultTypes = [types.vault] as const;
const MAX_ACCESS_POLICIES = 1_024;

/** Whether a vault's firewall keeps out whoever is not listed. */
export function isClosed(vault: ArmResource): boolean {
    const { publicNetworkAccess, networkAcls } = propertiesOf(vault);
    return sameWord(publicNetworkAccess, "Disabled") || sameWord(objectOrEmpty(networkAcls).defaultAction, "Deny");
}

/** Whether a vault's firewall lets Azure's own services in, of which Application Gateway is one. It does so by default. */
export function allowsService(vault: ArmResource): boolean {
    return textOrEmpty(objectOrEmpty(propertiesOf(vault).networkAcls).bypass ?? "AzureServices").includes("AzureServices");
}

const vaultsByName = oncePer((context: RuleContext) => grouped(context.all(types.vault), (vault) => [ownName(vault)]));

/** The vault in the address of a secret or key, when it is known. */
export function vaultAt(address: string, context: RuleContext): ArmResource | undefined {
    const name = /^https:\/\/([^./]+)\./.exec(address)?.[1] ?? "";
    return vaultsByName(context).get(name.toLowerCase())?.[0];
}

/** Key vaults. What an Application Gateway needs of them: AGN-09 and AGN-10. */
export const vaultRules: readonly Rule[] = [
    {
        id: "KV-01",
        title: "The vault has a name that Azure allows",
        severity: "Error",
        azureError: "VaultNameNotValid",
        hint: "Use 3 to 24 letters, digits and single hyphens, first a letter, last no hyphen. A deleted vault keeps its name for 7 to 90 days.",
        types: vaultTypes,
        *check(resource) {
            const name = ownName(resource);
            if (!/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/.test(name)) yield { path: "name", message: `is "${name}"` };
        },
    },
    {
        id: "KV-02",
        title: "Purge protection is on or not mentioned",
        severity: "Warning",
        azureError: "BadRequest",
        hint: "Leave `enablePurgeProtection` out instead of setting it to false.",
        types: vaultTypes,
        *check(resource) {
            if (propertiesOf(resource).enablePurgeProtection === false)
                yield { path: "properties.enablePurgeProtection", message: "is false, which Azure refuses" };
        },
    },
    {
        id: "KV-03",
        title: "Access is granted by roles or by policies, within their limits",
        severity: "Error",
        hint: "With `enableRbacAuthorization` use role assignments; otherwise at most 1024 access policies.",
        types: vaultTypes,
        *check(resource) {
            const { enableRbacAuthorization, accessPolicies } = propertiesOf(resource);
            const count = listOrEmpty(accessPolicies).length;
            if (count > MAX_ACCESS_POLICIES) yield { path: "properties.accessPolicies", message: `has ${count} items; allowed are ${MAX_ACCESS_POLICIES}` };
            if (enableRbacAuthorization === true && count > 0)
                yield { path: "properties.accessPolicies", message: "are ignored, because enableRbacAuthorization is true", severity: "Warning" };
        },
    },
    {
        id: "KV-04",
        title: "Deleted vaults are kept for as long as Azure allows",
        severity: "Error",
        hint: "Use 7 to 90 days; the number cannot be changed later.",
        types: vaultTypes,
        *check(resource) {
            yield* outside(propertiesOf(resource).softDeleteRetentionInDays, [7, 90], "properties.softDeleteRetentionInDays");
        },
    },
    {
        id: "KV-05",
        title: "A closed vault has a way in",
        severity: "Warning",
        hint: "Set `bypass: AzureServices`, or add a private endpoint or a network rule.",
        types: vaultTypes,
        *check(resource, context) {
            const { ipRules, virtualNetworkRules } = objectOrEmpty(propertiesOf(resource).networkAcls);
            const hasRule = [ipRules, virtualNetworkRules].some((rules) => listOrEmpty(rules).length > 0);
            if (isClosed(resource) && !allowsService(resource) && !hasRule && !hasEndpointTo(resource.id, "vault", context))
                yield { path: "properties.networkAcls", message: "lets nobody in, and no private endpoint is known" };
        },
    },
];

/** Whether a vault can hold keys that encrypt other resources: it must not lose them (ST-13). */
export function keepsKeys(vault: ArmResource): boolean {
    const { enablePurgeProtection, enableSoftDelete } = propertiesOf(vault);
    return enablePurgeProtection === true && (!isGiven(enableSoftDelete) || enableSoftDelete === true);
}
