import { createHash } from "node:crypto";

import { HEALTH_PATH, ports, READINESS_PATH } from "./ports";
import { NodeFile } from "./cloudInit";
import { ownFiles } from "./ownFiles";
import { gatewayDropIn, gatewayUser, kernelSettings } from "./systemFiles";
import { nodePackages, ShareType } from "./packages";
import { NodeSync, syncFiles, syncSettings, syncUser } from "./sync";
import { ConfigurationStyle, ContentSyncMode } from "../product/release";

/** How a node signs in to a share that it mounts with SMB. */
export interface SmbAccess {
    /** Name of the storage account. */
    userName: string;
    /** Address of the secret with the account's key. */
    keySecretId: string;
}

/** The shared file system. */
export interface NodeShare {
    /** What is mounted. */
    source: string;
    encryptionInTransit: boolean;
    /** Folders of the product that are on it, relative to its home directory. */
    paths: string[];
    /** Folder of the share that is this environment's, so that several environments can have one share. */
    folder: string;
    /** For a share that is mounted with SMB; the others are NFS. */
    smb?: SmbAccess;
    /** For a data disk in place of a share, by its number (LUN). */
    isDisk?: boolean;
}

/** Everything that a node is told. */
export interface NodeConfiguration {
    /** Host name by which clients call the APIs: the certificates are valid for it. */
    hostName: string;
    release: string;
    packName: string;
    homeDirectory: string;
    startCommand: string;
    stopCommand: string;
    jvmMemoryVariable: string;
    userId: number;
    groupId: number;
    /** The release's own sign of life: port and path. */
    productHealth: { port: number; path: string };
    /** Ports that the product listens on. */
    productPorts: readonly number[];
    /** Major version of the Java that the release runs on. */
    jdkVersion: number;
    configurationStyle: ConfigurationStyle;
    contentSync: ContentSyncMode;
    /** Where the pack comes from, with its checksum; nothing when the image brings it. */
    pack?: { url: string; sha256: string };
    /** Client id of the identity that may read the secrets. */
    identityClientId: string;
    /** Addresses of the secrets, by the name of the variable that the product reads them from. */
    secretIds: Readonly<Record<string, string>>;
    /** Variables whose values become part of an address, where fewer characters are allowed. */
    secretsInAddresses: readonly string[];
    /** Address of the key store's secret. */
    keyStoreSecretId: string;
    /** Root certificates, PEM, that the node trusts besides those that the pack trusts. */
    trustedRoots: readonly string[];
    /** Certificate, PEM, by which signatures of the control plane are verified, where it is not the node's own. */
    signingCertificate?: string;
    /** The shared file system, where the release uses one. */
    share?: NodeShare;
    /** What the machine is and does in rsync mode. */
    sync?: NodeSync;
    /** After how many seconds of not being ready the load balancer sends no more requests. */
    detectionSeconds: number;
    /** Longest silence on a connection. */
    socketTimeoutSeconds: number;
    /** Slowest start before a node counts as broken. */
    startupSeconds: number;
    drainSeconds: number;
    stopTimeLimitSeconds: number;
    /** The product's own configuration file, for releases that have one; the others edit the files of their pack. */
    deploymentToml?: string;
    /** The edits of the product's own files, for releases without such a file. */
    edits?: string;
}

const FOLDER = "/etc/wso2-gateway";

/** The files that a node finds at its first boot, and the fingerprint of all of them that it reports. */
export interface NodeFiles {
    files: NodeFile[];
    configurationHash: string;
}

/** The product's configuration, the node's settings, the gateway's user, and the scripts and units of this library. */
export function nodeFiles(node: NodeConfiguration): NodeFiles {
    const settings = nodeSettings(node);
    const files: NodeFile[] = [
        ...(node.deploymentToml === undefined ? [] : [{ path: `${FOLDER}/deployment.toml`, content: node.deploymentToml, permissions: "0644" }]),
        { path: `${FOLDER}/trusted-roots.pem`, content: node.trustedRoots.map((root) => `${root.trim()}\n`).join(""), permissions: "0644" },
        ...(node.signingCertificate === undefined
            ? []
            : [{ path: `${FOLDER}/signing-certificate.pem`, content: `${node.signingCertificate.trim()}\n`, permissions: "0644" }]),
        ...(node.edits === undefined ? [] : [{ path: `${FOLDER}/edits.json`, content: node.edits, permissions: "0644" }]),
        { path: `${FOLDER}/secrets.env`, content: environmentFile(node.secretIds), permissions: "0644" },
        { path: "/etc/sysusers.d/wso2-gateway.conf", content: gatewayUser(node.userId, node.groupId) + syncUser(node.sync), permissions: "0644" },
        { path: "/etc/sysctl.d/90-wso2-gateway.conf", content: kernelSettings(node.productPorts), permissions: "0644" },
        { path: "/etc/systemd/system/wso2-gateway.service.d/node.conf", content: gatewayDropIn(node), permissions: "0644" },
        ...(node.sync === undefined ? [] : syncFiles(node.sync)),
        ...ownFiles(node.configurationStyle, node.sync?.role),
    ];
    const hash = configurationHash(environmentFile(settings), ...files.map((file) => file.content));
    const nodeEnvironment = environmentFile({ ...settings, CONFIGURATION_HASH: hash });
    return { files: [...files, { path: `${FOLDER}/node.env`, content: nodeEnvironment, permissions: "0644" }], configurationHash: hash };
}

function nodeSettings(node: NodeConfiguration): Record<string, string> {
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
        PACKAGES: nodePackages({ ...node, shareType: node.share && shareTypeOf(node.share) }).join(" "),
        PRODUCT_HEALTH_PORT: String(node.productHealth.port),
        PRODUCT_HEALTH_PATH: node.productHealth.path,
        READINESS_PORT: String(ports.readiness),
        READINESS_PATH,
        HEALTH_PORT: String(ports.health),
        HEALTH_PATH,
        IDENTITY_CLIENT_ID: node.identityClientId,
        KEY_STORE_SECRET_ID: node.keyStoreSecretId,
        SECRETS_IN_ADDRESSES: node.secretsInAddresses.join(" "),
        DETECTION_SECONDS: String(node.detectionSeconds),
        SOCKET_TIMEOUT_SECONDS: String(node.socketTimeoutSeconds),
        STARTUP_SECONDS: String(node.startupSeconds),
        DRAIN_SECONDS: String(node.drainSeconds),
        STOP_TIME_LIMIT_SECONDS: String(node.stopTimeLimitSeconds),
        ...(node.pack === undefined ? {} : { PACK_URL: node.pack.url, PACK_SHA256: node.pack.sha256 }),
        ...(node.share === undefined ? {} : shareSettings(node.share)),
        ...(node.sync === undefined ? {} : syncSettings(node.sync)),
    };
}

function shareTypeOf({ encryptionInTransit, smb, isDisk }: NodeShare): ShareType {
    if (isDisk === true) return ShareType.Disk;
    if (smb !== undefined) return ShareType.Smb;
    return encryptionInTransit ? ShareType.EncryptedNfs : ShareType.Nfs;
}

function shareSettings(share: NodeShare): Record<string, string> {
    const { source, encryptionInTransit, paths, folder, smb } = share;
    const common = { SHARE_SOURCE: source, SHARE_TYPE: shareTypeOf(share), SHARE_FOLDER: folder, SHARED_PATHS: paths.join(":") };
    if (smb === undefined) return common;
    return { ...common, SHARE_USER_NAME: smb.userName, SHARE_KEY_SECRET_ID: smb.keySecretId, SHARE_ENCRYPTION: String(encryptionInTransit) };
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
