import * as fs from "node:fs";
import * as path from "node:path";

import { startCommand } from "./command";
import { killTree } from "./processTree";
import { RingReport } from "./ringReporter";
import { chooseRings, groups, Ring, testFiles } from "./rings";
import { temporaryFolder } from "./temporaryFolder";
import { obtainPulumi } from "./toolchain";

/** The tests of one ring, counted, and how long they took. */
interface RingResult extends RingReport {
    name: string;
    seconds: number;
}

const MOCHA = require.resolve("mocha/bin/mocha.js");
const REPORTER = path.join(__dirname, "ringReporter.ts");

/** Whether the run has to make do with the processors that another one leaves: it says so with `TEST_BESIDE=true`. */
const BESIDE = process.env.TEST_BESIDE === "true";

/** How many rings run side by side: each leaves a processor idle for a good part of its time. */
const LANES = BESIDE ? 1 : 2;

/** How many times its limit in time a test may take: waiting for a processor is no failure, but what hangs is to be named. */
const PATIENCE = BESIDE ? 10 : 1;

/** Tests make many things that live for one test only: with little room for what is new (16 MiB by default), Node.js spends a third of the time on them. */
const ROOM_FOR_NEW = "--max-semi-space-size=64";

/** What is the same for all rings of a run. */
interface Run {
    testFolder: string;
    mochaArgs: readonly string[];
}

/** Runs the rings, one group after the other. The results are in the rings' order. */
async function runRings(rings: readonly Ring[], run: Run): Promise<RingResult[]> {
    const results = new Map<Ring, RingResult>();
    for (const group of groups(rings)) await runGroup(group, run, results);
    return rings.map((ring) => results.get(ring)!);
}

async function runGroup(group: readonly Ring[], run: Run, results: Map<Ring, RingResult>): Promise<void> {
    const sideBySide = group.length > 1 && LANES > 1;
    if (sideBySide) console.log(`${group.map(({ name }) => name).join(", ")} run side by side; each shows its tests when it has ended.`);
    const waiting = [...group];
    const lane = async (): Promise<void> => {
        for (let ring = waiting.shift(); ring !== undefined; ring = waiting.shift()) results.set(ring, await runRing(ring, run, sideBySide));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * Runs one ring in a process of its own. Whatever keeps it from telling its counts is one failure.
 *
 * @param later whether what it prints is shown when it has ended, since others print as well
 */
async function runRing(ring: Ring, run: Run, later: boolean): Promise<RingResult> {
    const heading = `\n== ${ring.name}: ${ring.description}`;
    if (!later) console.log(heading);
    const started = Date.now();
    const scratch = temporaryFolder("test");
    const reportFile = path.join(scratch, "report.json");
    const printed = path.join(scratch, "printed");
    const output = later ? fs.openSync(printed, "w") : "inherit";
    let report: RingReport;
    try {
        report = await runMocha(ring, run, reportFile, output);
    } catch (error) {
        report = { passed: 0, failed: 1, skipped: 0, failures: [{ title: ring.name, message: (error as Error).message }] };
    } finally {
        if (typeof output === "number") fs.closeSync(output);
        if (later) console.log(`${heading}\n${fs.readFileSync(printed, "utf8")}`);
        fs.rmSync(scratch, { recursive: true, force: true });
    }
    return { ...report, name: ring.name, seconds: (Date.now() - started) / 1000 };
}

async function runMocha(ring: Ring, { testFolder, mochaArgs }: Run, reportFile: string, output: "inherit" | number): Promise<RingReport> {
    const files = testFiles(testFolder, ring);
    if (files.length === 0) throw new Error("has no tests");
    const reporterOptions = [`report=${reportFile}`, `patience=${PATIENCE}`].flatMap((option) => ["--reporter-option", option]);
    const args = [ROOM_FOR_NEW, MOCHA, "--reporter", REPORTER, ...reporterOptions, ...mochaArgs, ...files];
    const env = ring.needsPulumi ? await withPulumi(process.env) : process.env;
    const mocha = startCommand(process.execPath, args, { env, output });
    const limit = setTimeout(() => void killTree(mocha.process.pid!), ring.limit * 60_000);
    const { code, signal } = await mocha.done.finally(() => clearTimeout(limit));
    if (signal !== null) throw new Error(`mocha was ended by ${signal}; it may take ${ring.limit} minutes`);
    if (!fs.existsSync(reportFile)) throw new Error(`mocha ended with ${code} before its tests had`);

    const report = JSON.parse(fs.readFileSync(reportFile, "utf8")) as RingReport;
    if (report.passed + report.failed + report.skipped === 0) throw new Error("has no tests");
    if (code !== 0 && report.failed === 0) return failed(report, ring.name, `mocha ended with ${code} after its tests`);
    return report;
}

function failed(report: RingReport, title: string, message: string): RingReport {
    return { ...report, failed: report.failed + 1, failures: [...report.failures, { title, message }] };
}

/** Puts Pulumi on the PATH, so that no test waits until it is built. */
async function withPulumi(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
    const { folder } = await obtainPulumi({ env });
    return { ...env, PATH: [folder, env.PATH].join(path.delimiter) };
}

function printFailures(results: readonly RingResult[]): void {
    const failures = results.flatMap(({ name, failures }) => failures.map(({ title, message }) => `${name}: ${title}\n    ${message.split("\n")[0]}`));
    if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join("\n")}`);
}

function printTable(results: readonly RingResult[]): void {
    const row = (cells: readonly unknown[]) => cells.map((cell, i) => (i === 0 ? String(cell).padEnd(12) : String(cell).padStart(9))).join("");
    console.log(`\n${row(["ring", "passed", "failed", "skipped", "seconds"])}`);
    for (const { name, passed, failed, skipped, seconds } of results) console.log(row([name, passed, failed, skipped, seconds.toFixed(1)]));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

async function main(args: readonly string[]): Promise<void> {
    // Everything from the first option on is mocha's, for example --grep.
    const firstOption = args.findIndex((arg) => arg.startsWith("-"));
    const [names, mochaArgs] = firstOption < 0 ? [args, []] : [args.slice(0, firstOption), args.slice(firstOption)];
    const testFolder = path.resolve("test");

    const results = await runRings(chooseRings(testFolder, names), { testFolder, mochaArgs });
    const passed = sum(results.map((result) => result.passed));
    const failed = sum(results.map((result) => result.failed));
    const skipped = sum(results.map((result) => result.skipped));
    // A skipped test proves nothing, and in CI nobody sees that it did not run.
    const skipFails = skipped > 0 && process.env.CI === "true";
    printFailures(results);
    printTable(results);
    if (skipFails) console.log("\nTests were skipped, which is an error where CI=true.");
    if (results.length === 0) console.log("\nThere are no tests.");
    if (failed > 0 || skipFails || results.length === 0) process.exitCode = 1;
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
}

main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
