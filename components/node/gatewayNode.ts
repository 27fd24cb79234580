import { createHash } from "node:crypto";

import { ConfigurationStyle, ContentSyncMode } from "../product/release";
import { ports, READINESS_PATH } from "./ports";

/** Where a node has what it is told, on a machine and in a pod. */
export const FILES_FOLDER = "/etc/wso2-gateway";
/** Where a node has the scripts of this library. */
export const SCRIPTS_FOLDER = "/usr/local/lib/wso2-gateway";

/** What a gateway node is told wherever it runs. */
export interface GatewayNode {
    /** Host name by which clients call the APIs: the certificates are valid for it. */
    hostName: string;
    release: string;
    packName: string;
    homeDirectory: string;
    startCommand: string;
    stopCommand: string;
    jvmMemoryVariable: string;
    /** The release's own sign of life: port and path. */
    productHealth: { port: number; path: string };
    /** Major version of the Java that the release runs on. */
    jdkVersion: number;
    configurationStyle: ConfigurationStyle;
    contentSync: ContentSyncMode;
    /** Name of the key in the node's key store. */
    keyAlias: string;
    /** Variables whose values become part of an address, where fewer characters are allowed. */
    secretsInAddresses: readonly string[];
    /** Root certificates, PEM, that the node trusts besides those that the pack trusts. */
    trustedRoots: readonly string[];
    /** Certificate, PEM, by which signatures of the control plane are verified, where it is not the node's own. */
    signingCertificate?: string;
    /** After how many seconds of not being ready the load balancer sends no more requests. */
    detectionSeconds: number;
    /** Longest silence on a connection. */
    socketTimeoutSeconds: number;
    /** Slowest start before a node counts as broken. */
    startupSeconds: number;
    /** The product's own configuration file, for releases that have one; the others edit the files of their pack. */
    deploymentToml?: string;
    /** The edits of the product's own files, for releases without such a file. */
    edits?: string;
}

/** The product's configuration and the certificates that it trusts, by the names of their files in `FILES_FOLDER`. */
export function gatewayFiles({ deploymentToml, trustedRoots, signingCertificate, edits }: GatewayNode): Record<string, string> {
    return {
        ...(deploymentToml === undefined ? {} : { "deployment.toml": deploymentToml }),
        "trusted-roots.pem": pemFile(trustedRoots),
        ...(signingCertificate === undefined ? {} : { "signing-certificate.pem": pemFile([signingCertificate]) }),
        ...(edits === undefined ? {} : { "edits.json": edits }),
    };
}

/** Certificates one after the other. */
export function pemFile(certificates: readonly string[]): string {
    return certificates.map((certificate) => `${certificate.trim()}\n`).join("");
}

/** Settings that the scripts read wherever they run. */
export function gatewaySettings(node: GatewayNode): Record<string, string> {
    return {
        HOST_NAME: node.hostName,
        API_PORT: String(ports.api),
        RELEASE: node.release,
        PACK_NAME: node.packName,
        HOME_DIRECTORY: node.homeDirectory,
        START_COMMAND: node.startCommand,
        STOP_COMMAND: node.stopCommand,
        JVM_MEMORY_VARIABLE: node.jvmMemoryVariable,
        JDK_VERSION: String(node.jdkVersion),
        CONFIGURATION_STYLE: node.configurationStyle,
        CONTENT_SYNC: node.contentSync,
        PRODUCT_HEALTH_PORT: String(node.productHealth.port),
        PRODUCT_HEALTH_PATH: node.productHealth.path,
        READINESS_PORT: String(ports.readiness),
        READINESS_PATH,
        KEY_ALIAS: node.keyAlias,
        SECRETS_IN_ADDRESSES: node.secretsInAddresses.join(" "),
        DETECTION_SECONDS: String(node.detectionSeconds),
        SOCKET_TIMEOUT_SECONDS: String(node.socketTimeoutSeconds),
        STARTUP_SECONDS: String(node.startupSeconds),
    };
}

/** An environment file as systemd and shells read it: one `NAME="value"` a line, in a fixed order. */
export function environmentFile(settings: Readonly<Record<string, string>>): string {
    const lines = Object.entries(settings)
        .sort(([one], [other]) => one.localeCompare(other, "en"))
        .map(([name, value]) => `${name}="${quoted(value)}"`);
    return [...lines, ""].join("\n");
}

/** Characters that a shell and systemd would interpret inside double quotes. */
function quoted(value: string): string {
    return value.replaceAll(/["\\$`]/g, (character) => `\\${character}`);
}

/** Short fingerprint of everything that a node is told. A node that reports another one was left behind by an upgrade. */
export function configurationHash(...parts: string[]): string {
    return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
