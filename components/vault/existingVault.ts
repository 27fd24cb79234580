import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";

import { sharedSecretName } from "../naming";
import { inOwnSubscription } from "../subscription";
import { checkedLater } from "../checking/validation";
import { ExistingVault } from "./args";
import { checkVaultId, vaultPlace } from "./checks";

/** The vault that secrets are written into, wherever it comes from. */
export interface Vault {
    id: pulumi.Output<string>;
    uri: pulumi.Output<string>;
    resourceGroupName: pulumi.Input<string>;
    name: pulumi.Output<string>;
    /** Name of a secret in it. */
    secretName: (name: string) => pulumi.Input<string>;
    /** The resource, when it is a new one. */
    resource?: keyvault.Vault;
}

/** What an existing vault is used for. */
export interface ExistingVaultUse {
    /** Who is told in errors. */
    subject: string;
    /** Start of all names in Azure. */
    baseName: string;
    /** Something that is new with each life of the environment; the checks see to it that there is this or a prefix. */
    life: pulumi.Output<string> | undefined;
    /** Whether secrets are written: that goes through the provider, which knows one subscription. */
    isWritten: boolean;
    opts: pulumi.InvokeOptions;
}

export function existingVault({ id, secretPrefix }: ExistingVault, use: ExistingVaultUse): Vault {
    const checked = checkedLater<string>(use.subject, id, (known) => checkVaultId(known, "existing.id"));
    const vaultId = use.isWritten ? inOwnSubscription(use.subject, checked, "existing.id", use.opts) : checked;
    const place = vaultId.apply(vaultPlace);
    return {
        id: vaultId,
        uri: pulumi.interpolate`https://${place.vaultName}.vault.azure.net/`,
        resourceGroupName: place.resourceGroupName,
        name: place.vaultName,
        secretName: (secret) =>
            secretPrefix === undefined ? use.life!.apply((life) => sharedSecretName(use.baseName, secret, life)) : `${secretPrefix}-${secret}`,
    };
}
