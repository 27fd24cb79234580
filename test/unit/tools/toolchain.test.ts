import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { installFolder } from "../../../tools/pulumiSources";
import { obtainPulumi, PULUMI_VERSION } from "../../../tools/toolchain";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { linkCommands, serving, write, writeScript } from "./support";

// Nothing listens there, so that no test reaches the real installer.
const NO_INSTALLER = "http://127.0.0.1:1/";

describe("obtainPulumi", () => {
    const folder = useTemporaryFolder();
    const bin = () => path.join(folder(), "bin");
    const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
        PATH: bin(),
        WSO2_GATEWAY_AZURE_CACHE: path.join(folder(), "cache"),
        PULUMI_INSTALLER_URL: NO_INSTALLER,
        ...more,
    });
    let shown = "";
    const stream = { write: (text: string) => (shown += text) };
    const obtain = (more: NodeJS.ProcessEnv = {}) => obtainPulumi({ env: env(more), stream });

    beforeEach(() => {
        shown = "";
        linkCommands(bin(), "sh", "mkdir", "cat", "chmod");
    });

    function writePulumi(into: string, version: string): void {
        writeScript(path.join(into, "pulumi"), `echo v${version}`);
        writeScript(path.join(into, "pulumi-language-nodejs"), "exit 0");
    }

    describe("from PATH", () => {
        for (const version of ["3.200.0", PULUMI_VERSION, "3.999.1-beta.2"]) {
            it(`takes ${version} as it is`, async () => {
                writePulumi(bin(), version);
                assert.deepEqual(await obtain(), { folder: bin(), version, origin: "PATH" });
            });
        }

        for (const version of ["3.199.9", "2.300.0", "4.0.0"]) {
            it(`does not take ${version}`, async () => {
                writePulumi(bin(), version);
                await assert.rejects(obtain(), new RegExp(`is version ${version}; needed is 3.200 or a later 3.x`));
            });
        }

        it("takes a language host from elsewhere on PATH", async () => {
            const other = path.join(folder(), "other");
            writePulumi(bin(), "3.250.0");
            fs.mkdirSync(other);
            fs.renameSync(path.join(bin(), "pulumi-language-nodejs"), path.join(other, "pulumi-language-nodejs"));
            const { origin } = await obtain({ PATH: `${bin()}:${other}` });
            assert.equal(origin, "PATH");
        });

        it("does not take one without a language host", async () => {
            writeScript(path.join(bin(), "pulumi"), "echo v3.250.0");
            await assert.rejects(obtain(), /has no pulumi-language-nodejs on PATH/);
        });

        it("does not take one whose language host does not start", async () => {
            writePulumi(bin(), "3.250.0");
            fs.writeFileSync(path.join(bin(), "pulumi-language-nodejs"), "\u007fELF for another machine");
            await assert.rejects(obtain(), /pulumi-language-nodejs does not start/);
        });

        it("does not take one that fails to tell its version", async () => {
            writePulumi(bin(), "3.250.0");
            writeScript(path.join(bin(), "pulumi"), "echo v3.250.0; echo broken library >&2; exit 1");
            await assert.rejects(obtain(), /does not tell its version: broken library/);
        });
    });

    describe("from the cache", () => {
        it("takes what an earlier run has left, without asking anybody", async () => {
            const cached = path.join(installFolder(env()), "bin");
            writePulumi(cached, PULUMI_VERSION);
            assert.deepEqual(await obtain(), { folder: cached, version: PULUMI_VERSION, origin: "cache" });
        });

        it("does not take another version that lies in its place", async () => {
            writePulumi(path.join(installFolder(env()), "bin"), "3.258.0");
            await assert.rejects(obtain(), new RegExp(`cache: .*holds Pulumi 3.258.0; wanted is ${PULUMI_VERSION}`));
        });
    });

    describe("with Pulumi's installer", () => {
        /** Installs into the folder after --install-root, and tells how it was called. */
        const installer = (version: string) =>
            [
                `[ "$1 $2 $3" = "--version ${PULUMI_VERSION} --install-root" ] && [ "$5" = "--no-edit-path" ] || exit 9`,
                `mkdir "$4/bin"`,
                `cat > "$4/bin/pulumi" <<END\n#!/bin/sh\necho v${version}\nEND`,
                `cat > "$4/bin/pulumi-language-nodejs" <<END\n#!/bin/sh\nexit 0\nEND`,
                `chmod 755 "$4/bin/pulumi" "$4/bin/pulumi-language-nodejs"`,
            ].join("\n");
        const cacheContent = () => fs.readdirSync(path.join(folder(), "cache")).filter((name) => !name.endsWith(".lock"));

        it("installs into the cache, and finds it there the next time", async () => {
            await serving(installer(PULUMI_VERSION), async (url) => {
                const installed = await obtain({ PULUMI_INSTALLER_URL: url });
                assert.deepEqual(installed, { folder: path.join(installFolder(env()), "bin"), version: PULUMI_VERSION, origin: "installer" });
            });
            assert.deepEqual(cacheContent(), [path.basename(installFolder(env()))]);
            assert.deepEqual(fs.readdirSync(installFolder(env())), ["bin"]);
            assert.equal((await obtain()).origin, "cache");
        });

        it("puts a good installation in the place of a broken one", async () => {
            writePulumi(path.join(installFolder(env()), "bin"), "3.1.0");
            await serving(installer(PULUMI_VERSION), async (url) => {
                assert.equal((await obtain({ PULUMI_INSTALLER_URL: url })).origin, "installer");
            });
            assert.equal((await obtain()).origin, "cache");
        });

        it("says why an installer failed, and keeps nothing of it", async () => {
            await serving('mkdir "$4/bin"; echo no space left >&2; exit 3', async (url) => {
                await assert.rejects(obtain({ PULUMI_INSTALLER_URL: url }), /the installer ended with 3:\s+no space left/);
            });
            assert.deepEqual(cacheContent(), []);
        });

        it("refuses an installation of the wrong version, and keeps nothing of it", async () => {
            await serving(installer("3.111.0"), async (url) => {
                await assert.rejects(obtain({ PULUMI_INSTALLER_URL: url }), new RegExp(`holds Pulumi 3.111.0; wanted is ${PULUMI_VERSION}`));
            });
            assert.deepEqual(cacheContent(), []);
        });

        it("does not run what comes with an error", async () => {
            const answer = serving(installer(PULUMI_VERSION), async (url) => void (await obtain({ PULUMI_INSTALLER_URL: url })), 404);
            await assert.rejects(answer, /gave no installer: HTTP 404/);
        });

        for (const url of ["http://example.org/install.sh", "ftp://127.0.0.1/install.sh"]) {
            it(`does not run a script from ${url}`, async () => {
                await assert.rejects(obtain({ PULUMI_INSTALLER_URL: url }), /allowed is https, and http from this machine only/);
            });
        }
    });

    describe("with Go", () => {
        /** Stands in for Go: "builds" shell scripts that print the version they were given by -X. */
        const go = [
            'if [ "$1" = env ]; then echo go1.26.0; exit 0; fi',
            'echo "$CGO_ENABLED $GOFLAGS $GOWORK" > "$LOG"',
            "for arg; do",
            '    if [ "$last" = -o ]; then into=$arg; fi',
            '    case "$arg" in *.Version=v*) version=${arg##*=} ;; esac',
            "    last=$arg",
            "done",
            'file="$into/${last##*/}"',
            'echo "#!/bin/sh" > "$file"',
            'echo "echo $version" >> "$file"',
            'chmod 755 "$file"',
        ].join("\n");

        it("builds both executables and keeps them", async () => {
            writeScript(path.join(bin(), "go"), go);
            const log = path.join(folder(), "go-env");
            const built = await obtain({ LOG: log, GOFLAGS: "-mod=mod", GOWORK: "/somewhere" });
            assert.deepEqual(built, { folder: path.join(installFolder(env()), "bin"), version: PULUMI_VERSION, origin: "go" });
            assert.equal(fs.readFileSync(log, "utf8").trim(), "0 -mod=readonly off");
            assert.match(shown, /Building Pulumi .* with go1\.26\.0: about 5 minutes/);
            assert.equal((await obtain()).origin, "cache");
        });

        it("shows the end of Go's output when a build fails", async () => {
            writeScript(path.join(bin(), "go"), 'if [ "$1" = env ]; then echo go1.26.0; exit 0; fi; echo undefined: thing >&2; exit 1');
            await assert.rejects(obtain(), /go build ended with 1:\s+undefined: thing/);
        });

        it("has a wrapper module for the version that it promises", () => {
            const module = fs.readFileSync(path.join(__dirname, "../../../tools/pulumi-cli/go.mod"), "utf8");
            assert.match(module, new RegExp(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION.replaceAll(".", "\\.")}\\s`));
        });
    });

    it("gives every source's reason, in their order, and what to do when there is no way at all", async () => {
        await assert.rejects(obtain(), (error: Error) => {
            assert.deepEqual(
                [...error.message.matchAll(/^ {2}- (\w+): /gm)].map((match) => match[1]),
                ["PATH", "cache", "installer", "go"],
            );
            assert.match(error.message, /no pulumi on PATH[^]*nothing in [^]*gave no installer[^]*no go on PATH[^]*Install the Pulumi CLI/);
            return true;
        });
    });

    it("does not look further once it has found one", async () => {
        write(path.join(folder(), "cache"), "a file, so that everything after PATH would fail");
        writePulumi(bin(), "3.250.0");
        assert.equal((await obtain()).origin, "PATH");
    });
});
