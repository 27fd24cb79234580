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
