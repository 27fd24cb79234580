import type { TomlTable, TomlValue } from "smol-toml";

import { variable } from "./variables";

/** A value of extra settings by its full key, as the product's own configuration reader flattens it. */
interface KeyedValue {
    key: string;
    value: TomlValue;
}

/**
 * Keys by which nodes are told apart, with the variable that is each node's own: all nodes have the same file, so that of any other value they would have the
 * same one. Nodes with one id pass for one gateway, or count as one; members with one address do not find each other.
 */
const OWN_OF_NODE: Readonly<Record<string, string>> = {
    "apim.gateway_notification.gateway_id": "NODE_ID",
    "apim.redis_config.gateway_id": "NODE_ID",
    "apim.transaction_counter.server_id": "NODE_ID",
    "clustering.local_member_host": "NODE_IP",
    // The default of the one above.
    "server.node_ip": "NODE_IP",
};

/**
 * What is wrong with the values of extra settings.
 *
 * @param taken keys that are refused whatever their value is
 */
export function problemsOfValues(extra: TomlTable, taken: readonly string[]): string[] {
    const isTaken = ({ key }: KeyedValue): boolean => taken.some((other) => key === other || key.startsWith(`${other}.`) || key.startsWith(`${other}[`));
    return valuesIn(extra, "")
        .filter((one) => !isTaken(one))
        .flatMap(sharedByNodes);
}

function valuesIn(value: TomlValue, key: string): KeyedValue[] {
    if (Array.isArray(value)) return value.flatMap((inner, index) => valuesIn(inner, `${key}[${index}]`));
    if (typeof value !== "object" || value instanceof Date) return [{ key, value }];
    return Object.entries(value).flatMap(([name, inner]) => valuesIn(inner, key === "" ? name : `${key}.${name}`));
}

function sharedByNodes({ key, value }: KeyedValue): string[] {
    const own = Object.hasOwn(OWN_OF_NODE, key) ? variable(OWN_OF_NODE[key]!) : undefined;
    return own === undefined || value === own
        ? []
        : [`contains ${key} with a value that all nodes would share; allowed is ${own} alone, which is each node's own`];
}
