import { AutoscaleSettings, completeAutoscale } from "./autoscaleSettings";
import { Problem } from "../problem";
import { checkWhole } from "../checking/rangeChecks";

/** Allowed values. A cool-down below five minutes tends to swing; Azure itself writes half a day and more in another form. */
const ranges: Readonly<Record<keyof AutoscaleSettings, readonly [min: number, max: number]>> = {
    scaleOutAbovePercent: [2, 99],
    scaleInBelowPercent: [1, 98],
    scaleOutCooldownMinutes: [5, 720],
    scaleInCooldownMinutes: [5, 720],
};

/** What is wrong with the thresholds by which the number of nodes changes, for a scale set that keeps at least `minInstances` of them. */
export function checkAutoscale(settings: AutoscaleSettings, minInstances: number): Problem[] {
    const problems = Object.entries(ranges).flatMap(([path, [min, max]]) => checkWhole(settings[path as keyof AutoscaleSettings], [min, max], path));
    return problems.length > 0 ? problems : checkFlapping(completeAutoscale(settings), settings, minInstances);
}

/**
 * A node less must not call for a node more, nor the other way round (VS-20): with n nodes left, the load of n + 1 at the lower threshold must stay
 * below the upper one. The fewer nodes, the more a single one counts, so the fewest decide.
 */
function checkFlapping(
    { scaleOutAbovePercent: above, scaleInBelowPercent: below }: Required<AutoscaleSettings>,
    given: AutoscaleSettings,
    n: number,
): Problem[] {
    if (!(n >= 1) || below * (n + 1) < above * n) return [];
    const path = given.scaleInBelowPercent === undefined ? "scaleOutAbovePercent" : "scaleInBelowPercent";
    const value = path === "scaleInBelowPercent" ? below : above;
    const after = Math.round(((below * (n + 1)) / n) * 10) / 10;
    const limit = Math.ceil((above * n) / (n + 1)) - 1;
    const message = `is ${value}; ${n + 1} nodes below ${below} % would be ${n} at up to ${after} %, and above ${above} % the node comes back`;
    return [{ path, message: `${message}; with minInstances ${n} allowed for scaleInBelowPercent is at most ${limit}` }];
}
