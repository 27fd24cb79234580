import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder, fillOnce } from "./cacheFolder";
import { lastLines, runCommand } from "./command";
import { Progress, ProgressStream } from "./progress";

/** Checkov and everything that it is made from, each with its version: another version has other rules. */
const REQUIREMENTS = path.join(__dirname, "checkov", "requirements.txt");

/** What kind of file Checkov looks at. */
export const CheckovFramework = {
    /** Objects of Kubernetes, as YAML or JSON. */
    Kubernetes: "kubernetes",
    /** Templates of Azure Resource Manager. */
    Arm: "arm",
} as const;
export type CheckovFramework = (typeof CheckovFramework)[keyof typeof CheckovFramework];

/** What one rule says of one thing. */
export interface CheckovFinding {
    /** Id of the rule, for example `CKV_K8S_8`. */
    check: string;
    /** What the rule asks for. */
    name: string;
    /** What was looked at, for example `Service.gateway.entry` or `Microsoft.KeyVault/vaults.kv-gateway`. */
    resource: string;
    /** File in which it is, from the folder that was looked at, with a slash in front. */
    file: string;
}

/** What Checkov has found. */
export interface CheckovResult {
    /** Rules that are kept: none means that nothing was looked at. */
    passed: CheckovFinding[];
    failed: CheckovFinding[];
    /** How many things were looked at, those that no rule is about included; things of one name and type in one file count once. */
    resources: number;
}

/** The Python of an environment with Checkov in it, made with pip where it is not there yet; outside of the tree, by its versions. */
export async function obtainCheckov(env: NodeJS.ProcessEnv = process.env, stream?: ProgressStream): Promise<string> {
    const version = createHash("sha256").update(fs.readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
    const folder = path.join(cacheFolder(env), `checkov-${version}`);
    await fillOnce(
        folder,
        (candidate) => run(pythonIn(candidate), ["-m", "checkov.main", "--version"]).then(() => undefined),
        async (partial) => {
            const progress = new Progress("Checkov", stream);
            let result = "failed";
            try {
                await run("python3", ["-m", "venv", partial]);
                await run(pythonIn(partial), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS]);
                result = "installed";
            } finally {
                progress.end(result);
            }
        },
    );
    return pythonIn(folder);
}

/** What Checkov finds in the files of a folder. It fetches no rules and sends nothing anywhere. */
export async function runCheckov(python: string, folder: string, framework: CheckovFramework): Promise<CheckovResult> {
    const options = ["--directory", folder, "--framework", framework, "--output", "json", "--compact", "--skip-download", "--soft-fail"];
    // The command that pip makes names the folder in which it was installed, so the module is called instead.
    const output = await run(python, ["-m", "checkov.main", ...options]);
    const report = JSON.parse(output) as { results?: Results; summary?: { resource_count: number } };
    if (report.results === undefined || report.summary === undefined) throw new Error(`Checkov found nothing of the framework ${framework} in ${folder}`);
    const { passed_checks, failed_checks, parsing_errors } = report.results;
    if (parsing_errors.length > 0) throw new Error(`Checkov cannot read ${parsing_errors.join(", ")}`);
    return { passed: passed_checks.map(finding), failed: failed_checks.map(finding), resources: report.summary.resource_count };
}

interface Results {
    passed_checks: Check[];
    failed_checks: Check[];
    parsing_errors: string[];
}

interface Check {
    check_id: string;
    check_name: string;
    resource: string;
    file_path: string;
}

function finding({ check_id, check_name, resource, file_path }: Check): CheckovFinding {
    return { check: check_id, name: check_name, resource, file: file_path };
}

function pythonIn(folder: string): string {
    return path.join(folder, "bin", "python");
}

async function run(command: string, args: readonly string[]): Promise<string> {
    const { code, signal, stdout, stderr } = await runCommand(command, args, { env: { ...process.env, LOG_LEVEL: "ERROR" } });
    if (code !== 0) throw new Error(`${command} ${args.slice(0, 2).join(" ")} ended with ${code ?? signal}:\n${lastLines(stdout + stderr)}`);
    return stdout;
}
