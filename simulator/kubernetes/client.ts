import * as https from "node:https";

import { JsonObject, listOrEmpty, objectOrEmpty, textOrEmpty } from "../json";
import { Connection } from "./kubeconfig";
import { asObject, Kind, KubernetesObject, nameOf, namespaceOf } from "./objects";

/** An answer of the API server that is no success. */
export class ApiError extends Error {
    constructor(
        message: string,
        readonly code: number,
        /** Kubernetes' word for it: `NotFound`, `Invalid`, `Conflict`, `TooManyRequests` … */
        readonly reason: string,
    ) {
        super(message);
    }
}

/** The API server could not be asked at all. */
export class Unreachable extends Error {}

/** There is no such kind in the cluster: a custom one, mostly, whose definition is missing. */
export class NoSuchKind extends Error {}

export interface RequestOptions {
    query?: Readonly<Record<string, string | undefined>>;
    body?: unknown;
    contentType?: string;
}

export interface ApplyOptions {
    fieldManager: string;
    /** Whether fields of other managers are taken over instead of being a conflict. */
    force?: boolean;
    /** Whether the server only says what it would do. */
    dryRun?: boolean;
}

/** Something that happened to an object that is watched. */
export interface WatchEvent {
    type: "ADDED" | "MODIFIED" | "DELETED";
    object: KubernetesObject;
}

/** How the objects of a kind are addressed. */
interface Resource {
    /** Plural, as addresses have it. */
    name: string;
    namespaced: boolean;
}

/** Milliseconds until a request that gets no answer counts as lost. */
const REQUEST_LIMIT = 30_000;

/** A client of the API server for objects of any kind. */
export class KubernetesClient {
    /** What the server has warned of since this client began, in its words. */
    readonly warnings: string[] = [];
    private readonly agent: https.Agent;
    private readonly groups = new Map<string, Promise<Map<string, Resource>>>();

    constructor(private readonly connection: Connection) {
        const { ca, certificate, key } = connection;
        this.agent = new https.Agent({ keepAlive: true, ...(ca === "" ? {} : { ca }), cert: certificate, key });
    }

    /** Creates or changes an object by server-side apply, which refuses fields that the kind does not have. */
    async apply(object: KubernetesObject, { fieldManager, force = false, dryRun = false }: ApplyOptions): Promise<KubernetesObject> {
        const query = { fieldManager, force: String(force), fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined };
        const answer = await this.request("PATCH", await this.addressOf(object), { query, body: object, contentType: "application/apply-patch+yaml" });
        return asObject(answer);
    }

    /** Reads an object; nothing when it is not there. */
    async find(object: KubernetesObject): Promise<KubernetesObject | undefined> {
        try {
            return asObject(await this.request("GET", await this.addressOf(object)));
        } catch (error) {
            if (error instanceof ApiError && error.code === 404) return undefined;
            throw error;
        }
    }

    /** The objects of a kind, in one namespace or in all. */
    async list(kind: Kind, namespace = "", query: RequestOptions["query"] = {}): Promise<KubernetesObject[]> {
        const answer = await this.request("GET", await this.address(kind, namespace), { query });
        // Items of a list do not repeat their kind.
        return listOrEmpty(answer.items).map((item) => asObject({ ...objectOrEmpty(item), ...kind }));
    }

    /** Changes some fields of an object (JSON merge patch). `part` is a subresource such as `status`. */
    async patch(object: KubernetesObject, change: JsonObject, part = ""): Promise<KubernetesObject> {
        const address = `${await this.addressOf(object)}${part === "" ? "" : `/${part}`}`;
        const query = { fieldValidation: "Strict" };
        return asObject(await this.request("PATCH", address, { query, body: change, contentType: "application/merge-patch+json" }));
    }

    /** Begins to delete an object, together with what it owns. It may still be there for a while. */
    async remove(object: KubernetesObject, propagationPolicy: "Foreground" | "Background" = "Foreground"): Promise<void> {
        const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
        await this.request("DELETE", await this.addressOf(object), { body });
    }

    /** Asks for the eviction of a pod, as draining a node does; `ApiError` 429 when a disruption budget forbids it. */
    async evict(pod: KubernetesObject): Promise<void> {
        const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: nameOf(pod), namespace: namespaceOf(pod) } };
        await this.request("POST", `${await this.addressOf(pod)}/eviction`, { body });
    }

    /**
     * Calls `onEvent` for each object of a kind that is there, and then for each change, until it is stopped.
     *
     * @returns what ends it
     */
    async watch(kind: Kind, namespace: string, onEvent: (event: WatchEvent) => void): Promise<() => void> {
        const address = await this.address(kind, namespace);
        const request = https.request(this.url(address, { watch: "true" }), { agent: this.agent, headers: this.headers() });
        await new Promise<void>((resolve, reject) => {
            request.once("error", (error) => reject(new Unreachable(error.message)));
            request.once("response", (response) => {
                if (response.statusCode !== 200)
                    return reject(new ApiError(`watching ${address} was answered with ${response.statusCode}`, response.statusCode ?? 0, ""));
                let rest = "";
                response.setEncoding("utf8").on("data", (text: string) => {
                    const lines = (rest + text).split("\n");
                    rest = lines.pop() ?? "";
                    for (const line of lines) onEvent(JSON.parse(line) as WatchEvent);
                });
                response.on("error", () => undefined);
                resolve();
            });
            request.end();
        });
        request.on("error", () => undefined);
        return () => void request.destroy();
    }

    /** Whether the objects of a kind lie in namespaces. Throws `NoSuchKind` when there is no such kind. */
    async isNamespaced(kind: Kind): Promise<boolean> {
        return (await this.resource(kind)).namespaced;
    }

    /** Forgets which kinds there are: after a definition of new ones. */
    forgetKinds(): void {
        this.groups.clear();
    }

    /** Sends one request and gives the answer's body. */
    async request(method: string, address: string, { query = {}, body, contentType = "application/json" }: RequestOptions = {}): Promise<JsonObject> {
        const text = body === undefined ? undefined : JSON.stringify(body);
        const headers = this.headers(text === undefined ? {} : { "Content-Type": contentType, "Content-Length": Buffer.byteLength(text) });
        return new Promise((resolve, reject) => {
            const request = https.request(this.url(address, query), { method, agent: this.agent, headers, timeout: REQUEST_LIMIT }, (response) => {
                let answer = "";
                response.setEncoding("utf8").on("data", (part: string) => (answer += part));
                response.once("error", (error) => reject(new Unreachable(error.message)));
                response.once("end", () => {
                    this.warnings.push(...warningsIn(response.headers.warning));
                    const code = response.statusCode ?? 0;
                    if (code >= 200 && code < 300) resolve(bodyOf(answer));
                    else reject(apiError(code, answer));
                });
            });
            request.once("timeout", () => request.destroy(new Error(`${this.connection.server} has not answered within ${REQUEST_LIMIT / 1000} seconds`)));
            request.once("error", (error) => reject(new Unreachable(error.message)));
            request.end(text);
        });
    }

    /** Ends its connections. */
    close(): void {
        this.agent.destroy();
    }

    private headers(more: https.RequestOptions["headers"] = {}): https.RequestOptions["headers"] {
        const { token } = this.connection;
        return { Accept: "application/json", ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...more };
    }

    private url(address: string, query: RequestOptions["query"] = {}): URL {
        const url = new URL(`${this.connection.server.replace(/\/$/, "")}${address}`);
        for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
        return url;
    }

    private async addressOf(object: KubernetesObject): Promise<string> {
        return `${await this.address(object, namespaceOf(object) || "default")}/${encodeURIComponent(nameOf(object))}`;
    }

    private async address(kind: Kind, namespace: string): Promise<string> {
        const { name, namespaced } = await this.resource(kind);
        const scope = namespaced && namespace !== "" ? `/namespaces/${encodeURIComponent(namespace)}` : "";
        return `${groupAddress(kind.apiVersion)}${scope}/${name}`;
    }

    private async resource(kind: Kind): Promise<Resource> {
        const known = (await this.resources(kind.apiVersion)).get(kind.kind);
        if (known !== undefined) return known;
        // It may have been defined since the group was read.
        this.groups.delete(kind.apiVersion);
        const resource = (await this.resources(kind.apiVersion)).get(kind.kind);
        if (resource === undefined) throw new NoSuchKind(`no matches for kind "${kind.kind}" in version "${kind.apiVersion}"`);
        return resource;
    }

    private resources(apiVersion: string): Promise<Map<string, Resource>> {
        const known = this.groups.get(apiVersion) ?? this.readResources(apiVersion);
        this.groups.set(apiVersion, known);
        // What could not be read may be there the next time.
        known.catch(() => this.groups.delete(apiVersion));
        return known;
    }

    private async readResources(apiVersion: string): Promise<Map<string, Resource>> {
        const answer = await this.request("GET", groupAddress(apiVersion)).catch((error: unknown) => {
            if (error instanceof ApiError && error.code === 404) throw new NoSuchKind(`no API has the version "${apiVersion}"`);
            throw error;
        });
        const entries = listOrEmpty(answer.resources).map(objectOrEmpty);
        // Names with a slash are parts of objects: status, scale, eviction.
        const whole = entries.filter((entry) => !textOrEmpty(entry.name).includes("/"));
        return new Map(whole.map((entry) => [textOrEmpty(entry.kind), { name: textOrEmpty(entry.name), namespaced: entry.namespaced === true }]));
    }
}

function groupAddress(apiVersion: string): string {
    return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function bodyOf(answer: string): JsonObject {
    // Health checks answer with plain text.
    return answer.startsWith("{") ? (JSON.parse(answer) as JsonObject) : { text: answer };
}

function apiError(code: number, answer: string): ApiError {
    const status = bodyOf(answer);
    return new ApiError(textOrEmpty(status.message) || `HTTP ${code}: ${answer.trim()}`, code, textOrEmpty(status.reason));
}

/** The texts in warning headers: `299 - "text"`, several joined by commas. */
function warningsIn(header: string | undefined): string[] {
    return [...(header ?? "").matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text ?? "").replaceAll(/\\(.)/g, "$1"));
}
