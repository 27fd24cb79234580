import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { ResourceState } from "./provider";

/** The error that makes the engine keep a resource that exists but is not what it should be. */
export class PartialFailure extends Error {
    public readonly code = grpc.status.UNKNOWN;
    public readonly details: string;
    /** Where gRPC carries details of an error. */
    public readonly metadata = new grpc.Metadata();

    constructor(reason: string, state: ResourceState) {
        super(reason);
        this.name = "PartialFailure";
        this.details = reason;
        this.metadata.add("grpc-status-details-bin", Buffer.from(statusOf(reason, state).serializeBinary()));
    }
}

function statusOf(reason: string, { id, inputs, outputs }: ResourceState): Status {
    const detail = new ErrorResourceInitFailed();
    detail.setId(id);
    detail.setReasonsList([reason]);
    detail.setProperties(Struct.fromJavaScript(outputs));
    detail.setInputs(Struct.fromJavaScript(inputs));

    const packed = new Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(reason);
    status.addDetails(packed);
    return status;
}
