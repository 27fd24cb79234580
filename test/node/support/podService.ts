import { once } from "node:events";
import * as fs from "node:fs";
import { connect } from "node:net";
import * as path from "node:path";

import { lastLines, RunningCommand } from "../../../tools/command";
import { Network } from "./network";
import { until } from "./wait";

/** Ports of a Service with those of the pods behind them, by name. */
export type ServicePorts = Readonly<Record<string, { port: number; targetPort: number }>>;

/**
 * What stands for a Service and the load balancer of its cloud: connections, not requests, go to the pods that are in it. Who leaves gets no new ones, and keeps those that he has.
 */
export class PodService {
    private constructor(
        private readonly socket: string,
        private readonly ports: ServicePorts,
        private readonly process: RunningCommand,
    ) {}

    /** @param pods addresses of all pods that will ever be in it, by name; none is in it yet */
    static async start(network: Network, folder: string, ports: ServicePorts, pods: Readonly<Record<string, string>>): Promise<PodService> {
        const [file, socket] = [path.join(folder, "service.cfg"), path.join(folder, "service.sock")];
        const proxies = Object.entries(ports).map(([name, { port, targetPort }]) => {
            const servers = Object.entries(pods).map(([pod, address]) => `    server ${pod} ${address}:${targetPort} disabled`);
            return [`listen ${name}`, `    bind ${network.address}:${port}`, "    balance leastconn", ...servers].join("\n");
        });
        const defaults = "defaults\n    mode tcp\n    timeout connect 5s\n    timeout client 1h\n    timeout server 1h\n    retries 0";
        fs.writeFileSync(file, [`global\n    stats socket ${socket} mode 600 level admin`, defaults, ...proxies, ""].join("\n"));
        const process = network.start("haproxy", ["-db", "-f", file]);
        let ended = false;
        void process.done.then(() => (ended = true));
        await until("the service runs", () => ended || fs.existsSync(socket), 30_000);
        if (ended) throw new Error(`the service did not start:\n${lastLines((await process.done).stderr)}`);
        return new PodService(socket, ports, process);
    }

    /** From now on a pod gets new connections. */
    add(pod: string): Promise<void> {
        return this.set(pod, "ready");
    }

    /** From now on a pod gets no new connections. */
    remove(pod: string): Promise<void> {
        return this.set(pod, "maint");
    }

    private async set(pod: string, state: string): Promise<void> {
        const client = connect(this.socket);
        let answer = "";
        client.setEncoding("utf8").on("data", (text: string) => (answer += text));
        client.write(`${Object.keys(this.ports).map((name) => `set server ${name}/${pod} state ${state}`).join("; ")}\n`); // prettier-ignore
        await once(client, "close");
        if (answer.trim() !== "") throw new Error(answer);
    }

    async stop(): Promise<void> {
        this.process.kill("SIGKILL");
        await this.process.done;
    }
}
