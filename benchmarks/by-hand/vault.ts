import { createHash } from "node:crypto";

import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { vaultZone } from "./network";
import { privateEndpoint } from "./privateEndpoint";
import { adminPassword, client, common, frontCertificatePfx, nodeKeyStore, nodeKeyStorePassword, resourceGroup, tags } from "./settings";

export const nodeIdentity = new managedidentity.UserAssignedIdentity("gateway-vault-nodes", { ...common, resourceName: "id-gateway-prod-nodes" });
export const loadBalancerIdentity = new managedidentity.UserAssignedIdentity("gateway-vault-load-balancer", {
    ...common,
    resourceName: "id-gateway-prod-load-balancer",
});

const vaultName = pulumi.all([client.subscriptionId, resourceGroup.name, nodeIdentity.principalId]).apply((scope) => {
    const unique = createHash("sha256").update(scope.join("/").toLowerCase()).digest("hex");
    return `kv-gateway-${unique.slice(0, 12)}`;
});

export const vault = new keyvault.Vault(
    "gateway-vault",
    {
        ...common,
        vaultName,
        properties: {
            tenantId: client.tenantId,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
            enableSoftDelete: true,
            softDeleteRetentionInDays: 90,
            enablePurgeProtection: true,
            publicNetworkAccess: "Disabled",
            networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
        },
    },
    { protect: true },
);

export const zoneGroup = privateEndpoint("gateway-vault", "vault", vault.id, vaultZone);

/** A secret, and the right of one identity to read it. */
function secret(secretName: string, value: pulumi.Input<string>, contentType: string, reader: managedidentity.UserAssignedIdentity) {
    const created = new keyvault.Secret(
        `gateway-vault-${secretName}`,
        {
            resourceGroupName: resourceGroup.name,
            tags,
            vaultName: vault.name,
            secretName,
            properties: { value, contentType, attributes: { enabled: true } },
        },
        { deletedWith: vault },
    );
    // Key Vault Secrets User
    const role = "4633458b-17de-408a-b874-0445c86b69e6";
    const assignment = new authorization.RoleAssignment(`gateway-vault-${secretName}`, {
        roleAssignmentName: pulumi.all([created.id, reader.principalId]).apply(guid),
        scope: created.id,
        principalId: reader.principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: pulumi.interpolate`/subscriptions/${client.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    });
    const uri = created.properties.apply((properties) => properties.secretUri);
    return { uri, assignment };
}

function guid(parts: readonly string[]): string {
    const hex = createHash("sha256").update(parts.join("|").toLowerCase()).digest("hex");
    return hex.replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12}).*$/, "$1-$2-5$3-$4-$5");
}

export const frontCertificate = secret("front-certificate", frontCertificatePfx, "application/x-pkcs12", loadBalancerIdentity);

/** What nodes read, by the name of the variable that gets it. */
export const nodeSecretUris = {
    KEY_STORE: secret("node-key-store", nodeKeyStore, "application/x-pkcs12", nodeIdentity).uri,
    GATEWAY_KEYSTORE_PASSWORD: secret("node-key-store-password", nodeKeyStorePassword, "text/plain", nodeIdentity).uri,
    GATEWAY_ADMIN_PASSWORD: secret("admin-password", adminPassword, "text/plain", nodeIdentity).uri,
    CONTROL_PLANE_PASSWORD: secret("control-plane-password", adminPassword, "text/plain", nodeIdentity).uri,
};
