import { lastUsableAddress } from "../azure/addressPlan";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { GatewayLoadBalancerSettings } from "./settings";
import { networkDemand } from "../network/demand";
import { subnetRanges } from "../network/plan";

/** Range of the subnet that the load balancer of a deployment lies in; nothing when the network has no room for it. */
export function loadBalancerRange(args: GatewayDeploymentArgs): string | undefined {
    return subnetRanges({ ...args.network, ...networkDemand(args) })?.loadBalancer;
}

/**
 * The settings with a private address where one is needed and none is given: the last one that Azure leaves free in the subnet.
 * The instances of the Application Gateway get theirs from the other end.
 *
 * @param range range of the load balancer's subnet
 */
export function withPrivateAddress(settings: GatewayLoadBalancerSettings, range: string): GatewayLoadBalancerSettings {
    const { privateOnly, privateIpAddress, managementListener } = settings;
    if (privateOnly === true) return { ...settings, privateIpAddress: privateIpAddress ?? lastUsableAddress(range) };
    if (managementListener === undefined) return settings;
    const ownAddress = managementListener.privateIpAddress ?? lastUsableAddress(range);
    return { ...settings, managementListener: { ...managementListener, privateIpAddress: ownAddress } };
}
