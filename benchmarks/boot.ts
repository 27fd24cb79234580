import { parseArgs } from "node:util";

import { table } from "../cli/table";
import { emittedNode, EmittedNode } from "../test/node/support/emittedNode";
import { Gateways } from "../test/node/support/gateways";
import { JournalEntry, Machine } from "../test/node/support/machines";
import { StandInPack, standInPack } from "../test/node/support/standInPack";
import { until } from "../test/node/support/wait";
import { spread } from "./statistics";

const USAGE = "npm run benchmark -- boot [--pairs N] [--release R ...]";

/** What a machine is told that is to do nothing. */
const empty: EmittedNode = { customData: "#cloud-config\n{}\n", files: {}, settings: {}, secrets: [], knowledge: { secrets: [], clientIds: [] } };

/** The first word of the server, in its own name; and the last of a boot that has nothing to do. */
const isStartOfServer = ({ identifier }: JournalEntry): boolean => identifier === "wso2-gateway-server";
const isEndOfBoot = ({ identifier, message }: JournalEntry): boolean => identifier === "systemd" && message.startsWith("Reached target cloud-init.target");

/** Seconds from power-on: until the server is started, and until each step of the boot was done. */
interface Boot {
    seconds: number;
    steps: Record<string, number>;
}

/** Measures how long a node with its pack in the image takes from power-on to the start of the server, against the same machine with nothing to do. */
async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            pairs: { type: "string", default: "10" },
            release: { type: "string", multiple: true, default: ["2.6.0", "4.5.0"] },
            help: { type: "boolean", default: false },
        },
    });
    const pairs = Number(values.pairs);
    if (values.help || !Number.isInteger(pairs) || pairs < 1) return console.log(USAGE);
    for (const release of values.release) await measure(release, pairs);
}

async function measure(release: string, pairs: number): Promise<void> {
    const gateways = await Gateways.start(outside);
    try {
        const pack = standInPack(outside, gateways.folder, { release });
        const node = await emittedNode({ release });
        const boots: [Boot, Boot][] = [];
        // The first pair does not count: it brings files into memory.
        for (let i = 0; i <= pairs; i++) {
            const gateway = await boot(gateways, `gateway${i}`, node, pack, isStartOfServer);
            boots.push([gateway, await boot(gateways, `empty${i}`, empty, pack, isEndOfBoot)]);
        }
        report(release, boots.slice(1));
    } finally {
        await gateways.stop();
    }
}

/** Boots a new machine from its image, and turns it off. The same image for both, so that only what it is told differs. */
async function boot(gateways: Gateways, name: string, told: EmittedNode, packInImage: StandInPack, isEnd: (entry: JournalEntry) => boolean): Promise<Boot> {
    const machine = await gateways.add(name, told, { packInImage });
    const begin = Date.now() * 1000;
    await machine.start();
    const end = await until(`${name} has booted`, () => machine.journal({ identifier: "" }).find(isEnd));
    const steps = stepsOf(machine, begin);
    await machine.cutPower();
    return { seconds: (end.time - begin) / 1e6, steps };
}

function stepsOf(machine: Machine, begin: number): Record<string, number> {
    const done = machine.journal().map(({ message, time }) => ({ step: /^boot step=(\w+) done/.exec(message)?.[1], time }));
    return Object.fromEntries(done.filter(({ step }) => step !== undefined).map(({ step, time }) => [step, (time - begin) / 1e6]));
}

function report(release: string, boots: readonly [Boot, Boot][]): void {
    const gateway = spread(boots.map(([one]) => one.seconds));
    const nothing = spread(boots.map(([, other]) => other.seconds));
    const ratio = spread(boots.map(([one, other]) => one.seconds / other.seconds));
    const row = (name: string, { median, lowerQuartile, upperQuartile, least, most }: typeof ratio): string[] => [
        name,
        median.toFixed(2),
        `${lowerQuartile.toFixed(2)}–${upperQuartile.toFixed(2)}`,
        `${least.toFixed(2)}–${most.toFixed(2)}`,
    ];
    const rows = [row("gateway, seconds", gateway), row("empty, seconds", nothing), row("Ratio", ratio)];
    console.log(`A node of ${release}, pack in its image: ${boots.length} pairs in turn\n\n${table(["", "Median", "Middle half", "All"], rows)}\n`);
    const steps = Object.keys(boots[0]![0].steps).map((step) => [step, spread(boots.map(([one]) => one.steps[step]!)).median.toFixed(2)]);
    console.log(`Seconds from power-on until a step is done, medians\n\n${table(["Step", "Done after"], steps)}\n`);
}

/** Stands for a test where something can be missing: that ends the benchmark. */
const outside = {
    skip: () => {
        throw new Error("what is missing has been said above");
    },
} as unknown as Mocha.Context;

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
