import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ports, READINESS_PATH } from "../../components/node/ports";
import { testAuthority, TestAuthority } from "../support/fixtures";
import { validArgs } from "../unit/support/deployments";
import { EmittedNode, emittedNode } from "./support/emittedNode";
import { becomesReady, explain, Gateways, health, readiness } from "./support/gateways";
import { Load, LoadResult } from "./support/load";
import { LoadBalancer, WhenUnhealthy } from "./support/loadBalancer";
import { Machine } from "./support/machines";
import { LONG_REQUEST, shortDurations, shortRequests } from "./support/shortRequests";
import { standInPack } from "./support/standInPack";
import { until } from "./support/wait";

const HOST_NAME = "gw.dev.example.com";
const RELEASE = "4.5.0";
const PACK_URL = "https://packs.example.com/another.zip";
const FEWEST = 2;

/**
 * A scale set's upgrade as Azure does it with surge: new machines first, old ones go when the new ones are healthy, a fifth at a time, which is one of two.
 * Without the pause between batches, which only makes it safer. The new machines have another configuration, another pack and another key store at once.
 */
describe("nodes that a changed model replaces", function () {
    this.timeout(420_000);
    let gateways: Gateways | undefined;
    let balancer: LoadBalancer;
    const loads: Load[] = [];
    let results: LoadResult[] = [];
    /** How many nodes could get requests, each time that it was looked. */
    const ready: number[] = [];
    const order: string[] = [];
    let [older, newer]: EmittedNode[] = [];
    /** File with the root that the new key store alone comes from. */
    let nextRoot = "";
    let oldNodes: Machine[] = [];
    let newNodes: Machine[] = [];

    before(async function () {
        this.timeout(600_000);
        gateways = await Gateways.start(this, "haproxy");
        const { folder, azure, network } = gateways;
        const common = { release: RELEASE, hostName: HOST_NAME, ...shortRequests };
        const next = new TestAuthority();
        const bothRoots = [testAuthority().root, next.root];
        const { certificates, controlPlane, scaleSet } = validArgs();
        older = await emittedNode({ ...common, certificates: { ...certificates, backendTrustedRoots: bothRoots } });
        const pack = standInPack(this, folder, { release: RELEASE });
        newer = ofNextVersion(
            await emittedNode({
                ...common,
                controlPlane: { ...controlPlane, trafficManagers: ["tm1.dev.example.com", "tm2.dev.example.com"] },
                scaleSet: { ...scaleSet, pack: { url: PACK_URL, sha256: pack.sha256 } },
                certificates: {
                    ...certificates,
                    nodeKeyStore: next.keyStore({ password: "another-key-store-secret" }),
                    nodeKeyStorePassword: "another-key-store-secret",
                    backendTrustedRoots: bothRoots,
                },
            }),
        );
        oldNodes = [await gateways.add("old-1", older, { packInImage: pack }), await gateways.add("old-2", older, { packInImage: pack })];
        newNodes = [await gateways.add("new-1", newer), await gateways.add("new-2", newer)];
        await azure.know({ secrets: [...older.secrets, ...newer.secrets], downloads: { [PACK_URL]: pack.zip } });

        const authority = path.join(folder, "both-roots.pem");
        fs.writeFileSync(authority, bothRoots.join(""));
        nextRoot = path.join(folder, "next-root.pem");
        fs.writeFileSync(nextRoot, next.root);
        const nodes = Object.fromEntries([...oldNodes, ...newNodes].map(({ name, address }) => [name, address]));
        for (const node of oldNodes) await node.start();
        for (const node of oldNodes) await becomesReady(node, older);
        const plan = {
            timing: shortDurations,
            nodes,
            ports,
            readinessPath: READINESS_PATH,
            hostName: HOST_NAME,
            authority,
            whenUnhealthy: WhenUnhealthy.LetsEnd,
        };
        balancer = await LoadBalancer.start(network, folder, 8000, plan);
        await balancer.untilHealthy("old-1", "old-2");

        loads.push(new Load(network, { url: `${balancer.url}/hello/1`, rate: 100 }));
        loads.push(new Load(network, { url: balancer.url + LONG_REQUEST, atOnce: 4 }));
        await upgrade();
        results = await Promise.all(loads.map((load) => load.stop()));
    });
    after(async function () {
        this.timeout(120_000);
        await balancer?.stop();
        await gateways?.stop();
    });

    /** What a vault has under the address of a secret's next version. */
    function ofNextVersion(emitted: EmittedNode): EmittedNode {
        const next = (text: string): string => text.replaceAll(/(vault\.azure\.net\/secrets\/[\w-]+)\/1"/g, '$1/2"');
        const secrets = emitted.secrets.map((secret) => ({ ...secret, id: secret.id.replace(/\/1$/, "/2") }));
        return { ...emitted, customData: next(emitted.customData), secrets, knowledge: { ...emitted.knowledge, secrets } };
    }

    async function upgrade(): Promise<void> {
        let upgrading = true;
        const watching = (async () => {
            while (upgrading) {
                ready.push((await balancer.healthyNodes()).length);
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
        })();
        try {
            for (const [index, node] of newNodes.entries()) await replace(oldNodes[index]!, node);
        } finally {
            upgrading = false;
        }
        await watching;
    }

    async function replace(old: Machine, node: Machine): Promise<void> {
        await node.start();
        // Azure waits for the health extension, the load balancer for its probe.
        await becomesReady(node, newer!);
        const healthy = async (): Promise<boolean> => (await health(node, newer!))?.includes('"Healthy"') === true;
        await until(`${node.name} is healthy`, healthy, 60_000, () => explain(node));
        order.push(`${node.name} is healthy`);
        const { azure } = gateways!;
        const event = await azure.schedule({ EventType: "Terminate", Resources: [old.name] });
        const agreed = async (): Promise<boolean> => (await azure.startRequests()).some(({ eventId }) => eventId === event);
        await until(`${old.name} lets itself be deleted`, agreed, 120_000, () => explain(old));
        await old.cutPower();
        await azure.complete(event);
        order.push(`${old.name} is gone`);
    }

    it("go when their successors are healthy, one after the other", () => {
        assert.deepEqual(order, ["new-1 is healthy", "old-1 is gone", "new-2 is healthy", "old-2 is gone"]);
    });

    it("never leave fewer that get requests than there were", () => {
        assert.ok(ready.length > 50, `looked ${ready.length} times`);
        assert.ok(Math.min(...ready) >= FEWEST, `once only ${Math.min(...ready)}`);
        assert.ok(Math.max(...ready) > FEWEST, "new ones come before old ones go");
    });

    it("lose no request", () => {
        const succeeded = results.reduce((sum, result) => sum + result.succeeded, 0);
        console.log(`      ${succeeded} succeeded`);
        assert.deepEqual(
            results.flatMap(({ failures }) => failures),
            [],
        );
        assert.ok(succeeded > 1000, `${succeeded} requests`);
    });

    it("are followed by nodes with the new configuration, pack and key store", async () => {
        for (const node of newNodes) {
            assert.match((await node.read("/run/wso2-gateway/conf/deployment.toml"))!, /tm2\.dev\.example\.com/);
            assert.match(node.journalText(), new RegExp(`pack: unpacked from ${PACK_URL}`));
            const shown = await readiness(node, newer!, nextRoot);
            assert.equal(shown.status, 200, shown.body);
        }
        assert.notEqual(older!.settings.CONFIGURATION_HASH, newer!.settings.CONFIGURATION_HASH);
    });
});
