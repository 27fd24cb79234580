import { DeployedResource } from "../simulator/criticalPath";

/** A resource that a deployment has created, and what its arguments name. */
export interface RecordedResource extends DeployedResource {
    /** URNs of the resources that its arguments name: by id, as what it lies in, by an address or a principal of theirs. */
    names: readonly string[];
}

/** Something that Azure itself makes a resource wait for. */
export interface Necessity {
    /** Type of what waits, without `azure-native:`; `*` is any. */
    of: string;

    /** Type of what it waits for. */
    needs: string;

    /**
     * How the two belong together, from one to the other: a type is what the step before names, `<` before a type means that the step before is named by it.
     * Defaults to `needs` alone: what the arguments name.
     */
    by?: readonly string[];

    /** End of the logical name of what it waits for, where not all of that type are needed. Defaults to all. */
    only?: string;

    /** What Azure answers otherwise, or why it must be so. */
    because: string;
}

const network = "network:VirtualNetwork";
const gateway = "network:ApplicationGateway";
const cluster = "containerservice:ManagedCluster";
const vaultOfCertificate = ["keyvault:Secret", "keyvault:Vault", "<network:PrivateEndpoint", "<network:PrivateDnsZoneGroup"];

/** All that Azure makes a deployment wait for. Whatever else waits for something, waits for a reason of the library's own. Source: azure.md, sections 2 and 3. */
export const necessities: readonly Necessity[] = [
    { of: "*", needs: "resources:ResourceGroup", because: "Everything lies in a group that exists (ResourceGroupNotFound)." },
    { of: network, needs: "network:NetworkSecurityGroup", because: "Subnets name their security group (InvalidResourceReference)." },
    { of: network, needs: "network:NatGateway", because: "Subnets name their NAT gateway (InvalidResourceReference)." },
    { of: network, needs: "network:RouteTable", because: "Subnets name their route table (InvalidResourceReference)." },
    { of: "network:Subnet", needs: network, because: "A subnet lies in its network (ParentResourceNotFound)." },
    { of: "network:Subnet", needs: "network:NetworkSecurityGroup", because: "A subnet names its security group (InvalidResourceReference)." },
    { of: "network:Subnet", needs: "network:NatGateway", because: "A subnet names its NAT gateway (InvalidResourceReference)." },
    { of: "network:Subnet", needs: "network:RouteTable", because: "A subnet names its route table (InvalidResourceReference)." },
    { of: "network:NatGateway", needs: "network:PublicIPAddress", because: "It names its addresses (InvalidResourceReference)." },
    { of: "network:PrivateEndpoint", needs: network, because: "It gets an address of a subnet (InvalidResourceReference)." },
    { of: "network:PrivateEndpoint", needs: "network:Subnet", because: "It gets an address of a subnet (InvalidResourceReference)." },
    { of: "network:PrivateEndpoint", needs: "storage:StorageAccount", because: "It connects to a resource that exists." },
    { of: "network:PrivateEndpoint", needs: "keyvault:Vault", because: "It connects to a resource that exists." },
    { of: "network:PrivateDnsZoneGroup", needs: "network:PrivateEndpoint", because: "It lies in its endpoint (ParentResourceNotFound)." },
    { of: "network:PrivateDnsZoneGroup", needs: "privatedns:PrivateZone", because: "It writes into zones that exist (InvalidResourceReference)." },
    { of: "privatedns:VirtualNetworkLink", needs: "privatedns:PrivateZone", because: "It lies in its zone (ParentResourceNotFound)." },
    { of: "privatedns:VirtualNetworkLink", needs: network, because: "It names its network (InvalidResourceReference)." },
    { of: "storage:FileServiceProperties", needs: "storage:StorageAccount", because: "It lies in its account (ParentResourceNotFound)." },
    { of: "storage:FileShare", needs: "storage:StorageAccount", because: "It lies in its account (ParentResourceNotFound)." },
    { of: "keyvault:Secret", needs: "keyvault:Vault", because: "It lies in its vault (ParentResourceNotFound)." },
    { of: "authorization:RoleAssignment", needs: "keyvault:Secret", because: "Its scope must exist (ParentResourceNotFound); roles are given per secret." },
    { of: "authorization:RoleAssignment", needs: "keyvault:Vault", because: "Its scope must exist (ParentResourceNotFound)." },
    { of: "authorization:RoleAssignment", needs: "managedidentity:UserAssignedIdentity", because: "Azure makes the principal with the identity." },
    { of: "authorization:RoleAssignment", needs: network, because: "Its scope must exist (ParentResourceNotFound): a subnet." },
    { of: "authorization:RoleAssignment", needs: "network:Subnet", because: "Its scope must exist (ParentResourceNotFound)." },
    { of: "authorization:RoleAssignment", needs: cluster, because: "Its scope must exist, or Azure makes the principal with the cluster." },
    { of: gateway, needs: network, because: "It lies in a subnet (InvalidResourceReference)." },
    { of: gateway, needs: "network:Subnet", because: "It lies in a subnet (InvalidResourceReference)." },
    { of: gateway, needs: "network:PublicIPAddress", because: "A frontend names its address (InvalidResourceReference)." },
    { of: gateway, needs: "network:WebApplicationFirewallPolicy", because: "It names its policies (InvalidResourceReference)." },
    { of: gateway, needs: "managedidentity:UserAssignedIdentity", because: "It has its identity from the start, to read certificates with." },
    { of: gateway, needs: "keyvault:Secret", because: "It reads its certificate when it is created (ApplicationGatewayKeyVaultSecretException)." },
    {
        of: gateway,
        needs: "authorization:RoleAssignment",
        by: ["keyvault:Secret", "<authorization:RoleAssignment"],
        because: "It may read its certificate only when the role is known everywhere, up to five minutes after the assignment.",
    },
    {
        of: gateway,
        needs: "network:PrivateDnsZoneGroup",
        by: vaultOfCertificate,
        because: "It finds a vault without public access by its private name only (AGN-09).",
    },
    {
        of: gateway,
        needs: "privatedns:VirtualNetworkLink",
        by: [...vaultOfCertificate, "privatedns:PrivateZone", "<privatedns:VirtualNetworkLink"],
        because: "Its network finds private names only in zones that are linked to it (AGN-09).",
    },
    { of: "compute:VirtualMachineScaleSet", needs: network, because: "Interfaces lie in a subnet (InvalidResourceReference)." },
    { of: "compute:VirtualMachineScaleSet", needs: "network:Subnet", because: "Interfaces lie in a subnet (InvalidResourceReference)." },
    { of: "compute:VirtualMachineScaleSet", needs: gateway, because: "Interfaces name the gateway's pool (InvalidResourceReference)." },
    { of: "compute:VirtualMachineScaleSet", needs: "managedidentity:UserAssignedIdentity", because: "Machines have their identity from the start." },
    { of: cluster, needs: network, because: "Its nodes lie in a subnet (InvalidResourceReference)." },
    { of: cluster, needs: "network:Subnet", because: "Its nodes lie in a subnet (InvalidResourceReference)." },
    { of: cluster, needs: "managedidentity:UserAssignedIdentity", because: "It has its identity from the start." },
    {
        of: cluster,
        needs: "authorization:RoleAssignment",
        by: ["managedidentity:UserAssignedIdentity", "<authorization:RoleAssignment"],
        // Its identity has another role, on the subnet of the entry: nothing needs that before there are pods.
        only: "-nodes-network",
        because: "Its identity may join its nodes to their subnet only when the role is known everywhere (AK-19).",
    },
    { of: "containerservice:AgentPool", needs: cluster, because: "It lies in its cluster (ParentResourceNotFound)." },
    { of: "containerservice:AgentPool", needs: network, because: "Its nodes lie in a subnet (InvalidResourceReference)." },
    { of: "containerservice:AgentPool", needs: "network:Subnet", because: "Its nodes lie in a subnet (InvalidResourceReference)." },
    { of: "containerservice:MaintenanceConfiguration", needs: cluster, because: "It lies in its cluster (ParentResourceNotFound)." },
    { of: "managedidentity:FederatedIdentityCredential", needs: "managedidentity:UserAssignedIdentity", because: "It lies in its identity." },
    { of: "monitor:AutoscaleSetting", needs: "compute:VirtualMachineScaleSet", because: "It scales something that exists." },
    { of: "monitor:AutoscaleSetting", needs: "monitor:ActionGroup", because: "It tells somebody who exists." },
    { of: "monitor:DiagnosticSetting", needs: "*", because: "It lies in what it is about, and names where it sends." },
    { of: "monitor:MetricAlert", needs: "*", because: "It watches resources that exist, and tells a group that exists." },
    { of: "monitor:ScheduledQueryRule", needs: "*", because: "It asks a workspace that exists, and tells a group that exists." },
    { of: "monitor:DataCollectionRule", needs: "*", because: "It sends to a workspace that exists." },
    { of: "monitor:DataCollectionRuleAssociation", needs: "*", because: "It joins a rule and machines that exist." },
];

/** What each resource must wait for in Azure, and nothing else: the deployment as fast as it can be. */
export function withNecessaryDependencies(resources: readonly RecordedResource[]): DeployedResource[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const namedBy = new Map<string, RecordedResource[]>();
    for (const resource of resources) for (const urn of resource.names) namedBy.set(urn, [...(namedBy.get(urn) ?? []), resource]);
    return resources.map(({ urn, type, custom, parent, ...rest }) => {
        const own = necessities.filter(({ of }) => isType(type, of));
        const dependencies = own.flatMap(({ needs, by = [needs], only = "" }) => {
            const needed = by.reduce(oneStep, [{ urn, type, custom, parent, ...rest }]);
            return needed.filter((dependency) => dependency.urn.endsWith(only));
        });
        return { urn, type, custom, parent, dependencies: [...new Set(dependencies.map((dependency) => dependency.urn))].filter((other) => other !== urn) };
    });

    function oneStep(from: readonly RecordedResource[], step: string): RecordedResource[] {
        const next = from.flatMap((resource) =>
            step.startsWith("<") ? (namedBy.get(resource.urn) ?? []) : resource.names.flatMap((named) => byUrn.get(named) ?? []),
        );
        return next.filter(({ type }) => isType(type, step.replace("<", "")));
    }
}

/** Pairs of types of which one names the other, and about which the table says nothing. */
export function undecided(resources: readonly RecordedResource[]): string[] {
    const typeOf = new Map(resources.map(({ urn, type }) => [urn, type]));
    const ofAzure = resources.filter(({ type }) => isType(type, "*"));
    const pairs = ofAzure.flatMap(({ type, names }) => names.map((urn) => [type, typeOf.get(urn) ?? ""] as const));
    const open = pairs.filter(([type, named]) => !necessities.some(({ of, needs }) => isType(type, of) && isType(named, needs)));
    return [...new Set(open.map(([type, named]) => `${type} names ${named}`))];
}

function isType(type: string, wanted: string): boolean {
    return wanted === "*" ? type.startsWith("azure-native:") : type === `azure-native:${wanted}`;
}
