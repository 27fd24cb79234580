import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { NodeReport, SYSLOG_IDENTIFIER } from "../../../components/node/events";
import { ownFiles } from "../../../components/node/ownFiles";
import { needTool, tool, useTemporaryFolder } from "../cli/support";
import { stubLogger } from "./support/loggerStub";

const folder = path.join(__dirname, "..", "..", "..", "components", "node");
const scripts = fs.readdirSync(path.join(folder, "scripts")).map((name) => path.join(folder, "scripts", name));
const units = fs.readdirSync(path.join(folder, "units")).map((name) => path.join(folder, "units", name));

describe("scripts of a node", () => {
    it("are clean to shellcheck", function () {
        needTool(this, "shellcheck", "--version");
        assert.equal(tool("shellcheck", scripts), "");
    });

    for (const script of scripts) {
        it(`stop at the first error, and can be run: ${path.basename(script)}`, () => {
            const lines = fs.readFileSync(script, "utf8").split("\n");
            assert.equal(lines[0], "#!/usr/bin/env bash");
            assert.ok(lines.includes("set -euo pipefail"));
            assert.ok((fs.statSync(script).mode & 0o111) !== 0);
        });
    }

    it("are all given to a node, and so are the units", () => {
        const given = ownFiles().map(({ content }) => content);
        for (const file of [...scripts, ...units]) assert.ok(given.includes(fs.readFileSync(file, "utf8")), file);
        assert.equal(given.length, scripts.length + units.length);
    });
});

describe("units of a node", () => {
    const temporary = useTemporaryFolder();

    it("are what systemd reads", function () {
        needTool(this, "systemd-analyze", "--version");
        // systemd looks whether what a unit runs is there: here, where the test can put it.
        const own = ownFiles().filter(({ path: at }) => at.startsWith("/etc/systemd/system/"));
        const files = own.map(({ path: at, content }) => {
            const file = path.join(temporary(), path.basename(at));
            fs.writeFileSync(file, content.replaceAll(/^ExecStart=\S+/gm, "ExecStart=/bin/true"));
            return file;
        });
        assert.equal(tool("systemd-analyze", ["verify", "--man=no", ...files]), "");
    });

    it("run scripts that a node has", () => {
        const paths = new Set(ownFiles().map(({ path: at }) => at));
        for (const { path: at, content } of ownFiles())
            for (const [, command] of content.matchAll(/^ExecStart=(\S+)/gm)) assert.ok(paths.has(command!), `${command} in ${at}`);
    });

    it("are those that cloud-init starts at the end of a boot", () => {
        const { content } = ownFiles().find(({ path: at }) => at.startsWith("/var/lib/cloud/scripts/per-boot/"))!;
        const [, started] = /systemctl enable --now --no-block (.+)/.exec(content)!;
        for (const unit of started!.split(" "))
            assert.ok(
                ownFiles().some(({ path: at }) => at === `/etc/systemd/system/${unit}`),
                unit,
            );
    });

    it("report often enough to be missed: every half hour at least", () => {
        for (const name of ["configuration", "certificates"]) {
            const timer = fs.readFileSync(path.join(folder, "units", `wso2-gateway-report-${name}.timer`), "utf8");
            assert.ok(Number(/^OnUnitInactiveSec=(\d+)min$/m.exec(timer)![1]) + Number(/^RandomizedDelaySec=(\d+)min$/m.exec(timer)![1]) < 30);
            assert.match(timer, /^OnActiveSec=\d+(s|min)$/m, "also soon after the first boot");
        }
    });
});

describe("report-configuration", () => {
    const temporary = useTemporaryFolder();

    function run(settings: string): { status: number | null; logged: string[]; stderr: string } {
        const logger = stubLogger(temporary());
        const file = path.join(temporary(), "node.env");
        fs.writeFileSync(file, settings);
        const { status, stderr } = spawnSync(path.join(folder, "scripts", "report-configuration"), [file], { encoding: "utf8", env: logger.env });
        return { status, stderr, logged: logger.logged() };
    }

    it("says the hash that is among a node's settings", () => {
        const { status, logged, stderr } = run('ACCOUNT="x"\nCONFIGURATION_HASH="0123456789abcdef"\nRELEASE="3.2.0"\n');
        assert.deepEqual([status, stderr], [0, ""]);
        // What the alerts look for.
        assert.deepEqual(logged, [`-t ${SYSLOG_IDENTIFIER} ${NodeReport.ConfigurationHash}0123456789abcdef`]);
    });

    for (const [what, settings] of Object.entries({ "is none": 'RELEASE="3.2.0"\n', "is of another form": 'CONFIGURATION_HASH="$(reboot)"\n' })) {
        it(`fails loudly where there ${what}`, () => {
            const { status, logged } = run(settings);
            assert.equal(status, 1);
            assert.match(logged.join(), /^-t wso2-gateway -p user\.err configuration-hash is missing in /);
        });
    }

    it("fails where a node has no settings", () => {
        const { status, stderr } = spawnSync(path.join(folder, "scripts", "report-configuration"), ["/nowhere/node.env"], { encoding: "utf8" });
        assert.notEqual(status, 0);
        assert.match(stderr, /nowhere/);
    });
});
