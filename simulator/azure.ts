import { setTimeout as sleep } from "node:timers/promises";

import { ArmError, resourceNotFound } from "./armError";
import { outputsOf } from "./answers";
import { checkDeletion, goesWith } from "./deletion";
import { secondsFor } from "./durations";
import { Fault, FaultEffect, meetFault } from "./faults";
import { JsonObject } from "./json";
import { resourceIn } from "./request";
import { changeState, keyOf, readState, State, StoredResource } from "./state";
import { softDeleteSecret, softDeleteVault } from "./vaults";
import { implicitFileService, write } from "./writing";

/** A resource as the provider sees it. */
export interface Found {
    id: string;
    /** In the SDK's form. */
    outputs: JsonObject;
    implicit: boolean;
}

/** Seconds between azure-native's tries, and the answers after which it tries again. Source: azure-native, its HTTP client. */
const RETRY_SECONDS = [20, 60, 120];
const RETRIED_STATUS = new Set([408, 429, 500, 502, 503, 504]);

/** The simulated Azure: asynchronous like the real one, with its state in a folder. Any number of processes may use the same folder. */
export class SimulatedAzure {
    private readonly cancelled = new AbortController();

    /**
     * @param directory folder of the state
     * @param timeScale see `timeScale`
     */
    constructor(
        public readonly directory: string,
        private readonly timeScale: number,
    ) {}

    /** Stops waiting for anything, now and later: the engine wants to end. What Azure has accepted, it goes on with. */
    cancel(): void {
        this.cancelled.abort();
    }

    /** The resource with this id, or nothing. */
    async find(token: string, id: string): Promise<Found | undefined> {
        await this.patiently(() => this.sufferFault("read", token, id));
        const state = readState(this.directory);
        const resource = resourceIn(state, id);
        return resource === undefined ? undefined : this.found(state, resource);
    }

    /** As `find`, for who needs the resource itself. */
    stored(id: string): StoredResource {
        const resource = resourceIn(readState(this.directory), id);
        if (resource === undefined) throw resourceNotFound(id);
        return resource;
    }

    /**
     * Creates a resource, as azure-native does: one that exists already is refused.
     *
     * @param body in ARM's form
     */
    async create(token: string, id: string, body: JsonObject): Promise<Found> {
        return this.put("create", token, id, body, (existing) => {
            // The file service is always there; azure-native takes it over while nobody has changed it.
            if (existing !== undefined && !existing.implicit) throw new Error(`cannot create already existing resource '${id}'`);
        });
    }

    /** Changes a resource. One that somebody deleted in the meantime comes back, as with any PUT. */
    async update(token: string, id: string, body: JsonObject): Promise<Found> {
        return this.put("update", token, id, body, () => undefined);
    }

    /** Deletes a resource with everything in it; nothing happens when it is not there. */
    async remove(token: string, id: string): Promise<void> {
        const duration = this.milliseconds(token, "delete");
        const { fault, accepted } = await this.patiently(async () => {
            const fault = await this.sufferFault("delete", token, id);
            const accepted = await changeState(this.directory, (state) => {
                const resource = resourceIn(state, id);
                if (resource === undefined) return false;
                checkDeletion(state, resource);
                this.startDeletion(state, resource, duration);
                return true;
            });
            return { fault, accepted };
        });
        if (!accepted) return;
        await this.sufferAfterwards(fault, id);
        await this.wait(duration, id);
    }

    private startDeletion(state: State, resource: StoredResource, duration: number): void {
        const now = Date.now();
        if (resource.token === "azure-native:storage:FileServiceProperties") {
            // It cannot go while its account is there: azure-native puts it back to where it began.
            state.resources[keyOf(resource.id)] = implicitFileService(resource.id, resource.createdAt);
            return;
        }
        const gone = [resource, ...goesWith(state, resource)];
        for (const vault of gone.filter(({ token }) => token === "azure-native:keyvault:Vault")) softDeleteVault(state, vault, now);
        if (resource.token === "azure-native:keyvault:Secret") softDeleteSecret(state, resource, now);
        for (const one of gone) state.resources[keyOf(one.id)] = { ...one, provisioningState: "Deleting", readyAt: now + duration };
    }

    private async put(operation: "create" | "update", token: string, id: string, body: JsonObject, admit: (existing?: StoredResource) => void): Promise<Found> {
        const duration = this.milliseconds(token, operation);
        const { fault, resource } = await this.patiently(async () => {
            const fault = await this.sufferFault(operation, token, id);
            const resource = await changeState(this.directory, (state) => {
                admit(resourceIn(state, id));
                const now = Date.now();
                const written = write(state, token, id, body, now, now + duration);
                if (fault?.effect === FaultEffect.FailAfterAccepted) state.resources[keyOf(id)] = { ...written, provisioningState: "Failed" };
                return written;
            });
            return { fault, resource };
        });
        await this.sufferAfterwards(fault, id);
        await this.wait(Math.max(0, resource.readyAt - Date.now()), id);
        // Timers may ring a millisecond early.
        const state = readState(this.directory, Math.max(Date.now(), resource.readyAt));
        const after = resourceIn(state, id);
        if (after === undefined) throw resourceNotFound(id);
        return this.found(state, after);
    }

    /** Tries again where azure-native does: when Azure is busy or broken, and while a neighbour is being written. */
    private async patiently<T>(attempt: () => Promise<T>): Promise<T> {
        for (const seconds of RETRY_SECONDS) {
            try {
                return await attempt();
            } catch (error) {
                if (!(error instanceof ArmError && (RETRIED_STATUS.has(error.status) || error.code === "AnotherOperationInProgress"))) throw error;
                await sleep(seconds * 1000 * this.timeScale, undefined, { signal: this.cancelled.signal });
            }
        }
        return attempt();
    }

    private async sufferFault(operation: Fault["operation"], token: string, id: string): Promise<Fault | undefined> {
        const fault = await meetFault(this.directory, operation, token, id);
        if (fault?.effect === FaultEffect.HangBeforeAccepted) await this.untilCancelled();
        if (fault?.effect === FaultEffect.Refuse) throw errorOf(fault);
        return fault;
    }

    private async sufferAfterwards(fault: Fault | undefined, id: string): Promise<void> {
        if (fault?.effect === FaultEffect.HangAfterAccepted) await this.untilCancelled().catch((error: Error) => Promise.reject(new Unfinished(id, error)));
        if (fault?.effect === FaultEffect.FailAfterAccepted) throw new Unfinished(id, errorOf(fault));
    }

    private async wait(milliseconds: number, id: string): Promise<void> {
        try {
            await sleep(milliseconds, undefined, { signal: this.cancelled.signal });
        } catch {
            throw new Unfinished(id, cancellation());
        }
    }

    private untilCancelled(): Promise<never> {
        const { signal } = this.cancelled;
        return new Promise((_, reject) => {
            if (signal.aborted) reject(cancellation());
            signal.addEventListener("abort", () => reject(cancellation()), { once: true });
        });
    }

    private found(state: State, resource: StoredResource): Found {
        return { id: resource.id, outputs: outputsOf(state, resource, { timeScale: this.timeScale }), implicit: resource.implicit ?? false };
    }

    private milliseconds(token: string, operation: "create" | "update" | "delete"): number {
        return secondsFor(token, operation) * 1000 * this.timeScale;
    }
}

/** Azure accepted a write, but the provider saw no good end of it: Azure failed, or the engine did not want to wait. The resource exists. */
export class Unfinished extends Error {
    constructor(
        public readonly id: string,
        reason: Error,
    ) {
        super(reason.message);
        this.name = "Unfinished";
    }
}

/** What azure-native says when the engine cancels it. */
function cancellation(): Error {
    return new Error("context canceled");
}

function errorOf({ status = 500, code = "InternalServerError", message = "An error occurred." }: Fault): ArmError {
    return new ArmError(status, code, message);
}
