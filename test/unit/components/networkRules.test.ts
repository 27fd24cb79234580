import assert from "node:assert/strict";

import fc from "fast-check";

import { NetworkOptions, SecurityRule, securityRulesFor, SubnetRules } from "../../../components";
import { isLetIn } from "../support/securityGroup";

const space = ["10.20.0.0/16"];
const loadBalancer = "10.20.0.9";
const node = "10.20.1.9";
const endpoint = "10.20.2.9";
const neighbour = "10.20.77.9";
const stranger = "198.51.100.9";
const subnets = ["loadBalancer", "nodes", "privateEndpoints"] as const;

const cases: [what: string, options: NetworkOptions, subnet: keyof SubnetRules, source: string, port: number, isAllowed: boolean][] = [
    ["clients reach the load balancer on 443", {}, "loadBalancer", stranger, 443, true],
    ["clients reach nothing else of it", {}, "loadBalancer", stranger, 80, false],
    ["clients reach the ports that are said", { listenerPorts: [80, 443, 8099] }, "loadBalancer", stranger, 8099, true],
    ["only named ranges are clients", { clientRanges: ["192.0.2.0/24"] }, "loadBalancer", stranger, 443, false],
    ["several ranges are clients", { clientRanges: ["192.0.2.0/24", "198.51.100.0/24"] }, "loadBalancer", stranger, 443, true],
    ["Azure controls the load balancer (AGN-05)", {}, "loadBalancer", "GatewayManager", 65_503, true],
    ["Azure controls a private load balancer another way (AGN-06)", { privateFrontend: true }, "loadBalancer", "GatewayManager", 65_503, false],
    ["Azure probes the load balancer", {}, "loadBalancer", "AzureLoadBalancer", 1, true],
    ["neighbours are clients of a private load balancer", { privateFrontend: true }, "loadBalancer", neighbour, 443, true],
    ["nobody else is a client of a private load balancer", { privateFrontend: true }, "loadBalancer", stranger, 443, false],
    ["nobody manages until somebody is named", { managementPort: 9443 }, "loadBalancer", neighbour, 9443, false],
    ["named people manage", { managementPort: 9443, managementRanges: ["10.20.77.0/24"] }, "loadBalancer", neighbour, 9443, true],
    ["clients do not manage", { managementPort: 9443, managementRanges: ["10.20.77.0/24"] }, "loadBalancer", stranger, 9443, false],
    ["the load balancer reaches the API port of nodes", {}, "nodes", loadBalancer, 8243, true],
    ["the load balancer reaches the readiness port of nodes", {}, "nodes", loadBalancer, 9500, true],
    ["the load balancer reaches no management port of nodes", {}, "nodes", loadBalancer, 9443, false],
    ["the load balancer reaches the ports that are said", { nodePorts: [8243, 9099, 9500] }, "nodes", loadBalancer, 9099, true],
    ["nobody logs in to nodes", {}, "nodes", neighbour, 22, false],
    ["nodes do not reach each other", {}, "nodes", node, 8243, false],
    ["members of a cluster reach each other", { memberPorts: ["4000-4100"] }, "nodes", node, 4050, true],
    ["nobody else reaches members of a cluster", { memberPorts: ["4000-4100"] }, "nodes", loadBalancer, 4050, false],
    ["nodes mount the share", {}, "privateEndpoints", node, 2049, true],
    ["nodes mount a share of another protocol", { sharePorts: [445] }, "privateEndpoints", node, 445, true],
    ["nodes mount no share where there is none", { sharePorts: [] }, "privateEndpoints", node, 2049, false],
    ["the load balancer does not mount the share", {}, "privateEndpoints", loadBalancer, 2049, false],
    ["the load balancer reads its certificate", {}, "privateEndpoints", loadBalancer, 443, true],
    ["nodes read their secrets", {}, "privateEndpoints", node, 443, true],
    ["neighbours do not reach private endpoints", {}, "privateEndpoints", neighbour, 443, false],
    ["nobody else reaches private endpoints", {}, "privateEndpoints", stranger, 443, false],
];

/** Arguments in every combination, over a handful of ranges and ports that meet each other. */
const anyOptions: fc.Arbitrary<NetworkOptions> = fc.record(
    {
        addressSpace: fc.constantFrom("10.20.0.0/16", "10.20.0.0/22"),
        clientRanges: fc.constantFrom(["Internet"], ["198.51.100.0/24"], ["192.0.2.0/24", "198.51.100.0/28"], ["10.0.0.0/8"]),
        managementRanges: fc.constantFrom([], ["10.20.77.0/24"], ["192.0.2.0/25", "10.20.77.8/29"]),
        listenerPorts: fc.constantFrom([443], [80, 443], [443, 8099, 9099]),
        managementPort: fc.constantFrom(9443, 8443),
        nodePorts: fc.constantFrom([8243, 9500], [8243, 9099, 8099, 9500]),
        memberPorts: fc.constantFrom([], ["4000-4100"], ["4000", "5701-5703"]),
        sharePorts: fc.constantFrom([], [2049], [445]),
        privateFrontend: fc.boolean(),
        maxNodes: fc.constantFrom(2, 210),
    },
    { requiredKeys: [] },
);
/** As the checks accept them. */
const networkOptions = anyOptions.filter(({ clientRanges, privateFrontend }) => privateFrontend !== true || clientRanges?.[0] !== "Internet");
const sources = [loadBalancer, node, endpoint, neighbour, stranger, "192.0.2.9", "GatewayManager", "AzureLoadBalancer"];
const ports = [1, 22, 80, 443, 445, 2049, 4000, 4050, 4101, 5702, 8099, 8243, 8443, 9099, 9443, 9500, 9763, 65_199, 65_200, 65_535];

/** Who is wanted where, said again in other words than the rules. */
function isWanted(options: NetworkOptions, subnet: (typeof subnets)[number], source: string, port: number): boolean {
    const { listenerPorts = [443], nodePorts = [8243, 9500], sharePorts = [2049], memberPorts = [], privateFrontend = false } = options;
    const isClient = {
        default: privateFrontend ? [loadBalancer, node, endpoint, neighbour] : [stranger, "192.0.2.9"],
        Internet: [stranger, "192.0.2.9"],
        "198.51.100.0/24": [stranger],
        "192.0.2.0/24": [stranger, "192.0.2.9"],
        "10.0.0.0/8": [loadBalancer, node, endpoint, neighbour],
    }[options.clientRanges?.[0] ?? "default"]!.includes(source);
    const managers: Record<string, string[]> = { "10.20.77.0/24": [neighbour], "192.0.2.0/25": [neighbour, "192.0.2.9"] };
    const isManager = (managers[options.managementRanges?.[0] ?? ""] ?? []).includes(source);
    const isMember = memberPorts.length > 0 && (memberPorts[0] === "4000" ? [4000, 5702].includes(port) : [4000, 4050].includes(port));
    // With more nodes than a /24 holds their subnet lies elsewhere.
    const nodesMoved = options.maxNodes === 210;
    const isNode = nodesMoved ? source === endpoint : source === node;
    switch (subnet) {
        case "loadBalancer":
            return (
                source === "AzureLoadBalancer" ||
                (source === "GatewayManager" && port >= 65_200 && !privateFrontend) ||
                (isClient && listenerPorts.includes(port)) ||
                (isManager && port === options.managementPort)
            );
        case "nodes":
            return (source === loadBalancer && nodePorts.includes(port)) || (isNode && isMember);
        case "privateEndpoints":
            return (isNode && sharePorts.includes(port)) || ((isNode || source === loadBalancer) && port === 443);
    }
}

describe("security rules", () => {
    for (const [what, options, subnet, source, port, isAllowed] of cases)
        it(what, () => assert.equal(isLetIn(securityRulesFor(options)[subnet]!, { source, port }, space), isAllowed));

    it("let in what is wanted and nothing else, whatever the arguments", () => {
        fc.assert(
            fc.property(networkOptions, (options) => {
                const rules = securityRulesFor(options);
                for (const subnet of subnets)
                    for (const source of sources)
                        for (const port of ports)
                            assert.equal(
                                isLetIn(rules[subnet], { source, port }, space),
                                isWanted(options, subnet, source, port),
                                `${source} to ${subnet}:${port}`,
                            );
            }),
            { numRuns: 200 },
        );
    });

    it("let in TCP only, apart from Azure's own probes", () => {
        for (const subnet of subnets)
            for (const source of sources.filter((name) => name !== "AzureLoadBalancer"))
                for (const port of ports) assert.ok(!isLetIn(securityRulesFor({})[subnet], { source, port, protocol: "Udp" }, space));
    });

    it("have priorities and names of their own, in order, and end by keeping everybody out, whatever the arguments", () => {
        fc.assert(
            fc.property(networkOptions, (options) => {
                for (const rules of Object.values(securityRulesFor(options)) as SecurityRule[][]) {
                    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
                    for (const direction of ["Inbound", "Outbound"]) {
                        const priorities = rules.filter((rule) => rule.direction === direction).map((rule) => rule.priority);
                        assert.deepEqual(
                            priorities,
                            [...new Set(priorities)].sort((one, other) => one - other),
                        );
                        assert.ok(priorities.every((priority) => priority >= 100 && priority <= 4096));
                    }
                    const last = rules.filter((rule) => rule.direction === "Inbound").at(-1)!;
                    assert.deepEqual([last.access, last.protocol, last.sourceAddressPrefix, last.destinationPortRange], ["Deny", "*", "*", "*"]);
                }
            }),
        );
    });

    it("keep their numbers when others come and go", () => {
        const numbers = (options: NetworkOptions) => new Map(securityRulesFor(options).loadBalancer.map(({ name, priority }) => [name, priority]));
        const all = numbers({ managementPort: 9443, managementRanges: ["10.0.0.0/24"] });
        for (const options of [{}, { privateFrontend: true }]) for (const [name, priority] of numbers(options)) assert.equal(all.get(name), priority, name);
    });

    it("keep machines that were taken over from logging in to others", () => {
        const { nodes, privateEndpoints } = securityRulesFor({});
        for (const rules of [nodes, privateEndpoints])
            assert.deepEqual(
                rules.filter(({ direction }) => direction === "Outbound").map(({ access, destinationPortRanges }) => [access, destinationPortRanges]),
                [["Deny", ["22", "3389"]]],
            );
    });

    it("are about the ranges of existing subnets, too", () => {
        const rules = securityRulesFor({
            virtualNetworkId: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v",
            addressSpace: "10.20.0.0/22",
            nodeSubnet: { id: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/n", addressRange: "10.20.77.0/24" },
        });
        assert.ok(isLetIn(rules.privateEndpoints, { source: neighbour, port: 2049 }, space));
        assert.ok(!isLetIn(rules.privateEndpoints, { source: node, port: 2049 }, space));
    });

    it("are refused for wrong arguments", () => assert.throws(() => securityRulesFor({ addressSpace: "10.0.0.0/23" }), /The network has 1 problem/));
});
