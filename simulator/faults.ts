import * as path from "node:path";

import { exclusively, readJson, writeJson } from "./directory";

/** What can be made to go wrong. */
export const FaultEffect = {
    /** The request never gets an answer, and Azure has not heard of it. */
    HangBeforeAccepted: "hang before accepted",
    /** Azure has done it, but the answer never comes. */
    HangAfterAccepted: "hang after accepted",
    /** Azure refuses the request. */
    Refuse: "refuse",
    /** Azure accepts the request and fails at it: the resource exists, in the state Failed. */
    FailAfterAccepted: "fail after accepted",
} as const;
export type FaultEffect = (typeof FaultEffect)[keyof typeof FaultEffect];

/** One thing that goes wrong, as written in `faults.json`. */
export interface Fault {
    /** The operation: create, update, delete or read. */
    operation: "create" | "update" | "delete" | "read";
    /** Type of the resource, as Pulumi names it. */
    type: string;
    /** Name of the resource in Azure. Defaults to any. */
    name?: string;
    effect: FaultEffect;
    /** How often; every time when left out. */
    times?: number;
    /** Azure's answer, for the effects that have one. Defaults to a 500 InternalServerError. */
    status?: number;
    code?: string;
    message?: string;
}

/** Arranges what goes wrong from now on, in place of everything arranged before. */
export async function setFaults(directory: string, faults: Fault[]): Promise<void> {
    await exclusively(directory, () => writeJson(faultsFile(directory), { faults }));
}

/** The fault that this operation meets now, if any; counted as met. */
export async function meetFault(directory: string, operation: Fault["operation"], type: string, id: string): Promise<Fault | undefined> {
    const matches = (fault: Fault): boolean =>
        fault.operation === operation && fault.type === type && (fault.name ?? nameIn(id)) === nameIn(id) && (fault.times ?? 1) > 0;
    // Almost always there are none: no lock for that.
    if (!readFaults(directory).some(matches)) return undefined;
    return exclusively(directory, () => {
        const faults = readFaults(directory);
        const met = faults.find(matches);
        if (met?.times !== undefined)
            writeJson(faultsFile(directory), { faults: faults.map((fault) => (fault === met ? { ...fault, times: met.times! - 1 } : fault)) });
        return met;
    });
}

function readFaults(directory: string): Fault[] {
    return readJson<{ faults?: Fault[] }>(faultsFile(directory))?.faults ?? [];
}

function faultsFile(directory: string): string {
    return path.join(directory, "faults.json");
}

function nameIn(id: string): string {
    return id.split("/").pop() ?? id;
}
