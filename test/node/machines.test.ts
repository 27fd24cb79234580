import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { temporaryFolder } from "../../tools/temporaryFolder";
import { Machine } from "./support/machines";
import { needMachines } from "./support/needs";
import { METADATA_ADDRESS, Network } from "./support/network";
import { rootFilesystem } from "./support/rootFilesystem";

const hello = `#cloud-config
write_files:
  - path: /var/lib/cloud/scripts/per-boot/hello
    permissions: "0755"
    content: |
      #!/bin/sh
      mkdir -p /mnt/share
      mount -t nfs4 -o vers=4,minorversion=1 files.example.com:/account/share /mnt/share
      logger -t wso2-gateway "hello from $(hostname)"
`;

describe("machines of this ring", () => {
    let folder = "";
    let network: Network | undefined;
    const machines: Machine[] = [];

    before(async function () {
        this.timeout(600_000);
        needMachines(this);
        folder = temporaryFolder("machines");
        fs.mkdirSync(path.join(folder, "share"));
        const root = await rootFilesystem();
        network = new Network();
        for (const name of ["one", "two"])
            machines.push(new Machine(network, folder, { name, customData: hello, layers: [root], share: path.join(folder, "share") }));
        await Promise.all(machines.map((machine) => machine.start()));
        await Promise.all(machines.map((machine) => machine.line(/hello/)));
    });
    after(async function () {
        this.timeout(180_000);
        await Promise.all(machines.map((machine) => machine.stop()));
        network?.remove();
        fs.rmSync(folder, { recursive: true, force: true });
    });

    it("run what cloud-init was told, each under its own name", () => {
        assert.deepEqual(
            machines.map((machine) => machine.journal().map(({ message }) => message)),
            [["hello from one"], ["hello from two"]],
        );
    });

    it("reach each other and the platform's addresses, from addresses of their own", async () => {
        const [one, two] = machines as [Machine, Machine];
        assert.notEqual(one.address, two.address);
        const { stdout } = await one.run("ip", ["route", "get", METADATA_ADDRESS]);
        assert.match(stdout, new RegExp(`src ${one.address}`));
        const refused = await two.run("curl", ["--silent", "--max-time", "5", `http://${one.address}:1/`]);
        assert.equal(refused.code, 7, "refused by the other machine, not lost on the way");
    });

    it("mount the share by a shim, which says with what options", async () => {
        const [one, two] = machines as [Machine, Machine];
        await one.output("touch", ["/mnt/share/from-one"]);
        assert.equal(await two.output("ls", ["/mnt/share"]), "from-one");
        assert.deepEqual(one.mounts(), ["mount.nfs4 files.example.com:/account/share /mnt/share -o rw,vers=4,minorversion=1"]);
        one.setShareReachable(false);
        const { code, stderr } = await one.run("mount", ["-t", "nfs4", "files.example.com:/account/share", "/srv"]);
        assert.notEqual(code, 0);
        assert.match(stderr, /timed out/);
        one.setShareReachable(true);
    });

    it("restart with their disk, and without what was in memory", async function () {
        this.timeout(180_000);
        const [one] = machines as [Machine];
        await one.output("touch", ["/run/in-memory", "/var/lib/on-disk"]);
        const before = Date.now() * 1000;
        await one.reboot();
        await one.line(/hello/, 60_000, before);
        assert.equal((await one.run("test", ["-e", "/run/in-memory"])).code, 1);
        await one.output("test", ["-e", "/var/lib/on-disk"]);
        assert.ok(fs.existsSync(path.join(one.disk, "var/lib/on-disk")), "seen from outside");
    });
});
