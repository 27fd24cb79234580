import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder, fillOnce } from "./cacheFolder";
import { lastLines, runCommand } from "./command";
import { goBuild, goVersion } from "./goBuild";
import { ProgressStream } from "./progress";

/** The versions that are built; the ones that the tests have seen. The wrapper modules in `kubernetes/` say the same. */
export const KUBERNETES_VERSION = "1.35.2";
export const ETCD_VERSION = "3.6.5";
export const KWOK_VERSION = "0.8.0";

/** The executables, and what each says of its version. */
const EXECUTABLES: Readonly<Record<string, string>> = {
    etcd: `etcd Version: ${ETCD_VERSION}`,
    "kube-apiserver": `Kubernetes v${KUBERNETES_VERSION}`,
    "kube-controller-manager": `Kubernetes v${KUBERNETES_VERSION}`,
    "kube-scheduler": `Kubernetes v${KUBERNETES_VERSION}`,
    kwok: `v${KWOK_VERSION}`,
};

const MODULES = path.join(__dirname, "kubernetes");
const COMPONENT_VERSION = "k8s.io/component-base/version";

export interface KubernetesOptions {
    /** Environment that PATH and the cache folder are taken from. Defaults to this process's. */
    env?: NodeJS.ProcessEnv;
    /** Where progress is shown. Defaults to standard error. */
    stream?: ProgressStream;
}

/**
 * Finds or builds the parts of a Kubernetes control plane. The first time takes about ten minutes on two cores.
 *
 * @returns the folder with the executables `etcd`, `kube-apiserver`, `kube-controller-manager`, `kube-scheduler` and `kwok`
 */
export async function obtainKubernetes({ env = process.env, stream = process.stderr }: KubernetesOptions = {}): Promise<string> {
    const folder = kubernetesFolder(env);
    const check = (candidate: string) => checkExecutables(candidate, env);
    // Without the lock first: processes that only use what is there need not wait for each other.
    if (
        await check(folder).then(
            () => true,
            () => false,
        )
    )
        return folder;
    const fill = (partial: string) => build(partial, env, stream);
    await fillOnce(folder, check, fill, { onWait: () => void stream.write(`Waiting for another process that is filling ${folder}\n`) });
    return folder;
}

/** Where this version is kept. Another library in a wrapper module is another version. */
export function kubernetesFolder(env: NodeJS.ProcessEnv = process.env): string {
    const hash = createHash("sha256");
    for (const name of fs.readdirSync(MODULES).sort()) hash.update(fs.readFileSync(path.join(MODULES, name, "go.sum")));
    return path.join(cacheFolder(env), `kubernetes-${KUBERNETES_VERSION}-${hash.digest("hex").slice(0, 12)}-${process.platform}-${process.arch}`);
}

async function build(into: string, env: NodeJS.ProcessEnv, stream: ProgressStream): Promise<void> {
    const go = await goVersion(env);
    if (go === undefined) throw new Error(`There is no go on PATH: Kubernetes ${KUBERNETES_VERSION} is built from source, with Go 1.26 or later.`);
    stream.write(
        `Building Kubernetes ${KUBERNETES_VERSION}, etcd ${ETCD_VERSION} and kwok ${KWOK_VERSION} with ${go}: about 10 minutes on two cores, once for this machine\n`,
    );
    const common = { into, env, stream };
    const [major, minor] = KUBERNETES_VERSION.split(".");
    await goBuild({
        ...common,
        subject: "etcd",
        module: path.join(MODULES, "etcd"),
        packages: ["go.etcd.io/etcd/server/v3"],
    });
    // Go names it after the folder.
    fs.renameSync(path.join(into, "server"), path.join(into, "etcd"));
    await goBuild({
        ...common,
        subject: "kwok",
        module: path.join(MODULES, "kwok"),
        packages: ["sigs.k8s.io/kwok/cmd/kwok"],
        variables: { "sigs.k8s.io/kwok/pkg/consts.Version": `v${KWOK_VERSION}` },
    });
    await goBuild({
        ...common,
        subject: "Kubernetes",
        module: path.join(MODULES, "kube"),
        packages: ["apiserver", "controller-manager", "scheduler"].map((name) => `k8s.io/kubernetes/cmd/kube-${name}`),
        // Without them the server has no version that clients can parse.
        variables: {
            [`${COMPONENT_VERSION}.gitVersion`]: `v${KUBERNETES_VERSION}`,
            [`${COMPONENT_VERSION}.gitMajor`]: major!,
            [`${COMPONENT_VERSION}.gitMinor`]: minor!,
            [`${COMPONENT_VERSION}.gitTreeState`]: "clean",
            [`${COMPONENT_VERSION}.gitCommit`]: "unknown",
            [`${COMPONENT_VERSION}.buildDate`]: "1970-01-01T00:00:00Z",
        },
    });
}

async function checkExecutables(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
    for (const [name, version] of Object.entries(EXECUTABLES)) {
        const file = path.join(folder, name);
        const result = await runCommand(file, ["--version"], { env, timeout: 30_000 }).catch((error: Error) => {
            throw new Error(`${file} does not start: ${error.message}`);
        });
        if (!result.stdout.includes(version)) throw new Error(`${file} is not ${version}: ${lastLines(result.stdout || result.stderr, 3)}`);
    }
}
