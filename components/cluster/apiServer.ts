import { parse } from "yaml";

import { Problem } from "../problem";

/** How a cluster's API server is asked. */
export interface ApiServer {
    /** Its https address. */
    address: string;
    /** Certificates, PEM, that sign its own. Without any it is asked whoever it is: nothing is sent that only the right one may know. */
    certificateAuthority?: string;
    /** Name in its certificate, where it is not that of the address. */
    serverName?: string;
    /** Proxy on the way there, where the kubeconfig names one. */
    proxy?: string;
}

/** Where a text is wrong, or what it says. */
export type KubeconfigServer = { server: ApiServer } | { problem: string };

interface Kubeconfig {
    "current-context"?: string;
    contexts?: { name?: string; context?: { cluster?: string } }[];
    clusters?: { name?: string; cluster?: Record<string, unknown> }[];
}

/**
 * The API server of a kubeconfig's current context.
 *
 * Certificates that it has in a file of its own are left to the provider, which knows where the file lies.
 */
export function apiServerOf(kubeconfig: string): KubeconfigServer {
    const config = read(kubeconfig);
    if (config === undefined) return { problem: "is no kubeconfig: it is not YAML, or not an object" };
    const context = config["current-context"];
    if (context === undefined || context === "") return { problem: "names no current-context; `kubectl config view --minify --flatten` writes one" };
    const name = config.contexts?.find((each) => each.name === context)?.context?.cluster;
    const cluster = config.clusters?.find((each) => each.name === name)?.cluster;
    const address = text(cluster?.["server"]);
    if (cluster === undefined || address === undefined) return { problem: `has no server for its current-context "${context}"` };
    if (!isHttps(address)) return { problem: `has the server "${address}"; an https address is needed` };
    const authority = text(cluster["certificate-authority-data"]);
    const isVerified = authority !== undefined && cluster["insecure-skip-tls-verify"] !== true;
    return {
        server: {
            address,
            certificateAuthority: isVerified ? Buffer.from(authority, "base64").toString() : undefined,
            serverName: text(cluster["tls-server-name"]),
            proxy: text(cluster["proxy-url"]),
        },
    };
}

/** What keeps a kubeconfig from being used. The message does not show it: it may have keys in it. */
export function checkKubeconfig(kubeconfig: string, path: string): Problem[] {
    const found = apiServerOf(kubeconfig);
    return "problem" in found ? [{ path, message: found.problem }] : [];
}

function read(kubeconfig: string): Kubeconfig | undefined {
    try {
        const value: unknown = parse(kubeconfig);
        return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

function isHttps(address: string): boolean {
    return URL.canParse(address) && new URL(address).protocol === "https:";
}
