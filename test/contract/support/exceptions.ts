import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { CheckovFinding, CheckovFramework, CheckovResult } from "../../../tools/checkov";

/** A rule that is broken on purpose. */
interface Exception {
    check: string;
    /** By what, as a regular expression over `<kind>.<namespace>.<name>` or `<type>.<name>`. */
    resource: string;
    /** Only in files with such a path, as a regular expression. Defaults to all. */
    file?: string;
    reason: string;
}

const file = path.join(__dirname, "..", "checkovExceptions.json");
const exceptions = JSON.parse(fs.readFileSync(file, "utf8")) as Record<CheckovFramework, Exception[]>;

/** Holds when every finding has an exception, and every exception a finding: one that nothing needs any more would hide what comes later. */
export function assertOnlyExceptions(framework: CheckovFramework, { failed }: CheckovResult): void {
    const known = exceptions[framework];
    const exceptionOf = (finding: CheckovFinding) => known.find((exception) => covers(exception, finding));
    const unexpected = failed.filter((finding) => exceptionOf(finding) === undefined);
    assert.deepEqual([...new Set(unexpected.map(({ check, name, resource, file }) => `${check} ${resource} in ${file}: ${name}`))], []);
    const needed = new Set(failed.map(exceptionOf));
    assert.deepEqual(
        known.filter((exception) => !needed.has(exception)),
        [],
    );
    for (const { reason } of known) assert.ok(reason.length > 30, reason);
}

function covers(exception: Exception, { check, resource, file }: CheckovFinding): boolean {
    return exception.check === check && new RegExp(exception.resource).test(resource) && new RegExp(exception.file ?? "").test(file);
}
