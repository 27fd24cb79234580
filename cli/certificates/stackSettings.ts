import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { Failure } from "../failure";
import { Pulumi } from "../pulumi";

/** The settings of a stack, in the namespace of its project. Values go to Pulumi through standard input. */
export class StackSettings {
    private constructor(
        private readonly pulumi: Pulumi,
        private readonly values: ReadonlyMap<string, string>,
    ) {}

    static async read(pulumi: Pulumi): Promise<StackSettings> {
        const namespace = projectName(pulumi.cwd);
        const { stdout } = await pulumi.configured(["config", "--json", "--show-secrets"]);
        const all = Object.entries(JSON.parse(stdout) as Record<string, { value?: string }>);
        const own = all.filter(([key]) => key.startsWith(`${namespace}:`));
        return new StackSettings(pulumi, new Map(own.map(([key, { value = "" }]) => [key.slice(namespace.length + 1), value])));
    }

    /** Value of a setting; nothing when it is not set, or empty. */
    get(key: string): string | undefined {
        return this.values.get(key) || undefined;
    }

    /** A part of a group; nothing when it is not set. */
    part(group: string, part: string): string | undefined {
        const value = this.get(group);
        return value === undefined ? undefined : (JSON.parse(value) as Record<string, string | undefined>)[part] || undefined;
    }

    /** Items of a list; none when it is not set. */
    list(key: string): string[] {
        const value = this.get(key);
        return value === undefined ? [] : (JSON.parse(value) as string[]);
    }

    async setSecret(key: string, value: string): Promise<void> {
        await this.pulumi.configured(["config", "set", key, "--secret"], { input: value });
    }

    async set(key: string, value: string): Promise<void> {
        await this.pulumi.configured(["config", "set", key, "--plaintext"], { input: value });
    }

    /** A part of a group: `group.part`. */
    async setPart(path: string, value: string): Promise<void> {
        await this.pulumi.configured(["config", "set", path, "--path", "--plaintext"], { input: value });
    }

    async setItem(key: string, index: number, value: string): Promise<void> {
        await this.pulumi.configured(["config", "set", `${key}[${index}]`, "--path", "--plaintext"], { input: value });
    }
}

/** Name of the Pulumi project that a folder belongs to, found as Pulumi finds it: in the folder or one above. */
function projectName(folder: string): string {
    for (let current = path.resolve(folder); ; current = path.dirname(current)) {
        const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => path.join(current, name)).find((name) => fs.existsSync(name));
        if (file !== undefined) return (parse(fs.readFileSync(file, "utf8")) as { name: string }).name;
        if (current === path.dirname(current))
            throw new Failure(`there is no Pulumi project (Pulumi.yaml) in ${folder} or above it; name its folder with --cwd`);
    }
}
