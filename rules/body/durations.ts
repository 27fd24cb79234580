import type { Finding } from "../rule";
import { isGiven } from "./json";

const FORM = /^P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO-8601 duration such as `PT5M`; nothing when the text is none, or counts months or years. */
export function secondsOf(duration: unknown): number | undefined {
    const match = typeof duration === "string" ? FORM.exec(duration) : null;
    if (match === null) return undefined;
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
    return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}

/** What a duration outside its range breaks; nothing for one that is absent. The bounds are durations too, the upper one may be missing. */
export function* outsideDuration(value: unknown, [shortest, longest]: readonly [string, string?], path: string): Iterable<Finding> {
    if (!isGiven(value)) return;
    const seconds = secondsOf(value);
    const tooShort = seconds === undefined || seconds < secondsOf(shortest)!;
    const tooLong = seconds !== undefined && longest !== undefined && seconds > secondsOf(longest)!;
    if (tooShort || tooLong)
        yield { path, message: `is "${String(value)}"; allowed are durations ${longest === undefined ? `from ${shortest}` : `${shortest} to ${longest}`}` };
}
