import assert from "node:assert/strict";

import { Engine, OperationResult } from "../../../tools/engine";
import { idsInAzure, stateResources } from "./inventory";
import { errorsOf } from "./steps";

/** The one error of an `up` that failed before it created anything. The engine adds a line of its own when the program ends with an error. */
export async function onlyErrorOf(engine: Engine, run: () => Promise<OperationResult> = () => engine.up({ mayFail: true })): Promise<string> {
    const result = await run();
    assert.notEqual(result.code, 0);
    const errors = errorsOf(result);
    assert.equal(errors.length, 1, errors.join("\n---\n"));
    assert.deepEqual(idsInAzure(engine), []);
    const registered = (await stateResources(engine)).filter(({ type }) => type !== "pulumi:pulumi:Stack");
    assert.deepEqual(registered, []);
    return errors[0]!;
}

/** What an error about settings says of each: its problem, by the setting's name without the project. */
export function problemsIn(error: string): Record<string, string> {
    return Object.fromEntries([...error.matchAll(/^ {2}- wso2-gateway-azure:([^:]+): (.*)$/gm)].map(([, path, message]) => [path!, message!]));
}
