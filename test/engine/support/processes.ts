import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { Engine } from "../../../tools/engine";

/** Processes that belong to an engine's runs: Pulumi, the program, the provider. They are told by the folder of their simulated Azure. */
function processesOf(engine: Engine): number[] {
    const mark = `SIMULATED_AZURE_DIR=${engine.azureFolder}`;
    return fs
        .readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => readProcess(pid, "environ").includes(mark));
}

/** Processes of the simulated provider. */
function providersOf(engine: Engine): number[] {
    return processesOf(engine).filter((pid) => readProcess(pid, "cmdline").some((word) => word.endsWith("simulator/main.js")));
}

/** A list about a process; empty when it has ended in the meantime. */
function readProcess(pid: number, list: "environ" | "cmdline"): string[] {
    try {
        return fs.readFileSync(`/proc/${pid}/${list}`, "utf8").split("\0");
    } catch {
        return [];
    }
}

/** Kills the provider, in all of its processes, and nothing else. */
export async function killProvider(engine: Engine): Promise<void> {
    const providers = providersOf(engine);
    if (providers.length === 0) throw new Error("there is no provider process");
    await kill(providers);
}

/** Waits until no provider is left of a run that is over: one whose engine was killed ends by itself. */
export async function providersEnd(engine: Engine): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (providersOf(engine).length > 0) {
        if (Date.now() > deadline) throw new Error(`the provider still runs, long after its engine: ${providersOf(engine).join(", ")}`);
        await sleep(50);
    }
}

/** Kills whatever a killed run has left behind. */
export async function endProcesses(engine: Engine): Promise<void> {
    await kill(processesOf(engine));
}

async function kill(pids: readonly number[]): Promise<void> {
    for (const pid of pids) {
        try {
            process.kill(pid, "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}
