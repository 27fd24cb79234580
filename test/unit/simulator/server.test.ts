import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { FaultEffect } from "../../../simulator/faults";
import { JsonObject } from "../../../simulator/json";
import { serve } from "../../../simulator/server";
import { listResources, setFaults } from "../../../simulator/subscription";
import { GROUP, inGroup, PUBLIC_ADDRESS, SUBNET, World, worldWithNetwork } from "./support";

const urn = (type: string): string => `urn:pulumi:dev::project::my:index:Component$azure-native:${type}::thing`;
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hidden" };

describe("the provider's server", () => {
    let server: grpc.Server;
    let client: ResourceProviderClient;
    let directory: string;

    beforeEach(async () => {
        const own: World = await worldWithNetwork();
        directory = own.directory;
        const served = await serve(own.provider);
        server = served.server;
        client = new ResourceProviderClient(`127.0.0.1:${served.port}`, grpc.credentials.createInsecure());
    });

    afterEach(() => {
        client.close();
        server.forceShutdown();
    });

    it("accepts secrets, supports previews, and takes its configuration", async () => {
        const request = new proto.ConfigureRequest();
        request.getVariablesMap().set("azure-native:config:location", "northeurope");
        const configured = await call<proto.ConfigureRequest, proto.ConfigureResponse>("configure", request);
        assert.deepEqual([configured.getAcceptsecrets(), configured.getSupportspreview(), configured.getAcceptoutputs()], [true, true, false]);
        assert.equal((await check("network:NatGateway", { resourceGroupName: "rg" })).location, "northeurope");
    });

    it("creates with secrets kept, and reports a failed check", async () => {
        const request = new proto.CreateRequest();
        request.setUrn(urn("network:PublicIPAddress"));
        request.setProperties(Struct.fromJavaScript({ resourceGroupName: "rg", ...PUBLIC_ADDRESS, tags: { password: secret } }));
        const created = await call<proto.CreateRequest, proto.CreateResponse>("create", request);
        assert.equal(created.getId(), inGroup("Microsoft.Network/publicIPAddresses/address"));
        assert.deepEqual(created.getProperties()!.toJavaScript().tags, { password: secret });

        const unknown = new proto.CheckRequest();
        unknown.setUrn(urn("foo:Bar"));
        const { failuresList } = (await call<proto.CheckRequest, proto.CheckResponse>("check", unknown)).toObject();
        assert.match(failuresList[0]!.reason, /does not know azure-native:foo:Bar/);
    });

    it("says what a change does, by path", async () => {
        const request = new proto.DiffRequest();
        request.setUrn(urn("storage:FileShare"));
        request.setOldInputs(Struct.fromJavaScript({ shareName: "a", enabledProtocols: "SMB", shareQuota: 100 }));
        request.setNews(Struct.fromJavaScript({ shareName: "a", enabledProtocols: "NFS", shareQuota: 200 }));
        const response = await call<proto.DiffRequest, proto.DiffResponse>("diff", request);
        assert.deepEqual(
            [response.getChanges(), response.getReplacesList(), response.getDeletebeforereplace()],
            [proto.DiffResponse.DiffChanges.DIFF_SOME, ["enabledProtocols"], true],
        );
        assert.equal(response.getDetaileddiffMap().get("enabledProtocols")!.getKind(), proto.PropertyDiff.Kind.UPDATE_REPLACE);
        assert.equal(response.getDetaileddiffMap().get("shareQuota")!.getKind(), proto.PropertyDiff.Kind.UPDATE);
    });

    it("reads what is there, and answers an empty id for what is not", async () => {
        const request = new proto.ReadRequest();
        request.setUrn(urn("network:Subnet"));
        request.setId(SUBNET);
        const found = await call<proto.ReadRequest, proto.ReadResponse>("read", request);
        assert.deepEqual([found.getId(), found.getInputs()!.toJavaScript().addressPrefix], [SUBNET, "10.0.1.0/24"]);
        request.setId(`${SUBNET}-not`);
        assert.equal((await call<proto.ReadRequest, proto.ReadResponse>("read", request)).getId(), "");
    });

    it("passes on Azure's error as azure-native prints it", async () => {
        const request = new proto.InvokeRequest();
        request.setTok("azure-native:network:getSubnet");
        request.setArgs(Struct.fromJavaScript({ resourceGroupName: "rg", virtualNetworkName: "vnet", subnetName: "no" }));
        await assert.rejects(call("invoke", request), { details: /^Status=404 Code="ResourceNotFound" Message="The Resource/, code: grpc.status.UNKNOWN });
    });

    it("tells of a resource that exists although its creation failed", async () => {
        await setFaults(directory, [{ operation: "create", type: "azure-native:network:NatGateway", effect: FaultEffect.FailAfterAccepted, times: 1 }]);
        const request = new proto.CreateRequest();
        request.setUrn(urn("network:NatGateway"));
        request.setProperties(Struct.fromJavaScript({ resourceGroupName: "rg", natGatewayName: "nat", location: "westeurope" }));
        const error = await call("create", request).then(
            () => assert.fail("was created"),
            (failure: grpc.ServiceError) => failure,
        );
        const status = Status.deserializeBinary(error.metadata.get("grpc-status-details-bin")[0] as Buffer);
        const detail = proto.ErrorResourceInitFailed.deserializeBinary(status.getDetailsList()[0]!.getValue_asU8());
        assert.equal(detail.getId(), `${GROUP}/providers/Microsoft.Network/natGateways/nat`);
        assert.deepEqual([detail.getReasonsList().length, detail.getProperties()!.toJavaScript().provisioningState], [1, "Failed"]);
    });

    it("stops waiting when it is cancelled, and tells of what exists already", async () => {
        await setFaults(directory, [{ operation: "create", type: "azure-native:network:NatGateway", effect: FaultEffect.HangAfterAccepted, times: 1 }]);
        const request = new proto.CreateRequest();
        request.setUrn(urn("network:NatGateway"));
        request.setProperties(Struct.fromJavaScript({ resourceGroupName: "rg", natGatewayName: "nat", location: "westeurope" }));
        const creation = call("create", request);
        while (!listResources(directory).some(({ name }) => name === "nat")) await new Promise((resolve) => setTimeout(resolve, 5));
        await call("cancel", new Empty());
        const error = await creation.then(
            () => assert.fail("was created"),
            (failure: grpc.ServiceError) => failure,
        );
        assert.deepEqual([error.details, error.metadata.get("grpc-status-details-bin").length], ["context canceled", 1]);
    });

    async function check(type: string, news: JsonObject): Promise<Record<string, unknown>> {
        const request = new proto.CheckRequest();
        request.setUrn(urn(type));
        request.setNews(Struct.fromJavaScript(news));
        return (await call<proto.CheckRequest, proto.CheckResponse>("check", request)).getInputs()!.toJavaScript();
    }

    function call<Request, Response>(method: string, request: Request): Promise<Response> {
        type Method = (request: Request, answer: (error: grpc.ServiceError | null, response: Response) => void) => void;
        const methods = client as unknown as Record<string, Method>;
        return new Promise((done, fail) => methods[method]!.call(client, request, (error, response) => (error === null ? done(response) : fail(error))));
    }
});
