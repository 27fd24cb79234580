import { NodeFile } from "./cloudInit";
import { configurationHash, environmentFile, FILES_FOLDER, gatewayFiles, GatewayNode, gatewaySettings } from "./gatewayNode";
import { ownFiles } from "./ownFiles";
import { nodePackages, ShareType } from "./packages";
import { HEALTH_PATH, ports } from "./ports";
import { NodeSync, syncFiles, syncSettings, syncUser } from "./sync";
import { gatewayDropIn, gatewayUser, kernelSettings, restartRules } from "./systemFiles";

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

/** Everything that a machine is told. */
export interface NodeConfiguration extends GatewayNode {
    userId: number;
    groupId: number;
    /** Ports that the product listens on. */
    productPorts: readonly number[];
    /** Where the pack comes from, with its checksum; nothing when the image brings it. */
    pack?: { url: string; sha256: string };
    /** Client id of the identity that may read the secrets. */
    identityClientId: string;
    /** Addresses of the secrets, by the name of the variable that the product reads them from. */
    secretIds: Readonly<Record<string, string>>;
    /** Address of the key store's secret. */
    keyStoreSecretId: string;
    /** The shared file system, where the release uses one. */
    share?: NodeShare;
    /** What the machine is and does in rsync mode. */
    sync?: NodeSync;
    drainSeconds: number;
    stopTimeLimitSeconds: number;
}

/** The files that a node finds at its first boot, and the fingerprint of all of them that it reports. */
export interface NodeFiles {
    files: NodeFile[];
    configurationHash: string;
}

/** The product's configuration, the node's settings, the gateway's user, and the scripts and units of this library. */
export function nodeFiles(node: NodeConfiguration): NodeFiles {
    const settings = nodeSettings(node);
    const files: NodeFile[] = [
        ...Object.entries(gatewayFiles(node)).map(([name, content]) => ({ path: `${FILES_FOLDER}/${name}`, content, permissions: "0644" })),
        { path: `${FILES_FOLDER}/secrets.env`, content: environmentFile(node.secretIds), permissions: "0644" },
        { path: "/etc/sysusers.d/wso2-gateway.conf", content: gatewayUser(node.userId, node.groupId) + syncUser(node.sync), permissions: "0644" },
        { path: "/etc/sysctl.d/90-wso2-gateway.conf", content: kernelSettings(node.productPorts), permissions: "0644" },
        { path: "/etc/needrestart/conf.d/wso2-gateway.conf", content: restartRules, permissions: "0644" },
        { path: "/etc/systemd/system/wso2-gateway.service.d/node.conf", content: gatewayDropIn(node), permissions: "0644" },
        ...(node.sync === undefined ? [] : syncFiles(node.sync)),
        ...ownFiles(node.configurationStyle, node.sync?.role),
    ];
    const hash = configurationHash(environmentFile(settings), ...files.map((file) => file.content));
    const nodeEnvironment = environmentFile({ ...settings, CONFIGURATION_HASH: hash });
    return { files: [...files, { path: `${FILES_FOLDER}/node.env`, content: nodeEnvironment, permissions: "0644" }], configurationHash: hash };
}

function nodeSettings(node: NodeConfiguration): Record<string, string> {
    return {
        ...gatewaySettings(node),
        PACKAGES: nodePackages({ ...node, shareType: node.share && shareTypeOf(node.share) }).join(" "),
        HEALTH_PORT: String(ports.health),
        HEALTH_PATH,
        IDENTITY_CLIENT_ID: node.identityClientId,
        KEY_STORE_SECRET_ID: node.keyStoreSecretId,
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
