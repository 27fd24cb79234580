import assert from "node:assert/strict";

import { loadBalancerRules, nodeRules, privateEndpointRules, SecurityRule } from "../../../components/networkRules";

/** What Azure decides about a packet from a source prefix to a port: the first rule that matches, in the order of priority. */
function decide(rules: SecurityRule[], source: string, port: number): string {
    const inbound = rules.filter((rule) => rule.direction === "Inbound").sort((one, other) => one.priority - other.priority);
    const match = inbound.find((rule) => matchesSource(rule, source) && matchesPort(rule, port));
    return match?.access ?? "default";
}
const matchesSource = (rule: SecurityRule, source: string): boolean =>
    [rule.sourceAddressPrefix, ...(rule.sourceAddressPrefixes ?? [])].some((prefix) => prefix === "*" || prefix === source);
function matchesPort(rule: SecurityRule, port: number): boolean {
    return [rule.destinationPortRange ?? "", ...(rule.destinationPortRanges ?? [])].some((range) => {
        const [from, to] = range.split("-").map(Number) as [number, number?];
        return range === "*" || (port >= from && port <= (to ?? from));
    });
}

const loadBalancer = "10.20.0.0/24";
const nodes = "10.20.1.0/24";

const cases: [string, SecurityRule[], string, number, string][] = [
    ["clients reach the load balancer on 443", loadBalancerRules(["Internet"], [443]), "Internet", 443, "Allow"],
    ["clients reach nothing else of it", loadBalancerRules(["Internet"], [443]), "Internet", 80, "Deny"],
    ["only named ranges are clients", loadBalancerRules(["198.51.100.0/24"], [443]), "Internet", 443, "Deny"],
    ["several ranges are clients", loadBalancerRules(["198.51.100.0/24", "192.0.2.0/24"], [443]), "192.0.2.0/24", 443, "Allow"],
    ["Azure controls the load balancer (AGN-05)", loadBalancerRules(["Internet"], [443]), "GatewayManager", 65503, "Allow"],
    ["the load balancer reaches the API port of nodes", nodeRules(loadBalancer), loadBalancer, 8243, "Allow"],
    ["the load balancer reaches the readiness port of nodes", nodeRules(loadBalancer), loadBalancer, 9500, "Allow"],
    ["the load balancer reaches no management port of nodes", nodeRules(loadBalancer), loadBalancer, 9443, "Deny"],
    ["nobody logs in to nodes", nodeRules(loadBalancer), "VirtualNetwork", 22, "Deny"],
    ["nodes do not reach each other", nodeRules(loadBalancer), nodes, 8243, "Deny"],
    ["nodes mount the share", privateEndpointRules(nodes, loadBalancer), nodes, 2049, "Allow"],
    ["the load balancer does not mount the share", privateEndpointRules(nodes, loadBalancer), loadBalancer, 2049, "Deny"],
    ["the load balancer reads its certificate", privateEndpointRules(nodes, loadBalancer), loadBalancer, 443, "Allow"],
    ["nobody else reaches private endpoints", privateEndpointRules(nodes, loadBalancer), "Internet", 443, "Deny"],
];

describe("security rules", () => {
    for (const [what, rules, source, port, expected] of cases) it(what, () => assert.equal(decide(rules, source, port), expected));

    it("have priorities of their own, within Azure's range", () => {
        for (const rules of [loadBalancerRules(["Internet"], [443]), nodeRules(loadBalancer), privateEndpointRules(nodes, loadBalancer)]) {
            for (const direction of ["Inbound", "Outbound"]) {
                const priorities = rules.filter((rule) => rule.direction === direction).map((rule) => rule.priority);
                assert.equal(new Set(priorities).size, priorities.length);
                assert.ok(priorities.every((priority) => priority >= 100 && priority <= 4096));
            }
        }
    });
});
