/** How long Azure takes, in seconds. */
export interface Duration {
    create: number;
    /** Defaults to what a creation takes. */
    update?: number;
    delete: number;
}

/** What Azure's documentation and logs call "a few seconds". */
const FEW_SECONDS = 5;
const quick: Duration = { create: FEW_SECONDS, delete: FEW_SECONDS };

/**
 * Durations by type. There is no official figure for any of them. Where several runs were observed in public logs, this is their median;
 * where a range was observed, its middle; deletions that nobody measured count as a few seconds or as long as the creation.
 */
export const durations: Readonly<Record<string, Duration>> = {
    "azure-native:resources:ResourceGroup": quick,
    // 5–12 s.
    "azure-native:network:VirtualNetwork": { create: 8, delete: 8 },
    "azure-native:network:Subnet": { create: 7, delete: 7 },
    "azure-native:network:NetworkSecurityGroup": quick,
    "azure-native:network:PublicIPAddress": quick,
    "azure-native:network:NatGateway": { create: 13, delete: 13 },
    "azure-native:network:RouteTable": quick,
    "azure-native:network:NetworkInterface": quick,
    // 30 s to 2 min, an estimate.
    "azure-native:network:PrivateEndpoint": { create: 75, delete: 75 },
    "azure-native:network:PrivateDnsZoneGroup": quick,
    // 5m36s, 7m39s, over 8 min, once over 30 min: the second. A change of configuration takes tens of seconds to minutes. Deleted in 6m22s.
    "azure-native:network:ApplicationGateway": { create: 459, update: 120, delete: 382 },
    "azure-native:network:WebApplicationFirewallPolicy": quick,
    "azure-native:privatedns:PrivateZone": { create: 30, delete: 30 },
    // 30–60 s, an estimate.
    "azure-native:privatedns:VirtualNetworkLink": { create: 45, delete: 45 },
    // 22 s, 28 s, 65 s, 68 s, 131 s: the middle one.
    "azure-native:storage:StorageAccount": { create: 65, update: FEW_SECONDS, delete: FEW_SECONDS },
    "azure-native:storage:FileServiceProperties": quick,
    "azure-native:storage:FileShare": quick,
    "azure-native:keyvault:Vault": { create: 45, update: FEW_SECONDS, delete: FEW_SECONDS },
    "azure-native:keyvault:Secret": quick,
    "azure-native:managedidentity:UserAssignedIdentity": quick,
    // 8–29 s.
    "azure-native:managedidentity:FederatedIdentityCredential": quick,
    // 4m41s, 4m51s, 5m59s, 6m22s: between the two in the middle. Deleted in 8m12s. Nobody has measured a change of it; most are quick, some go to every node.
    "azure-native:containerservice:ManagedCluster": { create: 325, update: 120, delete: 492 },
    // 2–5 min, an estimate.
    "azure-native:containerservice:AgentPool": { create: 210, update: 60, delete: 210 },
    "azure-native:containerservice:MaintenanceConfiguration": quick,
    "azure-native:authorization:RoleAssignment": { create: 18, delete: FEW_SECONDS },
    // 73 s and 130 s, without the boot of what runs on the machines.
    "azure-native:compute:VirtualMachineScaleSet": { create: 102, delete: 102 },
    // 30–60 s, an estimate, without the boot of what runs on it.
    "azure-native:compute:VirtualMachine": { create: 45, delete: 45 },
    // Minutes to install an agent: an estimate.
    "azure-native:compute:VirtualMachineExtension": { create: 60, delete: 30 },
    "azure-native:compute:Disk": quick,
    "azure-native:monitor:AutoscaleSetting": quick,
    // 30–60 s, an estimate.
    "azure-native:operationalinsights:Workspace": { create: 45, update: FEW_SECONDS, delete: FEW_SECONDS },
    "azure-native:monitor:DiagnosticSetting": quick,
    // Of these nobody has published observations: each is one small entry, like a diagnostic setting.
    "azure-native:monitor:ActionGroup": quick,
    "azure-native:monitor:MetricAlert": quick,
    "azure-native:monitor:ScheduledQueryRule": quick,
    "azure-native:monitor:DataCollectionRule": quick,
    "azure-native:monitor:DataCollectionRuleAssociation": quick,
};

/** Longest time until a role assignment counts everywhere, in seconds. Source: Azure RBAC, up to five minutes. */
export const ROLE_PROPAGATION = 300;

/** Seconds that an operation on a resource of this type takes. */
export function secondsFor(token: string, operation: "create" | "update" | "delete"): number {
    const duration = durations[token] ?? quick;
    return duration[operation] ?? duration.create;
}

/** How much slower than at once the simulated Azure is: 0 means no waiting at all, 1 the durations of real Azure. */
export function timeScale(environment: NodeJS.ProcessEnv = process.env): number {
    const scale = Number(environment.SIMULATED_AZURE_TIME_SCALE ?? 0);
    if (!(scale >= 0)) throw new Error(`SIMULATED_AZURE_TIME_SCALE is ${environment.SIMULATED_AZURE_TIME_SCALE}; it must be a number from 0 (no waiting) on`);
    return scale;
}
