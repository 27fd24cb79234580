import assert from "node:assert/strict";

import { NodeEvent } from "../../components/node/events";
import { useSandbox } from "./support/sandboxes";
import { until } from "../node/support/wait";

const SCRIPTS = "/usr/local/lib/wso2-gateway";
const STATE = "/run/wso2-gateway/state";
const steps = ["install-packages", "mount-share", "fetch-secrets", "check-secrets", "fetch-pack", "configure", "seed-share"];

describe("prepare-node", function () {
    const { sandbox } = useSandbox();

    beforeEach(() => {
        sandbox().configure({ PACK_NAME: "wso2am-3.2.0" });
        for (const name of steps) replace(name, "true");
        for (const file of ["booted", "failure"]) sandbox().remove(`${STATE}/${file}`);
        sandbox().remove("/run/steps");
        sandbox().forgetJournal();
    });

    /** Lets a step do something else; which steps ran is written down. */
    const replace = (name: string, command: string): void =>
        sandbox().write(`${SCRIPTS}/${name}`, `#!/bin/bash\necho ${name} >>/run/steps\n${command}\n`, 0o755);
    const prepare = (...pauses: string[]): Promise<string> => sandbox().must(`${SCRIPTS}/prepare-node`, pauses);
    /** Fails some times, then not any more. */
    const failing = (times: number, reason: string): string => `(($(grep -c "\${0##*/}" /run/steps) > ${times})) || { ${reason}; exit 1; }`;

    it("takes one step after the other, and says when the gateway can start", async () => {
        await prepare("0", "0");
        assert.deepEqual(sandbox().read("/run/steps").trim().split("\n"), steps);
        assert.ok(sandbox().exists(`${STATE}/booted`) && !sandbox().exists(`${STATE}/failure`));
        assert.match(sandbox().journal().at(-1)!, /^booted: wso2am-3\.2\.0 is ready to start/);
    });

    it("tries a step until it succeeds, and takes no other one meanwhile", async () => {
        replace("fetch-pack", failing(2, `echo "some detail" >&2; echo "the disk is full" >&2`));
        await prepare("0", "0");
        assert.deepEqual(sandbox().read("/run/steps").trim().split("\n").slice(4, 8), ["fetch-pack", "fetch-pack", "fetch-pack", "configure"]);
        const said = sandbox().journal();
        const failures = said.filter((line) => line.startsWith(NodeEvent.BootFailed));
        assert.deepEqual(failures, Array(2).fill(`${NodeEvent.BootFailed} step=pack the disk is full`));
    });

    it("says a failed seeding by its own name", async () => {
        replace("seed-share", failing(1, `echo "no room" >&2`));
        await prepare("0", "0");
        assert.ok(sandbox().journal().includes(`${NodeEvent.SeedingFailed} no room`));
    });

    it("waits twice as long each time, a minute at most", async () => {
        sandbox().write("/usr/local/bin/sleep", `#!/bin/sh\necho "$1" >>/run/pauses\n`, 0o755);
        replace("configure", failing(6, "true"));
        await prepare();
        sandbox().remove("/usr/local/bin/sleep");
        assert.equal(sandbox().read("/run/pauses"), "5\n10\n20\n40\n60\n60\n");
        assert.ok(sandbox().journal().includes(`${NodeEvent.BootFailed} step=configure configure ended with status 1`));
    });

    it("shows what fails now to whoever asks, until it succeeds, and never that the node has booted", async () => {
        replace("mount-share", `[[ -e /run/go ]] || { echo "no answer" >&2; exit 1; }`);
        sandbox().write(`${STATE}/booted`, "");
        const running = sandbox().begin(`${SCRIPTS}/prepare-node`, ["1", "1"]);
        await until("it has failed", () => sandbox().exists(`${STATE}/failure`));
        assert.equal(sandbox().read(`${STATE}/failure`), "step=share no answer\n");
        assert.equal(sandbox().access(`${STATE}/failure`), "0:0 644");
        assert.ok(!sandbox().exists(`${STATE}/booted`));
        sandbox().write("/run/go", "");
        assert.equal((await running.done).code, 0);
        assert.ok(sandbox().exists(`${STATE}/booted`) && !sandbox().exists(`${STATE}/failure`));
    });

    it("makes the folders in memory, for those who need them and nobody else", async () => {
        sandbox().remove("/run/wso2-gateway");
        await prepare("0", "0");
        assert.deepEqual(
            ["", "/state", "/secrets"].map((folder) => sandbox().access(`/run/wso2-gateway${folder}`)),
            ["0:0 755", "0:0 755", "0:802 750"],
        );
    });
});
