import { GatewayCertificates } from "../credentials";
import { GatewayDeploymentArgs } from "../deploymentArgs";
import { Problem, under } from "../problem";
import { ifPlain } from "../checking/validation";
import { checkLife, checkSecretAddress, checkTime, checkVault, checkVaultId } from "./checks";
import { ExistingSecrets } from "./settings";

type NodeSecret = Exclude<keyof ExistingSecrets, "vaultId">;

/** Where the value of each secret is given that a vault may have already. */
const ARGUMENT_OF_SECRET: Readonly<Record<NodeSecret, string>> = {
    nodeKeyStore: "certificates.nodeKeyStore",
    nodeKeyStorePassword: "certificates.nodeKeyStorePassword",
    adminPassword: "credentials.adminPassword",
    controlPlanePassword: "controlPlane.password",
    encryptionKey: "credentials.encryptionKey",
    redisPassword: "redis.password",
    syncHostKey: "syncManager.hostPrivateKey",
    syncWorkerKey: "syncManager.workerPrivateKey",
};

/** Secrets that no environment can do without. That of the control plane is the administrator's by default, and a key for encryption depends on the release. */
const REQUIRED: readonly NodeSecret[] = ["nodeKeyStore", "nodeKeyStorePassword", "adminPassword"];
/** Those that there must be as well where one manager has the API artifacts. */
const REQUIRED_WITH_MANAGER: readonly NodeSecret[] = ["syncHostKey", "syncWorkerKey"];

/** What is wrong with vault, identities and the places of secrets. */
export function checkSecrets(args: GatewayDeploymentArgs): Problem[] {
    const { existingSecrets = {}, secretExpiry = {}, ...options } = args.vault ?? {};
    const expiries = Object.entries(secretExpiry as Record<string, string | undefined>).filter(([, time]) => time !== undefined);
    return [
        ...under("vault", checkVault(options)),
        ...checkLife(options, args.names, "vault."),
        ...(options.existing !== undefined && args.names?.keyVault !== undefined
            ? [{ path: "names.keyVault", message: "is given beside vault.existing, which has a name; leave it out" }]
            : []),
        ...ifPlain(existingSecrets.vaultId, (id) => checkVaultId(id, "vault.existingSecrets.vaultId")),
        ...checkFrontVault(args.certificates),
        ...(Object.keys(ARGUMENT_OF_SECRET) as NodeSecret[]).flatMap((secret) => checkPlace(args, existingSecrets, secret)),
        ...expiries.flatMap(([secret, time]) => checkExpiry(existingSecrets, secret, time!)),
    ];
}

function checkPlace(args: GatewayDeploymentArgs, existingSecrets: ExistingSecrets, secret: NodeSecret): Problem[] {
    const path = ARGUMENT_OF_SECRET[secret];
    const address = existingSecrets[secret];
    const value = valueOf(args, secret);
    const isRequired = REQUIRED.includes(secret) || (args.syncManager !== undefined && REQUIRED_WITH_MANAGER.includes(secret));
    if (address === undefined) return value !== undefined || !isRequired ? [] : [{ path, message: `is missing; give it, or vault.existingSecrets.${secret}` }];
    return [
        ...ifPlain(address, (text) => checkSecretAddress(text, `vault.existingSecrets.${secret}`)),
        ...(value === undefined ? [] : [{ path, message: `is given beside vault.existingSecrets.${secret}; exactly one is allowed` }]),
        ...checkUnique(existingSecrets, secret, address),
    ];
}

/** Two secrets at one address would be one role assignment, made twice. */
function checkUnique(existingSecrets: ExistingSecrets, secret: NodeSecret, address: unknown): Problem[] {
    const secrets = Object.keys(ARGUMENT_OF_SECRET) as NodeSecret[];
    const first = secrets.slice(0, secrets.indexOf(secret)).find((other) => existingSecrets[other] === address);
    if (first === undefined) return [];
    return [
        {
            path: `vault.existingSecrets.${secret}`,
            message: `is the address of vault.existingSecrets.${first}; the two need secrets of their own`,
            azureError: "RoleAssignmentExists",
        },
    ];
}

function checkFrontVault({ frontSecretId, frontSecretVaultId }: GatewayCertificates): Problem[] {
    const path = "certificates.frontSecretVaultId";
    return [
        ...ifPlain(frontSecretVaultId, (id) => checkVaultId(id, path)),
        ...(frontSecretVaultId === undefined || frontSecretId !== undefined ? [] : [{ path, message: "is given without frontSecretId, the secret in it" }]),
    ];
}

function checkExpiry(existingSecrets: ExistingSecrets, secret: string, time: string): Problem[] {
    const path = `vault.secretExpiry.${secret}`;
    const isExisting = (existingSecrets as Record<string, unknown>)[secret] !== undefined;
    return [
        ...checkTime(time, path),
        ...(isExisting ? [{ path, message: `is given beside vault.existingSecrets.${secret}, which is a secret as it is; leave it out` }] : []),
    ];
}

function valueOf({ certificates, credentials, controlPlane, redis, syncManager }: GatewayDeploymentArgs, secret: NodeSecret): unknown {
    switch (secret) {
        case "nodeKeyStore":
        case "nodeKeyStorePassword":
            return certificates[secret];
        case "controlPlanePassword":
            return controlPlane.password;
        case "redisPassword":
            return redis?.password;
        case "syncHostKey":
            return syncManager?.hostPrivateKey;
        case "syncWorkerKey":
            return syncManager?.workerPrivateKey;
        default:
            return credentials[secret];
    }
}
