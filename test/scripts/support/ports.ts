import { once } from "node:events";
import { AddressInfo, createServer, Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

/** The port of a server that listens on this machine alone. */
export async function listen(server: Server, port = 0): Promise<number> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
}

/** Waits until something holds, looking again and again. The limit is reached only when something is wrong. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limit = 60_000): Promise<void> {
    for (const started = Date.now(); !(await holds()); await sleep(50)) {
        if (Date.now() - started > limit) throw new Error(`in vain: waited until ${what}`);
    }
}
