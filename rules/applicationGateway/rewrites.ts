import { listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { notOneOf, outside, partsIn } from "../body/parts";
import type { Finding, Rule } from "../rule";
import { gatewayOf, gatewayTypes } from "./gateway";

const MAX_ACTIONS = 40;
const FIXED_HEADERS = ["Connection", "Upgrade"];
const ERROR_STATUSES = [400, 403, 405, 408, 500, 502, 503, 504].map((status) => `HttpStatus${status}`);

/** What a gateway changes in requests and answers. */
export const rewriteRules: readonly Rule[] = [
    {
        id: "AG-29",
        title: "Rewrite rules are in order and touch only headers that may change",
        severity: "Error",
        hint: "Use sequences 1 to 1000, at most 40 headers and 40 conditions in a set, and neither `Connection` nor `Upgrade`; a Host has no port.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("rewriteRuleSets")) {
                const rules = listOrEmpty(properties.rewriteRules).map(objectOrEmpty);
                const headersOf = (rule: Readonly<Record<string, unknown>>): Header[] => headers(rule.actionSet);
                const counts = { headers: rules.flatMap(headersOf).length, conditions: rules.flatMap((rule) => listOrEmpty(rule.conditions)).length };
                for (const [what, count] of Object.entries(counts))
                    if (count > MAX_ACTIONS) yield { path: `${inside}.rewriteRules`, message: `has ${count} ${what}; allowed are ${MAX_ACTIONS} in one set` };
                for (const [index, rule] of rules.entries()) {
                    const path = `${inside}.rewriteRules[${index}]`;
                    yield* outside(rule.ruleSequence, [1, 1_000], `${path}.ruleSequence`);
                    for (const header of headersOf(rule)) yield* wrongHeader(header, `${path}.actionSet.${header.path}`);
                }
            }
        },
    },
    {
        id: "AG-31",
        title: "Custom error pages are for statuses that can have one, and can be fetched",
        severity: "Error",
        hint: "Give an http(s) address that ends in .htm or .html, for one of 400, 403, 405, 408, 500, 502, 503, 504.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const { properties, inside } of [{ properties: gateway.properties, inside: "properties" }, ...gateway.parts("httpListeners")])
                for (const { body, path } of partsIn(properties.customErrorConfigurations, `${inside}.customErrorConfigurations`)) {
                    yield* notOneOf(body.statusCode ?? "", ERROR_STATUSES, `${path}.statusCode`);
                    const url = textOrEmpty(body.customErrorPageUrl);
                    if (!/^https?:\/\/[^?#]+\.html?([?#].*)?$/i.test(url))
                        yield { path: `${path}.customErrorPageUrl`, message: `is "${url}"; an http(s) address of an .htm or .html page is needed` };
                }
        },
    },
];

interface Header {
    name: string;
    value: string;
    isRequest: boolean;
    path: string;
}

function headers(actionSet: unknown): Header[] {
    return ["requestHeaderConfigurations", "responseHeaderConfigurations"].flatMap((list) =>
        listOrEmpty(objectOrEmpty(actionSet)[list]).map((item, index) => {
            const { headerName, headerValue } = objectOrEmpty(item);
            return { name: textOrEmpty(headerName), value: textOrEmpty(headerValue), isRequest: list.startsWith("request"), path: `${list}[${index}]` };
        }),
    );
}

function* wrongHeader({ name, value, isRequest }: Header, path: string): Iterable<Finding> {
    // The characters of a token, RFC 9110 5.6.2.
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) yield { path: `${path}.headerName`, message: `is "${name}", not the name of a header` };
    if (FIXED_HEADERS.some((fixed) => sameWord(name, fixed))) yield { path: `${path}.headerName`, message: `is "${name}", which cannot be rewritten` };
    if (isRequest && sameWord(name, "Host") && /:\d+$/.test(value)) yield { path: `${path}.headerValue`, message: `is "${value}"; a Host has no port` };
}
