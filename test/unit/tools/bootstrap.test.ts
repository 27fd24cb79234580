import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { CommandResult, runCommand } from "../../../tools/command";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { linkCommands, write, writeScript } from "./support";

const BOOTSTRAP = path.resolve(__dirname, "../../../tools/bootstrap.mjs");

describe("bootstrap", () => {
    const folder = useTemporaryFolder();
    const file = (name: string) => path.join(folder(), name);
    const lock = {
        packages: {
            "": { name: "clone" },
            "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
            "node_modules/mac": { version: "1.0.0", optional: true },
        },
    };
    const installed = { packages: { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } } };

    // A clone whose npm, TypeScript compiler and ts-node are stand-ins that leave a trace.
    beforeEach(() => {
        write(file("tools/bootstrap.mjs"), fs.readFileSync(BOOTSTRAP, "utf8"));
        write(file("package-lock.json"), JSON.stringify(lock));
        write(file("index.ts"), "export {};");
        write(file("components/a.ts"), "export {};");
        write(file("prepared/a/index.js"), "");
        write(
            file("prepared/typescript/bin/tsc"),
            'const fs = require("fs"); fs.mkdirSync("dist", { recursive: true }); fs.writeFileSync("dist/index.js", "");',
        );
        write(file("prepared/ts-node/register/transpile-only.js"), "");
        write(file("prepared/.package-lock.json"), JSON.stringify(installed));
        linkCommands(file("bin"), "node", "sh", "rm", "cp");
        writeScript(file("bin/npm"), '[ "$1" = ci ] || exit 9; rm -rf node_modules; cp -R prepared node_modules');
        write(file("program.js"), "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = Number(process.env.CODE ?? 0);");
    });

    function run(args: string[] = [file("program.js")], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
        return runCommand("node", [file("tools/bootstrap.mjs"), ...args], { env: { PATH: file("bin"), ...env } });
    }

    /** The steps that were taken, without times. */
    async function steps(): Promise<string[]> {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        return stderr.split("\n").filter((line) => line !== "" && !line.includes(": done in "));
    }

    it("installs and builds in a fresh clone, says how long it took, and does neither again", async () => {
        const { stderr } = await run();
        assert.match(stderr, /^npm ci: node_modules is missing\nnpm ci: done in [\d.]+ s\ntsc: dist\/ is missing\ntsc: done in [\d.]+ s\n$/);
        assert.deepEqual(await steps(), []);
    });

    describe("in a clone that was ready", () => {
        beforeEach(() => run());

        const installCases: [string, () => void, RegExp][] = [
            ["a version has changed", () => changeLock("node_modules/a", { version: "1.0.1", integrity: "sha512-a" }), /npm ci: node_modules\/a is not what/],
            ["contents have changed", () => changeLock("node_modules/a", { version: "1.0.0", integrity: "sha512-b" }), /npm ci: node_modules\/a is not what/],
            ["a package was added", () => changeLock("node_modules/b", { version: "1.0.0" }), /npm ci: node_modules\/b is not what/],
            ["a package was removed", () => changeLock("node_modules/a", undefined), /npm ci: node_modules\/a is not in package-lock\.json/],
            ["a package's folder is gone", () => fs.rmSync(file("node_modules/a"), { recursive: true }), /npm ci: node_modules\/a is not what/],
        ];
        for (const [what, change, expected] of installCases) {
            it(`installs when ${what}`, async () => {
                change();
                assert.match((await steps())[0]!, expected);
            });
        }

        const buildCases: [string, () => void, string[]][] = [
            ["a source has changed", () => write(file("components/a.ts"), "export const a = 1;"), ["tsc: sources have changed since dist/ was built"]],
            [
                "a source was renamed",
                () => fs.renameSync(file("components/a.ts"), file("components/b.ts")),
                ["tsc: sources have changed since dist/ was built"],
            ],
            ["dist/ is gone", () => fs.rmSync(file("dist"), { recursive: true }), ["tsc: dist/ is missing"]],
            ["a source was only touched", () => fs.utimesSync(file("components/a.ts"), new Date(), new Date()), []],
            ["something else has changed", () => write(file("README.md"), "Read me."), []],
        ];
        for (const [what, change, expected] of buildCases) {
            it(`${expected.length > 0 ? "builds" : "does not build"} when ${what}`, async () => {
                change();
                assert.deepEqual(await steps(), expected);
            });
        }
    });

    it("passes on arguments, output and exit code of the program", async () => {
        const { code, stdout } = await run([file("program.js"), "--", "unit", "--grep", "x"], { CODE: "5" });
        assert.equal(stdout, '["unit","--grep","x"]\n');
        assert.equal(code, 5);
    });

    it("stops at a step that fails", async () => {
        writeScript(file("bin/npm"), "exit 4");
        const { code, stdout, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /npm ci failed with exit code 4\./);
        assert.equal(stdout, "");
    });

    function changeLock(name: string, entry: object | undefined): void {
        write(file("package-lock.json"), JSON.stringify({ packages: { ...lock.packages, [name]: entry } }));
    }
});
