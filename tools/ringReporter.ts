import * as fs from "node:fs";

import { MochaOptions, reporters, Runner } from "mocha";

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
    /** "true" takes the limits in time from tests and hooks: what waits for a processor is not what hangs. The ring's own limit stays. */
    unhurried: string;
}

/** Mocha's usual output, and a report for the test runner in a file. */
export default class RingReporter extends reporters.Spec {
    constructor(runner: Runner, options: MochaOptions) {
        super(runner, options);
        const { report: file, unhurried } = options.reporterOptions as RingReporterOptions;
        if (unhurried === "true") {
            runner.on("test", (test) => void test.timeout(0));
            runner.on("hook", (hook) => void hook.timeout(0));
        }
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
