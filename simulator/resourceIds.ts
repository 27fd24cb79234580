import { idArguments, ResourceType, resourceTypes } from "../components/azure/resourceTypes";

/** What an id says about a resource. */
export interface ParsedId {
    token: string;
    type: ResourceType;
    /** Id of the resource itself, where the given id was that of a part of it. */
    id: string;
    /** What follows the resource's id, for example `/probes/ready`; empty for the resource itself. */
    part: string;
    /** Names in the id, by the SDK's arguments. */
    names: Record<string, string>;
    /** What a role assignment, a diagnostic setting and their like belong to; nothing for resources of a group. */
    scope?: string;
}

/** Pulumi's name and the type of what an id stands for; nothing for types that the simulator does not know. */
export function parseId(id: string): ParsedId | undefined {
    for (const { token, type, pattern } of patterns) {
        const match = pattern.exec(id);
        if (match === null) continue;
        const [whole, ...names] = match;
        const part = id.slice(whole.length);
        // A resource group contains everything; what is not a known type in it is none of ours.
        if (token === "azure-native:resources:ResourceGroup" && part !== "") return undefined;
        const scope = belongsToResource(type) ? names[0] : undefined;
        return { token, type, id: whole, part, names: Object.fromEntries(idArguments(type).map((argument, index) => [argument, names[index] ?? ""])), scope };
    }
    return undefined;
}

/** Ids of everything that a resource lies in, innermost first; the resource group comes last. */
export function ancestorIds(id: string): string[] {
    const parsed = parseId(id);
    if (parsed === undefined) return [];
    const { scope } = parsed;
    if (scope !== undefined) return scope.includes("/resourceGroups/") ? [scope, ...ancestorIds(scope)] : [];
    const segments = id.split("/");
    const ancestors: string[] = [];
    // Below `…/providers/<namespace>`, types and names take turns.
    for (let length = segments.length - 2; length > 7; length -= 2) ancestors.push(segments.slice(0, length).join("/"));
    return segments.length > 5 ? [...ancestors, segments.slice(0, 5).join("/")] : ancestors;
}

/** Own name of a resource: the end of its id. */
export function ownName(id: string): string {
    return id.split("/").pop() ?? id;
}

/** Name of the resource group in an id. */
export function resourceGroupOf(id: string): string | undefined {
    return /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
}

// Longest templates first: a subnet's id starts like its network's.
const patterns = Object.entries(resourceTypes)
    .map(([token, type]) => ({ token, type, pattern: patternOf(type.idTemplate) }))
    .sort((left, right) => rank(right.type) - rank(left.type));

function rank(type: ResourceType): number {
    return belongsToResource(type) ? Number.MAX_SAFE_INTEGER : type.idTemplate.split("/").length;
}

/** Whether resources of a type belong to another one, of whatever type, which comes first in their ids. */
function belongsToResource({ idTemplate }: ResourceType): boolean {
    return idTemplate.startsWith("{");
}

function patternOf(template: string): RegExp {
    const pattern = template
        .replaceAll("{subscriptionId}", "[^/]+")
        .replace(/^\{\w+\}/, "(/?.+)")
        .replaceAll(/\{\w+\}/g, "([^/]+)");
    // What follows must be a part of the resource, not the rest of a longer name.
    return new RegExp(`^${pattern}(?=/|$)`, "i");
}
