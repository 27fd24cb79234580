import * as fs from "node:fs";

import { parse } from "yaml";

import { isObject, Json, JsonObject, listOrEmpty, objectOrEmpty, textOrEmpty } from "../json";

/** Where a cluster is and as whom to come. */
export interface Connection {
    /** Address of the API server, `https://…`. */
    server: string;
    /** Certificates of the authorities that the server's may be from, as PEM; empty for those of the system. */
    ca: string;
    /** Client certificate and key, as PEM. */
    certificate?: string;
    key?: string;
    /** Bearer token. */
    token?: string;
}

/** Names of parts of a kubeconfig that count instead of its own choice. */
export interface KubeconfigChoice {
    context?: string;
    cluster?: string;
}

/** A kubeconfig that names more than its own files may have: that of the cluster that plays AKS. */
export const SIMULATED_CLUSTER = "WSO2_SIMULATED_CLUSTER";

/** The contents of a kubeconfig, given as contents or as a path. Throws with the reason when it is neither. */
export function parseKubeconfig(pathOrContents: string): JsonObject {
    const isPath = !pathOrContents.includes("\n") && fs.existsSync(pathOrContents);
    const config = parse(isPath ? fs.readFileSync(pathOrContents, "utf8") : pathOrContents) as Json;
    if (!isObject(config)) throw new Error("it is neither a kubeconfig nor the path of one");
    return config;
}

/** The cluster that a kubeconfig chooses, as it is written there; nothing where it chooses none. */
export function activeCluster(config: JsonObject, choice: KubeconfigChoice = {}): JsonObject | undefined {
    const context = contextOf(config, choice);
    return named(config.clusters, choice.cluster ?? textOrEmpty(context?.cluster), "cluster");
}

/** The namespace of the chosen context, or an empty text. */
export function contextNamespace(config: JsonObject, choice: KubeconfigChoice = {}): string {
    return textOrEmpty(contextOf(config, choice)?.namespace);
}

/**
 * How to reach the chosen cluster.
 *
 * A kubeconfig of AKS signs in with Entra ID by running kubelogin. Nobody simulates Entra ID: in its place comes the identity of the kubeconfig
 * that `WSO2_SIMULATED_CLUSTER` names. Other programs to run are refused.
 */
export function connectionOf(config: JsonObject, choice: KubeconfigChoice = {}, env: NodeJS.ProcessEnv = process.env): Connection {
    const context = contextOf(config, choice);
    const cluster = activeCluster(config, choice);
    const server = textOrEmpty(cluster?.server);
    if (cluster === undefined || server === "") throw new Error("no cluster has been chosen in it: it has no server for its current context");
    const user = named(config.users, textOrEmpty(context?.user), "user") ?? {};
    const ca = pem(cluster, "certificate-authority");
    if (isObject(user.exec)) return { server, ca, ...identityInPlaceOf(user.exec, env) };
    return { server, ca, ...identityIn(user) };
}

function identityInPlaceOf(exec: JsonObject, env: NodeJS.ProcessEnv): Partial<Connection> {
    const command = textOrEmpty(exec.command);
    if (!/(^|[/\\])kubelogin(\.exe)?$/.test(command)) throw new Error(`it signs in by running ${command}; the simulation knows kubelogin only`);
    const file = env[SIMULATED_CLUSTER];
    if (!file)
        throw new Error(
            `it signs in by kubelogin with Entra ID, which is not simulated: ${SIMULATED_CLUSTER} must name the kubeconfig of the cluster that plays AKS`,
        );
    const config = parseKubeconfig(file);
    return identityIn(named(config.users, textOrEmpty(contextOf(config, {})?.user), "user") ?? {});
}

function identityIn(user: JsonObject): Partial<Connection> {
    const certificate = pem(user, "client-certificate");
    const key = pem(user, "client-key");
    const token = textOrEmpty(user.token);
    return { ...(certificate === "" ? {} : { certificate, key }), ...(token === "" ? {} : { token }) };
}

function contextOf(config: JsonObject, choice: KubeconfigChoice): JsonObject | undefined {
    return named(config.contexts, choice.context ?? textOrEmpty(config["current-context"]), "context");
}

function named(list: Json | undefined, name: string, part: string): JsonObject | undefined {
    const entry = listOrEmpty(list).find((item) => isObject(item) && item.name === name);
    return entry === undefined ? undefined : objectOrEmpty(objectOrEmpty(entry)[part]);
}

/** A file's text that lies in the kubeconfig itself, or in the file that it names. */
function pem(entry: JsonObject, key: string): string {
    const data = textOrEmpty(entry[`${key}-data`]);
    if (data !== "") return Buffer.from(data, "base64").toString("utf8");
    const file = textOrEmpty(entry[key]);
    return file === "" ? "" : fs.readFileSync(file, "utf8");
}
