import { once } from "node:events";
import * as fs from "node:fs";
import { connect } from "node:net";
import * as path from "node:path";

import type { Timing } from "../../../components/timing/args";
import { lastLines, RunningCommand } from "../../../tools/command";
import { Network } from "./network";
import { until } from "./wait";

/** What a load balancer does with requests of a node from the moment that it counts as unhealthy. Azure's documents differ on what Application Gateway does. */
export const WhenUnhealthy = {
    /** They may end. */
    LetsEnd: "LetsEnd",
    /** They are cut. */
    Cuts: "Cuts",
} as const;
export type WhenUnhealthy = (typeof WhenUnhealthy)[keyof typeof WhenUnhealthy];

/** What stands for Application Gateway, and how it is set. */
export interface LoadBalancerPlan {
    /** The durations that the library derives, for the nodes and their load balancer alike. */
    timing: Timing;
    /** The nodes: their addresses by their names. */
    nodes: Readonly<Record<string, string>>;
    /** Where requests go, and where probes go. */
    ports: { api: number; readiness: number };
    readinessPath: string;
    /** For which the nodes' certificates are valid. */
    hostName: string;
    /** File with the certificates that the nodes' are verified with. */
    authority: string;
    whenUnhealthy: WhenUnhealthy;
    /** Whether a request whose connection is refused goes to another node. Nothing that was sent is ever sent again. */
    triesOthers?: boolean;
    /** Whether any request may take any connection that is open, and connections are kept as long as haproxy does by itself. */
    reusesConnections?: boolean;
}

/** A configuration of haproxy that probes, waits and gives up as the Application Gateway of these durations does. */
export function haproxyConfiguration(plan: LoadBalancerPlan, listen: string, socket: string): string {
    const { timing, nodes, ports, hostName, authority } = plan;
    const verified = `ssl verify required ca-file ${authority} verifyhost ${hostName} sni str(${hostName})`;
    const probe = `check port ${ports.readiness} check-ssl check-sni ${hostName} inter ${timing.probeIntervalSeconds}s fall ${timing.probeUnhealthyThreshold} rise 1`;
    const whenUnhealthy = plan.whenUnhealthy === WhenUnhealthy.Cuts ? "on-marked-down shutdown-sessions" : "";
    return `
global
    log stdout format raw local0
    stats socket ${socket} mode 600
    # More than clients ever wait with: what it does not accept would wait for ever, since clients keep theirs open.
    maxconn 4000
defaults
    mode http
    log global
    timeout client 1h
    timeout http-keep-alive 1h
    timeout connect ${timing.loadBalancerRequestTimeoutSeconds}s
    timeout check ${timing.probeTimeoutSeconds}s
    timeout server ${timing.loadBalancerRequestTimeoutSeconds}s
    ${plan.triesOthers === true ? "retries 3\n    retry-on conn-failure\n    option redispatch 1" : "retries 0"}
frontend clients
    bind ${listen}
    default_backend nodes
backend nodes
    balance roundrobin
    option httpchk
    http-check send meth GET uri ${plan.readinessPath} ver HTTP/1.1 hdr Host ${hostName}
    http-check expect status 200-399
    ${plan.reusesConnections === true ? "http-reuse always" : "# Idle connections are closed before the product does it.\n    default-server pool-purge-delay 1s"}
    default-server ${verified} ${probe} ${whenUnhealthy}
${Object.entries(nodes)
    .map(([name, address]) => `    server ${name} ${address}:${ports.api}`)
    .join("\n")}
`;
}

/** When a node began to count as unhealthy. */
export interface MarkedDown {
    node: string;
    /** Milliseconds since 1970. */
    at: number;
}

/** A load balancer in the network of nodes. */
export class LoadBalancer {
    /** Every time that a node began to count as unhealthy. */
    readonly markedDown: MarkedDown[] = [];
    private output = "";

    private constructor(
        /** Where clients send requests. */
        readonly url: string,
        private readonly socket: string,
        private readonly process: RunningCommand,
    ) {
        process.process.stdout!.on("data", (text: string) => {
            this.output += text;
            for (const [, node] of text.matchAll(/^Server nodes\/(\S+) is DOWN/gm)) this.markedDown.push({ node: node!, at: Date.now() });
        });
    }

    /** @param folder for its configuration; @param port at which it listens, on the network's own address */
    static async start(network: Network, folder: string, port: number, plan: LoadBalancerPlan): Promise<LoadBalancer> {
        const [file, socket] = [path.join(folder, `haproxy-${port}.cfg`), path.join(folder, `haproxy-${port}.sock`)];
        fs.writeFileSync(file, haproxyConfiguration(plan, `${network.address}:${port}`, socket));
        const process = network.start("haproxy", ["-db", "-f", file]);
        const balancer = new LoadBalancer(`http://${network.address}:${port}`, socket, process);
        let ended = false;
        void process.done.then(() => (ended = true));
        await until("the load balancer runs", () => ended || fs.existsSync(socket), 30_000);
        if (ended) throw new Error(`the load balancer did not start:\n${lastLines((await process.done).stderr)}`);
        return balancer;
    }

    /** The nodes that get requests now. */
    async healthyNodes(): Promise<string[]> {
        const client = connect(this.socket);
        let answer = "";
        client.setEncoding("utf8").on("data", (text: string) => (answer += text));
        client.write("show stat\n");
        await once(client, "close");
        const [head, ...lines] = answer.replace(/^# /, "").trim().split("\n").map((line) => line.split(",")); // prettier-ignore
        const [proxy, server, status] = ["pxname", "svname", "status"].map((name) => head!.indexOf(name));
        return lines.filter((line) => line[proxy!] === "nodes" && line[server!] !== "BACKEND" && line[status!]!.startsWith("UP")).map((line) => line[server!]!);
    }

    /** Waits until just these nodes get requests. */
    async untilHealthy(...names: string[]): Promise<void> {
        const look = async (): Promise<boolean> => (await this.healthyNodes()).join() === names.join();
        await until(`the load balancer sends requests to ${names.join(", ")}`, look, 120_000, () => lastLines(this.output));
    }

    async stop(): Promise<void> {
        this.process.kill("SIGKILL");
        await this.process.done;
    }
}
