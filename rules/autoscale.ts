import { outsideDuration, secondsOf } from "./body/durations";
import { isGiven, numberFrom, objectOrEmpty, sameWord, textOrEmpty } from "./body/json";
import { missingOrOutside, notOneOf, Part, partsIn, propertiesOf } from "./body/parts";
import type { Finding, Rule } from "./rule";
import { types } from "./types";

const MAX_PROFILES = 20;
const MAX_RULES = 10;
const MAX_INSTANCES = 1_000;
/** Cool-down below which numbers of machines tend to swing. Source: reference section 13. */
const ADVISED_COOLDOWN = "PT5M";
const CPU_METRIC = "Percentage CPU";

interface ScaleRule {
    trigger: Part["body"];
    action: Part["body"];
    path: string;
}

/** What decides the number of machines of a scale set. */
export const autoscaleRules: readonly Rule[] = [
    {
        id: "VS-20",
        title: "Autoscale has bounds in order, allowed times, and rules that do not undo each other",
        severity: "Error",
        hint: "See the message. The scale-in threshold must stay below what the scale-out leaves behind: in × (n + 1) / n < out for the smallest n.",
        types: [types.autoscaleSetting],
        *check(resource) {
            const { targetResourceUri, predictiveAutoscalePolicy } = propertiesOf(resource);
            const profiles = partsIn(propertiesOf(resource).profiles, "properties.profiles");
            if (!/\/providers\/Microsoft\.Compute\/virtualMachineScaleSets\/[^/]+$/i.test(textOrEmpty(targetResourceUri)))
                yield { path: "properties.targetResourceUri", message: `is "${textOrEmpty(targetResourceUri)}", no scale set` };
            if (profiles.length === 0) yield { path: "properties.profiles", message: "is empty; at least one is needed" };
            if (profiles.length > MAX_PROFILES) yield { path: "properties.profiles", message: `has ${profiles.length} items; allowed are ${MAX_PROFILES}` };
            for (const profile of profiles) yield* wrongProfile(profile);
            yield* wrongPrediction(objectOrEmpty(predictiveAutoscalePolicy), profiles.flatMap(rulesOf));
        },
    },
];

function rulesOf({ body, path }: Part): ScaleRule[] {
    return partsIn(body.rules, `${path}.rules`).map((rule) => ({
        trigger: objectOrEmpty(rule.body.metricTrigger),
        action: objectOrEmpty(rule.body.scaleAction),
        path: rule.path,
    }));
}

function* wrongProfile(profile: Part): Iterable<Finding> {
    const { path } = profile;
    const capacity = objectOrEmpty(profile.body.capacity);
    for (const key of ["minimum", "maximum", "default"]) yield* missingOrOutside(capacity[key], [0, MAX_INSTANCES], `${path}.capacity.${key}`);
    const [least, usual, most] = [capacity.minimum, capacity.default, capacity.maximum].map(numberFrom);
    if (least !== undefined && most !== undefined && least > most)
        yield { path: `${path}.capacity.minimum`, message: `is ${least}, above the maximum ${most}` };
    else if (usual !== undefined && (usual < (least ?? 0) || usual > (most ?? MAX_INSTANCES)))
        yield { path: `${path}.capacity.default`, message: `is ${usual}; it must lie between minimum and maximum` };

    const rules = rulesOf(profile);
    if (rules.length > MAX_RULES) yield { path: `${path}.rules`, message: `has ${rules.length} items; allowed are ${MAX_RULES}` };
    for (const rule of rules) yield* wrongRule(rule);
    if (rules.length > 0) yield* oneWay(rules, `${path}.rules`);
    yield* flapping(rules, Math.max(1, least ?? 1));
}

function* wrongRule({ trigger, action, path }: ScaleRule): Iterable<Finding> {
    yield* outsideDuration(trigger.timeGrain ?? "", ["PT1M"], `${path}.metricTrigger.timeGrain`);
    yield* outsideDuration(trigger.timeWindow ?? "", ["PT5M", "PT12H"], `${path}.metricTrigger.timeWindow`);
    yield* outsideDuration(action.cooldown ?? "", ["PT1M", "P7D"], `${path}.scaleAction.cooldown`);
    const cooldown = secondsOf(action.cooldown);
    if (cooldown !== undefined && cooldown >= 60 && cooldown < secondsOf(ADVISED_COOLDOWN)!)
        yield {
            path: `${path}.scaleAction.cooldown`,
            message: `is ${String(action.cooldown)}; below ${ADVISED_COOLDOWN} the number of machines tends to swing`,
            severity: "Warning",
        };
}

/** Azure accepts rules that only ever add or only ever remove; then the number stays at one of its bounds. */
function* oneWay(rules: readonly ScaleRule[], path: string): Iterable<Finding> {
    for (const [direction, what] of [
        ["Increase", "out"],
        ["Decrease", "in"],
    ] as const)
        if (!rules.some(({ action }) => sameWord(action.direction, direction))) yield { path, message: `has no rule that scales ${what}`, severity: "Warning" };
}

/** Azure accepts thresholds that lie too close, and then does not scale in: the same load on fewer machines would scale out again. */
function* flapping(rules: readonly ScaleRule[], smallest: number): Iterable<Finding> {
    const outOf = new Map<string, number>();
    for (const { trigger, action } of rules) {
        const threshold = numberFrom(trigger.threshold);
        const metric = textOrEmpty(trigger.metricName).toLowerCase();
        if (sameWord(action.direction, "Increase") && threshold !== undefined) outOf.set(metric, Math.min(threshold, outOf.get(metric) ?? Infinity));
    }
    for (const { trigger, action, path } of rules) {
        const [below, out] = [numberFrom(trigger.threshold), outOf.get(textOrEmpty(trigger.metricName).toLowerCase())];
        if (!sameWord(action.direction, "Decrease") || below === undefined || out === undefined) continue;
        const removed = sameWord(action.type, "ChangeCount") ? (numberFrom(action.value) ?? 1) : 1;
        const after = (below * (smallest + removed)) / smallest;
        if (after >= out)
            yield {
                path: `${path}.metricTrigger.threshold`,
                message: `is ${below}: with ${smallest} left, the load of ${smallest + removed} machines at ${below} is ${after}, and ${out} scales out again`,
                severity: "Warning",
            };
    }
}

function* wrongPrediction({ scaleMode }: Part["body"], rules: readonly ScaleRule[]): Iterable<Finding> {
    if (!isGiven(scaleMode)) return;
    const path = "properties.predictiveAutoscalePolicy.scaleMode";
    yield* notOneOf(scaleMode, ["Disabled", "Enabled", "ForecastOnly"], path);
    if (!sameWord(scaleMode, "Disabled") && !rules.some(({ trigger }) => sameWord(trigger.metricName, CPU_METRIC)))
        yield { path, message: `is ${String(scaleMode)}, without a rule on "${CPU_METRIC}"` };
}
