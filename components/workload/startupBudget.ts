import { Problem } from "../problem";
import { ReleaseProfile } from "../product/release";
import { checkTiming, DEFAULT_STARTUP_SECONDS, timing } from "../timing";
import { TimingArgs } from "../timing/args";

/** What a machine needs before its product starts, within `slowestStartSeconds`: a pod's image has all that already. */
const MACHINE_SECONDS = 300;

/** A container that is not up within its startup budget is killed, and starts anew for ever. */
export function checkStartupBudget(profile: ReleaseProfile, durations: TimingArgs): Problem[] {
    const budget = startupBudget(durations);
    const needed = profile.slowestStartSeconds - MACHINE_SECONDS;
    if (budget === undefined || budget >= needed) return [];
    const message = `gives a pod ${budget} s to start; release ${profile.release} may need ${needed} s, and a pod that is killed before it is up never gets up`;
    return [{ path: "startupSeconds", message, azureError: "CrashLoopBackOff" }];
}

/** Seconds that a pod has to start: at least `startupSeconds`, once probes that contradict it are mended. Nothing where it is wrong itself. */
function startupBudget({ startupSeconds = DEFAULT_STARTUP_SECONDS, overrides = {} }: TimingArgs): number | undefined {
    if (checkTiming({ startupSeconds }).length > 0) return undefined;
    const { startupProbePeriodSeconds, startupProbeFailureThreshold } = overrides;
    const own = { startupSeconds, overrides: { startupProbePeriodSeconds, startupProbeFailureThreshold } };
    if (checkTiming(own).length > 0) return startupSeconds;
    const derived = timing(own);
    return derived.startupProbePeriodSeconds * derived.startupProbeFailureThreshold;
}
