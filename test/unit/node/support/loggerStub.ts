import * as fs from "node:fs";
import * as path from "node:path";

/** A `logger` that only writes down what it is told. */
export interface LoggerStub {
    /** Environment in which a script finds it. */
    env: NodeJS.ProcessEnv;
    /** What it was told, a line for each call. */
    logged(): string[];
}

/** Puts a stub in the place of `logger`, in a folder of the test's own. What an earlier one was told is forgotten. */
export function stubLogger(folder: string): LoggerStub {
    const log = path.join(folder, "log");
    fs.rmSync(log, { force: true });
    fs.writeFileSync(path.join(folder, "logger"), `#!/bin/sh\nprintf '%s\\n' "$*" >> "${log}"\n`, { mode: 0o755 });
    return {
        env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH}` },
        logged: () => (fs.existsSync(log) ? fs.readFileSync(log, "utf8").trimEnd().split("\n") : []),
    };
}
