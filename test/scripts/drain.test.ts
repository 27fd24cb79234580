import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import * as https from "node:https";
import * as path from "node:path";

import { CommandResult, RunningCommand } from "../../tools/command";
import { listen, until } from "./support/ports";
import { needPrivateNode, PrivateNode } from "./support/privateNode";

/** Seconds. */
const DETECTION = 3;
const SOCKET_TIMEOUT = 8;
const STOP_TIME_LIMIT = 24;
/** As long as a connection must be silent to count as idle. */
const QUIET = 3;
/** A detection for what must not wait for it, and what that takes at most on a busy machine. */
const LONG_DETECTION = 60;
const AT_ONCE = 15;

describe("drain", function () {
    this.timeout(120_000);
    let node: PrivateNode;
    /** Answers when the test says so. */
    let api: https.Server;
    let apiPort = 0;
    let process: RunningCommand | undefined;

    before(function () {
        needPrivateNode(this);
    });

    beforeEach(async () => {
        node = new PrivateNode({});
        node.newCertificate();
        api = https.createServer({ ...node.identity, keepAliveTimeout: 0 });
        apiPort = await listen(api);
        configure();
        fs.mkdirSync(path.join(node.home, "bin"));
        process = node.startCommand("sleep", ["1000"]);
        stopCommand(`echo "$* $(id -un) $JAVA_HOME" >>"${node.folder}/stops"; kill "$STAND_IN"`);
    });

    afterEach(async () => {
        await node.remove();
        api.closeAllConnections();
        api.close();
    });

    function configure(detection = DETECTION, stopTimeLimit = STOP_TIME_LIMIT): void {
        node.configure({
            API_PORT: String(apiPort),
            STOP_COMMAND: "bin/server.sh stop",
            DETECTION_SECONDS: String(detection),
            SOCKET_TIMEOUT_SECONDS: String(SOCKET_TIMEOUT),
            STOP_TIME_LIMIT_SECONDS: String(stopTimeLimit),
        });
    }

    function stopCommand(body: string): void {
        fs.writeFileSync(path.join(node.home, "bin", "server.sh"), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
        fs.writeFileSync(path.join(node.folder, "stops"), "", { mode: 0o666 });
        fs.chmodSync(path.join(node.folder, "stops"), 0o666);
    }
    const stops = (): string => fs.readFileSync(path.join(node.folder, "stops"), "utf8");

    /** Runs it as systemd would; how it ended, and after how many seconds. */
    async function drain(pid = String(process!.process.pid)): Promise<CommandResult & { seconds: number }> {
        const started = Date.now();
        const result = await node.runScript("drain", { MAINPID: pid, STAND_IN: pid, JAVA_HOME: "/opt/java" });
        return { ...result, seconds: (Date.now() - started) / 1000 };
    }

    /** What the readiness responder notes when somebody is told that the node is ready. */
    function tellReady(secondsAgo = 0): void {
        const file = node.run("wso2-gateway-readiness/last-ready");
        fs.writeFileSync(file, "");
        fs.utimesSync(file, Date.now() / 1000, Date.now() / 1000 - secondsAgo);
    }

    /** A request; its status when it is answered wholly. */
    function request(agent: https.Agent | false = false): Promise<number | undefined> {
        return new Promise((resolve, reject) => {
            const sent = https.get({ host: "127.0.0.1", port: apiPort, rejectUnauthorized: false, agent }, (response) => {
                response.resume().on("end", () => resolve(response.statusCode));
            });
            sent.on("error", reject);
        });
    }

    /** Lets the product answer after so many milliseconds; later requests are answered as they are told then. */
    function answerAfter(milliseconds: number): void {
        api.removeAllListeners("request");
        api.on("request", (_, response: { end: () => void }) => setTimeout(() => response.end(), milliseconds));
    }

    it("does nothing where the process is gone: nobody drains, and systemd starts it again at once", async () => {
        configure(LONG_DETECTION, 2 * LONG_DETECTION);
        process!.kill("SIGKILL");
        await process!.done;
        tellReady();
        const { code, seconds } = await drain();
        assert.equal(code, 0);
        assert.ok(seconds < AT_ONCE, `${seconds} s`);
        assert.ok(!fs.existsSync(node.state("draining")));
        assert.equal((await drain("")).code, 0);
    });

    it("is quick where nobody was told that the node is ready, or not for long", async () => {
        configure(LONG_DETECTION, 2 * LONG_DETECTION);
        const { code, seconds, stderr } = await drain();
        assert.deepEqual([code, stops()], [0, "stop root /opt/java\n"], stderr);
        assert.ok(seconds < AT_ONCE, `${seconds} s`);
        assert.ok(fs.existsSync(node.state("draining")));
        process = node.startCommand("sleep", ["1000"]);
        tellReady(LONG_DETECTION);
        assert.ok((await drain()).seconds < AT_ONCE);
    });

    it("waits until the load balancer has noticed: its detection after somebody was told last that the node is ready", async () => {
        tellReady();
        const running = drain();
        await until("it says that it drains", () => fs.existsSync(node.state("draining")));
        // An answer that was under way.
        setTimeout(tellReady, 1_500);
        const { seconds, code } = await running;
        assert.equal(code, 0);
        assert.ok(seconds >= DETECTION + 1.5 - 1, `${seconds} s`);
        assert.ok(seconds < DETECTION + 1.5 + 3, `${seconds} s`);
    });

    it("does the same when the journal takes nothing", async () => {
        node.command("logger", "exit 1");
        tellReady();
        const { code, seconds } = await drain();
        assert.equal(code, 0);
        assert.ok(seconds >= DETECTION - 1, `${seconds} s`);
        assert.match(stops(), /^stop /);
    });

    it("lets a request end before it stops the product, and does not wait for a connection without one", async () => {
        const agent = new https.Agent({ keepAlive: true });
        answerAfter(200);
        assert.equal(await request(agent), 200);
        answerAfter(5_000);
        const long = request();
        await once(api, "request");
        let stopped = false;
        const running = drain().then((result) => ((stopped = true), result));
        assert.equal(await long, 200);
        assert.equal(stopped, false);
        assert.equal(stops(), "");
        const { seconds } = await running;
        assert.ok(seconds >= 5 && seconds < 5 + QUIET + 2, `${seconds} s`);
        assert.equal(stops(), "stop root /opt/java\n");
        agent.destroy();
    });

    it("waits for a request that came with the end of a handshake, though the product has sent something since", async () => {
        answerAfter(6_500);
        const long = request();
        await once(api, "request");
        const { seconds } = await drain();
        assert.equal(await Promise.race([long, Promise.resolve("not ended")]), 200);
        assert.ok(seconds >= 6, `${seconds} s`);
    });

    it("waits for an answer that comes in pieces", async () => {
        api.on("request", (_, response: { write: (text: string) => void; end: () => void }) => {
            let pieces = 0;
            const timer = setInterval(() => (pieces++ < 5 ? response.write("piece") : (clearInterval(timer), response.end())), 1_000);
        });
        const long = request();
        await once(api, "request");
        const { seconds } = await drain();
        assert.equal(await Promise.race([long, Promise.resolve("not ended")]), 200);
        assert.ok(seconds >= 5, `${seconds} s`);
    });

    it("waits for a request that never ends no longer than the product does", async () => {
        tellReady();
        request().catch(() => undefined);
        await once(api, "request");
        const { seconds } = await drain();
        assert.equal(stops(), "stop root /opt/java\n");
        assert.ok(seconds >= DETECTION + SOCKET_TIMEOUT - 2 && seconds < DETECTION + SOCKET_TIMEOUT + 4, `${seconds} s`);
    });

    it("ends within the unit's time limit, even when the product does not stop", async () => {
        tellReady();
        stopCommand(`echo "$*" >>"${node.folder}/stops"`);
        request().catch(() => undefined);
        await once(api, "request");
        const { code, seconds } = await drain();
        assert.equal(code, 0);
        assert.equal(stops(), "stop\n");
        assert.ok(seconds < STOP_TIME_LIMIT, `${seconds} s`);
    });

    it("leaves the product to systemd at once when its own stop command fails", async () => {
        configure(LONG_DETECTION, 2 * LONG_DETECTION);
        stopCommand(`echo "$*" >>"${node.folder}/stops"; exit 1`);
        const { code, seconds } = await drain();
        assert.deepEqual([code, stops()], [0, "stop\n"]);
        assert.ok(seconds < AT_ONCE, `${seconds} s`);
        assert.match(node.journal(), /stop command failed/);
    });

    it("has the product stopped by its own user", async () => {
        fs.chownSync(node.home, 65534, 65534);
        stopCommand(`echo "$(id -un) $JAVA_HOME" >>"${node.folder}/stops"`);
        const running = drain();
        await until("the stop command has run", () => stops() !== "");
        assert.equal(stops(), "nobody /opt/java\n");
        process!.kill("SIGKILL");
        assert.ok((await running).seconds < AT_ONCE);
    });

    it("goes on when the process ends while it waits", async () => {
        configure(LONG_DETECTION, 2 * LONG_DETECTION);
        tellReady();
        const running = drain();
        await until("it says that it drains", () => fs.existsSync(node.state("draining")));
        process!.kill("SIGKILL");
        assert.ok((await running).seconds < AT_ONCE);
    });
});
