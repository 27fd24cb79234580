import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { temporaryFolder } from "../../tools/temporaryFolder";
import { NfsServer, startNfsServer } from "./support/nfsServer";
import { has } from "./support/needs";
import { installedKernel, runMachine } from "./support/smallMachine";

const scripts = path.resolve("components", "node", "operations");
const here = path.join(__dirname, "backup");
const casesFile = path.join(here, "cases.sh");
const cases = [...fs.readFileSync(casesFile, "utf8").matchAll(/^case_(\w+)\(\)/gm)].map(([, name]) => name!);

/** Milliseconds for the machine: it boots in half a minute where nobody else wants the processor. */
const MACHINE_LIMIT = 900_000;

const coreutils = "basename cat chmod chown cp date dirname env head ln ls mkdir mktemp mv realpath rm sha256sum sort sync touch tr truncate wc".split(" ");
const programs = [...coreutils, ..."bash busybox cmp diff find grep gzip gzip mount mount.nfs4 mountpoint sed sh tar xargs".split(" ")];
const needed = ["ganesha.nfsd", "qemu-system-x86_64", "busybox", "mount.nfs4", "modprobe"];

/** One test for each case, by what a run of all of them wrote. */
function expectAll(outputOf: () => string): void {
    assert.ok(cases.length > 5);
    for (const name of cases) {
        it(name.replaceAll("_", " "), () => {
            const output = outputOf();
            assert.match(output, new RegExp(`^ok case_${name}\\s*$`, "m"), output);
        });
    }
}

describe("backup and restore of a share", () => {
    let folder = "";
    before(() => (folder = temporaryFolder("backup")));
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    describe("on a folder of this machine", () => {
        let output = "";
        before(function () {
            this.timeout(120_000);
            if (process.getuid?.() !== 0) {
                console.log("      skipped: files get their owners from root alone");
                this.skip();
            }
            const [share, backups] = ["share", "backups"].map((name) => path.join(folder, "local", name));
            for (const name of [share!, backups!]) fs.mkdirSync(name, { recursive: true });
            output = spawnSync("bash", [casesFile, scripts, share!, backups!, "60000000"], { encoding: "utf8" }).stdout;
        });
        expectAll(() => output);
    });

    describe("on a real mount of NFS 4.1", () => {
        let server: NfsServer | undefined;
        let output = "";
        before(async function () {
            this.timeout(MACHINE_LIMIT);
            const missing = [...needed.filter((program) => !has(program)), ...(installedKernel() === undefined ? ["a kernel in /boot"] : [])];
            if (missing.length > 0 || process.getuid?.() !== 0) {
                console.log(`      skipped: ${missing.length > 0 ? `${missing.join(", ")} missing` : "the server needs root"}`);
                this.skip();
            }
            server = await startNfsServer(path.join(folder, "nfs"));
            const machine = path.join(folder, "machine");
            output = await runMachine({
                folder: machine,
                init: path.join(here, "init.sh"),
                files: {
                    "/cases.sh": casesFile,
                    ...Object.fromEntries(["backup-share", "restore-share"].map((name) => [`/scripts/${name}`, path.join(scripts, name)])),
                },
                programs,
                modules: ["virtio_pci", "virtio_rng", "virtio_net", "nfsv4"],
                settings: [`share=10.0.2.2:${server.share}`, `port=${server.port}`],
            });
        });
        after(async () => server?.stop());

        it("runs on what it says", () => assert.match(output, /^10\.0\.2\.2:\/acct\/share \/mnt\/share nfs4 \S*vers=4\.1,/m, output));
        expectAll(() => output);
    });
});

describe("the scripts of backup and restore", () => {
    const files = ["backup-share", "restore-share"].map((name) => path.join(scripts, name));

    it("have nothing that shellcheck objects to", function () {
        if (!has("shellcheck")) {
            console.log("      skipped: shellcheck is missing");
            this.skip();
        }
        execFileSync("shellcheck", [...files, casesFile, path.join(here, "init.sh")], { stdio: "pipe" });
    });

    it("list the content of a folder in the same way", () => {
        const [one, other] = files.map((file) => [...fs.readFileSync(file, "utf8").matchAll(/^(entries|checksums)\(\) \{\n[^]*?^\}/gm)].map(([text]) => text));
        assert.equal(one!.length, 2);
        assert.deepEqual(one, other);
    });

    it("can be run", () => {
        for (const file of files) assert.ok((fs.statSync(file).mode & 0o111) !== 0, file);
    });
});
