import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { table } from "../cli/table";
import { temporaryFolder } from "../tools/temporaryFolder";
import { obtainPulumi } from "../tools/toolchain";
import { countTypes, differences, registrations } from "./registrations";
import { spread } from "./statistics";
import { makeVariants, Measurement, Variant } from "./variants";

const USAGE = "npm run benchmark -- [--pairs N] [--type-checked-pairs N] [--limit RATIO]";

/** Compares `pulumi preview` of the environment prod: components against a program by hand, and a start without type check against one with it. */
async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            pairs: { type: "string", default: "15" },
            "type-checked-pairs": { type: "string", default: "5" },
            limit: { type: "string" },
            help: { type: "boolean", default: false },
        },
    });
    if (values.help) return console.log(USAGE);
    const folder = temporaryFolder("benchmark");
    try {
        const pulumi = await obtainPulumi();
        console.log(await surroundings(pulumi.version));
        const { components, byHand, byHandCompiled, typeChecked } = await makeVariants(pulumi, folder);
        console.log(await sameResources(components, byHand));
        const againstByHand = await compare(components, byHand, count(values.pairs));
        console.log(againstByHand.text);
        if (values.limit !== undefined) return holdTo(Number(values.limit), againstByHand);
        console.log((await compare(components, byHandCompiled, count(values.pairs))).text);
        console.log((await compare(typeChecked, components, count(values["type-checked-pairs"]))).text);
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

/** Fails when the components take more than `limit` times what the program by hand takes, in time or memory. */
function holdTo(limit: number, { medians }: Comparison): void {
    for (const name of LIMITED) {
        const ratio = medians[name]!;
        // Written so that a ratio or a limit that is no number fails, too.
        if (!(ratio <= limit)) throw new Error(`${name}: ${ratio.toFixed(2)} times as much as by hand; at most ${limit} is allowed`);
    }
    console.log(`Within ${limit} times the same by hand: ${LIMITED.join("; ")}`);
}

function count(text: string): number {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new Error(`A number of pairs is ${text}; a whole number from 1 is needed. ${USAGE}`);
    return number;
}

async function surroundings(pulumiVersion: string): Promise<string> {
    const version = (name: string): string => {
        const manifest = path.join(__dirname, "..", "node_modules", name, "package.json");
        return `${name} ${(JSON.parse(fs.readFileSync(manifest, "utf8")) as { version: string }).version}`;
    };
    const versions = ["@pulumi/pulumi", "@pulumi/azure-native", "typescript", "ts-node"].map(version);
    const machine = `${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, load ${os.loadavg()[0]!.toFixed(1)}`;
    return `Node.js ${process.versions.node}, Pulumi ${pulumiVersion}, ${versions.join(", ")}\n${process.platform} ${process.arch}, ${machine}\n`;
}

/** A comparison of programs that ask for different things would say nothing. */
async function sameResources(a: Variant, b: Variant): Promise<string> {
    const [inA, inB] = [registrations(await a.preview()), registrations(await b.preview())];
    const { form, values } = differences(inA, inB);
    if (form.length > 0) throw new Error(`${a.name} and ${b.name} do not register the same:\n  ${form.join("\n  ")}`);
    const same = `Both programs register the same ${inA.size} resources of ${countTypes(inA)} types, with the same dependencies and options`;
    if (values.length === 0) return `${same}, and the same arguments.\n`;
    return `${same}. ${values.length} arguments have other values:\n  ${values.join("\n  ")}\n`;
}

const PREVIEW = "pulumi preview, seconds";
const MEMORY = "program, most memory in MiB";
/** Measures that a limit holds for. */
const LIMITED = [PREVIEW, MEMORY];

const MEASURES: readonly [title: string, of: (measurement: Measurement) => number, digits: number][] = [
    [PREVIEW, (measurement) => measurement.previewSeconds, 2],
    ["first line of the program, seconds", (measurement) => measurement.firstLineSeconds, 2],
    ["start of the program, seconds", (measurement) => measurement.startSeconds, 2],
    ["program, seconds", (measurement) => measurement.programSeconds, 2],
    ["program, CPU seconds", (measurement) => measurement.programCpuSeconds, 2],
    [MEMORY, (measurement) => measurement.programMebibytes, 0],
];

/** What came out of comparing two variants. */
interface Comparison {
    text: string;
    /** Median ratio by measure. */
    medians: Readonly<Record<string, number>>;
}

/** Runs two variants in turn, so that whatever else the machine does meets both, and compares each run with its neighbour. */
async function compare(a: Variant, b: Variant, pairs: number): Promise<Comparison> {
    // The first run of each fills caches of files.
    await a.measure();
    await b.measure();
    const measured: [Measurement, Measurement][] = [];
    for (let pair = 0; pair < pairs; pair++) measured.push([await a.measure(), await b.measure()]);

    const medians: Record<string, number> = {};
    const rows = MEASURES.map(([name, of, digits]) => {
        const ratios = spread(measured.map(([inA, inB]) => of(inA) / of(inB)));
        medians[name] = ratios.median;
        const median = (index: 0 | 1): string => spread(measured.map((pair) => of(pair[index]))).median.toFixed(digits);
        const between = (from: number, to: number): string => `${from.toFixed(2)}–${to.toFixed(2)}`;
        return [name, median(0), median(1), ratios.median.toFixed(2), between(ratios.lowerQuartile, ratios.upperQuartile), between(ratios.least, ratios.most)];
    });
    const header = ["Median", a.name, b.name, "Ratio", "Middle half", "All"];
    return { text: `${a.name} against ${b.name}: ${pairs} pairs in turn\n\n${table(header, rows)}\n`, medians };
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
