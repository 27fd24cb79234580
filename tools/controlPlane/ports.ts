import * as net from "node:net";

/** Ports of this machine's loopback address that nobody uses right now, all different. */
export async function freePorts(count: number): Promise<number[]> {
    // All are held until the last is found, else the system could give one of them twice.
    const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
    const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
    await Promise.all(servers.map(close));
    return ports;
}

/** Whether nobody uses any of these ports right now. */
export async function areFree(ports: readonly number[]): Promise<boolean> {
    const servers = await Promise.all(ports.map((port) => listen(port).catch(() => undefined)));
    await Promise.all(servers.map((server) => server && close(server)));
    return servers.every((server) => server !== undefined);
}

function listen(port: number): Promise<net.Server> {
    return new Promise((resolve, reject) => {
        const server = net.createServer();
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => resolve(server));
    });
}

function close(server: net.Server): Promise<void> {
    return new Promise((resolve) => server.close(() => resolve()));
}
