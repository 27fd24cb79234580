import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { changedByAzure } from "../../../components/cluster/bodies";
import { JsonObject, listOrEmpty, objectOrEmpty, textOrEmpty } from "../../../simulator/json";
import { changeResource, listResources } from "../../../simulator/subscription";
import { emptyFolder, inGroup, SUBNET, SUBSCRIPTION, World, worldWithNetwork } from "./support";

const CLUSTER = inGroup("Microsoft.ContainerService/managedClusters/aks");
const IDENTITY = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-cluster");
const NETWORK_CONTRIBUTOR = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`;

const systemPool: JsonObject = {
    name: "system",
    mode: "System",
    vmSize: "Standard_D4s_v5",
    osType: "Linux",
    count: 3,
    minCount: 3,
    maxCount: 5,
    enableAutoScaling: true,
    maxPods: 110,
    vnetSubnetID: SUBNET,
    type: "VirtualMachineScaleSets",
};

function clusterArgs(changes: JsonObject = {}): JsonObject {
    return {
        resourceName: "aks",
        location: "westeurope",
        identity: { type: "UserAssigned", userAssignedIdentities: [IDENTITY] },
        dnsPrefix: "apim",
        kubernetesVersion: "1.35",
        oidcIssuerProfile: { enabled: true },
        networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "10.244.0.0/16" },
        agentPoolProfiles: [systemPool],
        ...changes,
    };
}

/** An Azure with an identity that may join the subnet. */
async function worldWithIdentity(mayJoin = true): Promise<World> {
    const azure = await worldWithNetwork();
    const identity = await azure.create("managedidentity:UserAssignedIdentity", { resourceName: "id-cluster", location: "westeurope" });
    if (mayJoin)
        await azure.provider.create("azure-native:authorization:RoleAssignment", {
            roleAssignmentName: "00000000-0000-0000-0000-00000000000a",
            scope: SUBNET,
            principalId: textOrEmpty(identity.outputs.principalId),
            principalType: "ServicePrincipal",
            roleDefinitionId: NETWORK_CONTRIBUTOR,
        });
    return azure;
}

const createCluster = (azure: World, changes?: JsonObject) => azure.create("containerservice:ManagedCluster", clusterArgs(changes));
const gatewayPool = (changes: JsonObject = {}): JsonObject => ({
    ...systemPool,
    resourceName: "aks",
    name: null,
    agentPoolName: "gateway",
    mode: "User",
    orchestratorVersion: "1.35",
    ...changes,
});
const createPool = (azure: World, changes: JsonObject = {}) => azure.create("containerservice:AgentPool", gatewayPool(changes));

describe("clusters in the simulated Azure", () => {
    it("get an address, an issuer, a version and an identity for their nodes", async () => {
        const { outputs } = await createCluster(await worldWithIdentity());
        assert.match(textOrEmpty(outputs.fqdn), /^apim-[0-9a-f]{8}\.hcp\.westeurope\.azmk8s\.io$/);
        assert.match(textOrEmpty(objectOrEmpty(outputs.oidcIssuerProfile).issuerURL), /^https:\/\/westeurope\.oic\.prod-aks\.azure\.com\//);
        assert.equal(outputs.currentKubernetesVersion, "1.35.4");
        assert.deepEqual(outputs.powerState, { code: "Running" });
        const kubelet = objectOrEmpty(objectOrEmpty(outputs.identityProfile).kubeletidentity);
        assert.match(textOrEmpty(kubelet.resourceId), /\/resourceGroups\/MC_rg_aks_westeurope\/.*\/aks-agentpool$/);
        assert.match(textOrEmpty(kubelet.objectId), /^[0-9a-f-]{36}$/);
    });

    it("have a private address only where they are private", async () => {
        const { outputs } = await createCluster(await worldWithIdentity(), {
            apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: "system" },
        });
        assert.equal(outputs.fqdn, undefined);
        assert.match(textOrEmpty(outputs.privateFQDN), /\.privatelink\.westeurope\.azmk8s\.io$/);
    });

    it("are refused when their identity may not join the subnet of their nodes", async () => {
        await assert.rejects(createCluster(await worldWithIdentity(false)), /LinkedAuthorizationFailed/);
    });

    it("list every pool, in the order of the names, and those of the cluster's own body are pools like others", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure);
        await createPool(azure);
        const { outputs } = (await azure.provider.read("azure-native:containerservice:ManagedCluster", CLUSTER, clusterArgs(), {}))!;
        assert.deepEqual(
            listOrEmpty(outputs.agentPoolProfiles).map((pool) => objectOrEmpty(pool).name),
            ["gateway", "system"],
        );
        await assert.rejects(createPool(azure, { agentPoolName: "system" }), /already existing resource/);
    });

    it("show what their autoscaler and their upgrades have made of their pools", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure);
        const { outputs } = await createPool(azure);
        await changeResource(azure.directory, `${CLUSTER}/agentPools/gateway`, (body) => ({
            ...body,
            properties: { ...objectOrEmpty(body.properties), count: 7, orchestratorVersion: "1.36" },
        }));
        const { inputs } = (await azure.provider.read("azure-native:containerservice:AgentPool", `${CLUSTER}/agentPools/gateway`, gatewayPool(), outputs))!;
        assert.deepEqual([inputs.count, inputs.orchestratorVersion], [7, "1.36"]);
    });

    for (const upgradeChannel of ["patch", "stable"] as const) {
        it(`are no drift after autoscaling and the upgrades of the channel ${upgradeChannel}, with what the library ignores`, async () => {
            const azure = await worldWithIdentity();
            const program = { cluster: clusterArgs(), pool: gatewayPool() };
            const made = { cluster: await createCluster(azure), pool: await createPool(azure) };
            const version: JsonObject = upgradeChannel === "stable" ? { orchestratorVersion: "1.36" } : {};
            for (const name of ["gateway", "system"])
                await changeResource(azure.directory, `${CLUSTER}/agentPools/${name}`, (body) => ({
                    ...body,
                    properties: { ...objectOrEmpty(body.properties), count: 5, ...version },
                }));
            await changeResource(azure.directory, CLUSTER, (body) => {
                const upgraded: JsonObject = upgradeChannel === "stable" ? { kubernetesVersion: "1.36" } : { currentKubernetesVersion: "1.35.9" };
                return { ...body, properties: { ...objectOrEmpty(body.properties), ...upgraded } };
            });
            const tokens = { cluster: "azure-native:containerservice:ManagedCluster", pool: "azure-native:containerservice:AgentPool" };
            const ignored = changedByAzure({ upgradeChannel });
            for (const what of ["cluster", "pool"] as const) {
                const { id, outputs } = made[what];
                const { inputs } = (await azure.provider.read(tokens[what], id, program[what], outputs))!;
                assert.notDeepEqual(Object.keys(azure.provider.diff(tokens[what], inputs, program[what]).changes), [], "nothing has changed at all");
                // As the engine does with `ignoreChanges`: the old value takes the place of the new one.
                const kept = Object.fromEntries(ignored[what].flatMap((key) => (inputs[key] === undefined ? [] : [[key, inputs[key]]])));
                assert.deepEqual(azure.provider.diff(tokens[what], inputs, { ...program[what], ...kept }).changes, {});
            }
        });
    }

    it("keep the last pool for Kubernetes itself", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure);
        await createPool(azure);
        await assert.rejects(azure.remove("containerservice:AgentPool", `${CLUSTER}/agentPools/system`), /at least one system agent pool/);
        await azure.remove("containerservice:AgentPool", `${CLUSTER}/agentPools/gateway`);
    });

    it("take their pools, their windows and the group of their machines with them", async () => {
        const azure = await worldWithIdentity();
        const before = listResources(azure.directory).map(({ id }) => id);
        await createCluster(azure);
        await createPool(azure);
        await azure.create("containerservice:MaintenanceConfiguration", { resourceName: "aks", configName: "default", timeInWeek: [] });
        assert.ok(listResources(azure.directory).some(({ id }) => id === `${SUBSCRIPTION}/resourceGroups/MC_rg_aks_westeurope`));
        await azure.remove("containerservice:ManagedCluster", CLUSTER);
        assert.deepEqual(
            listResources(azure.directory).map(({ id }) => id),
            before,
        );
    });

    it("keep the subnet of their nodes from being deleted", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure);
        await assert.rejects(azure.remove("network:Subnet", SUBNET), /InUseSubnetCannotBeDeleted/);
    });

    it("refuse what is decided when they are created (AK-03)", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure, { networkProfile: { podCidr: "10.244.0.0/16", networkPlugin: "azure", networkPluginMode: "overlay" } });
        await createPool(azure);
        await assert.rejects(
            azure.update(
                "containerservice:ManagedCluster",
                clusterArgs({ networkProfile: { podCidr: "10.240.0.0/16", networkPlugin: "azure", networkPluginMode: "overlay" } }),
            ),
            /PropertyChangeNotAllowed/,
        );
        await assert.rejects(azure.update("containerservice:AgentPool", gatewayPool({ vmSize: "Standard_D8s_v5" })), /PropertyChangeNotAllowed/);
        await assert.rejects(azure.update("containerservice:AgentPool", gatewayPool({ enableEncryptionAtHost: true })), /PropertyChangeNotAllowed/);
    });

    it("change pools through the pools alone", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure);
        await createPool(azure);
        await assert.rejects(
            azure.update("containerservice:ManagedCluster", clusterArgs({ agentPoolProfiles: [{ ...systemPool, maxCount: 9 }] })),
            /PropertyChangeNotAllowed.*maxCount/,
        );
        await azure.update("containerservice:AgentPool", gatewayPool({ maxCount: 9 }));
        const { outputs } = (await azure.provider.read("azure-native:containerservice:ManagedCluster", CLUSTER, clusterArgs(), {}))!;
        // What Azure lists can be sent again, as after a refresh.
        await azure.update("containerservice:ManagedCluster", clusterArgs({ agentPoolProfiles: outputs.agentPoolProfiles!, tags: { a: "b" } }));
    });

    it("trust a pod's identity by a credential of it", async () => {
        const azure = await worldWithIdentity();
        const credential = { issuer: "https://issuer/", subject: "system:serviceaccount:apim:gateway", audiences: ["api://AzureADTokenExchange"] };
        const { id } = await azure.create("managedidentity:FederatedIdentityCredential", {
            resourceName: "id-cluster",
            federatedIdentityCredentialResourceName: "gateway",
            ...credential,
        });
        assert.equal(id, `${IDENTITY}/federatedIdentityCredentials/gateway`);
    });

    const credentialsOf = async (azure: World): Promise<{ clusters: { cluster: JsonObject }[]; users: { user: { exec: JsonObject } }[] }> => {
        const answer = await azure.provider.invoke("azure-native:containerservice:listManagedClusterUserCredentials", {
            resourceGroupName: "rg",
            resourceName: "aks",
        });
        const [first] = listOrEmpty(answer.kubeconfigs).map((one) => objectOrEmpty(one));
        return parse(Buffer.from(textOrEmpty(first!.value), "base64").toString()) as Awaited<ReturnType<typeof credentialsOf>>;
    };

    it("name their own address to their users, who sign in through kubelogin", async () => {
        const azure = await worldWithIdentity();
        const { outputs } = await createCluster(azure);
        const { clusters, users } = await credentialsOf(azure);
        assert.deepEqual(clusters[0]!.cluster, { server: `https://${textOrEmpty(outputs.fqdn)}:443` });
        assert.equal(users[0]!.user.exec.command, "kubelogin");
    });

    it("name the control plane that stands in for theirs", async () => {
        const azure = await worldWithIdentity();
        await createCluster(azure);
        const file = path.join(emptyFolder(), "kubeconfig");
        const standIn = { server: "https://127.0.0.1:6443", "certificate-authority-data": "Q0E=" };
        fs.writeFileSync(file, JSON.stringify({ clusters: [{ name: "k", cluster: { ...standIn, other: true } }] }));
        const before = process.env.WSO2_SIMULATED_CLUSTER;
        process.env.WSO2_SIMULATED_CLUSTER = file;
        try {
            assert.deepEqual((await credentialsOf(azure)).clusters[0]!.cluster, standIn);
        } finally {
            if (before === undefined) delete process.env.WSO2_SIMULATED_CLUSTER;
            else process.env.WSO2_SIMULATED_CLUSTER = before;
        }
    });

    it("have no users where there is none", async () => await assert.rejects(credentialsOf(await worldWithIdentity()), /ResourceNotFound/));
});
