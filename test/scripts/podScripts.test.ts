import assert from "node:assert/strict";

import { podScripts } from "../../components/node/pod/podScripts";
import { useSandbox } from "./support/sandboxes";
import { until } from "../node/support/wait";

const SCRIPTS = "/usr/local/lib/wso2-gateway";
const RUN = "/run/wso2-gateway";
const HOME = "/home/wso2carbon/wso2am-3.2.0";
const COPY = "/run/wso2-gateway-pack";
const CONTENT = "repository/deployment/server/synapse-configs";
const settings = {
    HOME_DIRECTORY: HOME,
    PACK_NAME: "wso2am-3.2.0",
    JDK_VERSION: "17",
    START_COMMAND: "bin/server.sh",
    STOP_COMMAND: "bin/server.sh stop",
    SHARED_PATHS: `${CONTENT}:repository/tenants`,
    DETECTION_SECONDS: "1",
    PRE_STOP_SECONDS: "4",
    FRONT_PORT: "9503",
};
const env = { LOG_TO: "stdout", NODE_IP: "10.244.0.7", NODE_ID: "gateway-1" };

/** What whole pods do not show: what goes wrong. */
describe("scripts of a pod", function () {
    this.timeout(120_000);
    const { sandbox } = useSandbox("keytool");

    before(() => {
        for (const [name, content] of Object.entries(podScripts("Toml"))) sandbox().write(`${SCRIPTS}/${name}`, content, 0o555);
    });
    beforeEach(() => {
        for (const file of [HOME, COPY, `${RUN}/state`, `${RUN}/gateway.env`, "/run/wso2-gateway-readiness"]) sandbox().remove(file);
        for (const folder of [COPY, `${RUN}/state`, "/run/wso2-gateway-readiness", `${HOME}/bin`, `${HOME}/${CONTENT}/default`]) sandbox().makeFolder(folder);
        sandbox().configure(settings);
    });
    const run = (script: string, ...args: string[]) => sandbox().run(`${SCRIPTS}/${script}`, args, { env });

    describe("copy-pack", () => {
        it("moves what pods share beside the copy, and leaves the image as it is", async () => {
            sandbox().write(`${HOME}/${CONTENT}/default/synapse.xml`, "<definitions/>");
            // A second time, as after a start that was cut short.
            for (let time = 0; time < 2; time++) {
                const { code, stderr } = await run("copy-pack");
                assert.equal(code, 0, stderr);
                assert.ok(sandbox().exists(`${COPY}/pristine/synapse-configs/default/synapse.xml`) && sandbox().exists(`${COPY}/pristine/tenants`));
                assert.ok(sandbox().exists(`${COPY}/wso2am-3.2.0/bin`) && !sandbox().exists(`${COPY}/wso2am-3.2.0/${CONTENT}`));
            }
            assert.ok(sandbox().exists(`${HOME}/${CONTENT}/default/synapse.xml`));
            assert.match(sandbox().read(`${RUN}/gateway.env`), /^JAVA_HOME=".+"\nNODE_IP="10\.244\.0\.7"\nNODE_ID="gateway-1"\n$/);
        });

        it("says that the image has no pack, or lacks a part of it", async () => {
            sandbox().remove(`${HOME}/${CONTENT}`);
            assert.match((await run("copy-pack")).stderr, /the pack has no folder repository\/deployment\/server\/synapse-configs\n$/);
            sandbox().remove(HOME);
            const { code, stderr } = await run("copy-pack");
            assert.deepEqual([code, stderr], [1, `the image has no pack at ${HOME}\n`]);
        });
    });

    describe("prepare-pod", () => {
        const step = (name: string, text: string): void => sandbox().write(`${SCRIPTS}/${name}`, `#!/bin/sh\n${text}\n`, 0o755);

        it("stops at the step that fails, and names it", async () => {
            step("step-one", "echo no answer >&2; exit 1");
            step("step-two", "touch /run/two");
            const { code, stderr } = await run("prepare-pod", "step-one", "step-two");
            assert.deepEqual([code, stderr], [1, "no answer\nboot-failed step=step-one\n"]);
            assert.ok(!sandbox().exists("/run/two"));
        });

        it("ends when it is asked to, whatever a step waits for", async () => {
            step("step-one", "touch /run/waits; exec sleep 60 >/dev/null 2>&1");
            const prepared = sandbox().begin(`${SCRIPTS}/prepare-pod`, ["step-one"], { env });
            await until("it waits", () => sandbox().exists("/run/waits"));
            await sandbox().must("pkill", ["-TERM", "-f", "^bash .*prepare-pod step-one"]);
            assert.equal((await prepared.done).code, 143);
            await sandbox().must("pkill", ["-KILL", "-f", "^sleep 60$"]);
        });
    });

    describe("drain-pod", () => {
        it("waits for nobody when nobody was told that the pod is ready", async () => {
            sandbox().configure({ ...settings, DETECTION_SECONDS: "60", PRE_STOP_SECONDS: "90" });
            const started = Date.now();
            const { code, stdout } = await run("drain-pod");
            assert.equal(code, 0);
            assert.match(stdout + sandbox().read(`${RUN}/state/draining`), /not ready from now on[^]*0 connections are left, the product can end/);
            assert.ok(Date.now() - started < 15_000, "detection alone takes a minute");
        });

        it("waits for connections no longer than it may", async () => {
            sandbox().write("/run/wso2-gateway-readiness/last-ready", "");
            const program =
                "import socket, time\ns = socket.create_server(('', 9503))\nc = socket.create_connection(('127.0.0.1', 9503))\na = s.accept()\nopen('/run/open', 'w')\ntime.sleep(60)";
            const open = sandbox().begin("python3", ["-c", program]);
            await until("there is a connection", () => sandbox().exists("/run/open"));
            const { code, stdout } = await run("drain-pod");
            open.kill("SIGKILL");
            assert.equal(code, 0);
            assert.match(stdout, /gets no new connections, 1 are left[^]*drain: 1 connections are left, the product can end/);
        });
    });

    describe("run-gateway", () => {
        const server = (text: string): void =>
            sandbox().write(`${HOME}/bin/server.sh`, `#!/bin/bash\n[[ "\${1:-}" == stop ]] && { echo "no process" >&2; exit 1; }\n${text}\n`, 0o755);
        beforeEach(() => {
            sandbox().write(`${RUN}/gateway.env`, 'NODE_IP="10.244.0.7"\n');
            sandbox().write(`${RUN}/secrets/gateway.env`, 'PASSWORD="a\\"b\\$c\\\\d\\`e $(touch /run/executed)"\n');
            sandbox().write(`${RUN}/state/draining`, "");
        });

        it("gives the product every secret as it is, and runs none; ends as the product ends", async () => {
            server('printf "%s" "$PASSWORD" >/run/password; exit 7');
            assert.equal((await run("run-gateway")).code, 7);
            assert.equal(sandbox().read("/run/password"), 'a"b$c\\d`e $(touch /run/executed)');
            assert.ok(!sandbox().exists("/run/executed"));
            assert.ok(!sandbox().exists(`${RUN}/state/draining`), "it is not drained any more");
        });

        it("ends a product that has not noted its process yet", async () => {
            server("touch /run/starting; sleep 60; true");
            const running = sandbox().begin(`${SCRIPTS}/run-gateway`, [], { env });
            await until("it starts", () => sandbox().exists("/run/starting"));
            await sandbox().must("pkill", ["-TERM", "-f", "^bash .*/run-gateway"]);
            assert.equal((await running.done).code, 143);
            assert.equal((await sandbox().run("pgrep", ["-f", "^sleep 60$"])).code, 1, "nothing is left of it");
        });
    });
});
