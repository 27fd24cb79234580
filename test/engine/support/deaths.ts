import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Fault, FaultEffect, setFaults } from "../../../simulator/faults";
import { readState } from "../../../simulator/state";
import { CommandResult, lastLines, runCommand } from "../../../tools/command";
import { Engine, OperationResult, RunningOperation } from "../../../tools/engine";
import { root } from "./environment";
import { endProcesses, providersEnd } from "./processes";

/** Types in whose creation a deployment dies, in the order in which it may get to them. */
export const deadlyTypes = [
    "azure-native:storage:StorageAccount",
    "azure-native:network:VirtualNetwork",
    "azure-native:keyvault:Vault",
    "azure-native:keyvault:Secret",
    "azure-native:authorization:RoleAssignment",
    "azure-native:network:ApplicationGateway",
    "azure-native:compute:VirtualMachineScaleSet",
];

/** How an `up` dies. */
export interface Death {
    /** What happens to the creation during which it dies; Azure takes its usual time for it when left out. */
    effect?: FaultEffect;
    kill: (engine: Engine, run: RunningOperation) => Promise<void>;
    /** More variables of the run. */
    env?: Readonly<Record<string, string>>;
}

/** Starts an `up`, and kills it while a resource of the type is being created. It does not get to later types. */
export async function dieDuringUp(engine: Engine, type: string, { effect, kill, env }: Death): Promise<OperationResult> {
    const create = { operation: "create" as const };
    const later = deadlyTypes.slice(deadlyTypes.indexOf(type) + 1).map((one): Fault => ({ ...create, type: one, effect: FaultEffect.HangBeforeAccepted }));
    await setFaults(engine.azureFolder, [...(effect === undefined ? [] : [{ ...create, type, effect, times: 1 }]), ...later]);

    const run = await engine.start("up", { mayFail: true, env });
    let ended = false;
    void run.done.finally(() => (ended = true));
    while (!isUnderWay(engine, type, effect)) {
        if (ended) throw new Error(`the run ended before it created ${type}:\n${lastLines((await run.done).stdout, 60)}`);
        await sleep(20);
    }
    await kill(engine, run);
    const result = await run.done;
    await providersEnd(engine);
    await endProcesses(engine);
    await setFaults(engine.azureFolder, []);
    return result;
}

function isUnderWay(engine: Engine, type: string, effect: FaultEffect | undefined): boolean {
    if (effect !== undefined && faultsLeft(engine, type) > 0) return false;
    if (effect === FaultEffect.HangBeforeAccepted) return true;
    return Object.values(readState(engine.azureFolder).resources).some(({ token }) => token === type);
}

/** How often creations of this type will still meet a fault. */
function faultsLeft(engine: Engine, type: string): number {
    const { faults } = JSON.parse(fs.readFileSync(path.join(engine.azureFolder, "faults.json"), "utf8")) as { faults: Fault[] };
    return faults.find((fault) => fault.type === type)!.times!;
}

/** The documented recovery. */
export async function recover(engine: Engine, options: readonly string[] = [], stack = "dev"): Promise<CommandResult> {
    const args = ["recover", "--stack", stack, "--cwd", engine.projectCopy, "--yes", ...options];
    return runCommand(process.execPath, [path.join(root, "dist", "cli", "main.js"), ...args], { env: engine.env });
}
