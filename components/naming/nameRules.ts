/**
 * What Azure allows as a name of each kind, its recommended abbreviations, and what happens when a resource of that name is replaced.
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
