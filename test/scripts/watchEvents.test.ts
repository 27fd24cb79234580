import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { listen, until } from "./support/ports";
import { needPrivateNode, PrivateNode } from "./support/privateNode";

const script = path.resolve("components", "node", "scripts", "watch-events");
const HERE = "gateway_1";

/** The script with other pauses and another address, which on a machine are fixed. */
const FASTER = `
import importlib.machinery, importlib.util, sys
loader = importlib.machinery.SourceFileLoader("watch_events", sys.argv[1])
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("watch_events", loader))
loader.exec_module(module)
module.EVENTS, module.NAME = (sys.argv[2] + address.removeprefix("http://169.254.169.254") for address in (module.EVENTS, module.NAME))
module.INTERVAL, module.LONGEST_PAUSE, module.CANCELLED_SECONDS, module.TIME_LIMIT = 0.1, 0.4, 1, 1
module.watch(module.Events(module.insistently(module.NAME, 1).strip()))
`;

interface ScheduledEvent {
    EventId: string;
    EventType: string;
    Resources: string[];
    EventStatus: string;
    NotBefore: string;
}

/** An event as the service lists it: of this machine, and soon, unless told otherwise. */
function event(more: Partial<ScheduledEvent> = {}): ScheduledEvent {
    const soon = new Date(Date.now() + 5 * 60_000).toUTCString();
    return { EventId: "event-1", EventType: "Terminate", Resources: [HERE], EventStatus: "Scheduled", NotBefore: soon, ...more };
}

describe("watch-events", function () {
    let node: PrivateNode;
    let service: http.Server;
    let address = "";
    let events: ScheduledEvent[] = [];
    /** Statuses with which the service answers first; 0: not at all. */
    let failures: number[] = [];
    let acknowledged: string[] = [];
    let looks = 0;
    /** How many acknowledgements are refused first. */
    let refusals = 0;
    let looksBeforeAcknowledgement = 0;
    /** Whether an event that was acknowledged is still listed as it was. */
    let slowToStart = false;
    /** Milliseconds until the first list of events is answered. */
    let firstDelay = 0;

    before(function () {
        needPrivateNode(this);
    });

    beforeEach(async () => {
        [events, failures, acknowledged, looks, refusals, firstDelay] = [[], [], [], 0, 0, 0];
        slowToStart = false;
        node = new PrivateNode({});
        node.command("systemctl", systemctl('! [ -e "$there/systemctl-fails" ]'));
        service = http.createServer((request, response) => void answer(request, response));
        address = `http://127.0.0.1:${await listen(service)}`;
    });

    afterEach(async () => {
        await node.remove();
        service.closeAllConnections();
        service.close();
    });

    async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
        if (request.headers.metadata !== "true") return void response.writeHead(400).end();
        const failure = failures.shift();
        if (failure === 0) return;
        if (failure !== undefined) return void response.writeHead(failure).end();
        const url = new URL(request.url!, address);
        if (url.pathname === "/metadata/instance/compute/name") return void response.end(HERE);
        assert.equal(url.pathname, "/metadata/scheduledevents");
        assert.match(url.searchParams.get("api-version")!, /^\d{4}-\d\d-\d\d$/);
        if (request.method === "GET") {
            looks++;
            if (looks === 1) await sleep(firstDelay);
            response.end(JSON.stringify({ DocumentIncarnation: looks, Events: events }));
            return;
        }
        if (refusals > 0) {
            refusals--;
            return void response.writeHead(500).end();
        }
        let body = "";
        for await (const chunk of request) body += String(chunk);
        const { StartRequests } = JSON.parse(body) as { StartRequests: { EventId: string }[] };
        acknowledged.push(...StartRequests.map(({ EventId }) => EventId));
        looksBeforeAcknowledgement = looks;
        if (!slowToStart) events = events.map((one) => (acknowledged.includes(one.EventId) ? { ...one, EventStatus: "Started", NotBefore: "" } : one));
        response.end();
    }

    /** A stand-in that writes down what it is told, and does something more; whether the gateway runs it says by a file. */
    const systemctl = (more: string): string =>
        `there=$(dirname "$0")/..; if [ "$1" = is-active ]; then [ -e "$there/running" ]; exit; fi; echo "$*" >>"$there/systemctl"; ${more}`;
    const start = () => node.startCommand("python3", ["-c", FASTER, script, address]);
    const commands = (): string[] => {
        const file = path.join(node.folder, "systemctl");
        return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : [];
    };
    /** Waits until the service was asked so many times more. */
    async function untilLooks(more: number): Promise<void> {
        const from = looks;
        await until(`it has looked ${more} times more`, () => looks >= from + more);
    }
    const stop = "stop wso2-gateway.service";

    for (const EventType of ["Terminate", "Reboot", "Redeploy", "Preempt"])
        it(`stops the gateway before ${EventType} of this machine, then acknowledges that alone`, async () => {
            const others = [event({ EventId: "other", EventType, Resources: ["gateway_2"] })];
            events = [...others, event({ EventType })];
            node.command("systemctl", systemctl('sleep 1; echo stopped >>"$there/systemctl"'));
            start();
            await until("the stop has begun", () => commands().length === 1);
            assert.deepEqual(acknowledged, [], "not before the gateway has stopped");
            await until("it is acknowledged", () => acknowledged.length > 0);
            assert.deepEqual(commands(), [stop, "stopped"]);
            await untilLooks(15);
            assert.deepEqual(acknowledged, ["event-1"]);
            assert.deepEqual(commands(), [stop, "stopped"], "and the gateway stays stopped as long as the event is listed");
        });

    it("neither obeys nor acknowledges what is for another machine, or what loses nothing", async () => {
        const longer = event({ EventId: "longer-name", Resources: [`${HERE}0`] });
        events = [event({ Resources: ["gateway_2"] }), event({ EventId: "freeze", EventType: "Freeze" }), longer];
        start();
        await untilLooks(10);
        assert.deepEqual([commands(), acknowledged], [[], []]);
    });

    it("obeys but does not acknowledge what is for other machines too: they would go before they are ready to", async () => {
        events = [event({ Resources: [HERE, "gateway_2"] })];
        start();
        await until("the gateway is stopped", () => commands().length > 0);
        await untilLooks(10);
        assert.deepEqual([commands(), acknowledged], [[stop], []]);
    });

    it("stops again what a boot has started that was under way when the event was obeyed", async () => {
        events = [event({ Resources: [HERE, "gateway_2"] })];
        node.command("systemctl", systemctl('[ "$1" != stop ] || rm -f "$there/running"'));
        start();
        await until("the gateway is stopped", () => commands().length > 0);
        await untilLooks(3);
        fs.writeFileSync(path.join(node.folder, "running"), "");
        await until("the gateway is stopped again", () => commands().length > 1);
        await untilLooks(10);
        assert.deepEqual(commands(), [stop, stop]);
        events = [];
        await until("the gateway is started", () => commands().length > 2);
    });

    it("serves until shortly before an event that is days away", async () => {
        events = [event({ EventType: "Redeploy", NotBefore: new Date(Date.now() + 7 * 86_400_000).toUTCString() })];
        start();
        await untilLooks(10);
        assert.deepEqual(commands(), []);
        events = [event({ EventType: "Redeploy" })];
        await until("it is acknowledged", () => acknowledged.length > 0);
    });

    it("starts the gateway again when the event is gone and the machine is not", async () => {
        events = [event({ EventType: "Reboot", Resources: [HERE, "gateway_2"] })];
        start();
        await until("the gateway is stopped", () => commands().length > 0);
        events = [];
        await until("the gateway is started", () => commands().length > 1);
        assert.deepEqual(commands(), [stop, "start wso2-gateway.service"]);
        await untilLooks(15);
        assert.equal(commands().length, 2);
        events = [event({ EventId: "event-2" })];
        await until("the next one is obeyed", () => acknowledged.includes("event-2"));
    });

    it("does not start it again while the event is only missing for a moment", async () => {
        events = [event({ Resources: [HERE, "gateway_2"] })];
        start();
        await until("the gateway is stopped", () => commands().length > 0);
        const listed = events;
        for (let round = 0; round < 4; round++) {
            events = [];
            await untilLooks(2);
            events = listed;
            await untilLooks(2);
        }
        assert.deepEqual(commands(), [stop]);
    });

    it("takes what had begun before it looked for what the machine comes back from", async () => {
        events = [event({ EventType: "Reboot", EventStatus: "Started", NotBefore: "" })];
        start();
        await untilLooks(10);
        assert.deepEqual([commands(), acknowledged], [[], []]);
        events = [...events, event({ EventId: "event-2", EventType: "Preempt", EventStatus: "Started", NotBefore: "" })];
        await until("what begins later is obeyed", () => commands().length > 0);
        assert.deepEqual([commands(), acknowledged], [[stop], []]);
    });

    it("remembers in this boot what it has done, also when it is started again", async () => {
        events = [event({ Resources: [HERE, "gateway_2"] }), event({ EventId: "earlier", EventStatus: "Started" })];
        const first = start();
        await until("the gateway is stopped", () => commands().length > 0);
        first.kill("SIGKILL");
        await first.done;
        start();
        await untilLooks(10);
        assert.deepEqual(commands(), [stop]);
        events = [];
        await until("the gateway is started", () => commands().length > 1);
    });

    it("tries again when the gateway could not be stopped, and acknowledges nothing until it could", async () => {
        fs.writeFileSync(path.join(node.folder, "systemctl-fails"), "");
        events = [event()];
        start();
        await until("it has tried again", () => commands().length > 2);
        assert.deepEqual(acknowledged, []);
        fs.rmSync(path.join(node.folder, "systemctl-fails"));
        await until("it is acknowledged", () => acknowledged.length > 0);
    });

    it("waits for a service that limits, updates or fails, or does not answer at all", async () => {
        failures = [429, 500, 410, 503, 429];
        start();
        await untilLooks(2);
        failures = [500, 0, 410];
        events = [event()];
        await until("it is acknowledged", () => acknowledged.length > 0);
        assert.deepEqual(commands(), [stop]);
    });

    it("acknowledges again what was not taken", async () => {
        refusals = 3;
        events = [event()];
        start();
        await until("it is acknowledged", () => acknowledged.length > 0);
        assert.deepEqual([commands(), refusals], [[stop], 0]);
    });

    it("acknowledges once, also what Azure takes its time to start", async () => {
        slowToStart = true;
        events = [event()];
        start();
        await until("it is acknowledged", () => acknowledged.length > 0);
        await untilLooks(10);
        assert.deepEqual(acknowledged, ["event-1"]);
    });

    it("gives the first answer the time that it may take, and a later one less", async () => {
        // More than the limit of a later one, which is a second here.
        firstDelay = 3_000;
        events = [event()];
        start();
        await until("the first answer is used", () => acknowledged.length > 0);
        assert.equal(looksBeforeAcknowledgement, 1);
    });
});
