import * as fs from "node:fs";
import * as path from "node:path";

import { LocalWorkspace, PulumiCommand, PulumiFn, Stack } from "@pulumi/pulumi/automation";

import { SIMULATOR_PLUGIN } from "../../../tools/engine";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { obtainPulumi } from "../../../tools/toolchain";

/** A resource in an exported state: the part that tests look at. */
export interface DeployedResource {
    urn: string;
    type: string;
    protect?: boolean;
    provider?: string;
    inputs: Record<string, unknown>;
}

/** Stacks of inline programs, all in one simulated Azure. */
export interface Workspaces {
    /** A stack with a work folder and a home of its own: what Pulumi remembers there must not get mixed up. */
    stackOf(stackName: string, program: PulumiFn): Promise<Stack>;
}

/** Workspaces for the tests of one `describe`. Call it inside. */
export function useWorkspaces(): Workspaces {
    let folder: string;
    let pulumiCommand: PulumiCommand;

    before(async () => {
        folder = temporaryFolder("automation");
        const pulumi = await obtainPulumi();
        fs.symlinkSync(pulumi.folder, path.join(folder, "bin"));
        pulumiCommand = await PulumiCommand.get({ root: folder, skipVersionCheck: true });
    });
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    return { stackOf };

    async function stackOf(stackName: string, program: PulumiFn): Promise<Stack> {
        const own = (name: string): string => {
            const created = path.join(folder, stackName, name);
            fs.mkdirSync(created, { recursive: true });
            return created;
        };
        const stack = await LocalWorkspace.createOrSelectStack(
            { stackName, projectName: "portal", program },
            {
                workDir: own("work"),
                pulumiHome: own("home"),
                pulumiCommand,
                envVars: {
                    PATH: [SIMULATOR_PLUGIN, process.env.PATH].join(path.delimiter),
                    PULUMI_BACKEND_URL: `file://${own("state")}`,
                    PULUMI_CONFIG_PASSPHRASE: "a passphrase of this test",
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                    SIMULATED_AZURE_DIR: path.join(folder, "azure"),
                },
            },
        );
        await stack.setConfig("azure-native:location", { value: "westeurope" });
        return stack;
    }
}

/** What a stack has deployed, without the stack itself and its providers. */
export async function deployedBy(stack: Stack): Promise<DeployedResource[]> {
    const { deployment } = await stack.exportStack();
    const { resources = [] } = deployment as { resources?: DeployedResource[] };
    return resources.filter(({ type }) => !type.startsWith("pulumi:"));
}
