import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { temporaryFolder } from "../../tools/temporaryFolder";
import { testAuthority } from "../support/fixtures";
import { needMachines } from "./support/needs";
import { NfsServer, startNfsServer } from "./support/nfsServer";
import { rootFilesystem } from "./support/rootFilesystem";
import { installedKernel, runMachine } from "./support/smallMachine";
import { until } from "./support/wait";

const here = path.join(__dirname, "share");
const scripts = path.resolve("components", "node", "scripts");
/** Milliseconds for the machine: it takes a minute or two where nobody else wants the processor. */
const MACHINE_LIMIT = 600_000;
/** Milliseconds that attributes are believed for by the node's mount, and as much again for a slow machine. */
const SEEN_WITHIN = 30_000;

const programs = [
    ..."bash busybox cat chmod env grep head ln ls mkdir mount mount.nfs4 mv rm sed sleep tail tee timeout touch umount".split(" "),
    ..."chown cp find mktemp rmdir setpriv stat sync wc".split(" "),
];

describe("a share that a node's own script mounts with NFS 4.1", () => {
    let folder = "";
    let server: NfsServer | undefined;
    let output = "";

    before(async function () {
        this.timeout(MACHINE_LIMIT + 120_000);
        needMachines(this, "ganesha.nfsd", "qemu-system-x86_64", "busybox", "mount.nfs4", "modprobe");
        if (installedKernel() === undefined) {
            console.log("      skipped: a kernel in /boot is missing");
            this.skip();
        }
        folder = temporaryFolder("share");
        server = await startNfsServer(path.join(folder, "nfs"));
        const machine = path.join(folder, "machine");
        const run = runMachine({
            folder: machine,
            init: path.join(here, "init.sh"),
            files: {
                "/cases.sh": path.join(here, "cases.sh"),
                ...Object.fromEntries(
                    ["common.sh", "mount-share", "node.py", "answer-readiness", "seed-share"].map((name) => [
                        `/usr/local/lib/wso2-gateway/${name}`,
                        path.join(scripts, name),
                    ]),
                ),
                "/run-secrets/node-certificate.pem": certificate(),
                ...pythonOf(await rootFilesystem()),
            },
            programs,
            modules: ["virtio_pci", "virtio_rng", "virtio_net", "nfsv4"],
            settings: [`share=10.0.2.2:${server.share}`, `port=${server.port}`],
        });
        let ended = false;
        const saying = (text: string): Promise<unknown> => until(`the machine says "${text}"`, () => ended || consoleOf(machine).includes(text), MACHINE_LIMIT);
        const interference = (async (): Promise<void> => {
            await saying("the server is to stop");
            const { port } = server!;
            await server!.stop();
            await saying("the server is to start");
            server = await startNfsServer(path.join(folder, "nfs"), port);
        })();
        // A machine that ends early has said why.
        void run.finally(() => (ended = true));
        output = await run;
        await interference;
    });
    after(async () => {
        await server?.stop();
        fs.rmSync(folder, { recursive: true, force: true });
    });

    function milliseconds(what: string): number[] {
        const found = [...output.matchAll(new RegExp(`^${what} after (\\d+) ms`, "gm"))].map(([, time]) => Number(time));
        assert.ok(found.length > 0, `the machine has not said "${what} after …":\n${output}`);
        return found;
    }
    const says = (what: RegExp): void => assert.match(output, what, `the machine has not said ${what}:\n${output}`);

    it("is mounted as Azure Files wants it", () => says(/^10\.0\.2\.2:\/acct\/share \/mnt\/wso2-gateway nfs4 \S*vers=4\.1,\S*hard,/m));

    describe("is filled by a pod without privileges, as NFS knows it", () => {
        it("which says what it lacks where root alone may write to a new share", () => {
            const reason =
                /^root alone may write: .*\/pods cannot be made: .*Permission denied\. The root of the share belongs to user 0, group \d+, mode 755\s*$/m;
            says(reason);
        });

        it("once, with its own user, where its group may: as the driver leaves the share's root", () => {
            assert.deepEqual([...output.matchAll(/^two at once: (.*?)\s*$/gm)].map(([, line]) => line), ["share: /mnt/wso2-gateway/pods/synapse-configs is seeded"]); // prettier-ignore
            assert.doesNotMatch(output, /^once more: |^the (first|second) failed/m);
            says(/^folder: 802:802 2?770\s*$/m);
            says(/^content: 802:802 660\s*$/m);
            says(/^files: 40, in the folder: synapse-configs\s*$/m);
            says(/^what a pod has written it may change\s*$/m);
        });
    });

    for (const what of ["a new artifact is listed", "a new artifact is found by its name", "a changed artifact is seen", "a removed artifact is gone"])
        it(`shows within the bound what another node has written: ${what}`, () => {
            // The product looks every 15 s: with that, the documented 50 s are kept.
            for (const time of milliseconds(what)) assert.ok(time <= SEEN_WITHIN, `${time} ms`);
        });

    it("makes the node unready while its server is gone, and ready when it is back, with nothing lost", () => {
        milliseconds("readiness says that the share is away");
        says(/^who reads waits/m);
        milliseconds("readiness has the content back");
        milliseconds("what was read is there");
        says(/^other\s*$/m);
    });

    function certificate(): string {
        const file = path.join(folder, "certificate.pem");
        fs.writeFileSync(file, testAuthority().root);
        return file;
    }
});

function consoleOf(machine: string): string {
    const file = path.join(machine, "console");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

/** Python of a root filesystem, as files for another machine: its library but for what no script of ours uses. */
function pythonOf(root: string): Record<string, string> {
    const library = fs.readdirSync(path.join(root, "usr/lib")).find((name) => /^python3\.\d+$/.test(name))!;
    const folder = path.join(root, "usr/lib", library);
    const left = /(^|\/)(__pycache__|test|tests|unittest|idlelib|lib2to3|pydoc_data|distutils|tkinter|ensurepip|asyncio|multiprocessing|config-[^/]*)(\/|$)/;
    const names = fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => !left.test(name) && fs.statSync(path.join(folder, name)).isFile());
    const program = `/usr/bin/${library}`;
    const modules = names.filter((name) => name.endsWith(".so")).map((name) => `/usr/lib/${library}/${name}`);
    const linked = execFileSync("chroot", [root, "ldd", program, ...modules], { encoding: "utf8" });
    const libraries = [...new Set([...linked.matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file!))];
    return Object.fromEntries([
        ...names.map((name) => [`/usr/lib/${library}/${name}`, path.join(folder, name)]),
        ...libraries.map((file) => [file, fs.realpathSync(path.join(root, file))]),
        ["/usr/bin/python3", path.join(root, program)],
    ]);
}
