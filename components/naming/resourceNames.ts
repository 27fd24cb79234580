import { checkName } from "../naming";
import type { Problem } from "../problem";
import type { NameKind } from "./nameRules";

/**
 * Names that replace the ones this library would choose, one for each resource whose name people's rules may ask for.
 * Changing one replaces the resource: see `onReplacement` of its kind.
 */
export interface ResourceNames {
    /** Resource group, 1 to 90 characters. */
    resourceGroup?: string;
    /** Virtual network, 2 to 64 characters. */
    virtualNetwork?: string;
    /** Subnet of the load balancer, 1 to 80 characters. */
    loadBalancerSubnet?: string;
    /** Subnet of the gateway nodes, 1 to 80 characters. */
    nodeSubnet?: string;
    /** Subnet of the private endpoints, 1 to 80 characters. */
    privateEndpointSubnet?: string;
    /** Subnet of the entry of a cluster, 1 to 80 characters. */
    entrySubnet?: string;
    /** Network security group of the load balancer's subnet, 1 to 80 characters. */
    loadBalancerSecurityGroup?: string;
    /** Network security group of the nodes' subnet, 1 to 80 characters. */
    nodeSecurityGroup?: string;
    /** Network security group of the private endpoints' subnet, 1 to 80 characters. */
    privateEndpointSecurityGroup?: string;
    /** Network security group of the entry's subnet of a cluster, 1 to 80 characters. */
    entrySecurityGroup?: string;
    /** Public IP address of the load balancer, 1 to 80 characters. */
    publicAddress?: string;
    /** Public IP address of the NAT gateway, 1 to 80 characters. */
    natAddress?: string;
    /** NAT gateway, 1 to 80 characters. */
    natGateway?: string;
    /** Route table of the nodes' subnet, where they leave through a firewall, 1 to 80 characters. */
    routeTable?: string;
    /** Private endpoint of the storage account, 2 to 64 characters. */
    storagePrivateEndpoint?: string;
    /** Private endpoint of the key vault, 2 to 64 characters. */
    vaultPrivateEndpoint?: string;
    /** Storage account, 3 to 24 lower-case letters and digits, unique in all of Azure. */
    storageAccount?: string;
    /** File share, 3 to 63 characters. */
    fileShare?: string;
    /** Key vault, 3 to 24 characters, unique in all of Azure; taken for 7 to 90 days after it was deleted. */
    keyVault?: string;
    /** Managed identity of the load balancer, 3 to 128 characters. */
    loadBalancerIdentity?: string;
    /** Managed identity of the nodes, 3 to 128 characters. */
    nodeIdentity?: string;
    /** Scale set, 1 to 64 characters. */
    scaleSet?: string;
    /** First part of the nodes' host names, 1 to 58 characters. */
    computerNamePrefix?: string;
    /** Autoscale setting, 1 to 260 characters. */
    autoscaleSetting?: string;
    /** Manager of rsync mode, a virtual machine and its host name, 1 to 64 characters. */
    syncManager?: string;
    /** Data disk of the manager of rsync mode, 1 to 80 characters. */
    syncManagerDisk?: string;
    /** Network interface of the manager of rsync mode, 1 to 80 characters. */
    syncManagerNetworkInterface?: string;
    /** Managed identity of the manager of rsync mode, 3 to 128 characters. */
    syncManagerIdentity?: string;
    /** Kubernetes cluster, 1 to 63 characters. */
    cluster?: string;
    /** Resource group in which Azure keeps the cluster's machines, 1 to 80 characters. */
    clusterResourceGroup?: string;
    /** Managed identity of the cluster, 3 to 128 characters. */
    clusterIdentity?: string;
    /** Application gateway, 1 to 80 characters. */
    applicationGateway?: string;
    /** Web application firewall policy, 1 to 128 letters and digits. */
    firewallPolicy?: string;
    /** Web application firewall policy of the listener for management, 1 to 128 letters and digits. */
    managementFirewallPolicy?: string;
    /** Log Analytics workspace, 4 to 63 characters. */
    workspace?: string;
    /** Action group, 1 to 260 characters. */
    actionGroup?: string;
    /** Data collection rule, 3 to 64 characters. */
    dataCollectionRule?: string;
}

const kindOfName: Readonly<Record<keyof ResourceNames, NameKind>> = {
    resourceGroup: "resourceGroup",
    virtualNetwork: "virtualNetwork",
    loadBalancerSubnet: "subnet",
    nodeSubnet: "subnet",
    privateEndpointSubnet: "subnet",
    entrySubnet: "subnet",
    loadBalancerSecurityGroup: "networkSecurityGroup",
    nodeSecurityGroup: "networkSecurityGroup",
    privateEndpointSecurityGroup: "networkSecurityGroup",
    entrySecurityGroup: "networkSecurityGroup",
    publicAddress: "publicIpAddress",
    natAddress: "publicIpAddress",
    natGateway: "natGateway",
    routeTable: "routeTable",
    storagePrivateEndpoint: "privateEndpoint",
    vaultPrivateEndpoint: "privateEndpoint",
    storageAccount: "storageAccount",
    fileShare: "fileShare",
    keyVault: "keyVault",
    loadBalancerIdentity: "userAssignedIdentity",
    nodeIdentity: "userAssignedIdentity",
    scaleSet: "scaleSet",
    computerNamePrefix: "computerNamePrefix",
    autoscaleSetting: "autoscaleSetting",
    syncManager: "virtualMachine",
    syncManagerDisk: "disk",
    syncManagerNetworkInterface: "networkInterface",
    syncManagerIdentity: "userAssignedIdentity",
    cluster: "cluster",
    clusterResourceGroup: "clusterResourceGroup",
    clusterIdentity: "userAssignedIdentity",
    applicationGateway: "applicationGateway",
    firewallPolicy: "webApplicationFirewallPolicy",
    managementFirewallPolicy: "webApplicationFirewallPolicy",
    workspace: "workspace",
    actionGroup: "actionGroup",
    dataCollectionRule: "dataCollectionRule",
};

/** The names that can be replaced, in the order of `ResourceNames`. */
export const nameSettings = Object.keys(kindOfName) as readonly (keyof ResourceNames)[];

/** What is wrong with names that replace the chosen ones: forbidden ones, and two of one kind that are the same. */
export function checkNames(names: ResourceNames, path: string): Problem[] {
    const problems: Problem[] = [];
    const seen = new Map<string, string>();
    for (const key of nameSettings) {
        const [name, kind] = [names[key], kindOfName[key]];
        if (name === undefined) continue;
        problems.push(...checkName(kind, name, `${path}.${key}`));
        const identity = `${kind} ${name.toLowerCase()}`;
        const other = seen.get(identity);
        if (other === undefined) seen.set(identity, key);
        else problems.push({ path: `${path}.${key}`, message: `is "${name}", as is ${path}.${other}; the two need names of their own` });
    }
    return problems;
}
