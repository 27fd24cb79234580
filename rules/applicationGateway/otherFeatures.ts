import { isGiven, listOrEmpty, sameWord } from "../body/json";
import { idIn, Part, propertiesOf, repeated } from "../body/parts";
import type { Rule } from "../rule";
import { gatewayOf, gatewayTypes, isIsolated, tierOf } from "./gateway";

const MAX_PRIVATE_LINKS = 2;
const MAX_PRIVATE_LINK_ADDRESSES = 8;

/** Private Link in front of a gateway, and gateways of layer 4. */
export const otherFeatureRules: readonly Rule[] = [
    {
        id: "AG-32",
        title: "Private Link has few configurations, in subnets that allow it, and no network isolation",
        severity: "Error",
        hint: "Use at most 2 configurations of 8 addresses, in a subnet with `privateLinkServiceNetworkPolicies: Disabled`, on a gateway with a public frontend.",
        types: gatewayTypes,
        *check(resource, context) {
            const gateway = gatewayOf(resource);
            const links = gateway.parts("privateLinkConfigurations");
            const path = "properties.privateLinkConfigurations";
            if (links.length > MAX_PRIVATE_LINKS) yield { path, message: `has ${links.length} items; allowed are ${MAX_PRIVATE_LINKS}` };
            if (links.length > 0 && isIsolated(gateway))
                yield { path, message: "cannot be combined with network isolation", azureError: "ApplicationGatewayNetworkIsolationNotSupportedWithFeature" };
            for (const { properties, inside } of links) {
                const addresses = listOrEmpty(properties.ipConfigurations) as Part["body"][];
                if (addresses.length > MAX_PRIVATE_LINK_ADDRESSES)
                    yield { path: `${inside}.ipConfigurations`, message: `has ${addresses.length} items; allowed are ${MAX_PRIVATE_LINK_ADDRESSES}` };
                for (const [index, address] of addresses.entries()) {
                    const subnet = context.find(idIn((address?.properties as Part["properties"] | undefined)?.subnet));
                    if (subnet !== undefined && !sameWord(propertiesOf(subnet).privateLinkServiceNetworkPolicies, "Disabled"))
                        yield {
                            path: `${inside}.ipConfigurations[${index}].properties.subnet.id`,
                            message: "is a subnet whose privateLinkServiceNetworkPolicies are not Disabled",
                        };
                }
            }
        },
    },
    {
        id: "AG-35",
        title: "TCP and TLS listeners have ports of their own and none of HTTP's features",
        severity: "Error",
        hint: "Use other frontend ports than HTTP listeners do; the firewall, rewriting and cookie affinity exist for HTTP only.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            const listeners = gateway.parts("listeners");
            const endpoint = ({ properties }: Part): string => `${idIn(properties.frontendIPConfiguration)} ${idIn(properties.frontendPort)}`;
            const isTcp = new Set(listeners);
            for (const { item, first } of repeated([...gateway.parts("httpListeners"), ...listeners], endpoint))
                if (isTcp.has(item)) yield { path: `${item.inside}.frontendPort.id`, message: `is used by listener "${first.name}" too` };
            if (listeners.length > 0 && tierOf(gateway) === "waf_v2")
                yield { path: "properties.listeners", message: "are not inspected by the firewall", severity: "Warning" };
            for (const { properties, inside } of gateway.parts("routingRules"))
                if (isGiven(properties.rewriteRuleSet)) yield { path: `${inside}.rewriteRuleSet`, message: "is set; what is not HTTP cannot be rewritten" };
            for (const { properties, inside } of gateway.parts("backendSettingsCollection"))
                if (isGiven(properties.cookieBasedAffinity))
                    yield { path: `${inside}.cookieBasedAffinity`, message: "is set; what is not HTTP has no cookies" };
        },
    },
];
