/** Items by their keys in lower case, in their order; an item may have several keys, or none. */
export function grouped<T>(items: Iterable<T>, keysOf: (item: T) => Iterable<string | undefined>): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items)
        for (const key of keysOf(item)) {
            if (key === undefined || key === "") continue;
            const group = groups.get(key.toLowerCase());
            if (group === undefined) groups.set(key.toLowerCase(), [item]);
            else group.push(item);
        }
    return groups;
}
