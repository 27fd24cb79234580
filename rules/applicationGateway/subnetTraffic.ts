import { numberFrom, sameWord, textOrEmpty } from "../body/json";
import { idIn, partsIn, propertiesOf } from "../body/parts";
import type { AddressRange } from "../body/ranges";
import { securityGroupOf, subnetRanges } from "../network/subnet";
import { azureLoadBalancer, describePorts, gatewayManager, internet, PortRange, refusedPorts, someClient, someNeighbour, Traffic } from "../network/traffic";
import type { RuleContext } from "../context";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";
import { allListeners, Gateway, gatewayTypes, inSubnet, isIsolated, SUBNET_PATH, subnetTypes } from "./gateway";

const MANAGER_PORTS: PortRange = [65_200, 65_535];
const ALL_PORTS: PortRange = [0, 65_535];

/** What security groups and routes of a gateway's subnet must let through. */
export const subnetTrafficRules: readonly Rule[] = [
    {
        id: "AGN-05",
        title: "The security group lets in Azure's control plane, Azure's load balancer and the clients",
        severity: "Error",
        azureError: "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup",
        hint: "Allow inbound TCP 65200-65535 from GatewayManager, everything from AzureLoadBalancer and the listener ports, with lower priority numbers than any deny.",
        types: gatewayTypes,
        surroundings: [types.networkSecurityGroup, ...subnetTypes],
        *check(resource, context) {
            for (const { gateway, group, ranges } of behindGroup(resource, context)) {
                const refused = (traffic: Pick<Traffic, "ports" | "peer">): PortRange[] =>
                    refusedPorts(group, { direction: "Inbound", subnet: ranges, ...traffic });
                // With network isolation the control plane comes another way (AGN-06).
                const fromManager = isIsolated(gateway) ? [] : refused({ ports: MANAGER_PORTS, peer: gatewayManager });
                if (fromManager.length > 0)
                    yield { path: SUBNET_PATH, message: `has security group ${group.id}, which refuses TCP ${describePorts(fromManager)} from GatewayManager` };
                const fromBalancer = refused({ ports: ALL_PORTS, peer: azureLoadBalancer });
                if (fromBalancer.length > 0)
                    yield {
                        path: SUBNET_PATH,
                        message: `has security group ${group.id}, which refuses TCP ${describePorts(fromBalancer)} from AzureLoadBalancer`,
                    };
                for (const { port, isPrivate, path } of listenerPorts(gateway)) {
                    if (refused({ ports: [port, port], peer: isPrivate ? someNeighbour : someClient }).length > 0)
                        yield { path, message: `is ${port}, which security group ${group.id} lets nobody reach`, severity: "Warning" };
                }
            }
        },
    },
    {
        id: "AGN-06",
        title: "The security group does not keep the gateway from the Internet",
        severity: "Error",
        hint: "Remove the rules that deny outbound traffic to the Internet; only a gateway with network isolation does without.",
        types: gatewayTypes,
        surroundings: [types.networkSecurityGroup, ...subnetTypes],
        *check(resource, context) {
            for (const { gateway, group, ranges } of behindGroup(resource, context)) {
                if (isIsolated(gateway)) continue;
                const refused = refusedPorts(group, { direction: "Outbound", ports: ALL_PORTS, peer: internet, subnet: ranges });
                const isTotal = refused.some(([first, last]) => first <= 443 && last >= 443);
                if (refused.length > 0)
                    yield {
                        path: SUBNET_PATH,
                        message: `has security group ${group.id}, which refuses outbound TCP ${describePorts(refused)} to the Internet`,
                        severity: isTotal ? undefined : "Warning",
                    };
            }
        },
    },
    {
        id: "AGN-07",
        title: "No route sends the gateway's traffic to the Internet elsewhere",
        severity: "Error",
        azureError: "ApplicationGatewaySubnetUserDefinedRouteNotAllowed",
        hint: "Let the route for 0.0.0.0/0 have next hop Internet, or leave it out; only a gateway with network isolation may have any route.",
        types: gatewayTypes,
        surroundings: [types.routeTable, ...subnetTypes],
        *check(resource, context) {
            for (const { gateway, subnet } of inSubnet(resource, context)) {
                if (isIsolated(gateway)) continue;
                const { routeTable } = propertiesOf(subnet);
                const table = context.find(idIn(routeTable)) ?? (routeTable as ArmResource | undefined);
                for (const { name, properties } of partsIn(table === undefined ? [] : propertiesOf(table).routes, ""))
                    if (properties.addressPrefix === "0.0.0.0/0" && !sameWord(properties.nextHopType, "Internet"))
                        yield {
                            path: SUBNET_PATH,
                            message: `has a route table whose route "${name}" sends 0.0.0.0/0 to ${textOrEmpty(properties.nextHopType)}`,
                        };
            }
        },
    },
];

/** A gateway with the security group of its subnet and the subnet's ranges; none when they are not known. */
function behindGroup(resource: ArmResource, context: RuleContext): { gateway: Gateway; group: ArmResource; ranges: AddressRange[] }[] {
    return inSubnet(resource, context).flatMap(({ gateway, subnet }) => {
        const group = securityGroupOf(subnet, context);
        return group === undefined ? [] : [{ gateway, group, ranges: subnetRanges(subnet) }];
    });
}

/** Ports that listeners use, each once for public and private frontends. */
function listenerPorts(gateway: Gateway): { port: number; isPrivate: boolean; path: string }[] {
    const ports = new Map<string, { port: number; isPrivate: boolean; path: string }>();
    for (const { properties } of allListeners(gateway)) {
        const frontend = gateway.find("frontendIPConfigurations", properties.frontendIPConfiguration);
        const part = gateway.find("frontendPorts", properties.frontendPort);
        const port = numberFrom(part?.properties.port);
        if (frontend === undefined || part === undefined || port === undefined) continue;
        const isPrivate = idIn(frontend.properties.publicIPAddress) === "";
        ports.set(`${port} ${isPrivate}`, { port, isPrivate, path: `${part.inside}.port` });
    }
    return [...ports.values()];
}
