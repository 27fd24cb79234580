import { networkIdOf, sameRegion, subscriptionOf } from "../body/ids";
import { sameWord, textOrEmpty } from "../body/json";
import { idIn, outside, propertiesOf, repeated } from "../body/parts";
import { contains, parseRange } from "../body/ranges";
import { subnetRanges } from "../network/subnet";
import type { Rule } from "../rule";
import { gatewayOf, gatewayTypes, inSubnet, privateFrontends, publicFrontends } from "./gateway";

const INFRASTRUCTURE_PORTS = 65_000;

/** Where a gateway lies and where clients reach it. */
export const frontendRules: readonly Rule[] = [
    {
        id: "AG-08",
        title: "The gateway has one IP configuration, in a subnet of its region and subscription",
        severity: "Error",
        hint: "Give the gateway exactly one `gatewayIPConfiguration`, with a subnet of a network in the gateway's region and subscription.",
        types: gatewayTypes,
        *check(resource, context) {
            const configurations = gatewayOf(resource).parts("gatewayIPConfigurations");
            if (configurations.length > 1) yield { path: "properties.gatewayIPConfigurations", message: `has ${configurations.length} items; allowed is one` };
            for (const { properties, inside } of configurations) {
                const subnetId = idIn(properties.subnet);
                const path = `${inside}.subnet.id`;
                if (subnetId === "") yield { path, message: "is missing" };
                else if (!sameWord(subscriptionOf(subnetId), subscriptionOf(resource.id))) yield { path, message: "lies in another subscription" };
                const network = context.find(networkIdOf(subnetId));
                if (network !== undefined && !sameRegion(network, resource))
                    yield { path, message: `lies in ${network.location}, the gateway in ${resource.location}` };
            }
        },
    },
    {
        id: "AG-09",
        title: "At most one public and one private frontend per address family; private ones are static",
        severity: "Error",
        hint: "Give a private frontend `privateIPAllocationMethod: Static` and an address of its subnet that is neither one of the first four nor the last.",
        types: gatewayTypes,
        *check(resource, context) {
            const gateway = gatewayOf(resource);
            const familyOf = (address: string): number => parseRange(address)?.family ?? 4;
            const publicFamily = (id: string): number => {
                const address = context.find(id);
                return address !== undefined && sameWord(propertiesOf(address).publicIPAddressVersion, "IPv6") ? 6 : 4;
            };
            for (const { item } of repeated(publicFrontends(gateway), ({ properties }) => String(publicFamily(idIn(properties.publicIPAddress)))))
                yield { path: item.path, message: "is a second public frontend of the same address family" };
            for (const { item } of repeated(privateFrontends(gateway), ({ properties }) => String(familyOf(textOrEmpty(properties.privateIPAddress)))))
                yield { path: item.path, message: "is a second private frontend of the same address family" };
            for (const { properties, inside } of privateFrontends(gateway)) {
                const address = textOrEmpty(properties.privateIPAddress);
                if (!sameWord(properties.privateIPAllocationMethod, "Static"))
                    yield {
                        path: `${inside}.privateIPAllocationMethod`,
                        message: `is "${textOrEmpty(properties.privateIPAllocationMethod)}"; allowed is Static`,
                    };
                const subnet = context.find(idIn(properties.subnet)) ?? inSubnet(resource, context)[0]?.subnet;
                const wrong =
                    address === ""
                        ? "is missing"
                        : subnet === undefined
                          ? undefined
                          : whyNotIn(
                                address,
                                subnetRanges(subnet).map(({ text }) => text),
                            );
                if (wrong !== undefined) yield { path: `${inside}.privateIPAddress`, message: wrong };
            }
            // A gateway without a public frontend needs network isolation, which shows in its subnet: AGN-03.
        },
    },
    {
        id: "AG-10",
        title: "Frontend ports are allowed ones, each once",
        severity: "Error",
        azureError: "ApplicationGatewayFrontendPortInvalidPortNumber",
        hint: "Use ports 1 to 64999, and one object for each port that listeners share.",
        types: gatewayTypes,
        *check(resource) {
            const ports = gatewayOf(resource).parts("frontendPorts");
            for (const { properties, inside } of ports) {
                yield* outside(properties.port, [1, 65_535], `${inside}.port`);
                const port = properties.port;
                if (typeof port === "number" && port >= INFRASTRUCTURE_PORTS && port <= 65_535)
                    yield { path: `${inside}.port`, message: `is ${port}; from ${INFRASTRUCTURE_PORTS} on ports are Azure's own`, severity: "Warning" };
            }
            for (const { item, first } of repeated(ports, ({ properties }) => (properties.port === undefined ? undefined : String(properties.port))))
                yield { path: `${item.inside}.port`, message: `is the port of "${first.name}" too` };
        },
    },
];

/** Why an address cannot be a frontend of a subnet with these ranges, or nothing when it can. */
function whyNotIn(address: string, ranges: readonly string[]): string | undefined {
    const own = parseRange(address);
    const range = ranges.map((text) => parseRange(text)).find((candidate) => candidate !== undefined && own !== undefined && contains(candidate, own));
    if (own === undefined || range === undefined) return `is "${address}", outside the subnet ${ranges.join(", ")}`;
    return own.first < range.first + 4n || own.first === range.last ? `is "${address}"; the first four addresses and the last are Azure's own` : undefined;
}
