/** When nodes are added and removed, by their average CPU. */
export interface AutoscaleSettings {
    /** Average CPU in percent above which a node is added, 2 to 99. Lower keeps more in reserve for peaks, and costs more. Defaults to 70. */
    scaleOutAbovePercent?: number;

    /**
     * Average CPU in percent below which a node is removed, 1 to 98.
     * So low that the nodes that are left stay below `scaleOutAbovePercent`: otherwise each change would call for its opposite. Defaults to 30.
     */
    scaleInBelowPercent?: number;

    /** Minutes after a change before a node is added, 5 to 720. Longer than a node takes to be of use. Defaults to 10. */
    scaleOutCooldownMinutes?: number;

    /** Minutes after a change before a node is removed, 5 to 720. Longer keeps nodes through a short lull. Defaults to 10. */
    scaleInCooldownMinutes?: number;
}

/** What autoscale does unless it is told otherwise. One node at 70 % becomes two at 35 %, above the other threshold: a scale-out is never undone at once (VS-20). */
const autoscaleDefaults: Readonly<Required<AutoscaleSettings>> = {
    scaleOutAbovePercent: 70,
    scaleInBelowPercent: 30,
    scaleOutCooldownMinutes: 10,
    scaleInCooldownMinutes: 10,
};

/** The settings with defaults for what is not given. */
export function completeAutoscale(given: AutoscaleSettings = {}): Required<AutoscaleSettings> {
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return { ...autoscaleDefaults, ...known };
}
