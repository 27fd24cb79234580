import { idArguments, resourceId, resourceTypes } from "../components/azure/resourceTypes";
import { completeArguments, missingArguments, Surroundings, unknownType } from "./arguments";
import { SimulatedAzure } from "./azure";
import { DEFAULT_SUBSCRIPTION } from "./directoryObjects";
import { diffArguments, PropertyChange } from "./diff";
import { importedArguments, refreshedArguments } from "./drift";
import { invoke } from "./invoke";
import { JsonObject, objectOrEmpty, textOrEmpty, without } from "./json";
import { previewOutputs } from "./preview";
import { changeRulesOf } from "./replacement";
import { shapes } from "./shapes";
import { completeSelfReferences, toArm } from "./translate";
import { hide, revealObject, secretPaths } from "./wireValues";

/** Configuration of the provider that the simulator heeds. */
export interface ProviderConfiguration {
    location?: string;
    subscriptionId?: string;
}

/** What differs between two sets of arguments. */
export interface Difference {
    changes: Record<string, PropertyChange>;
    deleteBeforeReplace: boolean;
}

/** State of a resource as the engine keeps it. */
export interface ResourceState {
    id: string;
    outputs: JsonObject;
    inputs: JsonObject;
}

/**
 * azure-native, with the simulated Azure behind it: what each call of the engine means, free of the wire protocol.
 * Arguments and outputs carry Pulumi's envelopes for secrets and its marks for unknown values.
 */
export class Provider {
    private configuration: ProviderConfiguration = {};

    constructor(private readonly azure: SimulatedAzure) {}

    configure(configuration: ProviderConfiguration): void {
        this.configuration = configuration;
    }

    /** Gives up waiting for Azure. */
    cancel(): void {
        this.azure.cancel();
    }

    get subscriptionId(): string {
        return this.configuration.subscriptionId ?? DEFAULT_SUBSCRIPTION;
    }

    /** The arguments with everything that azure-native adds, and what is wrong with them. */
    check(
        token: string,
        news: JsonObject,
        olds: JsonObject,
        engine: Omit<Surroundings, "location" | "locationOfGroup">,
    ): { inputs: JsonObject; problems: string[] } {
        if (resourceTypes[token] === undefined) return { inputs: news, problems: [unknownType(token)] };
        const { location } = this.configuration;
        const surroundings: Surroundings = {
            ...engine,
            ...(location === undefined ? {} : { location }),
            locationOfGroup: (name) => this.locationOfGroup(name),
        };
        const plain = revealObject(news);
        const complete = completeArguments(token, plain, revealObject(olds), surroundings);
        return { inputs: objectOrEmpty(hide(complete, secretPaths(news))), problems: missingArguments(token, complete) };
    }

    diff(token: string, olds: JsonObject, news: JsonObject): Difference {
        const before = revealObject(olds);
        const changes = diffArguments(before, revealObject(news), changeRulesOf(token).replaced);
        const replaces = Object.values(changes).some((change) => change.replaces);
        // Two resources can only exist side by side when azure-native made up the name of the old one.
        return { changes, deleteBeforeReplace: replaces && before.__createBeforeDelete !== true };
    }

    /** Outputs of a creation that is only foreseen. */
    previewCreate(token: string, inputs: JsonObject): JsonObject {
        return this.withSecrets(previewOutputs(token, revealObject(inputs)), [inputs]);
    }

    async create(token: string, inputs: JsonObject): Promise<ResourceState> {
        const args = revealObject(inputs);
        const id = this.idOf(token, args);
        const found = await this.azure.create(token, id, bodyOf(token, id, args));
        return { id: found.id, outputs: this.withSecrets(found.outputs, [inputs]), inputs };
    }

    /** Outputs of an update that is only foreseen: as for a creation, but name, location and id stay. */
    previewUpdate(token: string, id: string, inputs: JsonObject, oldOutputs: JsonObject): JsonObject {
        const outputs = previewOutputs(token, revealObject(inputs));
        const old = revealObject(oldOutputs);
        for (const key of ["name", "location"]) if (old[key] !== undefined) outputs[key] = old[key];
        return this.withSecrets({ ...outputs, id }, [inputs]);
    }

    async update(token: string, inputs: JsonObject): Promise<ResourceState> {
        const args = revealObject(inputs);
        const id = this.idOf(token, args);
        const found = await this.azure.update(token, id, bodyOf(token, id, args));
        return { id: found.id, outputs: this.withSecrets(found.outputs, [inputs]), inputs };
    }

    /** The resource as it is now, or nothing. Without old inputs (an import), the inputs come from what Azure tells. */
    async read(token: string, id: string, oldInputs: JsonObject | undefined, oldOutputs: JsonObject): Promise<ResourceState | undefined> {
        if (resourceTypes[token] === undefined) throw new Error(unknownType(token));
        const found = await this.azure.find(token, id);
        if (found === undefined) return undefined;
        const isImport = oldInputs === undefined || Object.keys(oldInputs).length === 0;
        const inputs = isImport
            ? importedArguments(token, found.id, found.outputs)
            : refreshedArguments(token, revealObject(oldInputs), revealObject(oldOutputs), found.outputs);
        const sources = [oldInputs ?? {}, oldOutputs];
        return { id: found.id, outputs: this.withSecrets(found.outputs, sources), inputs: this.withSecrets(inputs, sources) };
    }

    async remove(token: string, id: string): Promise<void> {
        await this.azure.remove(token, id);
    }

    async invoke(token: string, args: JsonObject): Promise<JsonObject> {
        return invoke(this.azure, this.subscriptionId, token, revealObject(args));
    }

    private idOf(token: string, args: JsonObject): string {
        const id = resourceId(token, this.subscriptionId, args);
        if (id === undefined) throw new Error(resourceTypes[token] === undefined ? unknownType(token) : `${token}: parts of its id are missing or not known`);
        return id;
    }

    private locationOfGroup(name: string): string | undefined {
        const id = resourceId("azure-native:resources:ResourceGroup", this.subscriptionId, { resourceGroupName: name });
        try {
            return id === undefined ? undefined : textOrEmpty(this.azure.stored(id).body.location);
        } catch {
            // azure-native leaves the location out then, and the check says that it is missing.
            return undefined;
        }
    }

    /** Values with envelopes wherever one of the sources has a secret. */
    private withSecrets(values: JsonObject, sources: JsonObject[]): JsonObject {
        return objectOrEmpty(
            hide(
                values,
                sources.flatMap((source) => secretPaths(source)),
            ),
        );
    }
}

/** Body of the request that azure-native makes of checked arguments. */
function bodyOf(token: string, id: string, args: JsonObject): JsonObject {
    const names = idArguments(resourceTypes[token]!);
    const inBody = without(args, [...names, "__createBeforeDelete", "azureApiVersion"]);
    return completeSelfReferences(toArm(shapes[token] ?? {}, inBody), id);
}
