import { parse, TomlError, TomlTable, TomlValue } from "smol-toml";

import type { Problem } from "../../problem";
import { problemsOfValues } from "./extraValues";

/** What a user adds to a configuration: the merged tables, or what is wrong with it. */
export interface Merged {
    tables: TomlTable;
    problems: Problem[];
}

/**
 * Puts a user's settings into the tables of this library. They may add keys to any table; a key that is there already is this library's, because
 * other parts of the environment agree with its value.
 *
 * @param variables environment variables that the settings may refer to: a node has no others
 * @param path of the argument that has the text
 */
export function mergeExtra(own: TomlTable, text: string, variables: readonly string[], path: string): Merged {
    let extra: TomlTable;
    try {
        extra = parse(text);
    } catch (error) {
        if (!(error instanceof TomlError)) throw error;
        return { tables: own, problems: [{ path, message: `is not TOML: ${error.message.split("\n")[0]} (line ${error.line})` }] };
    }
    const references = [...text.matchAll(/\$(env|secret|sys)\{([^}]*)\}/g)].map(([whole, kind, name]) => ({ whole, kind, name: name! }));
    const unknown = references.filter(({ kind, name }) => kind !== "env" || !variables.includes(name));
    const taken = collisions(own, extra, []);
    const problems = [
        ...taken.map((key) => ({ path, message: `contains ${key}, which this library sets; leave it out` })),
        ...problemsOfValues(extra, taken).map((message) => ({ path, message })),
        ...unknown.map(({ whole }) => ({ path, message: `refers to ${whole}; a node has ${variables.map((name) => `$env{${name}}`).join(", ")}` })),
    ];
    return { tables: problems.length > 0 ? own : merged(own, extra), problems };
}

function isTable(value: TomlValue | undefined): value is TomlTable {
    return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);
}

/** Keys that both have, unless both have a table there. */
function collisions(own: TomlTable, extra: TomlTable, around: readonly string[]): string[] {
    return Object.entries(extra).flatMap(([name, value]) => {
        const mine = Object.hasOwn(own, name) ? own[name] : undefined;
        const at = [...around, name];
        if (mine === undefined) return [];
        return isTable(mine) && isTable(value) ? collisions(mine, value, at) : [at.join(".")];
    });
}

function merged(own: TomlTable, extra: TomlTable): TomlTable {
    const both = Object.entries(extra).map(([name, value]) => {
        const mine = own[name];
        return [name, isTable(mine) && isTable(value) ? merged(mine, value) : value] as const;
    });
    return { ...own, ...Object.fromEntries(both) };
}
