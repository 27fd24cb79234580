import assert from "node:assert/strict";

import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import { ClusterGateway, ClusterGatewayArgs, ClusterGatewayTransforms } from "../../../components/cluster";
import { withLaterArgsChecks } from "../../../components/cluster/argsChecks";
import { ClusterContext } from "../../../components/cluster/context";
import { existingCluster } from "../../../components/cluster/existingCluster";
import { ClusterSkuTier } from "../../../components/cluster/settings";
import { timing } from "../../../components/timing";
import { WorkloadShare } from "../../../components/workload";
import { reachableKubeconfig, startApiServer } from "../../support/apiServer";
import { existingCluster as usableCluster, isSecret, MockSettings, mockSubscription, plain, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";
import { share } from "../support/workloads";

const inGroup = (path: string): string => `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/${path}`;
const subnetId = (name: string): string => inGroup(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`);
const clusterId = inGroup("Microsoft.ContainerService/managedClusters/aks");
const registryId = inGroup("Microsoft.ContainerRegistry/registries/images");
const apiServerZoneId = inGroup("Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io");
const principalId = "00000000-0000-0000-0000-00000000000b";

const withoutCluster: ClusterGatewayArgs = {
    release: "4.5.0",
    tier: "Production",
    resourceGroupName: "rg",
    image: { repository: "wso2am-universal-gw", registry: "images.azurecr.io", tag: "4.5.0" },
    podDocument: { files: {}, scripts: {}, secrets: {}, configurationHash: "0".repeat(16) },
    nodeSubnetId: subnetId("nodes"),
    entrySubnetId: subnetId("entry"),
    loadBalancerRange: "10.20.0.0/24",
    identityId: inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-pods"),
    identityClientId: "00000000-0000-0000-0000-00000000000c",
};
const args: ClusterGatewayArgs = { ...withoutCluster, authorizedRanges: ["198.51.100.0/24"] };

interface Made {
    registered: Registered[];
    outputs: Record<string, unknown>;
}

interface Options extends MockSettings {
    transforms?: ClusterGatewayTransforms;
    opts?: () => pulumi.ComponentResourceOptions;
}

async function make(given: ClusterGatewayArgs = args, { transforms, opts, ...settings }: Options = {}): Promise<Made> {
    const outputs: Record<string, unknown> = {};
    const registered = await registeredBy(() => {
        const made = new ClusterGateway("gw", given, opts?.(), transforms);
        for (const name of ["clusterId", "oidcIssuerUrl", "kubeconfig", "namespace", "configurationHash"] as const)
            made[name].apply((value) => (outputs[name] = value));
    }, settings);
    return { registered, outputs };
}

const azure = ({ registered }: Made): Registered[] => registered.filter(({ type, custom }) => custom && type.startsWith("azure-native:"));
const kubernetes = ({ registered }: Made): Registered[] => registered.filter(({ type, custom }) => custom && type.startsWith("kubernetes:"));
const names = (resources: Registered[]): string[] => resources.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();
const one = ({ registered }: Made, kind: string, name = "gw"): Registered => {
    const found = registered.find((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name);
    assert.ok(found, `no ${kind} ${name}`);
    return found;
};

/** What a cluster is about, of inputs that are partly secret. */
const body = (made: Made): Record<string, Record<string, unknown>> => plain(one(made, "ManagedCluster").inputs) as Record<string, Record<string, unknown>>;

const providers = (): pulumi.ComponentResourceOptions => ({ providers: { kubernetes: new Provider("own", { kubeconfig: "{}" }) } });
/** Names of the providers that the objects are made by. */
const providersOf = (made: Made): string[] => [...new Set(kubernetes(made).map(({ provider }) => provider.split("::").at(-2)!))];

describe("ClusterGateway", () => {
    const usual = [
        "AgentPool gw-gateway",
        "FederatedIdentityCredential gw",
        "MaintenanceConfiguration gw-node-images",
        "MaintenanceConfiguration gw-upgrades",
        "ManagedCluster gw",
        "RoleAssignment gw-entry-network",
        "RoleAssignment gw-nodes-network",
        "UserAssignedIdentity gw-cluster",
    ];

    // Frozen: another logical name replaces what exists.
    it("makes a cluster, its pool, its windows, its rights and the trust of the pods' identity", async () =>
        assert.deepEqual(names(azure(await make())), usual));

    it("makes further rights where registry, deployer and zone are given", async () => {
        const made = await make({ ...withoutCluster, privateApiServer: true, apiServerZoneId, registryId, deployer: { principalId } });
        assert.deepEqual(
            names(azure(made)),
            [...usual, ...["api-server-network", "api-server-zone", "deployer", "images"].map((what) => `RoleAssignment gw-${what}`)].sort(),
        );
        const role = (what: string) => plain(one(made, "RoleAssignment", `gw-${what}`).inputs) as Record<string, string>;
        const roleOf = (what: string) => role(what)["roleDefinitionId"]!.split("/").at(-1);
        assert.deepEqual(
            [role("images")["scope"], role("images")["principalId"], roleOf("images")],
            [registryId, "principal-of-nodes", "7f951dda-4ed3-4680-a7ca-43fe172d538d"],
        );
        assert.deepEqual(
            [role("deployer")["scope"], role("deployer")["principalId"], role("deployer")["principalType"]],
            ["/mock/ManagedCluster/gw", principalId, "ServicePrincipal"],
        );
        assert.equal(roleOf("deployer"), "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b");
        assert.deepEqual([role("api-server-zone")["scope"], roleOf("api-server-zone")], [apiServerZoneId, "b12aa53e-6015-4669-85d0-8515ebb3ae7f"]);
        assert.equal(role("api-server-network")["scope"], inGroup("Microsoft.Network/virtualNetworks/vnet"));
    });

    it("lets only Entra ID in, and pods prove who they are (AK-12, AK-13)", async () => {
        const { disableLocalAccounts, enableRBAC, aadProfile, oidcIssuerProfile, securityProfile, addonProfiles } = body(await make());
        assert.deepEqual([disableLocalAccounts, enableRBAC], [true, true]);
        assert.deepEqual(aadProfile, { managed: true, enableAzureRBAC: true });
        assert.deepEqual(oidcIssuerProfile, { enabled: true });
        assert.deepEqual(securityProfile!["workloadIdentity"], { enabled: true });
        assert.deepEqual(Object.keys(addonProfiles!).sort(), ["azureKeyvaultSecretsProvider", "azurepolicy"]);
    });

    it("has an overlay network with Cilium, and leaves by what the network has (AK-07, AK-09, AK-10)", async () => {
        const network = (await make({ ...args, outbound: "userDefinedRouting" }).then(body))["networkProfile"]!;
        assert.deepEqual(
            [network["networkPlugin"], network["networkPluginMode"], network["networkDataplane"], network["networkPolicy"], network["outboundType"]],
            ["azure", "overlay", "cilium", "cilium", "userDefinedRouting"],
        );
        assert.deepEqual([network["podCidr"], network["serviceCidr"], network["dnsServiceIP"]], ["10.244.0.0/16", "10.245.0.0/20", "10.245.0.10"]);
        assert.equal((await make().then(body))["networkProfile"]!["outboundType"], "userAssignedNATGateway");
    });

    it("lets nodes reach a public API server by the address with which they leave", async () => {
        const access = async (changes: Partial<ClusterGatewayArgs>) =>
            (await make({ ...args, ...changes }).then(body))["apiServerAccessProfile"]!["authorizedIPRanges"];
        assert.deepEqual(await access({ outboundIpAddress: pulumi.output("203.0.113.7") }), ["198.51.100.0/24", "203.0.113.7/32"]);
        assert.deepEqual(await access({ outboundIpAddress: "" }), ["198.51.100.0/24"]);
    });

    it("has a private API server without ranges (AK-11)", async () => {
        const { apiServerAccessProfile, publicNetworkAccess } = body(await make({ ...withoutCluster, privateApiServer: true }));
        assert.deepEqual(apiServerAccessProfile, { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: false, privateDNSZone: "system" });
        assert.equal(publicNetworkAccess, "Disabled");
    });

    it("keeps the system pool for what Kubernetes itself needs, in every zone, and the gateway's as a resource of its own", async () => {
        const made = await make({ ...args, zones: ["1", "2", "3"], nodePool: { minNodes: 4, maxNodes: 14 } });
        const [system, ...others] = body(made)["agentPoolProfiles"] as unknown as Record<string, unknown>[];
        assert.deepEqual(others, []);
        assert.deepEqual([system!["name"], system!["mode"], system!["nodeTaints"]], ["system", "System", ["CriticalAddonsOnly=true:NoSchedule"]]);
        const pool = plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, unknown>;
        assert.deepEqual([pool["mode"], pool["minCount"], pool["count"], pool["maxCount"], pool["enableAutoScaling"]], ["User", 4, 4, 14, true]);
        for (const one of [system!, pool]) {
            assert.deepEqual(one["availabilityZones"], ["1", "2", "3"]);
            assert.equal(one["vnetSubnetID"], args.nodeSubnetId);
            assert.equal(one["enableNodePublicIP"], false);
        }
    });

    it("has the hosts of both pools encrypt what nodes store, only where that is asked for (VS-14)", async () => {
        const encryption = async (changes: Partial<ClusterGatewayArgs>) => {
            const made = await make({ ...args, ...changes });
            const [system] = body(made)["agentPoolProfiles"] as unknown as Record<string, unknown>[];
            const gateway = plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, unknown>;
            return [system!, gateway].map((pool) => pool["enableEncryptionAtHost"]);
        };
        assert.deepEqual(await encryption({ encryptionAtHost: true }), [true, true]);
        for (const unasked of [{}, { encryptionAtHost: false }]) assert.deepEqual(await encryption(unasked), [undefined, undefined]);
    });

    it("has no zones in regions without", async () => {
        const made = await make({ ...args, zones: [] });
        assert.equal((plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, unknown>)["availabilityZones"], undefined);
    });

    it("has no zones by default in a region without, and is refused with them there", async () => {
        const zones = async (changes: Partial<ClusterGatewayArgs>, settings?: MockSettings) =>
            (plain(one(await make({ ...args, ...changes }, settings), "AgentPool", "gw-gateway").inputs) as Record<string, unknown>)["availabilityZones"];
        const config = { "azure-native:location": "westus" };
        assert.deepEqual([await zones({ location: "westus" }), await zones({}, { config })], [undefined, undefined]);
        assert.deepEqual(await zones({ location: "westeurope" }, { config }), ["1", "2", "3"]);
        await assert.rejects(make({ ...args, location: "westus", zones: ["1"] }), /zones: are 1, but westus is not known to have zones/);
        await assert.rejects(make({ ...args, zones: ["1"] }, { config }), /zones: are 1, but westus is not known to have zones/);
        const { location } = withLaterArgsChecks("The cluster", { ...args, location: pulumi.output("westus") }, ["1", "2", "3"]);
        await assert.rejects(outcomeOf(location), /zones: are 1, 2, 3, but westus is not known to have zones/);
    });

    it("leaves alone what Azure changes on its own, and nothing else", async () => {
        const ignored = async (changes: Partial<ClusterGatewayArgs>) => {
            const made = await make({ ...args, ...changes });
            return [one(made, "ManagedCluster").ignoreChanges, one(made, "AgentPool", "gw-gateway").ignoreChanges];
        };
        assert.deepEqual(await ignored({}), [["agentPoolProfiles"], ["count"]]);
        assert.deepEqual(await ignored({ upgradeChannel: "stable" }), [
            ["agentPoolProfiles", "kubernetesVersion"],
            ["count", "orchestratorVersion"],
        ]);
    });

    it("lets a new pool take over before an old one goes", async () => {
        const made = await make();
        assert.equal(one(made, "AgentPool", "gw-gateway").deleteBeforeReplace, false);
        assert.match((plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, string>)["agentPoolName"]!, /^gateway[0-9a-f]{5}$/);
    });

    it("gives the pods of a node time to leave (AK-05)", async () => {
        const made = await make({ ...args, requestTimeoutSeconds: 120, startupSeconds: 1200 });
        const settings = (plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, Record<string, unknown>>)["upgradeSettings"]!;
        assert.equal(settings["maxSurge"], "33%");
        // Two pods, one after the other: each at least the slowest start.
        assert.ok((settings["drainTimeoutInMinutes"] as number) >= 2 * (1200 / 60));
    });

    it("gives pods of all nodes that an upgrade drains together time to leave one after the other, as their budget has it", async () => {
        const made = await make({ ...args, startupSeconds: 1200, maxReplicas: 8, nodePool: { maxNodes: 10 } });
        const settings = (plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, Record<string, unknown>>)["upgradeSettings"]!;
        // A third of ten nodes, rounded up.
        assert.ok((settings["drainTimeoutInMinutes"] as number) >= 4 * 2 * (1200 / 60), String(settings["drainTimeoutInMinutes"]));
    });

    it("lets its autoscaler wait for pods that leave, as long as those may take", async () => {
        const secondsFor = async (requestTimeoutSeconds: number): Promise<string> => {
            const made = await make({ ...args, requestTimeoutSeconds });
            return (plain(one(made, "ManagedCluster").inputs) as { autoScalerProfile: { maxGracefulTerminationSec: string } }).autoScalerProfile
                .maxGracefulTerminationSec;
        };
        assert.equal(await secondsFor(120), "600");
        const { terminationGracePeriodSeconds } = timing({ requestTimeoutSeconds: 800 });
        assert.ok(terminationGracePeriodSeconds > 600);
        assert.equal(await secondsFor(800), String(terminationGracePeriodSeconds));
    });

    it("has the long-term support that the Premium tier is paid for (AK-18), and in no other tier", async () => {
        const planOf = async (skuTier: ClusterSkuTier): Promise<unknown> => {
            const made = await make({ ...args, skuTier });
            return (plain(one(made, "ManagedCluster").inputs) as Record<string, unknown>)["supportPlan"];
        };
        assert.equal(await planOf("Premium"), "AKSLongTermSupport");
        assert.equal(await planOf("Standard"), "KubernetesOfficial");
    });

    it("is worked on in its windows alone (AK-14)", async () => {
        const made = await make({ ...args, maintenance: { nodeImages: { day: "Saturday", durationHours: 8, utcOffset: "+02:00" } } });
        const window = (what: string) => plain(one(made, "MaintenanceConfiguration", `gw-${what}`).inputs) as Record<string, unknown>;
        assert.deepEqual(
            [window("upgrades")["configName"], window("node-images")["configName"]],
            ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"],
        );
        assert.deepEqual(window("upgrades")["maintenanceWindow"], {
            schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
            startTime: "01:00",
            durationHours: 6,
            utcOffset: "+00:00",
        });
        assert.deepEqual(window("node-images")["maintenanceWindow"], {
            schedule: { weekly: { dayOfWeek: "Saturday", intervalWeeks: 1 } },
            startTime: "01:00",
            durationHours: 8,
            utcOffset: "+02:00",
        });
    });

    it("waits for its identity's right to join the nodes' subnet, and not for that of the entry's", async () => {
        const { dependencies } = one(await make(), "ManagedCluster");
        const roles = dependencies.filter((urn) => urn.includes("RoleAssignment")).map((urn) => urn.split("::").at(-1));
        assert.deepEqual(roles, ["gw-nodes-network"]);
    });

    it("trusts pods of the gateway's service account alone", async () => {
        const made = await make({ ...args, baseName: "apim-prod" });
        const credential = plain(one(made, "FederatedIdentityCredential").inputs) as Record<string, unknown>;
        assert.deepEqual(
            [credential["resourceName"], credential["resourceGroupName"], credential["subject"], credential["issuer"], credential["audiences"]],
            ["id-pods", "rg", "system:serviceaccount:apim-prod:apim-prod", "https://issuer.example.com/new/", ["api://AzureADTokenExchange"]],
        );
        const account = plain(one(made, "ServiceAccount", "gw-workload-service-account").inputs) as { metadata: { name: string; namespace: string } };
        assert.equal(`system:serviceaccount:${account.metadata.namespace}:${account.metadata.name}`, credential["subject"]);
    });

    it("makes objects by a kubeconfig that has no token, told from others by the cluster's id", async () => {
        const made = await make();
        const provider = one(made, "kubernetes");
        assert.equal(provider.inputs["clusterIdentifier"], "/mock/ManagedCluster/gw");
        assert.ok(isSecret(provider.inputs["kubeconfig"]));
        const kubeconfig = JSON.parse(String(plain(provider.inputs["kubeconfig"]))) as {
            clusters: { cluster: unknown }[];
            users: { user: { exec: { command: string; args: string[] } } }[];
        };
        assert.deepEqual(kubeconfig.clusters[0]!.cluster, {
            server: "https://aks.hcp.westeurope.azmk8s.io:443",
            "certificate-authority-data": Buffer.from("CERTIFICATE").toString("base64"),
        });
        assert.deepEqual(Object.keys(kubeconfig.users[0]!.user), ["exec"]);
        assert.equal(kubeconfig.users[0]!.user.exec.command, "kubelogin");
        assert.ok(kubeconfig.users[0]!.user.exec.args.includes("6dae42f8-4368-4678-94ff-3960e28e3630"));
    });

    it("makes objects when there are nodes, an entry's rights and an identity that trusts pods", async () => {
        const made = await make({ ...args, registryId });
        const space = one(made, "Namespace", "gw-workload-namespace");
        const awaited = space.dependencies.map((urn) => urn.split("::").slice(-2).join(" ").split("$").at(-1)!.split(":").at(-1)!);
        for (const wanted of ["AgentPool gw-gateway", "FederatedIdentityCredential gw", "RoleAssignment gw-entry-network", "RoleAssignment gw-images"])
            assert.ok(awaited.includes(wanted), `${wanted} among ${awaited.join(", ")}`);
    });

    it("makes its objects by a provider of its own, whatever provider it inherits: that one leads to another cluster", async () => {
        const made = await make(args, { opts: providers });
        assert.ok(kubernetes(made).length > 5);
        assert.deepEqual(providersOf(made), ["gw"]);
        assert.notEqual(made.outputs["kubeconfig"], "");
    });

    it("lets its children be changed", async () => {
        const made = await make(args, {
            transforms: { cluster: { supportPlan: "AKSLongTermSupport" }, nodePool: (pool, opts) => [{ ...pool, maxPods: 60 }, opts] },
        });
        assert.equal((plain(one(made, "ManagedCluster").inputs) as Record<string, unknown>)["supportPlan"], "AKSLongTermSupport");
        assert.equal((plain(one(made, "AgentPool", "gw-gateway").inputs) as Record<string, unknown>)["maxPods"], 60);
    });

    it("refuses everything that is wrong at once, its workload's arguments among it, and makes nothing", async () => {
        const registered = registeredBy(() => {
            const wrong = { ...args, authorizedRanges: [], minReplicas: 2, minAvailable: 2, identityId: "pods", resourceGroupName: "g".repeat(64) };
            assert.throws(
                () => new ClusterGateway("gw", wrong),
                (error: Error) => {
                    for (const path of ["authorizedRanges", "minAvailable", "identityId", "resourceGroupName"])
                        assert.match(error.message, new RegExp(`- ${path}: `));
                    return true;
                },
            );
        });
        assert.deepEqual(await registered, []);
    });
});

describe("ClusterGateway on an existing cluster", () => {
    const existingArgs = async (): Promise<ClusterGatewayArgs> => ({
        ...withoutCluster,
        existing: { id: clusterId, kubeconfig: pulumi.secret(await reachableKubeconfig()) },
    });

    it("makes nothing in Azure but the trust of the pods' identity in the cluster's issuer", async () => {
        const made = await make(await existingArgs());
        assert.deepEqual(names(azure(made)), ["FederatedIdentityCredential gw"]);
        assert.equal((plain(one(made, "FederatedIdentityCredential").inputs) as Record<string, unknown>)["issuer"], "https://issuer.example.com/existing/");
        assert.equal(plain(one(made, "kubernetes").inputs["kubeconfig"]), await reachableKubeconfig());
        assert.equal(one(made, "kubernetes").inputs["clusterIdentifier"], clusterId);
        assert.equal(made.outputs["clusterId"], clusterId);
        assert.ok(kubernetes(made).length > 5);
    });

    it("uses a provider that it is given, and then asks nobody for credentials", async () => {
        const { server, address } = await startApiServer();
        const calls: string[] = [];
        const settings = { existingCluster: { ...usableCluster, fqdn: address.replace("https://", "") }, onCall: (token: string) => calls.push(token) };
        const made = await make({ ...withoutCluster, existing: { id: clusterId } }, { opts: providers, ...settings });
        server.close();
        assert.deepEqual(providersOf(made), ["own"]);
        assert.equal(made.outputs["kubeconfig"], "");
        assert.ok(calls.some((token) => token.endsWith(":getManagedCluster")));
        assert.deepEqual(
            calls.filter((token) => /Credentials$/.test(token)),
            [],
        );
    });

    it("that does not answer gets no namespace, from which all objects follow, whatever provider is given", async () => {
        const silent = { existingCluster: { ...usableCluster, fqdn: "127.0.0.1:1" } };
        const namespaceName = registeredBy(async () => {
            let name: pulumi.Input<string> | undefined;
            const namespace = (space: { metadata?: unknown }, opts: pulumi.CustomResourceOptions): [object, pulumi.CustomResourceOptions] => {
                name = (space.metadata as { name: pulumi.Input<string> }).name;
                return [space, opts];
            };
            new ClusterGateway("gw", { ...withoutCluster, existing: { id: clusterId } }, providers(), { workload: { namespace } });
            await outcomeOf(name);
        }, silent);
        await assert.rejects(namespaceName, /existing: is not reached: its API server at https:\/\/127\.0\.0\.1:1 refuses connections/);
    });

    const lacking: [what: string, cluster: object, message: RegExp][] = [
        ["that is stopped", { ...usableCluster, powerState: { code: "Stopped" } }, /existing\.id: is a cluster that is stopped/],
        [
            "of an older Kubernetes",
            { ...usableCluster, currentKubernetesVersion: "1.29.15" },
            /existing\.id: is a cluster of Kubernetes 1\.29\.15; 1\.30 or later/,
        ],
        ["without an issuer (AK-12)", { ...usableCluster, oidcIssuerProfile: { enabled: false } }, /existing\.id: is a cluster without an OIDC issuer/],
        ["without workload identity", { ...usableCluster, securityProfile: {} }, /without workload identity/],
        ["without the Key Vault add-on", { ...usableCluster, addonProfiles: {} }, /without the Key Vault add-on/],
        ["without an engine for network policies", { ...usableCluster, networkProfile: { networkPlugin: "azure", networkPolicy: "none" } }, /network policies/],
        ["that says nothing of network policies", { ...usableCluster, networkProfile: { networkPlugin: "kubenet" } }, /network policies/],
        ["without the driver of Azure Files", { ...usableCluster, storageProfile: { fileCSIDriver: { enabled: false } } }, /driver of Azure Files/],
    ];
    const enough: [what: string, cluster: object, share?: WorkloadShare][] = [
        ["whose owner has a network plug-in of their own", { ...usableCluster, networkProfile: { networkPlugin: "none", networkPolicy: "none" } }, share],
        ["of a Kubernetes that is just new enough", { ...usableCluster, currentKubernetesVersion: "1.30.0" }],
        ["with the driver of Azure Files", { ...usableCluster, storageProfile: { fileCSIDriver: { enabled: true } } }, share],
        ["without the driver of Azure Files where no pod mounts a share", { ...usableCluster, storageProfile: { fileCSIDriver: { enabled: false } } }],
    ];
    /** The error of the cluster's id, from which everything else follows. */
    async function errorOf(id: string, settings: MockSettings = {}, usedShare?: WorkloadShare): Promise<string> {
        let message = "";
        await registeredBy(async () => {
            const context = { args: { ...withoutCluster, share: usedShare }, subject: 'The cluster "gw"', inParent: {} } as unknown as ClusterContext;
            const found = existingCluster(context, { id, kubeconfig: await reachableKubeconfig() }, false);
            await outcomeOf(found.id).catch((error: Error) => (message = error.message));
        }, settings);
        return message;
    }

    for (const [what, cluster, message] of lacking) {
        it(`refuses a cluster ${what}`, async () => assert.match(await errorOf(clusterId, { existingCluster: cluster }, share), message));
    }

    for (const [what, cluster, usedShare] of enough) {
        it(`takes a cluster ${what}`, async () => assert.equal(await errorOf(clusterId, { existingCluster: cluster }, usedShare), ""));
    }

    it("says everything that a cluster lacks at once", async () => {
        const error = await errorOf(clusterId, { existingCluster: { powerState: { code: "Running" } } });
        assert.match(error, /The cluster "gw" has 4 problems:/);
    });

    it("refuses a cluster of another subscription", async () => {
        const id = clusterId.replace(mockSubscription, "00000000-0000-0000-0000-000000000009");
        assert.match(await errorOf(id), /existing\.id: is in subscription 0+-0000-0000-0000-0+9/);
    });
});
