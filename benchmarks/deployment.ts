import { parseArgs } from "node:util";

import { table } from "../cli/table";
import { CriticalPath, criticalPath } from "../simulator/criticalPath";
import { necessities, RecordedResource, withNecessaryDependencies } from "./necessaryDependencies";
import { Nodes, prodArguments, recordedDeployment } from "./recordedDeployment";

/** How long a deployment takes with the library's dependencies, and how long with Azure's own. */
export interface Comparison {
    recorded: CriticalPath;
    necessary: CriticalPath;
    ratio: number;
}

/** Compares the time of a deployment, everything side by side that does not wait for something else, with the shortest that Azure allows. */
export function compare(resources: readonly RecordedResource[]): Comparison {
    const [recorded, necessary] = [criticalPath(resources), criticalPath(withNecessaryDependencies(resources))];
    return { recorded, necessary, ratio: recorded.seconds / necessary.seconds };
}

async function main(): Promise<void> {
    // There are none; a mistyped one is better said than ignored.
    parseArgs({ options: {} });
    const types = new Set<string>();
    for (const nodes of Object.values(Nodes)) {
        const resources = await recordedDeployment(prodArguments(nodes));
        const { recorded, necessary, ratio } = compare(resources);
        const inAzure = resources.filter(({ type }) => type.startsWith("azure-native:"));
        for (const { type } of inAzure) types.add(type.replace("azure-native:", ""));
        console.log(`A deployment of prod with ${nodes}, ${inAzure.length} resources in Azure, by the durations of simulator/durations.ts\n`);
        console.log(describe("With the library's dependencies", recorded));
        console.log(describe("With Azure's own alone", necessary));
        console.log(`Ratio: ${ratio.toFixed(4)}\n`);
    }
    const used = necessities.filter(({ of, needs }) => [of, needs].every((type) => type === "*" || types.has(type)));
    console.log(
        `What Azure needs\n\n${table(
            ["Type", "waits for", "because"],
            used.map(({ of, needs, because }) => [of, needs, because]),
        )}\n`,
    );
}

function describe(title: string, { seconds, sequentialSeconds, path }: CriticalPath): string {
    const rows = path.map((step) => [String(step.startsAt), String(step.seconds), step.type.replace("azure-native:", ""), step.urn.split("::").at(-1)!]);
    return `${title}: ${seconds} s (${sequentialSeconds} s one after the other)\n\n${table(["Start", "Takes", "Type", "Name"], rows)}\n`;
}

if (require.main === module)
    main().catch((error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
    });
