import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder, fillOnce } from "./cacheFolder";
import { lastLines, runCommand } from "./command";
import { goBuild, goVersion } from "./goBuild";
import { ProgressStream } from "./progress";

/** The version that is installed or built where there is none yet; the one that the tests have seen. */
export const PULUMI_VERSION = "3.259.0";
/** The oldest version of a user's own installation that is used as it is. */
export const OLDEST_PULUMI = { major: 3, minor: 200 };

/** Where a Pulumi installation came from. */
export const PulumiOrigin = {
    /** The user's own, found on PATH. */
    Path: "PATH",
    /** An earlier run of this tool. */
    Cache: "cache",
    /** Pulumi's official installer. */
    Installer: "installer",
    /** Built from source. */
    Go: "go",
} as const;
export type PulumiOrigin = (typeof PulumiOrigin)[keyof typeof PulumiOrigin];

export interface PulumiInstallation {
    /** Folder with the executables `pulumi` and `pulumi-language-nodejs`, or at least the former with the latter on PATH. */
    folder: string;
    version: string;
    origin: PulumiOrigin;
}

/** What a source may look at and write to. */
export interface SourceContext {
    env: NodeJS.ProcessEnv;
    stream: ProgressStream;
}

/** One way to get Pulumi: gives an installation, or throws with the reason why not. */
export type PulumiSource = (context: SourceContext) => Promise<PulumiInstallation>;

/** The sources, in the order in which they are tried. */
export const pulumiSources: Readonly<Record<PulumiOrigin, PulumiSource>> = {
    [PulumiOrigin.Path]: fromPath,
    [PulumiOrigin.Cache]: fromCache,
    [PulumiOrigin.Installer]: fromInstaller,
    [PulumiOrigin.Go]: fromGo,
};

async function fromPath({ env }: SourceContext): Promise<PulumiInstallation> {
    const pulumi = findOnPath("pulumi", env);
    if (pulumi === undefined) throw new Error("no pulumi on PATH");
    const folder = path.dirname(pulumi);
    const version = await pulumiVersion(folder, env);
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major !== OLDEST_PULUMI.major || minor < OLDEST_PULUMI.minor) {
        throw new Error(`${pulumi} is version ${version}; needed is ${OLDEST_PULUMI.major}.${OLDEST_PULUMI.minor} or a later ${OLDEST_PULUMI.major}.x`);
    }
    const host = findOnPath("pulumi-language-nodejs", env);
    if (host === undefined) throw new Error(`${pulumi} has no pulumi-language-nodejs on PATH`);
    await startsHost(host, env);
    return { folder, version, origin: PulumiOrigin.Path };
}

async function fromCache({ env }: SourceContext): Promise<PulumiInstallation> {
    const folder = installFolder(env);
    if (!fs.existsSync(folder)) throw new Error(`nothing in ${folder}`);
    await checkInstallation(folder, env);
    return installation(folder, PulumiOrigin.Cache);
}

const INSTALLER_URL = "https://get.pulumi.com";
// Short, because what comes after it works without the internet.
const DOWNLOAD_TIMEOUT = 15_000;

async function fromInstaller(context: SourceContext): Promise<PulumiInstallation> {
    const { env, stream } = context;
    const url = safeInstallerUrl(env.PULUMI_INSTALLER_URL || INSTALLER_URL);
    const script = await download(url);
    const filled = await fillInstallation(context, async (partial) => {
        stream.write(`Installing Pulumi ${PULUMI_VERSION} with the installer of ${url.host}\n`);
        const file = path.join(partial, "install.sh");
        fs.writeFileSync(file, script);
        const args = [file, "--version", PULUMI_VERSION, "--install-root", partial, "--no-edit-path"];
        const result = await runCommand("sh", args, { cwd: partial, env });
        if (result.code !== 0) throw new Error(`the installer ended with ${result.code ?? result.signal}:\n${lastLines(result.stderr || result.stdout)}`);
        fs.rmSync(file);
    });
    return installation(installFolder(env), filled ? PulumiOrigin.Installer : PulumiOrigin.Cache);
}

/** The script will be run, so it must come from where it says: encrypted, or from this very machine. */
function safeInstallerUrl(text: string): URL {
    const url = new URL(text);
    const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    if (url.protocol === "https:" || (url.protocol === "http:" && local)) return url;
    throw new Error(`PULUMI_INSTALLER_URL is ${text}; allowed is https, and http from this machine only`);
}

async function download(url: URL): Promise<string> {
    const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT) }).catch((error: Error) => {
        // The error of fetch itself says only that it failed.
        const cause = error.cause instanceof Error ? error.cause.message : "";
        throw new Error(`${url.href} gave no installer: ${cause || error.message}`, { cause: error });
    });
    if (!response.ok) throw new Error(`${url.href} gave no installer: HTTP ${response.status}`);
    return response.text();
}

async function fromGo(context: SourceContext): Promise<PulumiInstallation> {
    const { env, stream } = context;
    const go = await goVersion(env);
    if (go === undefined) throw new Error("no go on PATH");
    const filled = await fillInstallation(context, async (partial) => {
        stream.write(`Building Pulumi ${PULUMI_VERSION} with ${go}: about 5 minutes on two cores, once for this machine\n`);
        const into = path.join(partial, "bin");
        await goBuild({
            subject: "pulumi-language-nodejs",
            module: path.join(__dirname, "pulumi-language-nodejs"),
            packages: ["github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"],
            into,
            env,
            stream,
        });
        await goBuild({
            subject: "pulumi",
            module: path.join(__dirname, "pulumi-cli"),
            packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
            variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${PULUMI_VERSION}` },
            tags: ["osusergo", "grpcnotrace"],
            into,
            env,
            stream,
        });
    });
    return installation(installFolder(env), filled ? PulumiOrigin.Go : PulumiOrigin.Cache);
}

/** Fills the folder of this version, unless another process is quicker. Whether it has. */
function fillInstallation({ env, stream }: SourceContext, fill: (partial: string) => Promise<void>): Promise<boolean> {
    const folder = installFolder(env);
    const onWait = () => void stream.write(`Waiting for another process that is filling ${folder}\n`);
    return fillOnce(folder, (candidate) => checkInstallation(candidate, env), fill, { onWait });
}

/** Where this version is kept; `bin` in it holds the executables, as Pulumi's installer has it. */
export function installFolder(env: NodeJS.ProcessEnv): string {
    return path.join(cacheFolder(env), `pulumi-${PULUMI_VERSION}-${process.platform}-${process.arch}`);
}

function installation(folder: string, origin: PulumiOrigin): PulumiInstallation {
    return { folder: path.join(folder, "bin"), version: PULUMI_VERSION, origin };
}

/** Throws unless `folder` holds a Pulumi of the wanted version that runs, and its language host. */
async function checkInstallation(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
    const bin = path.join(folder, "bin");
    const version = await pulumiVersion(bin, env);
    if (version !== PULUMI_VERSION) throw new Error(`${bin} holds Pulumi ${version}; wanted is ${PULUMI_VERSION}`);
    await startsHost(path.join(bin, "pulumi-language-nodejs"), env);
}

async function pulumiVersion(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
    const pulumi = path.join(folder, "pulumi");
    const result = await runCommand(pulumi, ["version"], { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeout: 30_000 }).catch((error: Error) => {
        throw new Error(`${pulumi} does not start: ${error.message}`);
    });
    const version = /^v?(\d+\.\d+\.\d+\S*)/m.exec(result.stdout)?.[1];
    if (result.code === 0 && version !== undefined) return version;
    throw new Error(`${pulumi} does not tell its version: ${lastLines(result.stderr || result.stdout, 3)}`);
}

/** Throws when the language host cannot be started. Without an engine it has nothing to do but to explain itself. */
async function startsHost(host: string, env: NodeJS.ProcessEnv): Promise<void> {
    const result = await runCommand(host, ["-help"], { env, timeout: 30_000 }).catch((error: Error) => {
        throw new Error(`${host} does not start: ${error.message}`);
    });
    if (result.code !== 0) throw new Error(`${host} does not start: it ended with ${result.code ?? result.signal}`);
}

function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
    return (env.PATH ?? "")
        .split(path.delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => path.resolve(folder, name))
        .find(isExecutableFile);
}

function isExecutableFile(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
