import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { parse } from "yaml";

import { runCommand } from "./command";
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
    const engine = new Engine({ pulumiFolder: pulumi.folder, workFolder: path.join(root, ".demo", stack), projectFolder: root, stack });
    await engine.prepare();
    console.log(`\nEnvironment ${stack}, on a simulated Azure (.demo/${stack}), with Pulumi ${pulumi.version} (${pulumi.origin})\n`);

    if (values.destroy) await destroy(engine, settings.tier === "Production");
    else await bringUp(engine, stack, settings.hostName);
}

interface StackSettings {
    hostName: string;
    tier: string;
}

function stackSettings(stack: string): StackSettings {
    const file = path.join(root, `Pulumi.${stack}.yaml`);
    if (!fs.existsSync(file)) throw new Error(`There is no environment ${stack}: Pulumi.${stack}.yaml is missing.`);
    const { config } = parse(fs.readFileSync(file, "utf8")) as { config: Record<string, string> };
    return { hostName: config[`${PROJECT}:hostName`]!, tier: config[`${PROJECT}:tier`]! };
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
