import assert from "node:assert/strict";

import { EmittedNode } from "./support/emittedNode";
import { BLOB_HOST, PACK_HOST, VAULT_HOST } from "./support/fakeAzure";
import { Gateways } from "./support/gateways";
import { Machine } from "./support/machines";
import { METADATA_ADDRESS } from "./support/network";
import { StandInPack, standInPack } from "./support/standInPack";
import { until } from "./support/wait";

/** A machine with nothing of this library's: what it finds around it is what is tested here. */
const nothing: EmittedNode = { customData: "#cloud-config\n{}\n", files: {}, settings: {}, secrets: [], knowledge: { secrets: [], clientIds: ["one", "two"] } };

describe("surroundings of a node", function () {
    let gateways: Gateways | undefined;
    let node: Machine;
    let pack: StandInPack;
    const secret = { id: `https://${VAULT_HOST}/secrets/password/1`, value: "of the vault" };

    before(async function () {
        this.timeout(600_000);
        gateways = await Gateways.start(this);
        pack = standInPack(this, gateways.folder, { release: "3.2.0" });
        node = await gateways.add("node", nothing, { packInImage: pack });
        const downloads = { [`https://${PACK_HOST}/pack.zip`]: pack.zip, [`https://${BLOB_HOST}/packs/pack.zip`]: pack.zip };
        await gateways.azure.know({ secrets: [secret], downloads, storageHosts: [BLOB_HOST] });
        await node.start();
        await until("it runs", async () => (await node.run("systemctl", ["is-active", "multi-user.target"])).code === 0);
    });
    after(async function () {
        this.timeout(120_000);
        await gateways?.stop();
    });

    async function get(address: string, ...headers: string[]): Promise<{ status: number; body: string }> {
        const options = ["--silent", "--max-time", "10", "--write-out", "\n%{http_code}", ...headers.flatMap((header) => ["--header", header])];
        const lines = (await node.output("curl", [...options, address])).split("\n");
        return { status: Number(lines.at(-1)), body: lines.slice(0, -1).join("\n") };
    }

    async function token(resource: string): Promise<string> {
        const address = `http://${METADATA_ADDRESS}/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=one&resource=${resource}`;
        return (JSON.parse((await get(address, "Metadata: true")).body) as { access_token: string }).access_token;
    }

    it("know each machine by its address", async () => {
        const address = `http://${METADATA_ADDRESS}/metadata/instance/compute`;
        assert.equal((await get(`${address}/name?api-version=2021-02-01&format=text`, "Metadata: true")).body, "node");
        assert.equal((JSON.parse((await get(`${address}?api-version=2021-02-01`, "Metadata: true")).body) as { name: string }).name, "node");
        assert.equal((await get(`${address}?api-version=2021-02-01`)).status, 400, "without the header that no redirected request has");
    });

    it("give secrets for a token of an identity that the machine has, for the vault", async () => {
        const address = `${secret.id}?api-version=7.4`;
        assert.equal((await get(address)).status, 401);
        assert.equal((await get(address, `Authorization: Bearer ${await token("https://storage.azure.com/")}`)).status, 401);
        const { status, body } = await get(address, `Authorization: Bearer ${await token("https://vault.azure.net")}`);
        assert.equal(status, 200);
        assert.equal((JSON.parse(body) as { value: string }).value, secret.value);
        const unknown = `http://${METADATA_ADDRESS}/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=other&resource=https://vault.azure.net`;
        assert.equal((await get(unknown, "Metadata: true")).status, 400);
    });

    it("give packs to everybody, and blobs for a token", async () => {
        const [open, blob] = [`https://${PACK_HOST}/pack.zip`, `https://${BLOB_HOST}/packs/pack.zip`];
        const sum = async (address: string, ...headers: string[]): Promise<string> => {
            const options = headers.map((header) => `--header '${header}'`).join(" ");
            return (await node.output("sh", ["-c", `curl --silent ${options} ${address} | sha256sum`])).split(" ")[0]!;
        };
        assert.equal(await sum(open), pack.sha256);
        assert.equal((await get(blob, "x-ms-version: 2021-08-06")).status, 401);
        const bearer = `Authorization: Bearer ${await token("https://storage.azure.com/")}`;
        assert.equal(await sum(blob, "x-ms-version: 2021-08-06", bearer), pack.sha256);
    });

    it("fail as long as they are told to", async () => {
        await gateways!.azure.fail({ part: "token", status: 429, count: 2 });
        const address = `http://${METADATA_ADDRESS}/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=one&resource=https://vault.azure.net`;
        const statuses = [];
        for (let i = 0; i < 3; i++) statuses.push((await get(address, "Metadata: true")).status);
        assert.deepEqual(statuses, [429, 429, 200]);
        await gateways!.azure.fail({ part: "secret", status: 403, seconds: 2 });
        const bearer = `Authorization: Bearer ${await token("https://vault.azure.net")}`;
        assert.equal((await get(`${secret.id}?api-version=7.4`, bearer)).status, 403);
        await until("the vault has recovered", async () => (await get(`${secret.id}?api-version=7.4`, bearer)).status === 200, 10_000);
    });

    it("announce events, and remember who has acknowledged them", async () => {
        const address = `http://${METADATA_ADDRESS}/metadata/scheduledevents?api-version=2020-07-01`;
        const id = await gateways!.azure.schedule({ EventType: "Terminate", Resources: ["node"] });
        const { Events } = JSON.parse((await get(address, "Metadata: true")).body) as { Events: { EventId: string; EventStatus: string }[] };
        assert.deepEqual(
            Events.map(({ EventId, EventStatus }) => [EventId, EventStatus]),
            [[id, "Scheduled"]],
        );
        const body = JSON.stringify({ StartRequests: [{ EventId: id }] });
        await node.output("curl", ["--silent", "--fail", "--header", "Metadata: true", "--data", body, address]);
        assert.deepEqual(
            (await gateways!.azure.startRequests()).map(({ source, eventId }) => [source, eventId]),
            [[node.address, id]],
        );
        await gateways!.azure.complete(id);
        assert.match((await get(address, "Metadata: true")).body, /"Events":\[\]/);
    });
});
