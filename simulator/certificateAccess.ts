import { ArmError } from "./armError";
import { principalId } from "./directoryObjects";
import { listOrEmpty, objectOrEmpty, textOrEmpty } from "./json";
import { resourceIn, resourcesOf, WriteRequest } from "./request";
import { ownName } from "./resourceIds";
import { hasRole } from "./roles";
import { keyOf, State, StoredResource } from "./state";

/** Built-in roles that may read the value of a secret: Key Vault Secrets User, Secrets Officer and Administrator. */
const READERS = ["4633458b-17de-408a-b874-0445c86b69e6", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "00482a5a-887f-4fb3-b363-3b7fe8e74483"];

/** Refuses an Application Gateway that cannot read its certificates in a vault. */
export function checkCertificateAccess({ token, id, body, state }: WriteRequest): void {
    if (token !== "azure-native:network:ApplicationGateway") return;
    const certificates = listOrEmpty(objectOrEmpty(body.properties).sslCertificates).map((item) => objectOrEmpty(objectOrEmpty(item).properties));
    const identityIds = Object.keys(objectOrEmpty(objectOrEmpty(body.identity).userAssignedIdentities));
    for (const secretUri of certificates.map((certificate) => textOrEmpty(certificate.keyVaultSecretId))) {
        if (secretUri === "") continue;
        const problem = problemWith(state, secretUri, identityIds);
        if (problem !== undefined)
            throw new ArmError(
                400,
                "ApplicationGatewayKeyVaultSecretException",
                `Problem occurred while accessing and validating KeyVault Secret '${secretUri}' associated with Application Gateway '${id}': ${problem}`,
            );
    }
}

function problemWith(state: State, secretUri: string, identityIds: string[]): string | undefined {
    const [, vaultName = "", secretName = ""] = /^https:\/\/([^.]+)\.vault\.azure\.net\/secrets\/([^/]+)/i.exec(secretUri) ?? [];
    const vault = resourcesOf(state, "azure-native:keyvault:Vault").find((candidate) => keyOf(ownName(candidate.id)) === keyOf(vaultName));
    // A vault of another subscription: nobody here can tell.
    if (vault === undefined) return state.deletedVaults[keyOf(vaultName)] === undefined ? undefined : "the vault is deleted.";
    const secretId = `${vault.id}/secrets/${secretName}`;
    if (resourceIn(state, secretId) === undefined) return "the secret does not exist.";
    const identities = identityIds.map((identityId) => resourceIn(state, identityId)).filter((identity): identity is StoredResource => identity !== undefined);
    if (identities.length === 0) return "the gateway has no identity.";
    if (objectOrEmpty(vault.body.properties).enableRbacAuthorization !== true) return undefined;
    return identities.some((identity) => hasRole(state, principalId(identity), READERS, secretId))
        ? undefined
        : "its identity may not read it (role assignment missing).";
}
