import assert from "node:assert/strict";
import fc from "fast-check";

import { checkResources, Severity } from "../../../rules";
import { Changes, changed, many } from "./support/changes";
import { listenerOf, P } from "./support/gatewayParts";
import { grown } from "./support/grown";
import { part } from "./support/ids";

/** Whether an environment with these changes breaks a rule; with a path, at that place; with a severity, so much. */
function breaks(rule: string, changes: Changes, path?: string, severity?: Severity): boolean {
    return checkResources(Object.values(changed(changes))).some(
        (violation) =>
            violation.rule === rule && (path === undefined || violation.path === path) && (severity === undefined || violation.severity === severity),
    );
}

describe("rules over whole ranges", () => {
    it("AG-04 takes every pair of bounds in order", () => {
        fc.assert(
            fc.property(fc.integer({ min: -2, max: 130 }), fc.integer({ min: -2, max: 130 }), (minCapacity, maxCapacity) => {
                const isRight = minCapacity >= 0 && maxCapacity >= 2 && maxCapacity <= 125 && minCapacity <= maxCapacity;
                assert.equal(breaks("AG-04", { [`${P}.autoscaleConfiguration`]: { minCapacity, maxCapacity } }), !isRight);
            }),
        );
    });

    it("AGN-02 takes what the subnet holds: instances, the private frontend and five addresses", () => {
        fc.assert(
            fc.property(fc.integer({ min: 24, max: 29 }), fc.integer({ min: 2, max: 125 }), (prefix, maxCapacity) => {
                const changes = {
                    "network.properties.subnets[0].properties.addressPrefix": `10.1.0.0/${prefix}`,
                    [`${P}.autoscaleConfiguration.maxCapacity`]: maxCapacity,
                };
                assert.equal(breaks("AGN-02", changes), maxCapacity + 1 + 5 > 2 ** (32 - prefix));
            }),
        );
    });

    it("AG-21 takes every timeout up to the interval", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 90_000 }), (interval, timeout) => {
                const probe = `${P}.probes[0].properties`;
                const isRight = interval >= 1 && interval <= 86_400 && timeout >= 1 && timeout <= interval;
                assert.equal(breaks("AG-21", { [`${probe}.interval`]: interval, [`${probe}.timeout`]: timeout }), !isRight);
            }),
        );
    });

    it("VS-20 warns of thresholds by which machines would come and go, and of no others", () => {
        const profile = "autoscale.properties.profiles[0]";
        const threshold = fc.integer({ min: 1, max: 100 });
        fc.assert(
            fc.property(threshold, threshold, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 3 }), (out, below, minimum, removed) => {
                const changes = {
                    [`${profile}.capacity`]: { minimum: String(minimum), default: String(minimum), maximum: "50" },
                    [`${profile}.rules[0].metricTrigger.threshold`]: out,
                    [`${profile}.rules[1].metricTrigger.threshold`]: below,
                    [`${profile}.rules[1].scaleAction.value`]: String(removed),
                };
                // Scaled in from n + removed machines just below the threshold, n of them would reach the other one.
                const wouldSwing = many(50, (index) => index + Math.max(1, minimum)).some((n) => (below * (n + removed)) / n >= out);
                assert.equal(breaks("VS-20", changes, "properties.profiles[0].rules[1].metricTrigger.threshold"), wouldSwing);
            }),
        );
    });

    it("VS-10 finds circles of extensions of any length, and nothing else", () => {
        const edges = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })), { maxLength: 10 });
        fc.assert(
            fc.property(edges, (waits) => {
                const after = (index: number): number[] => waits.filter(([from]) => from === index).map(([, to]) => to);
                const reaches = (from: number, to: number, seen: Set<number> = new Set()): boolean =>
                    after(from).some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
                const extensions = many(6, (index) => ({
                    name: `e${index}`,
                    properties: { provisionAfterExtensions: after(index).map((other) => `e${other}`) },
                }));
                const path = "scaleSet.properties.virtualMachineProfile.extensionProfile.extensions";
                assert.equal(
                    breaks("VS-10", { [path]: extensions }),
                    extensions.some((_, index) => reaches(index, index)),
                );
            }),
        );
    });

    it("AG-11 refuses equal host names on one port, and only warns of several listeners there that take every host", () => {
        const listener = fc.record({
            port: fc.constantFrom("https", "management"),
            hosts: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 }),
        });
        fc.assert(
            fc.property(fc.array(listener, { minLength: 1, maxLength: 5 }), (listeners) => {
                const httpListeners = listeners.map(({ port, hosts }, index) =>
                    listenerOf(`l${index}`, { hostNames: hosts, frontendPort: part("frontendPorts", port) }),
                );
                const changes = { [`${P}.httpListeners`]: httpListeners };
                const isRepeated = (keys: readonly string[]): boolean => new Set(keys).size < keys.length;
                const named = listeners.flatMap(({ port, hosts }) => hosts.map((host) => `${port} ${host}`));
                const basic = listeners.filter(({ hosts }) => hosts.length === 0).map(({ port }) => port);
                assert.equal(breaks("AG-11", changes, undefined, "Error"), isRepeated(named));
                assert.equal(breaks("AG-11", changes, undefined, "Warning"), isRepeated(basic));
            }),
        );
    });

    it("AG-06 misses every part that is taken away and used", () => {
        const used = {
            frontendIPConfigurations: 0,
            frontendPorts: 0,
            sslCertificates: 0,
            backendAddressPools: 0,
            probes: 0,
            urlPathMaps: 0,
            rewriteRuleSets: 0,
        };
        fc.assert(
            fc.property(fc.constantFrom(...Object.keys(used)), (collection) => {
                assert.equal(breaks("AG-06", { [`${P}.${collection}[0].name`]: "renamed" }), true);
            }),
        );
    });
});

describe("all rules together", () => {
    it("do not change what they read", () => {
        const resources = Object.values(grown(0.03));
        const before = structuredClone(resources);
        checkResources(resources);
        assert.deepEqual(resources, before);
    });

    it("say the same each time, in the same order", () => {
        const resources = Object.values(changed({ [`${P}.sslPolicy`]: undefined, [`${P}.backendAddressPools`]: [], "vault.name": "1" }));
        assert.deepEqual(checkResources(resources), checkResources(structuredClone(resources)));
    });
});
