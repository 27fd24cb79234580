import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

import ts from "typescript";

import { runCommand } from "../tools/command";
import { Engine } from "../tools/engine";
import { PulumiInstallation } from "../tools/toolchain";
import { Preview } from "./registrations";

const root = path.join(__dirname, "..");
const BY_HAND = path.join(__dirname, "by-hand");
const STACK = "prod";
const HOST_NAME = "gw.example.com";
// As an address, because a path may contain blanks, at which Node.js would split it.
const MEASUREMENT = pathToFileURL(path.join(__dirname, "programMeasurement.mjs")).href;

/** What one preview took. */
export interface Measurement {
    /** `pulumi preview` from start to end. */
    previewSeconds: number;
    /** Until the program's first line: loading Pulumi, compiling, checking types. */
    firstLineSeconds: number;
    /** Until the program's own code had run, too: loading what it imports, registering its resources. */
    startSeconds: number;
    /** The program's own process, from start to end. */
    programSeconds: number;
    /** What it computed in that time: hardly depends on what else the machine does. */
    programCpuSeconds: number;
    programMebibytes: number;
}

/** One way to write or to start the program of the environment `prod`. */
export class Variant {
    private readonly engine: Engine;
    private readonly measurementFile: string;

    constructor(
        readonly name: string,
        pulumi: PulumiInstallation,
        folder: string,
        projectFolder: string,
        env: Readonly<Record<string, string>> = {},
    ) {
        const workFolder = path.join(folder, name);
        this.measurementFile = path.join(workFolder, "measurement.jsonl");
        const measured = { NODE_OPTIONS: `--import=${MEASUREMENT}`, PROGRAM_MEASUREMENT: this.measurementFile };
        this.engine = new Engine({ pulumiFolder: pulumi.folder, workFolder, projectFolder, stack: STACK, env: { ...env, ...measured } });
    }

    /** Certificates and secrets: new ones, or another variant's. */
    async configure(other?: Variant): Promise<void> {
        await this.engine.prepare();
        if (other === undefined) return this.makeSettings();
        for (const [key, { value, objectValue, secret }] of await other.settings()) {
            const [, name] = key.split(":") as [string, string];
            if (objectValue === undefined) await this.engine.setConfig(name, value, { secret });
            else for (const [index, item] of (objectValue as string[]).entries()) await this.engine.setConfig(`${name}[${index}]`, item, { path: true });
        }
    }

    async preview(): Promise<Preview> {
        const { stdout } = await this.engine.run(["preview", "--json", "--stack", STACK]);
        return JSON.parse(stdout) as Preview;
    }

    async measure(): Promise<Measurement> {
        fs.rmSync(this.measurementFile, { force: true });
        const started = performance.now();
        await this.engine.preview();
        const previewSeconds = (performance.now() - started) / 1000;
        const { firstLineSeconds, startSeconds, seconds, cpuSeconds, peakMebibytes } = JSON.parse(
            fs.readFileSync(this.measurementFile, "utf8"),
        ) as ProgramMeasurement;
        return { previewSeconds, firstLineSeconds, startSeconds, programSeconds: seconds, programCpuSeconds: cpuSeconds, programMebibytes: peakMebibytes };
    }

    private async makeSettings(): Promise<void> {
        const certificates = ["certificates", "--host-name", HOST_NAME, "--stack", STACK, "--cwd", this.engine.projectCopy];
        const made = await runCommand(process.execPath, [path.join(root, "dist", "cli", "main.js"), ...certificates], { env: this.engine.env });
        if (made.code !== 0) throw new Error(`The certificates could not be made:\n${made.stderr}`);
    }

    /** The settings that are in no tracked file. */
    private async settings(): Promise<[string, ConfigValue][]> {
        const { stdout } = await this.engine.run(["config", "--json", "--show-secrets", "--stack", STACK]);
        const all = JSON.parse(stdout) as Record<string, ConfigValue>;
        return Object.entries(all).filter(([key]) => MADE.includes(key.split(":")[1]!));
    }
}

/** What `programMeasurement.mjs` writes. */
interface ProgramMeasurement {
    firstLineSeconds: number;
    startSeconds: number;
    seconds: number;
    cpuSeconds: number;
    peakMebibytes: number;
}

interface ConfigValue {
    value: string;
    objectValue?: unknown;
    secret: boolean;
}

const MADE = ["sshPublicKey", "adminPassword", "frontCertificatePfx", "nodeKeyStore", "nodeKeyStorePassword", "backendTrustedRoots"];

/** The variants, ready to run. */
export interface Variants {
    /** With the components, started as the root project starts. */
    components: Variant;
    /** The same resources by hand, started in the same way. */
    byHand: Variant;
    /** The same by hand, compiled before it is started, as the components are. */
    byHandCompiled: Variant;
    /** With the components, but with a start that checks types. */
    typeChecked: Variant;
}

export async function makeVariants(pulumi: PulumiInstallation, folder: string): Promise<Variants> {
    const components = new Variant("components", pulumi, folder, root);
    const byHand = new Variant("by-hand", pulumi, folder, BY_HAND);
    const byHandCompiled = new Variant("by-hand-compiled", pulumi, folder, compileByHand());
    const typeChecked = new Variant("type-checked", pulumi, folder, root, {
        PULUMI_NODEJS_TSCONFIG_PATH: path.join(__dirname, "type-checked", "tsconfig.json"),
    });
    await components.configure();
    for (const other of [byHand, byHandCompiled, typeChecked]) await other.configure(components);
    return { components, byHand, byHandCompiled, typeChecked };
}

/** The program by hand as JavaScript, in a folder from which it finds the packages. */
function compileByHand(): string {
    const into = path.join(root, "node_modules", ".cache", "benchmark-by-hand");
    fs.rmSync(into, { recursive: true, force: true });
    fs.cpSync(BY_HAND, into, { recursive: true });
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true };
    for (const name of fs.readdirSync(into).filter((file) => file.endsWith(".ts"))) {
        const file = path.join(into, name);
        const { outputText } = ts.transpileModule(fs.readFileSync(file, "utf8"), { compilerOptions });
        fs.writeFileSync(file.replace(/\.ts$/, ".js"), outputText);
        fs.rmSync(file);
    }
    fs.writeFileSync(path.join(into, "package.json"), JSON.stringify({ name: "benchmark-by-hand", main: "index.js" }));
    return into;
}
