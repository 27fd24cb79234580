import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { gatewayDropIn, gatewayUser, kernelSettings, restartRules } from "../../../components/node/systemFiles";
import { ContentSyncMode } from "../../../components/product/release";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { needTool, tool } from "../cli/support";

const homeDirectory = "/home/wso2carbon/wso2am-3.2.0";
const options = { homeDirectory, contentSync: ContentSyncMode.SharedFileSystem, stopTimeLimitSeconds: 190 };
const unit = path.join(__dirname, "..", "..", "..", "components", "node", "units", "wso2-gateway.service");
/** What an unhardened unit has is 9.2; more than 4 is what systemd's own scale calls medium. */
const MOST_EXPOSED = 4;

describe("restarts after upgrades of the system", () => {
    it("leave this library's units alone, and others as they are", function () {
        needTool(this, "perl", "-v");
        // As needrestart reads it: the first pattern that a unit's name fits decides.
        const program = `my %nrconf; eval $ARGV[0]; die $@ if $@;
            for my $unit (qw(wso2-gateway.service wso2-gateway-readiness.service ssh.service)) {
                my ($rule) = grep { $unit =~ $_ } keys %{$nrconf{override_rc}};
                print "$unit ", defined $rule ? $nrconf{override_rc}{$rule} : "as usual", "\\n";
            }`;
        const decided = tool("perl", ["-e", program, restartRules]);
        assert.equal(decided, "wso2-gateway.service 0\nwso2-gateway-readiness.service 0\nssh.service as usual\n");
    });
});

describe("the gateway's unit with a node's additions", () => {
    const temporary = useTemporaryFolder();

    function unitFile(additions: string): string {
        const file = path.join(temporary(), "wso2-gateway.service");
        fs.writeFileSync(file, fs.readFileSync(unit, "utf8").replaceAll(/^(Exec\w+=[+-]*)\/\S+/gm, "$1/bin/true"));
        fs.mkdirSync(`${file}.d`);
        fs.writeFileSync(path.join(`${file}.d`, "node.conf"), additions);
        fs.writeFileSync(path.join(temporary(), "wso2-gateway-boot.service"), "[Service]\nType=oneshot\nExecStart=/bin/true\n");
        return file;
    }

    for (const [what, additions] of Object.entries({
        "a share": gatewayDropIn({ ...options, share: {} }),
        "fetched artifacts": gatewayDropIn({ ...options, contentSync: ContentSyncMode.EventHub }),
    })) {
        it(`is what systemd reads, with ${what}`, function () {
            needTool(this, "systemd-analyze", "--version");
            const file = unitFile(additions);
            assert.equal(tool("systemd-analyze", ["verify", "--man=no", file, path.join(temporary(), "wso2-gateway-boot.service")]), "");
        });
    }

    it("lets the server reach little that is not its own", function () {
        needTool(this, "systemd-analyze", "--version");
        const said = tool("systemd-analyze", ["security", "--no-pager", "--offline=true", unitFile(gatewayDropIn(options))]);
        const exposure = Number(/exposure level for wso2-gateway\.service: (\d+\.\d+)/.exec(said)![1]);
        assert.ok(exposure <= MOST_EXPOSED, said);
    });

    it("has the limits that the product's documentation wants, which the user's session would not have", () => {
        const text = fs.readFileSync(unit, "utf8");
        assert.match(text, /^LimitNOFILE=65535$/m);
        assert.match(text, /^LimitNPROC=20000$/m);
    });
});

describe("gatewayDropIn", () => {
    const lines = (changes: Partial<Parameters<typeof gatewayDropIn>[0]> = {}): string[] => gatewayDropIn({ ...options, ...changes }).split("\n");

    it("lays what is in memory over the pack's folders, and says how long a stop may take", () => {
        assert.ok(lines().includes(`BindPaths=/run/wso2-gateway/conf:${homeDirectory}/repository/conf`));
        assert.ok(lines().includes(`BindPaths=/run/wso2-gateway/security:${homeDirectory}/repository/resources/security`));
        assert.ok(lines().includes("TimeoutStopSec=190"));
    });

    it("stops the server before the share is gone, and never because of it", () => {
        assert.ok(lines({ share: {} }).includes("After=mnt-wso2\\x2dgateway.mount"));
        assert.ok(!lines({ share: {} }).some((line) => /Requires|BindsTo/.test(line)));
        assert.ok(!lines().some((line) => line.includes(".mount")));
    });

    for (const contentSync of Object.values(ContentSyncMode)) {
        const isFetched = contentSync === ContentSyncMode.EventHub || contentSync === ContentSyncMode.ArtifactSynchronizer;
        it(`${isFetched ? "keeps" : "does not keep"} API artifacts in memory with ${contentSync}`, () => {
            assert.equal(
                lines({ contentSync }).some((line) => line.includes("synapse-configs")),
                isFetched,
            );
        });
    }
});

describe("kernelSettings", () => {
    const lines = kernelSettings([8243, 9443, 8243]).trim().split("\n");
    const settings = new Map(lines.map((line) => line.split(" = ") as [string, string]));

    it("keeps outgoing connections from the ports that something listens on", () => {
        const [first, last] = settings.get("net.ipv4.ip_local_port_range")!.split(" ").map(Number);
        const reserved = settings.get("net.ipv4.ip_local_reserved_ports")!.split(",").map(Number);
        for (const port of [8243, 9443, 9500, 9501, 4000]) assert.ok(port >= first! && port <= last! && reserved.includes(port), String(port));
        assert.deepEqual(
            reserved,
            [...new Set(reserved)].sort((one, other) => one - other),
        );
    });

    it("never reuses connections in a way that breaks clients behind NAT", () => {
        assert.ok(![...settings.keys()].some((name) => name.includes("recycle")));
    });
});

describe("gatewayUser", () => {
    it("has the ids of the release, which files on a share belong to", () => {
        assert.equal(gatewayUser(802, 803), 'g wso2 803\nu wso2carbon 802:803 "WSO2 API Manager gateway" /home/wso2carbon\n');
    });
});
