import { networkIdOf } from "../body/ids";
import { grouped } from "../body/grouped";
import { listOrEmpty, numberFrom, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { idIn, Part, partsIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import { gatewayOf, subnetIdOf } from "../applicationGateway/gateway";
import { usableIn } from "../network/subnet";
import type { ArmResource, Finding, Rule } from "../rule";
import { types } from "../types";
import { ipConfigurationsOf, PROFILE, ScaleSet, scaleSetOf, scaleSetTypes } from "./model";

const DEFAULT_BATCH_PERCENT = 20;
const OLDEST_NETWORK_API = "2020-11-01";

/** How machines are connected, and whether their subnet has room for them. */
export const scaleSetNetworkRules: readonly Rule[] = [
    {
        id: "VS-18",
        title: "Network interfaces have one primary each, and pools of their own network",
        severity: "Error",
        hint: "Mark exactly one interface, and one IP configuration in each, as primary; set `networkApiVersion` in a flexible scale set; join pools of the same or a peered network.",
        types: scaleSetTypes,
        *check(resource, context) {
            const scaleSet = scaleSetOf(resource);
            const path = `${PROFILE}.networkProfile`;
            if (scaleSet.interfaces.length === 0) yield { path: `${path}.networkInterfaceConfigurations`, message: "is empty; at least one is needed" };
            yield* notOnePrimary(scaleSet.interfaces, `${path}.networkInterfaceConfigurations`);
            for (const { properties, inside } of scaleSet.interfaces)
                yield* notOnePrimary(partsIn(properties.ipConfigurations, `${inside}.ipConfigurations`), `${inside}.ipConfigurations`);
            const version = textOrEmpty(objectOrEmpty(scaleSet.profile.networkProfile).networkApiVersion);
            if (scaleSet.isFlexible && version < OLDEST_NETWORK_API)
                yield { path: `${path}.networkApiVersion`, message: version === "" ? "is missing" : `is ${version}; ${OLDEST_NETWORK_API} or newer is needed` };
            yield* foreignPools(scaleSet, context);
        },
    },
    {
        id: "VS-21",
        title: "The subnet has addresses for every machine, new ones of an upgrade too",
        severity: "Error",
        azureError: "SubnetIsFull",
        hint: "Use a larger subnet: (most machines × (1 + surge)) × addresses of each, and five that Azure keeps.",
        types: scaleSetTypes,
        *check(resource, context) {
            const reported = new Set<string>();
            for (const { properties, inside } of ipConfigurationsOf(scaleSetOf(resource))) {
                const subnet = context.find(idIn(properties.subnet));
                const usable = subnet && usableIn(subnet);
                if (usable === undefined || reported.has(subnet!.id)) continue;
                reported.add(subnet!.id);
                const { now, most } = addressesNeeded(context).get(subnet!.id.toLowerCase()) ?? { now: 0, most: 0 };
                if (now > usable) yield { path: `${inside}.subnet.id`, message: `has ${usable} usable addresses; ${now} are needed` };
                // Azure accepts this, and a later scale-out or upgrade fails.
                else if (most > usable)
                    yield { path: `${inside}.subnet.id`, message: `has ${usable} usable addresses; up to ${most} are needed`, severity: "Warning" };
            }
        },
    },
];

/** One item must be primary; a single one is, unless it says otherwise. */
function* notOnePrimary(items: readonly Part[], path: string): Iterable<Finding> {
    const primaries = items.filter(({ properties }) => properties.primary === true).length;
    const isSingle = items.length === 1 && items[0]!.properties.primary !== false;
    if (items.length > 0 && primaries !== 1 && !isSingle) yield { path, message: `has ${primaries} primary items; exactly one is needed` };
}

function* foreignPools(scaleSet: ScaleSet, context: RuleContext): Iterable<Finding> {
    for (const { properties, inside } of ipConfigurationsOf(scaleSet)) {
        const own = networkIdOf(idIn(properties.subnet));
        for (const [index, pool] of listOrEmpty(properties.applicationGatewayBackendAddressPools).entries()) {
            const gateway = context.find(idIn(pool).replace(/\/backendAddressPools\/[^/]+$/i, ""));
            const other = gateway === undefined ? "" : networkIdOf(subnetIdOf(gatewayOf(gateway)));
            if (own !== "" && other !== "" && !sameWord(own, other) && !mayBePeered(own, other, context))
                yield { path: `${inside}.applicationGatewayBackendAddressPools[${index}].id`, message: `is a pool in ${other}; the machines are in ${own}` };
        }
    }
}

/** Whether two networks may be peered: they are when one says so, and may be while neither is known. */
function mayBePeered(left: string, right: string, context: RuleContext): boolean {
    const networks = [left, right].flatMap((id) => context.find(id) ?? []);
    const peerings = networks.flatMap((network) => partsIn(propertiesOf(network).virtualNetworkPeerings, ""));
    const separate = context.all(`${types.virtualNetwork}/virtualNetworkPeerings`).map(propertiesOf);
    const remotes = [...peerings.map(({ properties }) => properties), ...separate].map(({ remoteVirtualNetwork }) => idIn(remoteVirtualNetwork));
    return networks.length === 0 || remotes.some((id) => sameWord(id, left) || sameWord(id, right));
}

const autoscaleByTarget = oncePer((context: RuleContext) =>
    grouped(context.all(types.autoscaleSetting), (setting) => [textOrEmpty(propertiesOf(setting).targetResourceUri)]),
);

/** The largest number of machines that a scale set can get. */
function mostInstances(resource: ArmResource, context: RuleContext): number {
    const settings = autoscaleByTarget(context).get(resource.id.toLowerCase()) ?? [];
    const profiles = settings.flatMap((setting) => partsIn(propertiesOf(setting).profiles, ""));
    const maxima = profiles.map(({ body }) => numberFrom(objectOrEmpty(body.capacity).maximum) ?? 0);
    return Math.max(numberFrom(objectOrEmpty(resource.sku).capacity) ?? 0, ...maxima);
}

/** Addresses that all known scale sets of a subnet need together, at first and at most, by the subnet's id in lower case. */
const addressesNeeded = oncePer((context: RuleContext): ReadonlyMap<string, { now: number; most: number }> => {
    const needed = new Map<string, { now: number; most: number }>();
    for (const resource of context.all(types.scaleSet)) {
        const scaleSet = scaleSetOf(resource);
        const policy = objectOrEmpty(objectOrEmpty(scaleSet.properties.upgradePolicy).rollingUpgradePolicy);
        const surge = policy.maxSurge === true ? (numberFrom(policy.maxBatchInstancePercent) ?? DEFAULT_BATCH_PERCENT) / 100 : 0;
        const now = numberFrom(objectOrEmpty(resource.sku).capacity) ?? 0;
        const most = mostInstances(resource, context);
        for (const { properties } of ipConfigurationsOf(scaleSet)) {
            const key = idIn(properties.subnet).toLowerCase();
            const known = needed.get(key) ?? { now: 0, most: 0 };
            needed.set(key, { now: known.now + now, most: known.most + most + Math.ceil(most * surge) });
        }
    }
    return needed;
});
