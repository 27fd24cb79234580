import { grouped } from "../body/grouped";
import { ownName, parentId } from "../body/ids";
import { sameWord } from "../body/json";
import { idIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";

/** Ids, in lower case, of the networks that each private DNS zone is linked to. */
export const linkedNetworks = oncePer((context: RuleContext): ReadonlyMap<string, ReadonlySet<string>> => {
    const links = grouped(context.all(types.virtualNetworkLink), ({ id }) => [parentId(id)]);
    return new Map([...links].map(([zone, ofZone]) => [zone, new Set(ofZone.map(networkOf))]));
});

/** Links that exclude each other: of one network to zones of one name, and of one network to zones in which it registers. */
const rivals = oncePer((context: RuleContext) => grouped(context.all(types.virtualNetworkLink), (link) => [zoneKey(link), registrationKey(link)]));

/** Private DNS zones and their links to networks. */
export const privateDnsRules: readonly Rule[] = [
    {
        id: "NET-10",
        title: "Private DNS zones and their links are global",
        severity: "Error",
        hint: "Set `location: global`; zones and links belong to no region.",
        types: [types.privateDnsZone, types.virtualNetworkLink],
        *check({ location }) {
            if (!sameWord(location, "global")) yield { path: "location", message: `is "${location ?? ""}"; allowed is global` };
        },
    },
    {
        id: "NET-11",
        title: "A network is linked to one zone of a name, and registers its machines in one zone",
        severity: "Error",
        azureError: "BadRequest",
        hint: "Share one zone of each name among all networks, and enable registration for at most one zone of a network.",
        types: [types.virtualNetworkLink],
        *check(resource, context) {
            const [sameZone] = rivals(context).get(zoneKey(resource)) ?? [];
            if (sameZone !== undefined && !sameWord(sameZone.id, resource.id))
                yield { path: "properties.virtualNetwork.id", message: `is linked to another zone of that name by ${sameZone.id}: overlapping namespaces` };
            const [registering] = rivals(context).get(registrationKey(resource) ?? "") ?? [];
            if (registering !== undefined && !sameWord(registering.id, resource.id))
                yield { path: "properties.registrationEnabled", message: `is true, as in ${registering.id} for the same network` };
        },
    },
];

function networkOf(link: ArmResource): string {
    return idIn(propertiesOf(link).virtualNetwork).toLowerCase();
}

function zoneKey(link: ArmResource): string {
    return `${networkOf(link)} ${ownName({ id: parentId(link.id), type: types.privateDnsZone }).toLowerCase()}`;
}

function registrationKey(link: ArmResource): string | undefined {
    return propertiesOf(link).registrationEnabled === true ? `${networkOf(link)} registers` : undefined;
}
