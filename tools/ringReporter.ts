import * as fs from "node:fs";

import { MochaOptions, reporters, Runner } from "mocha";

/** What one mocha process tells about its tests. */
export interface RingReport {
    passed: number;
    failed: number;
    skipped: number;
    failures: { title: string; message: string }[];
}

/** Mocha's usual output, and a report for the test runner in the file that the reporter option `report` names. */
export default class RingReporter extends reporters.Spec {
    constructor(runner: Runner, options: MochaOptions) {
        super(runner, options);
        const file = (options.reporterOptions as { report: string }).report;
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
