import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { environmentFile } from "../../components/node/gatewayNode";
import { clustering, clusteringOnKubernetes } from "../../components/product/clustering";
import { UNCHANGED, xmlConfig, XmlConfigOptions } from "../../components/product/xmlConfig";
import { editsJson } from "../../components/product/xmlConfig/edits";
import { addMissingFiles } from "../support/pack2x";
import { sharedFile } from "../support/shared";
import { useTemporaryFolder } from "../support/temporaryFolder";
import { xmlOptions } from "../support/xmlOptions";
import { needTool, tool } from "../unit/cli/support";
import { expectedChanges, expectedProperties } from "./support/xmlExpectations";

const script = path.join(__dirname, "..", "..", "components", "node", "scripts", "edit-configuration");
const factsScript = path.join(__dirname, "support", "xmlFacts.py");
const API_MANAGER = "repository/conf/api-manager.xml";

/** Secrets with what XML and addresses use for themselves. */
const variables = {
    CONTROL_PLANE_PASSWORD: "p@ss/:' &<\"%ä",
    GATEWAY_ADMIN_PASSWORD: "ad]]>min&1",
    GATEWAY_KEYSTORE_PASSWORD: "key\"store'&\\",
    GATEWAY_TRUSTSTORE_PASSWORD: "trust<1>",
    NODE_IP: "10.20.1.7",
};

const withCluster = { clustering: clustering({ release: "2.6.0", domain: "shop-prod", firstAddress: "10.20.1.4", lastAddress: "10.20.1.62" }) };
const withPods = { clustering: clusteringOnKubernetes("2.6.0", "shop-prod", { name: "shop-members", namespace: "shop" }) };

describe("files of a 2.x pack with a gateway's edits", () => {
    const temporary = useTemporaryFolder();

    for (const release of ["2.1.0", "2.6.0"]) {
        describe(release, () => {
            let shipped = "";
            let pack = "";
            let files: string[] = [];

            beforeEach(function () {
                needTool(this, "python3", "--version");
                const data = sharedFile(this.test!.ctx as Mocha.Context, "wso2", release);
                shipped = path.join(temporary(), "shipped");
                pack = path.join(temporary(), "pack");
                for (const folder of [shipped, pack]) {
                    fs.cpSync(data, folder, { recursive: true });
                    addMissingFiles(folder);
                }
                files = fs.readdirSync(pack, { recursive: true, encoding: "utf8" }).filter((file) => fs.statSync(path.join(pack, file)).isFile());
            });

            it("say what a gateway needs, and nothing else anew", () => {
                edit(release);
                assert.deepEqual(changes(), expectedChanges(release));
            });

            it("say it as a member of a cluster", () => {
                edit(release, withCluster);
                assert.deepEqual(changes(), expectedChanges(release, "10.20.1.4-62"));
            });

            it("say it to Hazelcast itself, whether the pack has a file for that or not", () => {
                const file = "repository/conf/hazelcast.properties";
                const expected = { "hazelcast.shutdownhook.enabled": "false" };
                edit(release);
                assert.ok(!fs.existsSync(path.join(pack, file)));
                edit(release, withCluster);
                assert.deepEqual(properties(pack, file), expected);
                fs.writeFileSync(path.join(pack, file), "hazelcast.shutdownhook.enabled=true\nhazelcast.logging.type=log4j\n");
                edit(release, withPods);
                assert.deepEqual(properties(pack, file), { ...expected, "hazelcast.logging.type": "log4j" });
            });

            it("say it as a pod that finds the other members by name, once", () => {
                edit(release, withPods);
                assert.deepEqual(changes(), expectedChanges(release, { service: "shop-members", namespace: "shop" }));
                assert.match(edit(release, withPods), /^edited 0 of /);
            });

            it("have the properties that a gateway needs", () => {
                edit(release);
                for (const [file, expected] of Object.entries(expectedProperties))
                    assert.deepEqual({ ...properties(shipped, file), ...expected }, properties(pack, file), file);
            });

            it("are the shipped bytes but for what was put in", function () {
                needTool(this, "diff", "--version");
                edit(release);
                const written = Object.keys(xmlConfig(xmlOptions(release)));
                for (const file of files) {
                    const hunks = differences(file);
                    assert.equal(hunks.length > 0, written.includes(file), file);
                    for (const { removed, added } of hunks) assertExplained(file, removed, added);
                }
            });

            it("stay as they are when they are edited again", () => {
                edit(release, withCluster);
                const first = files.map((file) => fs.readFileSync(path.join(pack, file)));
                assert.match(edit(release, withCluster), /^edited 0 of /);
                files.forEach((file, index) => assert.deepEqual(fs.readFileSync(path.join(pack, file)), first[index], file));
            });

            it("stay as shipped where that is right", () => {
                edit(release);
                for (const file of Object.keys(UNCHANGED))
                    assert.deepEqual(fs.readFileSync(path.join(pack, file)), fs.readFileSync(path.join(shipped, file)), file);
            });

            it("stay as they are, all of them, when one place is missing, and the message names it and the file", () => {
                const file = path.join(pack, API_MANAGER);
                fs.writeFileSync(file, fs.readFileSync(file, "utf8").replaceAll("KeyValidatorClientType", "KeyValidatorKind"));
                const before = files.map((name) => fs.readFileSync(path.join(pack, name)));
                const { status, stderr } = run(release);
                assert.equal(status, 1);
                assert.equal(stderr, `${API_MANAGER}: /APIManager/APIKeyValidator/KeyValidatorClientType is not there\n`);
                files.forEach((name, index) => assert.deepEqual(fs.readFileSync(path.join(pack, name)), before[index], name));
            });

            if (release === "2.6.0") {
                const carbon = "repository/conf/carbon.xml";
                const change = (file: string, from: RegExp, to: string): void => {
                    const text = fs.readFileSync(path.join(pack, file), "utf8");
                    assert.match(text, from);
                    fs.writeFileSync(path.join(pack, file), text.replace(from, to));
                };

                it("are edited where places of 2.6 are not there as a whole, and that is said", () => {
                    change(carbon, /<InternalKeyStore>[^]*<\/InternalKeyStore>/, "");
                    change("repository/conf/axis2/axis2.xml", /<parameter name="ws\.trust\.store"[^]*?<\/parameter>/, "");
                    assert.equal(
                        edit(release).replace(/^edited .*\n/, ""),
                        `${carbon} has no /Server/Security/InternalKeyStore, so it is not edited there\n` +
                            "repository/conf/axis2/axis2.xml has no /axisconfig/transportSender[@name='wss']/parameter[@name='ws.trust.store'], so it is not edited there\n",
                    );
                });

                it("are refused where such a place is there in another form: it would keep the shipped key store", () => {
                    change(carbon, /(<InternalKeyStore>[^]*)<Location>([^<]*)<\/Location>([^]*<\/InternalKeyStore>)/, "$1<File>$2</File>$3");
                    change("repository/conf/axis2/axis2.xml", /ws\.trust\.store\.Password>([^<]*)<\/ws\.trust\.store\.Password/, "password>$1</password");
                    const { status, stderr } = run(release);
                    assert.equal(status, 1);
                    assert.match(
                        stderr,
                        /^repository\/conf\/carbon\.xml: \/Server\/Security\/InternalKeyStore\/Location is not there; .*ws\.trust\.store\.Password is not there\n$/,
                    );
                });
            }

            it("have every place that an older release may not have", () => {
                edit(release);
                const strict = Object.fromEntries(
                    Object.entries(xmlConfig(xmlOptions(release))).map(([file, list]) => [file, list.map((one) => ({ ...one, ifParent: undefined }))]),
                );
                assert.match(edit(release, {}, editsJson(strict)), /^edited 0 of /);
            });

            function run(of: string, changed: Partial<XmlConfigOptions> = {}, edits = editsJson(xmlConfig(xmlOptions(of, changed)))) {
                const [editsFile, environment] = [path.join(temporary(), "edits.json"), path.join(temporary(), "gateway.env")];
                fs.writeFileSync(editsFile, edits);
                fs.writeFileSync(environment, environmentFile(variables));
                return spawnSync("python3", [script, editsFile, pack, environment], { encoding: "utf8" });
            }

            function edit(...args: Parameters<typeof run>): string {
                const { status, stdout, stderr } = run(...args);
                assert.equal(stderr, "");
                assert.equal(status, 0);
                return stdout;
            }

            /** What the XML files say now and did not, and the other way round, by file: read by another parser. */
            function changes(): Record<string, { gone: string[]; come: string[] }> {
                const xmlFiles = files.filter((file) => file.endsWith(".xml"));
                const [before, after] = [shipped, pack].map((folder) => {
                    const output = tool("python3", [factsScript, ...xmlFiles.map((file) => path.join(folder, file))]);
                    return (JSON.parse(output) as [string, string][][]).map((facts) => facts.map(([place, text]) => `${place} = ${text}`));
                });
                const byFile = xmlFiles.map((file, index): [string, { gone: string[]; come: string[] }] => [
                    file,
                    { gone: without(before![index]!, after![index]!).sort(), come: without(after![index]!, before![index]!).sort() },
                ]);
                return Object.fromEntries(byFile.filter(([, { gone, come }]) => gone.length + come.length > 0));
            }

            function differences(file: string): { removed: string[]; added: string[] }[] {
                const { stdout } = spawnSync("diff", ["-U0", path.join(shipped, file), path.join(pack, file)], { encoding: "latin1" });
                const hunks: { removed: string[]; added: string[] }[] = [];
                for (const line of stdout.split("\n").slice(2)) {
                    if (line.startsWith("@@")) hunks.push({ removed: [], added: [] });
                    if (line.startsWith("-")) hunks.at(-1)!.removed.push(line.slice(1));
                    if (line.startsWith("+")) hunks.at(-1)!.added.push(line.slice(1));
                }
                return hunks;
            }
        });
    }
});

/** The members of a list that are not in the other, each as often as it is there more often. */
function without(list: string[], other: string[]): string[] {
    const left = [...other];
    return list.filter((item) => {
        const at = left.indexOf(item);
        if (at >= 0) left.splice(at, 1);
        return at < 0;
    });
}

/** Lines in the place of others differ in one value, or in the marks of a comment; lines that are new are one element, attribute or property. */
function assertExplained(file: string, removed: string[], added: string[]): void {
    const value = /^(\s*(?:<!--)?<[\w.]+(?: name="[\w.]+")?(?: locked="false")?>)[^<>]*(<\/[\w.]+>(?:-->)?\r?)$/;
    const comment = /^(\s*)(?:<!--)?(<\/?JMSEventPublisherParameters>)(?:-->)?$/;
    const attribute = /^(\s*(?:<clustering )?[\w]+=")[^"<]*("\/?>?)$/;
    const property = /^([\w.]+\s*=\s*)[^\r]*(\r?)$/;
    const shapes = [value, comment, attribute, property];
    const shapeOf = (line: string): string | undefined => shapes.map((shape) => shape.exec(line)?.slice(1).join("…")).find((found) => found !== undefined);
    // The last attribute of a tag takes the tag's end along when others come behind it.
    const ofTags = (lines: string[]): string[] => lines.map((line) => (attribute.test(line) ? line.replace(/\/>$/, "") : line));
    const [before, after] = [ofTags(removed), ofTags(added)];
    after.forEach((line, index) => {
        const shape = shapeOf(line);
        assert.ok(shape !== undefined, `${file}: ${line}`);
        if (index < before.length) assert.equal(shape, shapeOf(before[index]!), `${file}: ${before[index]}`);
    });
    assert.ok(after.length >= before.length, file);
}

/** A .properties file, as far as these use the format. */
function properties(folder: string, file: string): Record<string, string> {
    const lines = fs.readFileSync(path.join(folder, file), "latin1").split(/\r?\n/);
    const pairs = lines.map((line) => /^([^#!\s][^=\s]*)\s*=\s*(.*)$/.exec(line)).filter((match) => match !== null);
    return Object.fromEntries(pairs.map(([, key, text]) => [key!, text!]));
}
