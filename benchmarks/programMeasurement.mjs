// Loaded into every Node.js process of a measured run by NODE_OPTIONS. The one that runs the Pulumi program tells at its end how long it lived, how long it computed and how much memory it had at most.
import { appendFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import process from "node:process";

const file = process.env.PROGRAM_MEASUREMENT;
const isProgram = /@pulumi[/\\]pulumi[/\\]cmd[/\\]run([/\\]|$)/.test(process.argv[1] ?? "");
if (file !== undefined && isProgram) {
    process.on("exit", () => {
        const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
        const measured = { seconds: performance.now() / 1000, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMebibytes: maxRSS / 1024 };
        appendFileSync(file, `${JSON.stringify(measured)}\n`);
    });
}
