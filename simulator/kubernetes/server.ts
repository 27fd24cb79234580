import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { checkResponse, commonMethods, diffResponse, nameIn, objectOf, readResponse, serveProvider, structOf, typeIn, unary } from "../protocol";
import { revealObject } from "../wireValues";
import { configurationFrom, configurationProblems, diffConfiguration } from "./configuration";
import { KubernetesProvider, Target } from "./provider";

/** Version under which it presents itself: that of the official provider it stands in for. */
const VERSION = "4.34.2";

/** Serves the stand-in provider to Pulumi's engine on a free port of this machine. */
export function serveKubernetes(provider: KubernetesProvider): Promise<{ server: grpc.Server; port: number }> {
    return serveProvider(implementation(provider));
}

function implementation(provider: KubernetesProvider): grpc.UntypedServiceImplementation {
    return {
        ...commonMethods("kubernetes", VERSION, () => provider.cancel()),
        checkConfig: unary(async (request: proto.CheckRequest) => {
            const news = objectOf(request.getNews());
            return checkResponse(news, configurationProblems(revealObject(news)));
        }),
        diffConfig: unary(async (request: proto.DiffRequest) => {
            return diffResponse(
                diffConfiguration(revealObject(objectOf(request.getOldInputs() ?? request.getOlds())), revealObject(objectOf(request.getNews()))),
                false,
            );
        }),
        configure: unary(async (request: proto.ConfigureRequest) => {
            await provider.configure(configurationFrom(new Map(request.getVariablesMap().toObject()), process.env));
            const response = new proto.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            return response;
        }),
        invoke: unary(async (request: proto.InvokeRequest): Promise<proto.InvokeResponse> => {
            throw new Error(`${request.getTok()} is not simulated`);
        }),
        check: unary(async (request: proto.CheckRequest) => {
            const naming = { logicalName: nameIn(request.getUrn()), randomSeed: request.getRandomseed_asU8() };
            const { inputs, problems } = await provider.check(typeIn(request.getUrn()), objectOf(request.getNews()), objectOf(request.getOlds()), naming);
            return checkResponse(inputs, problems);
        }),
        diff: unary(async (request: proto.DiffRequest) => {
            const { changes, deleteBeforeReplace } = provider.diff(objectOf(request.getOlds()), objectOf(request.getNews()));
            return diffResponse(changes, deleteBeforeReplace);
        }),
        create: unary(async (request: proto.CreateRequest) => {
            const { id, outputs } = await provider.create(targetOf(request), objectOf(request.getProperties()), request.getTimeout(), request.getPreview());
            const response = new proto.CreateResponse();
            response.setId(id);
            response.setProperties(structOf(outputs));
            return response;
        }),
        read: unary(async (request: proto.ReadRequest) => {
            return readResponse(await provider.read(targetOf(request), request.getId(), objectOf(request.getInputs()), objectOf(request.getProperties())));
        }),
        update: unary(async (request: proto.UpdateRequest) => {
            const [state, inputs] = [objectOf(request.getOlds()), objectOf(request.getNews())];
            const { outputs } = await provider.update(targetOf(request), state, inputs, request.getTimeout(), request.getPreview());
            const response = new proto.UpdateResponse();
            response.setProperties(structOf(outputs));
            return response;
        }),
        delete: unary(async (request: proto.DeleteRequest) => {
            await provider.remove(targetOf(request), request.getId(), objectOf(request.getProperties()), request.getTimeout());
            return new Empty();
        }),
    };
}

function targetOf(request: { getUrn(): string }): Target {
    return { urn: request.getUrn(), token: typeIn(request.getUrn()) };
}
