import * as pulumi from "@pulumi/pulumi";
import { ExistingSubnet, GatewayDeployment, GatewayImage } from "wso2-gateway-azure";

/** What the platform team has already, by id. `pulumi stack output settings` of the program in `platform` prints the same. */
interface Platform {
    resourceGroupName: string;
    clusterId: string;
    /** Pool for API gateways. */
    pool: string;
    virtualNetworkId: string;
    loadBalancerSubnet: ExistingSubnet;
    nodeSubnet: ExistingSubnet;
    entrySubnet: ExistingSubnet;
    privateEndpointSubnet: ExistingSubnet;
}

const config = new pulumi.Config();
const platform = config.requireObject<Platform>("platform");

// The cluster, its pools and its network stay as they are. What is made: the gateway's objects in a namespace of its own, the identity of its pods and the trust in it,
// a vault, the load balancer, alerts. A provider for Kubernetes in `opts.providers` would take the place of the kubeconfig.
const gateway = new GatewayDeployment("gateway", {
    release: "4.5.0",
    tier: "Production",
    hostName: config.require("hostName"),
    location: new pulumi.Config("azure-native").require("location"),
    resourceGroupName: platform.resourceGroupName,
    // For trying out: in earnest leave `protect` to its default.
    protect: false,
    network: {
        virtualNetworkId: platform.virtualNetworkId,
        loadBalancerSubnet: platform.loadBalancerSubnet,
        nodeSubnet: platform.nodeSubnet,
        entrySubnet: platform.entrySubnet,
        privateEndpointSubnet: platform.privateEndpointSubnet,
    },
    cluster: {
        existing: { id: platform.clusterId, kubeconfig: config.requireSecret("kubeconfig") },
        image: config.requireObject<GatewayImage>("image"),
        minReplicas: 3,
        maxReplicas: config.getNumber("maxReplicas"),
        // Only on the pool for API gateways, which keeps everybody else away.
        nodeSelector: { "kubernetes.azure.com/agentpool": platform.pool },
        tolerations: [{ key: "workload", value: "apis", effect: "NoSchedule" }],
        // What pods may reach: backends in namespaces of other teams, and the control plane.
        backendNamespaces: ["orders", "payments"],
        controlPlaneRanges: config.requireObject<string[]>("controlPlaneRanges"),
    },
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
export const publicIpAddress = gateway.publicIpAddress;
export const dnsRecords = gateway.dnsRecords;
export const namespace = gateway.cluster?.namespace;
