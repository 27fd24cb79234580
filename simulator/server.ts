import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { Unfinished } from "./azure";
import { JsonObject } from "./json";
import { PartialFailure } from "./partialFailure";
import { checkResponse, commonMethods, diffResponse, nameIn, objectOf, readResponse, serveProvider, structOf, typeIn, unary } from "./protocol";
import { Provider, ResourceState } from "./provider";

/** Version under which the simulator presents itself: that of the azure-native it stands in for. */
const VERSION = "3.28.0";

/**
 * Serves the provider to Pulumi's engine on a free port of this machine.
 *
 * @returns the server and its port
 */
export function serve(provider: Provider): Promise<{ server: grpc.Server; port: number }> {
    return serveProvider(implementation(provider));
}

function implementation(provider: Provider): grpc.UntypedServiceImplementation {
    return {
        ...commonMethods("azure-native", VERSION, () => provider.cancel()),
        checkConfig: unary(async (request: proto.CheckRequest) => {
            const response = new proto.CheckResponse();
            response.setInputs(request.getNews());
            return response;
        }),
        // azure-native never replaces its resources because of a changed configuration.
        diffConfig: unary(async () => new proto.DiffResponse()),
        configure: unary(async (request: proto.ConfigureRequest) => configure(provider, request)),
        invoke: unary(async (request: proto.InvokeRequest) => {
            const response = new proto.InvokeResponse();
            response.setReturn(structOf(await provider.invoke(request.getTok(), objectOf(request.getArgs()))));
            return response;
        }),
        check: unary(async (request: proto.CheckRequest) => check(provider, request)),
        diff: unary(async (request: proto.DiffRequest) => diff(provider, request)),
        create: unary(async (request: proto.CreateRequest) => create(provider, request)),
        read: unary(async (request: proto.ReadRequest) => read(provider, request)),
        update: unary(async (request: proto.UpdateRequest) => update(provider, request)),
        delete: unary(async (request: proto.DeleteRequest) => {
            await provider.remove(typeIn(request.getUrn()), request.getId());
            return new Empty();
        }),
    };
}

function configure(provider: Provider, request: proto.ConfigureRequest): proto.ConfigureResponse {
    const args = objectOf(request.getArgs());
    const setting = (name: string): string | undefined => {
        const value = args[name] ?? request.getVariablesMap().get(`azure-native:config:${name}`);
        return typeof value === "string" && value !== "" ? value : undefined;
    };
    const [location, subscriptionId] = [setting("location"), setting("subscriptionId")];
    provider.configure({ ...(location === undefined ? {} : { location }), ...(subscriptionId === undefined ? {} : { subscriptionId }) });
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
}

function check(provider: Provider, request: proto.CheckRequest): proto.CheckResponse {
    const autonaming = request.getAutonaming();
    const modes = ["propose", "enforce", "disable"] as const;
    const mode = modes[autonaming?.getMode() ?? 0] ?? "propose";
    const { inputs, problems } = provider.check(typeIn(request.getUrn()), objectOf(request.getNews()), objectOf(request.getOlds()), {
        logicalName: nameIn(request.getUrn()),
        randomSeed: request.getRandomseed_asU8(),
        ...(autonaming === undefined ? {} : { proposedName: { name: autonaming.getProposedName(), mode } }),
    });
    return checkResponse(inputs, problems);
}

function diff(provider: Provider, request: proto.DiffRequest): proto.DiffResponse {
    const { changes, deleteBeforeReplace } = provider.diff(typeIn(request.getUrn()), objectOf(request.getOldInputs()), objectOf(request.getNews()));
    return diffResponse(changes, deleteBeforeReplace);
}

async function create(provider: Provider, request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const token = typeIn(request.getUrn());
    const inputs = objectOf(request.getProperties());
    const response = new proto.CreateResponse();
    if (request.getPreview()) {
        response.setProperties(structOf(provider.previewCreate(token, inputs)));
        return response;
    }
    const { id, outputs } = await withPartialState(provider, token, inputs, () => provider.create(token, inputs));
    response.setId(id);
    response.setProperties(structOf(outputs));
    return response;
}

async function update(provider: Provider, request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const token = typeIn(request.getUrn());
    const inputs = objectOf(request.getNews());
    const response = new proto.UpdateResponse();
    const outputs = request.getPreview()
        ? provider.previewUpdate(token, request.getId(), inputs, objectOf(request.getOlds()))
        : (await withPartialState(provider, token, inputs, () => provider.update(token, inputs))).outputs;
    response.setProperties(structOf(outputs));
    return response;
}

async function read(provider: Provider, request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const inputs = request.getInputs();
    const found = await provider.read(
        typeIn(request.getUrn()),
        request.getId(),
        inputs === undefined ? undefined : objectOf(inputs),
        objectOf(request.getProperties()),
    );
    return readResponse(found);
}

/** Tells the engine what exists after all when Azure accepted a write and the end was not a good one. */
async function withPartialState(provider: Provider, token: string, inputs: JsonObject, write: () => Promise<ResourceState>): Promise<ResourceState> {
    try {
        return await write();
    } catch (error) {
        if (!(error instanceof Unfinished)) throw error;
        const state = await provider.read(token, error.id, inputs, {});
        throw new PartialFailure(error.message, { id: error.id, inputs, outputs: state?.outputs ?? {} });
    }
}
