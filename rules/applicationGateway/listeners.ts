import { MAX_HOST_NAMES_PER_LISTENER } from "../../components/azure/limits";
import { isGiven, sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, notOneOf, Part, repeated } from "../body/parts";
import type { Finding, Rule } from "../rule";
import { gatewayOf, gatewayTypes } from "./gateway";

/** What a listener without host names takes. */
const EVERY_HOST = "(every host)";
const MAX_ASTERISKS = 2;
const MAX_WILDCARDS = 4;
/** Limits of DNS itself. */
const MAX_HOST_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** Host names of a listener; none for a basic one, which takes every host. */
function hostNamesOf({ properties }: Part): string[] {
    const single = textOrEmpty(properties.hostName);
    return single === "" ? textsIn(properties.hostNames) : [single];
}

/** Address and port of a listener, as one key; nothing while one of them is missing. */
function endpointOf({ properties }: Part): string | undefined {
    const [address, port] = [idIn(properties.frontendIPConfiguration), idIn(properties.frontendPort)];
    return address === "" || port === "" ? undefined : `${address} ${port}`.toLowerCase();
}

/** What a gateway listens on. */
export const listenerRules: readonly Rule[] = [
    {
        id: "AG-11",
        title: "Listeners that share address and port have host names of their own",
        severity: "Error",
        azureError: "ApplicationGatewayHttpListenersUsingSameFrontendPortAndFrontendIpConfig",
        hint: "Give each listener of a port other host names, and at most one of them none.",
        types: gatewayTypes,
        *check(resource) {
            const listeners = gatewayOf(resource).parts("httpListeners");
            const keys = listeners.flatMap((listener) => {
                const endpoint = endpointOf(listener);
                const names = hostNamesOf(listener);
                return endpoint === undefined
                    ? []
                    : (names.length === 0 ? [EVERY_HOST] : names).map((host) => ({ listener, host, key: `${endpoint} ${host}` }));
            });
            for (const { item, first } of repeated(keys, ({ key }) => key))
                yield {
                    path: item.listener.path,
                    message: `takes "${item.host}" on the address and port where "${first.listener.name}" does`,
                    // That only one listener may take every host is common knowledge; nobody has seen the refusal.
                    ...(item.host === EVERY_HOST ? { severity: "Warning" as const } : {}),
                };
        },
    },
    {
        id: "AG-12",
        title: "Host names of listeners are well formed",
        severity: "Error",
        hint: "Use `hostName` for one plain name, `hostNames` for up to five, with wildcards only there: `*` at most once between two dots.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("httpListeners")) {
                const { hostName, hostNames } = properties;
                const names = textsIn(hostNames);
                if (textOrEmpty(hostName) !== "" && names.length > 0) yield { path: `${inside}.hostName`, message: "is set beside hostNames; one of the two" };
                if (names.length > MAX_HOST_NAMES_PER_LISTENER)
                    yield { path: `${inside}.hostNames`, message: `has ${names.length} items; allowed are ${MAX_HOST_NAMES_PER_LISTENER}` };
                if (/[*?]/.test(textOrEmpty(hostName))) yield { path: `${inside}.hostName`, message: "has a wildcard; allowed in hostNames only" };
                yield* malformed(textOrEmpty(hostName), `${inside}.hostName`);
                for (const [index, name] of names.entries()) yield* malformed(name, `${inside}.hostNames[${index}]`);
            }
        },
    },
    {
        id: "AG-13",
        title: "HTTPS listeners have a certificate, HTTP listeners have none",
        severity: "Error",
        hint: "Set `sslCertificate` on listeners with protocol Https, and neither it nor `sslProfile` on those with Http.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("httpListeners")) {
                yield* notOneOf(properties.protocol ?? "", ["Http", "Https"], `${inside}.protocol`);
                const given = ["sslCertificate", "sslProfile"].filter((key) => isGiven(properties[key]));
                if (sameWord(properties.protocol, "Https") && given.length === 0)
                    yield { path: `${inside}.sslCertificate`, message: "is missing; the listener's protocol is Https" };
                if (sameWord(properties.protocol, "Http"))
                    for (const key of given) yield { path: `${inside}.${key}`, message: "is set; the listener's protocol is Http" };
            }
        },
    },
    {
        id: "AG-16",
        title: "Every listener belongs to one rule",
        severity: "Error",
        hint: "Give every listener exactly one rule; paths of one host are divided by a URL path map.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const [rules, reference, listeners] of [
                ["requestRoutingRules", "httpListener", "httpListeners"],
                ["routingRules", "listener", "listeners"],
            ] as const) {
                const used = new Set(gateway.parts(rules).map(({ properties }) => gateway.find(listeners, properties[reference])));
                for (const { item, first } of repeated(gateway.parts(rules), ({ properties }) => idIn(properties[reference])))
                    yield { path: `${item.inside}.${reference}.id`, message: `is the listener of rule "${first.name}" already` };
                for (const listener of gateway.parts(listeners))
                    if (!used.has(listener)) yield { path: listener.path, message: "has no rule; it answers nothing", severity: "Warning" };
            }
        },
    },
];

function* malformed(name: string, path: string): Iterable<Finding> {
    if (name === "") return;
    if (!/^[A-Za-z0-9*?_.-]+$/.test(name)) yield { path, message: `is "${name}"; a host name has neither protocol nor port nor path` };
    const labels = name.split(".");
    if (name.length > MAX_HOST_NAME_LENGTH || labels.some((label) => label.length > MAX_LABEL_LENGTH))
        yield { path, message: `is "${name}"; allowed are ${MAX_HOST_NAME_LENGTH} characters, and ${MAX_LABEL_LENGTH} between two dots` };
    yield* tooManyWildcards(name, labels, path);
}

/** Source: Azure's page on hosting multiple sites, "Conditions for using wildcard characters and multiple host names in a listener". */
function* tooManyWildcards(name: string, labels: readonly string[], path: string): Iterable<Finding> {
    const count = (text: string, wildcard: RegExp): number => (text.match(wildcard) ?? []).length;
    if (labels.some((label) => count(label, /\*/g) > 1)) yield { path, message: `is "${name}"; "*" may stand once between two dots` };
    if (/\*\?|\?\*/.test(name)) yield { path, message: `is "${name}"; "*" and "?" may not stand side by side` };
    if (count(name, /\*/g) > MAX_ASTERISKS) yield { path, message: `is "${name}"; allowed are ${MAX_ASTERISKS} asterisks` };
    if (count(name, /[*?]/g) > MAX_WILDCARDS) yield { path, message: `is "${name}"; allowed are ${MAX_WILDCARDS} wildcards` };
}
