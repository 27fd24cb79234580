import * as pulumi from "@pulumi/pulumi";

import { isAddress, isPrivateAddress, isRange, prefixLength } from "../azure/addressPlan";
import { checkWithoutCluster } from "./clusterChecks";
import { checkExistingParts } from "./idChecks";
import { NetworkOptions, wayOut, WayOut } from "./plan";
import { checkSubnetRanges } from "./rangeChecks";
import type { GatewayNetworkArgs } from "./args";
import { Problem } from "../problem";
import { checkZonesOf } from "../zones";

/** Most a rule of an Application Gateway's listener can have as its port (AG-10); the ports above are Azure's. */
const LARGEST_LISTENER_PORT = 64_999;
const LARGEST_PORT = 65_535;

/** What is wrong with the arguments of a network, as far as it is known before anything exists. */
export function checkNetwork(options: NetworkOptions): Problem[] {
    return [
        ...checkSubnetRanges(options),
        ...checkExistingParts(options),
        ...checkWayOut(options),
        ...checkZones(options),
        ...(options.clientRanges === undefined ? [] : checkClientRanges(options.clientRanges, options.privateFrontend ?? false)),
        ...checkManagementRanges(options.managementRanges ?? []),
        ...checkPorts(options),
        ...checkDemand(options),
        ...checkManager(options),
        ...checkWithoutCluster(options),
    ];
}

/** How many of each there will be decides about sizes; how many are allowed is the business of load balancer and nodes. */
function checkDemand(options: NetworkOptions): Problem[] {
    const wrong = (["maxLoadBalancerInstances", "maxNodes"] as const).filter((path) => {
        const number = options[path];
        return number !== undefined && !(Number.isInteger(number) && number >= 1);
    });
    return wrong.map((path) => ({ path, message: `is ${options[path]}; a whole number from 1 on is needed` }));
}

function checkManager({ syncManager, syncManagerAddress }: NetworkOptions): Problem[] {
    if (syncManagerAddress === undefined) return [];
    return [
        ...(isAddress(syncManagerAddress) ? [] : [{ path: "syncManagerAddress", message: `is "${syncManagerAddress}"; an IPv4 address is needed` }]),
        ...(syncManager === true ? [] : [{ path: "syncManagerAddress", message: "is given without syncManager; leave it out" }]),
    ];
}

/** Exactly one way out, and none beside what the owner of the nodes' subnet has chosen. */
function checkWayOut(options: NetworkOptions): Problem[] {
    const given = (["natGatewayId", "routeTableId", "firewallAddress"] as const).filter((key) => options[key] !== undefined);
    const way = wayOut(options);
    const zone = options.natGatewayZone !== undefined && way !== WayOut.NewNatGateway;
    return [
        ...(way === WayOut.OfSubnet
            ? given.map((path) => ({ path, message: "is given, but the way out of an existing nodeSubnet is its owner's; leave it out" }))
            : given.slice(1).map((path) => ({ path, message: `is given beside ${given[0]}; a subnet has one way out` }))),
        ...(zone ? [{ path: "natGatewayZone", message: "is given, but no NAT gateway is made; leave it out" }] : []),
        ...(options.firewallAddress === undefined ? [] : checkFirewallAddress(options.firewallAddress)),
    ];
}

/** The zone of the way out, which must be one of the region where that is known (NET-12, NET-14). */
export function checkNatGatewayZone({ natGatewayZone, location }: GatewayNetworkArgs, opts?: pulumi.ComponentResourceOptions): Problem[] {
    if (natGatewayZone === undefined) return [];
    return checkZonesOf({ zones: [natGatewayZone], location }, opts).map((problem) => ({ ...problem, path: "natGatewayZone" }));
}

function checkFirewallAddress(address: string): Problem[] {
    if (isPrivateAddress(address)) return [];
    return [{ path: "firewallAddress", message: `is "${address}"; the private address of the firewall is needed, such as 10.0.1.4` }];
}

function checkZones(options: NetworkOptions): Problem[] {
    const [file, vault] = [options.fileShareZoneId !== undefined, options.vaultZoneId !== undefined];
    const unused = (path: string): Problem => ({ path, message: "is given, but nothing here needs the zone; leave it out" });
    return [
        ...(file && options.fileShareZone === false ? [unused("fileShareZoneId")] : []),
        ...(vault && options.vaultZone === false ? [unused("vaultZoneId")] : []),
        ...(options.linkZones === undefined || file || vault
            ? []
            : [{ path: "linkZones", message: "is given without an existing zone; new zones are always linked, so leave it out" }]),
    ];
}

/** Several CIDR blocks, or one service tag: Azure takes tags only singly. */
function checkClientRanges(ranges: string[], privateFrontend: boolean): Problem[] {
    if (ranges.length === 0) return [{ path: "clientRanges", message: "are empty; name who may call the APIs, or leave them out for the internet" }];
    const [tag, address, others] = privateFrontend ? ["Internet", "private", "the network and its neighbours"] : ["VirtualNetwork", "public", "the internet"];
    if (ranges.length === 1 && ranges[0] === tag) {
        const message = `is ${tag}, from where nobody reaches a ${address} address; name ranges, or leave them out for ${others}`;
        return [{ path: "clientRanges[0]", message }];
    }
    if (ranges.length === 1 && /^[A-Z][A-Za-z]+(\.[A-Za-z0-9]+)?$/.test(ranges[0]!)) return [];
    const wrong = ranges.map((range, index) => ({ range, index })).filter(({ range }) => !isRange(range));
    return wrong.map(({ range, index }) => ({ path: `clientRanges[${index}]`, message: `is "${range}"; allowed are CIDR blocks, or one service tag alone` }));
}

function checkManagementRanges(ranges: string[]): Problem[] {
    return ranges.flatMap((range, index) => {
        const path = `managementRanges[${index}]`;
        if (!isRange(range)) return [{ path, message: `is "${range}"; allowed are CIDR blocks` }];
        return prefixLength(range) > 0 ? [] : [{ path, message: `is "${range}", which is everybody; name the networks of those who manage` }];
    });
}

function checkPorts(options: NetworkOptions): Problem[] {
    const { listenerPorts = [443], managementPort, nodePorts = [], sharePorts = [], memberPorts = [], syncManagerPorts = [] } = options;
    const outside = (path: string, port: number, largest: number): Problem[] =>
        Number.isInteger(port) && port >= 1 && port <= largest ? [] : [{ path, message: `is ${port}; allowed are whole numbers from 1 to ${largest}` }];
    const all = (name: string, ports: readonly number[], largest: number): Problem[] =>
        ports.flatMap((port, index) => outside(`${name}[${index}]`, port, largest));
    return [
        ...all("listenerPorts", listenerPorts, LARGEST_LISTENER_PORT),
        ...(managementPort === undefined ? [] : outside("managementPort", managementPort, LARGEST_LISTENER_PORT)),
        ...(managementPort !== undefined && listenerPorts.includes(managementPort)
            ? [{ path: "managementPort", message: `is ${managementPort}, one of listenerPorts, which every client may use; it needs a number of its own` }]
            : []),
        ...all("nodePorts", nodePorts, LARGEST_PORT),
        ...all("sharePorts", sharePorts, LARGEST_PORT),
        ...all("syncManagerPorts", syncManagerPorts, LARGEST_PORT),
        ...memberPorts.flatMap((text, index) => checkPortRange(`memberPorts[${index}]`, text)),
    ];
}

function checkPortRange(path: string, text: string): Problem[] {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
    const valid = first !== undefined && Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= LARGEST_PORT;
    return valid ? [] : [{ path, message: `is "${text}"; allowed are a port or a range of ports, such as 4000-4100` }];
}
