import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { startCommand } from "../../../tools/command";
import { temporaryFolder } from "../../../tools/temporaryFolder";

const tool = (name: string): string => JSON.stringify(path.resolve(__dirname, "../../../tools", name));

/** A program that makes a folder with a file in it, starts a command, and prints where the folder is. */
const program = `
    const { temporaryFolder } = require(${tool("temporaryFolder")});
    const { startCommand } = require(${tool("command")});
    const folder = temporaryFolder("test");
    require("node:fs").writeFileSync(folder + "/file", "text");
    const command = startCommand("sleep", ["60"]);
    console.log(folder);`;

describe("temporaryFolder", () => {
    it("makes a folder that nobody else has", () => {
        const [one, other] = [temporaryFolder("test"), temporaryFolder("test")];
        assert.notEqual(one, other);
        for (const folder of [one, other]) assert.deepEqual(fs.readdirSync(folder), []);
    });

    const ends: [how: string, last: string, signal: NodeJS.Signals | null, code: number | null][] = [
        ["by itself", "command.kill();", null, 0],
        ["by process.exit", "process.exit(3);", null, 3],
        ["by an error", 'throw new Error("an error");', null, 1],
        ["by SIGTERM", 'process.kill(process.pid, "SIGTERM");', "SIGTERM", null],
        ["by SIGINT", 'process.kill(process.pid, "SIGINT");', "SIGINT", null],
        ["by SIGHUP", 'process.kill(process.pid, "SIGHUP");', "SIGHUP", null],
    ];
    for (const [how, last, signal, code] of ends)
        it(`leaves nothing behind when its process ends ${how}`, async () => {
            const ended = await startCommand(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", program + last]).done;
            assert.deepEqual([ended.signal, ended.code], [signal, code], ended.stderr);
            const folder = ended.stdout.trim();
            assert.match(path.basename(folder), /^wso2-gateway-azure-test-/);
            assert.ok(!fs.existsSync(folder));
        });
});
