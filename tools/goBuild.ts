import * as fs from "node:fs";
import * as path from "node:path";

import { lastLines, runCommand } from "./command";
import { Progress, ProgressStream } from "./progress";

export interface GoBuild {
    /** What is built, as progress lines call it. */
    subject: string;
    /** Folder of the wrapper module, with a go.mod and a complete go.sum; neither is changed. */
    module: string;
    /** Import paths of the commands. Each becomes an executable named after its last part. */
    packages: readonly string[];
    /** Folder for the executables; created if needed. */
    into: string;
    /** Values set in the executables, by the full name of the variable: versions, mostly. */
    variables?: Readonly<Record<string, string>>;
    tags?: readonly string[];
    env?: NodeJS.ProcessEnv;
    stream?: ProgressStream;
}

/** Whether there is a Go tool chain to build with: its version, or nothing. */
export async function goVersion(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
    const result = await runCommand("go", ["env", "GOVERSION"], { env }).catch(() => undefined);
    return result?.code === 0 ? result.stdout.trim() : undefined;
}

/**
 * Builds commands of a Go module as static executables without symbol tables.
 * Takes minutes the first time; Go's own cache makes the next time quick. Throws with the last lines of Go's output.
 */
export async function goBuild(build: GoBuild): Promise<void> {
    const env = build.env ?? process.env;
    const variables = Object.entries(build.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
    const args = ["build", "-v", "-trimpath", "-ldflags", ["-s", "-w", ...variables].join(" ")];
    if (build.tags !== undefined) args.push("-tags", build.tags.join(","));
    fs.mkdirSync(build.into, { recursive: true });

    const progress = new Progress(build.subject, build.stream);
    const result = await runCommand("go", [...args, "-o", path.join(build.into, path.sep), ...build.packages], {
        cwd: build.module,
        // A user's own flags or workspace must neither change what is built nor let Go rewrite go.mod and go.sum.
        env: { ...env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" },
        // With -v, Go names each package on a line of its own when it starts to compile it.
        onErrorLine: (line) => progress.doing(line.startsWith("go: ") ? line.slice("go: ".length) : `compiling ${line}`),
    });
    progress.end(result.code === 0 ? "built" : "failed");
    if (result.code !== 0) throw new Error(`go build ended with ${result.code ?? result.signal}:\n${lastLines(result.stderr)}`);
}
