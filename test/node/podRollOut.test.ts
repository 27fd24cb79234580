import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { ports, READINESS_PATH } from "../../components/node/ports";
import { nodeProbe } from "../../components/timing";
import { GatewayPods, HOST_NAME, PodKind } from "./support/gatewayPods";
import { Failure, Load, LoadResult } from "./support/load";
import { LoadBalancer, WhenUnhealthy } from "./support/loadBalancer";
import { Pod } from "./support/pods";
import { PodService } from "./support/podService";
import { LONG_REQUEST, shortDurations, shortRequests } from "./support/shortRequests";

const RELEASE = "4.5.0";
const SHORT = "/hello/1";
const NEEDED_REQUESTS = 20_000;
/** Requests a second. */
const RATE = 150;
/** Long requests that are under way at any time. */
const LONG_AT_ONCE = 4;
/** Milliseconds in which the load comes up to its rate, and connections are open. */
const LOAD_STARTS = 3_000;
/** Milliseconds until Azure's load balancer knows that a node has no ready pod any more: until then the pod gets new connections, though it drains already. */
const PROPAGATION = nodeProbe.intervalSeconds * nodeProbe.failures * 1000;
/** The pods, in the order in which they replace each other. */
const names = ["a1", "a2", "b1", "b2", "c1", "c2", "d1"];

/**
 * A roll-out as Kubernetes does it with one pod more than there should be and none less: a new one becomes ready, then an old one is deleted. The load balancer in front keeps connections through
 * the Service to the pod that leaves, and goes on using them.
 */
describe("requests to pods behind a load balancer and a Service", function () {
    this.timeout(600_000);
    let pods: GatewayPods | undefined;
    let service: PodService;
    let balancer: LoadBalancer;
    let waiting: Pod[] = [];
    const serving: Pod[] = [];
    const killed: string[] = [];

    before(async function () {
        pods = await GatewayPods.start(this);
        const kind: PodKind = pods.kind(this, RELEASE, shortRequests);
        waiting = names.map((name) => pods!.add(name, kind));
        const addresses = Object.fromEntries(waiting.map(({ name, address }) => [name, address]));
        const servicePorts = { api: { port: 8243, targetPort: ports.front }, readiness: { port: ports.readiness, targetPort: ports.readiness } };
        service = await PodService.start(pods.network, pods.folder, servicePorts, addresses);
        for (let count = 0; count < 2; count++) await grow();
        balancer = await LoadBalancer.start(pods.network, pods.folder, 8000, {
            timing: shortDurations,
            nodes: { service: pods.network.address },
            ports: { api: 8243, readiness: ports.readiness },
            readinessPath: READINESS_PATH,
            hostName: HOST_NAME,
            authority: pods.authority,
            whenUnhealthy: WhenUnhealthy.LetsEnd,
            reusesConnections: true,
        });
        await balancer.untilHealthy("service");
    });
    after(async function () {
        this.timeout(120_000);
        await balancer?.stop();
        await service?.stop();
        await pods?.stop();
    });

    /** The next pod becomes ready. */
    async function grow(): Promise<void> {
        const pod = waiting.shift()!;
        await pod.start();
        await pod.becomesReady();
        await service.add(pod.name);
        serving.push(pod);
    }

    /** The oldest pod is deleted: it begins to end, and its nodes get no more when that is noticed. */
    async function shrink(withHook = true): Promise<void> {
        const pod = serving.shift()!;
        const ended = pod.terminate(withHook);
        await sleep(PROPAGATION);
        await service.remove(pod.name);
        killed.push(...(await ended));
    }

    async function stop(loads: readonly Load[]): Promise<LoadResult> {
        const results = await Promise.all(loads.map((load) => load.stop()));
        const succeeded = results.reduce((total, result) => total + result.succeeded, 0);
        const failures = results.flatMap((result) => result.failures);
        console.log(`      ${succeeded} succeeded, ${failures.length} failed`);
        return { succeeded, failures };
    }
    const describeFailures = (failures: readonly Failure[]): string =>
        failures
            .slice(0, 20)
            .map(({ began, ended, why }) => `${new Date(began).toISOString()} failed after ${ended - began} ms: ${why}`)
            .join("\n");

    it("none fails while all pods are replaced, twice, and no container has to be killed", async () => {
        const started = Date.now();
        const loads = [
            new Load(pods!.network, { url: balancer.url + SHORT, rate: RATE }),
            new Load(pods!.network, { url: balancer.url + LONG_REQUEST, atOnce: LONG_AT_ONCE }),
        ];
        await sleep(LOAD_STARTS);
        for (let count = 0; count < 4; count++) {
            await grow();
            await shrink();
        }
        const rest = (NEEDED_REQUESTS + 500) / RATE - (Date.now() - started) / 1000;
        if (rest > 0) await sleep(rest * 1000);
        const { succeeded, failures } = await stop(loads);
        assert.equal(failures.length, 0, describeFailures(failures));
        assert.ok(succeeded >= NEEDED_REQUESTS, `${succeeded} requests`);
        assert.deepEqual(killed, []);
    });

    it("some fail without draining", async () => {
        // As long as a stand-in has requests it ends slowly, and gets no more; so these are short, and come one after the other on each of many connections.
        const load = new Load(pods!.network, { url: balancer.url + SHORT, rate: 2 * RATE });
        await sleep(LOAD_STARTS);
        await grow();
        await shrink(false);
        const { succeeded, failures } = await stop([load]);
        assert.ok(failures.length > 0 && succeeded > 0);
    });
});
