import { Problem } from "../problem";
import { checkWhole } from "../checking/rangeChecks";
import { checkedTierDefaults, Tier } from "../tier";
import { WorkloadSettings } from "./settings";

/** Default memory of a gateway. Source: WSO2's sizing of an instance, 2 GB for the heap and 2 GB for everything else. */
const MEMORY_MIB = 4096;
/** Part of the memory that is heap by default, from the same source. */
const HEAP_SHARE = 0.5;
/** Most of the memory that may be heap. A heap of 2 of 3 GiB, as in WSO2's own chart, leaves too little for classes, threads and network buffers. */
const MAX_HEAP_SHARE = 0.6;
const MIN_BESIDE_HEAP_MIB = 1024;

/** More pods than this are no gateway of one environment. */
export const MAX_REPLICAS = 100;

/** Thousandths of a core that the containers beside a pod's product are sure to get. */
export const SIDECAR_MILLICORES = { readiness: 50, front: 100 } as const;

/** Sizes of a pod's product, and numbers of pods, with every default filled in. */
export interface WorkloadSizes {
    minReplicas: number;
    maxReplicas: number;
    targetCpuPercent: number;
    cpu: number;
    memoryMiB: number;
    heapMiB: number;
}

/** The sizes and numbers of a gateway. */
export function workloadSizes(settings: Partial<WorkloadSettings>, tier: Tier): WorkloadSizes {
    // A tier that does not exist is a problem of its own.
    const defaults = checkedTierDefaults(tier);
    const memoryMiB = settings.memoryMiB ?? MEMORY_MIB;
    return {
        minReplicas: settings.minReplicas ?? defaults.minInstances,
        maxReplicas: settings.maxReplicas ?? defaults.maxInstances,
        targetCpuPercent: settings.targetCpuPercent ?? 70,
        cpu: settings.cpu ?? (tier === Tier.Production ? 2 : 1),
        memoryMiB,
        heapMiB: settings.heapMiB ?? Math.floor(memoryMiB * HEAP_SHARE),
    };
}

/** Largest heap that fits into a pod's memory. */
function largestHeap(memoryMiB: number): number {
    return Math.floor(Math.min(memoryMiB * MAX_HEAP_SHARE, memoryMiB - MIN_BESIDE_HEAP_MIB));
}

/** What is wrong with the sizes of a pod. */
export function checkSizes(settings: Partial<WorkloadSettings>, tier: Tier): Problem[] {
    const { cpu, memoryMiB, heapMiB } = workloadSizes(settings, tier);
    const memory = checkWhole(memoryMiB, [2048, 262_144], "memoryMiB");
    const heap = checkWhole(heapMiB, [512, 262_144], "heapMiB");
    return [...checkCpu(cpu), ...memory, ...heap, ...(memory.length + heap.length > 0 ? [] : checkHeap(heapMiB, memoryMiB))];
}

/** Kubernetes counts thousandths of a core. */
function checkCpu(cpu: number): Problem[] {
    if (cpu >= 0.5 && cpu <= 64 && Number.isInteger(Math.round(cpu * 1e6) / 1e3)) return [];
    return [{ path: "cpu", message: `is ${cpu}; allowed are 0.5 to 64 cores, in steps of 0.001` }];
}

function checkHeap(heapMiB: number, memoryMiB: number): Problem[] {
    const largest = largestHeap(memoryMiB);
    if (heapMiB <= largest) return [];
    const beside = "the process needs at least 1024 MiB and 40 % beside it, for classes, threads and network buffers, or it is killed under load";
    return [{ path: "heapMiB", message: `is ${heapMiB} of memoryMiB ${memoryMiB}; at most ${largest} fit: ${beside}`, azureError: "OOMKilled" }];
}
