import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";

import { VAULT_RETENTION_DAYS } from "../azure/limits";
import { checkWhole } from "../checking/rangeChecks";
import { TierDefaults } from "../tier";
import { checkedLater } from "../checking/validation";
import { GatewayVaultOptions, VaultSecret } from "./args";

/**
 * The properties of a new vault, without its tenant.
 *
 * @param subject who is told in an error about a value that is known only later
 */
export function newVaultProperties(subject: string, options: GatewayVaultOptions, defaults: TierDefaults) {
    return {
        sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays:
            options.retentionDays === undefined
                ? defaults.retentionDays
                : checkedLater<number>(subject, options.retentionDays, (days) => checkWhole(days, VAULT_RETENTION_DAYS, "retentionDays")),
        // Azure refuses an explicit `false`.
        enablePurgeProtection: (options.purgeProtection ?? defaults.purgeProtection) ? true : undefined,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: keyvault.NetworkRuleAction.Deny, bypass: keyvault.NetworkRuleBypassOptions.AzureServices },
    };
}

/** The properties of a secret that is written. */
export function secretProperties({ value, contentType, expires }: VaultSecret) {
    return {
        value: pulumi.secret(value!),
        contentType: contentType ?? "text/plain",
        attributes: { enabled: true, ...(expires === undefined ? {} : { expires: secondsOf(expires) }) },
    };
}

/** A time as Key Vault counts it: seconds since 1970. */
export function secondsOf(time: string): number {
    return Math.floor(Date.parse(time) / 1000);
}
