import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { PropertyChange } from "./diff";
import { JsonObject, objectOrEmpty } from "./json";
import { PartialFailure } from "./partialFailure";
import { propertyKind } from "./propertyKinds";

type Handler<Request, Response> = (request: Request) => Promise<Response>;

/**
 * Serves a provider to Pulumi's engine on a free port of this machine.
 *
 * @returns the server and its port
 */
export async function serveProvider(implementation: grpc.UntypedServiceImplementation): Promise<{ server: grpc.Server; port: number }> {
    // Bodies with certificates and customData exceed gRPC's default of 4 MB easily.
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService as unknown as grpc.ServiceDefinition, implementation);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error === null ? resolve(bound) : reject(error)));
    });
    return { server, port };
}

/** A method of the protocol from a function; what it throws is the engine's error message. */
export function unary<Request, Response>(handle: Handler<Request, Response>): grpc.handleUnaryCall<Request, Response> {
    return (call: grpc.ServerUnaryCall<Request, Response>, answer: grpc.sendUnaryData<Response>) => {
        handle(call.request).then(
            (response) => answer(null, response),
            (error: unknown) => answer(asServiceError(error)),
        );
    };
}

/** What every provider answers alike: who it is, that it may be attached to, and that it ends what it does when it is asked to. */
export function commonMethods(name: string, version: string, cancel: () => void): grpc.UntypedServiceImplementation {
    return {
        getPluginInfo: unary(async () => {
            const info = new PluginInfo();
            info.setVersion(version);
            return info;
        }),
        attach: unary(async () => new Empty()),
        cancel: unary(async () => {
            cancel();
            return new Empty();
        }),
        getSchema: unary(async () => {
            const response = new proto.GetSchemaResponse();
            response.setSchema(JSON.stringify({ name, version, resources: {} }));
            return response;
        }),
    };
}

function asServiceError(error: unknown): Partial<grpc.ServiceError> {
    if (error instanceof PartialFailure) return error;
    return { code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

/** The answer to the question what changes, by path. */
export function diffResponse(changes: Readonly<Record<string, PropertyChange>>, deleteBeforeReplace: boolean): proto.DiffResponse {
    const entries = Object.entries(changes);
    const topLevel = (paths: [string, unknown][]): string[] => [...new Set(paths.map(([path]) => path.split(/[.[]/)[0] ?? path))];
    const response = new proto.DiffResponse();
    response.setChanges(entries.length > 0 ? proto.DiffResponse.DiffChanges.DIFF_SOME : proto.DiffResponse.DiffChanges.DIFF_NONE);
    response.setDiffsList(topLevel(entries));
    response.setReplacesList(topLevel(entries.filter(([, change]) => change.replaces)));
    response.setDeletebeforereplace(deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const [path, change] of entries) {
        const property = new proto.PropertyDiff();
        property.setKind(propertyKind(change));
        property.setInputdiff(true);
        response.getDetaileddiffMap().set(path, property);
    }
    return response;
}

/** The answer to a check: arguments as they will be used, and what is wrong with them. */
export function checkResponse(inputs: JsonObject, problems: readonly string[]): proto.CheckResponse {
    const response = new proto.CheckResponse();
    response.setInputs(structOf(inputs));
    response.setFailuresList(
        problems.map((reason) => {
            const failure = new proto.CheckFailure();
            failure.setReason(reason);
            return failure;
        }),
    );
    return response;
}

/** The answer to a read: a resource, or that there is none any more. */
export function readResponse(found: { id: string; inputs: JsonObject; outputs: JsonObject } | undefined): proto.ReadResponse {
    const response = new proto.ReadResponse();
    // No id means: there is no such resource any more.
    if (found === undefined) return response;
    response.setId(found.id);
    response.setProperties(structOf(found.outputs));
    response.setInputs(structOf(found.inputs));
    return response;
}

/** Type of a resource in its URN: `urn:pulumi:stack::project::parent$type::name`. */
export function typeIn(urn: string): string {
    return urn.split("::")[2]?.split("$").pop() ?? "";
}

/** Logical name of a resource in its URN. */
export function nameIn(urn: string): string {
    return urn.split("::").pop() ?? "";
}

/** An object of a protobuf struct. */
export function objectOf(struct: Struct | undefined): JsonObject {
    return struct === undefined ? {} : objectOrEmpty(struct.toJavaScript() as JsonObject);
}

/** A protobuf struct of an object. */
export function structOf(value: JsonObject): Struct {
    return Struct.fromJavaScript(value);
}
