import * as fs from "node:fs";
import * as path from "node:path";

import { Command } from "commander";

import { defaultDirectory } from "../../simulator/directory";
import { ListedResource, ListedVault, listResources, listSoftDeleted, reset } from "../../simulator/subscription";
import { confirm } from "../confirm";
import { Failure } from "../failure";
import { Print } from "../output";
import { packageFolder } from "../packageFolder";
import { table } from "../table";

interface FolderOptions {
    dir?: string;
}

export function addSimulator(program: Command, print: Print): void {
    const simulator = program.command("simulator").description("Shows and empties the simulated Azure, and says how Pulumi finds it.");
    const folder: [string, string] = ["--dir <folder>", "folder of its state; by default SIMULATED_AZURE_DIR, else .simulated-azure"];

    simulator
        .command("show")
        .description("Shows what is in the simulated Azure.")
        .option(...folder)
        .option("--json", "as JSON", false)
        .addHelpText("after", "\nExample:\n  $ wso2-gateway-azure simulator show --dir .demo/dev/azure\n")
        .action(({ json, ...options }: FolderOptions & { json: boolean }) => {
            const directory = existingFolder(options);
            const [resources, vaults] = [listResources(directory), listSoftDeleted(directory)];
            print(json ? JSON.stringify({ resources, softDeletedVaults: vaults }, undefined, 4) : describeAzure(resources, vaults));
        });

    simulator
        .command("reset")
        .description("Empties the simulated Azure. Stacks that have something in it will find it gone.")
        .option(...folder)
        .option("--yes", "do not ask", false)
        .action(async ({ yes, ...options }: FolderOptions & { yes: boolean }) => {
            const directory = existingFolder(options);
            const count = listResources(directory).length;
            await confirm(`${count} resources in ${directory} will be gone. Go on?`, yes || count === 0);
            await reset(directory);
            print(`${directory} is empty now.`);
        });

    simulator
        .command("plugin-path")
        .description("Prints the folder that makes Pulumi use the simulated Azure when it comes first in PATH.")
        .addHelpText("after", '\nExample:\n  $ PATH="$(wso2-gateway-azure simulator plugin-path):$PATH" pulumi up\n')
        .action(() => print(pluginFolder()));
}

/** Two tables: what is there, and which vaults still hold their names. */
export function describeAzure(resources: readonly ListedResource[], vaults: readonly ListedVault[]): string {
    const rows = resources.map(({ type, name, location, provisioningState, createdAt }) => [type, name, location, provisioningState, instant(createdAt)]);
    const shown = resources.length === 0 ? ["There are no resources."] : [table(["Type", "Name", "Location", "State", "Created"], rows)];
    if (vaults.length === 0) return shown.join("\n");
    const deleted = vaults.map(({ name, deletedAt, purgeAt, secretNames }) => [name, instant(deletedAt), instant(purgeAt), String(secretNames.length)]);
    return [...shown, "", "Deleted vaults that still hold their names", table(["Name", "Deleted", "Gone", "Secrets"], deleted)].join("\n");
}

function instant(date: Date): string {
    return date.toISOString().slice(0, 19).replace("T", " ");
}

function existingFolder({ dir }: FolderOptions): string {
    const directory = dir === undefined ? defaultDirectory() : path.resolve(dir);
    if (!fs.existsSync(directory)) throw new Failure(`there is no simulated Azure in ${directory}; name its folder with --dir or SIMULATED_AZURE_DIR`);
    return directory;
}

function pluginFolder(): string {
    const folder = path.join(packageFolder(), "simulator", "plugin");
    if (!fs.existsSync(path.join(folder, "pulumi-resource-azure-native")))
        throw new Failure(`the simulated Azure is not in ${folder}; use a checkout of the repository`);
    return folder;
}
