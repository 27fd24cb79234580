import assert from "node:assert/strict";
import * as path from "node:path";

import { CommandResult, runCommand } from "../../../tools/command";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { write, writeScript } from "./support";

const ROOT = path.resolve(__dirname, "../../..");
const TS_NODE = path.join(ROOT, "node_modules/ts-node/register/transpile-only");

describe("the test runner", function () {
    // Each run compiles the runner anew, which takes long beside others.
    this.timeout(120_000);
    const folder = useTemporaryFolder();
    const lastLine = (result: CommandResult) => result.stdout.trimEnd().split("\n").at(-1);

    /** Runs `rings`, each given as the text of its only test file, with a stand-in for Pulumi on PATH. */
    async function run(rings: Record<string, string>, args: string[] = [], ci = "false", beside = "false"): Promise<CommandResult> {
        write(path.join(folder(), ".mocharc.json"), JSON.stringify({ require: [TS_NODE] }));
        writeScript(path.join(folder(), "bin", "pulumi"), "echo v3.250.0");
        writeScript(path.join(folder(), "bin", "pulumi-language-nodejs"), "exit 0");
        for (const [ring, text] of Object.entries(rings)) write(path.join(folder(), "test", ring, "some.test.ts"), text);
        const PATH = `${path.join(folder(), "bin")}:${process.env.PATH}`;
        // Beside another run or not, whatever the run is that this test is part of.
        const env = { ...process.env, PATH, CI: ci, TEST_BESIDE: beside, TS_NODE_PROJECT: path.join(ROOT, "tsconfig.json") };
        return runCommand(process.execPath, ["-r", TS_NODE, path.join(ROOT, "tools/test.ts"), ...args], { cwd: folder(), env });
    }

    const passing = (name: string) => `it("${name}", () => {});\n`;
    const failing = (name: string) => `it("${name}", () => { throw new Error("it was wrong"); });\n`;
    const skipped = (name: string) => `it.skip("${name}", () => {});\n`;

    it("adds up the rings and succeeds when all tests pass", async () => {
        const result = await run({ unit: passing("a") + passing("b"), engine: passing("c") });
        assert.equal(lastLine(result), "3 passed, 0 failed, 0 skipped");
        assert.equal(result.code, 0, result.stderr);
        assert.match(result.stdout, /^unit +2 +0 +0 +\d+\.\d\nengine +1 +0 +0 +\d+\.\d$/m);
    });

    it("counts failures, and a ring that does not tell its counts as one", async () => {
        const result = await run({
            unit: passing("a") + failing("b") + skipped("c"),
            contract: `${passing("d")}process.exit(0);\n`,
            engine: `${passing("e")}process.on("exit", () => process.exit(7));\n`,
            consumers: "// no test\n",
        });
        assert.equal(lastLine(result), "2 passed, 4 failed, 1 skipped");
        assert.equal(result.code, 1);
        assert.match(result.stdout, /unit: b\n +it was wrong/);
        assert.match(result.stdout, /contract: contract\n +mocha ended with 0 before its tests had/);
        assert.match(result.stdout, /engine: engine\n +mocha ended with 7 after its tests/);
        assert.match(result.stdout, /consumers: consumers\n +has no tests/);
    });

    it("runs rings side by side that take no notice of each other, and shows each as a whole; those that look at the time run alone, after those before them", async () => {
        // Each waits until the other has begun, or until nobody can be beside it.
        const mark = (name: string) => `require("node:fs").writeFileSync("${name}-began", "");\n`;
        const waits = (name: string) =>
            `it("sees ${name}", async () => { while (!require("node:fs").existsSync("${name}-began")) await new Promise((r) => setTimeout(r, 20)); });\n`;
        const ends = (name: string) => `after(() => require("node:fs").writeFileSync("${name}-ended", ""));\n`;
        const finds = (name: string) => `it("comes after ${name}", () => { require("node:assert").ok(require("node:fs").existsSync("${name}-ended")); });\n`;
        const result = await run({
            unit: mark("unit") + waits("contract"),
            contract: mark("contract") + waits("unit") + ends("contract"),
            node: finds("contract") + ends("node"),
            kubernetes: finds("node"),
        });
        assert.equal(lastLine(result), "4 passed, 0 failed, 0 skipped", result.stdout);
        assert.match(result.stdout, /^== unit: [^=]*sees contract[^=]*^== contract: |^== contract: [^=]*sees unit[^=]*^== unit: /m);
    });

    it("gives tests and hooks far more time where it runs beside another run, and runs one ring after the other", async () => {
        const inSuite = `describe("slow", function () { this.timeout(50); const wait = () => new Promise((r) => setTimeout(r, 200)); beforeEach(wait); it("test", wait); it("other", wait); });\n`;
        const rings = { unit: inSuite, contract: passing("a") };
        assert.equal(lastLine(await run(rings)), "1 passed, 1 failed, 0 skipped");
        const beside = await run(rings, [], "false", "true");
        assert.equal(lastLine(beside), "3 passed, 0 failed, 0 skipped", beside.stdout);
        assert.doesNotMatch(beside.stdout, /side by side/);
    });

    it("counts a hook that fails", async () => {
        const result = await run({ unit: `before(() => { throw new Error("no server"); });\n${passing("a")}` });
        assert.equal(lastLine(result), "0 passed, 1 failed, 0 skipped");
        assert.equal(result.code, 1);
    });

    for (const [ci, code] of [
        ["true", 1],
        ["false", 0],
    ] as const) {
        it(`ends with ${code} after a skipped test where CI=${ci}`, async () => {
            const result = await run({ unit: passing("a") + skipped("b") }, [], ci);
            assert.equal(lastLine(result), "1 passed, 0 failed, 1 skipped");
            assert.equal(result.code, code);
        });
    }

    it("runs only the rings that are named, and passes options on to mocha", async () => {
        const result = await run({ unit: passing("a") + failing("b"), engine: failing("c") }, ["unit", "--grep", "a"]);
        assert.equal(lastLine(result), "1 passed, 0 failed, 0 skipped");
        assert.equal(result.code, 0);
    });

    it("fails on a ring that does not exist, and names those that do", async () => {
        const result = await run({ unit: passing("a") }, ["unti"]);
        assert.equal(result.code, 1);
        assert.match(result.stderr, /No such ring: unti\. There are:\n {2}unit /);
    });

    it("fails where there are no tests at all", async () => {
        const result = await run({});
        assert.equal(lastLine(result), "0 passed, 0 failed, 0 skipped");
        assert.equal(result.code, 1);
    });
});
