import { KUBERNETES_VERSION, obtainKubernetes } from "./kubernetesBinaries";
import { ProgressStream } from "./progress";
import { PulumiInstallation, PulumiOrigin, pulumiSources, PulumiSource, PULUMI_VERSION } from "./pulumiSources";

export { goBuild, GoBuild, goVersion } from "./goBuild";
export { PulumiInstallation, PulumiOrigin, PULUMI_VERSION } from "./pulumiSources";

export interface ObtainOptions {
    /** Environment that PATH, the cache folder and the installer's address are taken from. Defaults to this process's. */
    env?: NodeJS.ProcessEnv;
    /** Where progress is shown. Defaults to standard error. */
    stream?: ProgressStream;
    /** The sources to try, in their order. Defaults to PATH, cache, installer, Go. */
    sources?: Readonly<Partial<Record<PulumiOrigin, PulumiSource>>>;
}

/** Finds or obtains the Pulumi CLI with its language host for Node.js. Throws with each source's reason when none has it. */
export async function obtainPulumi(options: ObtainOptions = {}): Promise<PulumiInstallation> {
    const context = { env: options.env ?? process.env, stream: options.stream ?? process.stderr };
    const reasons: string[] = [];
    for (const [name, source] of Object.entries(options.sources ?? pulumiSources)) {
        try {
            return await source(context);
        } catch (error) {
            reasons.push(`  - ${name}: ${(error as Error).message.replaceAll("\n", "\n    ")}`);
        }
    }
    throw new Error(
        `Pulumi could not be found or obtained:\n${reasons.join("\n")}\n` +
            `Install the Pulumi CLI (https://www.pulumi.com/docs/install/), or Go 1.25 or later, so that version ${PULUMI_VERSION} can be built.`,
    );
}

async function main(): Promise<void> {
    const { folder, version, origin } = await obtainPulumi();
    console.log(`Pulumi ${version} (${origin}): ${folder}`);
    console.log(`Kubernetes ${KUBERNETES_VERSION}: ${await obtainKubernetes()}`);
}

if (require.main === module) {
    main().catch((error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
    });
}
