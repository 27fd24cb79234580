import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { SyncRole } from "../../components/node/sync";
import { killTree } from "../../tools/processTree";
import { newSshKeyPair, sshKeyPair } from "../support/fixtures";
import { needMachines } from "../node/support/needs";
import { Sandbox } from "./support/sandbox";
import { CONTENT, MARK, STALE, SyncPair } from "./support/syncPair";

const PULL = "/usr/local/lib/wso2-gateway/pull-content";
const BOOTED = "/run/wso2-gateway/state/booted";
const artifacts = (count: number, content: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`default/api/api-${index}.xml`, `${content} ${index}\n`]));

/** Reads all files of one folder again and again, and prints whenever they are of more than one version. The folder is opened once for each look: a file that is gone meanwhile ends the look. */
const WATCH = `import os, sys
looks = 0
while looks == 0 or not os.path.exists("/tmp/enough"):
    looks += 1
    folder = os.open(sys.argv[1], os.O_RDONLY)
    try:
        found = {open(name, opener=lambda path, flags: os.open(path, flags, dir_fd=folder)).read().split(" ")[1] for name in os.listdir(folder)}
    except (FileNotFoundError, IndexError) as error:
        found = {"half a file"} if isinstance(error, IndexError) else set()
    os.close(folder)
    if len(found) > 1 or "half a file" in found:
        print(sorted(found))`;

describe("pull-content", function () {
    this.timeout(120_000);
    let pair: SyncPair;
    before(async function () {
        this.timeout(120_000);
        needMachines(this, "ssh", "sshd", "rsync", "ssh-keygen");
        pair = await SyncPair.start();
    });
    after(() => pair?.stop());

    beforeEach(async () => {
        pair.worker.remove("/mnt/wso2-gateway");
        pair.worker.remove(STALE);
        pair.worker.write(BOOTED, "");
        pair.worker.forgetJournal();
        await pair.publish({ "default/synapse.xml": "<definitions/>\n", ...artifacts(5, "first") });
        await pair.serve();
    });
    afterEach(() => pair.stopServing());

    const pull = (...options: string[]) => pair.worker.script("pull-content", ...options);
    const pulled = async (...options: string[]): Promise<void> => {
        const { code, stderr } = await pull(...options);
        assert.equal(code, 0, stderr);
    };
    /** A run that has to fail for this reason, and leave the copy as it is. */
    const refused = async (reason: RegExp, ...options: string[]): Promise<void> => {
        const before = await pair.copied();
        const { code, stderr } = await pull(...options);
        assert.equal(code, 1);
        assert.match(stderr, reason);
        assert.match(pair.worker.journal().at(-1)!, new RegExp(`^content-lag-seconds=\\d+ .*${reason.source}`));
        assert.match(pair.worker.read(STALE), new RegExp(`^lag-seconds=\\d+ .*${reason.source}`));
        assert.deepEqual(await pair.copied(), before);
    };

    it("copies everything that the manager has, for the gateway's user", async () => {
        await pulled();
        assert.deepEqual(await pair.copied(), { "default/synapse.xml": "<definitions/>\n", ...artifacts(5, "first") });
        assert.equal(pair.worker.access(`${CONTENT}/default/synapse.xml`), "802:802 640");
        assert.equal(pair.worker.access(`${CONTENT}/default/api`), "802:802 750");
        assert.ok(pair.worker.journal().includes("content-lag-seconds=0"));
        assert.ok(!pair.worker.exists(STALE));
    });

    it("brings what was added and changed, and takes away what was removed", async () => {
        await pulled();
        await pair.add({ "default/api/api-0.xml": "second 0\n", "default/api/new.xml": "new\n" });
        pair.manager.remove(`${CONTENT}/default/api/api-4.xml`);
        await pulled();
        const wanted = {
            "default/synapse.xml": "<definitions/>\n",
            ...artifacts(4, "first"),
            "default/api/api-0.xml": "second 0\n",
            "default/api/new.xml": "new\n",
        };
        assert.deepEqual(await pair.copied(), wanted);
        assert.ok(pair.worker.journal().includes("content: 2 files changed or new, 1 removed"));
    });

    it("notices a change of the same length within the same second", async () => {
        await pulled();
        await pair.add({ "default/api/api-0.xml": "other 0\n" });
        await pair.manager.must("touch", ["--reference", `${CONTENT}/default/api/api-1.xml`, `${CONTENT}/default/api/api-0.xml`]);
        await pulled();
        assert.equal((await pair.copied())!["default/api/api-0.xml"], "other 0\n");
    });

    it("leaves files as they are that have not changed, and says nothing", async () => {
        await pulled();
        const inodes = () => pair.worker.must("find", [CONTENT, "-printf", "%P %i\n"]);
        const before = await inodes();
        pair.worker.forgetJournal();
        await pulled();
        assert.equal(await inodes(), before);
        assert.deepEqual(pair.worker.journal(), []);
    });

    it("shows one complete copy, whenever it is cut", async () => {
        await pulled();
        const versions = 15;
        const started = Date.now();
        await pair.publish(artifacts(200, "version 0"));
        pair.worker.write(MARK, pair.manager.exists(MARK) ? pair.manager.read(MARK) : "");
        await pair.manager.must("/usr/local/lib/wso2-gateway/mark-content");
        await pulled("--accept");
        const whole = Date.now() - started;
        let cut = 0;
        const watcher = pair.worker.begin("python3", ["-c", WATCH, `${CONTENT}/default/api`]);
        for (let version = 1; version <= versions; version++) {
            await pair.add(artifacts(200, `version ${version}`));
            const run = pair.worker.begin(PULL);
            await sleep(Math.random() * whole);
            await killTree(run.process.pid!);
            if ((await run.done).code !== 0) cut++;
            const found = new Set(Object.values((await pair.copied())!).map((text) => text.split(" ")[1]));
            assert.equal(found.size, 1, `files of versions ${[...found].join(", ")}`);
            assert.equal(Object.keys((await pair.copied())!).length, 200);
        }
        assert.ok(cut > 0, "no run was cut");
        await pulled();
        pair.worker.write("/tmp/enough", "");
        const { code, stdout } = await watcher.done;
        assert.equal(code, 0);
        assert.equal(stdout, "", "mixtures that a reader saw");
        assert.deepEqual(await pair.copied(), artifacts(200, `version ${versions}`));
    });

    it("does not take a file that is being written", async () => {
        await pulled();
        const loop = `while :; do echo part >>${CONTENT}/default/api/api-0.xml; done`;
        const writer = pair.manager.begin("bash", ["-c", loop]);
        try {
            await refused(/what the manager has changed in each of 5 passes/);
        } finally {
            await killTree(writer.process.pid!);
        }
        await pulled();
    });

    it("refuses a manager that was emptied, whether or not its mark is left", async () => {
        await pulled();
        pair.manager.remove(`${CONTENT}/default`);
        await refused(/refused: synapse-configs is empty/);
        pair.manager.remove(MARK);
        await refused(/refused: synapse-configs has no manager's mark/);
        pair.manager.remove(CONTENT);
        await refused(/cannot copy from the manager/);
    });

    it("refuses to remove much at once, until an operator accepts it", async () => {
        await pair.add(artifacts(100, "many"));
        await pulled();
        for (let index = 0; index < 30; index++) pair.manager.remove(`${CONTENT}/default/api/api-${index}.xml`);
        await refused(/refused: the manager lacks 30 of 102 files/);
        await pulled("--accept");
        assert.equal(Object.keys((await pair.copied())!).length, 71);
    });

    it("removes a quarter at once, which happens", async () => {
        await pair.add(artifacts(100, "many"));
        await pulled();
        for (let index = 0; index < 25; index++) pair.manager.remove(`${CONTENT}/default/api/api-${index}.xml`);
        await pulled();
        assert.equal(Object.keys((await pair.copied())!).length, 76);
    });

    it("refuses another manager's content, until an operator accepts it", async () => {
        await pulled();
        await pair.stopServing();
        await pair.publish({ "default/synapse.xml": "<definitions/>\n", ...artifacts(6, "replaced") });
        await pair.serve();
        await refused(/refused: synapse-configs is another manager's/);
        await pulled("--accept");
        assert.equal((await pair.copied())!["default/api/api-0.xml"], "replaced 0\n");
        await pulled();
    });

    it("refuses whoever has another host key than the manager's", async () => {
        await pulled();
        await pair.stopServing();
        pair.configure(pair.manager, SyncRole.Manager, newSshKeyPair());
        try {
            await pair.serve();
            await refused(/cannot copy from the manager: .*HOST IDENTIFICATION HAS CHANGED|Host key verification failed/);
        } finally {
            pair.configure(pair.manager, SyncRole.Manager, sshKeyPair("host"));
        }
    });

    it("lets a node boot with the copy that it has when the manager is away, and not without one", async () => {
        pair.worker.remove(BOOTED);
        await pair.stopServing();
        assert.equal((await pull()).code, 1);
        await pair.serve();
        await pulled();
        await pair.stopServing();
        await pulled();
        assert.match(pair.worker.read(STALE), /^lag-seconds=\d+ cannot copy from the manager: .*Connection refused/);
        assert.deepEqual(await pair.copied(), { "default/synapse.xml": "<definitions/>\n", ...artifacts(5, "first") });
    });

    it("tells how old its copy is, and when it is up to date again", async () => {
        await pulled();
        await pair.stopServing();
        pair.worker.write("/mnt/wso2-gateway/gateway/.complete", `${Math.floor(Date.now() / 1000) - 500}\n`);
        assert.equal((await pull()).code, 1);
        const lag = Number(/^content-lag-seconds=(\d+) cannot copy/.exec(pair.worker.journal().at(-1)!)![1]);
        assert.ok(lag >= 500 && lag < 560, String(lag));
        await pair.serve();
        await pulled();
        assert.equal(pair.worker.journal().at(-1), "content-lag-seconds=0");
        assert.ok(!pair.worker.exists(STALE));
    });

    describe("the nodes' key", () => {
        it("gets nobody a command, a terminal or a way on", async () => {
            for (const args of [["id"], ["-t", "id"], ["-s", "sftp"], ["-N", "-W", "127.0.0.1:22"]]) {
                const { code, stdout } = await pair.ssh(pair.worker, "-l", "wso2sync", pair.manager.address, ...args);
                assert.doesNotMatch(stdout, /uid=|OpenSSH/, args.join(" "));
                assert.notEqual(code, 0, args.join(" "));
            }
        });

        it("writes nothing to the manager, removes nothing there, and reads nothing else", async () => {
            const ssh = `ssh -F /dev/null -oBatchMode=yes -oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null -i /run/wso2-gateway/secrets/sync-key -p 9502 -l wso2sync`;
            const before = await pair.manager.must("find", ["/mnt/wso2-gateway", "-printf", "%P %s %T@\n"]);
            pair.worker.write("/tmp/evil/file", "evil\n");
            const at = `${pair.manager.address}::content`;
            // The same command reads, so that it is the writing that fails.
            await pair.worker.must("rsync", ["-e", ssh, `${at}/synapse-configs/default/synapse.xml`, "/tmp/read"]);
            for (const args of [
                ["/tmp/evil/file", `${at}/file`],
                ["--recursive", "--delete", "/tmp/evil/", `${at}/synapse-configs/`],
            ])
                assert.notEqual((await pair.worker.run("rsync", ["-e", ssh, ...args])).code, 0);
            for (const path of ["/../../../etc/passwd", "/synapse-configs/../../../../etc/passwd"]) {
                await pair.worker.run("rsync", ["-e", ssh, `${at}${path}`, "/tmp/stolen"]);
                assert.ok(!pair.worker.exists("/tmp/stolen"), path);
            }
            assert.notEqual((await pair.worker.run("rsync", ["-e", ssh, `${pair.manager.address}:/etc/passwd`, "/tmp/stolen"])).code, 0);
            assert.ok(!pair.worker.exists("/tmp/stolen"));
            assert.equal(await pair.manager.must("find", ["/mnt/wso2-gateway", "-printf", "%P %s %T@\n"]), before);
        });

        it("logs in as one user only, and from the nodes' subnet only", async () => {
            for (const user of ["root", "wso2carbon"]) {
                const { code, stderr } = await pair.ssh(pair.worker, "-l", user, pair.manager.address);
                assert.equal(code, 255);
                assert.match(stderr, /Permission denied/);
            }
            const stranger = await Sandbox.start(pair.network, "stranger");
            try {
                stranger.write("/run/wso2-gateway/secrets/sync-key", sshKeyPair("worker").privateKey, 0o600);
                const { code, stderr } = await pair.ssh(stranger, "-l", "wso2sync", pair.manager.address);
                assert.equal(code, 255);
                assert.match(stderr, /Permission denied/);
            } finally {
                await stranger.stop();
            }
        });

        it("is the only one", async () => {
            pair.configure(pair.worker, SyncRole.Worker, newSshKeyPair());
            try {
                await refused(/cannot copy from the manager: .*Permission denied/);
            } finally {
                pair.configure(pair.worker, SyncRole.Worker, sshKeyPair("worker"));
            }
        });
    });
});
