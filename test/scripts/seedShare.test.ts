import assert from "node:assert/strict";
import * as fs from "node:fs";

import { CommandResult } from "../../tools/command";
import { Sandbox } from "./support/sandbox";
import { useSandbox } from "./support/sandboxes";

const SCRIPT = "/usr/local/lib/wso2-gateway/seed-share";
const HOME = "/home/wso2carbon/wso2am-3.2.0";
const FOLDER = "/mnt/wso2-gateway/gateway-dev";
const TARGET = `${FOLDER}/synapse-configs`;
const FILES = 300;
const settings = {
    HOME_DIRECTORY: HOME,
    SHARE_SOURCE: "server:/share",
    SHARE_TYPE: "nfs4",
    SHARE_FOLDER: "gateway-dev",
    SHARED_PATHS: "repository/deployment/server/synapse-configs",
};

describe("seed-share", function () {
    this.timeout(180_000);
    const { sandbox } = useSandbox();

    before(() => {
        for (let i = 0; i < FILES; i++) sandbox().write(`/home/wso2carbon/pristine/synapse-configs/default/api/api-${i}.xml`, `<api name="${i}"/>\n`);
        sandbox().write("/home/wso2carbon/pristine/synapse-configs/default/synapse.xml", "<definitions/>\n");
        sandbox().makeFolder("/home/wso2carbon/pristine/tenants");
    });
    beforeEach(async () => {
        await sandbox().run("umount", ["/mnt/wso2-gateway"]);
        sandbox().makeFolder("/mnt/wso2-gateway");
        await sandbox().must("mount", ["-t", "tmpfs", "share", "/mnt/wso2-gateway"]);
        sandbox().forgetJournal();
        sandbox().configure(settings);
    });

    const isComplete = (): void => {
        assert.equal(sandbox().read(`${TARGET}/default/synapse.xml`), "<definitions/>\n");
        assert.equal(fs.readdirSync(sandbox().at(`${TARGET}/default/api`)).length, FILES);
    };
    const namesOnShare = (): string[] => fs.readdirSync(sandbox().at(FOLDER)).sort();

    it("gives an empty share the pristine content, for the gateway's user alone", async () => {
        await sandbox().must(SCRIPT);
        isComplete();
        assert.equal(sandbox().access(FOLDER), "802:802 770");
        assert.equal(sandbox().access(`${TARGET}/default`), "802:802 770");
        assert.equal(sandbox().access(`${TARGET}/default/synapse.xml`), "802:802 660");
        assert.deepEqual(sandbox().journal(), [`share: ${TARGET} is seeded`]);
    });

    it("leaves content that is there as it is", async () => {
        sandbox().write(`${TARGET}/default/api/published.xml`, "<api/>");
        await sandbox().must(SCRIPT);
        assert.deepEqual(fs.readdirSync(sandbox().at(`${TARGET}/default/api`)), ["published.xml"]);
        assert.deepEqual(sandbox().journal(), []);
    });

    it("fills a folder that somebody has made, but not filled", async () => {
        sandbox().makeFolder(TARGET);
        await sandbox().must(SCRIPT);
        isComplete();
    });

    it("makes folders that are empty in a pack", async () => {
        sandbox().configure({ ...settings, SHARED_PATHS: "repository/deployment/server/synapse-configs:repository/tenants" });
        await sandbox().must(SCRIPT);
        await sandbox().must(SCRIPT);
        assert.deepEqual(namesOnShare(), ["synapse-configs", "tenants"]);
        assert.equal(sandbox().access(`${FOLDER}/tenants`), "802:802 770");
    });

    it("writes nowhere while the share is not mounted", async () => {
        await sandbox().must("umount", ["/mnt/wso2-gateway"]);
        const { code, stderr } = await sandbox().script("seed-share");
        assert.deepEqual([code, stderr], [1, "the share is not mounted\n"]);
        assert.ok(!sandbox().exists(FOLDER));
    });

    it("says why a share cannot be seeded, leaves nothing over, and succeeds once it can", async () => {
        await sandbox().must("mount", ["-o", "remount,size=64k", "/mnt/wso2-gateway"]);
        const { code, stderr } = await sandbox().script("seed-share");
        assert.equal(code, 1);
        assert.match(stderr, /^\/mnt\/wso2-gateway\/gateway-dev\/synapse-configs cannot be seeded: .*No space left on device\n$/);
        await sandbox().must("mount", ["-o", "remount,size=64m", "/mnt/wso2-gateway"]);
        await sandbox().must(SCRIPT);
        isComplete();
        assert.deepEqual(namesOnShare(), ["synapse-configs"]);
    });

    it("gives exactly one content, a whole one, when eight nodes seed at once", async () => {
        for (let round = 0; round < 3; round++) {
            sandbox().remove(FOLDER);
            sandbox().forgetJournal();
            const results = await Promise.all(Array.from({ length: 8 }, () => sandbox().script("seed-share")));
            assert.deepEqual(
                results.map(({ code, stderr }: CommandResult) => [code, stderr]),
                results.map(() => [0, ""]),
            );
            isComplete();
            assert.deepEqual(namesOnShare(), ["synapse-configs"]);
            assert.equal(sandbox().journal().length, 1, "one node has won");
        }
    });

    it("leaves a share that the next node completes, whenever a seeder is killed", async () => {
        const started = Date.now();
        await sandbox().must(SCRIPT);
        const whole = Date.now() - started;
        let interrupted = 0;
        for (let time = 0; time < 10; time++) {
            sandbox().remove(FOLDER);
            if (await killAfter(sandbox(), Math.random() * whole)) interrupted++;
            if (sandbox().exists(TARGET)) isComplete();
            await sandbox().must(SCRIPT);
            isComplete();
            assert.deepEqual(namesOnShare(), ["synapse-configs"]);
        }
        assert.ok(interrupted > 0, "none was killed before it had ended");
    });
});

/** Starts a seeder and kills it with everything that it has started; whether it was still at work. */
async function killAfter(sandbox: Sandbox, milliseconds: number): Promise<boolean> {
    // A session of its own in the sandbox, so that its programs die with it.
    const script = `setsid ${SCRIPT} & echo $!; sleep "$1"; kill -KILL -- -$! 2>/dev/null; wait $!; echo $?`;
    const output = await sandbox.must("bash", ["-c", script, "bash", (milliseconds / 1000).toFixed(3)]);
    return output.trim().split("\n").at(-1) === "137";
}
