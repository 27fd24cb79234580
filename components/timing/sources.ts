import type { TimingArgs, TimingOverrides } from "./args";

type Key = keyof TimingOverrides;
type Source = Key | "requestTimeoutSeconds" | "startupSeconds";

const quiet = ["probeIntervalSeconds", "probeUnhealthyThreshold", "socketTimeoutSeconds"] as const;

/** What each duration follows from where it is not given. */
const follows: Readonly<Partial<Record<Source, readonly Source[]>>> = {
    endpointTimeoutSeconds: ["requestTimeoutSeconds"],
    globalTimeoutSeconds: ["endpointTimeoutSeconds"],
    socketTimeoutSeconds: ["globalTimeoutSeconds"],
    loadBalancerRequestTimeoutSeconds: ["socketTimeoutSeconds"],
    probeTimeoutSeconds: ["probeIntervalSeconds"],
    drainSeconds: quiet,
    connectionDrainingSeconds: ["drainSeconds"],
    stopTimeLimitSeconds: ["drainSeconds"],
    preStopSeconds: quiet,
    terminationGracePeriodSeconds: ["drainSeconds", "preStopSeconds"],
    terminateNotificationMinutes: ["stopTimeLimitSeconds"],
    rollingUpgradePauseMinutes: ["drainSeconds"],
    healthGracePeriodSeconds: ["startupSeconds"],
    repairGracePeriodMinutes: ["healthGracePeriodSeconds"],
    startupProbeFailureThreshold: ["startupSeconds", "startupProbePeriodSeconds"],
};

/** What else can be at odds with a duration that nobody gave, although it does not follow from it. */
const boundedBy: Readonly<Partial<Record<Source, readonly Source[]>>> = { probeIntervalSeconds: ["probeTimeoutSeconds"] };

/** An argument that somebody gave. */
export interface GivenSource {
    /** Its name, as other durations refer to it. */
    name: string;
    /** Whether it is one of the overrides. */
    isOverride: boolean;
    value: number;
}

/** The arguments that a duration comes from or is at odds with, nearest first: whoever gave them has to change them. */
export function givenSources(key: Key, { overrides = {}, ...numbers }: TimingArgs): GivenSource[] {
    const found = new Map<Source, GivenSource>();
    for (let level: readonly Source[] = [...(follows[key] ?? []), ...(boundedBy[key] ?? [])]; level.length > 0;) {
        const next: Source[] = [];
        for (const name of level) {
            const override = overrides[name as Key];
            const value = override ?? numbers[name as keyof typeof numbers];
            // Whatever is given does not follow from anything.
            if (value === undefined) next.push(...(follows[name] ?? []));
            else if (!found.has(name)) found.set(name, { name, isOverride: override !== undefined, value });
        }
        level = next;
    }
    return [...found.values()];
}
