import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { GatewayDeploymentArgs } from "../../components";
import { ConfigurationStyle } from "../../components/product/release";
import { isAtLeast, releaseProfile } from "../../components/product/releases";
import { validArgs } from "../unit/support/deployments";
import { EmittedNode, emittedNode } from "./support/emittedNode";
import { BLOB_HOST, PACK_HOST } from "./support/fakeAzure";
import { becomesReady, Gateways, health, readiness } from "./support/gateways";
import { Machine } from "./support/machines";
import { METADATA_ADDRESS, PLATFORM_ADDRESS } from "./support/network";
import { StandInPack, standInPack } from "./support/standInPack";
import { until } from "./support/wait";

/** How the nodes of one release are made: each way of getting the pack and of mounting the share is there once. */
interface Variant {
    release: string;
    nodes: number;
    /** Where the pack comes from; otherwise the image has it. */
    packUrl?: string;
    args?: Partial<GatewayDeploymentArgs>;
    /** What the mount is asked for, where there is a share. */
    mount?: RegExp;
}

/** The load balancer looks so often that nobody has to wait long until it has noticed that a node leaves. */
const timing = { probeIntervalSeconds: 1, probeTimeoutSeconds: 1 };

const variants: Variant[] = [
    {
        release: "2.1.0",
        nodes: 3,
        packUrl: `https://${PACK_HOST}/wso2am-2.1.0.zip`,
        args: { sharedStorage: { encryptionInTransit: false } },
        mount: /^mount\.nfs4 \S+:\/\S+ \/mnt\/wso2-gateway -o \S*vers=4,minorversion=1/,
    },
    { release: "2.6.0", nodes: 2, mount: /^mount\.aznfs / },
    {
        release: "3.2.0",
        nodes: 2,
        packUrl: `https://${BLOB_HOST}/packs/wso2am-3.2.0.zip`,
        args: { sharedStorage: { protocol: "SMB" } },
        mount: /^mount\.cifs \/\/\S+ \/mnt\/wso2-gateway -o \S*credentials=\/run\//,
    },
    { release: "4.2.0", nodes: 2, packUrl: `https://${PACK_HOST}/wso2am-4.2.0.zip` },
    { release: "4.5.0", nodes: 2 },
];

for (const { release, nodes: count, packUrl, args, mount } of variants) {
    describe(`nodes of ${release}, from what the library gives them`, function () {
        this.timeout(120_000);
        const profile = releaseProfile(release);
        let gateways: Gateways | undefined;
        let emitted: EmittedNode;
        let pack: StandInPack;
        let nodes: Machine[];

        before(async function () {
            this.timeout(900_000);
            gateways = await Gateways.start(this);
            pack = standInPack(this, gateways.folder, { release, contentSeconds: 2 });
            const scaleSet = { ...validArgs().scaleSet, ...(packUrl === undefined ? {} : { pack: { url: packUrl, sha256: pack.sha256 } }) };
            emitted = await emittedNode({ release, timing, ...args, scaleSet });
            if (packUrl !== undefined) await gateways.azure.know({ downloads: { [packUrl]: pack.zip }, storageHosts: [BLOB_HOST] });
            const options = packUrl === undefined ? { packInImage: pack } : {};
            for (let i = 1; i <= count; i++) await gateways.add(`gw${i}`, emitted, options);
            nodes = gateways.nodes;
            await Promise.all(nodes.map((node) => node.start()));
            await Promise.all(nodes.map((node) => becomesReady(node, emitted)));
        });
        after(async function () {
            await gateways?.stop();
        });

        it("are ready for the load balancer, with a certificate that it can verify, and healthy for the scale set", async () => {
            for (const node of nodes) {
                assert.equal((await readiness(node, emitted, gateways!.authority)).status, 200);
                await until("it is healthy", async () => /"ApplicationHealthState": ?"Healthy"/.test((await health(node, emitted)) ?? ""));
                const api = await node.ask({ port: 8243, path: "/slow?ms=0", hostName: emitted.settings.HOST_NAME, authority: gateways!.authority });
                assert.equal(api.status, 200, api.body);
            }
        });

        it("have no unit that failed, and nothing that cloud-init complains about", async () => {
            const [node] = nodes as [Machine];
            await until("cloud-init has ended", async () => (await node.run("cloud-init", ["status"])).stdout.includes("done"));
            assert.equal(await node.output("systemctl", ["--failed", "--plain", "--no-legend"]), "");
            const log = (await node.read("/var/log/cloud-init.log"))!;
            assert.deepEqual(log.match(/^.*(WARNING|ERROR|CRITICAL).*$/gm) ?? [], []);
        });

        it("run the product as its user, started as its release is", async () => {
            const lines = (await nodes[0]!.output("ps", ["-eo", "uid,gid,args"])).split("\n").map((line) => line.trim());
            const server = lines.filter((line) => line.includes("stand_in.py"));
            assert.equal(server.length, 1);
            assert.match(server[0]!, new RegExp(`^${profile.userId} +${profile.groupId} `));
            const started = nodes[0]!.journal({ identifier: "wso2-gateway-server" }).map(({ message }) => message);
            const flags = emitted.settings.START_COMMAND!.split(" ").slice(1).map((flag) => `'${flag}'`).join(); // prettier-ignore
            assert.ok(
                started.some((line) => line.endsWith(`Starting WSO2 Carbon with [${flags}]`)),
                started.join("\n"),
            );
        });

        it("have the configuration of the deployment in memory, and the product reads it", async () => {
            const [node] = nodes as [Machine];
            const folder = `${profile.homeDirectory}/repository/conf`;
            const rendered = async (name: string): Promise<string> => (await node.read(`/run/wso2-gateway/conf/${name}`))!;
            if (profile.configurationStyle === ConfigurationStyle.Toml) {
                assert.match(await rendered("deployment.toml"), /hostname = "gw\.dev\.example\.com"/);
            } else {
                assert.match(await rendered("carbon.xml"), /<HostName>gw\.dev\.example\.com<\/HostName>/);
                const block = /<!--(?:(?!-->)[^])*<JMSEventPublisherParameters>(?:(?!-->)[^])*-->/;
                assert.equal(block.test(await rendered("api-manager.xml")), profile.jmsEventPublisher, "a comment in 2.1.0, and nowhere else");
            }
            const untouched = await node.output("cat", [
                `${folder}/${profile.configurationStyle === ConfigurationStyle.Toml ? "deployment.toml" : "carbon.xml"}`,
            ]);
            assert.doesNotMatch(untouched, /gw\.dev\.example\.com/, "on the disk lies what the pack brought");
            const secret = emitted.secrets.find(({ id }) => id.includes("admin"))!;
            const put = { port: 9443, path: "/services/APIGatewayAdmin/probe.xml", method: "PUT", body: "<api/>" };
            assert.equal((await node.ask({ ...put, user: "admin:wrong" })).status, 401);
            assert.equal((await node.ask({ ...put, user: `admin:${secret.value}` })).status, 200, "the administrator's password is the vault's");
        });

        it("keep no secret in a list of processes, in the journal, in what they were given, and on a disk", async () => {
            for (const node of nodes) {
                const key = (await node.read("/run/wso2-gateway/secrets/node-key.pem"))!.split("\n")[1]!;
                const values = [...emitted.secrets.map(({ value }) => value), key];
                assert.ok(values.length > 3 && values.every((value) => value.length > 7));
                const places = {
                    processes: await node.output("ps", ["-eo", "args"]),
                    journal: node.journal({ identifier: "" }).map(({ message }) => message).join("\n"), // prettier-ignore
                    customData: emitted.customData,
                    mounts: node.mounts().join("\n"),
                };
                for (const [place, text] of Object.entries(places)) assert.ok(!values.some((value) => text.includes(value)), place);
                assert.deepEqual(filesWith(values, node.disk), []);
            }
        });

        it("leave a secret on the share only where the product itself writes one, for its user alone", () => {
            const values = emitted.secrets.map(({ value }) => value);
            const found = filesWith(values, gateways!.share);
            // 2.x has the pack's well-known password there; from 3.1 the configuration mapper writes the file.
            const expected = mount !== undefined && isAtLeast(release, "3.1.0") ? ["SecureWebSocketInboundEndpoint.xml"] : [];
            assert.deepEqual(found.map((file) => path.basename(file)), expected); // prettier-ignore
            for (const file of found) assert.equal(fs.statSync(file).mode & 0o007, 0, file);
        });

        it("keep the gateway's user from the metadata service, and root not", async () => {
            const [node] = nodes as [Machine];
            const connect = (address: string): string =>
                `import socket\ntry: socket.create_connection(("${address}", 80), 5); print("connected")\nexcept OSError as e: print(e.errno)`;
            const EHOSTUNREACH = "113";
            for (const address of [METADATA_ADDRESS, PLATFORM_ADDRESS])
                assert.equal(await node.output("python3", ["-c", connect(address)], { user: "wso2carbon" }), EHOSTUNREACH);
            assert.equal(await node.output("python3", ["-c", connect(METADATA_ADDRESS)]), "connected");
            // The same from where the product runs: its own view of the file system, without capabilities.
            const server = await node.output("cat", [`${profile.homeDirectory}/wso2carbon.pid`]);
            const inUnit = ["--target", server, "--mount", "--setuid", String(profile.userId), "--setgid", String(profile.groupId), "--"];
            assert.equal(await node.output("nsenter", [...inUnit, "python3", "-c", connect(METADATA_ADDRESS)]), EHOSTUNREACH);
        });

        if (mount !== undefined) {
            it("share the pack's content, which is on the share once", async () => {
                const [content] = profile.sharedPaths.content;
                const target = `/mnt/wso2-gateway/${emitted.settings.SHARE_FOLDER}/${path.basename(content!)}`;
                for (const node of nodes) {
                    assert.match(node.mounts()[0]!, mount);
                    assert.equal(await node.output("readlink", [`${profile.homeDirectory}/${content}`]), target);
                }
                const folder = path.join(gateways!.share, emitted.settings.SHARE_FOLDER!);
                assert.deepEqual(fs.readdirSync(folder), [path.basename(content!)], "no copy of those who were slower");
                const names = fs.readdirSync(path.join(folder, path.basename(content!)), { recursive: true, encoding: "utf8" });
                for (const name of ["default/synapse.xml", "default/sequences/main.xml", "default/api/_TokenAPI_.xml"]) assert.ok(names.includes(name), name);
            });
        } else {
            it("share nothing", () => {
                assert.deepEqual(nodes[0]!.mounts(), []);
                assert.deepEqual(fs.readdirSync(gateways!.share), []);
            });
        }

        it("come back from a restart, with the pack that they have", async function () {
            this.timeout(300_000);
            const node = nodes.at(-1)!;
            const downloads = async (): Promise<number> =>
                (await gateways!.azure.requests()).filter(({ part, method }) => part === "pack" && method === "GET").length;
            const before = await downloads();
            const configuration = await node.read("/run/wso2-gateway/conf/synapse.properties");
            await node.reboot();
            await becomesReady(node, emitted);
            assert.equal(await downloads(), before);
            assert.equal(await node.read("/run/wso2-gateway/conf/synapse.properties"), configuration);
        });
    });
}

/** Files below a folder that have one of these values in them. */
function filesWith(values: readonly string[], folder: string): string[] {
    const { stdout, status } = spawnSync("grep", ["-rlaF", "--devices=skip", "-f", "-", folder], { input: values.join("\n"), encoding: "utf8" });
    assert.ok(status === 0 || status === 1, "grep could read everything");
    return stdout.split("\n").filter((line) => line !== "");
}
