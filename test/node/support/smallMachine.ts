import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { startCommand } from "../../../tools/command";

/** What a small machine consists of. It has no disk and no systemd: everything is in its initial file system. */
export interface SmallMachine {
    /** Folder for its parts; the caller deletes it. */
    folder: string;
    /** Script that is its first process. */
    init: string;
    /** More files, by their paths in the machine. */
    files: Readonly<Record<string, string>>;
    /** Programs of this machine, by name. */
    programs: readonly string[];
    /** Modules of the kernel; what they need is loaded before them. */
    modules: readonly string[];
    /** Words of the kernel's command line. */
    settings: readonly string[];
}

/** The newest kernel of Debian that is installed here, if there is one: the kernel that runs may have no file systems of its own. */
export function installedKernel(): string | undefined {
    const versions = fs.existsSync("/boot") ? fs.readdirSync("/boot").filter((name) => name.startsWith("vmlinuz-")) : [];
    return versions
        .map((name) => name.replace("vmlinuz-", ""))
        .filter((version) => fs.existsSync(`/lib/modules/${version}`))
        .sort()
        .at(-1);
}

/** Runs a machine until it ends, and returns what it wrote to its console. The processor is emulated, so that it runs anywhere, and slowly. */
export async function runMachine(machine: SmallMachine): Promise<string> {
    const kernel = installedKernel()!;
    const image = initialFileSystem(machine, kernel);
    const console = path.join(machine.folder, "console");
    const args = ["-accel", "tcg,thread=multi", "-cpu", "Nehalem,+rdrand", "-smp", "2", "-m", "1536", "-display", "none", "-no-reboot"];
    const network = ["-netdev", "user,id=net0", "-device", "virtio-net-pci,netdev=net0", "-device", "virtio-rng-pci"];
    const boot = ["-kernel", `/boot/vmlinuz-${kernel}`, "-initrd", image, "-append", ["console=ttyS0 quiet panic=-1", ...machine.settings].join(" ")];
    const { code, stderr } = await startCommand("qemu-system-x86_64", [...args, ...network, "-serial", `file:${console}`, ...boot], {}).done;
    const text = fs.readFileSync(console, "utf8");
    if (code !== 0) throw new Error(`qemu-system-x86_64 ended with ${code}: ${stderr}\n${text}`);
    return text;
}

function initialFileSystem({ folder, init, files, programs, modules }: SmallMachine, kernel: string): string {
    const root = path.join(folder, "root");
    for (const name of ["proc", "sys", "dev", "run", "tmp", "mnt", "etc", "usr/bin", "usr/sbin", "usr/lib", "usr/lib64"])
        fs.mkdirSync(path.join(root, name), { recursive: true });
    for (const name of ["bin", "sbin", "lib", "lib64"]) fs.symlinkSync(`usr/${name}`, path.join(root, name));
    const copy = (from: string, to: string): void => {
        fs.mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
        fs.copyFileSync(from, path.join(root, to));
    };
    for (const program of programs) {
        const found = output("sh", ["-c", `command -v "${program}"`]);
        copy(fs.realpathSync(found), found);
        // Those of programs that are not one file alone; a static one has none.
        const libraries = [...spawnSync("ldd", [found], { encoding: "utf8" }).stdout.matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file!);
        for (const library of libraries) copy(fs.realpathSync(library), library);
    }
    const loaded = modules.flatMap((module) => output("modprobe", ["--set-version", kernel, "--show-depends", module]).split("\n"));
    const moduleFiles = [...new Set(loaded.filter((line) => line.startsWith("insmod ")).map((line) => line.split(" ")[1]!))];
    for (const file of moduleFiles) copy(file, file);
    fs.writeFileSync(path.join(root, "modules"), `${moduleFiles.join("\n")}\n`);
    for (const [to, from] of Object.entries({ ...files, "/init": init })) copy(from, to);
    const image = path.join(folder, "initial-file-system");
    execFileSync("sh", ["-c", `find . | busybox cpio -o -H newc 2>/dev/null >"${image}"`], { cwd: root });
    return image;
}

function output(command: string, args: string[]): string {
    return execFileSync(command, args, { encoding: "utf8" }).trim();
}
