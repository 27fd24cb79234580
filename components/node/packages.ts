import { ContentSyncMode } from "../product/release";

/** How a node mounts the share: the type that `mount` is told, but for SMB, which the kernel calls `cifs`. */
export const ShareType = {
    /** NFS 4.1 in clear text. */
    Nfs: "nfs4",
    /** NFS 4.1 inside TLS, by Microsoft's mount helper. */
    EncryptedNfs: "aznfs",
    /** SMB 3.1.1. */
    Smb: "smb",
    /** No share, but the data disk of the manager of rsync mode in its place. */
    Disk: "disk",
} as const;
export type ShareType = (typeof ShareType)[keyof typeof ShareType];

/** What decides about the packages of a node. */
export interface PackageOptions {
    /** Major version of the Java that the release runs on. */
    jdkVersion: number;
    contentSync: ContentSyncMode;
    /** How the share is mounted, where there is one. */
    shareType?: ShareType;
}

const packagesOf: Readonly<Record<ShareType, readonly string[]>> = {
    nfs4: ["nfs-common"],
    // From Microsoft's own repository; it brings nfs-common and stunnel4.
    aznfs: ["aznfs"],
    smb: ["cifs-utils"],
    // Nodes copy what is on it.
    disk: ["openssh-server"],
};

/** Debian's and Ubuntu's names of what a node needs beside a base system with Python. A node installs what its image lacks. */
export function nodePackages({ jdkVersion, contentSync, shareType }: PackageOptions): string[] {
    const rsync = contentSync === ContentSyncMode.Rsync ? ["openssh-client", "rsync"] : [];
    const share = shareType === undefined ? [] : packagesOf[shareType];
    return ["ca-certificates", "nftables", `openjdk-${jdkVersion}-jre-headless`, "openssl", "unzip", ...rsync, ...share];
}
