import * as fs from "node:fs";

import { MochaOptions, reporters, Runnable, Runner } from "mocha";

/** What one mocha process tells about its tests. */
export interface RingReport {
    passed: number;
    failed: number;
    skipped: number;
    failures: { title: string; message: string }[];
}

/** Options of the reporter, as mocha passes them on: texts. */
interface RingReporterOptions {
    /** File for the report. */
    report: string;
    /** How many times their limit tests and hooks may take. */
    patience: string;
}

/** Mocha's usual output, and a report for the test runner in a file. */
export default class RingReporter extends reporters.Spec {
    constructor(runner: Runner, options: MochaOptions) {
        super(runner, options);
        const { report: file, patience } = options.reporterOptions as RingReporterOptions;
        // A hook begins more than once.
        const hooks = new Set<Runnable>();
        const extend = (runnable: Runnable) => void runnable.timeout(runnable.timeout() * Number(patience));
        runner.on("test", extend);
        runner.on("hook", (hook) => {
            if (!hooks.has(hook)) extend(hook);
            hooks.add(hook);
        });
        runner.once("end", () => {
            const report: RingReport = {
                passed: this.stats.passes,
                failed: this.stats.failures,
                skipped: this.stats.pending,
                failures: this.failures.map((test) => ({ title: test.fullTitle(), message: test.err?.message ?? "" })),
            };
            fs.writeFileSync(file, JSON.stringify(report));
        });
    }
}
