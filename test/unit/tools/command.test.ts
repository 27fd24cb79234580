import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { runCommand, startCommand } from "../../../tools/command";
import { killTree } from "../../../tools/processTree";
import { until } from "../../support/until";
import { useTemporaryFolder } from "../../support/temporaryFolder";

function lives(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}

describe("runCommand", () => {
    it("gives output, lines of standard error and exit code, and passes input on", async () => {
        const lines: string[] = [];
        const result = await runCommand("sh", ["-c", "cat; echo one >&2; echo two >&2; exit 3"], { input: "given", onErrorLine: (line) => lines.push(line) });
        assert.deepEqual({ ...result }, { code: 3, signal: null, stdout: "given", stderr: "one\ntwo\n" });
        assert.deepEqual(lines, ["one", "two"]);
    });

    it("rejects when there is no such command", async () => {
        await assert.rejects(runCommand("no-such-command", []), /ENOENT/);
    });

    it("is content with a command that does not read its input", async () => {
        const { code } = await runCommand("sh", ["-c", "exit 0"], { input: "x".repeat(1_000_000) });
        assert.equal(code, 0);
    });

    it("kills a command that takes too long", async () => {
        const { code, signal } = await runCommand("sleep", ["60"], { timeout: 50 });
        assert.deepEqual([code, signal], [null, "SIGTERM"]);
    });

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        it(`does not outlive its process, which ends by ${signal}`, async () => {
            const module = path.resolve(__dirname, "../../../tools/command");
            const program = `const { startCommand } = require(${JSON.stringify(module)}); console.log(startCommand("sleep", ["60"]).process.pid);`;
            const parent = startCommand(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", program]);
            let printed = "";
            parent.process.stdout!.on("data", (text: string) => (printed += text));
            await until(() => printed.endsWith("\n"));
            parent.kill(signal);
            assert.equal((await parent.done).signal, signal);
            await until(() => !lives(Number(printed)));
        });
    }
});

describe("killTree", () => {
    const folder = useTemporaryFolder();

    it("ends a process and what it has started, whatever process group that is in", async () => {
        const pidFile = path.join(folder(), "pid");
        const program = `
            const { spawn } = require("node:child_process");
            const child = spawn("sleep", ["60"], { detached: true });
            require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, child.pid + "\\n");`;
        const parent = startCommand(process.execPath, ["-e", program]);
        await until(() => fs.existsSync(pidFile) && fs.readFileSync(pidFile, "utf8").endsWith("\n"));
        const child = Number(fs.readFileSync(pidFile, "utf8"));
        await killTree(parent.process.pid!);
        assert.equal((await parent.done).signal, "SIGKILL");
        await until(() => !lives(child));
    });
});
