import * as fs from "node:fs";
import * as http from "node:http";
import { AddressInfo } from "node:net";
import * as path from "node:path";

/** Writes a file, with its folders. */
export function write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
}

/** Writes an executable shell script. */
export function writeScript(file: string, body: string): void {
    write(file, `#!/bin/sh\n${body}\n`);
    fs.chmodSync(file, 0o755);
}

/** Links commands of this machine into `folder`, so that a PATH of nothing but `folder` has them and no others. */
export function linkCommands(folder: string, ...names: string[]): void {
    fs.mkdirSync(folder, { recursive: true });
    for (const name of names) {
        const found = process.env
            .PATH!.split(path.delimiter)
            .map((part) => path.join(part, name))
            .find((file) => fs.existsSync(file));
        fs.symlinkSync(found!, path.join(folder, name));
    }
}

/** Serves one text from this machine for as long as `use` runs. */
export async function serving(text: string, use: (url: string) => Promise<void>, status = 200): Promise<void> {
    const server = http.createServer((_, response) => response.writeHead(status).end(text));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
        await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    }
}
