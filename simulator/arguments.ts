import { createHash, randomBytes } from "node:crypto";

import { idArguments, resourceTypes } from "../components/azure/resourceTypes";
import { guid } from "./directoryObjects";
import { JsonObject, textOrEmpty } from "./json";
import { containsUnknown, UNKNOWN } from "./wireValues";

/** Arguments, beside names, that azure-native refuses to go without. Source: its SDK's constructors. */
const required: Readonly<Record<string, readonly string[]>> = {
    "azure-native:resources:ResourceGroup": ["location"],
    "azure-native:storage:StorageAccount": ["kind", "location", "sku"],
    "azure-native:network:WebApplicationFirewallPolicy": ["managedRules"],
    "azure-native:keyvault:Vault": ["location", "properties"],
    "azure-native:keyvault:Secret": ["properties"],
    "azure-native:managedidentity:UserAssignedIdentity": ["location"],
    "azure-native:authorization:RoleAssignment": ["principalId", "roleDefinitionId"],
    "azure-native:compute:VirtualMachineScaleSet": ["location"],
    "azure-native:compute:VirtualMachine": ["location"],
    "azure-native:compute:VirtualMachineExtension": ["location"],
    "azure-native:compute:Disk": ["creationData", "location"],
    "azure-native:network:NetworkInterface": ["location"],
    "azure-native:managedidentity:FederatedIdentityCredential": ["audiences", "issuer", "subject"],
    "azure-native:containerservice:ManagedCluster": ["location"],
    "azure-native:monitor:AutoscaleSetting": ["location", "profiles"],
    "azure-native:operationalinsights:Workspace": ["location"],
    "azure-native:monitor:ActionGroup": ["enabled", "groupShortName", "location"],
    "azure-native:monitor:MetricAlert": ["criteria", "enabled", "evaluationFrequency", "location", "scopes", "severity", "windowSize"],
    "azure-native:monitor:ScheduledQueryRule": ["location"],
    "azure-native:monitor:DataCollectionRule": ["location"],
};

/** Types whose location is that of something else. */
const WITHOUT_LOCATION =
    /:(Subnet|PrivateDnsZoneGroup|FileServiceProperties|FileShare|Secret|RoleAssignment|DiagnosticSetting|DataCollectionRuleAssociation|AgentPool|MaintenanceConfiguration|FederatedIdentityCredential)$/;

/** What the engine and the provider's configuration bring to a check. */
export interface Surroundings {
    logicalName: string;
    /** From the engine: the same for the same resource in preview and update. */
    randomSeed: Uint8Array;
    /** The engine's own naming, when the project configures one. */
    proposedName?: { name: string; mode: "propose" | "enforce" | "disable" };
    /** Location in the provider's configuration. */
    location?: string;
    /** Location of a resource group that exists. */
    locationOfGroup(name: string): string | undefined;
}

/** The arguments with what azure-native adds: names, location, API version. */
export function completeArguments(token: string, news: JsonObject, olds: JsonObject, surroundings: Surroundings): JsonObject {
    const type = resourceTypes[token];
    if (type === undefined) return news;
    return {
        ...news,
        ...ownName(token, news, olds, surroundings),
        ...location(token, news, olds, surroundings),
        azureApiVersion: news.azureApiVersion ?? type.apiVersion,
    };
}

/** What is missing, in azure-native's words. */
export function missingArguments(token: string, complete: JsonObject): string[] {
    const type = resourceTypes[token];
    const names = type === undefined ? [] : idArguments(type);
    return [...names, ...(required[token] ?? [])]
        .filter((argument) => complete[argument] === undefined)
        .map((argument) =>
            argument === "location"
                ? "missing required property 'location'. Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."
                : `missing required property '${argument}'`,
        );
}

/** Why a type is refused that the simulator does not know. */
export function unknownType(token: string): string {
    return `the simulated Azure does not know ${token}; known types: ${Object.keys(resourceTypes).join(", ")}`;
}

function ownName(token: string, news: JsonObject, olds: JsonObject, surroundings: Surroundings): JsonObject {
    const names = idArguments(resourceTypes[token]!);
    const argument = names.at(-1);
    // A file service has no name of its own: all names in its id are its account's.
    if (argument === undefined || news[argument] !== undefined || token === "azure-native:storage:FileServiceProperties") return {};
    const old = olds[argument];
    if (old !== undefined) return { [argument]: old, ...(olds.__createBeforeDelete === true ? { __createBeforeDelete: true } : {}) };
    const made = madeUpName(token, names.length, surroundings);
    return made === undefined ? {} : { [argument]: made.name, ...(made.isRandom ? { __createBeforeDelete: true } : {}) };
}

/** azure-native copies the logical name of what lies in a parent and makes all other names unique. */
function madeUpName(
    token: string,
    nameCount: number,
    { logicalName, randomSeed, proposedName }: Surroundings,
): { name: string; isRandom: boolean } | undefined {
    const isGuid = token === "azure-native:authorization:RoleAssignment";
    if (proposedName?.mode === "disable") return undefined;
    if (proposedName?.mode === "enforce" || (proposedName?.mode === "propose" && !isGuid)) return { name: proposedName.name, isRandom: true };
    const random = createHash("sha256")
        .update(randomSeed.length > 0 ? randomSeed : randomBytes(32))
        .digest("hex");
    if (isGuid) return { name: guid(random), isRandom: true };
    return nameCount > 2 ? { name: logicalName, isRandom: false } : { name: `${logicalName}${random.slice(0, 8)}`, isRandom: true };
}

function location(token: string, news: JsonObject, olds: JsonObject, surroundings: Surroundings): JsonObject {
    if (news.location !== undefined || WITHOUT_LOCATION.test(token)) return {};
    const group = news.resourceGroupName;
    const inherited =
        olds.location ??
        surroundings.location ??
        (group === undefined ? undefined : containsUnknown(group) ? UNKNOWN : surroundings.locationOfGroup(textOrEmpty(group)));
    return inherited === undefined ? {} : { location: inherited };
}
