import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder, fillOnce } from "../../../tools/cacheFolder";
import { lastLines, runCommand } from "../../../tools/command";
import { Progress } from "../../../tools/progress";

/** Debian's packages of an image that has everything that a node needs, as a user's own image may. */
const packages = [
    ..."systemd-sysv dbus cloud-init libpam-systemd procps iproute2 nftables".split(" "),
    ..."bindfs ca-certificates curl openssl openssh-client openssh-server python3 rsync unzip openjdk-17-jre-headless".split(" "),
];

/**
 * Packages that nodes ask for and Debian 12 does not have, or whose programs have nothing to do without a client of the file system in the kernel: they
 * are there by name. What is behind them is not proven here: aznfs, every JDK but 17, and the clients of NFS and SMB.
 */
export const shimPackages = [...[8, 11, 21, 25].map((version) => `openjdk-${version}-jre-headless`), "nfs-common", "cifs-utils", "aznfs", "stunnel4"];

/** Types of file systems whose mounts are shims: `mount` runs `/usr/sbin/mount.<type>`. */
const mountTypes = ["nfs", "nfs4", "aznfs", "cifs"];

/** What an image of a cloud does not run, or what waits for a network that these machines have from their first moment. */
const masked = [
    ..."systemd-networkd.service systemd-networkd.socket systemd-networkd-wait-online.service systemd-firstboot.service".split(" "),
    ..."apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer dpkg-db-backup.timer".split(" "),
    ..."console-getty.service getty.target ssh.service ssh.socket rsync.service".split(" "),
];

/** Settings of cloud-init: the document lies in the image, and the network is there. */
const cloudSettings = "datasource_list: [ NoCloud, None ]\nnetwork: { config: disabled }\nlocale: C.UTF-8\n";

/** To be raised when `make` does something else with the same lists. */
const RECIPE = 3;
const SHIM = path.join(__dirname, "shims", "mount");
const SOURCES = "/etc/apt/sources.list.d/debian.sources";

/**
 * A folder with Debian 12 as nodes find it, made once and kept outside the tree; it is not to be written to. Takes about a minute the first time.
 * Needs root.
 */
export async function rootFilesystem(): Promise<string> {
    const name = `root-filesystem-${recipeHash()}`;
    const folder = path.join(cacheFolder(), name);
    const check = async (candidate: string): Promise<void> => fs.accessSync(path.join(candidate, "etc", "wso2-gateway-test"));
    await fillOnce(folder, check, async (partial) => {
        const progress = new Progress("a root filesystem of Debian");
        try {
            await make(partial);
            progress.end("made");
        } catch (error) {
            progress.end("failed");
            throw error;
        }
    });
    return folder;
}

/** Whatever decides what is in it. */
function recipeHash(): string {
    const recipe = JSON.stringify([RECIPE, packages, shimPackages, mountTypes, masked, cloudSettings]);
    return createHash("sha256").update(recipe).update(fs.readFileSync(SHIM)).digest("hex").slice(0, 16);
}

async function make(folder: string): Promise<void> {
    // The host's own sources, so that this uses whatever its apt uses.
    const sources = fs.existsSync(SOURCES) ? [SOURCES] : [];
    await run("mmdebstrap", ["--variant=minbase", `--include=${packages.join()}`, "bookworm", folder, ...sources]);
    // mmdebstrap makes its folder readable for all, but mkdtemp's mode stays when the folder was there.
    fs.chmodSync(folder, 0o755);
    const write = (name: string, content: string): void => {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), content);
    };
    write("etc/cloud/cloud.cfg.d/90-test.cfg", cloudSettings);
    // Images of Ubuntu keep their journal.
    fs.mkdirSync(path.join(folder, "var/log/journal"), { recursive: true });
    for (const unit of masked) fs.rmSync(path.join(folder, "etc/systemd/system", unit), { force: true });
    for (const unit of masked) fs.symlinkSync("/dev/null", path.join(folder, "etc/systemd/system", unit));
    for (const type of mountTypes) {
        fs.copyFileSync(SHIM, path.join(folder, "usr/sbin", `mount.${type}`));
        fs.chmodSync(path.join(folder, "usr/sbin", `mount.${type}`), 0o755);
    }
    for (const shim of shimPackages) {
        const file = await shimPackage(path.join(folder, "tmp"), shim);
        await run("chroot", [folder, "dpkg", "--install", `/tmp/${path.basename(file)}`]);
        fs.rmSync(file);
    }
    // Every machine gets its own.
    fs.rmSync(path.join(folder, "etc/machine-id"), { force: true });
    write("etc/wso2-gateway-test", `${recipeHash()}\n`);
}

/**
 * Makes a package with nothing but its name; those of Java bring a folder as their JDK has it.
 *
 * @param files more files of it, by their paths, with what they are copies of
 * @returns the package's file, in `folder`
 */
export async function shimPackage(folder: string, name: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
    const build = path.join(folder, name);
    const version = /^openjdk-(\d+)-/.exec(name)?.[1];
    fs.mkdirSync(path.join(build, "DEBIAN"), { recursive: true });
    const control = { Package: name, Version: "99:1", Architecture: "all", Maintainer: "tests <tests@example.com>", Description: "stands for the package" };
    const fields = Object.entries(control).map(([field, value]) => `${field}: ${value}\n`);
    fs.writeFileSync(path.join(build, "DEBIAN", "control"), fields.join(""));
    if (version !== undefined) addShimJava(path.join(build, "usr/lib/jvm", `java-${version}-openjdk-amd64`), Number(version));
    for (const [to, from] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(build, to)), { recursive: true });
        fs.copyFileSync(from, path.join(build, to));
    }
    await run("dpkg-deb", ["--root-owner-group", "--build", build, `${build}.deb`]);
    fs.rmSync(build, { recursive: true });
    return `${build}.deb`;
}

/** The Java that there is, but for the version that it says it has. */
function addShimJava(folder: string, version: number): void {
    const real = "/usr/lib/jvm/java-17-openjdk-amd64";
    const told = version <= 8 ? `1.${version}.0_999` : `${version}.0.999`;
    const lines = ["#!/bin/sh", `if [ "$*" = -version ]; then`, `    echo 'openjdk version "${told}"' >&2`, "    exit", "fi", `exec ${real}/bin/java "$@"`, ""];
    fs.mkdirSync(path.join(folder, "bin"), { recursive: true });
    fs.writeFileSync(path.join(folder, "bin", "java"), lines.join("\n"), { mode: 0o755 });
    fs.symlinkSync(`${real}/bin/keytool`, path.join(folder, "bin", "keytool"));
}

async function run(command: string, args: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await runCommand(command, args);
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${lastLines(stdout + stderr, 30)}`);
}
