import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

import { CommandOptions, runCommand, CommandResult, RunningCommand, startCommand } from "../../../tools/command";

const NAMESPACES = "/run/netns";
const PREFIX = "wga";
let made = 0;

/** Addresses that Azure's platform has in every virtual network: the metadata service, and the one of DNS and health. */
export const METADATA_ADDRESS = "169.254.169.254";
export const PLATFORM_ADDRESS = "168.63.129.16";

/**
 * A network of machines: each has a namespace with an address of its own, all on one bridge in another namespace, the hub. There, and nowhere on this
 * machine itself, are the platform's addresses and whatever a test runs as the surroundings: fakes, load balancers, clients.
 * Any number of them can exist side by side. Needs root.
 */
export class Network {
    /** Name of the namespace with the bridge. */
    readonly hub: string;
    /** Address of the hub, by which machines reach it. */
    readonly address = "10.60.0.1";
    private readonly members = new Map<string, string>();
    private readonly onExit = (): void => this.remove();

    constructor() {
        removeForgotten();
        this.hub = `${PREFIX}-${process.pid}-${++made}`;
        process.once("exit", this.onExit);
        ip("netns", "add", this.hub);
        ip("-n", this.hub, "link", "set", "lo", "up");
        ip("-n", this.hub, "link", "add", "bridge", "type", "bridge");
        for (const address of [`${this.address}/24`, `${METADATA_ADDRESS}/32`, `${PLATFORM_ADDRESS}/32`])
            ip("-n", this.hub, "address", "add", address, "dev", "bridge");
        ip("-n", this.hub, "link", "set", "bridge", "up");
    }

    /**
     * Adds a machine's namespace: its name and its address.
     *
     * @param address one in 10.60.0.0/24. Defaults to the next one from 10.60.0.10
     */
    join(machine: string, address = `10.60.0.${10 + this.members.size}`): { namespace: string; address: string } {
        const namespace = `${this.hub}-${machine}`;
        this.members.set(machine, namespace);
        ip("netns", "add", namespace);
        ip("-n", namespace, "link", "set", "lo", "up");
        ip("-n", this.hub, "link", "add", `to-${machine}`, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        ip("-n", this.hub, "link", "set", `to-${machine}`, "master", "bridge", "up");
        ip("-n", namespace, "address", "add", `${address}/24`, "dev", "eth0");
        ip("-n", namespace, "link", "set", "eth0", "up");
        ip("-n", namespace, "route", "add", "default", "via", this.address);
        return { namespace, address };
    }

    /** Runs a command in the hub to its end. */
    run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
        return runCommand("ip", ["netns", "exec", this.hub, command, ...args], options);
    }

    /** Starts a command in the hub; it dies with this process. */
    start(command: string, args: readonly string[], options: CommandOptions = {}): RunningCommand {
        return startCommand("ip", ["netns", "exec", this.hub, command, ...args], options);
    }

    /** Removes all namespaces. What still runs in them keeps running, without a network. */
    remove(): void {
        process.removeListener("exit", this.onExit);
        for (const namespace of [...this.members.values(), this.hub]) removeNamespace(namespace);
        this.members.clear();
    }
}

/** Namespaces of processes that were killed before they could remove them. */
function removeForgotten(): void {
    for (const name of fs.existsSync(NAMESPACES) ? fs.readdirSync(NAMESPACES) : []) {
        const owner = new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1];
        if (owner !== undefined && !fs.existsSync(`/proc/${owner}`)) removeNamespace(name);
    }
}

function removeNamespace(name: string): void {
    if (fs.existsSync(`${NAMESPACES}/${name}`)) ip("netns", "delete", name);
}

function ip(...args: string[]): void {
    execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
