import { environment } from "./bodies";
import { Changes, many } from "./changes";
import { part } from "./ids";

/** Short names for places in the environment's gateway, and parts to add to it. */

export const P = "gateway.properties";
export const ruleOf = (listener: string, priority: number): object => ({
    name: listener,
    properties: { ruleType: "Basic", priority, httpListener: part("httpListeners", listener), redirectConfiguration: part("redirectConfigurations", "moved") },
});
export const listenerOf = (name: string, settings: object = { hostNames: [`${name}.example.com`] }): object => ({
    name,
    properties: {
        protocol: "Http",
        frontendIPConfiguration: part("frontendIPConfigurations", "public"),
        frontendPort: part("frontendPorts", "https"),
        ...settings,
    },
});
export const settings = `${P}.backendHttpSettingsCollection[0].properties`;
export const probe = `${P}.probes[0].properties`;
export const listener = `${P}.httpListeners[0].properties`;
export const rule = `${P}.requestRoutingRules[0].properties`;
export const pathRule = `${P}.urlPathMaps[0].properties.pathRules[0].properties`;
export const basic = { [`${P}.sku`]: { name: "Basic", tier: "Basic", capacity: 2 }, [`${P}.autoscaleConfiguration`]: undefined };

export const standard = { [`${P}.sku`]: { name: "Standard_v2", tier: "Standard_v2" }, [`${P}.firewallPolicy`]: undefined };
/** The gateway and what must be in its region, where there are no zones. */
export const inWestUs = Object.fromEntries(["gateway", "network", "policy", "address"].map((name) => [`${name}.location`, "westus"]));

/** So many items in a collection of the gateway: its own, and others that nothing refers to. */
export function filled(collection: string, count: number): Changes {
    const own = (environment().gateway!.properties as Record<string, object[]>)[collection]!;
    return { [`${P}.${collection}`]: [...own, ...many(count - own.length, (index) => ({ name: `n${index}` }))] };
}

/** So many listeners `l0`, `l1` …, and a redirection to elsewhere for their rules, which still have to be made. */
export function withListeners(count: number): Changes {
    return {
        [`${P}.httpListeners`]: many(count, (index) => listenerOf(`l${index}`)),
        [`${P}.redirectConfigurations[0].properties`]: { redirectType: "Permanent", targetUrl: "https://example.com" },
    };
}

/** What a gateway of TCP only has in place of HTTP's parts. */
export const tcp = {
    [`${P}.listeners`]: [
        {
            name: "tcp",
            properties: {
                protocol: "Tcp",
                frontendIPConfiguration: part("frontendIPConfigurations", "public"),
                frontendPort: part("frontendPorts", "management"),
            },
        },
    ],
    [`${P}.backendSettingsCollection`]: [{ name: "tcp", properties: { protocol: "Tcp", port: 9000, timeout: 60 } }],
    [`${P}.routingRules`]: [
        {
            name: "tcp",
            properties: {
                ruleType: "Basic",
                priority: 200,
                listener: part("listeners", "tcp"),
                backendAddressPool: part("backendAddressPools", "nodes"),
                backendSettings: part("backendSettingsCollection", "tcp"),
            },
        },
    ],
};
export const noHttp = Object.fromEntries(
    ["httpListeners", "requestRoutingRules", "backendHttpSettingsCollection", "redirectConfigurations", "urlPathMaps", "rewriteRuleSets", "probes"].map(
        (name) => [`${P}.${name}`, []],
    ),
);
