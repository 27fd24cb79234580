import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { releaseProfile } from "../../components/product/releases";
import { GatewayPods, HOST_NAME, PodKind } from "./support/gatewayPods";
import { Pod } from "./support/pods";
import { shortRequests } from "./support/shortRequests";
import { until } from "./support/wait";

/** Pods that run from their templates: the user without privileges, a root that cannot be written to, and the scripts, mounts and variables of the template alone. */
describe("a pod of a gateway", function () {
    this.timeout(300_000);
    let pods: GatewayPods | undefined;
    before(async function () {
        this.timeout(600_000);
        pods = await GatewayPods.start(this);
    });
    after(async function () {
        this.timeout(120_000);
        await pods?.stop();
    });

    for (const release of ["2.6.0", "3.2.0", "4.5.0"])
        describe(`of ${release}`, () => {
            const profile = releaseProfile(release);
            const owner = `${profile.userId}:${profile.groupId}`;
            let kind: PodKind;
            let pod: Pod;
            before(async function () {
                if (pods === undefined) this.skip();
                kind = pods.kind(this, release, shortRequests);
                pod = pods.add(`one-${release.replaceAll(".", "")}`, kind);
                await pod.start();
                await pod.becomesReady();
            });
            const inGateway = (command: string): Promise<string> =>
                pod.exec("gateway", ["bash", "-c", command]).then(({ code, stdout, stderr }) => {
                    assert.equal(code, 0, stderr);
                    return stdout.trim();
                });

            it("answers requests to its proxy with the node's certificate", async () => {
                const address = `https://${HOST_NAME}:9503/${profile.sharedPaths.content.length > 0 ? "token" : "hello"}`;
                const verified = ["--cacert", pods!.authority, "--resolve", `${HOST_NAME}:9503:${pod.address}`];
                // Its proxy looks every second whether the pod is ready.
                const answered = await until("a connection is kept", async () => {
                    const { stdout } = await pods!.network.run("curl", ["--silent", "--include", ...verified, address]);
                    return /^connection: close/im.test(stdout) ? undefined : stdout;
                });
                assert.match(answered, /^HTTP\/1\.1 200 [^]*X-Node: one-/i);
            });

            it("says that it has started", async () => assert.ok(await pod.probe("gateway", "startupProbe")));

            it("runs as the release's user, without a capability, and cannot get one", async () => {
                const status = await inGateway("cat /proc/1/status");
                assert.match(status, new RegExp(`^Uid:\\s+${profile.userId}\\s+${profile.userId}\\s`, "m"));
                assert.match(status, /^CapBnd:\s+0+$/m);
                assert.match(status, /^CapEff:\s+0+$/m);
                assert.match(status, /^NoNewPrivs:\s+1$/m);
            });

            it("cannot write to its root, nor to what it is told", async () => {
                for (const file of ["/x", "/etc/x", "/etc/wso2-gateway/x", "/usr/local/lib/wso2-gateway/x", "/home/x"]) {
                    const { code, stderr } = await pod.exec("gateway", ["touch", file]);
                    assert.equal(code, 1);
                    assert.match(stderr, /Read-only file system|Permission denied/);
                }
                assert.match(await inGateway("grep ' / ' /proc/self/mounts"), / ro,/);
            });

            it("has its own address and name, the heap, and the secrets in its environment only", async () => {
                const environment = await inGateway("tr '\\0' '\\n' </proc/$(cat \"$(ls -d /home/wso2carbon/wso2am*)/wso2carbon.pid\")/environ");
                assert.match(environment, new RegExp(`^NODE_IP=${pod.address}$`, "m"));
                assert.match(environment, new RegExp(`^NODE_ID=${pod.name}$`, "m"));
                assert.match(environment, new RegExp(`^${profile.jvmMemoryVariable}=-Xms1024m -Xmx1024m `, "m"));
                assert.match(environment, /^GATEWAY_KEYSTORE_PASSWORD=key-store-secret$/m);
                const arguments_ = await inGateway("cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
                const said = ["secrets", "pack", "configuration", "readiness", "front", "gateway"].map((name) => pod.log(name)).join("\n");
                for (const secret of kind.secrets) assert.ok(!arguments_.includes(secret) && !said.includes(secret));
                assert.doesNotMatch(JSON.stringify([kind.template, kind.surroundings.configMaps]), new RegExp(kind.secrets.join("|")));
            });

            it("has rendered secrets in memory alone", async () => {
                const found = kind.secrets.map((secret) => pod.exec("gateway", ["grep", "-rlF", secret, "/home/wso2carbon", "/tmp", "/mnt"]));
                const files = (await Promise.all(found)).flatMap(({ stdout }) => stdout.split("\n").filter(Boolean));
                const inMemory = [`${profile.homeDirectory}/repository/conf/`, `${profile.homeDirectory}/repository/resources/security/`];
                if (release === "4.5.0") inMemory.push(`${profile.homeDirectory}/repository/deployment/server/synapse-configs/`);
                // From 3.1 the product itself writes a password to the share, for its own user: named in the docs.
                if (release === "3.2.0") inMemory.push("/mnt/wso2-gateway/gateway-dev/synapse-configs/default/inbound-endpoints/");
                assert.ok(files.length > 0, "the product's own files");
                for (const file of files)
                    assert.ok(
                        inMemory.some((folder) => file.startsWith(folder)),
                        file,
                    );
            });

            if (profile.sharedPaths.content.length > 0)
                it("has filled the share once, for the gateway's user alone, and a second pod finds it full", async () => {
                    const folder = path.join(pods!.share(profile), "gateway-dev");
                    const access = (file: string): string => {
                        const { uid, gid, mode } = fs.statSync(path.join(folder, file));
                        return `${uid}:${gid} ${(mode & 0o777).toString(8)}`;
                    };
                    assert.equal(access(""), `${owner} 770`);
                    assert.equal(access("synapse-configs/default/synapse.xml"), `${owner} 660`);
                    assert.match(pod.log("configuration"), /synapse-configs is seeded/);
                    const second = pods!.add(`two-${release.replaceAll(".", "")}`, kind);
                    await second.start();
                    await second.becomesReady();
                    assert.doesNotMatch(second.log("configuration"), /is seeded/);
                    assert.deepEqual(await second.terminate(), []);
                });
            else it("mounts no share", () => assert.ok(!kind.template.spec.volumes.some(({ name }) => name === "share")));

            it("closes its connections while it drains, waits for the last one, and ends by itself", async () => {
                const verified = ["--cacert", pods!.authority, "--resolve", `${HOST_NAME}:9503:${pod.address}`];
                const slow = pods!.network.run("curl", ["--silent", "--include", ...verified, `https://${HOST_NAME}:9503/slow?ms=6000`]);
                await until("the request is under way", async () => (await connections()) > 0);
                const ended = pod.terminate();
                await until("the pod drains", () => fs.existsSync(pod.inVolume("memory", "state/draining")));
                assert.equal(await pod.isReady(), false);
                const answered = await slow;
                assert.match(answered.stdout, /^HTTP\/1\.1 200 /);
                assert.match(answered.stdout, /^connection: close/im);
                assert.deepEqual(await ended, []);
                assert.match(pod.log("gateway"), /drain: 0 connections are left, the product can end[^]*Shutdown complete, 0 requests given up/);
                assert.equal(answered.code, 0);

                async function connections(): Promise<number> {
                    const { stdout } = await pod.exec("readiness", ["bash", "-c", "grep -c ':251F .* 01 ' /proc/net/tcp /proc/net/tcp6 || true"]);
                    return [...stdout.matchAll(/:(\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
                }
            });
        });
});
