import { spawnSync } from "node:child_process";
import * as path from "node:path";

/** The benchmarks, in the order of `all`. */
const benchmarks = ["preview", "deployment", "checks", "boot"];
const USAGE = `npm run benchmark -- [${benchmarks.join(" | ")} | all] [options]`;

/** Runs one benchmark, each in a process of its own: `preview` when none is named. Options go to a benchmark that is run alone. */
function main(): void {
    const [first, ...rest] = process.argv.slice(2);
    const isNamed = first !== undefined && !first.startsWith("-");
    const name = isNamed ? first : "preview";
    if (name === "all" && rest.length === 0) return benchmarks.forEach((one) => run(one, []));
    if (!benchmarks.includes(name)) {
        console.error(`There is no benchmark "${name}". ${USAGE}`);
        process.exitCode = 1;
        return;
    }
    run(name, isNamed ? rest : process.argv.slice(2));
}

function run(name: string, options: readonly string[]): void {
    const script = path.join(__dirname, `${name}.ts`);
    const { status } = spawnSync(process.execPath, ["-r", "ts-node/register/transpile-only", script, ...options], { stdio: "inherit" });
    if (status !== 0) process.exitCode = status ?? 1;
}

main();
