import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";

/** What of Azure a fault is in. */
export type Part = "token" | "instance" | "events" | "secret" | "pack";

/** An answer in place of the right one. */
export interface Fault {
    part: Part;
    /** Status of the answer. */
    status: number;
    /** For this many requests; without end where neither this nor `seconds` is given. */
    count?: number;
    /** For this many seconds from now on. */
    seconds?: number;
    /** From this machine alone. */
    source?: string;
}

/** A machine, as the metadata service tells it about itself. */
export interface Instance {
    /** Name of the virtual machine, by which scheduled events name it. */
    name: string;
    vmId: string;
    scaleSetName?: string;
}

/** An event of Azure Scheduled Events. */
export interface ScheduledEvent {
    EventId: string;
    EventType: "Terminate" | "Reboot" | "Redeploy" | "Preempt" | "Freeze";
    ResourceType: "VirtualMachine";
    /** Names of the machines that it is about. */
    Resources: string[];
    EventStatus: "Scheduled" | "Started";
    NotBefore: string;
    Description: string;
    EventSource: "Platform" | "User";
    DurationInSeconds: number;
}

/** A secret with its version in the address: `https://<vault>/secrets/<name>/<version>`. */
export interface Secret {
    id: string;
    value: string;
    contentType?: string;
}

/** Everything that the surroundings know. */
export interface Knowledge {
    /** By the address that a machine has. */
    instances: Record<string, Instance>;
    /** Client ids of the identities that machines have. */
    clientIds: string[];
    secrets: Secret[];
    /** Files to download, by their whole addresses. Those of a storage account want a token. */
    downloads: Record<string, string>;
    /** Host names of storage accounts. */
    storageHosts: string[];
}

/** A request that came in. */
export interface Recorded {
    part: Part;
    source: string;
    method: string;
    url: string;
    status: number;
    /** Milliseconds since 1970. */
    time: number;
}

/** Where it listens, and with what it shows who it is. */
export interface Listening {
    metadataAddress: string;
    metadataPort: number;
    address: string;
    tlsPort: number;
    /** Key store in base64, and its password. */
    keyStore: string;
    keyStorePassword: string;
}

type Reply = { status: number; headers?: Record<string, string>; body?: unknown; file?: string };

const VAULT_RESOURCE = "https://vault.azure.net";
const STORAGE_RESOURCE = "https://storage.azure.com";

/**
 * The parts of Azure that a node talks to, as its documentation has them: instance metadata (identity tokens, compute, scheduled events), Key Vault's
 * secrets, and blobs. What Azure refuses is refused: a missing `Metadata: true`, an unknown identity, a token for another resource, a missing API version.
 */
export class AzureSurroundings {
    private readonly servers: Server[] = [];
    private readonly tokens = new Map<string, { resource: string; clientId: string }>();
    private readonly faults: (Fault & { until?: number; left?: number })[] = [];
    private readonly recorded: Recorded[] = [];
    private events: ScheduledEvent[] = [];
    private acknowledged: { source: string; eventId: string; time: number }[] = [];
    private incarnation = 1;
    private known: Knowledge = { instances: {}, clientIds: [], secrets: [], downloads: {}, storageHosts: [] };

    /** Starts to answer. */
    async listen({ metadataAddress, metadataPort, address, tlsPort, keyStore, keyStorePassword }: Listening): Promise<void> {
        const metadata = createServer((request, response) => void this.answer(request, response, (one) => this.metadata(one)));
        const options = { pfx: Buffer.from(keyStore, "base64"), passphrase: keyStorePassword };
        const tls = createTlsServer(options, (request, response) => void this.answer(request, response, (one) => this.vaultOrDownload(one)));
        await Promise.all([start(metadata, metadataPort, metadataAddress), start(tls, tlsPort, address)]);
        this.servers.push(metadata, tls);
    }

    /** Replaces what it knows, part by part. */
    know(knowledge: Partial<Knowledge>): void {
        this.known = { ...this.known, ...knowledge };
    }

    /** Answers wrongly from now on. */
    fail(fault: Fault): void {
        this.faults.push({ ...fault, until: fault.seconds === undefined ? undefined : Date.now() + fault.seconds * 1000, left: fault.count });
    }

    /** Answers rightly from now on. */
    heal(): void {
        this.faults.length = 0;
    }

    /** Makes an event known to all machines, as Azure does. */
    schedule(event: Pick<ScheduledEvent, "EventType" | "Resources"> & Partial<ScheduledEvent>): string {
        const complete: ScheduledEvent = {
            EventId: randomUUID(),
            ResourceType: "VirtualMachine",
            EventStatus: "Scheduled",
            NotBefore: new Date(Date.now() + 15 * 60_000).toUTCString(),
            Description: "",
            EventSource: "User",
            DurationInSeconds: -1,
            ...event,
        };
        this.events.push(complete);
        this.incarnation++;
        return complete.EventId;
    }

    /** Takes an event back, as when it is over. */
    complete(eventId: string): void {
        this.events = this.events.filter(({ EventId }) => EventId !== eventId);
        this.incarnation++;
    }

    /** Who has acknowledged what, in order. */
    startRequests(): { source: string; eventId: string; time: number }[] {
        return this.acknowledged;
    }

    /** Every request since the start, in order. */
    requests(): Recorded[] {
        return this.recorded;
    }

    private async answer(request: IncomingMessage, response: ServerResponse, right: (request: Incoming) => Reply): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const incoming = new Incoming(request, Buffer.concat(chunks).toString());
        const reply = this.faultOf(incoming) ?? right(incoming);
        this.recorded.push({ ...incoming.summary(), status: reply.status, time: Date.now() });
        response.writeHead(reply.status, { "Content-Type": "application/json; charset=utf-8", ...reply.headers });
        if (reply.file !== undefined) fs.createReadStream(reply.file).pipe(response);
        else response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {}));
    }

    private faultOf({ part, source }: Incoming): Reply | undefined {
        const fault = this.faults.find(
            (one) =>
                one.part === part &&
                (one.source === undefined || one.source === source) &&
                (one.until === undefined || Date.now() < one.until) &&
                (one.left === undefined || one.left > 0),
        );
        if (fault === undefined) return undefined;
        if (fault.left !== undefined) fault.left--;
        const code = fault.status === 403 ? "Forbidden" : "Unavailable";
        const body = { error: { code, message: `${part} is not to be had now`, innererror: { code: "ForbiddenByRbac" } } };
        return { status: fault.status, body, headers: fault.status === 429 ? { "Retry-After": "1" } : {} };
    }

    /** Instance metadata service; its document tells it by version, path and format. */
    private metadata(request: Incoming): Reply {
        if (request.header("metadata")?.toLowerCase() !== "true" || request.header("x-forwarded-for") !== undefined)
            return { status: 400, body: { error: "Bad request. Required metadata header not specified" } };
        if (request.query("api-version") === undefined)
            return { status: 400, body: { error: "Bad request. api-version was not specified", "newest-versions": ["2021-02-01"] } };
        if (request.path === "/metadata/identity/oauth2/token") return this.token(request);
        if (request.path === "/metadata/scheduledevents") return request.method === "POST" ? this.acknowledge(request) : this.scheduledEvents();
        if (request.path.startsWith("/metadata/instance")) return this.instance(request);
        return { status: 404, body: { error: "Not found" } };
    }

    private token(request: Incoming): Reply {
        const [resource, clientId] = [request.query("resource")?.replace(/\/$/, ""), request.query("client_id")];
        if (resource === undefined) return { status: 400, body: { error: "invalid_request", error_description: "resource is missing" } };
        // A machine with one identity needs no client id; one that has several is refused without.
        const known = clientId === undefined ? this.known.clientIds.length === 1 : this.known.clientIds.includes(clientId);
        if (!known) return { status: 400, body: { error: "invalid_request", error_description: "Identity not found" } };
        const token = createHash("sha256").update(randomUUID()).digest("base64url");
        this.tokens.set(token, { resource, clientId: clientId ?? this.known.clientIds[0]! });
        const now = Math.floor(Date.now() / 1000);
        const times = { expires_in: "86399", expires_on: String(now + 86_399), ext_expires_in: "86399", not_before: String(now - 300) };
        return { status: 200, body: { access_token: token, client_id: clientId, ...times, resource, token_type: "Bearer" } };
    }

    private scheduledEvents(): Reply {
        return { status: 200, body: { DocumentIncarnation: this.incarnation, Events: this.events } };
    }

    private acknowledge({ body, source }: Incoming): Reply {
        const { StartRequests } = JSON.parse(body) as { StartRequests: { EventId: string }[] };
        for (const { EventId } of StartRequests) {
            const event = this.events.find((one) => one.EventId === EventId);
            if (event === undefined) return { status: 400, body: { error: `no event ${EventId}` } };
            event.EventStatus = "Started";
            this.acknowledged.push({ source, eventId: EventId, time: Date.now() });
            this.incarnation++;
        }
        return { status: 200, body: "" };
    }

    private instance(request: Incoming): Reply {
        const instance = this.known.instances[request.source];
        if (instance === undefined) return { status: 404, body: { error: `no machine has the address ${request.source}` } };
        const address = { ipAddress: [{ privateIpAddress: request.source, publicIpAddress: "" }], subnet: [{ address: "10.60.0.0", prefix: "24" }] };
        const resourceGroupName = "gateway";
        const resourceId = `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/virtualMachines/${instance.name}`;
        const document = {
            compute: {
                name: instance.name,
                vmId: instance.vmId,
                vmScaleSetName: instance.scaleSetName ?? "",
                location: "westeurope",
                resourceGroupName,
                resourceId,
                zone: "1",
            },
            network: { interface: [{ ipv4: address, ipv6: { ipAddress: [] }, macAddress: "000D3AF806EC" }] },
        };
        const steps = request.path
            .split("/")
            .slice(3)
            .filter((step) => step !== "");
        const found = steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], document);
        if (found === undefined) return { status: 404, body: { error: "Not found" } };
        const isLeaf = typeof found !== "object";
        if (request.query("format") === "text")
            return isLeaf ? { status: 200, body: String(found) } : { status: 200, body: Object.keys(found as object).join("\n") };
        // Leaves have no format but text.
        return isLeaf ? { status: 400, body: { error: "Bad request. Use format=text" } } : { status: 200, body: found };
    }

    private vaultOrDownload(request: Incoming): Reply {
        const file = this.known.downloads[request.address];
        if (file !== undefined) return this.download(request, file);
        const unauthorised = {
            status: 401,
            headers: { "WWW-Authenticate": `Bearer authorization="https://login.microsoftonline.com/t", resource="${VAULT_RESOURCE}"` },
        };
        if (this.tokenOf(request)?.resource !== VAULT_RESOURCE) return { ...unauthorised, body: { error: { code: "Unauthorized", message: "AKV10000" } } };
        if (request.query("api-version") === undefined)
            return { status: 400, body: { error: { code: "BadParameter", message: "api-version must be specified" } } };
        const secret = this.known.secrets.find(({ id }) => id === request.address);
        if (secret === undefined) return { status: 404, body: { error: { code: "SecretNotFound", message: `${request.address} was not found` } } };
        const { value, id, contentType } = secret;
        return { status: 200, body: { value, id, contentType, attributes: { enabled: true }, tags: {} } };
    }

    private download(request: Incoming, file: string): Reply {
        const isBlob = this.known.storageHosts.includes(request.host);
        if (isBlob && (this.tokenOf(request)?.resource !== STORAGE_RESOURCE || request.header("x-ms-version") === undefined))
            return { status: 401, headers: { "Content-Type": "application/xml" }, body: "<Error><Code>NoAuthenticationInformation</Code></Error>" };
        const headers = { "Content-Type": "application/octet-stream", "Content-Length": String(fs.statSync(file).size) };
        return request.method === "HEAD" ? { status: 200, headers, body: "" } : { status: 200, headers, file };
    }

    private tokenOf(request: Incoming): { resource: string; clientId: string } | undefined {
        return this.tokens.get(/^Bearer (.*)$/.exec(request.header("authorization") ?? "")?.[1] ?? "");
    }
}

/** A request, with what answers are made from. */
class Incoming {
    readonly source: string;
    readonly method: string;
    readonly host: string;
    readonly path: string;
    readonly part: Part;
    private readonly url: URL;

    constructor(
        private readonly request: IncomingMessage,
        readonly body: string,
    ) {
        this.source = request.socket.remoteAddress ?? "";
        this.method = request.method ?? "GET";
        this.host = (request.headers.host ?? "").replace(/:\d+$/, "");
        this.url = new URL(request.url ?? "/", `https://${this.host || "none"}`);
        this.path = this.url.pathname;
        this.part = partOf(this.path);
    }

    /** Its address without query, as secrets and downloads are known by. */
    get address(): string {
        return `https://${this.host}${this.path}`;
    }

    header(name: string): string | undefined {
        const value = this.request.headers[name];
        return Array.isArray(value) ? value[0] : value;
    }

    query(name: string): string | undefined {
        return this.url.searchParams.get(name) ?? undefined;
    }

    summary(): Pick<Recorded, "part" | "source" | "method" | "url"> {
        return { part: this.part, source: this.source, method: this.method, url: `${this.address}${this.url.search}` };
    }
}

function partOf(path: string): Part {
    if (path.startsWith("/metadata/identity")) return "token";
    if (path.startsWith("/metadata/scheduledevents")) return "events";
    if (path.startsWith("/metadata/")) return "instance";
    return path.startsWith("/secrets/") ? "secret" : "pack";
}

function start(server: Server, port: number, address: string): Promise<void> {
    return new Promise((resolve, reject) => server.once("error", reject).listen(port, address, resolve));
}

/** In a process of its own, that listens where its parent cannot: calls come by their name and arguments, answers go back under the same number. */
if (require.main === module) {
    const surroundings = new AzureSurroundings();
    process.on("message", ({ id, name, args }: { id: number; name: keyof AzureSurroundings; args: unknown[] }) => {
        void (async () => {
            try {
                const result = await (surroundings[name] as (...given: unknown[]) => unknown).apply(surroundings, args);
                process.send!({ id, result });
            } catch (error) {
                process.send!({ id, error: (error as Error).message });
            }
        })();
    });
    process.once("disconnect", () => process.exit());
}
