import { placeOf } from "../azure/ids";
import { VAULT_RETENTION_DAYS } from "../azure/limits";
import { checkName } from "../naming";
import { ResourceNames } from "../naming/resourceNames";
import { Problem } from "../problem";
import { checkOneOf, checkWhole } from "../checking/rangeChecks";
import { ifPlain } from "../checking/validation";
import { checkSecretId } from "../checking/valueChecks";
import { ExistingIdentity, ExistingVault, GatewayVaultArgs, GatewayVaultOptions, hasManagerSecret, hasVaultEndpoint, SecretReader, VaultSecret } from "./args";

const VAULT = "Microsoft.KeyVault/vaults";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
/** Longest start of a secret's name: what follows is at most 26 characters, of 127. */
const MAX_PREFIX = 100;

/** What is wrong with the settings of vault and identities, as far as it is known before anything exists. */
export function checkVault(options: GatewayVaultOptions): Problem[] {
    const { existing, nodeIdentity, loadBalancerIdentity, syncManagerIdentity, assignRoles, retentionDays } = options;
    return [
        ...(existing === undefined ? [] : checkExistingVault(options, existing)),
        ...checkIdentity(nodeIdentity, "nodeIdentity"),
        ...checkIdentity(loadBalancerIdentity, "loadBalancerIdentity"),
        ...checkIdentity(syncManagerIdentity, "syncManagerIdentity"),
        ...(assignRoles === false && loadBalancerIdentity === undefined
            ? [
                  {
                      path: "loadBalancerIdentity",
                      message:
                          "is missing; without role assignments of ours it must exist and have access, since the load balancer reads its certificate when it is made",
                      azureError: "ApplicationGatewayKeyVaultSecretException",
                  },
              ]
            : []),
        ...ifPlain(retentionDays, (days) => checkWhole(days, VAULT_RETENTION_DAYS, "retentionDays")),
    ];
}

/** As `checkVault`, for all arguments of the component. */
export function checkVaultArgs(args: GatewayVaultArgs): Problem[] {
    const needed = hasVaultEndpoint(args, args.secrets) ? (["privateEndpointSubnetId", "vaultZoneId"] as const) : [];
    const missing = needed.filter((path) => args[path] === undefined);
    return [
        ...checkVault(args),
        ...checkLife(args, args.names, ""),
        ...missing.map((path) => ({ path, message: "is missing; the private endpoint of the vault needs it" })),
        ...(args.syncManagerIdentity !== undefined && !hasManagerSecret(args.secrets)
            ? [{ path: "syncManagerIdentity", message: "is given, but there is no secret that only the manager reads; leave it out" }]
            : []),
        ...args.secrets.flatMap((secret, index) => checkSecret(secret, `secrets[${index}]`, args.secrets.slice(0, index))),
    ];
}

function checkSecret(secret: VaultSecret, path: string, earlier: VaultSecret[]): Problem[] {
    const { name, value, existing, expires, reader } = secret;
    return [
        ...checkName("vaultSecret", name, `${path}.name`),
        ...(earlier.some((other) => other.name.toLowerCase() === name.toLowerCase()) ? [{ path: `${path}.name`, message: `is "${name}" once more` }] : []),
        ...((value === undefined) === (existing === undefined) ? [{ path, message: "has both or none of value and existing; exactly one is needed" }] : []),
        ...ifPlain(existing?.address, (address) => checkAddress(address, reader, `${path}.existing.address`)),
        ...ifPlain(existing?.vaultId, (id) => checkVaultId(id, `${path}.existing.vaultId`)),
        ...(expires === undefined ? [] : checkTime(expires, `${path}.expires`)),
        ...checkOneOf(Object.values(SecretReader), reader, `${path}.reader`),
    ];
}

function checkExistingVault(options: GatewayVaultOptions, { id, secretPrefix }: ExistingVault): Problem[] {
    const superfluous = (["retentionDays", "purgeProtection"] as const).filter((path) => options[path] !== undefined);
    return [
        ...ifPlain(id, (text) => checkVaultId(text, "existing.id")),
        ...(secretPrefix === undefined ? [] : checkName("vaultSecret", secretPrefix, "existing.secretPrefix")),
        ...((secretPrefix ?? "").length <= MAX_PREFIX ? [] : [{ path: "existing.secretPrefix", message: `is longer than ${MAX_PREFIX} characters` }]),
        ...superfluous.map((path) => ({ path, message: "is given beside existing, which is a vault as it is; leave it out" })),
    ];
}

/**
 * Names that a deleted resource keeps need something that is new with each life of an environment; two identities that exist have nothing of the kind.
 *
 * @param path what the paths of the options start with
 */
export function checkLife(options: GatewayVaultOptions, names: ResourceNames | undefined, path: string): Problem[] {
    const { existing, nodeIdentity, loadBalancerIdentity } = options;
    if (nodeIdentity === undefined || loadBalancerIdentity === undefined) return [];
    if (existing === undefined)
        return names?.keyVault !== undefined
            ? []
            : [
                  {
                      path: "names.keyVault",
                      message: "is missing; with two existing identities nothing makes the vault's name new after a `destroy`",
                      azureError: "ConflictError",
                  },
              ];
    if (existing.secretPrefix !== undefined) return [];
    const message = "is missing; with two existing identities it must tell our secrets from those of an earlier life of the environment";
    return [{ path: `${path}existing.secretPrefix`, message }];
}

/** What is wrong with an identity that exists. */
export function checkIdentity(identity: ExistingIdentity | undefined, path: string): Problem[] {
    if (identity === undefined) return [];
    return [
        ...ifPlain(identity.id, (id) => checkIdentityId(id, `${path}.id`)),
        ...ifPlain(identity.principalId, (id) => checkGuid(id, `${path}.principalId`)),
        ...ifPlain(identity.clientId, (id) => checkGuid(id, `${path}.clientId`)),
    ];
}

/** The id of a vault. */
export function checkVaultId(id: string, path: string): Problem[] {
    return placeOf(id, VAULT) !== undefined ? [] : [{ path, message: `is "${id}"; the resource id of a vault is needed: /subscriptions/…/${VAULT}/<name>` }];
}

/** The id of a user-assigned identity. */
export function checkIdentityId(id: string, path: string): Problem[] {
    if (placeOf(id, IDENTITY) !== undefined) return [];
    return [{ path, message: `is "${id}"; the resource id of a user-assigned identity is needed: /subscriptions/…/${IDENTITY}/<name>` }];
}

function checkGuid(text: string, path: string): Problem[] {
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? [] : [{ path, message: `is "${text}"; a GUID is needed` }];
}

/** The address of a secret, which only nodes may know with its version. */
export function checkAddress(address: string, reader: SecretReader, path: string): Problem[] {
    return reader === SecretReader.LoadBalancer ? checkSecretId(address, path) : checkSecretAddress(address, path);
}

/** The address of a secret, with or without a version. */
export function checkSecretAddress(address: string, path: string): Problem[] {
    if (/^https:\/\/[^/\s]+\/secrets\/[0-9A-Za-z-]+(\/[0-9a-f]{32})?\/?$/.test(address)) return [];
    return [{ path, message: `is "${address}"; the address of a secret is needed, such as https://kv-team.vault.azure.net/secrets/admin` }];
}

/** A point in time, as RFC 3339 writes it. */
export function checkTime(text: string, path: string): Problem[] {
    const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) && isDate(text);
    return isTime ? [] : [{ path, message: `is "${text}"; a time as in 2027-03-31T00:00:00Z is needed` }];
}

/** Whether the day exists: `Date.parse` makes the 2nd of March of a 30th of February. */
function isDate(text: string): boolean {
    const day = text.slice(0, 10);
    return !Number.isNaN(Date.parse(text)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** Name and place of the vault with a checked id. */
export function vaultPlace(id: string): { resourceGroupName: string; vaultName: string; subscriptionId: string } {
    const { name, resourceGroupName, subscriptionId } = placeOf(id, VAULT)!;
    return { resourceGroupName, vaultName: name, subscriptionId };
}

/** Resource id of a secret, from the id of its vault and its address. */
export function secretResourceId(vaultId: string, address: string): string {
    return `${vaultId}/secrets/${/\/secrets\/([0-9A-Za-z-]+)/.exec(address)?.[1] ?? ""}`;
}
