import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { NodeReport, SYSLOG_IDENTIFIER } from "../../../components/node/events";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { stubLogger } from "./support/loggerStub";

const folder = path.join(__dirname, "..", "..", "..", "components", "node");

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
