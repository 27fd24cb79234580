import { describeProblems, Problem } from "./problem";
import type { Timing, TimingArgs, TimingOverrides } from "./timing/args";
import { givenSources } from "./timing/sources";

/**
 * Every duration that must agree with others, derived from two numbers: the longest request and the slowest start.
 *
 * Whoever is further in gives up first, so that the one that knows most about a failure answers: endpoint < product < socket < load balancer. A node that goes away leaves in this order, and each limit covers all that come before it:
 * it says that it is not ready, the load balancer notices (detection), requests in flight end (socket timeout), the process ends (margin), the machine goes.
 *
 * Sources: AG-19, AG-20, AG-21 (Application Gateway), VS-05, VS-07, VS-08, VS-09 (scale sets), the product's `synapse.properties`.
 */

type Values = Required<TimingOverrides>;
type Key = keyof Values;
type Numbers = Required<Omit<TimingArgs, "overrides">>;

/** Slowest start of a node where nobody says it, in seconds: enough for every release. */
export const DEFAULT_STARTUP_SECONDS = 1200;
const defaults: Numbers = { requestTimeoutSeconds: 120, startupSeconds: DEFAULT_STARTUP_SECONDS };
const margin = {
    // A timeout answered by the mediation flow needs a moment before the last resort strikes.
    endpointToGlobal: 5,
    // Synapse looks for timed-out requests every 15 s (default of `synapse.timeout_handler_interval`), then it has to send its answer.
    globalToSocket: 20,
    // The product's answer, or its reset, travels to the load balancer before that answers 504 in its place.
    socketToLoadBalancer: 5,
    // Instances of the load balancer do not probe at the same moment, and the Java process takes some seconds to end after its last request.
    drain: 30,
    // The node sees the notice only when it asks for it, and its acknowledgement has to arrive.
    notice: 30,
    // The extension reports some seconds after the node is up.
    health: 60,
};

/** Probes: noticed after 15 s, while two lost answers in a row do no harm. */
const probe = { interval: 5, timeout: 4, threshold: 3 };

/**
 * Health probes of Azure's own load balancer, behind which pods are: it asks each node whether a ready pod is there. They are the cloud provider's defaults, said in the Services all the same
 * (cloud-provider-azure, annotations `azure-load-balancer-health-probe-interval` and `-num-of-probe`).
 */
export const nodeProbe = { intervalSeconds: 5, failures: 2 } as const;

/** Seconds until nobody sends new connections to a pod any more, whatever the probes of the Application Gateway are: Azure's load balancer notices, and before that a pod's node itself. */
const leastPodDetectionSeconds = nodeProbe.intervalSeconds * nodeProbe.failures + 5;

/** Whole minutes after which a public address may forget a silent connection (section 7 of the reference). */
const publicAddressMinutes = { min: 4, max: 30 };

/** Ranges of the derived values, by Azure's rules or, where it has none, up to a day. The error is Azure's, where known. */
const ranges: Readonly<Record<Key, { min: number; max: number; azureError?: string }>> = {
    endpointTimeoutSeconds: { min: 1, max: 86_400 },
    globalTimeoutSeconds: { min: 1, max: 86_400 },
    socketTimeoutSeconds: { min: 1, max: 86_400 },
    loadBalancerRequestTimeoutSeconds: { min: 1, max: 86_400, azureError: "BadRequest" },
    webSocketTimeoutSeconds: { min: 1, max: 86_400, azureError: "BadRequest" },
    probeIntervalSeconds: { min: 1, max: 86_400, azureError: "BadRequest" },
    probeTimeoutSeconds: { min: 1, max: 86_400, azureError: "BadRequest" },
    probeUnhealthyThreshold: { min: 1, max: 20, azureError: "BadRequest" },
    drainSeconds: { min: 1, max: 86_400 },
    connectionDrainingSeconds: { min: 1, max: 3_600, azureError: "BadRequest" },
    stopTimeLimitSeconds: { min: 1, max: 86_400 },
    preStopSeconds: { min: 1, max: 86_400 },
    terminationGracePeriodSeconds: { min: 1, max: 86_400 },
    terminateNotificationMinutes: { min: 5, max: 15 },
    rollingUpgradePauseMinutes: { min: 0, max: 90 },
    healthGracePeriodSeconds: { min: 5, max: 14_400 },
    repairGracePeriodMinutes: { min: 10, max: 90 },
    startupProbePeriodSeconds: { min: 1, max: 86_400 },
    startupProbeFailureThreshold: { min: 1, max: 86_400 },
};

/** The durations that can be replaced, in the order of `TimingOverrides`. */
export const timingSettings = Object.keys(ranges) as readonly (keyof TimingOverrides)[];

/** Longest request that still fits into the longest terminate notification, with everything else derived: 800 s. */
export const maxRequestTimeoutSeconds =
    ranges.terminateNotificationMinutes.max * 60 -
    (margin.notice + margin.drain + probe.interval * probe.threshold + margin.globalToSocket + margin.endpointToGlobal);

/** Slowest start that still fits into the longest grace period of repairs: 5340 s. */
export const maxStartupSeconds = ranges.repairGracePeriodMinutes.max * 60 - margin.health;

const limits = {
    requestTimeoutSeconds: { max: maxRequestTimeoutSeconds, because: "with the time to drain it must fit into a terminate notification, at most PT15M" },
    startupSeconds: { max: maxStartupSeconds, because: "it must fit into the grace period of automatic repairs, at most PT90M" },
};

/** Every number of seconds or minutes, from the two numbers and what replaces derived values. */
function derive({ requestTimeoutSeconds, startupSeconds }: Numbers, given: TimingOverrides): Values {
    const endpointTimeoutSeconds = given.endpointTimeoutSeconds ?? requestTimeoutSeconds;
    const globalTimeoutSeconds = given.globalTimeoutSeconds ?? endpointTimeoutSeconds + margin.endpointToGlobal;
    const socketTimeoutSeconds = given.socketTimeoutSeconds ?? globalTimeoutSeconds + margin.globalToSocket;
    const probeIntervalSeconds = given.probeIntervalSeconds ?? probe.interval;
    const probeUnhealthyThreshold = given.probeUnhealthyThreshold ?? probe.threshold;
    const quiet = probeIntervalSeconds * probeUnhealthyThreshold + socketTimeoutSeconds;
    const drainSeconds = given.drainSeconds ?? quiet + margin.drain;
    const podQuiet = podDetection(probeIntervalSeconds * probeUnhealthyThreshold) + socketTimeoutSeconds;
    const preStopSeconds = given.preStopSeconds ?? podQuiet;
    const stopTimeLimitSeconds = given.stopTimeLimitSeconds ?? drainSeconds;
    const healthGracePeriodSeconds = given.healthGracePeriodSeconds ?? startupSeconds + margin.health;
    const startupProbePeriodSeconds = given.startupProbePeriodSeconds ?? 10;
    return {
        endpointTimeoutSeconds,
        globalTimeoutSeconds,
        socketTimeoutSeconds,
        loadBalancerRequestTimeoutSeconds: given.loadBalancerRequestTimeoutSeconds ?? socketTimeoutSeconds + margin.socketToLoadBalancer,
        webSocketTimeoutSeconds: given.webSocketTimeoutSeconds ?? publicAddressMinutes.max * 60,
        probeIntervalSeconds,
        probeTimeoutSeconds: given.probeTimeoutSeconds ?? Math.min(probe.timeout, probeIntervalSeconds),
        probeUnhealthyThreshold,
        drainSeconds,
        connectionDrainingSeconds: given.connectionDrainingSeconds ?? drainSeconds,
        stopTimeLimitSeconds,
        preStopSeconds,
        terminationGracePeriodSeconds: given.terminationGracePeriodSeconds ?? Math.max(drainSeconds, podQuiet, preStopSeconds + margin.drain),
        terminateNotificationMinutes: given.terminateNotificationMinutes ?? atLeast("terminateNotificationMinutes", stopTimeLimitSeconds + margin.notice),
        rollingUpgradePauseMinutes: given.rollingUpgradePauseMinutes ?? atLeast("rollingUpgradePauseMinutes", drainSeconds),
        healthGracePeriodSeconds,
        repairGracePeriodMinutes: given.repairGracePeriodMinutes ?? atLeast("repairGracePeriodMinutes", healthGracePeriodSeconds),
        startupProbePeriodSeconds,
        startupProbeFailureThreshold: given.startupProbeFailureThreshold ?? Math.ceil(startupSeconds / startupProbePeriodSeconds),
    };
}

function podDetection(detectionSeconds: number): number {
    return Math.max(detectionSeconds, leastPodDetectionSeconds);
}

function atLeast(key: Key, seconds: number): number {
    return Math.max(ranges[key].min, Math.ceil(seconds / 60));
}

interface Bound {
    key: Key;
    /** What the value stands for, in seconds. */
    seconds: number;
    minimum: number;
    because: string;
    azureError?: string;
}

function bounds(numbers: Numbers, v: Values): Bound[] {
    const detection = v.probeIntervalSeconds * v.probeUnhealthyThreshold;
    const bound = (key: Key, minimum: number, because: string): Bound => ({ key, minimum, because, seconds: v[key] * (key.endsWith("Minutes") ? 60 : 1) });
    const startupBudget = v.startupProbeFailureThreshold * v.startupProbePeriodSeconds;
    return [
        bound("endpointTimeoutSeconds", numbers.requestTimeoutSeconds, "requestTimeoutSeconds"),
        bound("globalTimeoutSeconds", v.endpointTimeoutSeconds + 1, "more than endpointTimeoutSeconds"),
        bound("socketTimeoutSeconds", v.globalTimeoutSeconds + 1, "more than globalTimeoutSeconds"),
        bound("loadBalancerRequestTimeoutSeconds", v.socketTimeoutSeconds + 1, "more than socketTimeoutSeconds"),
        { ...bound("probeIntervalSeconds", v.probeTimeoutSeconds, "probeTimeoutSeconds"), azureError: "BadRequest" },
        bound("drainSeconds", detection + v.socketTimeoutSeconds, "detection (probe interval times threshold) and socketTimeoutSeconds"),
        bound("connectionDrainingSeconds", v.socketTimeoutSeconds, "socketTimeoutSeconds"),
        bound("stopTimeLimitSeconds", v.drainSeconds, "drainSeconds"),
        bound("preStopSeconds", podDetection(detection), `detection (probe interval times threshold), of pods at least ${leastPodDetectionSeconds} s`),
        bound("terminationGracePeriodSeconds", v.drainSeconds, "drainSeconds"),
        bound("terminationGracePeriodSeconds", v.preStopSeconds + 1, "more than preStopSeconds"),
        bound("terminateNotificationMinutes", v.stopTimeLimitSeconds, "stopTimeLimitSeconds"),
        bound("healthGracePeriodSeconds", numbers.startupSeconds, "startupSeconds"),
        bound("repairGracePeriodMinutes", numbers.startupSeconds, "startupSeconds"),
        { ...bound("startupProbeFailureThreshold", numbers.startupSeconds, "startupSeconds"), seconds: startupBudget },
    ];
}

/**
 * Everything that contradicts in the durations, or nothing.
 *
 * @param overridesPath path of the argument that holds the overrides
 */
export function checkTiming(args: TimingArgs, overridesPath = "timing"): Problem[] {
    const given = args.overrides ?? {};
    const numbers = { ...defaults };
    const problems: Problem[] = [];
    for (const path of ["requestTimeoutSeconds", "startupSeconds"] as const) {
        const { max, because } = limits[path];
        const value = args[path] ?? defaults[path];
        if (isWhole(value, 1, max)) numbers[path] = value;
        else problems.push({ path, message: `is ${value}; allowed are whole seconds from 1 to ${max}: ${because}` });
    }
    const values = derive(numbers, given);
    const wrong = new Set<Key>();
    for (const [key, { min, max, azureError }] of Object.entries(ranges) as [Key, (typeof ranges)[Key]][]) {
        if (isWhole(values[key], min, max)) continue;
        wrong.add(key);
        problems.push(problem(key, `${values[key]}; allowed are whole numbers from ${min} to ${max}`, azureError));
    }
    for (const { key, seconds, minimum, because, azureError } of bounds(numbers, values)) {
        if (seconds >= minimum || wrong.has(key)) continue;
        const inSeconds = seconds === values[key] ? "" : `, that is ${seconds} s`;
        problems.push(problem(key, `${values[key]}${inSeconds}; needed are ${minimum} s: ${because}`, azureError));
    }
    return withoutConsequences(problems);

    /** Names what somebody gave: a value that nobody gave is wrong because of one that somebody gave. */
    function problem(key: Key, message: string, azureError: string | undefined): Problem {
        const code = azureError === undefined ? {} : { azureError };
        const [source, ...others] = givenSources(key, args);
        if (given[key] !== undefined || source === undefined) {
            const from = source === undefined || message.includes(source.name) ? "" : `, from ${source.name} (${source.value})`;
            return { path: `${overridesPath}.${key}`, message: `is ${message}${from}`, ...code };
        }
        const path = source.isOverride ? `${overridesPath}.${source.name}` : source.name;
        const together = others.length === 0 ? "" : ` and ${others.map(({ name }) => name).join(", ")}`;
        return { path, message: `is ${source.value}; with it${together}, ${key} is ${message}`, ...code };
    }
}

/** One problem for each argument: what else is wrong because of it is mended with it. */
function withoutConsequences(problems: Problem[]): Problem[] {
    return problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index);
}

const isWhole = (value: number, min: number, max: number): boolean => Number.isInteger(value) && value >= min && value <= max;

/**
 * All durations for one gateway.
 *
 * @throws Error that lists every contradiction that `checkTiming` finds
 */
export function timing(args: TimingArgs): Timing {
    const problems = checkTiming(args);
    if (problems.length > 0) throw new Error(describeProblems("timing", problems));
    const { requestTimeoutSeconds = defaults.requestTimeoutSeconds, startupSeconds = defaults.startupSeconds, overrides = {} } = args;
    const { terminateNotificationMinutes, rollingUpgradePauseMinutes, repairGracePeriodMinutes, ...seconds } = derive(
        { requestTimeoutSeconds, startupSeconds },
        overrides,
    );
    const detectionSeconds = seconds.probeIntervalSeconds * seconds.probeUnhealthyThreshold;
    return {
        ...seconds,
        publicAddressTimeoutMinutes: Math.min(publicAddressMinutes.max, Math.max(publicAddressMinutes.min, Math.ceil(seconds.webSocketTimeoutSeconds / 60))),
        detectionSeconds,
        podDetectionSeconds: podDetection(detectionSeconds),
        terminateNotification: isoMinutes(terminateNotificationMinutes),
        rollingUpgradePause: isoMinutes(rollingUpgradePauseMinutes),
        repairGracePeriod: isoMinutes(repairGracePeriodMinutes),
    };
}

/** What durations follow from, among the arguments of a component. */
export function timingArgs({
    requestTimeoutSeconds,
    startupSeconds,
    timing: overrides,
}: Omit<TimingArgs, "overrides"> & { timing?: TimingOverrides }): TimingArgs {
    return { requestTimeoutSeconds, startupSeconds, overrides };
}

/** As `timingArgs`, for what starts no node: how long a start may take is the business of those that do, and no duration here follows from it. */
export function apartFromStart({ requestTimeoutSeconds, timing: given = {} }: { requestTimeoutSeconds?: number; timing?: TimingOverrides }): TimingArgs {
    return { requestTimeoutSeconds, overrides: Object.fromEntries(Object.entries(given).filter(([key]) => !ofStart.includes(key))) };
}

const ofStart: readonly string[] = [
    "healthGracePeriodSeconds",
    "repairGracePeriodMinutes",
    "startupProbePeriodSeconds",
    "startupProbeFailureThreshold",
] satisfies Key[];

/** Whole minutes as an ISO 8601 duration, `PT5M` for 5. */
export function isoMinutes(minutes: number): string {
    return `PT${minutes}M`;
}
