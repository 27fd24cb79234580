import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { customDataText } from "../../support/customData";
import { GatewayDeployment, GatewayDeploymentArgs, GatewayVault, GatewayVaultArgs, SecretReader } from "../../../components";
import { checkDeployment } from "../../../components/checks";
import { secondsOf } from "../../../components/vault/bodies";
import { checkVaultArgs } from "../../../components/vault/checks";
import { vault as cases } from "../../contract/cases/vault";
import { validArgs } from "../support/deployments";
import { isSecret, mockSubscription, plain, Registered, registeredBy } from "../support/mocks";

const deploy = (changes: Partial<GatewayDeploymentArgs> = {}): Promise<Registered[]> =>
    registeredBy(() => new GatewayDeployment("gateway", validArgs(changes)));
const ofType = (registered: Registered[], type: string): Registered[] => registered.filter((resource) => resource.type.endsWith(`:${type}`));
const readers = (registered: Registered[]): Record<string, unknown> =>
    Object.fromEntries(ofType(registered, "RoleAssignment").map(({ name, inputs }) => [name.replace("gateway-vault-", ""), inputs["principalId"]]));
const vaultId = `/subscriptions/${mockSubscription}/resourceGroups/rg-security/providers/Microsoft.KeyVault/vaults/kv-team`;
const written = ["admin-password", "control-plane-password", "front-certificate", "node-key-store", "node-key-store-password"];

describe("an existing vault", () => {
    it("gets the secrets, each with one reader, and is left alone otherwise", async () => {
        const registered = await deploy(cases["an existing vault"]);
        assert.deepEqual(ofType(registered, "Vault"), []);
        const secrets = ofType(registered, "Secret");
        assert.deepEqual(secrets.map(({ name }) => name.replace("gateway-vault-", "")).sort(), written);
        for (const { inputs, deletedWith, retainOnDelete } of secrets) {
            assert.deepEqual([inputs["resourceGroupName"], inputs["vaultName"]], ["rg-security", "kv-team"]);
            // It does not go with us, and its data plane is closed: what was written stays.
            assert.deepEqual([deletedWith, retainOnDelete], ["", true]);
        }
        const { "front-certificate": front, ...nodes } = readers(registered);
        assert.equal(front, "principal-gateway-vault-load-balancer");
        assert.deepEqual([...new Set(Object.values(nodes))], ["principal-gateway-vault-nodes"]);
        const endpoint = ofType(registered, "PrivateEndpoint").find(({ name }) => name === "gateway-vault")!;
        assert.equal((endpoint.inputs["privateLinkServiceConnections"] as { privateLinkServiceId: string }[])[0]!.privateLinkServiceId, vaultId);
    });

    it("gets secrets of new names in each life of the environment, since the old ones are still there", async () => {
        const nameIn = async (changes: Partial<GatewayDeploymentArgs>): Promise<unknown> =>
            ofType(await deploy({ ...cases["an existing vault"], ...changes }), "Secret").find(({ name }) => name.endsWith("-admin-password"))!.inputs[
                "secretName"
            ];
        const name = await nameIn({});
        assert.match(String(name), /^gateway-dev-admin-password-[0-9a-f]{10}$/);
        const nodeIdentity = { ...cases["one existing identity"]!.vault!.nodeIdentity! };
        assert.notEqual(await nameIn({ vault: { existing: { id: vaultId }, nodeIdentity } }), name, "another principal is another life");
    });

    it("gets secrets with the names that are asked for, and no endpoint where the network reaches it already", async () => {
        const registered = await deploy(cases["an existing vault that the network reaches already"]);
        const names = ofType(registered, "Secret").map(({ inputs }) => inputs["secretName"]);
        assert.deepEqual(
            names.sort(),
            written.map((name) => `gateway-prod-${name}`),
        );
        const own = registered.filter(({ custom, name }) => custom && /gateway-vault$|network-vault/.test(name));
        assert.deepEqual(own, []);
    });
});

describe("existing identities", () => {
    it("read the secrets, and none is made", async () => {
        const registered = await deploy(cases["existing identities"]);
        assert.deepEqual(ofType(registered, "UserAssignedIdentity"), []);
        const { nodeIdentity, loadBalancerIdentity } = cases["existing identities"]!.vault!;
        const { "front-certificate": front, ...nodes } = readers(registered);
        assert.equal(front, loadBalancerIdentity!.principalId);
        assert.deepEqual([...new Set(Object.values(nodes))], [nodeIdentity!.principalId]);
        const scaleSet = ofType(registered, "VirtualMachineScaleSet")[0]!.inputs;
        assert.deepEqual((scaleSet["identity"] as { userAssignedIdentities: string[] }).userAssignedIdentities, [nodeIdentity!.id]);
        const { osProfile } = scaleSet["virtualMachineProfile"] as { osProfile: { customData: string } };
        const text = customDataText(plain(osProfile.customData) as string);
        assert.match(text, new RegExp(`IDENTITY_CLIENT_ID="${String(nodeIdentity!.clientId)}"`));
    });

    it("leave the vault's name to the principal of the one that is new", async () => {
        const nameOf = async (changes: Partial<GatewayDeploymentArgs>): Promise<unknown> => ofType(await deploy(changes), "Vault")[0]!.inputs["vaultName"];
        const [byNodes, byLoadBalancer] = [await nameOf({}), await nameOf(cases["one existing identity"]!)];
        assert.match(String(byLoadBalancer), /^kv-gateway-/);
        assert.notEqual(byNodes, byLoadBalancer);
    });

    it("get no roles where others assign them", async () => {
        const registered = await deploy(cases["roles that others assign"]);
        assert.deepEqual(ofType(registered, "RoleAssignment"), []);
        assert.equal(ofType(registered, "Secret").length, 5);
    });
});

describe("an existing front certificate", () => {
    it("is read by the load balancer alone, with a role on that secret when its vault's id is given", async () => {
        const registered = await deploy(cases["a front certificate that a vault has already, with a role"]);
        const assignment = ofType(registered, "RoleAssignment").find(({ name }) => name === "gateway-vault-front-certificate")!;
        assert.deepEqual([assignment.inputs["scope"], assignment.inputs["principalId"]], [`${vaultId}/secrets/front`, "principal-gateway-vault-load-balancer"]);
        const [certificate] = ofType(registered, "ApplicationGateway")[0]!.inputs["sslCertificates"] as { keyVaultSecretId: string }[];
        assert.equal(certificate!.keyVaultSecretId, "https://kv-team.vault.azure.net/secrets/front");
        assert.ok(!ofType(registered, "Secret").some(({ name }) => name === "gateway-vault-front-certificate"));
    });
});

describe("existing secrets", () => {
    const own = cases["secrets that a vault has already"]!;

    it("are not written, and read from where they are", async () => {
        const registered = await deploy(own);
        assert.deepEqual(
            ofType(registered, "Secret").map(({ name }) => name),
            ["gateway-vault-front-certificate"],
        );
        assert.deepEqual(Object.keys(readers(registered)), ["front-certificate"], "access is others' business while the vault's id is not given");
        const { osProfile } = ofType(registered, "VirtualMachineScaleSet")[0]!.inputs["virtualMachineProfile"] as { osProfile: { customData: string } };
        const text = customDataText(plain(osProfile.customData) as string);
        assert.match(text, /KEY_STORE_SECRET_ID="https:\/\/kv-team\.vault\.azure\.net\/secrets\/node-key-store"/);
        for (const variable of ["GATEWAY_ADMIN_PASSWORD", "CONTROL_PLANE_PASSWORD"])
            assert.match(text, new RegExp(`${variable}="https://kv-team\\.vault\\.azure\\.net/secrets/admin"`));
    });

    it("get a role each, on the secret alone, when the vault's id is given", async () => {
        const registered = await deploy(cases["secrets that a vault has already, with roles"]);
        const scopes = Object.fromEntries(
            ofType(registered, "RoleAssignment").map(({ name, inputs }) => [name.replace("gateway-vault-", ""), inputs["scope"]]),
        );
        assert.equal(scopes["node-key-store-password"], `${vaultId}/secrets/node-key-store-password`);
        assert.equal(scopes["encryption-key"], `${vaultId}/secrets/encryption`);
        assert.equal(Object.keys(scopes).length, 6);
    });
});

describe("GatewayVault", () => {
    const args: GatewayVaultArgs = { tier: "Production", resourceGroupName: "rg", privateEndpointSubnetId: "/subnet", vaultZoneId: "/zone", secrets: [] };
    const existing = { address: "https://kv-team.vault.azure.net/secrets/front" };

    it("makes no vault when there is nothing to write", async () => {
        const secrets = [{ name: "front", existing, reader: SecretReader.LoadBalancer }];
        const registered = await registeredBy(() => new GatewayVault("vault", { ...args, secrets, privateEndpointSubnetId: undefined }));
        const types = registered.filter(({ custom }) => custom).map(({ type }) => type.split(":").at(-1));
        assert.deepEqual(types, ["UserAssignedIdentity", "UserAssignedIdentity"]);
    });

    it("gives secrets a type and a time, which is always the same", async () => {
        const registered = await deploy(cases["secrets that expire"]);
        const properties = (name: string): { contentType: string; attributes: object } => {
            const secret = ofType(registered, "Secret").find((candidate) => candidate.name === `gateway-vault-${name}`)!;
            assert.ok(isSecret(secret.inputs["properties"]));
            return plain(secret.inputs["properties"]) as never;
        };
        assert.equal(properties("node-key-store").contentType, "application/x-pkcs12");
        assert.equal(properties("admin-password").contentType, "text/plain");
        assert.deepEqual(properties("node-key-store").attributes, { enabled: true, expires: 1_806_451_200 });
        assert.deepEqual(properties("front-certificate").attributes, { enabled: true, expires: 1_806_451_200 });
        assert.equal(secondsOf("1970-01-01T01:00:01.9+01:00"), 1);
    });

    it("says what is wrong with all of its arguments", () => {
        const wrong: GatewayVaultArgs = {
            ...args,
            vaultZoneId: undefined,
            secrets: [
                { name: "a", value: "x", reader: "Nodes" },
                { name: "A", existing: { address: "x" }, reader: "Nodes" },
                { name: "b_", value: "x", existing, reader: "Nodes" },
                { name: "c", reader: "Nodes" },
                { name: "d", existing: { address: `${existing.address}/${"0".repeat(32)}` }, reader: "LoadBalancer" },
                { name: "e", value: "x", expires: "tomorrow", reader: "Nodes" },
                { name: "f", value: "x", reader: "Everybody" as never },
            ],
        };
        const paths = checkVaultArgs(wrong).map(({ path }) => path);
        assert.deepEqual(paths, [
            "vaultZoneId",
            "secrets[1].name",
            "secrets[1].existing.address",
            "secrets[2].name",
            "secrets[2]",
            "secrets[3]",
            "secrets[4].existing.address",
            "secrets[5].expires",
            "secrets[6].reader",
        ]);
    });
});

describe("checks of vault, identities and secrets", () => {
    const { nodeIdentity, loadBalancerIdentity } = cases["existing identities"]!.vault!;
    const existing = { id: vaultId };
    const admin = "https://kv-team.vault.azure.net/secrets/admin";
    const mistakes: [what: string, changes: Partial<GatewayDeploymentArgs>, path: string, message: RegExp][] = [
        ["a vault of a wrong id", { vault: { existing: { id: "kv-team" } } }, "vault.existing.id", /Microsoft\.KeyVault\/vaults/],
        ["a start of names that Azure does not allow", { vault: { existing: { ...existing, secretPrefix: "a_b" } } }, "vault.existing.secretPrefix", /./],
        ["a start of names that is too long", { vault: { existing: { ...existing, secretPrefix: "a".repeat(101) } } }, "vault.existing.secretPrefix", /100/],
        ["days of a vault that exists", { vault: { existing, retentionDays: 7 } }, "vault.retentionDays", /leave it out/],
        ["a name for a vault that exists", { vault: { existing }, names: { keyVault: "kv-new" } }, "names.keyVault", /leave it out/],
        ["too few days", { vault: { retentionDays: 6 } }, "vault.retentionDays", /7 to 90/],
        ["two old identities and a vault without a name", { vault: { nodeIdentity, loadBalancerIdentity } }, "names.keyVault", /nothing makes/],
        ["two old identities in an old vault", { vault: { existing, nodeIdentity, loadBalancerIdentity } }, "vault.existing.secretPrefix", /earlier life/],
        ["an identity of a wrong id", { vault: { nodeIdentity: { ...nodeIdentity!, id: "x" } } }, "vault.nodeIdentity.id", /userAssignedIdentities/],
        ["a principal that is none", { vault: { nodeIdentity: { ...nodeIdentity!, principalId: "x" } } }, "vault.nodeIdentity.principalId", /GUID/],
        [
            "a client that is none",
            { vault: { loadBalancerIdentity: { ...loadBalancerIdentity!, clientId: "" } } },
            "vault.loadBalancerIdentity.clientId",
            /GUID/,
        ],
        ["nobody who assigns the load balancer's role", { vault: { assignRoles: false } }, "vault.loadBalancerIdentity", /must exist/],
        [
            "the vault of a front certificate that is not in one",
            { certificates: { ...validArgs().certificates, frontSecretVaultId: vaultId } },
            "certificates.frontSecretVaultId",
            /without frontSecretId/,
        ],
        ["no key store", { certificates: { ...validArgs().certificates, nodeKeyStore: undefined } }, "certificates.nodeKeyStore", /is missing/],
        ["no password", { credentials: {} }, "credentials.adminPassword", /vault\.existingSecrets\.adminPassword/],
        ["a password at two places", { vault: { existingSecrets: { adminPassword: admin } } }, "credentials.adminPassword", /exactly one/],
        [
            "an address that is none",
            { credentials: {}, vault: { existingSecrets: { adminPassword: "admin" } } },
            "vault.existingSecrets.adminPassword",
            /address/,
        ],
        ["an encryption key that nothing uses", { vault: { existingSecrets: { encryptionKey: admin } } }, "credentials.encryptionKey", /leave it out/],
        ["a time that is none", { vault: { secretExpiry: { adminPassword: "2027-02-30T00:00:00Z" } } }, "vault.secretExpiry.adminPassword", /2027-03-31T/],
        ["a day without a time", { vault: { secretExpiry: { frontCertificate: "2027-03-31" } } }, "vault.secretExpiry.frontCertificate", /T00:00:00Z/],
        [
            "a time for a secret that exists",
            { credentials: {}, vault: { existingSecrets: { adminPassword: admin }, secretExpiry: { adminPassword: "2027-03-31T00:00:00Z" } } },
            "vault.secretExpiry.adminPassword",
            /as it is/,
        ],
        [
            "one address for two secrets",
            { credentials: {}, vault: { existingSecrets: { adminPassword: admin, controlPlanePassword: admin } } },
            "vault.existingSecrets.controlPlanePassword",
            /secrets of their own/,
        ],
    ];
    for (const [what, changes, path, message] of mistakes) {
        it(`refuse ${what}`, () => {
            const problems = checkDeployment(validArgs(changes));
            assert.deepEqual(
                problems.map((problem) => problem.path),
                [path],
            );
            assert.match(problems[0]!.message, message);
        });
    }

    for (const [name, changes] of Object.entries(cases)) it(`accept ${name}`, () => assert.deepEqual(checkDeployment(validArgs(changes)), []));

    it("leave alone what is not known yet", () =>
        assert.deepEqual(checkDeployment(validArgs({ vault: { existing: { id: pulumi.output("x") }, retentionDays: undefined } })), []));
});
