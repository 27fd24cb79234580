import * as fs from "node:fs";

/** Operations by kind (`create`, `update`, `replace`, `delete`, `same` …) and how many resources each was done to. */
export type Changes = Readonly<Record<string, number>>;

/** What the engine did or would do with one resource. */
export interface Step {
    op: string;
    urn: string;
    type: string;
    /** Properties that differ, by path, and whether each is an addition, a change or a reason to replace. */
    detailedDiff: Readonly<Record<string, { diffKind: string }>>;
}

/** A message of the engine, a provider or the program. */
export interface Diagnostic {
    severity: string;
    message: string;
    urn?: string;
}

/** What the engine's event log tells about one run. */
export interface RunEvents {
    /** Empty when the run did not come to its end. */
    changes: Changes;
    /** In the order in which they were begun. */
    steps: readonly Step[];
    diagnostics: readonly Diagnostic[];
}

interface EngineEvent {
    resourcePreEvent?: { metadata: { op: string; urn: string; type: string; detailedDiff: Step["detailedDiff"] | null } };
    diagnosticEvent?: { severity: string; message: string; urn?: string };
    summaryEvent?: { resourceChanges: Changes | null };
}

/** Reads an event log, whose last line may be incomplete after a kill. Debug messages are left out. */
export function readEvents(file: string): RunEvents {
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    const events = text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as EngineEvent);
    return {
        changes: events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {},
        steps: events.flatMap(({ resourcePreEvent: event }) => (event ? [step(event.metadata)] : [])),
        diagnostics: events.flatMap(({ diagnosticEvent: event }) =>
            event && event.severity !== "debug" ? [{ severity: event.severity, message: event.message.trimEnd(), urn: event.urn }] : [],
        ),
    };
}

function step({ op, urn, type, detailedDiff }: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): Step {
    return { op, urn, type, detailedDiff: detailedDiff ?? {} };
}
