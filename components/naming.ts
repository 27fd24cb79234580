import { createHash } from "node:crypto";
import { v5 as uuidv5 } from "uuid";

import type { Problem } from "./problem";

/**
 * Names of resources in Azure: what is allowed, and how this library chooses them.
 *
 * All names follow from the arguments alone, never from chance. A run that is cut off after Azure has created a resource, but before its answer arrives,
 * loses track of a resource with a random name: it stays behind, unknown and paid for. A resource whose name is known can be found and adopted by the next run.
 * The price is that a resource cannot be replaced by creating the new one first: see `onReplacement` of each kind.
 *
 * Sources: Azure's naming rules and restrictions per resource type, its recommended abbreviations (Cloud Adoption Framework), rules AG-01, VS-01, ST-01, ST-03.
 */

/** Within what a name must be unique. */
export const NameScope = {
    /** The resource that it is a part of. */
    Parent: "Parent",
    /** The resource group. */
    ResourceGroup: "ResourceGroup",
    /** The subscription. */
    Subscription: "Subscription",
    /** All of Azure. */
    Global: "Global",
} as const;
export type NameScope = (typeof NameScope)[keyof typeof NameScope];

/** What Azure allows as a name of one kind, and what this library makes of it. Azure compares names without regard to case. */
export interface NameRule {
    /** Abbreviation that a name starts with; empty where the Cloud Adoption Framework has none. */
    abbreviation: string;
    /** Smallest number of characters. */
    minLength: number;
    /** Largest number of characters. */
    maxLength: number;
    /** What a name looks like, apart from its length. */
    pattern: RegExp;
    /** The pattern in words. */
    allowed: string;
    /** Character between the parts of a name; empty where none is allowed. */
    separator: string;
    /** Whether only lower-case letters are allowed. This library chooses no others anyway. */
    lowerCaseOnly: boolean;
    /** Within what the name must be unique. */
    uniqueWithin: NameScope;
    /** What happens when a resource of this kind is replaced. */
    onReplacement: string;
    /** Code of Azure's error for a name that it does not allow, where known. */
    azureError?: string;
}

type Form = Pick<NameRule, "pattern" | "allowed" | "separator" | "lowerCaseOnly" | "azureError">;

function form(pattern: RegExp, allowed: string, azureError?: string): Form {
    return { pattern, allowed, separator: pattern.test("a-b") ? "-" : "", lowerCaseOnly: !pattern.source.includes("A-Z"), azureError };
}

const ends = "starting and ending with a letter or digit";
const network = form(/^[A-Za-z0-9](?:[\w.-]*\w)?$/, "letters, digits, `_`, `.`, `-`; first a letter or digit, last no `.` or `-`", "InvalidResourceName");
// Azure's own pages differ on `_` and `.` in names of scale sets and identities; what all of them allow is allowed here.
const plain = form(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/, `letters, digits and \`-\`, ${ends}`);
const host = form(/^(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/, `letters, digits and \`-\`, not digits alone, ${ends}`);
const share = form(/^[a-z0-9](?:-?[a-z0-9])*$/, `lower-case letters, digits and single \`-\`, ${ends}`);
const vault = form(/^[A-Za-z](?:-?[A-Za-z0-9])*$/, "letters, digits and single `-`; first a letter, last no `-`", "VaultNameNotValid");
const group = form(/^[A-Za-z0-9_.()-]*[A-Za-z0-9_()-]$/, "letters, digits, `_`, `.`, `-`, `(` and `)`, not ending with `.`", "InvalidResourceName");
const account = form(/^[a-z0-9]+$/, "lower-case letters and digits", "AccountNameInvalid");
// Policies of Front Door allow no `-`; of application gateways the rule is not published, so the narrower one is kept.
const policy = form(/^[A-Za-z][A-Za-z0-9]*$/, "letters and digits, starting with a letter");
const guid = form(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a GUID in lower case");

function rule(abbreviation: string, [minLength, maxLength]: [number, number], form: Form, uniqueWithin: NameScope, onReplacement: string): NameRule {
    return { abbreviation, minLength, maxLength, ...form, uniqueWithin, onReplacement };
}

const { Parent, ResourceGroup, Subscription, Global } = NameScope;
const first = "The old one is deleted first, because its name is taken";

/** The rule of every kind of name. */
export const nameRules = {
    resourceGroup: rule("rg", [1, 90], group, Subscription, `${first}, and with it everything in it: its name and location should never change.`),
    virtualNetwork: rule("vnet", [2, 64], network, ResourceGroup, `${first}; everything in the network goes with it: an outage.`),
    subnet: rule("snet", [1, 80], network, Parent, `${first}; Azure refuses as long as something is in it (InUseSubnetCannotBeDeleted).`),
    networkSecurityGroup: rule("nsg", [1, 80], network, ResourceGroup, `${first}; Azure refuses as long as a subnet uses it.`),
    publicIpAddress: rule("pip", [1, 80], network, ResourceGroup, `${first}; the address changes, so clients are cut off until DNS follows.`),
    natGateway: rule("ng", [1, 80], network, ResourceGroup, `${first}; until the new one is there, nodes reach nothing outside.`),
    routeTable: rule("rt", [1, 80], network, ResourceGroup, `${first}; Azure refuses as long as a subnet uses it.`),
    privateEndpoint: rule("pep", [2, 64], network, ResourceGroup, `${first}; its service is out of reach for minutes and its address may change.`),
    privateDnsZoneGroup: rule("", [1, 80], network, Parent, `${first}; its service cannot be resolved until the new one is there.`),
    virtualNetworkLink: rule("", [1, 80], network, Parent, `${first}; the zone cannot be resolved in the network until the new one is there.`),
    storageAccount: rule("st", [3, 24], account, Global, `${first}, with all data in it: a protected resource in Production.`),
    fileShare: rule("share", [3, 63], share, Parent, `${first}, with all data in it; with soft delete it can be restored, and its name stays taken.`),
    keyVault: rule("kv", [3, 24], vault, Global, "The soft-deleted vault keeps its name for 7 to 90 days: the new one needs another (see `globalName`)."),
    vaultSecret: rule("", [1, 127], plain, Parent, "The soft-deleted secret keeps its name (Conflict); a new value is a new version, never a replacement."),
    userAssignedIdentity: rule(
        "id",
        [3, 128],
        plain,
        ResourceGroup,
        `${first}; its principal changes, so its roles are assigned anew and take minutes to work.`,
    ),
    roleAssignment: rule("", [36, 36], guid, Global, "Another scope, principal or role is another name: the new one can be created first."),
    scaleSet: rule("vmss", [1, 64], plain, ResourceGroup, `${first}, with all its machines: an outage.`),
    computerNamePrefix: rule("vm", [1, 58], host, Parent, "Not a resource: a new prefix replaces the scale set."),
    virtualMachine: rule("vm", [1, 64], host, ResourceGroup, `${first}; what it does stops until the new one has started. Data disk and interface stay.`),
    virtualMachineExtension: rule("", [1, 80], plain, Parent, `${first}; what it does on the machine stops in between.`),
    networkInterface: rule("nic", [1, 80], network, ResourceGroup, `${first}; Azure refuses as long as a machine has it.`),
    disk: rule("disk", [1, 80], network, ResourceGroup, `${first}, with all data on it: a protected resource in Production.`),
    autoscaleSetting: rule("", [1, 260], plain, ResourceGroup, `${first}; the number of machines stays as it is in between.`),
    cluster: rule("aks", [1, 63], plain, ResourceGroup, `${first}, with everything that runs on it: an outage.`),
    clusterResourceGroup: rule("rg", [1, 80], group, Subscription, "Not a resource of its own: a new name replaces the cluster."),
    clusterDnsPrefix: rule("", [1, 54], plain, Parent, "Not a resource of its own: a new prefix replaces the cluster."),
    federatedCredential: rule("", [3, 120], plain, Parent, `${first}; pods get no new tokens in between.`),
    applicationGateway: rule("agw", [1, 80], network, ResourceGroup, `${first}: an outage of 10 to 20 minutes.`),
    webApplicationFirewallPolicy: rule("waf", [1, 128], policy, ResourceGroup, `${first}; Azure refuses as long as an application gateway uses it.`),
    workspace: rule(
        "log",
        [4, 63],
        plain,
        ResourceGroup,
        `${first}; for 14 days, one of the same name, group and region is the old one again, with what it was sent.`,
    ),
    actionGroup: rule("ag", [1, 260], plain, ResourceGroup, `${first}; alerts tell nobody until the new one is there.`),
    alertRule: rule("", [1, 260], plain, ResourceGroup, `${first}; until the new one is there, nobody is alerted.`),
    diagnosticSetting: rule("", [1, 260], plain, Parent, `${first}; what happens in between is not logged.`),
    dataCollectionRule: rule("dcr", [3, 64], plain, ResourceGroup, `${first}; what nodes say in between is not collected.`),
    dataCollectionRuleAssociation: rule("", [3, 64], plain, Parent, `${first}; what nodes say in between is not collected.`),
} as const satisfies Readonly<Record<string, NameRule>>;

/** Kinds of names. */
export type NameKind = keyof typeof nameRules;

/** Kinds of names that are unique in all of Azure. */
export type GlobalNameKind = "storageAccount" | "keyVault";

/** Kinds of names that `resourceName` makes. */
export type ResourceNameKind = Exclude<NameKind, GlobalNameKind | "roleAssignment">;

/**
 * Name of a resource: `<abbreviation>-<base>-<qualifier>`, in lower case.
 *
 * A name that is too long or has characters that are not allowed is cut, cleaned and closed by a hash of the original,
 * so that two bases with the same qualifiers never get the same name, not even one that differs in case only.
 *
 * @param base what the names of one deployment have in common, for example `apim-prod`
 * @param qualifiers what tells this resource from others of its kind, for example `nodes`
 */
export function resourceName(kind: ResourceNameKind, base: string, ...qualifiers: string[]): string {
    const { abbreviation, maxLength, separator } = nameRules[kind];
    const parts = [abbreviation, base, ...qualifiers].filter((part) => part !== "");
    const wanted = parts.join(separator);
    const name = clean(wanted, separator);
    const taken = new RegExp(`(^|${separator})[0-9a-f]{${hashLength}}$`);
    // A name whose end looks like a hash could be the closed name of another base.
    if (name === wanted && !taken.test(name) && checkName(kind, name, "").length === 0) return name;
    return closed(name, separator, maxLength, hash([kind, base, ...qualifiers], 16, hashLength));
}

/**
 * Name of a resource that shares its names with all of Azure: a readable beginning and a hash.
 *
 * For a vault, one part of the scope must change with each life of the stack (for example a random id that the stack keeps in its state): a deleted vault
 * keeps its name for 7 to 90 days, and with purge protection nobody can free it earlier, so that the next `up` after a `destroy` would fail with
 * `ConflictError`. The caller passes that value, because only the caller can keep it.
 *
 * @param scope what makes the name one's own: subscription id, resource group, and so on. Case makes no difference, as for Azure's own ids.
 */
export function globalName(kind: GlobalNameKind, base: string, scope: string[]): string {
    const { abbreviation, maxLength, separator } = nameRules[kind];
    const readable = clean(`${abbreviation}-${base}`, separator);
    return closed(readable, separator, maxLength, hash([kind, base, ...scope.map((part) => part.toLowerCase())], 36, globalHashLength));
}

/**
 * Name of a secret in a vault that others use, too: a readable beginning and a hash of a value that is new with each life of the stack.
 * A secret stays in such a vault after a `destroy`, and azure-native refuses to create what exists.
 */
export function sharedSecretName(base: string, secret: string, life: string): string {
    return closed(
        clean(`${base}-${secret}`, "-"),
        "-",
        nameRules.vaultSecret.maxLength,
        hash(["vaultSecret", base, secret, life.toLowerCase()], 16, hashLength),
    );
}

/**
 * Name of a role assignment: always the same GUID for the same three ids, so that a second run finds it instead of failing with `RoleAssignmentExists`.
 * Case makes no difference, and the role may be given by its GUID or by its full id.
 */
export function roleAssignmentName(scope: string, principalId: string, roleDefinitionId: string): string {
    const role = roleDefinitionId.split("/").at(-1)!;
    const parts = [scope.replace(/\/+$/, ""), principalId, role];
    return uuidv5(parts.join("|").toLowerCase(), roleAssignmentNamespace);
}

/** What is wrong with a name, or nothing. */
export function checkName(kind: NameKind, name: string, path: string): Problem[] {
    const { minLength, maxLength, pattern, allowed, azureError } = nameRules[kind];
    const problem = (message: string): Problem => ({ path, message, ...(azureError === undefined ? {} : { azureError }) });
    const length = name.length >= minLength && name.length <= maxLength;
    return [
        ...(length ? [] : [problem(`is ${name.length} characters long; allowed are ${minLength} to ${maxLength}`)]),
        ...(pattern.test(name) ? [] : [problem(`is "${name}"; allowed are ${allowed}`)]),
    ];
}

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

// Ten hexadecimal digits: two bases of one deployment do not meet by chance, and hardly a word looks like that.
const hashLength = 10;
// 36^12 for all of Azure, as ARM's own uniqueString has 13 characters.
const globalHashLength = 12;

// Chosen once at random. It must never change, because every role assignment would be replaced.
const roleAssignmentNamespace = "32f408f8-6e2b-4bf5-9cc6-a9f12fafa07f";

function hash(parts: string[], radix: number, length: number): string {
    const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
    return BigInt(`0x${digest}`).toString(radix).padStart(length, "0").slice(-length);
}

/** Lower case, with everything but letters and digits replaced by single separators inside the name. */
function clean(text: string, separator: string): string {
    const words = text.toLowerCase().split(/[^a-z0-9]+/);
    return words.filter((word) => word !== "").join(separator);
}

function closed(name: string, separator: string, maxLength: number, suffix: string): string {
    const room = maxLength - suffix.length - separator.length;
    const words = clean(name.slice(0, room), separator);
    return words === "" ? suffix : `${words}${separator}${suffix}`;
}
