import * as pulumi from "@pulumi/pulumi";
import { GatewayDeployment } from "wso2-gateway-azure";

// APIs for the organisation's own networks: the load balancer has no public address, clients show certificates, the nodes leave through a firewall.
// Before the first `up` the subscription needs the feature EnableApplicationGatewayNetworkIsolation:
//   az feature register --namespace Microsoft.Network --name EnableApplicationGatewayNetworkIsolation
const config = new pulumi.Config();

const gateway = new GatewayDeployment("gateway", {
    release: "3.2.0",
    tier: "Production",
    hostName: config.require("hostName"),
    location: new pulumi.Config("azure-native").require("location"),
    // For trying out: in earnest leave `protect` to its default.
    protect: false,
    network: {
        addressSpace: "10.60.0.0/16",
        clientRanges: ["10.0.0.0/8"],
        managementRanges: ["10.10.0.0/16"],
        firewallAddress: "10.10.0.4",
    },
    loadBalancer: {
        privateOnly: true,
        privateIpAddress: "10.60.0.10",
        // The Publisher deploys APIs here: with a shared file system every node is manager and worker.
        managementListener: { hostName: config.require("managementHostName") },
        mutualTls: { clientCertificateAuthorities: config.requireObject<string[]>("clientCertificateAuthorities") },
        firewall: { rateLimitPerMinute: 600 },
    },
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
export const dnsRecords = gateway.dnsRecords;
export const gatewayEnvironment = gateway.gatewayEnvironment;
