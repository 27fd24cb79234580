import { createHash } from "node:crypto";

import { diffArguments, PropertyChange } from "../diff";
import { JsonObject, objectOrEmpty, textOrEmpty, without } from "../json";
import { PartialFailure } from "../partialFailure";
import { ResourceState } from "../provider";
import { containsUnknown, hide, isUnknown, revealObject, secretPaths } from "../wireValues";
import { ApiError, KubernetesClient, NoSuchKind } from "./client";
import { Configuration } from "./configuration";
import { connectionOf, contextNamespace, parseKubeconfig } from "./kubeconfig";
import { isNamespacedKind } from "./kinds";
import { annotation, asObject, idOf, Kind, kindOfToken, KubernetesObject, nameOf, namespaceOf, parseId } from "./objects";
import { pruned, withoutReadOnly } from "./pruning";
import { replacedPaths } from "./replacement";
import { awaited } from "./readiness";
import { NotReady, untilGone, untilReady, WaitOptions } from "./waiting";

/** Keys beside an object in Pulumi's state: what the program wanted, in which version of the API, and who manages its fields. */
const INPUTS = "__inputs";
const API_VERSION = "__initialApiVersion";
const FIELD_MANAGER = "__fieldManager";
const BOOKKEEPING = [INPUTS, API_VERSION, FIELD_MANAGER];

/** How an object is called that the program does not name. */
export interface Naming {
    logicalName: string;
    randomSeed: Uint8Array;
}

/** What an operation on one object is about. */
export interface Target {
    urn: string;
    token: string;
}

/** A way to tell the user something that is no error. */
export type Warn = (urn: string, message: string) => Promise<void>;

/** What the official provider does for single objects, as far as its documentation says: applied to a real API server, whichever the kubeconfig names. */
export class KubernetesProvider {
    private configuration?: Configuration;
    private client?: KubernetesClient;
    private unreachable = "it has not been configured";
    private namespace = "default";
    private readonly cancelled = new AbortController();

    constructor(
        private readonly warn: Warn = async () => undefined,
        private readonly env: NodeJS.ProcessEnv = process.env,
    ) {}

    /** A cluster that can not be reached is no error yet: a preview can do without. */
    async configure(configuration: Configuration): Promise<void> {
        this.configuration = configuration;
        try {
            const config = parseKubeconfig(configuration.kubeconfig);
            this.namespace = configuration.namespace || contextNamespace(config, configuration.choice) || "default";
            const client = new KubernetesClient(connectionOf(config, configuration.choice, this.env));
            // Needs an identity that the server accepts, unlike the server's version.
            await client.isNamespaced({ apiVersion: "v1", kind: "Pod" });
            this.client = client;
        } catch (error) {
            this.client = undefined;
            this.unreachable = `unable to load schema information from the API server: ${(error as Error).message}`;
        }
    }

    cancel(): void {
        this.cancelled.abort();
    }

    /** Arguments with kind, name and namespace filled in. */
    async check(token: string, wireNews: JsonObject, wireOlds: JsonObject, naming: Naming): Promise<{ inputs: JsonObject; problems: string[] }> {
        const kind = kindOfToken(token);
        if (kind === undefined || kind.kind.endsWith("Patch"))
            return { inputs: wireNews, problems: [`${token} is not simulated: it is no object of Kubernetes`] };
        const secrets = secretPaths(wireNews);
        const news = revealObject(wireNews);
        const metadata = named(objectOrEmpty(news.metadata), objectOrEmpty(revealObject(wireOlds).metadata), naming);
        const own = textOrEmpty(metadata.namespace);
        const namespace: JsonObject = (await this.isNamespaced(kind)) ? { namespace: own || this.namespace } : {};
        const inputs = { ...kind, ...news, metadata: { ...without(metadata, ["namespace"]), ...namespace } };
        return { inputs: objectOrEmpty(hide(inputs, secrets)), problems: [] };
    }

    /** Differences between the object as it was last seen and as it shall be. */
    diff(wireState: JsonObject, wireNews: JsonObject): { changes: Record<string, PropertyChange>; deleteBeforeReplace: boolean } {
        const state = revealObject(wireState);
        const live = without(state, BOOKKEEPING);
        const news = withoutReadOnly(revealObject(wireNews));
        const olds = pruned(live, withoutReadOnly(objectOrEmpty(state[INPUTS])));
        const { enableConfigMapMutable: configMaps = false, enableSecretMutable: secrets = false } = this.configuration ?? {};
        const changes = diffArguments(olds, news, replacedPaths(asObject(news), { configMaps, secrets }));
        const keepsName = nameOf(news) === nameOf(live) && namespaceOf(news) === namespaceOf(live) && !isAutonamed(news);
        return { changes, deleteBeforeReplace: keepsName && Object.values(changes).some((change) => change.replaces) };
    }

    async create({ urn }: Target, wireInputs: JsonObject, seconds: number, preview: boolean): Promise<ResourceState> {
        const inputs = revealObject(wireInputs);
        const asGiven = { id: "", inputs: wireInputs, outputs: wireInputs };
        if (preview && (this.client === undefined || containsUnknown(inputs))) return asGiven;
        const client = this.reachable();
        const fieldManager =
            annotation(inputs, "pulumi.com/patchFieldManager") || `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
        const object = asObject(inputs);
        try {
            if (this.configuration?.upsertExistingObjects !== true && (await client.find(object)) !== undefined) {
                // A preview can not know whether it will still be there then.
                if (preview) return asGiven;
                throw new Error(`${object.kind} "${idOf(object)}" already exists`);
            }
            const live = await this.apply(client, urn, object, fieldManager, preview);
            if (preview) return { ...asGiven, outputs: this.stateOf(wireInputs, without(live, ["status"]), fieldManager) };
            return await this.settled(client, live, wireInputs, fieldManager, seconds, (problem) => {
                return `resource "${urn}" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live: ${problem}`;
            });
        } catch (error) {
            // What a preview can not know yet: kinds and namespaces that the same program defines, and what another one may not look at.
            if (preview && (error instanceof NoSuchKind || (error instanceof ApiError && [403, 404].includes(error.code)))) return asGiven;
            if (error instanceof PartialFailure) throw error;
            if (error instanceof NoSuchKind)
                throw new Error(
                    `creation of resource "${urn}" failed because the Kubernetes API server reported that the apiVersion for this resource does not exist. Verify that any required CRDs have been created: ${error.message}`,
                    { cause: error },
                );
            throw new Error(`resource "${urn}" was not successfully created by the Kubernetes API server: ${(error as Error).message}`, { cause: error });
        }
    }

    async update({ urn }: Target, wireState: JsonObject, wireInputs: JsonObject, seconds: number, preview: boolean): Promise<ResourceState> {
        const inputs = revealObject(wireInputs);
        const state = revealObject(wireState);
        const asGiven = { id: "", inputs: wireInputs, outputs: wireInputs };
        if (preview && (this.client === undefined || containsUnknown(inputs))) return asGiven;
        const client = this.reachable();
        const fieldManager = annotation(inputs, "pulumi.com/patchFieldManager") || textOrEmpty(state[FIELD_MANAGER]);
        const object = asObject(inputs);
        const failed = (problem: string) => `the Kubernetes API server reported that "${idOf(object)}" failed to fully initialize or become live: ${problem}`;
        try {
            const live = await this.apply(client, urn, object, fieldManager, preview);
            if (preview) return { ...asGiven, outputs: this.stateOf(wireInputs, live, fieldManager) };
            return await this.settled(client, live, wireInputs, fieldManager, seconds, failed);
        } catch (error) {
            if (preview && error instanceof ApiError && error.code === 403) return asGiven;
            if (preview || error instanceof PartialFailure) throw error;
            const live = await client.find(object);
            if (live === undefined) throw new Error(`update of resource "${urn}" failed: ${(error as Error).message}`, { cause: error });
            throw this.partial(live, wireInputs, fieldManager, failed((error as Error).message));
        }
    }

    /** The object as it is; nothing when there is none any more. */
    async read({ urn, token }: Target, id: string, wireInputs: JsonObject, wireState: JsonObject): Promise<ResourceState | undefined> {
        if (this.client === undefined) return this.readUnreachable(urn, id, wireInputs, wireState);
        const inputs = withoutReadOnly(revealObject(wireInputs));
        const state = revealObject(wireState);
        const { namespace, name } = parseId(id);
        const kind = kindOfToken(token)!;
        const wanted = asObject({ ...kind, ...inputs, metadata: { ...objectOrEmpty(inputs.metadata), name, ...(namespace === "" ? {} : { namespace }) } });
        const live = await this.client.find(wanted).catch((error: unknown) => {
            if (error instanceof NoSuchKind) return undefined;
            throw error;
        });
        if (live === undefined) return undefined;
        // An object that is imported has no arguments yet: they are everything that somebody can have written.
        const isImported = Object.keys(inputs).length === 0;
        const liveInputs = isImported ? without(withoutReadOnly(live), ["status"]) : pruned(live, inputs);
        const fieldManager = textOrEmpty(state[FIELD_MANAGER]);
        const found = hide(liveInputs, secretPaths(wireInputs)) as JsonObject;
        const problem = await this.problemOf(this.client, live);
        if (problem !== undefined) throw this.partial(live, found, fieldManager, problem);
        return { id, inputs: found, outputs: this.stateOf(found, live, fieldManager) };
    }

    /** Deletes the object with what it owns, and waits until it is gone. */
    async remove({ urn, token }: Target, id: string, wireState: JsonObject, seconds: number): Promise<void> {
        if (this.client === undefined) {
            await this.warn(urn, this.unreachableMessage());
            if (this.configuration?.deleteUnreachable) return;
            throw new Error(
                `configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"`,
            );
        }
        const state = revealObject(wireState);
        const { namespace, name } = parseId(id);
        const kind: Kind = { ...kindOfToken(token)!, ...(textOrEmpty(state.apiVersion) === "" ? {} : { apiVersion: textOrEmpty(state.apiVersion) }) };
        const policy = annotation(state, "pulumi.com/deletionPropagationPolicy").toLowerCase() === "background" ? "Background" : "Foreground";
        try {
            const live = await this.client.find(asObject({ ...kind, metadata: { name, ...(namespace === "" ? {} : { namespace }) } }));
            if (live === undefined) return;
            await this.client.remove(live, policy);
            if (!skipsAwait(state)) await untilGone(this.client, live, this.waitOptions(state, seconds));
        } catch (error) {
            // Who deletes the definition of a kind deletes its objects.
            if (error instanceof NoSuchKind || (error instanceof ApiError && error.code === 404)) return;
            throw error;
        }
    }

    private async apply(client: KubernetesClient, urn: string, object: KubernetesObject, fieldManager: string, dryRun: boolean): Promise<KubernetesObject> {
        const chosen = annotation(object, "pulumi.com/patchForce");
        const force = chosen === "" ? this.configuration?.enablePatchForce === true : chosen === "true";
        const known = client.warnings.length;
        const live = await client.apply(object, { fieldManager, force, dryRun });
        for (const warning of client.warnings.slice(known)) await this.warn(urn, warning);
        if (object.kind === "CustomResourceDefinition") client.forgetKinds();
        return live;
    }

    /** Waits for an object that the server has accepted. Whatever goes wrong now, it is there. */
    private async settled(
        client: KubernetesClient,
        live: KubernetesObject,
        wireInputs: JsonObject,
        fieldManager: string,
        seconds: number,
        explain: (problem: string) => string,
    ): Promise<ResourceState> {
        try {
            const ready = skipsAwait(live) ? live : await untilReady(client, live, this.waitOptions(live, seconds));
            return { id: idOf(ready), inputs: wireInputs, outputs: this.stateOf(wireInputs, ready, fieldManager) };
        } catch (error) {
            const last = error instanceof NotReady ? error.object : live;
            throw this.partial(last, wireInputs, fieldManager, explain((error as Error).message));
        }
    }

    private partial(live: KubernetesObject, wireInputs: JsonObject, fieldManager: string, reason: string): PartialFailure {
        return new PartialFailure(reason, { id: idOf(live), inputs: wireInputs, outputs: this.stateOf(wireInputs, live, fieldManager) });
    }

    /** What Pulumi keeps of an object. What was secret in the arguments stays secret in it. */
    private stateOf(wireInputs: JsonObject, live: JsonObject, fieldManager: string): JsonObject {
        const secrets = secretPaths(wireInputs);
        const outputs = objectOrEmpty(hide(live, secrets));
        return { ...outputs, [INPUTS]: wireInputs, [API_VERSION]: textOrEmpty(live.apiVersion), [FIELD_MANAGER]: fieldManager };
    }

    /** What keeps an object from being ready right now. */
    private async problemOf(client: KubernetesClient, live: KubernetesObject): Promise<string | undefined> {
        const kind = awaited(live);
        if (kind === undefined || skipsAwait(live)) return undefined;
        const { ready, problems } = await kind.check(live, client);
        return ready ? undefined : `'${idOf(live)}' is not ready: ${problems.join("; ")}`;
    }

    private async readUnreachable(urn: string, id: string, inputs: JsonObject, outputs: JsonObject): Promise<ResourceState | undefined> {
        await this.warn(urn, this.unreachableMessage());
        if (this.configuration?.deleteUnreachable) return undefined;
        if (this.configuration?.skipUpdateUnreachable) return { id, inputs, outputs };
        throw new Error(
            `failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"`,
        );
    }

    private async isNamespaced(kind: Kind): Promise<boolean> {
        // A kind that nobody knows yet is taken for one in a namespace.
        return isNamespacedKind(kind) ?? (await this.client?.isNamespaced(kind).catch(() => true)) ?? true;
    }

    private reachable(): KubernetesClient {
        if (this.client === undefined) throw new Error(this.unreachableMessage());
        return this.client;
    }

    private unreachableMessage(): string {
        return `configured Kubernetes cluster is unreachable: ${this.unreachable}`;
    }

    /** How long to wait: what the resource's options say, or else its annotation. */
    private waitOptions(object: JsonObject, seconds: number): WaitOptions {
        return { seconds: seconds || Number(annotation(object, "pulumi.com/timeoutSeconds")) || 0, cancelled: this.cancelled.signal };
    }
}

function skipsAwait(object: JsonObject): boolean {
    return annotation(object, "pulumi.com/skipAwait") === "true";
}

function isAutonamed(object: JsonObject): boolean {
    return annotation(object, "pulumi.com/autonamed") === "true";
}

/** Metadata with a name: the given one, that of last time, or one made from the logical name and something random. */
function named(metadata: JsonObject, before: JsonObject, { logicalName, randomSeed }: Naming): JsonObject {
    if (textOrEmpty(metadata.name) !== "" || isUnknown(metadata.name) || textOrEmpty(metadata.generateName) !== "") return metadata;
    const last = isAutonamed({ metadata: before }) ? textOrEmpty(before.name) : "";
    const name = last || `${logicalName}-${Buffer.from(randomSeed).toString("hex").slice(0, 8)}`;
    return { ...metadata, name, annotations: { ...objectOrEmpty(metadata.annotations), "pulumi.com/autonamed": "true" } };
}
