import * as fs from "node:fs";
import { createServer, AddressInfo, connect } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startCommand } from "../../../tools/command";
import { killTree } from "../../../tools/processTree";

/** An NFS server in user space, for this machine alone: version 4.1 and unsquashed root, as a share of Azure Files has them. */
export interface NfsServer {
    port: number;
    /** Path of the share in the protocol, as Azure names them. */
    share: string;
    stop: () => Promise<void>;
}

const SHARE = "/acct/share";
/** Seconds that a client may be silent: a machine whose processor is emulated on a busy one is for longer than one expects, and then its reads fail. */
const LEASE = 60;
/** Seconds that clients of a server that comes back have to claim what they had. */
const GRACE = 20;
/** Milliseconds until it must answer; it needs about three seconds. */
const START_LIMIT = 60_000;

/**
 * @param folder for its configuration, its log and the content of the share, which outlives the server
 * @param at the port of a server that was stopped, for one that takes its place
 */
export async function startNfsServer(folder: string, at?: number): Promise<NfsServer> {
    const port = at ?? (await freePort());
    const [content, configuration] = [path.join(folder, "share"), path.join(folder, "ganesha.conf")];
    fs.mkdirSync(content, { recursive: true });
    fs.mkdirSync(path.join(folder, "recovery"), { recursive: true });
    fs.writeFileSync(configuration, configurationOf(port, content, path.join(folder, "recovery")));
    const args = ["-F", "-L", path.join(folder, "ganesha.log"), "-f", configuration, "-N", "NIV_EVENT", "-p", path.join(folder, "ganesha.pid")];
    const server = startCommand("ganesha.nfsd", args, {});
    let ended = false;
    void server.done.then(() => (ended = true));
    const stop = async (): Promise<void> => {
        await killTree(server.process.pid!);
    };
    for (const started = Date.now(); !(await answers(port)); await sleep(200)) {
        if (!ended && Date.now() - started < START_LIMIT) continue;
        await stop();
        throw new Error(`the NFS server does not answer:\n${fs.readFileSync(path.join(folder, "ganesha.log"), "utf8").slice(-2000)}`);
    }
    return { port, share: SHARE, stop };
}

function configurationOf(port: number, content: string, recovery: string): string {
    return `
NFS_CORE_PARAM { Protocols = 4; NFS_Port = ${port}; Bind_addr = 127.0.0.1; Enable_NLM = false; Enable_RQUOTA = false; mount_path_pseudo = true; }
NFSV4 { Minor_Versions = 1; Grace_Period = ${GRACE}; Lease_Lifetime = ${LEASE}; RecoveryBackend = fs; RecoveryRoot = "${recovery}"; Only_Numeric_Owners = true; }
EXPORT {
    Export_Id = 1; Path = "${content}"; Pseudo = "${SHARE}"; Access_Type = RW; Squash = No_Root_Squash; SecType = sys; Transports = TCP; Protocols = 4;
    FSAL { Name = VFS; }
}
`;
}

async function answers(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1", () => resolve(true));
        socket.once("error", () => resolve(false)).once("close", () => socket.destroy());
        socket.once("connect", () => socket.end());
    });
}

async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}
