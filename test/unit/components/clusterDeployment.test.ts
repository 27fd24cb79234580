import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ClusterSettings, GatewayDeployment, GatewayDeploymentArgs } from "../../../components";
import { reachableKubeconfig } from "../../support/apiServer";
import { clusterArgs } from "../support/deployments";
import { isSecret, plain, Registered, registeredBy } from "../support/mocks";

interface Outcome {
    registered: Registered[];
    outputs: Record<string, string>;
}

const network = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";
const existingId = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-shared";
const nodeSubnet = { id: `${network}/subnets/aks`, addressRange: "10.1.8.0/24" };
const inItsNetwork: Partial<GatewayDeploymentArgs> = { network: { virtualNetworkId: network, addressSpace: "10.1.0.0/22", nodeSubnet } };

async function deploy(changes: Partial<GatewayDeploymentArgs> = {}, settings: Partial<ClusterSettings> = {}): Promise<Outcome> {
    let outputs: Record<string, string> = {};
    const registered = await registeredBy(() => {
        const { scaleSetId, clusterId, kubeconfig, configurationHash, mountSource, syncManagerAddress } = new GatewayDeployment(
            "gateway",
            clusterArgs(changes, settings),
        );
        pulumi.output({ scaleSetId, clusterId, kubeconfig, configurationHash, mountSource, syncManagerAddress }).apply((known) => (outputs = known));
    });
    return { registered, outputs };
}

const withType = (registered: Registered[], type: string): Registered[] => registered.filter((resource) => resource.type.endsWith(`:${type}`));
const inputsOf = <T>(registered: Registered[], type: string, name?: string): T => {
    const found = withType(registered, type).find((resource) => name === undefined || resource.name === name);
    assert.ok(found, `no ${type} ${name ?? ""}`);
    return plain(found.inputs) as T;
};

/** Logical names are the identity of resources: changing one replaces the resource in every environment that exists. */
const frozenOfCluster = [
    "AgentPool gateway-cluster-gateway",
    "ConfigMap gateway-cluster-workload-configuration",
    "ConfigMap gateway-cluster-workload-scripts",
    "Deployment gateway-cluster-workload-deployment",
    "DiagnosticSetting gateway-monitoring-cluster",
    "FederatedIdentityCredential gateway-cluster",
    "HorizontalPodAutoscaler gateway-cluster-workload-autoscaler",
    "MaintenanceConfiguration gateway-cluster-node-images",
    "MaintenanceConfiguration gateway-cluster-upgrades",
    "ManagedCluster gateway-cluster",
    "MetricAlert gateway-monitoring-cluster-node-disk",
    "MetricAlert gateway-monitoring-cluster-node-memory",
    "MetricAlert gateway-monitoring-unschedulable-pods",
    "Namespace gateway-cluster-workload-namespace",
    "NetworkPolicy gateway-cluster-workload-policy-deny",
    "NetworkPolicy gateway-cluster-workload-policy-entry",
    "NetworkPolicy gateway-cluster-workload-policy-outbound",
    "NetworkSecurityGroup gateway-network-entry",
    "PersistentVolume gateway-cluster-workload-volume",
    "PersistentVolumeClaim gateway-cluster-workload-claim",
    "PodDisruptionBudget gateway-cluster-workload-budget",
    "RoleAssignment gateway-cluster-entry-network",
    "RoleAssignment gateway-cluster-nodes-network",
    "SecretProviderClass gateway-cluster-workload-secrets",
    "Service gateway-cluster-workload-entry",
    "ServiceAccount gateway-cluster-workload-service-account",
    "UserAssignedIdentity gateway-cluster-cluster",
    "kubernetes gateway-cluster",
];

describe("a deployment on a cluster", function () {
    let outcome: Outcome;
    before(async () => (outcome = await deploy()));

    it("keeps the logical names of what it has beside the environment's usual parts", () => {
        const names = outcome.registered
            .filter(({ custom, name, type }) => custom && (/^gateway-(cluster|network-entry)|cluster|unschedulable/.test(name) || type.includes("kubernetes")))
            .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
        assert.deepEqual([...names].sort(), [...frozenOfCluster].sort());
    });

    it("has no machine, and nothing that watches or scales machines", () => {
        const types = outcome.registered.map(({ type }) => type.split(":").at(-1));
        for (const type of ["VirtualMachineScaleSet", "VirtualMachine", "AutoscaleSetting", "DataCollectionRule", "ScaleSetGateway"])
            assert.ok(!types.includes(type), type);
        const alerts = outcome.registered.filter(({ type }) => /MetricAlert|ScheduledQueryRule/.test(type)).map(({ name }) => name);
        assert.ok(!alerts.some((name) => /boot|seeding|stale|silent|certificate|nodes-at-maximum/.test(name)), alerts.join());
    });

    it("tells which cluster it is on, and has its kubeconfig as a secret", () => {
        assert.equal(outcome.outputs["clusterId"], "/mock/ManagedCluster/gateway-cluster");
        assert.match(outcome.outputs["kubeconfig"]!, /kubelogin/);
        assert.match(outcome.outputs["configurationHash"]!, /^[0-9a-f]{16}$/);
        assert.deepEqual([outcome.outputs["scaleSetId"], outcome.outputs["syncManagerAddress"]], ["", ""]);
        const provider = withType(outcome.registered, "kubernetes")[0]!;
        assert.ok(isSecret(provider.inputs["kubeconfig"]));
    });

    it("has the entry's fixed address in the load balancer's pool, which waits for no cluster", () => {
        const { backendAddressPools } = inputsOf<{ backendAddressPools: object[] }>(outcome.registered, "ApplicationGateway");
        const { metadata } = inputsOf<{ metadata: { annotations: Record<string, string> } }>(outcome.registered, "Service");
        assert.deepEqual(backendAddressPools, [{ name: "nodes", backendAddresses: [{ ipAddress: "10.20.2.46" }] }]);
        assert.equal(metadata.annotations["service.beta.kubernetes.io/azure-load-balancer-ipv4"], "10.20.2.46");
        const [gateway] = withType(outcome.registered, "ApplicationGateway");
        assert.doesNotMatch(gateway!.dependencies.join(), /ManagedCluster|kubernetes|AgentPool/);
    });

    it("gives the pods the identity that may read the vault's secrets for nodes, and no secret", () => {
        const { metadata } = inputsOf<{ metadata: { annotations: Record<string, string> } }>(outcome.registered, "ServiceAccount");
        assert.equal(metadata.annotations["azure.workload.identity/client-id"], "client-gateway-vault-nodes");
        const objects = outcome.registered.filter(({ type }) => type.startsWith("kubernetes:"));
        assert.ok(objects.length > 12);
        assert.doesNotMatch(JSON.stringify(objects.map(({ inputs }) => plain(inputs))), /administrator-secret|key-store-secret/);
    });

    it("makes nothing in Kubernetes without a share where the release fetches its APIs", async () => {
        const { registered } = await deploy({ release: "4.5.0" });
        for (const type of ["PersistentVolume", "PersistentVolumeClaim", "StorageAccount"]) assert.deepEqual(withType(registered, type), [], type);
    });

    it("opens a port for management where there is a listener for it", async () => {
        const managementListener = { hostName: "manage.example.com" };
        const { registered } = await deploy({ loadBalancer: { managementListener }, network: { managementRanges: ["10.50.0.0/16"] } });
        assert.ok(registered.some(({ name }) => name === "gateway-cluster-workload-management"));
    });

    it("has a headless service for members of Hazelcast", async () => {
        const { registered } = await deploy({ hazelcast: {} });
        const { spec } = inputsOf<{ spec: { clusterIP: string } }>(registered, "Service", "gateway-cluster-workload-members");
        assert.equal(spec.clusterIP, "None");
    });

    it("uses a cluster that exists, and neither watches nor changes it", async () => {
        const existing = { id: existingId, kubeconfig: pulumi.secret(reachableKubeconfig()) };
        const { registered, outputs } = await deploy(inItsNetwork, { existing, authorizedRanges: undefined });
        for (const type of ["ManagedCluster", "AgentPool", "MaintenanceConfiguration"]) assert.deepEqual(withType(registered, type), [], type);
        assert.ok(withType(registered, "Namespace").length === 1);
        assert.equal(outputs["clusterId"], existingId);
        assert.ok(!registered.some(({ name }) => /unschedulable|monitoring-cluster/.test(name)));
        const deployment = registered.find(({ type }) => type.endsWith(":GatewayDeployment"))!;
        assert.doesNotMatch(JSON.stringify(deployment.inputs), /certificate-authority-data/);
    });
});
