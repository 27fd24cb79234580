import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";

import { useSandbox } from "./support/sandboxes";
import { until } from "../node/support/wait";

const SCRIPT = "/usr/local/lib/wso2-gateway/install-packages";
const REPOSITORY = "/srv/repository";

describe("install-packages", function () {
    this.timeout(120_000);
    const { sandbox } = useSandbox("dpkg-deb", "apt-get");

    before(async () => {
        for (const name of ["sources.list", "sources.list.d"]) sandbox().remove(`/etc/apt/${name}`);
        sandbox().write("/etc/apt/sources.list", `deb [trusted=yes] file:${REPOSITORY} ./\n`);
        await offer("gateway-one", "gateway-two");
    });
    beforeEach(async () => {
        await sandbox().run("dpkg", ["--purge", "gateway-one", "gateway-two"]);
        sandbox().forgetJournal();
    });

    /** Makes a repository of packages with nothing in them. */
    async function offer(...names: string[]): Promise<void> {
        let index = "";
        for (const name of names) {
            const control = `Package: ${name}\nVersion: 1.0\nArchitecture: all\nMaintainer: Test <test@example.com>\nDescription: nothing\n`;
            sandbox().write(`/srv/build/${name}/DEBIAN/control`, control);
            sandbox().makeFolder(REPOSITORY);
            await sandbox().must("dpkg-deb", ["--build", `/srv/build/${name}`, `${REPOSITORY}/${name}.deb`]);
            const bytes = fs.readFileSync(sandbox().at(`${REPOSITORY}/${name}.deb`));
            index += `${control}Filename: ./${name}.deb\nSize: ${bytes.length}\nSHA256: ${createHash("sha256").update(bytes).digest("hex")}\n\n`;
        }
        sandbox().write(`${REPOSITORY}/Packages`, index);
    }

    const isInstalled = async (name: string): Promise<boolean> =>
        (await sandbox().run("dpkg-query", ["--show", "--showformat=${db:Status-Status}", name])).stdout === "installed";

    it("installs what is missing, and nothing else", async () => {
        sandbox().configure({ PACKAGES: "bash gateway-one openssl gateway-two" });
        await sandbox().must(SCRIPT);
        assert.deepEqual([await isInstalled("gateway-one"), await isInstalled("gateway-two")], [true, true]);
        assert.deepEqual(sandbox().journal(), ["packages: installing gateway-one gateway-two"]);
    });

    it("asks no repository where nothing is missing", async () => {
        sandbox().write("/usr/local/bin/apt-get", "#!/bin/sh\nexit 1\n", 0o755);
        sandbox().configure({ PACKAGES: "bash openssl" });
        await sandbox().must(SCRIPT);
        sandbox().remove("/usr/local/bin/apt-get");
        assert.deepEqual(sandbox().journal(), ["packages: nothing is missing"]);
    });

    it("takes any Java of the right version for the one that is wanted", async () => {
        sandbox().write("/opt/some-jdk-8/bin/java", `#!/bin/sh\necho 'openjdk version "1.8.0_442"' >&2\n`, 0o755);
        sandbox().configure({ PACKAGES: "openjdk-8-jre-headless" });
        await sandbox().must(SCRIPT);
        sandbox().configure({ PACKAGES: "openjdk-9-jre-headless" });
        const { code, stderr } = await sandbox().script("install-packages");
        sandbox().remove("/opt/some-jdk-8");
        assert.equal(code, 1);
        assert.equal(stderr.trimEnd().split("\n").at(-1), "apt-get install failed: E: Unable to locate package openjdk-9-jre-headless");
    });

    for (const lock of ["/var/lib/dpkg/lock-frontend", "/var/lib/apt/lists/lock"]) {
        it(`waits for others that install: ${lock}`, async () => {
            sandbox().configure({ PACKAGES: "gateway-one" });
            const hold = `import fcntl, time\nfile = open("${lock}", "w"); fcntl.lockf(file, fcntl.LOCK_EX); open("/run/held", "w"); time.sleep(600)`;
            const other = sandbox().begin("python3", ["-c", hold]);
            await until("the lock is held", () => sandbox().exists("/run/held"));
            const running = sandbox().begin(SCRIPT);
            await until("it has tried", () => sandbox().journal().length > 0);
            await until("apt-get runs", async () => (await sandbox().run("pgrep", ["-x", "apt-get|sleep"])).code === 0);
            assert.equal(await isInstalled("gateway-one"), false);
            await sandbox().must("pkill", ["-f", "time.sleep.600"]);
            await other.done;
            sandbox().remove("/run/held");
            const { code, stderr } = await running.done;
            assert.deepEqual([code, stderr], [0, ""]);
            assert.equal(await isInstalled("gateway-one"), true);
        });
    }

    it("finishes what a reboot has interrupted", async () => {
        await sandbox().must("dpkg", ["--unpack", `${REPOSITORY}/gateway-two.deb`]);
        // What dpkg was about to write down is left where it does that.
        const known = sandbox().read("/var/lib/dpkg/status").split("\n\n");
        sandbox().write("/var/lib/dpkg/updates/0001", `${known.find((entry) => entry.includes("Package: gateway-two\n"))!}\n`);
        sandbox().configure({ PACKAGES: "gateway-one" });
        await sandbox().must(SCRIPT);
        assert.deepEqual([await isInstalled("gateway-one"), await isInstalled("gateway-two")], [true, true]);
    });
});
