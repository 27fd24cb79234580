import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(__dirname, "..", "..", "..", "shared");

/**
 * Files from outside the repository that tests read in place. Where they are missing the test says so and is skipped; in CI that counts as a failure.
 *
 * @param context the running test, or the `before` hook of a suite
 */
export function sharedFile(context: Mocha.Context, ...parts: string[]): string {
    const file = path.join(folder, ...parts);
    if (!existsSync(file)) {
        console.log(`      skipped: ${path.join("..", "shared", ...parts)} is not there`);
        context.skip();
    }
    return file;
}

export function sharedJson<T>(context: Mocha.Context, ...parts: string[]): T {
    return JSON.parse(readFileSync(sharedFile(context, ...parts), "utf8")) as T;
}
