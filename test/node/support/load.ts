import * as path from "node:path";

import { RunningCommand } from "../../../tools/command";
import { Network } from "./network";

/** Requests that are sent again and again. */
export interface LoadPlan {
    url: string;
    connections: number;
    /** Requests a second, over all connections; without it, each connection sends the next one when the last is answered. */
    rate?: number;
}

/** What became of requests. */
export interface LoadResult {
    succeeded: number;
    /** Answered with another status, cut, or not answered in time. */
    failed: number;
    /** In words, for messages. */
    details: string;
}

interface Counts {
    "2xx": number;
    non2xx: number;
    errors: number;
    timeouts: number;
    mismatches: number;
    resets: number;
    statusCodeStats: Record<string, { count: number }>;
}

const RUNNER = path.join(__dirname, "loadRunner.mjs");
/** Seconds until a client gives up: longer than everybody else. */
const CLIENT_TIMEOUT = 60;
/** Seconds: until it is stopped. */
const FOR_EVER = 86_400;

/** Clients in the network, at a constant rate: whatever happens, the next request comes. */
export class Load {
    private readonly process: RunningCommand;

    constructor(network: Network, { url, connections, rate }: LoadPlan) {
        const options = { url, connections, overallRate: rate, timeout: CLIENT_TIMEOUT, duration: FOR_EVER };
        this.process = network.start(process.execPath, [RUNNER, JSON.stringify(options)]);
    }

    /** Ends it; requests under way are given up and not counted. */
    async stop(): Promise<LoadResult> {
        this.process.kill("SIGINT");
        const { stdout, stderr } = await this.process.done;
        if (stdout === "") throw new Error(`the load ended by itself: ${stderr}`);
        const counts = JSON.parse(stdout) as Counts;
        const failed = counts.non2xx + counts.errors + counts.mismatches + counts.resets;
        const { statusCodeStats, errors, timeouts, resets } = counts;
        return { succeeded: counts["2xx"], failed, details: JSON.stringify({ statusCodeStats, errors, timeouts, resets }) };
    }
}
