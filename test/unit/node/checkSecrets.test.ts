import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkPassword, checkPasswordInAddress } from "../../../components/checking/valueChecks";
import { environmentFile } from "../../../components/node/gatewayNode";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { needTool } from "../cli/support";

const script = path.join(__dirname, "..", "..", "..", "components", "node", "scripts", "check-secrets");

describe("check-secrets", function () {
    before(function () {
        needTool(this, "python3", "--version");
    });
    const temporary = useTemporaryFolder();

    /** The script's verdict on secrets, by their variables. */
    function check(
        secrets: Readonly<Record<string, string>>,
        { style = "Toml", inAddresses = ["IN_ADDRESS", "OTHER"] } = {},
    ): { status: number | null; stderr: string } {
        const folder = temporary();
        fs.writeFileSync(path.join(folder, "gateway.env"), environmentFile(secrets));
        fs.writeFileSync(path.join(folder, "node.env"), environmentFile({ CONFIGURATION_STYLE: style, SECRETS_IN_ADDRESSES: inAddresses.join(" ") }));
        const program = [
            "import runpy, sys",
            `sys.path.insert(0, ${JSON.stringify(path.dirname(script))})`,
            "sys.dont_write_bytecode = True",
            "import node",
            `node.SETTINGS = ${JSON.stringify(path.join(folder, "node.env"))}`,
            `sys.argv = ["check-secrets", ${JSON.stringify(path.join(folder, "gateway.env"))}]`,
            `runpy.run_path(${JSON.stringify(script)}, run_name="__main__")`,
        ];
        const { status, stdout, stderr } = spawnSync("python3", ["-c", program.join("\n")], { encoding: "utf8" });
        assert.equal(stdout, "");
        return { status, stderr };
    }

    it("accepts what the product can write", () => {
        assert.deepEqual(check({ IN_ADDRESS: "aB3-_.~!*()+,=^|`[]{}", ELSEWHERE: "with blanks: a@b/c?d#e%f;g'h" }), { status: 0, stderr: "" });
    });

    it("names every wrong variable and why, never the value", () => {
        const { status, stderr } = check({ IN_ADDRESS: "topsecret@", ELSEWHERE: "topsecret<", FINE: "topsecret" });
        assert.equal(status, 1);
        assert.match(stderr, /^the secret for ELSEWHERE contains one of <.*; the secret for IN_ADDRESS contains one of @.*message broker\n$/);
        assert.doesNotMatch(stderr, /topsecret|FINE/);
    });

    it("leaves releases alone whose configuration is edited: there every value is escaped", () => {
        assert.equal(check({ IN_ADDRESS: "a<b@c$" }, { style: "Xml" }).status, 0);
    });

    it("has the rules of the checks that are made before anything is created", () => {
        const characters = [...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)), "ä", "{{", "{%", "{#", "{", "$1"];
        const secrets = characters.flatMap((text, index) => [
            [`ELSEWHERE_${index}`, `a${text}b`, checkPassword] as const,
            [`IN_ADDRESS_${index}`, `a${text}b`, checkPasswordInAddress] as const,
        ]);
        const expected = secrets.filter(([name, value, rule]) => rule(value, name).length > 0).map(([name]) => name);
        assert.ok(expected.length > 20);
        const inAddresses = secrets.map(([name]) => name).filter((name) => name.startsWith("IN_"));
        const { stderr } = check(Object.fromEntries(secrets.map(([name, value]) => [name, value])), { inAddresses });
        const refused = new Set([...stderr.matchAll(/the secret for (\w+) /g)].map((match) => match[1]!));
        assert.deepEqual([...refused].sort(), expected.sort());
    });
});
