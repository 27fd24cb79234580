import { hasZones } from "../../components/azure/regions";
import { sameRegion } from "../body/ids";
import { isGiven, listOrEmpty, numberFrom, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { idIn, partsIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import { typesInSubnets } from "../facts";
import { namedBy, usableIn } from "../network/subnet";
import type { ArmResource, Rule } from "../rule";
import { types } from "../types";
import { gatewayOf, gatewayTypes, inSubnet, isIsolated, privateFrontends, publicFrontends, subnetIdOf, SUBNET_PATH, subnetTypes } from "./gateway";

const DEFAULT_MAX_INSTANCES = 20;
const OWN_DELEGATION = "Microsoft.Network/applicationGateways";

/** The subnet of a gateway and the public address in front of it. */
export const subnetRules: readonly Rule[] = [
    {
        id: "AGN-01",
        title: "A gateway's subnet has nothing else in it",
        severity: "Error",
        azureError: "ApplicationGatewaySubnetCannotHaveOtherResourceTypes",
        hint: "Give the gateway a subnet of its own; private endpoints, machines and load balancers belong into others.",
        types: gatewayTypes,
        surroundings: [types.scaleSet, types.privateEndpoint, types.networkInterface, types.loadBalancer],
        *check(resource, context) {
            const users = namedBy(context).get(subnetIdOf(gatewayOf(resource)).toLowerCase()) ?? [];
            for (const { id, type } of users) if (typesInSubnets.has(type.toLowerCase())) yield { path: SUBNET_PATH, message: `is also the subnet of ${id}` };
        },
    },
    {
        id: "AGN-02",
        title: "The subnet is large enough for the largest scale-out",
        severity: "Error",
        azureError: "SubnetTooSmall",
        hint: "Use a /24: it holds the 125 instances that a gateway can have, its private frontend and the five addresses that Azure keeps.",
        types: gatewayTypes,
        *check(resource, context) {
            for (const { subnet } of inSubnet(resource, context)) {
                const usable = usableIn(subnet);
                const needed = addressesNeeded(context).get(subnet.id.toLowerCase()) ?? 0;
                if (usable !== undefined && needed > usable) yield { path: SUBNET_PATH, message: `has ${usable} usable addresses; ${needed} are needed` };
            }
        },
    },
    {
        id: "AGN-03",
        title: "The subnet is delegated to application gateways or to nobody",
        severity: "Error",
        azureError: "InvalidSubnet",
        hint: "Remove foreign delegations. A gateway without a public frontend (network isolation) needs the delegation to Microsoft.Network/applicationGateways.",
        types: gatewayTypes,
        surroundings: subnetTypes,
        *check(resource, context) {
            for (const { gateway, subnet } of inSubnet(resource, context)) {
                const services = partsIn(propertiesOf(subnet).delegations, "").map(({ properties }) => textOrEmpty(properties.serviceName));
                for (const service of services)
                    if (!sameWord(service, OWN_DELEGATION)) yield { path: SUBNET_PATH, message: `is a subnet delegated to ${service}` };
                if (isIsolated(gateway) && !services.some((service) => sameWord(service, OWN_DELEGATION)))
                    yield { path: SUBNET_PATH, message: `is a subnet without the delegation to ${OWN_DELEGATION}, and the gateway has no public frontend` };
            }
        },
    },
    {
        id: "AGN-04",
        title: "The subnet has no service endpoint policy",
        severity: "Error",
        hint: "Remove `serviceEndpointPolicies` from the gateway's subnet.",
        types: gatewayTypes,
        *check(resource, context) {
            for (const { subnet } of inSubnet(resource, context))
                if (listOrEmpty(propertiesOf(subnet).serviceEndpointPolicies).length > 0)
                    yield { path: SUBNET_PATH, message: "is a subnet with service endpoint policies" };
        },
    },
    {
        id: "AGN-08",
        title: "The public address is standard, static, in the gateway's region and zones, with a well-formed label",
        severity: "Error",
        hint: "Use sku Standard, `publicIPAllocationMethod: Static`, at least the gateway's zones (best 1, 2 and 3), and a label of lower-case letters, digits and hyphens.",
        types: [types.applicationGateway, types.publicIpAddress],
        *check(resource, context) {
            if (sameWord(resource.type, types.publicIpAddress)) {
                const label = objectOrEmpty(propertiesOf(resource).dnsSettings).domainNameLabel;
                if (isGiven(label) && !/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(textOrEmpty(label)))
                    yield {
                        path: "properties.dnsSettings.domainNameLabel",
                        message: `is "${String(label)}"; 3 to 63 lower-case letters, digits and hyphens, first a letter, last no hyphen`,
                    };
                return;
            }
            for (const { properties, inside } of publicFrontends(gatewayOf(resource))) {
                const address = context.find(idIn(properties.publicIPAddress));
                for (const message of address === undefined ? [] : whyNot(address, resource)) yield { path: `${inside}.publicIPAddress.id`, message };
            }
        },
    },
    {
        id: "AGN-12",
        title: "The subnet has no NAT gateway",
        severity: "Warning",
        hint: "Leave it out: a gateway's outbound traffic takes its own public address, except with network isolation.",
        types: gatewayTypes,
        *check(resource, context) {
            for (const { gateway, subnet } of inSubnet(resource, context))
                if (!isIsolated(gateway) && isGiven(propertiesOf(subnet).natGateway))
                    yield { path: SUBNET_PATH, message: "is a subnet with a NAT gateway, which the gateway does not need" };
        },
    },
];

/** Addresses that all known gateways of a subnet need together, by the subnet's id in lower case. */
const addressesNeeded = oncePer((context: RuleContext): ReadonlyMap<string, number> => {
    const needed = new Map<string, number>();
    for (const resource of context.all(types.applicationGateway)) {
        const gateway = gatewayOf(resource);
        const { capacity } = objectOrEmpty(gateway.properties.sku);
        const { maxCapacity } = objectOrEmpty(gateway.properties.autoscaleConfiguration);
        const instances = isGiven(gateway.properties.autoscaleConfiguration) ? (numberFrom(maxCapacity) ?? DEFAULT_MAX_INSTANCES) : (numberFrom(capacity) ?? 0);
        const subnetId = subnetIdOf(gateway).toLowerCase();
        needed.set(subnetId, (needed.get(subnetId) ?? 0) + instances + privateFrontends(gateway).length);
    }
    return needed;
});

function whyNot(address: ArmResource, gateway: ArmResource): string[] {
    const sku = objectOrEmpty(address.sku).name;
    const zones = textsIn(address.zones);
    const missing = textsIn(gateway.zones).filter((zone) => !zones.includes(zone));
    // An address without zones is zone-redundant nowhere; where a region has zones, it must name those of the gateway.
    const zonesCount = address.location === undefined || hasZones(address.location);
    return [
        ...(sameWord(sku, "Standard") ? [] : [`is an address of sku ${isGiven(sku) ? String(sku) : "Basic"}; Standard is needed`]),
        ...(sameWord(propertiesOf(address).publicIPAllocationMethod, "Static") ? [] : ["is an address that is not Static"]),
        ...(sameRegion(address, gateway) ? [] : [`lies in ${address.location}, the gateway in ${gateway.location}`]),
        ...(missing.length > 0 && zonesCount ? [`is an address without zone ${missing.join(", ")}, where the gateway is`] : []),
    ];
}
