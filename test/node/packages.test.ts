import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { EmittedNode, emittedNode } from "./support/emittedNode";
import { becomesReady, Gateways } from "./support/gateways";
import { Machine } from "./support/machines";
import { shimPackage } from "./support/rootFilesystem";
import { standInPack } from "./support/standInPack";

/** What the image of this test lacks, with the files that come with it. */
const lacking: Readonly<Record<string, readonly string[]>> = {
    unzip: ["usr/bin/unzip"],
    "openjdk-21-jre-headless": ["usr/lib/jvm/java-21-openjdk-amd64"],
};
const SOURCES = "etc/apt/sources.list.d";

describe("a node whose image lacks packages", function () {
    this.timeout(240_000);
    let gateways: Gateways | undefined;
    let emitted: EmittedNode;
    let node: Machine;

    before(async function () {
        this.timeout(600_000);
        gateways = await Gateways.start(this, "dpkg-scanpackages");
        const { root, folder } = gateways;
        const packInImage = standInPack(this, folder, { release: "4.5.0", startSeconds: 0, contentSeconds: 0 });
        emitted = await emittedNode({ release: "4.5.0" });
        node = await gateways.add("gw1", emitted, { packInImage, layers: [imageWithout(root, path.join(folder, "image"))] });
        await node.start();
    });
    after(async function () {
        await gateways?.stop();
    });

    it("asks for what it needs, of which the image lacks these", () => {
        for (const name of Object.keys(lacking)) assert.ok(emitted.settings.PACKAGES!.split(" ").includes(name), emitted.settings.PACKAGES);
    });

    it("says that there is no repository, and installs the packages when there is one", async () => {
        await node.line(/boot-failed step=packages apt-get \w+ failed: E:/);
        assert.match((await node.read("/run/wso2-gateway/state/failure"))!, /^step=packages /);
        await publish(gateways!.root, path.join(node.harness, "repository"));
        await becomesReady(node, emitted, 180_000);
        await node.line(/packages: installing .*unzip/);
        for (const name of Object.keys(lacking))
            assert.equal(await node.output("dpkg-query", ["--show", "--showformat=${db:Status-Status}", name]), "installed");
    });

    it("asks nobody at its next boot, since nothing is missing", async () => {
        fs.rmSync(path.join(node.harness, "repository"), { recursive: true });
        const before = Date.now() * 1000;
        await node.cutPower();
        await node.start();
        await node.line(/packages: nothing is missing/, 90_000, before);
        await becomesReady(node, emitted);
    });
});

/** A layer that takes packages away from a root filesystem, and the repositories that it knows but one. */
function imageWithout(root: string, layer: string): string {
    const status = "var/lib/dpkg/status";
    const stanzas = fs.readFileSync(path.join(root, status), "utf8").split("\n\n");
    const left = stanzas.filter((stanza) => !Object.keys(lacking).includes(/^Package: (.*)$/m.exec(stanza)?.[1] ?? ""));
    assert.equal(left.length, stanzas.length - Object.keys(lacking).length);
    const folderOf = (name: string): string => {
        const folder = path.dirname(path.join(layer, name));
        fs.mkdirSync(folder, { recursive: true });
        return folder;
    };
    folderOf(status);
    fs.writeFileSync(path.join(layer, status), left.join("\n\n"));
    const known = ["etc/apt/sources.list", ...fs.readdirSync(path.join(root, SOURCES)).map((name) => path.join(SOURCES, name))];
    // As an overlay has it: a device with the number 0 is a file that is not there.
    for (const name of [...Object.values(lacking).flat(), ...known]) execFileSync("mknod", [path.join(folderOf(name), path.basename(name)), "c", "0", "0"]);
    folderOf(path.join(SOURCES, "test.list"));
    fs.writeFileSync(path.join(layer, SOURCES, "test.list"), "deb [trusted=yes] file:/srv/harness/repository ./\n");
    return layer;
}

/** A repository of what is lacking. */
async function publish(root: string, folder: string): Promise<void> {
    const work = `${folder}-work`;
    fs.mkdirSync(work, { recursive: true });
    await shimPackage(work, "unzip", { "usr/bin/unzip": path.join(root, "usr/bin/unzip") });
    await shimPackage(work, "openjdk-21-jre-headless");
    fs.writeFileSync(
        path.join(work, "Packages"),
        execFileSync("dpkg-scanpackages", ["--multiversion", "."], { cwd: work, stdio: ["ignore", "pipe", "ignore"] }),
    );
    fs.renameSync(work, folder);
}
