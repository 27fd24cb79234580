import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { validArgs } from "../unit/support/deployments";
import { EmittedNode, emittedNode } from "./support/emittedNode";
import { PACK_HOST, VAULT_HOST } from "./support/fakeAzure";
import { becomesReady, Gateways, health, NodeOptions, readiness } from "./support/gateways";
import { Machine } from "./support/machines";
import { StandInPack, standInPack } from "./support/standInPack";
import { until } from "./support/wait";

/** What most faults are shown with, and a release whose own files are edited. */
const [release, edited] = ["3.2.0", "2.6.0"] as const;
const [packUrl, otherUrl] = ["pack", "other"].map((name) => `https://${PACK_HOST}/${name}.zip`) as [string, string];
const wrongPassword = `https://${VAULT_HOST}/secrets/wrong-password/1`;
const NODE = "/etc/wso2-gateway/node.env";
/** A failed step is tried again soon: a minute is long for a test. */
const soon = { "/etc/systemd/system/wso2-gateway-boot.service": (text: string) => text.replace("/prepare-node\n", "/prepare-node 2 4\n") };

/** Something that is wrong around a node, or with what it is given. */
interface Fault {
    /** What is wrong, and the name of the node. */
    title: string;
    name: string;
    /** Defaults to 3.2.0. */
    release?: typeof edited;
    options?: () => NodeOptions;
    /** Makes it wrong, before the node is started. */
    begin?: (node: Machine) => Promise<void> | void;
    /** Why nothing goes on, in the journal and in the state: without it the node does not fail but asks again. */
    failure?: RegExp;
    /** What the journal says while the node asks again. */
    notice?: RegExp;
    /** What must not be there while it is wrong. */
    meanwhile?: (node: Machine) => Promise<void>;
    /** Puts it right; without it, it passes by itself. */
    end?: (node: Machine) => Promise<unknown> | void;
}

describe("a node that meets a fault", function () {
    this.timeout(240_000);
    let gateways: Gateways | undefined;
    let emitted: EmittedNode;
    let pack: StandInPack;
    let editedNode: EmittedNode;
    let editedPack: StandInPack;
    const azure = (): Gateways["azure"] => gateways!.azure;
    const home = (): string => pack.profile.homeDirectory;
    const nodes = new Map<string, Machine>();

    const faults: Fault[] = [
        {
            title: "the metadata service asks for patience, is broken and is being updated",
            name: "token",
            begin: async ({ address }) => {
                for (const status of [429, 500, 410]) await azure().fail({ part: "token", status, count: 1, source: address });
            },
            notice: /the metadata service answers 410/,
        },
        {
            title: "a role that Key Vault does not know yet",
            name: "role",
            begin: ({ address }) => azure().fail({ part: "secret", status: 403, source: address }),
            notice: /Key Vault, asked for \S+, answers 403 Forbidden ForbiddenByRbac/,
            end: () => azure().heal(),
        },
        {
            title: "a share that comes late",
            name: "share",
            begin: (node) => node.setShareReachable(false),
            failure: /step=share \S+ cannot be mounted: .*Connection timed out/,
            end: (node) => node.setShareReachable(true),
        },
        {
            title: "a pack that is not the one that was meant",
            name: "checksum",
            options: () => ({ changes: { [NODE]: (text) => text.replace(packUrl, otherUrl) } }),
            failure: /step=pack the pack's SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}/,
            meanwhile: async (node) => assert.deepEqual(await withoutWork(node), []),
            end: () => azure().know({ downloads: { [packUrl]: pack.zip, [otherUrl]: pack.zip } }),
        },
        {
            title: "a disk that is full while the pack is unpacked",
            name: "disk",
            // Enough for the archive and a half of what is in it.
            options: () => ({ smallDisks: { "/home/wso2carbon": "900K" } }),
            failure: /step=pack .*No space left on device/,
            meanwhile: async (node) => assert.deepEqual(await withoutWork(node), []),
            end: (node) => node.output("mount", ["-o", "remount,size=200M", "/home/wso2carbon"]),
        },
        {
            title: "a key store whose password is another one",
            name: "password",
            options: () => ({
                changes: { "/etc/wso2-gateway/secrets.env": (text) => text.replace(/(GATEWAY_KEYSTORE_PASSWORD=").*"/, `$1${wrongPassword}"`) },
            }),
            failure: /step=secrets the key store does not open with the password in GATEWAY_KEYSTORE_PASSWORD/,
            meanwhile: async (node) => assert.equal((await node.run("ls", ["/run/wso2-gateway/secrets/gateway.env"])).code, 2, "no secrets but complete ones"),
            end: () => {
                const right = emitted.secrets.find(({ value }) => value === validArgs().certificates.nodeKeyStorePassword)!;
                return azure().know({ secrets: [...emitted.secrets, { ...right, id: wrongPassword }] });
            },
        },
        {
            title: "a file of the pack without what is to be set in it",
            name: "target",
            release: edited,
            options: () => ({ packInImage: editedPack, files: { [carbonXml()]: shippedCarbonXml().replace(/<Offset>.*<\/Offset>/, "") } }),
            failure: /step=configure .*carbon\.xml.*Offset/,
            meanwhile: async (node) => assert.equal((await node.run("ls", ["/run/wso2-gateway/conf"])).code, 2, "no half configuration"),
            end: (node) => node.output("tee", [carbonXml()], { input: shippedCarbonXml() }),
        },
    ];
    const carbonXml = (): string => `${editedPack.profile.homeDirectory}/repository/conf/carbon.xml`;
    const shippedCarbonXml = (): string => fs.readFileSync(path.join(editedPack.layer, carbonXml()), "utf8");

    /** What lies where the pack is to be, but for the folder in which a pack is unpacked while that goes on. */
    async function withoutWork(node: Machine): Promise<string[]> {
        const names = (await node.output("ls", ["-A", path.dirname(home())])).split("\n");
        return names.filter((name) => name !== "" && !name.startsWith(".pack-"));
    }

    before(async function () {
        this.timeout(600_000);
        gateways = await Gateways.start(this);
        pack = standInPack(this, gateways.folder, { release, startSeconds: 0, contentSeconds: 1 });
        const broken = path.join(gateways.folder, "broken.zip");
        fs.copyFileSync(pack.zip, broken);
        fs.appendFileSync(broken, "one byte too many");
        const scaleSet = { ...validArgs().scaleSet, pack: { url: packUrl, sha256: pack.sha256 } };
        // A start takes no time: health says at once what is wrong.
        emitted = await emittedNode({ release, startupSeconds: 5, scaleSet });
        await azure().know({ downloads: { [packUrl]: pack.zip, [otherUrl]: broken } });
        editedPack = standInPack(this, gateways.folder, { release: edited, startSeconds: 0, contentSeconds: 1 });
        editedNode = await emittedNode({ release: edited, startupSeconds: 5 });
        for (const { name, release: ofRelease, options, begin } of faults) {
            const own = options?.() ?? {};
            const node = await gateways.add(name, ofRelease === edited ? editedNode : emitted, { ...own, changes: { ...soon, ...own.changes } });
            nodes.set(name, node);
            await begin?.(node);
        }
        await azure().know({ secrets: [...emitted.secrets, { id: wrongPassword, value: "not-the-password" }] });
        await Promise.all(gateways.nodes.map((node) => node.start()));
    });
    after(async function () {
        await gateways?.stop();
    });

    for (const { title, name, failure, notice, meanwhile, end, ...fault } of faults) {
        it(`says why and recovers: ${title}`, async () => {
            const node = nodes.get(name)!;
            const told = fault.release === edited ? editedNode : emitted;
            const said = failure ?? notice!;
            await node.line(said);
            if (failure !== undefined) {
                assert.match((await node.read("/run/wso2-gateway/state/failure"))!, failure);
                const { status, body } = await readiness(node, told);
                assert.notEqual(status, 200, body);
                await until("health says it as well", async () => {
                    const answer = await health(node, told);
                    return answer !== undefined && answer.includes('"Unhealthy"') && failure.test(answer);
                });
                assert.equal((await node.ask({ port: 8243, path: "/slow?ms=0" })).status, 0, "no half gateway takes requests");
                await meanwhile?.(node);
            }
            const healed = Date.now() * 1000;
            await end?.(node);
            await becomesReady(node, told, 180_000);
            if (failure !== undefined) {
                const ready = node.journal({ identifier: "wso2-gateway-server" }).find(({ message }) => message.includes("WSO2 Carbon started"))!;
                assert.ok(ready.time > healed, "the product was not started before");
            }
            assert.equal(await node.read("/run/wso2-gateway/state/failure"), undefined);
            await until("it is healthy", async () => (await health(node, told))?.includes('"Healthy"'));
        });
    }
});
