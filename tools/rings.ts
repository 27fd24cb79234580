import * as fs from "node:fs";
import * as path from "node:path";

/** A kind of test by how much of the surroundings is real. Its tests lie in `test/<name>`. */
export interface Ring {
    name: string;
    /** What is real in it, and so what it proves. */
    description: string;
    /** Minutes after which the ring counts as hanging. */
    limit: number;
    /** Whether its tests run the Pulumi CLI. */
    needsPulumi: boolean;
    /** Whether it runs alone, since its tests look at how long things take. */
    alone: boolean;
}

/**
 * All rings, in the order in which they run: those between two that run alone side by side. The ones that need a Kubernetes control plane come last: where it
 * has to be built first, that is done while rings that mostly wait leave processors idle.
 */
export const rings: readonly Ring[] = [
    { name: "unit", description: "pure functions, and components on Pulumi's mocks", limit: 45, needsPulumi: false, alone: false },
    { name: "contract", description: "what is emitted, against the schemas and parsers of those who read it", limit: 45, needsPulumi: true, alone: false },
    { name: "engine", description: "the real Pulumi engine on the simulated Azure", limit: 60, needsPulumi: true, alone: false },
    { name: "scripts", description: "the scripts of nodes, each in surroundings of its own", limit: 45, needsPulumi: false, alone: false },
    { name: "node", description: "virtual machines that boot, drain and stop", limit: 45, needsPulumi: false, alone: true },
    { name: "consumers", description: "programs that use the package as its users do", limit: 45, needsPulumi: true, alone: false },
    { name: "kubernetes", description: "a real Kubernetes control plane", limit: 60, needsPulumi: true, alone: false },
    { name: "portal", description: "a browser", limit: 30, needsPulumi: true, alone: true },
];

const TEST_FILE = /\.test\.ts$/;

/** The test files of a ring, in a fixed order. */
export function testFiles(testFolder: string, ring: Ring): string[] {
    const folder = path.join(testFolder, ring.name);
    if (!fs.existsSync(folder)) return [];
    return fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => TEST_FILE.test(name))
        .sort()
        .map((name) => path.join(folder, name));
}

/** The rings to run: those named, or all that exist. Throws when a name is no ring or a named ring has no tests. */
export function chooseRings(testFolder: string, names: readonly string[]): Ring[] {
    const existing = rings.filter((ring) => fs.existsSync(path.join(testFolder, ring.name)) && hasFiles(path.join(testFolder, ring.name)));
    if (names.length === 0) return existing;
    const unknown = names.filter((name) => !existing.some((ring) => ring.name === name));
    if (unknown.length > 0) {
        const known = existing.map(({ name, description }) => `  ${name.padEnd(12)}${description}`);
        throw new Error(`No such ring: ${unknown.join(", ")}. There are:\n${known.join("\n")}`);
    }
    return existing.filter((ring) => names.includes(ring.name));
}

/** The rings in groups that run one after the other: one that runs alone, or several side by side, those that may take longest first. */
export function groups(chosen: readonly Ring[]): Ring[][] {
    const found: Ring[][] = [];
    for (const ring of chosen) {
        const last = found.at(-1);
        if (ring.alone || last === undefined || last[0]!.alone) found.push([ring]);
        else last.push(ring);
    }
    return found.map((group) => group.sort((one, other) => other.limit - one.limit));
}

/** An empty folder is not part of a clone, so it is no ring either. */
function hasFiles(folder: string): boolean {
    return fs.readdirSync(folder).length > 0;
}
