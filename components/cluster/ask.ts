import * as https from "node:https";

import { ApiServer } from "./apiServer";
import { proxyFor } from "./proxy";

/** Why an API server was not reached. */
export const Obstacle = {
    /** Its name has no address here. */
    NoAddress: "NoAddress",
    /** Nobody listens there, or somebody in between refuses. */
    Refused: "Refused",
    /** No answer in time: what packets do that somebody in between drops. */
    Timeout: "Timeout",
    /** Somebody answers who is not the cluster. */
    Tls: "Tls",
    /** The proxy does not let it through. */
    Proxy: "Proxy",
    /** The connection ended before an answer. */
    Broken: "Broken",
} as const;
export type Obstacle = (typeof Obstacle)[keyof typeof Obstacle];

/** What went wrong. */
export interface Failure {
    obstacle: Obstacle;
    /** What the system said about it, without secrets. */
    detail: string;
    /** The proxy that was asked, if one was; without its password. */
    proxy?: string;
}

/**
 * Asks an API server for any answer over HTTPS: one that refuses us has been reached. Nothing is sent that is worth anything, and nothing is read of the answer.
 *
 * @param limitSeconds time for all of it, names and proxies included
 * @returns nothing when it answers
 */
export async function ask(server: ApiServer, limitSeconds: number, environment: NodeJS.ProcessEnv): Promise<Failure | undefined> {
    const url = new URL("/version", server.address);
    const proxy = server.proxy ?? proxyFor(url, environment);
    const failure = await attempt(url, server, proxy, limitSeconds);
    return failure && { ...failure, ...(proxy === undefined ? {} : { proxy: withoutPassword(proxy) }) };
}

async function attempt(url: URL, server: ApiServer, proxy: string | undefined, limitSeconds: number): Promise<Failure | undefined> {
    const agent = proxy === undefined ? undefined : await agentFor(proxy);
    return new Promise((resolve) => {
        const request = https.request(url, {
            agent: agent ?? false,
            ca: server.certificateAuthority,
            servername: server.serverName,
            rejectUnauthorized: server.certificateAuthority !== undefined,
            headers: { "user-agent": "wso2-gateway-azure" },
        });
        const limit = setTimeout(() => finish({ obstacle: Obstacle.Timeout, detail: `no answer within ${limitSeconds} seconds` }), limitSeconds * 1000);
        request.on("proxyConnect", ({ statusCode }: { statusCode: number }) => {
            // The agent would hand the proxy's refusal on as if it was the server's.
            if (statusCode !== 200) finish({ obstacle: Obstacle.Proxy, detail: `the proxy answers ${statusCode}` });
        });
        request.on("response", () => finish(undefined));
        request.on("error", (error: NodeJS.ErrnoException) => finish(failureOf(error, proxy !== undefined)));
        request.end();

        function finish(failure: Failure | undefined): void {
            clearTimeout(limit);
            resolve(failure);
            request.destroy();
        }
    });
}

/** Loaded when it is needed: most have no proxy, and every program would wait for it. */
async function agentFor(proxy: string): Promise<https.Agent> {
    if (/^socks/i.test(proxy)) return new (await import("socks-proxy-agent")).SocksProxyAgent(proxy) as unknown as https.Agent;
    return new (await import("https-proxy-agent")).HttpsProxyAgent(proxy) as unknown as https.Agent;
}

function withoutPassword(proxy: string): string {
    if (!URL.canParse(proxy)) return proxy.replace(/^.*@/, "");
    const url = new URL(proxy);
    return `${url.protocol}//${url.host}`;
}

function failureOf(error: NodeJS.ErrnoException, hasProxy: boolean): Failure {
    // Where a name has several addresses, each has an error of its own.
    const errors: NodeJS.ErrnoException[] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error];
    const code = errors.find((each) => each.code !== undefined)?.code ?? "";
    const detail = error.message === "" ? errors.map(({ message }) => message).join("; ") : error.message;
    return { obstacle: obstacleOf(code, hasProxy), detail };
}

const OBSTACLES: readonly (readonly [RegExp, Obstacle])[] = [
    [/^(ENOTFOUND|EAI_\w+|ENODATA)$/, Obstacle.NoAddress],
    [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EACCES|EPERM|EADDRNOTAVAIL)$/, Obstacle.Refused],
    [/^ETIMEDOUT$/, Obstacle.Timeout],
    [/^(ECONNRESET|EPIPE|ECONNABORTED|HPE_\w+)$/, Obstacle.Broken],
];

function obstacleOf(code: string, hasProxy: boolean): Obstacle {
    const [, found] = OBSTACLES.find(([pattern]) => pattern.test(code)) ?? [];
    // What remains are the codes of certificates, of which OpenSSL has dozens: CERT_…, UNABLE_TO_…, ERR_TLS_…, ERR_SSL_….
    if (found === undefined) return /CERT|SSL|TLS|UNABLE_TO|SIGN|EPROTO/.test(code) ? Obstacle.Tls : Obstacle.Broken;
    return hasProxy && found !== Obstacle.Broken && found !== Obstacle.Timeout ? Obstacle.Proxy : found;
}
