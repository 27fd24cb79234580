import * as pulumi from "@pulumi/pulumi";
import { ScaleSetGateway } from "wso2-gateway-azure";

// Gateway nodes alone, in a network, behind a load balancer and with an identity that somebody else looks after.
const config = new pulumi.Config();

const nodes = new ScaleSetGateway("gateway", {
    tier: "Production",
    resourceGroupName: config.require("resourceGroupName"),
    subnetId: config.require("subnetId"),
    backendPoolIds: config.requireObject<string[]>("backendPoolIds"),
    identityId: config.require("identityId"),
    sshPublicKey: config.require("sshPublicKey"),
    cloudInit: config.require("cloudInit"),
    minInstances: 2,
    maxInstances: 6,
});

export const scaleSetId = nodes.scaleSetId;
