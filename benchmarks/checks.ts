import { parseArgs } from "node:util";

import { table } from "../cli/table";
import { checkDeployment } from "../components/checks";
import { checkResources } from "../rules";
import { grown } from "../test/unit/rules/support/grown";
import { validArgs } from "../test/unit/support/deployments";
import { spread } from "./statistics";

const USAGE = "npm run benchmark -- checks [--runs N]";

/** Most host names of one deployment: five of each of an Application Gateway's 100 listeners. */
const MAX_HOST_NAMES = 500;
/** A run of few values takes less time than a clock can tell, so that many copies are read. */
const VALUES_IN_A_RUN = 20_000;
const SHARES = [0.125, 0.25, 0.5, 1];

/** Measures the checks of arguments and Azure's rules as multiples of one plain traversal of what they read, up to Azure's limits. */
function main(): void {
    const { values } = parseArgs({ options: { runs: { type: "string", default: "15" }, help: { type: "boolean", default: false } } });
    const runs = Number(values.runs);
    if (values.help || !Number.isInteger(runs) || runs < 1) return console.log(USAGE);
    console.log(measured("All rules, over a valid environment with a share of Azure's limits of everything", runs, SHARES, rulesAt));
    console.log(measured("checkDeployment, with a share of 500 host names", runs, SHARES, argumentsAt));
}

/** Something to read, anew at each call, since rules remember what they have read, and who reads it. */
interface Subject {
    make(): unknown;
    check(subject: unknown): unknown;
}

function rulesAt(share: number): Subject {
    const resources = Object.values(grown(share));
    return { make: () => structuredClone(resources), check: (bodies) => checkResources(bodies as typeof resources) };
}

function argumentsAt(share: number): Subject {
    const additionalHostNames = Array.from({ length: MAX_HOST_NAMES * share - 1 }, (_, index) => `gw${index}.example.com`);
    const args = validArgs({ additionalHostNames });
    return { make: () => structuredClone(args), check: (copy) => checkDeployment(copy as typeof args) };
}

function measured(title: string, runs: number, shares: readonly number[], subjectAt: (share: number) => Subject): string {
    const rows = shares.map((share) => {
        const { make, check } = subjectAt(share);
        const values = walk(make());
        const copies = (): unknown[] => Array.from({ length: Math.ceil(VALUES_IN_A_RUN / values) }, make);
        // The first runs are those in which the engine of JavaScript gets to know the code.
        for (let warmUp = 0; warmUp < 3; warmUp++) copies().forEach(check);
        const pairs = Array.from({ length: runs }, () => [milliseconds(walk, copies()), milliseconds(check, copies())] as const);
        const ratios = spread(pairs.map(([plain, checked]) => checked / plain));
        const median = (index: 0 | 1): string => spread(pairs.map((pair) => pair[index])).median.toPrecision(3);
        const between = `${ratios.lowerQuartile.toFixed(0)}–${ratios.upperQuartile.toFixed(0)}`;
        return [String(share), String(values), median(0), median(1), ratios.median.toFixed(0), between];
    });
    return `${title}: ${runs} runs in turn\n\n${table(["Share", "Values", "Traversal, ms", "Checks, ms", "Ratio", "Middle half"], rows)}\n`;
}

/** CPU time for one of the subjects: others on the machine count for nothing. */
function milliseconds(read: (subject: unknown) => unknown, subjects: readonly unknown[]): number {
    const before = process.cpuUsage();
    subjects.forEach(read);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / subjects.length;
}

/** One plain traversal: every value is looked at once. Returns their number. */
function walk(value: unknown): number {
    if (typeof value !== "object" || value === null) return 1;
    return Object.values(value).reduce((sum: number, item) => sum + walk(item), 1);
}

main();
