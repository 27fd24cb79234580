import * as pulumi from "@pulumi/pulumi";

import { refuse } from "../checking/validation";
import { Problem } from "../problem";
import { ApiServer, apiServerOf } from "./apiServer";
import { ask, Failure, Obstacle } from "./ask";

/** An existing cluster, as far as it tells where its API server is. */
export interface ClusterPlace {
    /** Resource id of the cluster. */
    id: string;
    /** Its kubeconfig, where one is given: then this is what is asked, since it is what is used. */
    kubeconfig?: string;
    /** Names of its API server, without scheme, as Azure has them: one is enough. Of a private cluster both may exist. */
    fqdn?: string;
    privateFqdn?: string;
    /** `code` of its power state: a stopped cluster is not asked. */
    powerState?: string;
}

/** How long to wait for an answer, in seconds. Names, connection and handshake take less than one where they work. */
export const ANSWER_SECONDS = 20;

/**
 * The value, as soon as the cluster's API server has answered; before that, and in previews too, one error that says what stands in the way.
 *
 * Every Kubernetes object is made from such a value, so that none is begun on a cluster that is out of reach, whichever provider applies it: providers say it per
 * object, after minutes, or take an unreachable cluster for an empty one.
 *
 * @param path path of the argument that names the cluster
 * @param value something that is no secret
 */
export function onceReached(subject: string, path: string, place: pulumi.Input<ClusterPlace>, value: pulumi.Input<string>): pulumi.Output<string> {
    const reached = pulumi.all([place, value]).apply(async ([cluster, known]) => {
        refuse(subject, await checkReachable(cluster, path));
        return known;
    });
    // The kubeconfig is a secret; that it works is none, and neither is what depends on it.
    return pulumi.unsecret(reached);
}

/** What keeps a cluster from being reached from here, or nothing. */
export async function checkReachable(cluster: ClusterPlace, path: string, limitSeconds = ANSWER_SECONDS, environment = process.env): Promise<Problem[]> {
    if (/^stop/i.test(cluster.powerState ?? "")) return [{ path, message: `is stopped; start it first: ${startCommand(cluster.id)}` }];
    const servers = serversOf(cluster);
    if ("problem" in servers) return [{ path: `${path}.kubeconfig`, message: servers.problem }];
    const failures = await Promise.all(servers.map(async (server) => ({ server, failure: await ask(server, limitSeconds, environment) })));
    if (failures.some(({ failure }) => failure === undefined)) return [];
    return failures.map(({ server, failure }) => ({ path, message: unreachable(cluster, server, failure!) }));
}

function serversOf({ kubeconfig, fqdn, privateFqdn }: ClusterPlace): ApiServer[] | { problem: string } {
    if (kubeconfig !== undefined) {
        const found = apiServerOf(kubeconfig);
        return "problem" in found ? found : [found.server];
    }
    const names = [fqdn, privateFqdn].filter((name) => name !== undefined && name !== "");
    if (names.length === 0) return { problem: "is missing, and Azure names no address of the cluster's API server either" };
    return names.map((name) => ({ address: `https://${name}` }));
}

function unreachable(cluster: ClusterPlace, { address }: ApiServer, { obstacle, detail, proxy }: Failure): string {
    const through = proxy === undefined ? "" : ` through the proxy ${proxy}`;
    return `is not reached: its API server at ${address}${through} ${WHAT_FAILED[obstacle]} (${detail}). ${nextSteps(cluster, obstacle)}`;
}

const WHAT_FAILED: Readonly<Record<Obstacle, string>> = {
    NoAddress: "has a name without an address here",
    Refused: "refuses connections",
    Timeout: "does not answer",
    Tls: "answers, but not as the cluster that the kubeconfig names",
    Proxy: "stays out of reach",
    Broken: "ends the connection without an answer",
};

/** What to do, the likeliest first. */
function nextSteps({ id }: ClusterPlace, obstacle: Obstacle): string {
    const isPrivate =
        "a private cluster is reached from inside its network only: run Pulumi there (an agent in the network, a VPN), with its private DNS zone linked";
    const ranges = `where the API server has authorised ranges, this machine's outbound address must be one of them: az aks update ${idOf(id)} --api-server-authorized-ip-ranges …`;
    const stopped = `a stopped cluster has to be started: ${startCommand(id)}`;
    const credentials = `the cluster may have been made anew, or somebody in between reads along: fetch the kubeconfig again: az aks get-credentials ${idOf(id)} --file -`;
    const proxies = "look at HTTPS_PROXY, NO_PROXY and the kubeconfig's proxy-url";
    const steps: Readonly<Record<Obstacle, readonly string[]>> = {
        NoAddress: [isPrivate, stopped],
        Refused: [stopped, ranges, isPrivate],
        Timeout: [ranges, isPrivate, stopped],
        Tls: [credentials],
        Proxy: [proxies],
        Broken: [ranges, proxies],
    };
    return `What to do: ${steps[obstacle].join("; or ")}`;
}

function startCommand(id: string): string {
    return `az aks start ${idOf(id)}`;
}

/** How the Azure CLI is told which cluster. */
function idOf(id: string): string {
    const [, subscription, group, name] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
    return name === undefined ? `--ids ${id}` : `--subscription ${subscription} --resource-group ${group} --name ${name}`;
}
