import * as pulumi from "@pulumi/pulumi";
import { GatewayDeployment } from "wso2-gateway-azure";

// Streaming APIs beside REST: WebSocket on port 8099, callbacks of WebSub providers on 8021. Nodes get their APIs from the event hub, so there is no share.
const config = new pulumi.Config();

const gateway = new GatewayDeployment("gateway", {
    release: "4.6.0",
    tier: "Development",
    hostName: config.require("hostName"),
    additionalHostNames: [`events.${config.require("hostName")}`],
    location: new pulumi.Config("azure-native").require("location"),
    loadBalancer: { webSocket: true, webSub: true, httpRedirect: true },
    scaleSet: { sshPublicKey: config.require("sshPublicKey"), maxInstances: config.getNumber("maxInstances") },
    controlPlane: { serviceUrl: config.require("serviceUrl"), trafficManagers: config.requireObject<string[]>("trafficManagers") },
    certificates: {
        frontPfx: config.requireSecret("frontCertificatePfx"),
        nodeKeyStore: config.requireSecret("nodeKeyStore"),
        nodeKeyStorePassword: config.requireSecret("nodeKeyStorePassword"),
        backendTrustedRoots: config.requireObject<string[]>("backendTrustedRoots"),
    },
    credentials: { adminPassword: config.requireSecret("adminPassword") },
});

export const url = gateway.url;
export const gatewayEnvironment = gateway.gatewayEnvironment;
