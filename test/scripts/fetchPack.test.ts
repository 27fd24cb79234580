import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { execFileSync } from "node:child_process";

import { temporaryFolder } from "../../tools/temporaryFolder";
import { BLOB_HOST, PACK_HOST } from "../node/support/fakeAzure";
import { CLIENT_ID, useSandbox } from "./support/sandboxes";

const HOME = "/home/wso2carbon/wso2am-3.2.0";
const PARENT = path.dirname(HOME);
const CONTENT = "repository/deployment/server/synapse-configs";
const settings = { HOME_DIRECTORY: HOME, PACK_NAME: "wso2am-3.2.0", IDENTITY_CLIENT_ID: CLIENT_ID };

describe("fetch-pack", function () {
    this.timeout(120_000);
    const { sandbox, azure } = useSandbox("zip", "unzip");
    const url = `https://${PACK_HOST}/packs/wso2am.zip`;
    let folder = "";
    let zip = "";
    let sha256 = "";

    before(() => {
        folder = temporaryFolder("pack");
        zip = makePack("wso2am-3.2.0", "a.zip");
        sha256 = sum(zip);
    });
    after(() => fs.rmSync(folder, { recursive: true, force: true }));
    beforeEach(async () => {
        await azure().heal();
        await azure().know({ clientIds: [CLIENT_ID], downloads: { [url]: zip, [`https://${BLOB_HOST}/packs/a.zip`]: zip }, storageHosts: [BLOB_HOST] });
        sandbox().remove(HOME);
        sandbox().remove(`${PARENT}/pristine`);
        sandbox().forgetJournal();
        sandbox().configure({ ...settings, PACK_URL: url, PACK_SHA256: sha256 });
    });

    /** A pack with files of random bytes, which do not shrink. */
    function makePack(top: string, name: string, megabytes = 1): string {
        const home = path.join(folder, name, top);
        fs.mkdirSync(path.join(home, "bin"), { recursive: true });
        fs.writeFileSync(path.join(home, "bin", "wso2server.sh"), "#!/bin/sh\n", { mode: 0o755 });
        fs.mkdirSync(path.join(home, CONTENT, "default"), { recursive: true });
        fs.writeFileSync(path.join(home, CONTENT, "default", "synapse.xml"), "<definitions/>\n");
        fs.writeFileSync(path.join(home, "library.jar"), randomBytes(megabytes << 20));
        const file = path.join(folder, `packed-${name}`);
        execFileSync("zip", ["--quiet", "--recurse-paths", file, top], { cwd: path.join(folder, name) });
        return file;
    }

    const sum = (file: string): string => createHash("sha256").update(fs.readFileSync(file)).digest("hex");
    const fetchPack = (): Promise<string> => sandbox().must("/usr/local/lib/wso2-gateway/fetch-pack");
    const downloads = async (): Promise<number> => (await azure().requests()).filter(({ part, status }) => part === "pack" && status === 200).length;
    const failsWith = async (reason: RegExp): Promise<void> => {
        const { code, stderr } = await sandbox().script("fetch-pack");
        assert.equal(code, 1);
        assert.match(stderr, reason);
        assert.ok(!stderr.includes("Traceback"), stderr);
        assert.ok(!sandbox().exists(HOME), "nothing half is there");
        const left = (await sandbox().must("ls", ["-A", PARENT])).trim();
        assert.equal(left, "", "nothing is left over");
    };

    it("puts the pack at its place, for the gateway's user", async () => {
        await fetchPack();
        assert.equal(sandbox().access(`${HOME}/bin/wso2server.sh`), "802:802 755");
        assert.equal(sandbox().access(HOME), "802:802 750");
        assert.deepEqual(sandbox().journal(), [`pack: unpacked from ${url}`]);
    });

    it("has it on the disk before the checksum, and the checksum before it is in its place", async () => {
        const look = `for file in "$2/bin/wso2server.sh" "$2/.wso2-gateway-sha256" ${HOME}; do [ -e "$file" ] && printf 1 || printf 0; done`;
        sandbox().write("/usr/local/bin/sync", `#!/bin/sh\n{ ${look}; echo; } >>/run/flushes\nexec /usr/bin/sync "$@"\n`, 0o755);
        await fetchPack();
        sandbox().remove("/usr/local/bin/sync");
        assert.equal(sandbox().read("/run/flushes"), "100\n110\n");
    });

    it("does not fetch it twice, but another one in its place", async () => {
        await fetchPack();
        const before = await downloads();
        await fetchPack();
        assert.equal(await downloads(), before);
        const other = makePack("wso2am-3.2.0", "updated.zip", 2);
        await azure().know({ downloads: { [url]: other } });
        sandbox().configure({ ...settings, PACK_URL: url, PACK_SHA256: sum(other) });
        await fetchPack();
        assert.equal(fs.statSync(sandbox().at(`${HOME}/library.jar`)).size, 2 << 20);
        assert.equal((await sandbox().must("ls", ["-A", PARENT])).trim(), "wso2am-3.2.0");
    });

    it("reads a blob with the node's identity, and waits for its role", async () => {
        sandbox().configure({ ...settings, PACK_URL: `https://${BLOB_HOST}/packs/a.zip`, PACK_SHA256: sha256 });
        await azure().fail({ part: "pack", status: 403, count: 1 });
        await fetchPack();
        assert.ok(sandbox().exists(`${HOME}/bin/wso2server.sh`));
    });

    it("does not trust a pack with another checksum", async () => {
        sandbox().configure({ ...settings, PACK_URL: url, PACK_SHA256: "0".repeat(64) });
        await failsWith(new RegExp(`^the pack's SHA-256 is ${sha256}, not 0{64}`));
    });

    it("says that an address has no pack", async () => {
        await azure().fail({ part: "pack", status: 404 });
        await failsWith(/^packs\.example\.com, asked for the pack, answers 404/);
    });

    it("says that the pack is another product's", async () => {
        const other = makePack("wso2am-3.1.0", "other.zip");
        await azure().know({ downloads: { [url]: other } });
        sandbox().configure({ ...settings, PACK_URL: url, PACK_SHA256: sum(other) });
        await failsWith(/^the pack holds wso2am-3\.1\.0, not a folder wso2am-3\.2\.0/);
    });

    it("says that a file is no pack", async () => {
        const file = path.join(folder, "page.html");
        fs.writeFileSync(file, "<html/>");
        await azure().know({ downloads: { [url]: file } });
        sandbox().configure({ ...settings, PACK_URL: url, PACK_SHA256: sum(file) });
        await failsWith(/^the pack cannot be unpacked: /);
    });

    for (const [when, size] of Object.entries({ downloading: "512k", unpacking: "1536k" })) {
        it(`says that the disk is full while ${when}, cleans up, and succeeds once there is room`, async () => {
            await sandbox().must("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", PARENT]);
            try {
                await failsWith(/^the disk is full: /);
                await sandbox().must("mount", ["-o", "remount,size=64m", PARENT]);
                await fetchPack();
            } finally {
                await sandbox().must("umount", [PARENT]);
            }
        });
    }

    it("removes what a run has left that was killed", async () => {
        sandbox().write(`${PARENT}/.pack-left/pack.zip`, "half");
        await fetchPack();
        assert.equal((await sandbox().must("ls", ["-A", PARENT])).trim(), "wso2am-3.2.0");
    });

    it("keeps the pristine content of what nodes share beside the pack, also in a second run", async () => {
        sandbox().configure({ ...settings, PACK_URL: url, PACK_SHA256: sha256, SHARED_PATHS: `${CONTENT}:repository/tenants` });
        for (const time of ["first", "second"]) {
            await fetchPack();
            assert.equal(sandbox().read(`${PARENT}/pristine/synapse-configs/default/synapse.xml`), "<definitions/>\n", time);
            assert.ok(!sandbox().exists(`${HOME}/${CONTENT}`));
            assert.ok(sandbox().exists(`${PARENT}/pristine/tenants`));
        }
    });

    it("leaves a pack that the image has where it is", async () => {
        sandbox().configure(settings);
        sandbox().write(`${HOME}/bin/wso2server.sh`, "#!/bin/sh\n", 0o755);
        await fetchPack();
        assert.equal(sandbox().access(`${HOME}/bin/wso2server.sh`), "802:802 755");
    });

    it("says that the image has none, and nobody said where one is", async () => {
        sandbox().configure(settings);
        await failsWith(/^the image has no pack at \/home\/wso2carbon\/wso2am-3\.2\.0, and no address of one is given/);
    });
});
