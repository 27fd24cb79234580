import { listOrEmpty, objectOrEmpty, textOrEmpty } from "./body/json";
import type { ArmResource } from "./rule";
import { types } from "./types";

/** Read access to the resources that a rule may relate to the one it checks. */
export interface RuleContext {
    /** The resource with this id, or nothing when it is not known. Subnets within the body of a virtual network count. */
    find(id: string): ArmResource | undefined;

    /** All known resources of a type, in the order in which they were given. */
    all(type: string): readonly ArmResource[];

    /** All known resources. */
    everything(): readonly ArmResource[];
}

/** What rules may know of each other: the given resources, and the subnets in the bodies of virtual networks. */
export function contextOf(resources: Iterable<ArmResource>): RuleContext {
    const byId = new Map<string, ArmResource>();
    const byType = new Map<string, ArmResource[]>();
    const given = [...resources];
    for (const resource of given) byId.set(resource.id.toLowerCase(), resource);
    for (const resource of [...given, ...given.flatMap(inlineSubnets).filter(({ id }) => !byId.has(id.toLowerCase()))]) {
        byId.set(resource.id.toLowerCase(), resource);
        const type = resource.type.toLowerCase();
        const sameType = byType.get(type);
        if (sameType === undefined) byType.set(type, [resource]);
        else sameType.push(resource);
    }
    return {
        find: (id) => byId.get(id.toLowerCase()),
        all: (type) => byType.get(type.toLowerCase()) ?? [],
        everything: () => given,
    };
}

function inlineSubnets(resource: ArmResource): ArmResource[] {
    if (resource.type.toLowerCase() !== types.virtualNetwork.toLowerCase()) return [];
    return listOrEmpty(objectOrEmpty(resource.properties).subnets)
        .map(objectOrEmpty)
        .map((subnet) => {
            const name = textOrEmpty(subnet.name);
            return { id: `${resource.id}/subnets/${name}`, type: types.subnet, name, properties: subnet.properties };
        });
}

/**
 * Makes a function that computes its answer once for each object, for as long as the object lives.
 * Indexes over a whole program or a whole gateway are built this way, so that all rules together stay linear in the size of the bodies.
 */
export function oncePer<K extends object, V>(compute: (key: K) => V): (key: K) => V {
    const known = new WeakMap<K, { value: V }>();
    return (key) => {
        const found = known.get(key);
        if (found !== undefined) return found.value;
        const value = compute(key);
        known.set(key, { value });
        return value;
    };
}
