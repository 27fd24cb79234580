import { NodeFile } from "./cloudInit";
import { ports } from "./ports";

/** What a machine is in rsync mode. */
export const SyncRole = {
    /** The Publisher deploys APIs to it; it lets nodes read them. */
    Manager: "Manager",
    /** Serves APIs, which it copies from the manager. */
    Worker: "Worker",
} as const;
export type SyncRole = (typeof SyncRole)[keyof typeof SyncRole];

/** What a machine is told in rsync mode. */
export interface NodeSync {
    role: SyncRole;
    /** Fixed address of the manager. */
    managerAddress: string;
    /** The manager's own public SSH key: whom workers copy from. */
    hostPublicKey: string;
    /** The workers' public SSH key: whom the manager lets read. */
    workerPublicKey: string;
    /** Address of the secret with the private SSH key of this role. */
    keySecretId: string;
    /** Client id of the identity that may read that secret. */
    identityClientId: string;
    /** Range of the subnet that workers come from. */
    workerRange: string;
    /** Folders of the product that are copied, relative to its home directory. */
    paths: string[];
    /** Folder that the copies are in, as with a share. */
    folder: string;
}

const FOLDER = "/etc/wso2-gateway";

/** What of it scripts read from the node's settings. */
export function syncSettings(sync: NodeSync): Record<string, string> {
    return {
        SYNC_ROLE: sync.role,
        SYNC_ADDRESS: sync.managerAddress,
        SYNC_PORT: String(ports.sync),
        SYNC_KEY_SECRET_ID: sync.keySecretId,
        SYNC_IDENTITY_CLIENT_ID: sync.identityClientId,
        SHARED_PATHS: sync.paths.join(":"),
        SHARE_FOLDER: sync.folder,
    };
}

/** The files of a role, in OpenSSH's own forms: whom a worker believes, or whom the manager lets in. Public keys only. */
export function syncFiles(sync: NodeSync): NodeFile[] {
    if (sync.role === SyncRole.Worker) {
        const knownHost = `[${sync.managerAddress}]:${ports.sync} ${withoutComment(sync.hostPublicKey)}`;
        return [{ path: `${FOLDER}/sync-known-hosts`, content: `${knownHost}\n`, permissions: "0644" }];
    }
    // The server's own configuration says the same, so that neither file is enough to do more.
    const authorized = `restrict,from="${sync.workerRange}",command="/usr/local/lib/wso2-gateway/serve-content" ${withoutComment(sync.workerPublicKey)}`;
    return [{ path: `${FOLDER}/sync-authorized-keys`, content: `${authorized}\n`, permissions: "0644" }];
}

/**
 * The user as which workers read, for systemd-sysusers: in the gateway's group, which may read the API artifacts. It needs a shell, since that is what runs the one command
 * that it has.
 */
export function syncUser(sync: NodeSync | undefined): string {
    return sync?.role === SyncRole.Manager ? 'u wso2sync - "Readers of API artifacts" / /bin/sh\nm wso2sync wso2\n' : "";
}

function withoutComment(publicKey: string): string {
    return publicKey.trim().split(" ").slice(0, 2).join(" ");
}
