import { ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";

import { testAuthority } from "../../support/fixtures";
import type { AzureSurroundings, Fault, Knowledge, Recorded, ScheduledEvent } from "./azureSurroundings";
import { METADATA_ADDRESS, Network } from "./network";

const SURROUNDINGS = path.join(__dirname, "azureSurroundings.ts");
const KEY_STORE_PASSWORD = "surroundings";

/** Names under which the surroundings can be reached over TLS, beside any vault's. */
export const PACK_HOST = "packs.example.com";
export const BLOB_HOST = "packs.blob.core.windows.net";
/** The vault of the environments that tests make. */
export const VAULT_HOST = "vault.vault.azure.net";

/** The metadata service, Key Vault and blobs in a network, in a process of their own. Machines trust them by `authority`. */
export class FakeAzure {
    /** Root certificate of its authority, PEM, which machines have to trust. */
    readonly authority = testAuthority().root;
    /** Its names, with its address: for the machines' `hosts`. */
    readonly hosts: Readonly<Record<string, string>>;
    private readonly process: ChildProcess;
    private readonly pending = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
    private calls = 0;

    private constructor(network: Network) {
        this.hosts = Object.fromEntries([PACK_HOST, BLOB_HOST, VAULT_HOST].map((host) => [host, network.address]));
        const command = [process.execPath, "--require", "ts-node/register/transpile-only", SURROUNDINGS];
        this.process = spawn("ip", ["netns", "exec", network.hub, ...command], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
        this.process.on("message", ({ id, ...answer }: { id: number; result?: unknown; error?: string }) => this.pending.get(id)?.(answer));
        this.process.once("exit", (code) => this.pending.forEach((answer) => answer({ error: `the surroundings ended with ${code}` })));
    }

    /** Starts it in the hub of a network. */
    static async start(network: Network): Promise<FakeAzure> {
        const azure = new FakeAzure(network);
        const keyStore = testAuthority().keyStore({ hostNames: Object.keys(azure.hosts), password: KEY_STORE_PASSWORD });
        const where = { metadataAddress: METADATA_ADDRESS, metadataPort: 80, address: network.address, tlsPort: 443 };
        await azure.call("listen", { ...where, keyStore, keyStorePassword: KEY_STORE_PASSWORD });
        return azure;
    }

    /** Replaces what it knows, part by part. */
    know(knowledge: Partial<Knowledge>): Promise<void> {
        return this.call("know", knowledge);
    }

    /** Answers wrongly from now on. */
    fail(fault: Fault): Promise<void> {
        return this.call("fail", fault);
    }

    /** Answers rightly from now on. */
    heal(): Promise<void> {
        return this.call("heal");
    }

    /** Makes an event known to all machines; returns its id. */
    schedule(event: Pick<ScheduledEvent, "EventType" | "Resources"> & Partial<ScheduledEvent>): Promise<string> {
        return this.call("schedule", event);
    }

    /** Takes an event back, as when it is over. */
    complete(eventId: string): Promise<void> {
        return this.call("complete", eventId);
    }

    /** Which machine has acknowledged which event, in order. */
    startRequests(): Promise<{ source: string; eventId: string; time: number }[]> {
        return this.call("startRequests");
    }

    /** Every request since the start, in order. */
    requests(): Promise<Recorded[]> {
        return this.call("requests");
    }

    async stop(): Promise<void> {
        if (this.process.exitCode !== null) return;
        const ended = new Promise((resolve) => this.process.once("exit", resolve));
        this.process.disconnect();
        await ended;
    }

    private call<T>(name: keyof AzureSurroundings, ...args: unknown[]): Promise<T> {
        const id = ++this.calls;
        return new Promise((resolve, reject) => {
            this.pending.set(id, ({ result, error }) => {
                this.pending.delete(id);
                if (error === undefined) resolve(result as T);
                else reject(new Error(`${name}: ${error}`));
            });
            this.process.send({ id, name, args });
        });
    }
}
