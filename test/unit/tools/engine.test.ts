import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { Engine } from "../../../tools/engine";
import { readEvents } from "../../../tools/engineEvents";
import { copyProject } from "../../../tools/engineProject";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { write, writeScript } from "./support";

describe("copyProject", () => {
    const folder = useTemporaryFolder();
    const project = () => path.join(folder(), "project");
    const copy = () => path.join(folder(), "copy");
    const writeProject = (text: string) => write(path.join(project(), "Pulumi.yaml"), text);
    const writeStack = (text: string) => write(path.join(project(), "Pulumi.dev.yaml"), text);
    const copied = (name: string) => parse(fs.readFileSync(path.join(copy(), name), "utf8")) as Record<string, unknown>;
    const doCopy = () => copyProject(project(), "dev", copy());

    it("points back at the program and at local plugins and packages", () => {
        writeProject(
            "name: a\nruntime: nodejs\nmain: program\nplugins: {providers: [{name: b, path: ./b}, {name: c, version: 1.0.0}]}\npackages: {d: ./d, e: e@1.0.0}\n",
        );
        doCopy();
        assert.deepEqual(copied("Pulumi.yaml"), {
            name: "a",
            runtime: "nodejs",
            main: path.join(project(), "program"),
            plugins: {
                providers: [
                    { name: "b", path: path.join(project(), "b") },
                    { name: "c", version: "1.0.0" },
                ],
            },
            packages: { d: path.join(project(), "d"), e: "e@1.0.0" },
        });
    });

    it("finds the program and the stack file in the places that are usual and in those that Pulumi.yaml names", () => {
        writeProject("name: a\nstackConfigDir: stacks\n");
        write(path.join(project(), "stacks", "Pulumi.dev.yaml"), "config: {a:b: 1}\n");
        doCopy();
        assert.deepEqual(copied("Pulumi.yaml"), { name: "a", main: project() });
        assert.deepEqual(copied("Pulumi.dev.yaml"), { config: { "a:b": 1 } });
    });

    it("works without a stack file", () => {
        writeProject("name: a\n");
        doCopy();
        assert.equal(copied("Pulumi.dev.yaml"), null);
    });

    it("keeps what was set in the copy, and takes over what has changed in the project", () => {
        writeProject("name: a\n");
        writeStack("config: {a:changed: 1, a:removed: 1, a:overridden: 1, a:same: 1}\n");
        doCopy();
        const own = copied("Pulumi.dev.yaml") as { config: Record<string, unknown> };
        own.config["a:overridden"] = 2;
        own.config["a:added"] = { secure: "v1:x" };
        write(path.join(copy(), "Pulumi.dev.yaml"), JSON.stringify({ ...own, encryptionsalt: "v1:salt" }));
        writeStack("config: {a:changed: [3], a:overridden: 1, a:same: 1, a:new: {b: 4}}\n");
        doCopy();
        assert.deepEqual(copied("Pulumi.dev.yaml"), {
            config: { "a:changed": [3], "a:overridden": 2, "a:same": 1, "a:new": { b: 4 }, "a:added": { secure: "v1:x" } },
            encryptionsalt: "v1:salt",
        });
    });

    it("leaves out secrets and the salt, which another passphrase has made", () => {
        writeProject("name: a\n");
        writeStack('config: {a:secret: {secure: "v1:x"}, a:list: [{b: {secure: "v1:y"}}], a:plain: 1}\nencryptionsalt: v1:theirs\n');
        doCopy();
        assert.deepEqual(copied("Pulumi.dev.yaml"), { config: { "a:plain": 1 } });
    });

    it("writes nothing into the project", () => {
        writeProject("name: a\n");
        writeStack("config: {}\n");
        doCopy();
        assert.deepEqual(fs.readdirSync(project()), ["Pulumi.dev.yaml", "Pulumi.yaml"]);
    });
});

describe("readEvents", () => {
    const folder = useTemporaryFolder();
    const read = (...lines: string[]) => {
        write(path.join(folder(), "events"), lines.join("\n"));
        return readEvents(path.join(folder(), "events"));
    };

    it("tells changes, steps and messages, without those for debugging", () => {
        const step = { op: "create", urn: "urn:a", type: "t", detailedDiff: null, old: null };
        const events = read(
            JSON.stringify({ resourcePreEvent: { metadata: step } }),
            JSON.stringify({ diagnosticEvent: { severity: "debug", message: "no" } }),
            JSON.stringify({ diagnosticEvent: { severity: "warning", message: "yes\n", urn: "urn:a", prefix: "warning: " } }),
            JSON.stringify({ summaryEvent: { resourceChanges: { create: 1 } } }),
            "",
        );
        assert.deepEqual(events, {
            changes: { create: 1 },
            steps: [{ op: "create", urn: "urn:a", type: "t", detailedDiff: {} }],
            diagnostics: [{ severity: "warning", message: "yes", urn: "urn:a" }],
        });
    });

    it("reads what a killed run has left", () => {
        const events = read(JSON.stringify({ resourcePreEvent: { metadata: { op: "update", urn: "u", type: "t", detailedDiff: null } } }), '{"summaryEv');
        assert.deepEqual(events.steps.length, 1);
        assert.deepEqual(events.changes, {});
    });

    it("reads nothing where there is nothing", () => {
        assert.deepEqual(readEvents(path.join(folder(), "none")), { changes: {}, steps: [], diagnostics: [] });
    });
});

describe("Engine", () => {
    const folder = useTemporaryFolder();

    /** An engine whose Pulumi is a script that tells how it was called. */
    function engine(pulumi: string): Engine {
        writeScript(path.join(folder(), "pulumi/pulumi"), pulumi);
        writeScript(path.join(folder(), "plugin/pulumi-resource-azure-native"), "");
        write(path.join(folder(), "project/Pulumi.yaml"), "name: a\nruntime: nodejs\n");
        return new Engine({
            pulumiFolder: path.join(folder(), "pulumi"),
            workFolder: path.join(folder(), "work"),
            projectFolder: path.join(folder(), "project"),
            stack: "dev",
            pluginFolders: [path.join(folder(), "plugin")],
        });
    }

    it("keeps the user's Pulumi settings and Azure credentials out, and finds our plugins and Pulumi first", () => {
        const kept = { ...process.env };
        Object.assign(process.env, { PULUMI_ACCESS_TOKEN: "t", PULUMI_CONFIG_PASSPHRASE: "p", ARM_CLIENT_SECRET: "s", AZURE_TENANT_ID: "a" });
        try {
            const { env } = engine("exit 0");
            for (const name of ["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "ARM_CLIENT_SECRET", "AZURE_TENANT_ID"])
                assert.equal(env[name], undefined, name);
            assert.ok(env.PATH!.startsWith(`${folder()}/plugin:${folder()}/pulumi:`));
            assert.equal(env.PULUMI_BACKEND_URL, `file://${folder()}/work/state?metadata=skip`);
        } finally {
            process.env = kept;
        }
    });

    it("gives values by standard input, never on the command line", async () => {
        const called = engine('echo "$@" >> ../args; case "$2" in set) cat > ../input ;; esac');
        await called.setConfig("password", "hunter2", { secret: true });
        const args = fs.readFileSync(path.join(folder(), "work/args"), "utf8");
        assert.equal(args, "stack select --create dev --non-interactive\nconfig set password --secret --stack dev --non-interactive\n");
        assert.equal(fs.readFileSync(path.join(folder(), "work/input"), "utf8"), "hunter2");
    });

    it("makes a passphrase that only its user can read, and keeps it", async () => {
        const file = path.join(folder(), "work/passphrase");
        await engine("exit 0").prepare();
        const passphrase = fs.readFileSync(file, "utf8");
        assert.equal(fs.statSync(file).mode & 0o777, 0o600);
        assert.ok(passphrase.length >= 32);
        await engine("exit 0").prepare();
        assert.equal(fs.readFileSync(file, "utf8"), passphrase);
    });

    it("does not start without a plugin of its own, because Pulumi could find a real one", async () => {
        const called = engine("exit 0");
        fs.rmSync(path.join(folder(), "plugin/pulumi-resource-azure-native"));
        await assert.rejects(called.up(), /There is no provider plugin in .*plugin/);
    });

    it("throws what Pulumi said, unless the run may fail", async () => {
        const called = engine('[ "$1" = stack ] && exit 0; echo "error: it is locked" >&2; exit 255');
        await assert.rejects(called.up(), /pulumi up --yes [^]*ended with 255:[^]*error: it is locked/);
        assert.equal((await called.up({ mayFail: true })).code, 255);
    });
});
