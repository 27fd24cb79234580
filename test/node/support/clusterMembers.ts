import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { SecurityRule } from "../../../components";
import { environmentFile } from "../../../components/node/gatewayNode";
import { RunningCommand, startCommand } from "../../../tools/command";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { ConfigMapper } from "../../contract/support/configMapper";
import { addMissingFiles } from "../../support/pack2x";
import { sharedFile } from "../../support/shared";
import { emittedNode } from "./emittedNode";
import { Network } from "./network";
import { until } from "./wait";

const EDITS = "/etc/wso2-gateway/edits.json";
const TOML = "/etc/wso2-gateway/deployment.toml";
const script = path.join(__dirname, "..", "..", "..", "components", "node", "scripts", "edit-configuration");

type EmittedNode = Awaited<ReturnType<typeof emittedNode>>;

/** The `repository/conf` that a node with an address gets from what a deployment tells it: by the product's own mapper, or by the edits of the pack's files. */
export async function configure(context: Mocha.Context, release: string, { files }: EmittedNode, address: string, home: string): Promise<void> {
    const variables = {
        CONTROL_PLANE_PASSWORD: "control-plane",
        GATEWAY_ADMIN_PASSWORD: "administrator",
        GATEWAY_KEYSTORE_PASSWORD: "key-store",
        GATEWAY_TRUSTSTORE_PASSWORD: "trust-store",
        NODE_IP: address,
    };
    if (files[TOML] === undefined) return edit(context, release, files[EDITS]!, variables, home);
    const mapper = await ConfigMapper.start(context, release, variables);
    try {
        const rendered = await mapper.render(files[TOML]);
        if (rendered.error !== undefined) throw new Error(rendered.error);
        for (const [name, content] of rendered.files) {
            fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
            fs.writeFileSync(path.join(home, name), content);
        }
    } finally {
        await mapper.end();
    }
}

function edit(context: Mocha.Context, release: string, edits: string, variables: Record<string, string>, home: string): void {
    fs.cpSync(sharedFile(context, "wso2", release), home, { recursive: true });
    addMissingFiles(home);
    const [editsFile, environment] = [path.join(home, "edits.json"), path.join(home, "gateway.env")];
    fs.writeFileSync(editsFile, edits);
    fs.writeFileSync(environment, environmentFile(variables));
    const { status, stderr } = spawnSync("python3", ["-B", script, editsFile, home, environment], { encoding: "utf8" });
    if (status !== 0) throw new Error(`edit-configuration: ${stderr}`);
}

/** Lets only what the rules of a subnet let in reach a machine of it, by the kernel's own filter. */
export function applyRules(namespace: string, rules: readonly SecurityRule[]): void {
    const inbound = rules.filter(({ direction }) => direction === "Inbound").sort((one, other) => one.priority - other.priority);
    const lines = inbound.map((rule) => {
        const sources = rule.sourceAddressPrefixes ?? [rule.sourceAddressPrefix!];
        const ports = rule.destinationPortRanges ?? [rule.destinationPortRange!];
        const from = sources.includes("*") ? "" : `ip saddr { ${sources.join(", ")} } `;
        const to = ports.includes("*") ? "" : `tcp dport { ${ports.join(", ")} } `;
        return `${from}${to}${rule.access === "Allow" ? "accept" : "drop"}`;
    });
    const chain = ["type filter hook input priority 0;", "ct state established,related accept", 'iif "lo" accept', ...lines].join("\n");
    execFileSync("ip", ["netns", "exec", namespace, "nft", "--file", "-"], {
        input: `table inet subnet { chain input {\n${chain}\n}\n}\n`,
        stdio: ["pipe", "ignore", "inherit"],
    });
}

/** Machines that run nothing but the product's clustering agent. */
export class ClusterMembers {
    private readonly folder = temporaryFolder("cluster");
    private readonly network = new Network();
    private readonly members: ClusterMember[] = [];

    /** @param rules of the nodes' subnet */
    constructor(
        private readonly context: Mocha.Context,
        private readonly release: string,
        private readonly classPath: string,
        private readonly rules: readonly SecurityRule[],
    ) {}

    /** A machine of an environment; it is not started yet. */
    async add(name: string, emitted: EmittedNode, at?: string): Promise<ClusterMember> {
        const { namespace, address } = this.network.join(name, at);
        applyRules(namespace, this.rules);
        const home = path.join(this.folder, name);
        await configure(this.context, this.release, emitted, address, home);
        const member = new ClusterMember(namespace, address, home, this.classPath);
        this.members.push(member);
        return member;
    }

    /** Ends everything and removes the network. */
    async stop(): Promise<void> {
        await Promise.all(this.members.map((member) => member.kill()));
        this.network.remove();
        fs.rmSync(this.folder, { recursive: true });
    }
}

/** One machine, and what its agent says. */
export class ClusterMember {
    private command?: RunningCommand;
    private addresses: string[] = [];
    private alive = 0;
    private errors: string[] = [];

    constructor(
        readonly namespace: string,
        readonly address: string,
        private readonly home: string,
        private readonly classPath: string,
    ) {}

    start(): void {
        const axis2 = path.join(this.home, "repository", "conf", "axis2", "axis2.xml");
        const java = ["java", "-Xmx128m", `-Dcarbon.home=${this.home}`, "-cp", this.classPath, "ClusterMember", axis2];
        const command = startCommand("ip", ["netns", "exec", this.namespace, ...java], { cwd: this.home, onErrorLine: (line) => this.errors.push(line) });
        createInterface(command.process.stdout!).on("line", (line) => {
            const [, addresses, alive] = /^members (.*) alive (\d+)$/.exec(line) ?? [];
            if (addresses === undefined) return;
            this.addresses = addresses.split(" ");
            this.alive = Number(alive);
        });
        this.command = command;
    }

    /** Ends the agent as a power cut would. */
    async kill(): Promise<void> {
        this.command?.kill("SIGKILL");
        await this.command?.done;
        [this.addresses, this.alive, this.command] = [[], 0, undefined];
    }

    /** Waits until the member sees exactly these machines, itself among them, by Hazelcast and by the product's own count. */
    async sees(members: readonly ClusterMember[], limit: number): Promise<void> {
        const wanted = members.map(({ address }) => address).sort();
        const isSo = (): boolean => this.addresses.join() === wanted.join() && this.alive === wanted.length;
        const explain = (): string => `it sees ${this.addresses.join(", ") || "nobody"}, ${this.alive} alive:\n${this.errors.slice(-15).join("\n")}`;
        await until(`${this.address} sees ${wanted.join(", ")}`, isSo, limit, explain);
    }
}
