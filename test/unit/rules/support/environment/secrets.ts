import type { Environment } from "../bodies";
import { inGroup, location, SUBSCRIPTION, VAULT } from "../ids";

export function secrets(): Environment {
    return {
        vault: {
            id: VAULT,
            type: "Microsoft.KeyVault/vaults",
            name: "kv-test",
            location,
            properties: {
                tenantId: "11111111-2222-3333-4444-555555555555",
                sku: { family: "A", name: "standard" },
                enableRbacAuthorization: true,
                enableSoftDelete: true,
                softDeleteRetentionInDays: 90,
                enablePurgeProtection: true,
                publicNetworkAccess: "Disabled",
                networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
            },
        },
        identity: {
            id: inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway"),
            type: "Microsoft.ManagedIdentity/userAssignedIdentities",
            name: "id-gateway",
            location,
        },
        nodeIdentity: {
            id: inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-nodes"),
            type: "Microsoft.ManagedIdentity/userAssignedIdentities",
            name: "id-nodes",
            location,
        },
        assignment: {
            id: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/0f2c7f0e-9a34-4c5e-8c6e-0a5b8f9d3e21`,
            type: "Microsoft.Authorization/roleAssignments",
            name: "0f2c7f0e-9a34-4c5e-8c6e-0a5b8f9d3e21",
            properties: {
                roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`,
                principalId: "99999999-2222-3333-4444-555555555555",
                principalType: "ServicePrincipal",
            },
        },
        lock: {
            id: `${VAULT}/providers/Microsoft.Authorization/locks/keep`,
            type: "Microsoft.Authorization/locks",
            name: "keep",
            properties: { level: "CanNotDelete" },
        },
        workspace: {
            id: inGroup("Microsoft.OperationalInsights/workspaces/log1"),
            type: "Microsoft.OperationalInsights/workspaces",
            name: "log1",
            location,
            properties: { sku: { name: "PerGB2018" }, retentionInDays: 30 },
        },
        diagnostics: {
            id: `${VAULT}/providers/Microsoft.Insights/diagnosticSettings/logs`,
            type: "Microsoft.Insights/diagnosticSettings",
            name: "logs",
            properties: { workspaceId: inGroup("Microsoft.OperationalInsights/workspaces/log1") },
        },
    };
}
