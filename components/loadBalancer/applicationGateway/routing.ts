import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { Listener, listenersOf, Purpose } from "./listeners";
import { ApplicationGatewayPlan, MANAGER_POOL, NODE_POOL, self } from "./plan";

/** Paths of the product's management. Application Gateway compares them without regard to case. Not names that only begin alike, such as `/services-catalog`. */
const blockedPaths = ["carbon", "services"].flatMap((path) => [`/${path}`, `/${path}/*`, `/${path};*`]);

const BLOCKED = "blocked";

/** The rule of each listener: to the nodes, or to HTTPS. */
export function requestRoutingRules(plan: ApplicationGatewayPlan) {
    const { Basic, PathBasedRouting } = network.ApplicationGatewayRequestRoutingRuleType;
    return listenersOf(plan).map((listener) => {
        const { name, purpose, priority } = listener;
        const rule = { name, priority, httpListener: self("httpListeners", name) };
        if (purpose === Purpose.Redirect) return { ...rule, ruleType: Basic, redirectConfiguration: self("redirectConfigurations", name) };
        if (hasPathMap(plan, listener)) return { ...rule, ruleType: PathBasedRouting, urlPathMap: self("urlPathMaps", name) };
        return {
            ...rule,
            ruleType: Basic,
            backendAddressPool: self("backendAddressPools", poolOf(plan, purpose)),
            backendHttpSettings: self("backendHttpSettingsCollection", purpose),
            rewriteRuleSet: self("rewriteRuleSets", purpose),
        };
    });
}

function poolOf({ management }: ApplicationGatewayPlan, purpose: Purpose): string {
    return purpose === Purpose.Management && management?.managerAddress !== undefined ? MANAGER_POOL : NODE_POOL;
}

/** Only the port of the APIs has paths of the product's management. */
function hasPathMap({ pathRules }: ApplicationGatewayPlan, { purpose }: Listener): boolean {
    return pathRules && purpose === Purpose.Api;
}

export function urlPathMaps(plan: ApplicationGatewayPlan) {
    return listenersOf(plan)
        .filter((listener) => hasPathMap(plan, listener))
        .map(({ name, purpose }) => ({
            name,
            defaultBackendAddressPool: self("backendAddressPools", NODE_POOL),
            defaultBackendHttpSettings: self("backendHttpSettingsCollection", purpose),
            defaultRewriteRuleSet: self("rewriteRuleSets", purpose),
            pathRules: [{ name: BLOCKED, paths: blockedPaths, redirectConfiguration: self("redirectConfigurations", BLOCKED) }],
        }));
}

/**
 * Where requests are sent elsewhere.
 *
 * Blocked paths lead to the root of the first host name, where nothing is. Application Gateway itself cannot refuse a path; a pool without targets would,
 * but with 502, which counts as a failure of the nodes: anybody could set off the alerts on failed requests by asking for `/carbon`.
 *
 * HTTP leads to HTTPS by an address, not by a listener: a listener with several host names cannot be the target (AG-18), and neither can an address say
 * "the same host", so each host name has a redirect, and for it a listener, of its own.
 */
export function redirectConfigurations(plan: ApplicationGatewayPlan) {
    const { Found, Permanent } = network.ApplicationGatewayRedirectType;
    const blocked = {
        name: BLOCKED,
        redirectType: Found,
        targetUrl: pulumi.interpolate`https://${plan.hostNames[0]!}/`,
        includePath: false,
        includeQueryString: false,
    };
    return [
        ...(plan.pathRules ? [blocked] : []),
        ...listenersOf(plan)
            .filter(({ purpose }) => purpose === Purpose.Redirect)
            .map(({ name, hostNames }) => ({
                name,
                redirectType: Permanent,
                targetUrl: pulumi.interpolate`https://${hostNames[0]!}`,
                includePath: true,
                includeQueryString: true,
            })),
    ];
}
