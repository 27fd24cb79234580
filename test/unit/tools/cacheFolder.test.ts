import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { cacheFolder, fillOnce } from "../../../tools/cacheFolder";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { write } from "./support";

describe("cacheFolder", () => {
    const cases: [string, NodeJS.ProcessEnv, string][] = [
        ["its own variable", { WSO2_GATEWAY_AZURE_CACHE: "/own", XDG_CACHE_HOME: "/xdg", HOME: "/home/a" }, "/own"],
        ["the desktop's", { XDG_CACHE_HOME: "/xdg", HOME: "/home/a" }, "/xdg/wso2-gateway-azure"],
        ["the user's", { XDG_CACHE_HOME: "", HOME: "/home/a" }, "/home/a/.cache/wso2-gateway-azure"],
    ];
    for (const [what, env, expected] of cases) it(`takes ${what}`, () => assert.equal(cacheFolder(env), expected));
});

describe("fillOnce", () => {
    const temporary = useTemporaryFolder();
    const target = () => path.join(temporary(), "cache", "thing");
    const siblings = () => fs.readdirSync(path.dirname(target()));

    const check = async (folder: string) => {
        if (!fs.existsSync(path.join(folder, "complete"))) throw new Error("it is not complete");
    };
    const fill = async (partial: string) => write(path.join(partial, "complete"), "");

    it("fills what is missing, and leaves alone what is there", async () => {
        assert.equal(await fillOnce(target(), check, fill), true);
        assert.equal(await fillOnce(target(), check, () => assert.fail("filled again")), false);
        assert.deepEqual(siblings(), ["thing"]);
    });

    it("fills only once for two at the same time", async () => {
        let fills = 0;
        const slowly = async (partial: string) => {
            fills++;
            await sleep(200);
            await fill(partial);
        };
        const results = await Promise.all([fillOnce(target(), check, slowly), fillOnce(target(), check, slowly)]);
        assert.deepEqual(results.sort(), [false, true]);
        assert.equal(fills, 1);
    });

    it("keeps nothing of a fill that fails or does not pass", async () => {
        await assert.rejects(
            fillOnce(target(), check, async (partial) => {
                await fill(partial);
                throw new Error("out of memory");
            }),
            /out of memory/,
        );
        await assert.rejects(
            fillOnce(target(), check, async (partial) => write(path.join(partial, "half"), "")),
            /it is not complete/,
        );
        assert.deepEqual(siblings(), []);
    });

    it("takes over from a process that was killed while filling, and takes nothing of its work for good", async function () {
        const module = path.resolve(__dirname, "../../../tools/cacheFolder");
        // Even complete, the folder of a fill that has not ended is not good.
        const program = `
            const { fillOnce } = require(${JSON.stringify(module)});
            const fs = require("node:fs");
            fillOnce(${JSON.stringify(target())}, async () => { throw new Error("not yet"); }, async (partial) => {
                fs.writeFileSync(partial + "/complete", "");
                process.stdout.write("filling");
                await new Promise((resolve) => setTimeout(resolve, 60_000));
            }, { lockExpiry: 2000 });`;
        const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
        await new Promise((resolve) => child.stdout.once("data", resolve));
        child.kill("SIGKILL");
        await assert.rejects(check(target()));
        assert.equal(siblings().length, 2, "its lock and its partial folder");

        let waited = false;
        assert.equal(await fillOnce(target(), check, fill, { lockExpiry: 2000, onWait: () => (waited = true) }), true);
        assert.equal(waited, true);
        assert.deepEqual(siblings(), ["thing"]);
    });
});
