import { Address4 } from "ip-address";

import { isAddress, isRange } from "../azure/addressPlan";

/**
 * The proxy that Go's programs, and so Pulumi's Kubernetes provider, take to a host over https: nothing where they go there directly.
 *
 * Source: `golang.org/x/net/http/httpproxy`: `HTTPS_PROXY`, except for loopback and for what `NO_PROXY` names, which are hosts with everything below them,
 * ranges of addresses, or `*` for all.
 */
export function proxyFor({ hostname, port }: Pick<URL, "hostname" | "port">, environment: Readonly<Record<string, string | undefined>>): string | undefined {
    const proxy = either(environment, "HTTPS_PROXY");
    const exceptions = (either(environment, "NO_PROXY") ?? "").split(",").map((entry) => entry.trim().toLowerCase());
    const host = hostname.replace(/\.$/, "").toLowerCase();
    if (proxy === undefined || isLoopback(host) || exceptions.some((entry) => entry !== "" && isExcepted(host, port === "" ? "443" : port, entry)))
        return undefined;
    // An address without a scheme is one of http.
    return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function either(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
    const value = environment[name] ?? environment[name.toLowerCase()];
    return value === "" ? undefined : value;
}

function isLoopback(host: string): boolean {
    return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isExcepted(host: string, port: string, entry: string): boolean {
    if (entry === "*") return true;
    if (isRange(entry)) return isAddress(host) && new Address4(host).isInSubnet(new Address4(entry));
    const [, name = entry, onlyPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const domain = name.replace(/^\*?\./, "");
    // With a dot in front, the domain itself is not meant.
    return (host === domain && domain === name) || host.endsWith(`.${domain}`);
}
