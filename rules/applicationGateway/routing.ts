import { isGiven, Fields, sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, missingOrOutside, notOneOf, Part, partsIn, repeated } from "../body/parts";
import { MAX_PATH_RULES_PER_MAP } from "../facts";
import type { Finding, Rule } from "../rule";
import { gatewayOf, gatewayTypes } from "./gateway";

/** Names of the references by which a rule says where requests go. */
interface Destination {
    pool: string;
    settings: string;
    redirect?: string;
}
const ofRule: Destination = { pool: "backendAddressPool", settings: "backendHttpSettings", redirect: "redirectConfiguration" };
const ofMap: Destination = { pool: "defaultBackendAddressPool", settings: "defaultBackendHttpSettings", redirect: "defaultRedirectConfiguration" };
const ofTcpRule: Destination = { pool: "backendAddressPool", settings: "backendSettings" };

/** How requests get from listeners to pools. */
export const routingRules: readonly Rule[] = [
    {
        id: "AG-14",
        title: "Every rule has a priority of its own",
        severity: "Error",
        azureError: "ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty",
        hint: "Give every rule, of HTTP and TCP together, another `priority` from 1 to 20000.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            const rules = [...gateway.parts("requestRoutingRules"), ...gateway.parts("routingRules")];
            for (const { properties, inside } of rules) yield* missingOrOutside(properties.priority, [1, 20_000], `${inside}.priority`);
            for (const { item, first } of repeated(rules, ({ properties }) => (isGiven(properties.priority) ? String(properties.priority) : undefined)))
                yield { path: `${item.inside}.priority`, message: `is ${String(item.properties.priority)}, as is that of "${first.name}"` };
        },
    },
    {
        id: "AG-15",
        title: "A basic rule has one destination, a path-based one a URL path map",
        severity: "Error",
        hint: "Basic: `backendAddressPool` and `backendHttpSettings`, or `redirectConfiguration`. PathBasedRouting: `urlPathMap` alone.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const rule of gateway.parts("routingRules")) yield* wrongDestination(rule.properties, rule.inside, ofTcpRule);
            for (const { properties, inside } of gateway.parts("requestRoutingRules")) {
                yield* notOneOf(properties.ruleType ?? "Basic", ["Basic", "PathBasedRouting"], `${inside}.ruleType`);
                const isPathBased = sameWord(properties.ruleType, "PathBasedRouting");
                if (!isPathBased) yield* wrongDestination(properties, inside, ofRule);
                if (isPathBased !== isGiven(properties.urlPathMap))
                    yield { path: `${inside}.urlPathMap`, message: isPathBased ? "is missing; the rule is path-based" : "is set; the rule is basic" };
                for (const key of isPathBased ? Object.values(ofRule) : [])
                    if (isGiven(properties[key])) yield { path: `${inside}.${key}`, message: "is set beside urlPathMap; it belongs into the map" };
            }
        },
    },
    {
        id: "AG-17",
        title: "URL path maps have a default and well-formed paths",
        severity: "Error",
        azureError: "ApplicationGatewayUrlPathMapMustSpecifyPathRules",
        hint: "Give each map a default destination and 1 to 100 path rules; paths begin with `/`, end with `*` at most, and occur once.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("urlPathMaps")) {
                yield* wrongDestination(properties, inside, ofMap);
                const rules = partsIn(properties.pathRules, `${inside}.pathRules`);
                if (rules.length === 0) yield { path: `${inside}.pathRules`, message: "is empty; at least one is needed" };
                if (rules.length > MAX_PATH_RULES_PER_MAP)
                    yield { path: `${inside}.pathRules`, message: `has ${rules.length} items; allowed are ${MAX_PATH_RULES_PER_MAP}` };
                for (const rule of rules) yield* wrongDestination(rule.properties, rule.inside, ofRule);
                yield* wrongPaths(rules);
            }
        },
    },
    {
        id: "AG-18",
        title: "A redirect has one target, which is not where it comes from",
        severity: "Error",
        hint: "Set `targetListener` (another listener, with a single host name) or `targetUrl`.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const { properties, inside } of gateway.parts("redirectConfigurations")) {
                const targets = ["targetListener", "targetUrl"].filter((key) => isGiven(properties[key]));
                if (targets.length !== 1)
                    yield { path: `${inside}.targetListener`, message: `${targets.length} targets are set; exactly one of targetListener and targetUrl` };
                // So says Azure's page on hosting multiple sites; nobody has seen the refusal.
                const hosts = textsIn(gateway.find("httpListeners", properties.targetListener)?.properties.hostNames);
                if (hosts.length > 1 || hosts.some((host) => /[*?]/.test(host)))
                    yield {
                        path: `${inside}.targetListener.id`,
                        message: `has host names ${hosts.join(", ")}; a target has one, without wildcards`,
                        severity: "Warning",
                    };
            }
            for (const { properties, inside } of gateway.parts("requestRoutingRules")) {
                const map = gateway.find("urlPathMaps", properties.urlPathMap);
                const reference = properties.redirectConfiguration ?? map?.properties.defaultRedirectConfiguration;
                const target = gateway.find("redirectConfigurations", reference)?.properties.targetListener;
                if (idIn(target) !== "" && sameWord(idIn(target), idIn(properties.httpListener)))
                    yield { path: `${inside}.redirectConfiguration.id`, message: "leads back to the listener of this rule: a loop" };
            }
        },
    },
];

/** A destination is a pool with settings, or a redirect, and not both. */
function* wrongDestination(properties: Fields, inside: string, { pool, settings, redirect }: Destination): Iterable<Finding> {
    // A load distribution policy stands in place of a single pool.
    const balanced = pool.startsWith("default") ? "defaultLoadDistributionPolicy" : "loadDistributionPolicy";
    const hasPool = isGiven(properties[pool]) || isGiven(properties[balanced]);
    const hasSettings = isGiven(properties[settings]);
    const hasRedirect = redirect !== undefined && isGiven(properties[redirect]);
    if (hasRedirect && (hasPool || hasSettings)) yield { path: `${inside}.${redirect}`, message: "is set beside a pool or settings; one of the two" };
    if (hasRedirect) return;
    const or = redirect === undefined ? "" : ` and there is no ${redirect}`;
    if (!hasPool) yield { path: `${inside}.${pool}`, message: `is missing${or}` };
    if (!hasSettings) yield { path: `${inside}.${settings}`, message: `is missing${or}` };
}

function* wrongPaths(rules: readonly Part[]): Iterable<Finding> {
    const paths = rules.flatMap((rule) => textsIn(rule.properties.paths).map((text, index) => ({ rule, text, path: `${rule.inside}.paths[${index}]` })));
    for (const rule of rules)
        if (textsIn(rule.properties.paths).length === 0) yield { path: `${rule.inside}.paths`, message: "is empty; at least one is needed" };
    for (const { text, path } of paths) {
        if (!text.startsWith("/")) yield { path, message: `is "${text}"; it must begin with "/"` };
        if (/\*./.test(text)) yield { path, message: `is "${text}"; "*" may stand at the end only` };
    }
    for (const { item, first } of repeated(paths, ({ text }) => text))
        yield { path: item.path, message: `is "${textOrEmpty(item.text)}", as in path rule "${first.rule.name}"` };
}
