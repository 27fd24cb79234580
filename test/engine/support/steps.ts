import assert from "node:assert/strict";

import { OperationResult } from "../../../tools/engine";
import { Step } from "../../../tools/engineEvents";

/** Operations that only look at a resource. */
const LOOKED_AT = ["same", "refresh"];

/** Short name of a type: `VirtualMachineScaleSet`. */
export function shortType(type: string): string {
    return type.split(":").at(-1)!;
}

/** Types of the resources, in Azure and in a cluster, to which something was done, each once, sorted. */
export function touchedTypes({ steps }: OperationResult): string[] {
    const touched = steps.filter((step) => !LOOKED_AT.includes(step.op) && /^(azure-native|kubernetes):/.test(step.type));
    return [...new Set(touched.map((step) => shortType(step.type)))].sort();
}

/** A run that left everything as it was. */
export function assertNoChanges(result: OperationResult): void {
    assertOnly(result, []);
    assert.deepEqual(Object.keys(result.changes), ["same"]);
}

/** A run that did nothing but these operations (`create`, `update` …). */
export function assertOnly({ steps }: OperationResult, allowed: readonly string[]): void {
    assert.deepEqual(
        steps.filter((step) => ![...LOOKED_AT, ...allowed].includes(step.op)).map((step) => describeStep(step)),
        [],
    );
}

function describeStep({ op, urn, detailedDiff }: Step): string {
    return `${op} ${shortType(urn.split("::")[2]!.split("$").at(-1)!)} ${urn.split("::").at(-1)} ${Object.keys(detailedDiff).join(", ")}`;
}

/** Errors of a run, in full. */
export function errorsOf({ diagnostics, stderr }: OperationResult): string[] {
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    return stderr.trim() === "" ? errors : [...errors, stderr.trim()];
}
