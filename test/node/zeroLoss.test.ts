import assert from "node:assert/strict";

import { timing, TimingOverrides } from "../../components/timing";
import { ports, READINESS_PATH } from "../../components/node/ports";
import { EmittedNode, emittedNode } from "./support/emittedNode";
import { becomesReady, explain, Gateways, health } from "./support/gateways";
import { Load, LoadResult } from "./support/load";
import { Failure, LoadBalancer, LoadBalancerPlan, WhenUnhealthy } from "./support/loadBalancer";
import { Machine } from "./support/machines";
import { standInPack } from "./support/standInPack";
import { until } from "./support/wait";

const HOST_NAME = "gw.dev.example.com";
/** Durations as somebody can give them whose requests are short, so that the test is too. */
const requestTimeoutSeconds = 4;
const startupSeconds = 60;
const overrides: TimingOverrides = {
    globalTimeoutSeconds: 5,
    socketTimeoutSeconds: 7,
    probeIntervalSeconds: 2,
    probeTimeoutSeconds: 2,
    probeUnhealthyThreshold: 2,
    drainSeconds: 20,
};
const durations = timing({ requestTimeoutSeconds, startupSeconds, overrides });

const SHORT = "/hello/1";
/** As long as a request may take, less what the answer needs. */
const LONG = `/slow?ms=${requestTimeoutSeconds * 1000 - 500}`;
const SHORT_CONNECTIONS = 10;
const LONG_CONNECTIONS = 6;
const NEEDED_REQUESTS = 20_000;
/** Requests a second to the load balancer that must lose none. */
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
        emitted = await emittedNode({ release: "4.5.0", hostName: HOST_NAME, requestTimeoutSeconds, startupSeconds, timing: overrides });
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
        const common = { timing: durations, ports, readinessPath: READINESS_PATH, hostName: HOST_NAME, authority, nodes: addresses };
        const started = await LoadBalancer.start(network, folder, 8000 + balancers++, { ...common, ...plan });
        await started.untilHealthy(...names());
        return started;
    }

    /** Short requests at a constant rate, and long ones without a pause. */
    function load({ url }: LoadBalancer, rate: number): Load[] {
        const { network } = gateways!;
        const short = new Load(network, { url: url + SHORT, connections: SHORT_CONNECTIONS, rate });
        return [short, new Load(network, { url: url + LONG, connections: LONG_CONNECTIONS })];
    }

    async function stop(loads: readonly Load[]): Promise<LoadResult> {
        const results = await Promise.all(loads.map((one) => one.stop()));
        const sum = (key: "succeeded" | "failed"): number => results.reduce((total, result) => total + result[key], 0);
        return { succeeded: sum("succeeded"), failed: sum("failed"), details: results.map(({ details }) => details).join("; ") };
    }

    const describeFailures = (failures: readonly Failure[]): string => failures.slice(0, 20).map((failure) => JSON.stringify(failure)).join("\n"); // prettier-ignore
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
        const results: { result: LoadResult; failures: Failure[] }[] = [];
        let drained: { node: string; from: number; to: number }[] = [];
        let acknowledged: { source: string; eventId: string }[] = [];
        let eventId = "";
        let third: Machine;

        before(async function () {
            if (gateways === undefined) this.skip();
            const kinds = [await balancer({ whenUnhealthy: WhenUnhealthy.LetsEnd }), await balancer({ whenUnhealthy: WhenUnhealthy.Cuts })];
            const started = Date.now();
            const loads = [load(kinds[0]!, RATE), load(kinds[1]!, 40)];
            const [one, two] = nodes;
            third = nodes[2]!;
            const drain = async (node: Machine, act: () => Promise<unknown>): Promise<void> => {
                const from = Date.now();
                await healthily(node, kinds, act);
                drained = [...drained, { node: node.name, from, to: Date.now() }];
            };
            for (const node of nodes) await drain(node, () => systemctl(node, "restart", "wso2-gateway"));
            await drain(one!, async () => {
                await systemctl(one!, "stop", "wso2-gateway");
                await systemctl(one!, "start", "wso2-gateway");
            });
            await drain(two!, () => two!.reboot());
            // Scale-in: the machine goes when it has agreed.
            const from = Date.now();
            eventId = await gateways!.azure.schedule({ EventType: "Terminate", Resources: [third.name] });
            await until(
                "the event is acknowledged",
                async () => (await gateways!.azure.startRequests()).length > 0,
                60_000,
                () => explain(third),
            );
            await third.cutPower();
            drained = [...drained, { node: third.name, from, to: Date.now() }];
            acknowledged = await gateways!.azure.startRequests();
            const seconds = (NEEDED_REQUESTS + 500) / RATE - (Date.now() - started) / 1000;
            if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
            for (const [index, kind] of kinds.entries()) {
                results.push({ result: await stop(loads[index]!), failures: kind.failures() });
                await kind.stop();
            }
        });

        it("none fails where the load balancer lets requests of an unhealthy node end", () => {
            const { result, failures } = results[0]!;
            console.log(`      ${result.succeeded} succeeded, ${result.failed} failed`);
            assert.deepEqual([result.failed, failures.length], [0, 0], `${result.details}\n${describeFailures(failures)}`);
            assert.ok(result.succeeded >= NEEDED_REQUESTS, `${result.succeeded} requests`);
        });

        it("only those fail, where it cuts them, that a node had in the moment when it counted as unhealthy", () => {
            const { result, failures } = results[1]!;
            console.log(`      ${result.succeeded} succeeded, ${result.failed} failed`);
            for (const { termination, node, began, ended } of failures) {
                // D: the load balancer has cut it, because the node was unhealthy.
                assert.match(termination, /^D/, describeFailures(failures));
                const cause = drained.find((one) => one.node === node && one.from <= ended && ended <= one.to);
                assert.ok(cause !== undefined && began < ended, describeFailures(failures));
            }
            // Not more at once than clients have connections.
            assert.ok(failures.length <= drained.length * (SHORT_CONNECTIONS + LONG_CONNECTIONS), `${failures.length} failed`);
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
            await new Promise((resolve) => setTimeout(resolve, 3_000));
            const killed = Date.now();
            await node!.output("systemctl", ["kill", "--signal=KILL", "wso2-gateway"]);
            const returned = Date.now();
            await until("the node is not ready", async () => !(await kind.healthyNodes()).includes(node!.name), 30_000);
            await kind.untilHealthy(...names());
            const seconds = (Date.now() - killed) / 1000;
            const result = await stop(loads);
            const failures = kind.failures();
            await kind.stop();
            console.log(`      back after ${seconds} s; ${result.succeeded} succeeded, ${result.failed} failed`);
            assert.ok(seconds < 30, `${seconds} s`);
            assert.ok(failures.length > 0, "the long requests at least");
            for (const failure of failures) assert.ok(failure.node === node!.name && failure.began <= returned, describeFailures(failures));
            assert.equal(result.failed, failures.length, result.details);
        });
    });

    describe("without draining", () => {
        it("some fail", async () => {
            const [node] = nodes;
            await node!.output("mkdir", ["-p", "/run/systemd/system/wso2-gateway.service.d"]);
            await node!.output("sh", ["-c", "printf '[Service]\\nExecStop=\\n' >/run/systemd/system/wso2-gateway.service.d/no-drain.conf"]);
            await systemctl(node!, "daemon-reload");
            const kind = await balancer({ whenUnhealthy: WhenUnhealthy.LetsEnd });
            const loads = load(kind, 100);
            await healthily(node!, [kind], () => systemctl(node!, "restart", "wso2-gateway"));
            const { failed, succeeded } = await stop(loads);
            await kind.stop();
            console.log(`      ${succeeded} succeeded, ${failed} failed`);
            assert.ok(failed > 0 && succeeded > 0);
        });
    });
});
