import * as pulumi from "@pulumi/pulumi";

import { isAddress, isUsableAddress } from "../azure/addressPlan";
import { LISTENER_PORTS, ListenerUse, maxHostNames } from "../azure/limits";
import { checkMutualTls } from "../certificates/certificateChecks";
import { checkFirewall } from "./firewallChecks";
import { firewallMode, hasPathRules } from "./firewallMode";
import { managementListenerPort, publicListenerPorts } from "./ports";
import { GatewayLoadBalancerSettings, LoadBalancerSku, ManagementListenerSettings } from "./settings";
import { Problem, under } from "../problem";
import { checkOneOf, checkRange, checkWhole, repeatedPositions } from "../checking/rangeChecks";
import { checkedTierDefaults, Tier } from "../tier";
import { ifPlain } from "../checking/validation";
import { checkHostName, checkPublicIpAddressId } from "../checking/valueChecks";

/** Fewest and most instances of an Application Gateway (AG-04). */
const INSTANCES = [0, 125] as const;

/** What is wrong with the settings of a load balancer. */
export function checkLoadBalancer(settings: GatewayLoadBalancerSettings, tier: Tier): Problem[] {
    const defaults = checkedTierDefaults(tier);
    const [min, max] = [settings.minInstances ?? defaults.minLoadBalancerInstances, settings.maxInstances ?? defaults.maxLoadBalancerInstances];
    const { sku, firewall, managementListener, mutualTls } = settings;
    return [
        ...checkOneOf(Object.values(LoadBalancerSku), sku, "sku"),
        ...checkRange(min, max, INSTANCES, "Instances"),
        ...(max < 2 ? [{ path: "maxInstances", message: `is ${max}; an Application Gateway needs room for at least 2` }] : []),
        ...(firewall !== undefined && sku === LoadBalancerSku.Standard_v2
            ? [
                  {
                      path: "firewall",
                      message: `is given, but sku ${sku} has none; leave it out`,
                      azureError: "ApplicationGatewayFirewallCannotBeEnabledForSelectedSku",
                  },
              ]
            : []),
        ...under("firewall", checkFirewall(firewall ?? {}, firewallMode(settings, tier))),
        ...checkPublicAddress(settings),
        ...(managementListener === undefined ? [] : under("managementListener", checkManagementListener(managementListener, settings))),
        ...(mutualTls === undefined ? [] : under("mutualTls", checkMutualTls(mutualTls))),
    ];
}

function checkPublicAddress({ privateOnly, publicIpAddressId, domainNameLabel: label }: GatewayLoadBalancerSettings): Problem[] {
    const beside = (path: string, other: string): Problem => ({ path, message: `is given beside ${other}; leave one of them out` });
    return [
        ...(label === undefined || /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(label) ? [] : [wrongLabel(label)]),
        ...(label !== undefined && privateOnly === true ? [beside("domainNameLabel", "privateOnly, which has no public address")] : []),
        ...(label !== undefined && publicIpAddressId !== undefined ? [beside("domainNameLabel", "publicIpAddressId, an address that is left as it is")] : []),
        ...(publicIpAddressId !== undefined && privateOnly === true ? [beside("publicIpAddressId", "privateOnly, which has no public address")] : []),
        ...ifPlain(publicIpAddressId, (id) => checkPublicIpAddressId(id, "publicIpAddressId")),
    ];
}

function wrongLabel(label: string): Problem {
    const message = `is "${label}"; allowed are 3 to 63 lower-case letters, digits and \`-\`, starting with a letter`;
    return { path: "domainNameLabel", message, azureError: "InvalidDomainNameLabel" };
}

function checkManagementListener({ hostName }: ManagementListenerSettings, settings: GatewayLoadBalancerSettings): Problem[] {
    return [...ifPlain(hostName, (text) => checkHostName(text, "hostName")), ...checkManagementPort(settings)];
}

/** What is wrong with the port of the listener for management, where there is one. */
export function checkManagementPort(settings: GatewayLoadBalancerSettings): Problem[] {
    const port = managementListenerPort(settings);
    const taken = port !== undefined && publicListenerPorts(settings).includes(port);
    return [
        ...checkWhole(port, LISTENER_PORTS, "port").map((problem) => ({ ...problem, azureError: "ApplicationGatewayFrontendPortInvalidPortNumber" })),
        ...(taken ? [{ path: "port", message: `is ${port}, which the listeners for clients have; another one is needed` }] : []),
    ];
}

/**
 * What is wrong with the private address, and whether one is missing.
 *
 * @param range range of the load balancer's subnet, where it is known: then an address is not needed, because there is a default
 */
export function checkPrivateAddress(settings: GatewayLoadBalancerSettings, range: string | undefined): Problem[] {
    const { privateOnly = false, privateIpAddress, managementListener } = settings;
    const own = managementListener?.privateIpAddress;
    const needed = (path: string): Problem => ({ path, message: "is missing; an address of the load balancer's subnet is needed" });
    return [
        ...checkAddress(privateIpAddress, range, "privateIpAddress"),
        ...checkAddress(own, range, "managementListener.privateIpAddress"),
        ...(privateIpAddress !== undefined && !privateOnly
            ? [{ path: "privateIpAddress", message: "is given without privateOnly; the listener for management has an address of its own" }]
            : []),
        ...(own !== undefined && privateOnly
            ? [{ path: "managementListener.privateIpAddress", message: "is given beside privateOnly; there is one private address for everything (AG-09)" }]
            : []),
        ...(range === undefined && privateOnly && privateIpAddress === undefined ? [needed("privateIpAddress")] : []),
        ...(range === undefined && !privateOnly && managementListener !== undefined && own === undefined
            ? [needed("managementListener.privateIpAddress")]
            : []),
    ];
}

function checkAddress(address: string | undefined, range: string | undefined, path: string): Problem[] {
    if (address === undefined) return [];
    if (!isAddress(address)) return [{ path, message: `is "${address}"; an IPv4 address is needed` }];
    if (range === undefined || isUsableAddress(address, range)) return [];
    return [{ path, message: `is "${address}"; allowed are addresses of ${range} other than its first four and its last, which are Azure's own` }];
}

/** What takes listeners, by the settings. */
export function listenerUse(settings: GatewayLoadBalancerSettings, tier: Tier): ListenerUse {
    const { httpRedirect, webSocket, webSub, managementListener } = settings;
    return { httpRedirect, webSocket, webSub, management: managementListener !== undefined, blockedPaths: hasPathRules(firewallMode(settings, tier)) };
}

/**
 * What is wrong with the host names of the APIs, as far as they are known.
 *
 * @param pathOf the path of the name at a position
 */
export function checkHostNames(
    hostNames: readonly pulumi.Input<string>[],
    pathOf: (index: number) => string,
    settings: GatewayLoadBalancerSettings,
    tier: Tier,
): Problem[] {
    const known = hostNames.map((name) => (typeof name === "string" ? name.toLowerCase() : undefined));
    const [repeated = -1] = repeatedPositions(known);
    const limit = maxHostNames(listenerUse(settings, tier));
    const { managementListener, privateOnly } = settings;
    const forManagement = typeof managementListener?.hostName === "string" ? known.indexOf(managementListener.hostName.toLowerCase()) : -1;
    return [
        ...hostNames.flatMap((name, index) => ifPlain(name, (text) => checkHostName(text, pathOf(index)))),
        ...(repeated < 0 ? [] : [{ path: pathOf(repeated), message: `is "${known[repeated]}" once more; each host name is needed once` }]),
        ...(hostNames.length <= limit ? [] : [tooManyHostNames(pathOf(limit), limit)]),
        ...(hostNames.length > 0 ? [] : [{ path: pathOf(0), message: "is missing; at least one host name is needed" }]),
        ...(forManagement < 0 || privateOnly === true
            ? []
            : [
                  {
                      path: pathOf(forManagement),
                      message: "is the host name for management as well; one name cannot lead to the public and to the private address",
                  },
              ]),
    ];
}

function tooManyHostNames(path: string, limit: number): Problem {
    const message = `is one too many; at most ${limit} are allowed with these listeners (a listener takes 5 host names, a redirect from HTTP 1, of 100 in all)`;
    return { path, message };
}
