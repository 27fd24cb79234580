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
 * What breaks files that the product renders, seen with its configuration mapper: it escapes nothing in XML. There `>`, line ends and what is escaped already do
 * no harm, nor do `$` and `\` in a value that no other key takes up; so this is less than what `checkXmlText` refuses.
 */
const BREAKS_XML = /[<"]|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\dA-Fa-f]+);)/;
const IS_TEMPLATE = /\{[{%#]/;
const NOT_ASCII = /[^\t\n\r -~]/;

/** Tables that become .properties files, where characters of XML mean nothing. */
const PROPERTIES_TABLES = /^(system|hazelcast|passthru_http|synapse_properties|throttle_properties|dependency_properties|masking_pattern)\./;

/** Ends of names whose values are secrets, as in `service_password`, `consumer_secret` and `certificateKeyPassword`; not those of `enable_change_password` and its like. */
const SECRET_NAME = /(?:^|[_.-])(?:password|passwd|pwd|passphrase|wf_engine_pass|secret|secret_key)$|[a-z](?:Password|Secret)$/;
const NO_SECRET = /^(?:true|false|)$/i;

/** A reference to a variable or to another key, and nothing else. */
const REFERENCE = /^\$(?:env|ref)\{[^{}]*\}$/;

/**
 * What is wrong with the values of extra settings.
 *
 * @param taken keys that are refused whatever their value is
 */
export function problemsOfValues(extra: TomlTable, taken: readonly string[]): string[] {
    const isTaken = ({ key }: KeyedValue): boolean => taken.some((other) => key === other || key.startsWith(`${other}.`) || key.startsWith(`${other}[`));
    return valuesIn(extra, "")
        .filter((one) => !isTaken(one))
        .flatMap((one) => [...sharedByNodes(one), ...secretInClear(one), ...corrupted(one)]);
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

function secretInClear({ key, value }: KeyedValue): string[] {
    if (!SECRET_NAME.test(key.replace(/(?:\[\d+\])+$/, "")) || typeof value === "boolean" || REFERENCE.test(String(value)) || NO_SECRET.test(String(value)))
        return [];
    return [`contains ${key} in clear, which is part of what machines are told when they are made; allowed is a reference alone, $env{…} or $ref{…}`];
}

function corrupted({ key, value }: KeyedValue): string[] {
    if (typeof value !== "string") return [];
    return [
        ...(BREAKS_XML.test(value) && !PROPERTIES_TABLES.test(key)
            ? [`contains ${key} with one of <, & and ", which the product does not escape; write &lt;, &amp; and &quot;`]
            : []),
        ...(IS_TEMPLATE.test(value) ? [`contains ${key} with {{, {% or {#, which the product takes for parts of a template`] : []),
        ...(NOT_ASCII.test(value) ? [`contains ${key} with a character that is not in ASCII, which depends on the language of the machine`] : []),
    ];
}
