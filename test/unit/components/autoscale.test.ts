import assert from "node:assert/strict";

import fc from "fast-check";

import { autoscaleProfiles } from "../../../components/scaleSet/autoscale";
import { checkAutoscale } from "../../../components/scaleSet/autoscaleChecks";
import { AutoscaleSettings, completeAutoscale } from "../../../components/scaleSet/autoscaleSettings";

interface Rule {
    metricTrigger: { operator: string; threshold: number };
    scaleAction: { direction: string; cooldown: string };
}

function rulesOf(minInstances: number, maxInstances: number, settings?: AutoscaleSettings): Rule[] {
    const [profile] = autoscaleProfiles({ scaleSetId: "/scaleSet", minInstances, maxInstances, settings }) as unknown as { rules: Rule[] }[];
    return profile!.rules;
}

/** What the rules make of a number of nodes that have this load together, in percent of one node. */
function nextNumber(rules: readonly Rule[], nodes: number, load: number, [min, max]: readonly [number, number]): number {
    const average = load / nodes;
    for (const { metricTrigger, scaleAction } of rules) {
        const applies = metricTrigger.operator === "GreaterThan" ? average > metricTrigger.threshold : average < metricTrigger.threshold;
        if (applies) return scaleAction.direction === "Increase" ? Math.min(max, nodes + 1) : Math.max(min, nodes - 1);
    }
    return nodes;
}

const percent = fc.integer({ min: 1, max: 99 });

describe("autoscale", () => {
    it("never takes back at once what it has just done, with any settings that are accepted and any number of nodes (VS-20)", () => {
        const outcomes = { accepted: 0, refused: 0 };
        fc.assert(
            fc.property(
                percent,
                percent,
                fc.integer({ min: 1, max: 40 }),
                fc.integer({ min: 0, max: 20 }),
                fc.double({ min: 0, max: 1, noNaN: true }),
                (above, below, min, more, part) => {
                    const settings = { scaleOutAbovePercent: above, scaleInBelowPercent: below };
                    if (checkAutoscale(settings, min).length > 0) return void outcomes.refused++;
                    outcomes.accepted++;
                    const bounds = [min, min + more] as const;
                    const rules = rulesOf(...bounds, settings);
                    for (let nodes = bounds[0]; nodes <= bounds[1]; nodes++) {
                        const load = part * nodes * 100;
                        const next = nextNumber(rules, nodes, load, bounds);
                        const afterwards = nextNumber(rules, next, load, bounds);
                        assert.ok(
                            next === nodes || afterwards === next || Math.sign(afterwards - next) === Math.sign(next - nodes),
                            `${nodes}, ${next}, ${afterwards} at ${load}`,
                        );
                    }
                },
            ),
            { numRuns: 3000 },
        );
        assert.ok(outcomes.accepted > 500 && outcomes.refused > 500, JSON.stringify(outcomes));
    });

    it("is refused only where it would swing", () => {
        fc.assert(
            fc.property(fc.integer({ min: 2, max: 99 }), fc.integer({ min: 1, max: 98 }), fc.integer({ min: 1, max: 40 }), (above, below, min) => {
                const swings = Array.from({ length: 50 }, (_, index) => min + index).some((n) => (below * (n + 1)) / n >= above);
                assert.equal(checkAutoscale({ scaleOutAbovePercent: above, scaleInBelowPercent: below }, min).length > 0, swings);
            }),
        );
    });

    it("says the highest threshold that would do", () => {
        fc.assert(
            fc.property(fc.integer({ min: 4, max: 99 }), fc.integer({ min: 1, max: 98 }), fc.integer({ min: 1, max: 40 }), (above, below, min) => {
                const [problem] = checkAutoscale({ scaleOutAbovePercent: above, scaleInBelowPercent: below }, min);
                if (problem === undefined) return;
                const limit = Number(/at most (\d+)$/.exec(problem.message)![1]);
                assert.deepEqual(checkAutoscale({ scaleOutAbovePercent: above, scaleInBelowPercent: limit }, min), []);
                assert.notDeepEqual(checkAutoscale({ scaleOutAbovePercent: above, scaleInBelowPercent: limit + 1 }, min), []);
            }),
        );
    });

    it("has defaults that do from one node on, also where one of them is given as undefined", () => {
        for (let min = 1; min <= 100; min++) assert.deepEqual(checkAutoscale({}, min), []);
        assert.deepEqual(completeAutoscale({ scaleInBelowPercent: undefined }), completeAutoscale());
    });

    it("takes thresholds and pauses as they are given, in the form in which Azure keeps them", () => {
        const rules = rulesOf(2, 5, { scaleOutAbovePercent: 80, scaleInBelowPercent: 20, scaleOutCooldownMinutes: 59, scaleInCooldownMinutes: 60 });
        assert.deepEqual(
            rules.map(({ metricTrigger, scaleAction }) => [metricTrigger.threshold, scaleAction.cooldown]),
            [
                [80, "PT59M"],
                [20, "PT1H"],
            ],
        );
        const [, slow] = rulesOf(2, 5, { scaleInCooldownMinutes: 90 });
        assert.equal(slow!.scaleAction.cooldown, "PT1H30M");
    });
});
