import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { parse, stringify, TomlTable, TomlValue } from "smol-toml";

import { lastLines } from "../../../tools/command";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { javaModule } from "../../support/javaModule";
import { sharedFile } from "../../support/shared";

/** What the product makes of a deployment.toml: its files by their paths under the home directory; or why it refuses it. */
export interface Rendered {
    files: ReadonlyMap<string, string>;
    error?: string;
}

/**
 * WSO2's own configuration mapper, with the templates of one release in `../shared/wso2`. It goes on running until it is ended, because Java takes longer to start
 * than to render.
 */
export class ConfigMapper {
    private readonly scratch = temporaryFolder("config");
    private readonly java: ChildProcess;
    private readonly answers: AsyncIterator<string>;
    private errors = "";
    private count = 0;

    private constructor(classPath: string, resources: string, variables: Readonly<Record<string, string>>) {
        // The mapper writes beside the files that it reads, so it reads them through links.
        const links = path.join(this.scratch, "resources");
        fs.mkdirSync(links);
        for (const name of fs.readdirSync(resources)) fs.symlinkSync(path.join(resources, name), path.join(links, name));
        this.java = spawn("java", ["-cp", classPath, "ConfigMapper", links], { env: { PATH: process.env["PATH"], ...variables } });
        this.java.stderr!.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
        this.answers = createInterface(this.java.stdout!)[Symbol.asyncIterator]();
    }

    /**
     * Starts the mapper.
     *
     * @param variables environment in which the product starts: values for `$env{…}`
     */
    static async start(context: Mocha.Context, release: string, variables: Readonly<Record<string, string>>): Promise<ConfigMapper> {
        const resources = path.dirname(sharedFile(context, "wso2", release, "repository", "resources", "conf", "default.json"));
        return new ConfigMapper(await javaModule(context, path.join(__dirname, "..", "configMapper")), resources, variables);
    }

    /** Renders a toml as a server of the release does when it starts. */
    async render(toml: string): Promise<Rendered> {
        const output = path.join(this.scratch, String(this.count++));
        fs.writeFileSync(`${output}.toml`, toml);
        this.java.stdin!.write(`${output}.toml\t${output}\n`);
        const { value, done } = await this.answers.next();
        if (done === true) throw new Error(`the configuration mapper has ended:\n${lastLines(this.errors)}`);
        try {
            return { files: filesIn(output), error: value === "ok" ? undefined : value };
        } finally {
            fs.rmSync(output, { recursive: true });
        }
    }

    /** Ends the mapper. */
    async end(): Promise<void> {
        const ended = once(this.java, "exit");
        this.java.stdin!.end();
        await ended;
        fs.rmSync(this.scratch, { recursive: true });
    }
}

function filesIn(folder: string): Map<string, string> {
    const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => fs.statSync(path.join(folder, name)).isFile());
    return new Map(names.sort().map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));
}

/** One value in a toml: the names of the tables around it and its own, positions in lists among them. */
export type KeyPath = readonly string[];

/** Every value of a toml that is not a table or a list. */
export function keysOf(toml: string): KeyPath[] {
    const inside = (value: TomlValue, at: KeyPath): KeyPath[] =>
        typeof value === "object" && !(value instanceof Date)
            ? Object.entries(value).flatMap(([name, inner]) => inside(inner as TomlValue, [...at, name]))
            : [at];
    return inside(parse(toml), []);
}

/** The same toml with some values changed. */
export function withValues(toml: string, changes: ReadonlyMap<KeyPath, TomlValue>): string {
    const table = parse(toml);
    for (const [key, value] of changes) {
        const holder = key.slice(0, -1).reduce<TomlTable>((around, name) => around[name] as TomlTable, table);
        holder[key.at(-1)!] = value;
    }
    return stringify(table);
}

/** The value at a key. */
export function valueAt(toml: string, key: KeyPath): TomlValue {
    return key.reduce<TomlValue>((around, name) => (around as TomlTable)[name]!, parse(toml));
}

/**
 * The keys that change nothing in what the product makes of a toml. Nothing reports them: the product ignores what it does not know.
 *
 * All values are changed at once first, each to one that is found again in a file; only the others, switches and words that the product compares,
 * are changed one by one.
 *
 * @param only the keys in question. Defaults to all
 */
export async function deadKeys(mapper: ConfigMapper, toml: string, only?: readonly string[]): Promise<string[]> {
    const keys = keysOf(toml).filter((key) => only === undefined || only.includes(key.join(".")));
    if (keys.length === 0) return [];
    const alive = await keysFoundByMarkers(mapper, toml, keys);
    const others = keys.filter((key) => !alive.has(key));
    const original = await mapper.render(toml);
    const dead: string[] = [];
    for (const key of others) {
        const { files, error } = await mapper.render(withValues(toml, new Map([[key, anotherValue(valueAt(toml, key))]])));
        // What the product refuses it has read.
        if (error === undefined && isSame(files, original.files)) dead.push(key.join("."));
    }
    return dead;
}

/** The keys whose values arrive in files, of those that may have any value: the product compares some with fixed words, and says with which. */
async function keysFoundByMarkers(mapper: ConfigMapper, toml: string, keys: readonly KeyPath[]): Promise<Set<KeyPath>> {
    const markers = new Map(keys.flatMap((key, index) => (typeof valueAt(toml, key) === "boolean" ? [] : [[key, `marker-${index}-`] as const])));
    for (;;) {
        const { files, error } = await mapper.render(withValues(toml, markers));
        const refused = error === undefined ? undefined : [...markers.keys()].find((key) => error.includes(`for ${key.join(".")}.`));
        if (refused !== undefined) markers.delete(refused);
        else if (error !== undefined) throw new Error(error);
        else {
            const found = new Set([...files.values()].flatMap((text) => text.match(/marker-\d+-/g) ?? []));
            return new Set([...markers].filter(([, marker]) => found.has(marker)).map(([key]) => key));
        }
    }
}

function anotherValue(value: TomlValue): TomlValue {
    if (typeof value === "boolean") return !value;
    return typeof value === "number" ? value + 1 : `${String(value)}-other`;
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
    return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}
