import * as fs from "node:fs";

import { temporaryFolder } from "../../tools/temporaryFolder";

/** A folder for each test, removed after it. Call it inside `describe`. */
export function useTemporaryFolder(): () => string {
    let folder = "";
    beforeEach(() => {
        folder = temporaryFolder("test");
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
    return () => folder;
}
