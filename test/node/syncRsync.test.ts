import assert from "node:assert/strict";

import { rsyncArgs } from "../unit/support/deployments";
import { EmittedNode, emittedSyncNodes } from "./support/emittedNode";
import { becomesReady, explain, Gateways, health, readiness } from "./support/gateways";
import { Machine } from "./support/machines";
import { apiArtifact, standInPack } from "./support/standInPack";
import { until } from "./support/wait";

const RELEASE = "2.6.0";
/** Nodes copy every minute, and the product looks for new artifacts every 15 s. */
const SEEN_WITHIN = 80_000;
/** The first machine of the network gets it. */
const MANAGER_ADDRESS = "10.60.0.10";

describe("nodes that copy from their manager", function () {
    this.timeout(240_000);
    let gateways: Gateways | undefined;
    let manager: Machine;
    let workers: Machine[];
    let emitted: { worker: EmittedNode; manager: EmittedNode };

    before(async function () {
        this.timeout(900_000);
        gateways = await Gateways.start(this);
        const packInImage = standInPack(this, gateways.folder, { release: RELEASE, startSeconds: 0, contentSeconds: 1 });
        const subnetRanges = { nodes: "10.60.0.0/24", loadBalancer: "10.60.1.0/24", privateEndpoints: "10.60.2.0/27" };
        const network = { addressSpace: "10.60.0.0/16", subnetRanges, managementRanges: ["10.0.0.0/8"] };
        emitted = await emittedSyncNodes({ release: RELEASE, ...rsyncArgs({ network }, { privateIpAddress: MANAGER_ADDRESS }) });
        // What is mounted at the place of the data disk already is not looked for.
        manager = await gateways.add("manager", emitted.manager, { packInImage, smallDisks: { "/mnt/wso2-gateway": "64m" } });
        workers = [await gateways.add("worker1", emitted.worker, { packInImage }), await gateways.add("worker2", emitted.worker, { packInImage })];
        assert.equal(manager.address, MANAGER_ADDRESS);
        const clientIds = [...emitted.manager.knowledge.clientIds, ...emitted.worker.knowledge.clientIds];
        await gateways.azure.know({ clientIds: [...new Set(clientIds)] });
    });
    after(async function () {
        this.timeout(120_000);
        await gateways?.stop();
    });

    /** What the Publisher does: it calls the manager alone. */
    async function publish(name: string): Promise<void> {
        const user = `admin:${emitted.manager.secrets.find(({ id }) => id.includes("admin"))!.value}`;
        const request = { port: 9443, path: `/services/APIGatewayAdmin/${name}.xml`, user };
        const { status, body } = await manager.ask({ ...request, method: "PUT", body: apiArtifact(name, `/${name}`) });
        assert.equal(status, 200, body);
    }

    async function everywhere(name: string): Promise<void> {
        const look = (node: Machine) => async (): Promise<boolean> => (await node.ask({ port: 8243, path: `/${name}` })).status === 200;
        await Promise.all(workers.map((node) => until(`${node.name} serves ${name}`, look(node), SEEN_WITHIN, () => explain(node))));
    }

    it("are not ready before they have what the manager has, whichever starts first", async () => {
        await Promise.all(workers.map((node) => node.start()));
        for (const node of workers) await node.line(/seeding-failed cannot copy from the manager/, 120_000);
        for (const node of workers) assert.notEqual((await readiness(node, emitted.worker)).status, 200);
        await manager.start();
        await becomesReady(manager, emitted.manager);
        await Promise.all(workers.map((node) => becomesReady(node, emitted.worker)));
    });

    it("serve an API within 80 s that the manager was told", async () => {
        await publish("orders");
        await everywhere("orders");
    });

    it("are workers, which the manager is not", async () => {
        const command = async (node: Machine): Promise<string> => node.output("systemctl", ["show", "--property=MainPID", "--value", "wso2-gateway"]);
        const line = async (node: Machine): Promise<string> => (await node.output("cat", [`/proc/${await command(node)}/cmdline`])).replaceAll("\0", " ");
        for (const node of workers) assert.match(await line(node), /-Dprofile=gateway-worker/);
        assert.doesNotMatch(await line(manager), /-Dprofile/);
    });

    it("go on serving, and start again, while the manager is away, and say how old their copy is", async () => {
        await manager.cutPower();
        const [worker] = workers;
        await worker!.line(/content-lag-seconds=[1-9]\d* cannot copy from the manager/, 150_000);
        assert.equal((await readiness(worker!, emitted.worker)).status, 200);
        const told = async (): Promise<boolean> => /"Healthy".*stale content: lag-seconds=[1-9]/.test((await health(worker!, emitted.worker)) ?? "");
        await until("its health answer says so too", told);
        await worker!.reboot();
        await becomesReady(worker!, emitted.worker);
        await everywhere("orders");
    });
});
