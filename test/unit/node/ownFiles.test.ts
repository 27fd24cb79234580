import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ownFiles } from "../../../components/node/ownFiles";
import { SyncRole } from "../../../components/node/sync";
import { ConfigurationStyle } from "../../../components/product/release";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { needTool, tool } from "../cli/support";

const folder = path.join(__dirname, "..", "..", "..", "components", "node");
const scripts = filesOf("scripts");
const units = filesOf("units");
/** What only one role of rsync mode has. */
const roles = [
    { role: SyncRole.Manager, folder: "sync-manager" },
    { role: SyncRole.Worker, folder: "sync-worker" },
].map(({ role, folder: own }) => ({ role, scripts: filesOf(`scripts/${own}`), units: filesOf(`units/${own}`) }));
/** What only pods have. */
const podScripts = filesOf("scripts/pod");
const allScripts = [...scripts, ...roles.flatMap((role) => role.scripts), ...podScripts];
/** Everything that a machine can be given. */
const everything = [undefined, ...Object.values(SyncRole)].flatMap((role) => ownFiles(ConfigurationStyle.Xml, role));
const isPython = (file: string): boolean => file.endsWith(".py") || fs.readFileSync(file, "utf8").startsWith("#!/usr/bin/env python3\n");
const isLibrary = (file: string): boolean => /\.(sh|py)$/.test(file);

function filesOf(name: string): string[] {
    const entries = fs.readdirSync(path.join(folder, name), { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(folder, name, entry.name));
}

describe("scripts of a node", () => {
    it("are clean to shellcheck", function () {
        needTool(this, "shellcheck", "--version");
        assert.equal(
            tool("shellcheck", [
                "--external-sources",
                "--source-path=SCRIPTDIR",
                "--source-path=SCRIPTDIR/..",
                ...allScripts.filter((file) => !isPython(file)),
            ]),
            "",
        );
    });

    it("are what Python reads", function () {
        needTool(this, "python3", "--version");
        const compile = "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name).read(), name, feature_version=(3, 10))";
        assert.equal(tool("python3", ["-c", compile, ...allScripts.filter(isPython)]), "");
    });

    for (const script of allScripts.filter((file) => !isLibrary(file))) {
        it(`stop at the first error, and can be run: ${path.basename(script)}`, () => {
            const lines = fs.readFileSync(script, "utf8").split("\n");
            // Official images of Python have it in /usr/local/bin alone.
            assert.equal(lines[0], `#!/usr/bin/env ${isPython(script) ? "python3" : "bash"}`);
            if (!isPython(script)) assert.ok(lines.includes("set -euo pipefail"));
            assert.ok((fs.statSync(script).mode & 0o111) !== 0);
        });
    }

    it("are all given to a node, and so are the units", () => {
        const given = ownFiles(ConfigurationStyle.Xml).map(({ content }) => content);
        for (const file of [...scripts, ...units]) assert.ok(given.includes(fs.readFileSync(file, "utf8")), file);
        assert.equal(given.length, scripts.length + units.length);
    });

    for (const { role, ...own } of roles) {
        it(`are given to the ${role} of rsync mode beside what every node has`, () => {
            const given = ownFiles(ConfigurationStyle.Xml, role).map(({ content }) => content);
            for (const file of [...scripts, ...units, ...own.scripts, ...own.units]) assert.ok(given.includes(fs.readFileSync(file, "utf8")), file);
            assert.equal(given.length, scripts.length + units.length + own.scripts.length + own.units.length);
        });
    }

    it("are given where they are of use only", () => {
        const names = (style: ConfigurationStyle): string[] => ownFiles(style).map((file) => path.basename(file.path));
        assert.deepEqual(
            names(ConfigurationStyle.Xml).filter((name) => !names(ConfigurationStyle.Toml).includes(name)),
            ["edit-configuration"],
        );
    });

    it("find each other where they are put", () => {
        const given = new Map(ownFiles(ConfigurationStyle.Xml).map((file) => [file.path, file]));
        for (const file of scripts.filter(isLibrary)) assert.equal(given.get(`/usr/local/lib/wso2-gateway/${path.basename(file)}`)?.permissions, "0644", file);
    });
});

describe("units of a node", () => {
    const temporary = useTemporaryFolder();

    it("are what systemd reads", function () {
        needTool(this, "systemd-analyze", "--version");
        // systemd looks whether what a unit runs is there: here, where the test can put it.
        const own = everything.filter(({ path: at }) => at.startsWith("/etc/systemd/system/"));
        const files = [...new Map(own.map((file) => [file.path, file])).values()].map(({ path: at, content }) => {
            const file = path.join(temporary(), path.basename(at));
            fs.writeFileSync(file, content.replaceAll(/^(Exec\w+=[+-]*)\/\S+/gm, "$1/bin/true"));
            return file;
        });
        assert.equal(tool("systemd-analyze", ["verify", "--man=no", ...files]), "");
    });

    it("run scripts that a node has", () => {
        const paths = new Set(everything.map(({ path: at }) => at));
        for (const { path: at, content } of everything)
            for (const [, command] of content.matchAll(/^Exec\w+=[+-]*(\/usr\/local\/\S+)/gm)) assert.ok(paths.has(command!), `${command} in ${at}`);
    });

    it("copy often enough for an API to be served within 80 s: with the product's scan of 15 s, and 15 s for the copy itself", () => {
        const timer = everything.find(({ path: at }) => at.endsWith("/wso2-gateway-pull.timer"))!.content;
        const seconds = Object.fromEntries(
            [...timer.matchAll(/^(On\w+|AccuracySec|RandomizedDelaySec)=(\d+)$/gm)].map(([, name, value]) => [name, Number(value)]),
        );
        assert.ok(seconds.OnUnitInactiveSec! + seconds.AccuracySec! + (seconds.RandomizedDelaySec ?? 0) + 15 + 15 <= 80);
        assert.ok(seconds.OnActiveSec! <= 60);
    });

    it("report often enough to be missed: every half hour at least", () => {
        for (const name of ["configuration", "certificates"]) {
            const timer = fs.readFileSync(path.join(folder, "units", `wso2-gateway-report-${name}.timer`), "utf8");
            assert.ok(Number(/^OnUnitInactiveSec=(\d+)min$/m.exec(timer)![1]) + Number(/^RandomizedDelaySec=(\d+)min$/m.exec(timer)![1]) < 30);
            assert.match(timer, /^OnActiveSec=\d+(s|min)$/m, "also soon after the first boot");
        }
    });
});
