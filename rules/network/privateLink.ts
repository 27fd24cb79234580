import { privateLinkZones } from "../../components/azure/privateLink";
import { grouped } from "../body/grouped";
import { networkIdOf, parentId, sameRegion } from "../body/ids";
import { sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, Part, partsIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import { privateLinkServices } from "../facts";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";

const MAX_ZONES = 5;

/** Connections of a private endpoint, approved at once or by hand. */
function connectionsOf(endpoint: ArmResource): Part[] {
    const properties = propertiesOf(endpoint);
    return ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"].flatMap((key) => partsIn(properties[key], `properties.${key}`));
}

/** Private endpoints by the id, in lower case, of what they lead to. */
export const endpointsOf = oncePer((context: RuleContext): ReadonlyMap<string, readonly ArmResource[]> =>
    grouped(context.all(types.privateEndpoint), (endpoint) => connectionsOf(endpoint).map(({ properties }) => textOrEmpty(properties.privateLinkServiceId))),
);

/** DNS zone groups by the id, in lower case, of their private endpoint. */
export const zoneGroupsOf = oncePer((context: RuleContext): ReadonlyMap<string, readonly ArmResource[]> =>
    grouped(context.all(types.privateDnsZoneGroup), ({ id }) => [parentId(id)]),
);

/** Services of its target that a private endpoint leads to: `file`, `vault`. */
export function servicesOf(endpoint: ArmResource): string[] {
    return connectionsOf(endpoint).flatMap(({ properties }) => textsIn(properties.groupIds));
}

/** Private endpoints and the DNS zones that make them found. */
export const privateLinkRules: readonly Rule[] = [
    {
        id: "NET-08",
        title: "A private endpoint leads to one service of its target, from a subnet of its region",
        severity: "Error",
        hint: "Give the endpoint one connection with exactly one group id that the target has (file, blob, vault …), and the region of its network.",
        types: [types.privateEndpoint],
        *check(resource, context) {
            const network = context.find(networkIdOf(idIn(propertiesOf(resource).subnet)));
            if (network !== undefined && !sameRegion(network, resource))
                yield { path: "properties.subnet.id", message: `lies in ${network.location}, the endpoint in ${resource.location}` };
            const connections = connectionsOf(resource);
            if (connections.length !== 1)
                yield { path: "properties.privateLinkServiceConnections", message: `has ${connections.length} items; exactly one is needed` };
            for (const { properties, inside } of connections) {
                const services = textsIn(properties.groupIds);
                if (services.length !== 1) yield { path: `${inside}.groupIds`, message: `has ${services.length} items; exactly one is needed` };
                const known = privateLinkServices[targetType(textOrEmpty(properties.privateLinkServiceId))];
                for (const service of services)
                    if (known !== undefined && !known.some((name) => sameWord(service, name)))
                        yield { path: `${inside}.groupIds`, message: `has "${service}"; the target has ${known.join(", ")}` };
            }
        },
    },
    {
        id: "NET-09",
        title: "A private endpoint has one DNS zone group, with the zone of its service",
        severity: "Warning",
        hint: "Use one zone group of at most five zones, with the fixed zone of the service: privatelink.file.core.windows.net for file shares, privatelink.vaultcore.azure.net for vaults.",
        types: [types.privateDnsZoneGroup],
        *check(resource, context) {
            const endpointId = parentId(resource.id);
            const groups = zoneGroupsOf(context).get(endpointId.toLowerCase()) ?? [];
            if (groups.length > 1 && groups[0]!.id !== resource.id) yield { path: "name", message: `is a second zone group of ${endpointId}` };
            const configs = partsIn(propertiesOf(resource).privateDnsZoneConfigs, "properties.privateDnsZoneConfigs");
            if (configs.length > MAX_ZONES)
                yield { path: "properties.privateDnsZoneConfigs", message: `has ${configs.length} items; allowed are ${MAX_ZONES}` };
            const endpoint = context.find(endpointId);
            const wanted = endpoint === undefined ? [] : servicesOf(endpoint).flatMap(zoneOf);
            const names = configs.map(({ properties }) => textOrEmpty(properties.privateDnsZoneId).split("/").at(-1)!);
            for (const zone of wanted)
                if (!names.some((name) => sameWord(name, zone)))
                    yield { path: "properties.privateDnsZoneConfigs", message: `has ${names.join(", ") || "nothing"}; the service is found in ${zone} only` };
        },
    },
];

function zoneOf(service: string): string[] {
    return Object.entries(privateLinkZones)
        .filter(([name]) => sameWord(service, name))
        .map(([, zone]) => zone);
}

/** Type of what an id names, in lower case. */
function targetType(id: string): string {
    return /\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(id)?.[1]?.toLowerCase() ?? "";
}

/** Whether a private endpoint to one service of a resource is known. */
export function hasEndpointTo(resourceId: string, service: string, context: RuleContext): boolean {
    return (endpointsOf(context).get(resourceId.toLowerCase()) ?? []).some((endpoint) => servicesOf(endpoint).some((name) => sameWord(name, service)));
}

/** Ids of the zones in which a private endpoint registers its name. */
export function registeredZones(endpoint: ArmResource, context: RuleContext): string[] {
    const groups = zoneGroupsOf(context).get(endpoint.id.toLowerCase()) ?? [];
    const configs = groups.flatMap((group) => partsIn(propertiesOf(group).privateDnsZoneConfigs, ""));
    return configs.map(({ properties }) => textOrEmpty(properties.privateDnsZoneId)).filter((id) => id !== "");
}
