import * as path from "node:path";

import { RunningCommand } from "../../../tools/command";
import { Network } from "./network";

/** Requests that are sent again and again. */
export interface LoadPlan {
    url: string;
    /** Requests a second. Without it, `atOnce` decides. */
    rate?: number;
    /** Requests that are under way at any time. */
    atOnce?: number;
}

/** A request that was not answered with 200. */
export interface Failure {
    /** Milliseconds since 1970. */
    began: number;
    ended: number;
    why: string;
}

/** What became of all requests. */
export interface LoadResult {
    succeeded: number;
    failures: Failure[];
}

const RUNNER = path.join(__dirname, "loadRunner.mjs");

/**
 * Clients in the network that keep their connections, at a constant rate: whatever happens, the next request comes.
 *
 * Each request is accounted for. Tools do not: autocannon 9 counts nothing when a connection ends without an answer (`httpClient.js`), and haproxy neither
 * answers nor logs a request that it loses on a connection that was used before (`abort_keep_alive`, as browsers send such a request again).
 */
export class Load {
    private readonly process: RunningCommand;

    constructor(network: Network, plan: LoadPlan) {
        this.process = network.start(process.execPath, [RUNNER, JSON.stringify(plan)]);
    }

    /** Sends nothing more; returns when everything that was sent is answered or lost. */
    async stop(): Promise<LoadResult> {
        this.process.kill("SIGINT");
        const { stdout, stderr } = await this.process.done;
        if (stdout === "") throw new Error(`the load ended by itself: ${stderr}`);
        return JSON.parse(stdout) as LoadResult;
    }
}
