import { randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { temporaryFolder } from "../../../tools/temporaryFolder";
import { testAuthority } from "../../support/fixtures";
import { EmittedNode, withChanges } from "./emittedNode";
import { FakeAzure } from "./fakeAzure";
import { Answer, Machine, MachineOptions } from "./machines";
import { needMachines } from "./needs";
import { Network } from "./network";
import { rootFilesystem } from "./rootFilesystem";
import { StandInPack } from "./standInPack";
import { until } from "./wait";

/** How one node differs from the others of its kind. */
export interface NodeOptions extends Partial<Pick<MachineOptions, "files" | "smallDisks">> {
    /** What its image has beyond the rest, or has not: folders, the uppermost first. */
    layers?: readonly string[];
    /** In the image; otherwise the node gets the pack from where it is told. */
    packInImage?: StandInPack;
    /** Changes files of its document, by their paths: to make times shorter, or to break something. */
    changes?: Readonly<Record<string, (content: string) => string>>;
}

/** Gateway nodes with their surroundings: a network, the parts of Azure that they talk to, and one share. */
export class Gateways {
    readonly nodes: Machine[] = [];

    private constructor(
        /** For everything that a test makes; gone at the end. */
        readonly folder: string,
        readonly network: Network,
        readonly azure: FakeAzure,
        /** The root filesystem of every node, which is not to be written to. */
        readonly root: string,
    ) {}

    /** Makes the surroundings, or skips where there can be none. Takes a minute the first time, while the root filesystem is made. */
    static async start(context: Mocha.Context, ...programs: string[]): Promise<Gateways> {
        needMachines(context, "zip", ...programs);
        const root = await rootFilesystem();
        const folder = temporaryFolder("nodes");
        // The gateway's user has to get through it.
        fs.chmodSync(folder, 0o755);
        fs.mkdirSync(path.join(folder, "share"));
        const network = new Network();
        return new Gateways(folder, network, await FakeAzure.start(network), root);
    }

    /** The content of the share, seen from here. */
    get share(): string {
        return path.join(this.folder, "share");
    }

    /** File with the certificates that a node's own certificate is verified with. */
    get authority(): string {
        const file = path.join(this.folder, "authority.pem");
        if (!fs.existsSync(file)) fs.writeFileSync(file, testAuthority().root);
        return file;
    }

    /** Makes a node, and makes it known to the metadata service; it is not started. */
    async add(name: string, emitted: EmittedNode, { layers = [], packInImage, changes = {}, files, smallDisks }: NodeOptions = {}): Promise<Machine> {
        const node = new Machine(this.network, this.folder, {
            name,
            customData: Object.keys(changes).length === 0 ? emitted.customData : withChanges(emitted.customData, changes),
            layers: [...layers, ...(packInImage === undefined ? [] : [packInImage.layer]), this.root],
            hosts: this.azure.hosts,
            files: { ...trusted(this.azure.authority, this.root), ...files },
            share: this.share,
            smallDisks,
        });
        this.nodes.push(node);
        const instances = Object.fromEntries(this.nodes.map((one) => [one.address, { name: one.name, vmId: randomUUID() }]));
        await this.azure.know({ ...emitted.knowledge, instances });
        return node;
    }

    /** Ends everything and removes it. */
    async stop(): Promise<void> {
        await Promise.all(this.nodes.map((node) => node.cutPower()));
        await this.azure.stop();
        this.network.remove();
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}

/** What the load balancer is told by a node. */
export function readiness(node: Machine, { settings }: EmittedNode, authority?: string): Promise<Answer> {
    return node.ask({ port: Number(settings.READINESS_PORT), path: settings.READINESS_PATH!, hostName: settings.HOST_NAME, authority });
}

/** What the scale set's health extension is told by a node; nothing when there is no answer. */
export async function health(node: Machine, { settings }: EmittedNode): Promise<string | undefined> {
    const address = `http://127.0.0.1:${settings.HEALTH_PORT}${settings.HEALTH_PATH}`;
    const { code, stdout } = await node.run("curl", ["--silent", "--max-time", "5", address]);
    return code === 0 ? stdout : undefined;
}

/** Waits until a node is ready for requests. */
export async function becomesReady(node: Machine, emitted: EmittedNode, limit = 120_000): Promise<void> {
    const look = async (): Promise<boolean> => (await readiness(node, emitted)).status === 200;
    await until(`${node.name} is ready`, look, limit, () => explain(node));
}

/** Waits until a node is not ready for requests. */
export async function becomesUnready(node: Machine, emitted: EmittedNode, limit = 60_000): Promise<void> {
    const look = async (): Promise<boolean> => (await readiness(node, emitted)).status !== 200;
    await until(`${node.name} is not ready`, look, limit, () => explain(node));
}

/** The last lines of a node's journal, but for those of cloud-init. */
export function explain(node: Machine): string {
    return node
        .journal({ identifier: "" })
        .filter(({ identifier }) => identifier !== "cloud-init")
        .slice(-60)
        .map(({ identifier, message }) => `${node.name} ${identifier}: ${message}`)
        .join("\n");
}

/** Files by which a machine trusts an authority as its image trusts those of the public. */
function trusted(authority: string, root: string): Record<string, string> {
    const bundle = "/etc/ssl/certs/ca-certificates.crt";
    const hash = execFileSync("openssl", ["x509", "-noout", "-hash"], { input: authority, encoding: "utf8" }).trim();
    return { [bundle]: fs.readFileSync(path.join(root, bundle), "utf8") + authority, [`/etc/ssl/certs/${hash}.0`]: authority };
}
