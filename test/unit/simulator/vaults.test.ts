import assert from "node:assert/strict";

import { JsonObject, objectOrEmpty } from "../../../simulator/json";
import { listResources, listSoftDeleted, purge } from "../../../simulator/subscription";
import { gatewayArgs, GROUP, inGroup, PUBLIC_ADDRESS, SUBSCRIPTION, World, worldWithNetwork } from "./support";

const ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`;
const SECRET = inGroup("Microsoft.KeyVault/vaults/vault/secrets/certificate");

function vaultArgs(properties: JsonObject = {}): JsonObject {
    return {
        vaultName: "vault",
        location: "westeurope",
        properties: { tenantId: "t", sku: { family: "A", name: "standard" }, enableRbacAuthorization: true, softDeleteRetentionInDays: 7, ...properties },
    };
}

async function withVault(properties?: JsonObject): Promise<World> {
    const created = await worldWithNetwork();
    await created.create("keyvault:Vault", vaultArgs(properties));
    await created.create("keyvault:Secret", { vaultName: "vault", secretName: "certificate", properties: { value: "hidden" } });
    return created;
}

describe("a vault in the simulated Azure", () => {
    it("keeps its name when it is deleted, also with its group, until it is purged", async () => {
        const { directory, create, remove } = await withVault();
        await remove("resources:ResourceGroup", GROUP);
        assert.deepEqual(
            listSoftDeleted(directory).map(({ name, secretNames }) => ({ name, secretNames })),
            [{ name: "vault", secretNames: ["certificate"] }],
        );
        const [vault] = listSoftDeleted(directory);
        assert.equal(vault!.purgeAt.getTime() - vault!.deletedAt.getTime(), 7 * 24 * 60 * 60 * 1000);
        await create("resources:ResourceGroup", { location: "westeurope" });
        await assert.rejects(create("keyvault:Vault", vaultArgs()), /Status=409 Code="ConflictError" Message="[^"]*recover or purge/);
        await purge(directory, "vault");
        await create("keyvault:Vault", vaultArgs());
    });

    it("comes back with its secrets when it is recovered", async () => {
        const { directory, create, remove } = await withVault();
        await remove("keyvault:Vault", inGroup("Microsoft.KeyVault/vaults/vault"));
        assert.ok(!listResources(directory).some(({ id }) => id === SECRET));
        await create("keyvault:Vault", vaultArgs({ createMode: "recover" }));
        assert.ok(listResources(directory).some(({ id }) => id === SECRET));
        assert.deepEqual(listSoftDeleted(directory), []);
    });

    it("cannot be purged under purge protection, nor be given up protection", async () => {
        const { directory, create, remove } = await withVault({ enablePurgeProtection: true });
        await remove("keyvault:Vault", inGroup("Microsoft.KeyVault/vaults/vault"));
        await assert.rejects(purge(directory, "vault"), /DeletedVaultPurge/);
        await assert.rejects(create("keyvault:Vault", { ...vaultArgs({ enablePurgeProtection: false }), vaultName: "another" }), /cannot be set to false/);
    });

    it("lets nobody delete a secret from outside when it is private, although it can be written", async () => {
        const { create, update, remove } = await withVault({ publicNetworkAccess: "Disabled" });
        await update("keyvault:Secret", { vaultName: "vault", secretName: "certificate", properties: { value: "new" } });
        await assert.rejects(remove("keyvault:Secret", SECRET), /Status=403 Code="ForbiddenByConnection"/);
        await create("keyvault:Secret", { vaultName: "vault", secretName: "other", properties: { value: "more" } });
    });

    it("keeps the name of a deleted secret", async () => {
        const { create, remove } = await withVault();
        await remove("keyvault:Secret", SECRET);
        await assert.rejects(
            create("keyvault:Secret", { vaultName: "vault", secretName: "certificate", properties: { value: "x" } }),
            /deleted but recoverable/,
        );
    });

    it("never tells a secret's value, and gives each write a new version", async () => {
        const { provider, update } = await withVault();
        const secret = async (): Promise<JsonObject> =>
            objectOrEmpty((await provider.read("azure-native:keyvault:Secret", SECRET, undefined, {}))!.outputs.properties);
        const before = await secret();
        assert.equal(before.value, undefined);
        await update("keyvault:Secret", { vaultName: "vault", secretName: "certificate", properties: { value: "new" } });
        const after = await secret();
        assert.equal(after.secretUri, "https://vault.vault.azure.net/secrets/certificate");
        assert.equal(after.secretUri, before.secretUri);
        assert.notEqual(after.secretUriWithVersion, before.secretUriWithVersion);
    });
});

describe("role assignments in the simulated Azure", () => {
    const assignment = (name: string, principalId: string, principalType?: string): JsonObject => ({
        scope: SECRET,
        roleAssignmentName: name,
        principalId,
        roleDefinitionId: ROLE,
        ...(principalType === undefined ? {} : { principalType }),
    });
    const [FIRST, SECOND, STRANGER] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"];

    it("look up whoever is not said to be a service principal", async () => {
        const { create } = await withVault();
        const { outputs } = await create("managedidentity:UserAssignedIdentity", { resourceName: "identity", location: "westeurope" });
        await assert.rejects(create("authorization:RoleAssignment", assignment(FIRST, STRANGER)), /Code="PrincipalNotFound"/);
        await assert.rejects(create("authorization:RoleAssignment", assignment(FIRST, String(outputs.principalId), "User")), /Code="UnmatchedPrincipalType"/);
        await create("authorization:RoleAssignment", assignment(FIRST, STRANGER, "ServicePrincipal"));
    });

    it("exist once for the same scope, principal and role", async () => {
        const { create } = await withVault();
        await create("authorization:RoleAssignment", assignment(FIRST, STRANGER, "ServicePrincipal"));
        await assert.rejects(
            create("authorization:RoleAssignment", assignment(SECOND, STRANGER, "ServicePrincipal")),
            /Status=409 Code="RoleAssignmentExists"/,
        );
    });

    it("let an Application Gateway read its certificate, which it cannot without", async () => {
        const { create } = await withVault();
        await create("network:PublicIPAddress", PUBLIC_ADDRESS);
        const identity = await create("managedidentity:UserAssignedIdentity", { resourceName: "identity", location: "westeurope" });
        const gateway: JsonObject = {
            ...gatewayArgs(),
            identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
            sslCertificates: [{ name: "front", keyVaultSecretId: "https://vault.vault.azure.net/secrets/certificate" }],
        };
        await assert.rejects(create("network:ApplicationGateway", gateway), /ApplicationGatewayKeyVaultSecretException.*may not read/);
        await create("authorization:RoleAssignment", assignment(FIRST, String(identity.outputs.principalId), "ServicePrincipal"));
        await create("network:ApplicationGateway", gateway);
    });

    it("look five minutes old where time does not pass, so that nobody waits for them", async () => {
        const { create } = await withVault();
        const { outputs } = await create("authorization:RoleAssignment", assignment(FIRST, STRANGER, "ServicePrincipal"));
        const age = Date.now() - Date.parse(String(outputs.createdOn));
        assert.ok(age >= 300_000 && age < 310_000, `age is ${age} ms`);
    });
});
