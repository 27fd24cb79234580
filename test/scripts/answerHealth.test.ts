import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";

import { RunningCommand } from "../../tools/command";
import { freePort, listen, until } from "./support/ports";
import { needPrivateNode, PrivateNode } from "./support/privateNode";

interface Health {
    ApplicationHealthState: "Healthy" | "Unhealthy";
    reason: string;
}

describe("answer-health", function () {
    this.timeout(120_000);
    let node: PrivateNode;
    let port = 0;
    let readiness: https.Server;
    let readinessPort = 0;
    /** What the readiness responder says; nothing when the node is ready. */
    let reasons: string[] = [];

    before(function () {
        needPrivateNode(this);
    });

    beforeEach(async () => {
        port = await freePort();
        reasons = ["boot: not done"];
        node = new PrivateNode({});
        node.newCertificate();
        readiness = https.createServer(node.identity, (request, response) => {
            assert.equal(request.url, "/ready");
            response.writeHead(reasons.length === 0 ? 200 : 503).end(reasons.length === 0 ? "ready\n" : reasons.map((line) => `${line}\n`).join(""));
        });
        readinessPort = await listen(readiness);
    });

    afterEach(async () => {
        await node.remove();
        readiness.closeAllConnections();
        readiness.close();
    });

    /** @param startupSeconds how long a start may take */
    function start(startupSeconds = 1200, more: Readonly<Record<string, string>> = {}): RunningCommand {
        node.configure({
            ...more,
            HEALTH_PORT: String(port),
            HEALTH_PATH: "/health",
            READINESS_PORT: String(readinessPort),
            READINESS_PATH: "/ready",
            STARTUP_SECONDS: String(startupSeconds),
        });
        return node.start("answer-health");
    }

    /** What the extension is answered. */
    function ask(path = "/health"): Promise<{ status?: number; body: string }> {
        return new Promise((resolve, reject) => {
            const request = http.get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
                let body = "";
                response.setEncoding("utf8").on("data", (text: string) => (body += text));
                response.on("end", () => resolve({ status: response.statusCode, body }));
            });
            request.on("error", reject);
        });
    }

    async function health(): Promise<Health> {
        const { status, body } = await ask();
        assert.equal(status, 200, "the extension reads the body of a 200 alone");
        assert.match(body, /^[^\n]+\n$/, "one line");
        return JSON.parse(body) as Health;
    }

    async function untilHealth(state: Health["ApplicationHealthState"], reason: RegExp): Promise<void> {
        let last = "";
        const holds = async (): Promise<boolean> => {
            const answer = await health().catch((error: NodeJS.ErrnoException) => {
                if (error.code !== "ECONNREFUSED") throw error;
                return { ApplicationHealthState: "", reason: "no answer" };
            });
            last = JSON.stringify(answer);
            return answer.ApplicationHealthState === state && reason.test(answer.reason);
        };
        await until(`${state} ${String(reason)}`, holds).catch((error: Error) => assert.fail(`${error.message}; the last answer was ${last}`));
    }

    /** Holds that nobody answers while it looks at the node at least three times. */
    async function assertNoAnswer(): Promise<void> {
        let looks = 0;
        const count = (): number => looks++;
        readiness.on("request", count);
        await until("it has looked three times", async () => {
            await assert.rejects(ask(), { code: "ECONNREFUSED" });
            return looks >= 3;
        });
        readiness.removeListener("request", count);
    }

    async function startReady(startupSeconds?: number): Promise<RunningCommand> {
        reasons = [];
        const script = start(startupSeconds);
        await untilHealth("Healthy", /^ready$/);
        return script;
    }

    it("gives no answer while the node starts, so that the grace period goes on, and then says that it is healthy", async () => {
        start();
        await assertNoAnswer();
        reasons = ["product: 500 from /services/Version"];
        await assertNoAnswer();
        reasons = [];
        await untilHealth("Healthy", /^ready$/);
    });

    it("calls a node broken that is not ready after the time that a start may take, and says what failed", async () => {
        node.mark("failure", "secrets: the vault answers 403\n");
        start(3);
        await untilHealth("Unhealthy", /^not ready within 3 s of its start: secrets: the vault answers 403; boot: not done$/);
    });

    it("keeps a node healthy that is drained on purpose, however long", async () => {
        await startReady(2);
        reasons = ["draining"];
        node.mark("draining");
        await untilHealth("Healthy", /^drained on purpose$/);
        // The gateway is gone for longer than a start may take.
        const end = Date.now() + 8_000;
        await until("time has passed", async () => {
            assert.equal((await health()).ApplicationHealthState, "Healthy");
            return Date.now() > end;
        });
        // And has that time when it is started again.
        node.unmark("draining");
        reasons = ["port 9443: connection refused"];
        await untilHealth("Healthy", /^not ready for [01] s/);
    });

    it("keeps a node healthy whose share is away, since the next one would not have it either", async () => {
        await startReady(2);
        reasons = ["port 9443: timed out", "content: the shared file system does not answer"];
        const end = Date.now() + 8_000;
        await untilHealth("Healthy", /^another machine would not have it either: port 9443: timed out; content: the shared/);
        await until("time has passed", async () => {
            assert.equal((await health()).ApplicationHealthState, "Healthy");
            return Date.now() > end;
        });
    });

    it("does not spare a worker of rsync mode that cannot read its own copy: another machine can", async () => {
        reasons = [];
        start(3, { CONTENT_SYNC: "Rsync" });
        await untilHealth("Healthy", /^ready$/);
        reasons = ["content: Input/output error"];
        await untilHealth("Unhealthy", /^not ready for \d+ s, a start may take 3 s: content: Input\/output error$/);
    });

    it("says how old a node's copy of the content is, and calls it healthy all the same", async () => {
        await startReady(2);
        node.mark("stale-content", "lag-seconds=7200 cannot copy from the manager: Connection refused\n");
        await untilHealth("Healthy", /^ready; stale content: lag-seconds=7200 cannot copy from the manager: Connection refused$/);
        node.unmark("stale-content");
        await untilHealth("Healthy", /^ready$/);
    });

    it("does not spare a new node whose share was never there: an upgrade that breaks it must stop", async () => {
        reasons = ["content: the shared file system does not answer"];
        start(3);
        await untilHealth("Unhealthy", /^not ready within 3 s of its start: content:/);
    });

    it("leaves a gateway that has died as long as a start takes to come back, and calls it broken then", async () => {
        await startReady(6);
        reasons = ["port 9443: connection refused"];
        await untilHealth("Healthy", /^not ready for \d s, a start may take 6 s: port 9443: connection refused$/);
        await untilHealth("Unhealthy", /^not ready for \d+ s, a start may take 6 s: port 9443: connection refused$/);
        reasons = [];
        await untilHealth("Healthy", /^ready$/);
        // The time counts anew.
        reasons = ["port 9443: connection refused"];
        await untilHealth("Healthy", /^not ready for 0 s/);
    });

    it("calls a node broken whose readiness responder is gone", async () => {
        await startReady(3);
        readiness.closeAllConnections();
        readiness.close();
        await untilHealth("Unhealthy", /readiness responder: .*refused/);
    });

    it("answers on when it was started again, although the node is not ready", async () => {
        const script = await startReady();
        script.kill("SIGKILL");
        await script.done;
        reasons = ["port 9443: connection refused"];
        start();
        await untilHealth("Healthy", /^not ready for /);
    });

    it("starts with a note that was cut short when it was written", async () => {
        for (const name of ["started", "was-ready"]) fs.writeFileSync(node.run(`wso2-gateway-health/${name}`), "");
        await startReady();
        for (const name of ["started", "was-ready"]) assert.match(fs.readFileSync(node.run(`wso2-gateway-health/${name}`), "utf8"), /^\d+\.\d+$/);
    });

    it("answers on this machine alone, and on one path, with or without a slash more", async () => {
        await startReady();
        assert.equal((await ask("//health")).status, 200);
        assert.equal((await ask("/")).status, 404);
        await assert.rejects(
            new Promise((resolve, reject) => http.get({ host: "127.0.0.2", port, path: "/health", agent: false }, resolve).on("error", reject)),
            { code: "ECONNREFUSED" },
        );
    });
});
