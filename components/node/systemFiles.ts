import { artifactsAreFetched, ContentSyncMode } from "../product/release";
import { ports } from "./ports";

/** The gateway's user for systemd-sysusers: the ids are the release's own, since files on the share belong to them. */
export function gatewayUser(userId: number, groupId: number): string {
    return [`g wso2 ${groupId}`, `u wso2carbon ${userId}:${groupId} "WSO2 API Manager gateway" /home/wso2carbon`, ""].join("\n");
}

/** What a pack opens beside the gateway's ports: cluster members, messages, throttling data, Java's remote management (default-product-ports.md of docs-apim). */
const otherProductPorts = [4000, 4001, 4002, 4003, 5672, 7611, 7711, 8672, 9611, 9711, 9999, 10397, 10500, 11111];

/**
 * Kernel settings from the product's performance tuning (docs-apim tuning-performance.md), without `tcp_tw_recycle`, which breaks clients behind NAT and is gone from kernels.
 * With ports from 1024 on for outgoing connections, those that the product listens on have to be kept from them.
 */
export function kernelSettings(productPorts: readonly number[]): string {
    const reserved = [...new Set([...productPorts, ...otherProductPorts, ports.readiness, ports.health, ports.sync])].sort((one, other) => one - other);
    const settings = {
        "fs.file-max": "2097152",
        "net.core.rmem_default": "524288",
        "net.core.rmem_max": "67108864",
        "net.core.wmem_default": "524288",
        "net.core.wmem_max": "67108864",
        "net.ipv4.ip_local_port_range": "1024 65535",
        "net.ipv4.ip_local_reserved_ports": reserved.join(","),
        "net.ipv4.tcp_fin_timeout": "30",
        "net.ipv4.tcp_rmem": "4096 87380 16777216",
        "net.ipv4.tcp_tw_reuse": "1",
        "net.ipv4.tcp_wmem": "4096 65536 16777216",
    };
    return [...Object.entries(settings).map(([name, value]) => `${name} = ${value}`), ""].join("\n");
}

/**
 * Keeps the system from restarting this library's units when a library that they use is upgraded: since Ubuntu 24.04 needrestart does so after every upgrade, unattended ones included,
 * on all nodes within the hour, and whatever requests are in flight ("needrestart changes in Ubuntu 24.04", discourse.ubuntu.com). A new node starts with what is new.
 */
export const restartRules = "$nrconf{override_rc}{qr(^wso2-gateway)} = 0;\n";

/** What the gateway's unit needs to know of the node. */
export interface DropInOptions {
    homeDirectory: string;
    contentSync: ContentSyncMode;
    stopTimeLimitSeconds: number;
    /** The shared file system, where there is one. */
    share?: object;
}

/** What the gateway's unit has beside what is the same on every node: its folders, and how long it may take to stop. */
export function gatewayDropIn({ homeDirectory, contentSync, stopTimeLimitSeconds, share }: DropInOptions): string {
    const user = homeDirectory.slice(0, homeDirectory.lastIndexOf("/"));
    const lines = [
        "[Unit]",
        // Only for the order when the machine goes down: a share that is lost makes the node unready, and does not stop it.
        ...(share === undefined ? [] : ["After=mnt-wso2\\x2dgateway.mount"]),
        "[Service]",
        `WorkingDirectory=${homeDirectory}`,
        `BindPaths=${user}`,
        // The configuration with its secrets is in memory.
        `BindPaths=/run/wso2-gateway/conf:${homeDirectory}/repository/conf`,
        `BindPaths=/run/wso2-gateway/security:${homeDirectory}/repository/resources/security`,
        // From 3.1 the product writes the key store's password beside the API artifacts, which nodes of these modes do not share.
        ...(artifactsAreFetched(contentSync)
            ? [`BindPaths=/run/wso2-gateway/synapse-configs:${homeDirectory}/repository/deployment/server/synapse-configs`]
            : []),
        `TimeoutStopSec=${stopTimeLimitSeconds}`,
        "",
    ];
    return lines.join("\n");
}
