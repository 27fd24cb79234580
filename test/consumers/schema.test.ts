import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import type { PackageSpec } from "@pulumi/pulumi/provider/experimental/schema";
import * as prettier from "prettier";

import { runCommand } from "../../tools/command";
import { temporaryFolder } from "../../tools/temporaryFolder";
import { obtainPulumi } from "../../tools/toolchain";
import { hiddenFields } from "./support/classMembers";
import { analyzedSchema, described, normalized } from "./support/packageSchema";

const root = path.join(__dirname, "..", "..");
const CHECKED_IN = path.join(root, "schema.json");

describe("the package schema", () => {
    let schema: PackageSpec;

    before(async function () {
        // The analyzer type-checks the components, and with them the Azure SDK.
        this.timeout(120_000);
        schema = normalized(await analyzedSchema(root));
        if (process.env.UPDATE_SCHEMA === "1") fs.writeFileSync(CHECKED_IN, await formatted(schema));
    });

    it("is the one that is checked in", () => {
        const checkedIn = JSON.parse(fs.readFileSync(CHECKED_IN, "utf8")) as PackageSpec;
        assert.deepEqual(schema, checkedIn, "schema.json is out of date. After a wanted change: UPDATE_SCHEMA=1 npm test -- consumers --grep schema");
    });

    it("describes every component, argument, output and value", () => {
        const undescribed = described(schema).filter(([, description]) => description === undefined || description.trim() === "");
        assert.deepEqual(
            undescribed.map(([place]) => place),
            [],
        );
    });

    it("has no description that the analyzer could not read", () => {
        const unreadable = described(schema).filter(([, description]) => description?.includes("[object Object]"));
        assert.deepEqual(unreadable, [], "the analyzer cannot read {@link …}");
    });

    it("has nothing that only the package itself uses", () => {
        const hidden = componentFiles().flatMap(hiddenFields);
        const outputs = Object.values(schema.resources).flatMap((resource) => Object.keys(resource.properties ?? {}));
        assert.deepEqual(
            outputs.filter((name) => hidden.includes(name) || !/^[a-z][A-Za-z0-9]*$/.test(name)),
            [],
        );
    });

    it("has only types that a TypeScript program can import by the same name", () => {
        const face = fs.readFileSync(path.join(root, "components", "index.ts"), "utf8");
        const names = [...Object.keys(schema.resources), ...Object.keys(schema.types)].map((token) => token.split(":")[2]!);
        assert.deepEqual(
            names.filter((name) => !new RegExp(`\\b${name}\\b`).test(face)),
            [],
        );
    });

    it("does not depend on other packages' schemas", () => {
        assert.deepEqual(schema.dependencies ?? [], []);
        assert.deepEqual(JSON.stringify(schema).match(/"\$ref":"(?!#\/types\/wso2-gateway-azure:index:)[^"]*"/g), null);
    });

    it("is the same from `pulumi package get-schema`", async function () {
        this.timeout(120_000);
        const folder = temporaryFolder("schema");
        try {
            const { folder: pulumiFolder } = await obtainPulumi();
            const plugin = writePlugin(folder);
            const env = { ...process.env, PULUMI_HOME: path.join(folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" };
            const result = await runCommand(path.join(pulumiFolder, "pulumi"), ["package", "get-schema", plugin], { cwd: folder, env });
            assert.equal(result.code, 0, result.stderr);
            assert.deepEqual(normalized(JSON.parse(result.stdout) as object), schema);
        } finally {
            fs.rmSync(folder, { recursive: true, force: true });
        }
    });
});

async function formatted(schema: PackageSpec): Promise<string> {
    return prettier.format(JSON.stringify(schema), { ...(await prettier.resolveConfig(CHECKED_IN)), filepath: CHECKED_IN });
}

function componentFiles(): string[] {
    const folder = path.join(root, "components");
    return fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".ts"))
        .map((name) => path.join(folder, name));
}

/** The package as a plugin: an executable that starts it as Pulumi's own language host does. */
function writePlugin(folder: string): string {
    const runPlugin = require.resolve("@pulumi/pulumi/cmd/run-plugin");
    const plugin = path.join(folder, "pulumi-resource-wso2-gateway-azure");
    fs.writeFileSync(plugin, `#!/bin/sh\nexec '${process.execPath}' '${runPlugin}' --pwd '${root}' '${root}' "$@"\n`, { mode: 0o755 });
    return plugin;
}
