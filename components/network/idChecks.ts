import * as pulumi from "@pulumi/pulumi";

import { SubnetKey } from "../azure/addressPlan";
import { placeOf } from "../azure/ids";
import { networkOfSubnet, NetworkType } from "../azure/networkIds";
import { privateLinkZones } from "../azure/privateLink";
import type { GatewayNetworkArgs, GatewayNetworkSettings } from "./args";
import { existingSubnet, missingSubnets, neededSubnets, NetworkOptions, subnetArguments } from "./plan";
import { Problem } from "../problem";
import { checkedLater, ifPlain, isPlain } from "../checking/validation";

type Check = (id: string, path: string) => Problem[];

/** What the ids of existing resources must be, apart from those of subnets. */
const idChecks = {
    virtualNetworkId: idOf(NetworkType.VirtualNetwork),
    natGatewayId: idOf(NetworkType.NatGateway),
    routeTableId: idOf(NetworkType.RouteTable),
    fileShareZoneId: idOf(NetworkType.PrivateDnsZone, privateLinkZones.file),
    vaultZoneId: idOf(NetworkType.PrivateDnsZone, privateLinkZones.vault),
} as const satisfies Partial<Record<keyof GatewayNetworkSettings, Check>>;
const idArguments = Object.keys(idChecks) as (keyof typeof idChecks)[];

/** What is wrong with what exists already: ids as far as they are known, and what is missing beside them. */
export function checkExistingParts(options: NetworkOptions): Problem[] {
    const network = networkAround(options);
    return [
        ...checkNetworkIsNamed(options),
        ...idArguments.flatMap((argument) => ifPlain(options[argument], (id) => idChecks[argument](id, argument))),
        ...neededSubnets(options).flatMap((key) =>
            ifPlain(existingSubnet(options, key)?.id, (id) => checkSubnetId(id, pathOf(key), isPlain(network) ? networkIn(network) : undefined)),
        ),
    ];
}

/** The same arguments, with every id that is known only later checked as soon as it is known. */
export function withCheckedIds(subject: string, args: GatewayNetworkArgs): GatewayNetworkArgs {
    const network = networkAround(args);
    const checked = { ...args };
    for (const argument of idArguments) {
        const id = args[argument];
        if (id !== undefined && !isPlain(id)) checked[argument] = checkedLater(subject, id, (known) => idChecks[argument](known, argument));
    }
    for (const key of neededSubnets(args)) {
        const subnet = existingSubnet(args, key);
        if (subnet === undefined || (isPlain(subnet.id) && isPlain(network))) continue;
        const known = checkedLater(subject, pulumi.all([subnet.id, network]), ([id, around]) => checkSubnetId(id, pathOf(key), networkIn(around)));
        checked[subnetArguments[key]] = { ...subnet, id: known.apply(([id]) => id) };
    }
    return checked;
}

/** An existing subnet has a network, which must be known to make others in it. */
function checkNetworkIsNamed(options: NetworkOptions): Problem[] {
    const missing = missingSubnets(options);
    if (options.virtualNetworkId !== undefined || missing.length === 0 || missing.length === neededSubnets(options).length) return [];
    const others = missing.map((key) => subnetArguments[key]).join(" and ");
    return [{ path: "virtualNetworkId", message: `is missing; name the network of the existing subnets, in which others are made, or give ${others}, too` }];
}

/** Id of the existing network, or of a subnet of it; an empty text where there is none. */
function networkAround(options: NetworkOptions): pulumi.Input<string> {
    const first = neededSubnets(options).flatMap((key) => existingSubnet(options, key)?.id ?? [])[0];
    return options.virtualNetworkId ?? first ?? "";
}

function networkIn(id: string): string | undefined {
    return placeOf(id, NetworkType.VirtualNetwork) === undefined ? networkOfSubnet(id) : id;
}

function pathOf(key: SubnetKey): string {
    return `${subnetArguments[key]}.id`;
}

function idOf(type: NetworkType, name?: string): Check {
    const example = `/subscriptions/…/resourceGroups/…/providers/${type}/${name ?? "…"}`;
    return (id, path) => {
        const found = placeOf(id, type);
        if (found !== undefined && (name === undefined || found.name.toLowerCase() === name)) return [];
        return [{ path, message: `is "${id}"; an id of the form ${example} is needed`, azureError: "InvalidResourceReference" }];
    };
}

/** The id of a subnet, of the given network if there is one: load balancer, nodes and private endpoints find each other in one, whose private DNS zones they share. */
export function checkSubnetId(id: string, path: string, network?: string): Problem[] {
    const own = networkOfSubnet(id);
    const form = "/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…/subnets/…";
    if (own === undefined) return [{ path, message: `is "${id}"; an id of the form ${form} is needed`, azureError: "InvalidResourceReference" }];
    if (network === undefined || own.toLowerCase() === network.toLowerCase()) return [];
    return [{ path, message: `is a subnet of ${own}; all subnets belong to one network, here ${network}` }];
}
