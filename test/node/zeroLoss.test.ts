import assert from "node:assert/strict";

import { ports, READINESS_PATH } from "../../components/node/ports";
import { EmittedNode, emittedNode } from "./support/emittedNode";
import { becomesReady, explain, Gateways, health } from "./support/gateways";
import { Failure, Load, LoadResult } from "./support/load";
import { LoadBalancer, LoadBalancerPlan, MarkedDown, WhenUnhealthy } from "./support/loadBalancer";
import { Machine } from "./support/machines";
import { LONG_REQUEST, shortDurations, shortRequests } from "./support/shortRequests";
import { standInPack } from "./support/standInPack";
import { until } from "./support/wait";

const HOST_NAME = "gw.dev.example.com";

const SHORT = "/hello/1";
/** Long requests that are under way at any time. */
const LONG_AT_ONCE = 6;
const NEEDED_REQUESTS = 20_000;
/** Milliseconds in which the load comes up to its rate. */
const LOAD_STARTS = 3_000;
/** Milliseconds until everybody has heard of what the load balancer did. */
const REPORTED_WITHIN = 1_500;
/** Milliseconds until the kernel has closed what a killed process had open, and the load balancer has read it: less than a server needs to start. */
const CLOSED_WITHIN = 250;
/** Requests a second to each load balancer. */
const RATE = 120;

describe("requests to gateways behind a load balancer", function () {
    this.timeout(420_000);
    let gateways: Gateways | undefined;
    let emitted: EmittedNode;
    let nodes: Machine[] = [];
    let balancers = 0;

    before(async function () {
        this.timeout(600_000);
        gateways = await Gateways.start(this, "haproxy");
        emitted = await emittedNode({ release: "4.5.0", hostName: HOST_NAME, ...shortRequests });
        const packInImage = standInPack(this, gateways.folder, { release: "4.5.0" });
        for (const name of ["one", "two", "three"]) await gateways.add(name, emitted, { packInImage });
        nodes = gateways.nodes;
        for (const node of nodes) await node.start();
        for (const node of nodes) await becomesReady(node, emitted);
    });
    after(async function () {
        this.timeout(120_000);
        await gateways?.stop();
    });

    /** The nodes that have not been removed. */
    const running = (): Machine[] => nodes.filter(({ isRunning }) => isRunning);
    const names = (): string[] => running().map(({ name }) => name);

    /** A load balancer that sends requests to all nodes. */
    async function balancer(plan: Pick<LoadBalancerPlan, "whenUnhealthy" | "triesOthers">): Promise<LoadBalancer> {
        const { network, folder, authority } = gateways!;
        const addresses = Object.fromEntries(running().map(({ name, address }) => [name, address]));
        const common = { timing: shortDurations, ports, readinessPath: READINESS_PATH, hostName: HOST_NAME, authority, nodes: addresses };
        const started = await LoadBalancer.start(network, folder, 8000 + balancers++, { ...common, ...plan });
        await started.untilHealthy(...names());
        return started;
    }

    /** Short requests at a constant rate, and long ones without a pause. */
    function load({ url }: LoadBalancer, rate: number): Load[] {
        const { network } = gateways!;
        return [new Load(network, { url: url + SHORT, rate }), new Load(network, { url: url + LONG_REQUEST, atOnce: LONG_AT_ONCE })];
    }

    async function stop(loads: readonly Load[]): Promise<LoadResult> {
        const results = await Promise.all(loads.map((one) => one.stop()));
        const succeeded = results.reduce((total, result) => total + result.succeeded, 0);
        const failures = results.flatMap((result) => result.failures).sort((one, other) => one.began - other.began);
        console.log(`      ${succeeded} succeeded, ${failures.length} failed`);
        return { succeeded, failures };
    }

    /** Failures in the order of what nodes and load balancer have said. */
    function describeFailures(failures: readonly Failure[], markedDown: readonly MarkedDown[] = []): string {
        const said = nodes.flatMap((node) => node.journal().map(({ message, time }) => ({ at: time / 1000, what: `${node.name}: ${message}` })));
        const down = markedDown.map(({ node, at }) => ({ at, what: `the load balancer has noticed that ${node} is not ready` }));
        const failed = failures.slice(0, 40).map(({ began, ended, why }) => ({ at: began, what: `request failed after ${ended - began} ms: ${why}` }));
        return [...said, ...down, ...failed].sort((one, other) => one.at - other.at).map(({ at, what }) => `${new Date(at).toISOString()} ${what}`).join("\n"); // prettier-ignore
    }
    const systemctl = (node: Machine, ...args: string[]): Promise<string> => node.output("systemctl", args);

    /** Does something to a node, while its health answer must not call it broken; waits until all load balancers use it again. */
    async function healthily(node: Machine, all: readonly LoadBalancer[], act: () => Promise<unknown>): Promise<void> {
        let acting = true;
        const watching = (async () => {
            while (acting) {
                const answer = node.isRunning ? await health(node, emitted).catch(() => undefined) : undefined;
                // While it boots there is no answer at all.
                if (answer !== undefined) assert.match(answer, /"ApplicationHealthState": "Healthy"/);
                await new Promise((resolve) => setTimeout(resolve, 500));
            }
        })();
        try {
            await act();
            await becomesReady(node, emitted);
            for (const one of all) await one.untilHealthy(...names());
        } finally {
            acting = false;
        }
        await watching;
    }

    describe("while nodes are restarted, stopped, rebooted and removed", () => {
        /** From a load balancer that lets requests of an unhealthy node end, and from one that cuts them. */
        const results: (LoadResult & { markedDown: MarkedDown[] })[] = [];
        let acknowledged: { source: string; eventId: string }[] = [];
        let eventId = "";
        let third: Machine;

        before(async function () {
            if (gateways === undefined) this.skip();
            const kinds = [await balancer({ whenUnhealthy: WhenUnhealthy.LetsEnd }), await balancer({ whenUnhealthy: WhenUnhealthy.Cuts })];
            const started = Date.now();
            const loads = kinds.map((kind) => load(kind, RATE));
            const [one, two] = nodes;
            third = nodes[2]!;
            for (const node of nodes) await healthily(node, kinds, () => systemctl(node, "restart", "wso2-gateway"));
            await healthily(one!, kinds, async () => {
                await systemctl(one!, "stop", "wso2-gateway");
                await systemctl(one!, "start", "wso2-gateway");
            });
            await healthily(two!, kinds, () => two!.reboot());
            // Scale-in: the machine goes when it has agreed.
            eventId = await gateways!.azure.schedule({ EventType: "Terminate", Resources: [third.name] });
            await until(
                "the event is acknowledged",
                async () => (await gateways!.azure.startRequests()).length > 0,
                60_000,
                () => explain(third),
            );
            await third.cutPower();
            acknowledged = await gateways!.azure.startRequests();
            const seconds = (NEEDED_REQUESTS + 500) / RATE - (Date.now() - started) / 1000;
            if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
            for (const [index, kind] of kinds.entries()) {
                results.push({ ...(await stop(loads[index]!)), markedDown: kind.markedDown });
                await kind.stop();
            }
        });

        it("none fails where the load balancer lets requests of an unhealthy node end", () => {
            const { succeeded, failures, markedDown } = results[0]!;
            assert.equal(failures.length, 0, describeFailures(failures, markedDown));
            assert.ok(succeeded >= NEEDED_REQUESTS, `${succeeded} requests`);
        });

        it("only those fail, where it cuts them, that a node had in the moment when it counted as unhealthy", () => {
            const { succeeded, failures, markedDown } = results[1]!;
            assert.ok(succeeded >= NEEDED_REQUESTS, `${succeeded} requests`);
            assert.ok(markedDown.length >= 6, "each node once, and twice more");
            for (const { began, ended } of failures) {
                const cause = markedDown.find(({ at }) => began <= at && Math.abs(ended - at) < REPORTED_WITHIN);
                assert.ok(cause !== undefined, describeFailures(failures, markedDown));
            }
            // The long ones that it had are lost, so that what the load balancer does can be seen at all.
            assert.ok(failures.length > 0);
        });

        it("the machine that an event names acknowledges it, and no other does", () => {
            assert.deepEqual(
                acknowledged.map(({ source, eventId: id }) => [source, id]),
                [[third.address, eventId]],
            );
            for (const node of nodes.slice(0, 2)) assert.doesNotMatch(node.journalText(), /Terminate/);
        });
    });

    describe("while the server of a node is killed", () => {
        it("only those fail that it had, and it is back as soon as it can start", async () => {
            const kind = await balancer({ whenUnhealthy: WhenUnhealthy.LetsEnd, triesOthers: true });
            const loads = load(kind, 100);
            const [node] = nodes;
            await new Promise((resolve) => setTimeout(resolve, LOAD_STARTS));
            const killed = Date.now();
            await node!.output("systemctl", ["kill", "--signal=KILL", "wso2-gateway"]);
            // What is sent on a connection before the load balancer has read that it is closed counts as what the node had.
            const dead = Date.now() + CLOSED_WITHIN;
            await until("the node is not ready", async () => !(await kind.healthyNodes()).includes(node!.name), 30_000);
            await kind.untilHealthy(...names());
            const seconds = (Date.now() - killed) / 1000;
            const { failures } = await stop(loads);
            await kind.stop();
            console.log(`      back after ${seconds} s`);
            assert.ok(seconds < 30, `${seconds} s`);
            assert.ok(failures.length > 0, "the long requests at least");
            for (const { began, ended } of failures)
                assert.ok(began <= dead && ended < dead + REPORTED_WITHIN, `killed at ${new Date(dead).toISOString()}\n${describeFailures(failures)}`);
        });
    });

    describe("without draining", () => {
        it("some fail, although the server itself lets requests end", async () => {
            const kind = await balancer({ whenUnhealthy: WhenUnhealthy.LetsEnd });
            // Long requests would keep the stand-in alive until the load balancer has noticed.
            const loads = [new Load(gateways!.network, { url: kind.url + SHORT, rate: 100 })];
            await new Promise((resolve) => setTimeout(resolve, LOAD_STARTS));
            const [node] = nodes;
            // Behind systemd's back, which would drain first; it starts the server again only later than the load balancer notices.
            await systemctl(node!, "kill", "--signal=TERM", "wso2-gateway");
            await until("the node is not ready", async () => !(await kind.healthyNodes()).includes(node!.name), 30_000);
            const { succeeded, failures } = await stop(loads);
            await kind.stop();
            assert.ok(failures.length > 0 && succeeded > 0, describeFailures(failures, kind.markedDown));
        });
    });
});
