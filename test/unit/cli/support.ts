import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { Pulumi } from "../../../cli/pulumi";
import { skip } from "../../support/skip";

export interface Call {
    argv: string[];
    input: string;
}

/** A stack of the project `test-project` with the fake Pulumi. */
export class FakeStack {
    readonly env: NodeJS.ProcessEnv;
    readonly pulumi: Pulumi;

    constructor(
        private readonly folder: string,
        env: NodeJS.ProcessEnv = {},
        configFile?: string,
    ) {
        const command = path.join(folder, "pulumi");
        fs.writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${path.join(__dirname, "fakePulumi.mjs")}" "$@"\n`, { mode: 0o755 });
        fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: test-project\nruntime: nodejs\n");
        this.env = { ...process.env, PULUMI_COMMAND: command, FAKE_PULUMI_DIR: folder, ...env };
        this.pulumi = new Pulumi({ cwd: folder, stack: "dev", env: this.env, ...(configFile === undefined ? {} : { configFile }) });
    }

    write(name: "config" | "state" | "azure" | "lock", content: unknown): void {
        fs.writeFileSync(path.join(this.folder, `${name}.json`), JSON.stringify(content));
    }

    read<T>(name: "config" | "state"): T {
        return JSON.parse(fs.readFileSync(path.join(this.folder, `${name}.json`), "utf8")) as T;
    }

    /** A setting as it is stored. */
    setting(key: string): string {
        return this.read<Record<string, { value: string }>>("config")[`test-project:${key}`]?.value ?? "";
    }

    get calls(): Call[] {
        const file = path.join(this.folder, "calls.jsonl");
        if (!fs.existsSync(file)) return [];
        const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n");
        return lines.map((line) => JSON.parse(line) as Call);
    }

    /** The commands that were run, without their options. */
    get commands(): string[] {
        return this.calls.map(({ argv }) =>
            argv
                .slice(
                    0,
                    argv.findIndex((arg) => arg.startsWith("-")),
                )
                .join(" "),
        );
    }
}

/** Skips where a tool of the machine is missing, and says so; in CI that is a failure. */
export function needTool(context: Mocha.Context, name: string, ...args: string[]): void {
    if (spawnSync(name, args).error !== undefined) skip(context, `${name} is not installed`);
}

/** Output of a tool that must succeed. */
export function tool(name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
    const { status, stdout, stderr } = spawnSync(name, args, { encoding: "utf8", env });
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stdout}${stderr}`);
    return stdout + stderr;
}
