import { parentId } from "../body/ids";
import { Fields, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { propertiesOf } from "../body/parts";
import { grouped } from "../body/grouped";
import { ownName } from "../body/ids";
import { oncePer, RuleContext } from "../context";
import type { ArmResource } from "../rule";
import { types } from "../types";

/** A pool of nodes, in its cluster's body or a resource of its own. */
export interface Pool {
    name: string;
    properties: Fields;
    /** Path of its properties in the body. */
    inside: string;
}

/** The types whose bodies have pools. */
export const poolTypes = [types.cluster, types.agentPool] as const;

/** The pools in one body: those of a cluster, or the one that the body is about. */
export function poolsIn(resource: ArmResource): Pool[] {
    if (sameWord(resource.type, types.agentPool)) return [{ name: ownName(resource), properties: propertiesOf(resource), inside: "properties" }];
    return listOrEmpty(propertiesOf(resource).agentPoolProfiles).map((item, index) => {
        const properties = objectOrEmpty(item);
        return { name: textOrEmpty(properties.name), properties, inside: `properties.agentPoolProfiles[${index}]` };
    });
}

/** The cluster that a pool or a window belongs to, when it is known. */
export function clusterOf(resource: ArmResource, context: RuleContext): ArmResource | undefined {
    return context.find(parentId(resource.id));
}

/** Pools that are resources of their own, by their cluster's id in lower case. */
export const separatePools = oncePer((context: RuleContext) => grouped(context.all(types.agentPool), ({ id }) => [parentId(id)]));

/** Minor version in a version: 35 in `1.35.2`; nothing for a text that is none. */
export function minorOf(version: unknown): number | undefined {
    const match = /^1\.(\d+)(\.\d+)?$/.exec(textOrEmpty(version));
    return match === null ? undefined : Number(match[1]);
}
