import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { EmittedNode, emittedNode } from "./support/emittedNode";
import { becomesReady, becomesUnready, explain, Gateways, health, readiness } from "./support/gateways";
import { Machine } from "./support/machines";
import { apiArtifact, standInPack } from "./support/standInPack";
import { until } from "./support/wait";

/** The product looks for new artifacts every 15 s; the shim of the share shows them at once. */
const SEEN_WITHIN = 20_000;

describe("nodes that share their content", function () {
    this.timeout(180_000);
    let gateways: Gateways | undefined;
    let emitted: EmittedNode;
    let nodes: Machine[];
    const administrator = (): string => `admin:${emitted.secrets.find(({ id }) => id.includes("admin"))!.value}`;

    before(async function () {
        this.timeout(900_000);
        gateways = await Gateways.start(this);
        const packInImage = standInPack(this, gateways.folder, { release: "2.6.0", startSeconds: 0, contentSeconds: 1 });
        emitted = await emittedNode({ release: "2.6.0" });
        for (const name of ["gw1", "gw2", "gw3"]) await gateways.add(name, emitted, { packInImage });
        nodes = gateways.nodes;
        await Promise.all(nodes.map((node) => node.start()));
        await Promise.all(nodes.map((node) => becomesReady(node, emitted)));
    });
    after(async function () {
        await gateways?.stop();
    });

    /** What the Publisher does: it calls one node, whichever the load balancer chooses. */
    async function publish(node: Machine, name: string): Promise<void> {
        const request = { port: 9443, path: `/services/APIGatewayAdmin/${name}.xml`, user: administrator() };
        const { status, body } = await node.ask({ ...request, method: "PUT", body: apiArtifact(name, `/${name}`) });
        assert.equal(status, 200, body);
    }
    async function remove(node: Machine, name: string): Promise<void> {
        const request = { port: 9443, path: `/services/APIGatewayAdmin/${name}.xml`, user: administrator() };
        assert.equal((await node.ask({ ...request, method: "DELETE" })).status, 200);
    }
    async function everywhere(name: string, status: number, limit = SEEN_WITHIN): Promise<void> {
        const looks = nodes.map((node) => async () => (await node.ask({ port: 8243, path: `/${name}` })).status === status);
        await Promise.all(looks.map((look, i) => until(`${nodes[i]!.name} answers ${status}`, look, limit, () => explain(nodes[i]!))));
    }
    function onShare(): string[] {
        const folder = path.join(gateways!.share, emitted.settings.SHARE_FOLDER!, "synapse-configs/default/api");
        return fs.readdirSync(folder).filter((name) => !name.startsWith("_"));
    }

    it("serve an API within 20 s that one of them was told, whichever that was", async () => {
        await publish(nodes[0]!, "orders");
        await publish(nodes[2]!, "payments");
        await Promise.all([everywhere("orders", 200), everywhere("payments", 200)]);
    });

    it("stop serving one within 20 s that one of them was told to remove", async () => {
        await remove(nodes[1]!, "payments");
        await everywhere("payments", 404);
        assert.deepEqual(onShare(), ["orders.xml"]);
    });

    it("keep artifacts from all who are not the gateway's user", () => {
        const folder = path.join(gateways!.share, emitted.settings.SHARE_FOLDER!);
        for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" })) {
            const { mode, uid } = fs.statSync(path.join(folder, name));
            assert.equal(mode & 0o007, 0, name);
            assert.equal(uid, 802, name);
        }
    });

    it("are unready while the share is away, are not replaced for it, and serve what was published meanwhile when it is back", async () => {
        for (const node of nodes) {
            node.setShareReachable(false);
            await node.output("umount", ["--lazy", "/mnt/wso2-gateway"]);
        }
        await Promise.all(nodes.map((node) => becomesUnready(node, emitted)));
        assert.match((await readiness(nodes[0]!, emitted)).body, /content|share/);
        await nodes[0]!.line(/cannot be mounted: .*timed out/);
        // Another machine would not have the share either.
        for (const node of nodes) assert.match((await health(node, emitted))!, /"Healthy"/);
        // The rest of the world goes on: an environment's other nodes, or an operator who restores a backup.
        const folder = path.join(gateways!.share, emitted.settings.SHARE_FOLDER!, "synapse-configs/default/api");
        fs.writeFileSync(path.join(folder, "returns.xml"), apiArtifact("returns", "/returns"));
        fs.chownSync(path.join(folder, "returns.xml"), 802, 802);

        for (const node of nodes) node.setShareReachable(true);
        await Promise.all(nodes.map((node) => becomesReady(node, emitted)));
        await Promise.all([everywhere("orders", 200), everywhere("returns", 200)]);
        await publish(nodes[1]!, "refunds");
        await everywhere("refunds", 200);
        assert.deepEqual(onShare().sort(), ["orders.xml", "refunds.xml", "returns.xml"]);
    });
});
