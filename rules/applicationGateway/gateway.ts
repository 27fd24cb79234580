import { Fields, sameWord, textOrEmpty } from "../body/json";
import { idIn, Part, partsIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import type { ArmResource } from "../rule";
import { types } from "../types";

/** An Application Gateway's body with its parts by name, read once for all rules. */
export interface Gateway {
    properties: Fields;

    /** Parts of one collection, in their order. */
    parts(collection: string): readonly Part[];

    /** The part of this collection that `{ id }` names; nothing when it is in no such collection of this gateway. */
    find(collection: string, reference: unknown): Part | undefined;
}

/** The parts of a gateway, read once. */
export const gatewayOf = oncePer<ArmResource, Gateway>((resource) => {
    const properties = propertiesOf(resource);
    const collections = new Map<string, { parts: readonly Part[]; byName: Map<string, Part> }>();
    const collection = (name: string): { parts: readonly Part[]; byName: Map<string, Part> } => {
        const known = collections.get(name);
        if (known !== undefined) return known;
        const parts = partsIn(properties[name], `properties.${name}`);
        const read = { parts, byName: new Map(parts.map((part) => [part.name.toLowerCase(), part])) };
        collections.set(name, read);
        return read;
    };
    return {
        properties,
        parts: (name) => collection(name).parts,
        find: (name, reference) => {
            const target = partAt(resource, idIn(reference));
            return target !== undefined && sameWord(target.collection, name) ? collection(name).byName.get(target.name.toLowerCase()) : undefined;
        },
    };
});

/** Collection and name that an id within this gateway names; nothing for other ids. azure-native completes ids that begin with `$self/`. */
export function partAt(resource: ArmResource, id: string): { collection: string; name: string } | undefined {
    const prefix = [`${resource.id}/`, "$self/"].find((start) => id.toLowerCase().startsWith(start.toLowerCase()));
    const [collection, name, ...rest] = prefix === undefined ? [] : id.slice(prefix.length).split("/");
    return collection === undefined || name === undefined || rest.length > 0 ? undefined : { collection, name };
}

/** Tier of a gateway in lower case: `waf_v2`, `standard_v2`, `basic`. */
export function tierOf(gateway: Gateway): string {
    const sku = gateway.properties.sku as Fields | undefined;
    return textOrEmpty(sku?.tier ?? sku?.name).toLowerCase();
}

/** Id of the subnet that a gateway lies in; empty when the body does not say. */
export function subnetIdOf(gateway: Gateway): string {
    return idIn(gateway.parts("gatewayIPConfigurations")[0]?.properties.subnet);
}

/** Frontends with a public address. */
export function publicFrontends(gateway: Gateway): Part[] {
    return gateway.parts("frontendIPConfigurations").filter(({ properties }) => idIn(properties.publicIPAddress) !== "");
}

/** Frontends with an address of the network only. */
export function privateFrontends(gateway: Gateway): Part[] {
    return gateway.parts("frontendIPConfigurations").filter(({ properties }) => idIn(properties.publicIPAddress) === "");
}

/** Whether a gateway can only be meant for network isolation: it has a private frontend and no public one (AGN-06). */
export function isIsolated(gateway: Gateway): boolean {
    return publicFrontends(gateway).length === 0 && privateFrontends(gateway).length > 0;
}

/** Listeners of either layer: HTTP and, where a gateway has them, TCP. */
export function allListeners(gateway: Gateway): readonly Part[] {
    return [...gateway.parts("httpListeners"), ...gateway.parts("listeners")];
}

/** Rules of the gateway's firewall policies by their ids: the gateway's own, its listeners' and its path rules'. */
export function firewallPolicyIds(gateway: Gateway): { id: string; path: string }[] {
    const pathRules = gateway.parts("urlPathMaps").flatMap(({ properties, inside }) => partsIn(properties.pathRules, `${inside}.pathRules`));
    const holders = [{ properties: gateway.properties, inside: "properties" }, ...gateway.parts("httpListeners"), ...pathRules];
    return holders.map(({ properties, inside }) => ({ id: idIn(properties.firewallPolicy), path: `${inside}.firewallPolicy` })).filter(({ id }) => id !== "");
}

/** What a gateway's subnet is written with: alone or in its network. */
export const subnetTypes = [types.subnet, types.virtualNetwork] as const;

/** Where a gateway's body names its subnet. */
export const SUBNET_PATH = "properties.gatewayIPConfigurations[0].properties.subnet.id";

/** A gateway with the subnet that it lies in; none when that is not known. */
export function inSubnet(resource: ArmResource, context: RuleContext): { gateway: Gateway; subnet: ArmResource }[] {
    const gateway = gatewayOf(resource);
    const subnet = context.find(subnetIdOf(gateway));
    return subnet === undefined ? [] : [{ gateway, subnet }];
}

/** What every rule about application gateways looks at. */
export const gatewayTypes = [types.applicationGateway] as const;
