import * as https from "node:https";
import { AddressInfo } from "node:net";

import { stringify } from "yaml";

import { testAuthority } from "./fixtures";

const PASSWORD = "api-server";

/** A server on loopback that answers as API servers answer strangers: 401. It keeps no process alive. */
export async function startApiServer(): Promise<{ server: https.Server; address: string }> {
    const pfx = Buffer.from(testAuthority().keyStore({ hostNames: ["localhost"], password: PASSWORD }), "base64");
    const server = https.createServer({ pfx, passphrase: PASSWORD }, (_, response) => response.writeHead(401).end());
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    server.unref();
    return { server, address: `https://localhost:${(server.address() as AddressInfo).port}` };
}

/** A kubeconfig for a server, whose certificate the tests' authority signs unless something else is said. */
export function kubeconfigOf(address: string, cluster: Readonly<Record<string, unknown>> = {}): string {
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "gateway",
        contexts: [{ name: "gateway", context: { cluster: "own", user: "operator" } }],
        clusters: [
            { name: "other", cluster: { server: "https://other.example.com" } },
            { name: "own", cluster: { server: address, "certificate-authority-data": Buffer.from(testAuthority().root).toString("base64"), ...cluster } },
        ],
        users: [{ name: "operator", user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "kubelogin" } } }],
    });
}

let shared: Promise<string> | undefined;

/** A kubeconfig of a cluster that is reached from wherever tests run, the same in one process: existing clusters are asked whether they answer. */
export function reachableKubeconfig(): Promise<string> {
    return (shared ??= startApiServer().then(({ address }) => kubeconfigOf(address)));
}
