import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

import { Warn } from "./provider";

/** Shows warnings where the engine shows them: at the resource that they are about. */
export function engineWarnings(engineAddress: string | undefined): Warn {
    if (engineAddress === undefined) return async (_urn, message) => console.error(message);
    const engine = new EngineClient(engineAddress, grpc.credentials.createInsecure());
    return (urn, message) => {
        const request = new LogRequest();
        request.setSeverity(LogSeverity.WARNING);
        request.setUrn(urn);
        request.setMessage(message);
        // Told before the operation ends; an engine that listens no more needs no warning.
        return new Promise((resolve) => engine.log(request, () => resolve()));
    };
}
