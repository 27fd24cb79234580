import assert from "node:assert/strict";

import { SyncRole } from "../../components/node/sync";
import { needMachines } from "../node/support/needs";
import { Network } from "../node/support/network";
import { Sandbox } from "./support/sandbox";

const SHARE = "/mnt/wso2-gateway";
const IMAGE = "/srv/disk";

describe("mount-data-disk", function () {
    let network: Network | undefined;
    let sandbox: Sandbox;
    let device = "";

    before(async function () {
        needMachines(this, "losetup", "mkfs.ext4", "resize2fs", "blkid", "lsblk", "sfdisk");
        network = new Network();
        sandbox = await Sandbox.start(network, "manager", SyncRole.Manager);
        sandbox.configure({ SHARE_TYPE: "disk", SHARE_SOURCE: "0" });
        await sandbox.must("truncate", ["--size=64M", IMAGE]);
        device = (await sandbox.must("losetup", ["--find", "--show", "--partscan", IMAGE])).trim();
        // Devices of its own, so that Azure's names of disks are nobody else's.
        const minor = /\d+$/.exec(device)![0];
        const devices = `mount -t tmpfs tmpfs /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/zero c 1 5 && mknod ${device} b 7 ${minor} && mkdir -p /dev/disk/azure/scsi1`;
        await sandbox.must("sh", ["-c", devices]);
    });
    after(async () => {
        await sandbox?.run("umount", [SHARE]);
        if (device !== "") await sandbox.run("losetup", ["--detach", device]);
        await sandbox?.stop();
        network?.remove();
    });

    beforeEach(async () => {
        await sandbox.run("umount", [SHARE]);
        await sandbox.must("ln", ["--symbolic", "--force", device, "/dev/disk/azure/scsi1/lun0"]);
        sandbox.forgetJournal();
    });

    const mount = () => sandbox.script("mount-share");
    const overwrite = (script: string): Promise<string> =>
        sandbox.must("sh", ["-c", `dd if=/dev/zero of=${device} bs=1M count=64 2>/dev/null && ${script} && sync`]);
    const digest = (): Promise<string> => sandbox.must("sha256sum", [device]);

    it("gives an empty disk a file system, once, and keeps what is on it ever after", async () => {
        await overwrite("true");
        const first = await mount();
        assert.equal(first.code, 0, first.stderr);
        assert.deepEqual(sandbox.journal(), ["the data disk was empty and has a file system now"]);
        assert.match(await sandbox.must("grep", [SHARE, "/proc/self/mounts"]), /ext4 .*nosuid,nodev,noexec/);
        sandbox.write(`${SHARE}/gateway/synapse-configs/api.xml`, "<api/>");
        await sandbox.must("umount", [SHARE]);
        sandbox.forgetJournal();
        assert.equal((await mount()).code, 0);
        assert.equal((await mount()).code, 0, "again while it is mounted");
        assert.equal(sandbox.read(`${SHARE}/gateway/synapse-configs/api.xml`), "<api/>");
        assert.deepEqual(sandbox.journal(), []);
    });

    it("lets the file system grow with its disk, by the next mount, and says so once", async () => {
        const size = async (): Promise<number> => Number(await sandbox.must("stat", ["--file-system", "--format=%b", SHARE])) * (await blockSize());
        const blockSize = async (): Promise<number> => Number(await sandbox.must("stat", ["--file-system", "--format=%S", SHARE]));
        const resizeDisk = (to: string): Promise<string> => sandbox.must("sh", ["-c", `truncate --size=${to} ${IMAGE} && losetup --set-capacity ${device}`]);
        await overwrite("true");
        assert.equal((await mount()).code, 0);
        sandbox.write(`${SHARE}/gateway/synapse-configs/api.xml`, "<api/>");
        const before = await size();
        await sandbox.must("umount", [SHARE]);
        sandbox.forgetJournal();
        await resizeDisk("128M");
        try {
            assert.equal((await mount()).code, 0);
            assert.ok((await size()) > 1.8 * before, `${await size()} bytes after ${before}`);
            assert.deepEqual(sandbox.journal(), ["the data disk has grown, and its file system with it"]);
            assert.equal(sandbox.read(`${SHARE}/gateway/synapse-configs/api.xml`), "<api/>");
            await sandbox.must("umount", [SHARE]);
            sandbox.forgetJournal();
            assert.equal((await mount()).code, 0);
            assert.deepEqual(sandbox.journal(), []);
        } finally {
            await sandbox.run("umount", [SHARE]);
            await resizeDisk("64M");
        }
    });

    for (const [what, script] of [
        ["another file system, which it cannot mount", () => `printf 'LUKS\\272\\276' | dd of=${device} conv=notrunc 2>/dev/null`],
        ["data of no known form", () => `printf 'something' | dd of=${device} bs=1M seek=9 conv=notrunc 2>/dev/null`],
        ["a partition table", () => `printf 'label: gpt\\n,32M\\n' | sfdisk --quiet --no-reread ${device} 2>/dev/null`],
    ] as const) {
        it(`never formats a disk with ${what}`, async () => {
            await overwrite(script());
            const before = await digest();
            const { code, stderr } = await mount();
            assert.equal(code, 1);
            assert.match(stderr, /cannot be mounted|has partitions|has something on it/);
            assert.equal(await digest(), before);
        });
    }

    it("says that there is no disk", async () => {
        sandbox.remove("/dev/disk/azure/scsi1/lun0");
        const { code, stderr } = await mount();
        assert.equal(code, 1);
        assert.match(stderr, /there is no data disk with number 0/);
    });
});
