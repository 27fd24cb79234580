import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { parse } from "yaml";

import { runCommand } from "./command";
import { startControlPlane } from "./controlPlane";
import { installAddOns, serveLoadBalancers } from "./controlPlane/aks";
import { describeAzureTime, describeOutputs, describeResources } from "./demoSummary";
import { Engine } from "./engine";
import { obtainPulumi } from "./toolchain";

const root = path.join(__dirname, "..");
const PROJECT = "wso2-gateway-azure";

/** Brings up an environment of the root project on the simulated Azure with the real engine, shows it, or takes it down. */
async function main(): Promise<void> {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { destroy: { type: "boolean", default: false } } });
    const stack = positionals[0] ?? "dev";
    const settings = stackSettings(stack);

    const pulumi = await obtainPulumi();
    const workFolder = path.join(root, ".demo", stack);
    const cluster = settings.hasCluster ? await startCluster(path.join(workFolder, "cluster")) : undefined;
    try {
        const env = cluster && { WSO2_SIMULATED_CLUSTER: cluster.kubeconfigFile };
        const engine = new Engine({ pulumiFolder: pulumi.folder, workFolder, projectFolder: root, stack, env });
        await engine.prepare();
        console.log(`\nEnvironment ${stack}, on a simulated Azure (.demo/${stack}), with Pulumi ${pulumi.version} (${pulumi.origin})\n`);

        if (values.destroy) await destroy(engine, settings.tier === "Production");
        else await bringUp(engine, stack, settings.hostName);
    } finally {
        await cluster?.stop();
    }
}

/** A real Kubernetes control plane with simulated nodes, in the place of the cluster that is simulated in Azure. What it holds stays in its folder. */
async function startCluster(folder: string): Promise<{ kubeconfigFile: string; stop: () => Promise<void> }> {
    const controlPlane = await startControlPlane({ folder });
    await installAddOns(controlPlane.client);
    const stopServing = serveLoadBalancers(controlPlane.client);
    console.log("A Kubernetes control plane runs on this machine until the end of this command. Its nodes are simulated: no container is started.");
    const stop = async (): Promise<void> => {
        await stopServing();
        await controlPlane.stop();
    };
    return { kubeconfigFile: controlPlane.kubeconfigFile, stop };
}

interface StackSettings {
    hostName: string;
    tier: string;
    /** Whether the nodes are pods on a cluster. */
    hasCluster: boolean;
}

function stackSettings(stack: string): StackSettings {
    const file = path.join(root, `Pulumi.${stack}.yaml`);
    if (!fs.existsSync(file)) throw new Error(`There is no environment ${stack}: Pulumi.${stack}.yaml is missing.`);
    const { config } = parse(fs.readFileSync(file, "utf8")) as { config: Record<string, string> };
    return { hostName: config[`${PROJECT}:hostName`]!, tier: config[`${PROJECT}:tier`]!, hasCluster: config[`${PROJECT}:cluster`] !== undefined };
}

async function bringUp(engine: Engine, stack: string, hostName: string): Promise<void> {
    console.log("Development certificates");
    const certificates = ["certificates", "--host-name", hostName, "--stack", stack, "--cwd", engine.projectCopy];
    const made = await runCommand(process.execPath, [path.join(root, "dist", "cli", "main.js"), ...certificates], { cwd: root, env: engine.env });
    if (made.code !== 0) throw new Error(`The certificates could not be made:\n${made.stderr}`);
    console.log(made.stdout);

    await engine.up({ output: "inherit" });

    const { deployment } = await engine.exportState();
    console.log(describeResources(deployment.resources ?? []));
    console.log(describeOutputs(await engine.outputs()));
    console.log(describeAzureTime(deployment.resources ?? []));
    console.log(
        `Again: npm run demo -- ${stack}    Down: npm run demo -- ${stack} --destroy    What is "in Azure": npx ${PROJECT} simulator show --dir .demo/${stack}/azure\n`,
    );
}

async function destroy(engine: Engine, isProtected: boolean): Promise<void> {
    if (isProtected) {
        console.log("Storage account, vault and public address of a production environment are protected. Two steps: lift the protection, then destroy.\n");
        await engine.setConfig("protect", "false");
        await engine.up({ output: "inherit" });
    }
    await engine.destroy({ output: "inherit" });
    if (isProtected) await engine.removeConfig("protect");
}

main().catch((error: Error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
});
