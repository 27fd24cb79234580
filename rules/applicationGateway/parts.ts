import { isGiven, listOrEmpty, sameWord } from "../body/json";
import { idIn, Part, partsIn, repeated } from "../body/parts";
import { MAX_TARGETS_PER_POOL } from "../../components/azure/limits";
import { gatewayLimits, MAX_ACTIVE_LISTENERS } from "../facts";
import type { ArmResource, Finding, Rule } from "../rule";
import { Gateway, gatewayOf, gatewayTypes, partAt } from "./gateway";

const ALWAYS_NEEDED = ["gatewayIPConfigurations", "frontendIPConfigurations", "frontendPorts", "backendAddressPools"];
const NEEDED_FOR_HTTP = ["backendHttpSettingsCollection", "httpListeners", "requestRoutingRules"];
const NEEDED_FOR_TCP = ["backendSettingsCollection", "listeners", "routingRules"];

/** Which collection each reference of a part must lead to; `[]` where it is a list of references. */
const pathRuleReferences: Readonly<Record<string, string>> = {
    backendAddressPool: "backendAddressPools",
    backendHttpSettings: "backendHttpSettingsCollection",
    redirectConfiguration: "redirectConfigurations",
    rewriteRuleSet: "rewriteRuleSets",
    loadDistributionPolicy: "loadDistributionPolicies",
};
const listenerReferences: Readonly<Record<string, string>> = {
    frontendIPConfiguration: "frontendIPConfigurations",
    frontendPort: "frontendPorts",
    sslCertificate: "sslCertificates",
    sslProfile: "sslProfiles",
};
const settingsReferences: Readonly<Record<string, string>> = { probe: "probes", "trustedRootCertificates[]": "trustedRootCertificates" };
const referencesOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    httpListeners: listenerReferences,
    listeners: listenerReferences,
    requestRoutingRules: { ...pathRuleReferences, httpListener: "httpListeners", urlPathMap: "urlPathMaps" },
    routingRules: { listener: "listeners", backendAddressPool: "backendAddressPools", backendSettings: "backendSettingsCollection" },
    urlPathMaps: {
        defaultBackendAddressPool: "backendAddressPools",
        defaultBackendHttpSettings: "backendHttpSettingsCollection",
        defaultRedirectConfiguration: "redirectConfigurations",
        defaultRewriteRuleSet: "rewriteRuleSets",
        defaultLoadDistributionPolicy: "loadDistributionPolicies",
    },
    backendHttpSettingsCollection: settingsReferences,
    backendSettingsCollection: settingsReferences,
    redirectConfigurations: { targetListener: "httpListeners" },
    sslProfiles: { "trustedClientCertificates[]": "trustedClientCertificates" },
    frontendIPConfigurations: { privateLinkConfiguration: "privateLinkConfigurations" },
};
/** Parts of parts, which have references of their own. */
const innerParts: Readonly<Record<string, { list: string; references: Readonly<Record<string, string>> }>> = {
    urlPathMaps: { list: "pathRules", references: pathRuleReferences },
    loadDistributionPolicies: { list: "loadDistributionTargets", references: { backendAddressPool: "backendAddressPools" } },
};

/** Which parts a gateway has, how they are called and how they refer to each other. */
export const partRules: readonly Rule[] = [
    {
        id: "AG-05",
        title: "The gateway has at least one part of each kind it needs",
        severity: "Error",
        azureError: "ApplicationGatewayMustHaveAtleastOneResourceOfType",
        hint: "A gateway needs an IP configuration, a frontend, a port, a pool and, for HTTP or for TCP, settings, a listener and a rule.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            const isTcpOnly =
                NEEDED_FOR_TCP.some((name) => gateway.parts(name).length > 0) && NEEDED_FOR_HTTP.every((name) => gateway.parts(name).length === 0);
            for (const name of [...ALWAYS_NEEDED, ...(isTcpOnly ? NEEDED_FOR_TCP : NEEDED_FOR_HTTP)])
                if (gateway.parts(name).length === 0) yield { path: `properties.${name}`, message: "is empty; at least one is needed" };
        },
    },
    {
        id: "AG-06",
        title: "Parts refer to parts of the same gateway, in the right collection",
        severity: "Error",
        azureError: "InvalidResourceReference",
        hint: "Refer by the gateway's own id, `<gateway id>/<collection>/<name>`, with a name that the collection has.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const [collection, references] of Object.entries(referencesOf))
                for (const part of gateway.parts(collection)) yield* brokenReferences(resource, gateway, part, references);
            for (const [collection, { list, references }] of Object.entries(innerParts))
                for (const { properties, inside } of gateway.parts(collection))
                    for (const part of partsIn(properties[list], `${inside}.${list}`)) yield* brokenReferences(resource, gateway, part, references);
        },
    },
    {
        id: "AG-07",
        title: "Names are unique within each collection",
        severity: "Error",
        hint: "Give every part of a collection a name of its own; case makes no difference.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const [collection, value] of Object.entries(gateway.properties)) {
                if (!Array.isArray(value)) continue;
                for (const { item } of repeated(gateway.parts(collection), ({ name }) => name))
                    yield { path: `${item.path}.name`, message: `is "${item.name}", as is another of ${collection}` };
            }
        },
    },
    {
        id: "AGL-01",
        title: "The gateway has no more parts than Azure allows",
        severity: "Error",
        hint: "Divide the hosts over several gateways, or let several listeners and rules share pools, settings and certificates.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const [collection, limit] of Object.entries(gatewayLimits)) {
                const count = gateway.parts(collection).length;
                const azureError = collection === "backendAddressPools" ? "ApplicationGatewayBackendAddressPoolLimitReached" : undefined;
                if (count > limit) yield { path: `properties.${collection}`, message: `has ${count} items; allowed are ${limit}`, azureError };
            }
            const active = new Set(gateway.parts("requestRoutingRules").map(({ properties }) => idIn(properties.httpListener).toLowerCase()));
            active.delete("");
            if (active.size > MAX_ACTIVE_LISTENERS)
                yield { path: "properties.httpListeners", message: `has ${active.size} listeners with a rule; allowed are ${MAX_ACTIVE_LISTENERS}` };
        },
    },
    {
        id: "AGL-02",
        title: "A pool has at most 1200 targets",
        severity: "Error",
        hint: "Divide the targets over several pools.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("backendAddressPools")) {
                const count = listOrEmpty(properties.backendAddresses).length;
                if (count > MAX_TARGETS_PER_POOL)
                    yield { path: `${inside}.backendAddresses`, message: `has ${count} targets; allowed are ${MAX_TARGETS_PER_POOL}` };
            }
        },
    },
];

function* brokenReferences(
    resource: ArmResource,
    gateway: Gateway,
    { properties, inside }: Part,
    references: Readonly<Record<string, string>>,
): Iterable<Finding> {
    for (const [key, collection] of Object.entries(references)) {
        const name = key.replace("[]", "");
        const values = key.endsWith("[]") ? listOrEmpty(properties[name]) : [properties[name]];
        for (const [index, value] of values.entries()) {
            if (!isGiven(value) || gateway.find(collection, value) !== undefined) continue;
            const path = key.endsWith("[]") ? `${inside}.${name}[${index}].id` : `${inside}.${name}.id`;
            yield { path, message: `is "${idIn(value)}"; ${whyNot(resource, collection, value)}` };
        }
    }
}

function whyNot(resource: ArmResource, collection: string, value: unknown): string {
    const target = partAt(resource, idIn(value));
    if (target === undefined) return `it must lie in this gateway, under /${collection}/`;
    return sameWord(target.collection, collection) ? `there is no such item in ${collection}` : `it must lie under /${collection}/`;
}
