import * as fs from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { parse, parseDocument, stringify } from "yaml";

/**
 * Pulumi writes into a project's folder: the salt of the stack's encryption and every `config set` land in `Pulumi.<stack>.yaml`, and
 * `stack init` knows no other place. So that a run writes nothing that is tracked, the engine works on a copy of the project's two files
 * in `folder`, whose `main` points back at the program.
 */
export function copyProject(projectFolder: string, stack: string, folder: string): void {
    fs.mkdirSync(folder, { recursive: true });
    copyProjectFile(projectFolder, folder);
    copyStackFile(projectFolder, stack, folder);
}

interface ProjectFile {
    main?: string;
    stackConfigDir?: string;
    plugins?: Record<string, { path?: string }[]>;
    packages?: Record<string, unknown>;
}

function readProject(projectFolder: string): ProjectFile {
    return parse(fs.readFileSync(path.join(projectFolder, "Pulumi.yaml"), "utf8")) as ProjectFile;
}

function copyProjectFile(projectFolder: string, folder: string): void {
    const project = readProject(projectFolder);
    project.main = path.resolve(projectFolder, project.main ?? ".");
    // The copied stack file lies beside the copied project file.
    delete project.stackConfigDir;
    for (const plugin of Object.values(project.plugins ?? {}).flat()) {
        if (plugin.path !== undefined) plugin.path = path.resolve(projectFolder, plugin.path);
    }
    for (const [name, source] of Object.entries(project.packages ?? {})) {
        if (typeof source === "string" && source.startsWith(".")) project.packages![name] = path.resolve(projectFolder, source);
    }
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), stringify(project));
}

/** Settings of a stack file, without the salt. */
type StackSettings = Record<string, unknown>;

/**
 * The copied stack file follows the tracked one, setting by setting, where that has changed since the last copy;
 * what was set in the copy stays otherwise, its salt above all.
 */
function copyStackFile(projectFolder: string, stack: string, folder: string): void {
    const name = `Pulumi.${stack}.yaml`;
    const copy = path.join(folder, name);
    const lastSeen = path.join(folder, `${name}.tracked`);

    const trackedText = readIfThere(path.join(projectFolder, readProject(projectFolder).stackConfigDir ?? ".", name));
    const tracked = settings(trackedText);
    const before = settings(readIfThere(lastSeen));
    const own = parseDocument(readIfThere(copy));
    for (const key of new Set([...Object.keys(before), ...Object.keys(tracked)])) {
        if (isDeepStrictEqual(before[key], tracked[key])) continue;
        if (key in tracked) own.setIn(["config", key], tracked[key]);
        else own.deleteIn(["config", key]);
    }
    fs.writeFileSync(copy, own.contents === null ? "" : own.toString());
    fs.writeFileSync(lastSeen, trackedText);
}

function settings(text: string): StackSettings {
    const file = parse(text) as { config?: StackSettings } | null;
    // Secrets of the tracked file are encrypted with a passphrase and a salt that the copy does not have.
    const plain = Object.entries(file?.config ?? {}).filter(([, value]) => !isSecret(value));
    return Object.fromEntries(plain);
}

function isSecret(value: unknown): boolean {
    return JSON.stringify(value).includes('"secure":');
}

function readIfThere(file: string): string {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}
