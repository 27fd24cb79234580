import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as https from "node:https";
import { connect } from "node:net";
import * as path from "node:path";
import * as tls from "node:tls";

import { needPrivateNode, PrivateNode } from "./support/privateNode";
import { freePort, listen, until } from "./support/ports";

const READY = "/ready";
const HEALTH = "/services/Version";
/** Milliseconds after which the script looks again at what may have changed. */
const LOOK_INTERVAL = 2_000;

interface Answer {
    status?: number;
    body: string;
    certificate: tls.PeerCertificate;
}

/** What a load balancer would be answered; a connection of its own each time. */
function ask(port: number, target = READY): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const request = https.get({ host: "127.0.0.1", port, path: target, rejectUnauthorized: false, agent: false, timeout: 20_000 }, (response) => {
            const certificate = (response.socket as tls.TLSSocket).getPeerCertificate();
            let body = "";
            response.setEncoding("utf8").on("data", (text: string) => (body += text));
            response.on("end", () => resolve({ status: response.statusCode, body, certificate }));
        });
        request.on("timeout", () => request.destroy(new Error("no answer in time"))).on("error", reject);
    });
}

describe("answer-readiness", function () {
    this.timeout(120_000);
    let node: PrivateNode;
    let port = 0;
    let productPort = 0;
    let apiPort = 0;
    let status = 200;
    let product: https.Server;
    let api: tls.Server;

    before(function () {
        needPrivateNode(this);
    });

    beforeEach(async () => {
        [port, status] = [await freePort(), 200];
        node = new PrivateNode({});
        node.newCertificate();
        product = https.createServer(node.identity, (request, response) => response.writeHead(request.url === HEALTH ? status : 404).end());
        api = tls.createServer(node.identity, (socket) => socket.on("error", () => undefined));
        [productPort, apiPort] = [await listen(product), await listen(api)];
        node.configure(settings());
    });

    afterEach(async () => {
        await node.remove();
        product.closeAllConnections();
        product.close();
        api.close();
    });

    const settings = (more: Record<string, string> = {}): Record<string, string> => ({
        READINESS_PORT: String(port),
        READINESS_PATH: READY,
        PRODUCT_HEALTH_PORT: String(productPort),
        PRODUCT_HEALTH_PATH: HEALTH,
        API_PORT: String(apiPort),
        ...more,
    });

    /** Waits for an answer that says this, and has this status. */
    async function untilAnswer(expected: number, says: RegExp): Promise<void> {
        let last = "";
        const answered = async (): Promise<boolean> => {
            const answer = await ask(port).catch((error: Error) => ({ status: 0, body: error.message }));
            last = `${answer.status} ${answer.body}`;
            return answer.status === expected && says.test(answer.body);
        };
        await until(`${expected} ${String(says)}`, answered).catch((error: Error) => assert.fail(`${error.message}; the last answer was ${last}`));
    }

    /** What comes back to a client that closes its half of the connection with its question, which TLS says in a record of its own. */
    async function halfClosed(request: string): Promise<string> {
        const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
        socket.end(request);
        let answer = "";
        socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
        await once(socket, "close");
        return answer;
    }

    async function startReady(): Promise<void> {
        node.mark("booted");
        node.start("answer-readiness");
        await untilAnswer(200, /^ready\n$/);
    }

    it("says no before the boot is done, and yes when everything is there", async () => {
        node.start("answer-readiness");
        await untilAnswer(503, /^boot: not done\n$/);
        assert.ok(!fs.existsSync(node.run("wso2-gateway-readiness/last-ready")), "nobody was told that it is ready");
        node.mark("booted");
        await untilAnswer(200, /^ready\n$/);
        assert.ok(fs.existsSync(node.run("wso2-gateway-readiness/last-ready")));
    });

    it("says no at once when the node is drained, and remembers when it said yes last", async () => {
        await startReady();
        const lastReady = (): number => fs.statSync(node.run("wso2-gateway-readiness/last-ready")).mtimeMs;
        node.mark("draining");
        const told = lastReady();
        assert.deepEqual((({ status: code, body }) => [code, body])(await ask(port)), [503, "draining\n"]);
        assert.equal(lastReady(), told);
        node.unmark("draining");
        await untilAnswer(200, /^ready\n$/);
        assert.ok(lastReady() > told);
    });

    it("leaves the port for APIs alone while the node is drained", async () => {
        await startReady();
        node.mark("draining");
        await untilAnswer(503, /^draining\n$/);
        let looks = 0;
        product.on("request", () => looks++);
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        assert.ok(looks <= 1, `${looks} looks`);
    });

    it("says no when the product does, with its status", async () => {
        await startReady();
        status = 500;
        await untilAnswer(503, /^product: 500 from \/services\/Version\n$/);
        status = 200;
        await untilAnswer(200, /^ready\n$/);
    });

    it("says no when a port of the product does not answer", async () => {
        await startReady();
        api.close();
        await untilAnswer(503, new RegExp(`^port ${apiPort}: .*refused`));
        product.closeAllConnections();
        product.close();
        await untilAnswer(503, new RegExp(`^port ${productPort}: .*refused.*\nport ${apiPort}: `));
    });

    it("says no when the product shows another certificate than the node's", async () => {
        node.newCertificate("other");
        node.mark("booted");
        node.start("answer-readiness");
        await untilAnswer(503, new RegExp(`^port ${productPort}: shows another certificate than the node's\nport ${apiPort}: shows another`));
    });

    it("says no when its last look is too old, however the product hangs", async () => {
        await startReady();
        // A byte a second, so that no single wait is long.
        product.removeAllListeners("request");
        product.on("request", (_, response: { socket: tls.TLSSocket }) => {
            const timer = setInterval(() => response.socket.write("H"), 1_000);
            response.socket.on("error", () => undefined).on("close", () => clearInterval(timer));
        });
        await untilAnswer(503, /^cannot tell: the last look takes too long\n$/);
    });

    describe("with content on a shared file system", () => {
        const shared = "repository/deployment/server/synapse-configs";
        let share = "";
        const synapse = (): string => path.join(share, "default", "synapse.xml");

        beforeEach(() => {
            share = path.join(node.folder, "share", "synapse-configs");
            fs.mkdirSync(path.dirname(path.join(node.home, shared)), { recursive: true });
            fs.mkdirSync(path.dirname(synapse()), { recursive: true });
            fs.writeFileSync(synapse(), "<definitions/>");
            fs.symlinkSync(share, path.join(node.home, shared));
            node.configure(settings({ CONTENT_SYNC: "SharedFileSystem", SHARED_PATHS: shared }));
        });

        it("says no while the content is away", async () => {
            await startReady();
            fs.renameSync(share, `${share}-away`);
            await untilAnswer(503, /^content: .*synapse\.xml: No such file/);
            fs.renameSync(`${share}-away`, share);
            await untilAnswer(200, /^ready\n$/);
        });

        it("says no while the share hangs, with one reader at most, and goes on answering", async () => {
            await startReady();
            // Who opens it waits for a writer, as on a hard mount of a server that is gone.
            fs.rmSync(synapse());
            execFileSync("mkfifo", [synapse()]);
            await untilAnswer(503, /^content: the shared file system does not answer\n$/);
            const readers = (): number =>
                fs.readdirSync("/proc").filter((pid) => {
                    try {
                        return /^\d+$/.test(pid) && fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").endsWith(`${node.home}/${shared}/default/synapse.xml\0`);
                    } catch {
                        return false;
                    }
                }).length;
            for (let look = 0; look < 40; look++) {
                assert.equal((await ask(port)).status, 503);
                assert.ok(readers() <= 1);
                await new Promise((resolve) => setTimeout(resolve, 200));
            }
            fs.rmSync(synapse());
            fs.writeFileSync(synapse(), "<definitions/>");
            await untilAnswer(200, /^ready\n$/);
        });

        it("looks also at content that is copied", async () => {
            node.configure(settings({ CONTENT_SYNC: "Rsync" }));
            fs.rmSync(synapse());
            node.mark("booted");
            node.start("answer-readiness");
            await untilAnswer(503, /^content: .*synapse\.xml: No such file/);
        });
    });

    describe("as a server", () => {
        it("waits for the node's certificate, which it says once, and takes up a new one by itself", async () => {
            const secrets = node.run("wso2-gateway/secrets");
            fs.renameSync(secrets, `${secrets}-later`);
            const script = node.start("answer-readiness");
            let said = "";
            script.process.stdout!.on("data", (text) => (said += String(text)));
            await until("it has no certificate", () => said.includes("no certificate yet"), 10_000);
            await new Promise((resolve) => setTimeout(resolve, 2 * LOOK_INTERVAL + 500));
            assert.equal(said.match(/no certificate yet/g)!.length, 1, said);
            await assert.rejects(ask(port), /ECONNREFUSED/);
            fs.renameSync(`${secrets}-later`, secrets);
            await untilAnswer(503, /boot/);
            node.newCertificate("renewed");
            assert.equal((await ask(port)).certificate.subject.CN, "renewed");
            fs.writeFileSync(path.join(secrets, "node-certificate.pem"), "half a certif");
            assert.equal((await ask(port)).certificate.subject.CN, "renewed");
        });

        it("answers in time however many clients are silent or slow", async () => {
            await startReady();
            const silent = Array.from({ length: 100 }, () => connect(port, "127.0.0.1").on("error", () => undefined));
            const slow = Array.from({ length: 100 }, () => {
                const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => socket.write("GET /rea"));
                return socket.on("error", () => undefined);
            });
            await Promise.all(silent.map((socket) => once(socket, "connect")));
            for (let probe = 0; probe < 5; probe++) assert.equal((await ask(port)).status, 200);
            // Nobody keeps a connection.
            await Promise.all([...silent, ...slow].map((socket) => socket.closed || once(socket, "close")));
        });

        it("knows one path alone, and answers questions for the head without a body", async () => {
            await startReady();
            assert.equal((await ask(port, "/other")).status, 404);
            assert.equal((await ask(port, "/ready?x=1")).status, 200);
            assert.match(await halfClosed("HEAD /ready HTTP/1.1\r\nHost: x\r\n\r\n"), /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 6\r\n[^]*\r\n\r\n$/);
        });

        it("answers whoever says nothing more, although that itself says something to TLS", async () => {
            await startReady();
            const answers = await Promise.all(Array.from({ length: 30 }, () => halfClosed("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n")));
            assert.deepEqual(new Set(answers.map((answer) => answer.split("\r\n")[0])), new Set(["HTTP/1.1 200 OK"]));
        });

        it("speaks TLS 1.2 and later alone", async () => {
            await startReady();
            const version = (flag: string): string => {
                const args = ["s_client", "-connect", `127.0.0.1:${port}`, flag, "-cipher", "DEFAULT:@SECLEVEL=0"];
                try {
                    return (
                        /^\s*Protocol\s*: (\S+)|^New, (TLSv1\.3)/m.exec(execFileSync("openssl", args, { input: "", encoding: "utf8", stdio: "pipe" }))?.[0] ??
                        ""
                    );
                } catch {
                    return "refused";
                }
            };
            assert.match(version("-tls1_2"), /TLSv1\.2/);
            assert.match(version("-tls1_3"), /TLSv1\.3/);
            assert.equal(version("-tls1_1"), "refused");
        });
    });
});
