import assert from "node:assert/strict";
import fc from "fast-check";

import { parseRange } from "../../../rules/body/ranges";
import { gatewayManager, parsePorts, Peer, refusedPorts, someClient } from "../../../rules/network/traffic";

const SUBNET = parseRange("10.1.0.0/24")!;

interface SecurityRule {
    priority: number;
    access: string;
    protocol: string;
    sourceAddressPrefix: string;
    destinationAddressPrefix: string;
    destinationPortRange: string;
}

const ports = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })).map((ends) => `${Math.min(...ends)}-${Math.max(...ends)}`);
const securityRule = fc.record<SecurityRule>({
    priority: fc.integer({ min: 100, max: 4096 }),
    access: fc.constantFrom("Allow", "Deny"),
    protocol: fc.constantFrom("Tcp", "*", "Udp"),
    sourceAddressPrefix: fc.constantFrom("*", "Internet", "GatewayManager", "VirtualNetwork", "203.0.113.0/24"),
    destinationAddressPrefix: fc.constantFrom("*", "VirtualNetwork", "10.1.0.0/24", "10.1.0.0/16", "10.9.0.0/16"),
    destinationPortRange: fc.oneof(ports, fc.constant("*"), fc.constant("7")),
});
const rules = fc.uniqueArray(securityRule, { selector: ({ priority }) => priority, maxLength: 8 });

/** Azure's own words, one port at a time: the rules in the order of their priorities, the first one that matches decides. */
function isRefused(all: readonly SecurityRule[], peer: Peer, port: number): boolean {
    const matching = [...all]
        .sort((left, right) => left.priority - right.priority)
        .find(({ access, protocol, sourceAddressPrefix, destinationAddressPrefix, destinationPortRange }) => {
            const [[first, last]] = parsePorts(destinationPortRange)!;
            const isPeer = access === "Allow" ? peer.allowedBy(sourceAddressPrefix) : peer.refusedBy(sourceAddressPrefix);
            return protocol !== "Udp" && isPeer && destinationAddressPrefix !== "10.9.0.0/16" && first <= port && port <= last;
        });
    return matching === undefined ? !peer.isAllowedByDefault : matching.access === "Deny";
}

describe("what security rules let through", () => {
    for (const [name, peer] of Object.entries({ gatewayManager, someClient })) {
        it(`is what the first matching rule says, port by port: ${name}`, () => {
            fc.assert(
                fc.property(rules, (all) => {
                    const group = { id: "g", type: "t", properties: { securityRules: all.map((rule) => ({ properties: { direction: "Inbound", ...rule } })) } };
                    const refused = refusedPorts(group, { direction: "Inbound", ports: [5, 25], peer, subnet: [SUBNET] });
                    for (let port = 5; port <= 25; port += 1)
                        assert.equal(
                            refused.some(([first, last]) => first <= port && port <= last),
                            isRefused(all, peer, port),
                            `port ${port}`,
                        );
                    assert.ok(refused.every(([first, last]) => 5 <= first && first <= last && last <= 25));
                }),
            );
        });
    }
});
