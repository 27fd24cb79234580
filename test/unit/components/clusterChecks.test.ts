import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { Tier } from "../../../components";
import { prefixLength, rangesOverlap } from "../../../components/azure/addressPlan";
import { checkClusterNames } from "../../../components/cluster/argsChecks";
import { checkClusterInNetwork, checkManagedCluster, withLaterClusterChecks } from "../../../components/cluster/checks";
import { checkNodeRoom } from "../../../components/cluster/nodeRoom";
import {
    clusterNetworkDemand,
    clusterOutbound,
    dnsServiceAddress,
    gatewayPoolName,
    mostNodes,
    nodesInUpgrade,
    poolPlans,
} from "../../../components/cluster/plan";
import { ClusterSettings, ManagedClusterSettings, MaintenanceDay, NodeImageChannel } from "../../../components/cluster/settings";
import { checkNetwork } from "../../../components/network/checks";
import { outcomeOf } from "../support/outputs";

const authorizedRanges = ["198.51.100.0/24"];
const clusterId = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/aks";
const registryId = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/images";
const zoneId = (name: string) => `/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/privateDnsZones/${name}`;
const apiServerZoneId = zoneId("privatelink.westeurope.azmk8s.io");
const guid = "00000000-0000-0000-0000-000000000002";

const right: Record<string, ManagedClusterSettings> = {
    "authorised ranges": { authorizedRanges },
    "a private API server": { privateApiServer: true },
    "a private API server with a zone of one's own": { privateApiServer: true, apiServerZoneId },
    "a sub-zone of a hub": { privateApiServer: true, apiServerZoneId: zoneId("gateways.privatelink.westeurope.azmk8s.io") },
    "an existing cluster": { existing: { id: clusterId } },
    "ids that become known later": {
        authorizedRanges,
        registryId: pulumi.output("later"),
        deployer: { principalId: pulumi.output("later") },
    },
    "everything said": {
        authorizedRanges,
        kubernetesVersion: "1.36",
        skuTier: "Premium",
        deployer: { principalId: guid, principalType: "Group" },
        registryId,
        podRange: "100.64.0.0/12",
        serviceRange: "10.248.0.0/13",
        outbound: "userDefinedRouting",
        systemPool: { vmSize: "Standard_D8s_v5", minNodes: 2, maxNodes: 4, osDiskSizeGiB: 64 },
        nodePool: { vmSize: "Standard_E4s_v5", minNodes: 1, maxNodes: 1000 },
        encryptionAtHost: true,
        upgradeChannel: "stable",
        nodeImageChannel: "SecurityPatch",
        maintenance: { upgrades: { day: "Saturday", startTime: "23:30", durationHours: 24, utcOffset: "-05:30" }, nodeImages: {} },
    },
    "a full version where nothing upgrades it": { authorizedRanges, kubernetesVersion: "1.35.2", upgradeChannel: "none" },
    "the oldest version": { authorizedRanges, kubernetesVersion: "1.30" },
    "images alone": { authorizedRanges, upgradeChannel: "node-image" },
    "200 ranges": { authorizedRanges: Array.from({ length: 200 }, (_, index) => `198.51.${index}.0/24`) },
};

/** One mistake each: the path of the problem, and what the message says. */
const mistakes: [what: string, settings: ManagedClusterSettings, path: string, message: RegExp][] = [
    ["an API server that everybody reaches", {}, "authorizedRanges", /are missing; .* privateApiServer/],
    ["an empty list of ranges", { authorizedRanges: [] }, "authorizedRanges", /are missing/],
    ["ranges of a private API server (AK-11)", { privateApiServer: true, authorizedRanges }, "authorizedRanges", /leave them out/],
    ["too many ranges (AK-11)", { authorizedRanges: Array.from({ length: 201 }, (_, index) => `198.51.${index}.0/24`) }, "authorizedRanges", /allowed are 200/],
    ["an address that is no range", { authorizedRanges: ["198.51.100.7"] }, "authorizedRanges[0]", /CIDR blocks/],
    ["everybody", { authorizedRanges: [...authorizedRanges, "0.0.0.0/0"] }, "authorizedRanges[1]", /everybody/],
    ["a zone of a public API server", { authorizedRanges, apiServerZoneId }, "apiServerZoneId", /leave it out/],
    [
        "a zone of another service (AK-11)",
        { privateApiServer: true, apiServerZoneId: zoneId("privatelink.vaultcore.azure.net") },
        "apiServerZoneId",
        /azmk8s\.io/,
    ],
    ["a version that is none", { authorizedRanges, kubernetesVersion: "latest" }, "kubernetesVersion", /such as 1\.35/],
    ["a version without what the gateway's objects use", { authorizedRanges, kubernetesVersion: "1.29" }, "kubernetesVersion", /1\.30 or later is needed/],
    ["a patch that Azure moves", { authorizedRanges, kubernetesVersion: "1.35.2" }, "kubernetesVersion", /minor version/],
    ["a channel that there is not", { authorizedRanges, upgradeChannel: "newest" as "rapid" }, "upgradeChannel", /patch, stable, rapid/],
    ["images by two channels (AK-06)", { authorizedRanges, upgradeChannel: "node-image", nodeImageChannel: "None" }, "nodeImageChannel", /NodeImage/],
    ["an image channel that there is not", { authorizedRanges, nodeImageChannel: "Daily" as NodeImageChannel }, "nodeImageChannel", /SecurityPatch/],
    ["a tier that there is not", { authorizedRanges, skuTier: "Paid" as "Free" }, "skuTier", /Standard/],
    ["a way out that there is not", { authorizedRanges, outbound: "none" as "userDefinedRouting" }, "outbound", /userDefinedRouting/],
    ["a deployer by name", { authorizedRanges, deployer: { principalId: "pipeline" } }, "deployer.principalId", /GUID/],
    [
        "a deployer of no kind",
        { authorizedRanges, deployer: { principalId: guid, principalType: "Robot" as "User" } },
        "deployer.principalType",
        /ServicePrincipal/,
    ],
    ["a registry by name (AK-19)", { authorizedRanges, registryId: "images.azurecr.io" }, "registryId", /registries/],
    ["a system pool of one node (AK-03)", { authorizedRanges, systemPool: { minNodes: 1 } }, "systemPool.minNodes", /from 2/],
    ["a small system pool (AK-03)", { authorizedRanges, systemPool: { vmSize: "Standard_D2s_v5" } }, "systemPool.vmSize", /4 cores/],
    [
        "a system pool of fewer cores than its name begins with",
        { authorizedRanges, systemPool: { vmSize: "Standard_E8-2s_v5" } },
        "systemPool.vmSize",
        /4 cores/,
    ],
    ["a system pool of the B series (AK-03)", { authorizedRanges, systemPool: { vmSize: "Standard_B8ms" } }, "systemPool.vmSize", /B series/],
    [
        "fewer nodes at most than at least (AK-04)",
        { authorizedRanges, nodePool: { minNodes: 4, maxNodes: 3 } },
        "nodePool.minNodes",
        /more than maxNodes \(3\)/,
    ],
    ["a pool that is too large (AK-04)", { authorizedRanges, nodePool: { maxNodes: 1001 }, podRange: "100.64.0.0/12" }, "nodePool.maxNodes", /1 to 1000/],
    ["no node", { authorizedRanges, nodePool: { minNodes: 0 } }, "nodePool.minNodes", /from 1/],
    ["a size that is none", { authorizedRanges, nodePool: { vmSize: "large" } }, "nodePool.vmSize", /./],
    ["a disk that is too small", { authorizedRanges, nodePool: { osDiskSizeGiB: 29 } }, "nodePool.osDiskSizeGiB", /30 to 2048/],
    ["pods at an address", { authorizedRanges, podRange: "10.244.0.1/16" }, "podRange", /CIDR block/],
    ["services among the pods (AK-07)", { authorizedRanges, serviceRange: "10.244.7.0/24" }, "serviceRange", /overlaps/],
    ["pods among the services (AK-07)", { authorizedRanges, podRange: "10.244.0.0/15" }, "podRange", /overlaps/],
    ["too many services (AK-07)", { authorizedRanges, serviceRange: "100.64.0.0/12" }, "serviceRange", /smaller than a \/12/],
    ["too few services", { authorizedRanges, serviceRange: "10.245.0.0/29" }, "serviceRange", /\/28 or larger/],
    ["ranges that AKS keeps", { authorizedRanges, podRange: "172.30.0.0/16" }, "podRange", /172\.30\.0\.0\/16/],
    ["more nodes than the pods' range holds (AK-07)", { authorizedRanges, nodePool: { maxNodes: 200 } }, "podRange", /256 of 273 nodes/],
    [
        "a window that is too short (AK-14)",
        { authorizedRanges, maintenance: { upgrades: { durationHours: 3 } } },
        "maintenance.upgrades.durationHours",
        /4 to 24/,
    ],
    ["a day that there is not", { authorizedRanges, maintenance: { nodeImages: { day: "Feast" as MaintenanceDay } } }, "maintenance.nodeImages.day", /Sunday/],
    ["a time that there is not", { authorizedRanges, maintenance: { upgrades: { startTime: "24:00" } } }, "maintenance.upgrades.startTime", /01:00/],
    ["an offset that there is not", { authorizedRanges, maintenance: { upgrades: { utcOffset: "CET" } } }, "maintenance.upgrades.utcOffset", /\+02:00/],
    ["an existing cluster by name", { existing: { id: "aks" } }, "existing.id", /managedClusters/],
    ["a kubeconfig that is none", { existing: { id: clusterId, kubeconfig: "a: b" } }, "existing.kubeconfig", /current-context/],
    ["pools of an existing cluster", { existing: { id: clusterId }, nodePool: {} }, "nodePool", /owner decides/],
];

describe("checkManagedCluster", () => {
    for (const [what, settings] of Object.entries(right))
        it(`finds nothing wrong with ${what}`, () => {
            for (const tier of Object.values(Tier)) assert.deepEqual(checkManagedCluster(settings, tier), []);
        });

    for (const [what, settings, path, message] of mistakes) {
        it(`refuses ${what}`, () => {
            const problems = checkManagedCluster(settings, Tier.Production);
            assert.deepEqual(
                problems.map((problem) => problem.path),
                [path],
            );
            assert.match(problems[0]!.message, message);
        });
    }

    it("says of every argument of the cluster itself that an existing one decides it", () => {
        const everything: Required<Omit<ManagedClusterSettings, "existing">> = {
            ...(right["everything said"] as Required<ManagedClusterSettings>),
            privateApiServer: false,
            apiServerZoneId,
        };
        const paths = checkManagedCluster({ ...everything, existing: { id: clusterId } }, Tier.Production).map(({ path }) => path);
        assert.deepEqual(new Set(paths), new Set(Object.keys(everything).filter((name) => name !== "existing")));
    });

    it("finds out later what is only known then", async () => {
        const checked = withLaterClusterChecks("The cluster", { authorizedRanges, registryId: pulumi.output("images") }, "cluster.");
        await assert.rejects(outcomeOf(checked.registryId), /The cluster has 1 problem:\n {2}- cluster\.registryId: is "images"/);
    });
});

describe("names around a cluster (AK-17)", () => {
    const long = "a".repeat(64);
    const paths = (...args: Parameters<typeof checkClusterNames>): string[] => checkClusterNames(...args).map(({ path }) => path);

    it("are refused where they are too long", () => {
        assert.deepEqual(paths({ resourceGroup: long, virtualNetwork: long, nodeSubnet: long, entrySubnet: long }, undefined, undefined), [
            "names.resourceGroup",
            "names.virtualNetwork",
            "names.nodeSubnet",
            "names.entrySubnet",
        ]);
        assert.deepEqual(paths({}, long, undefined), ["resourceGroupName"]);
        assert.deepEqual(paths({}, undefined, long), ["baseName"]);
    });

    it("are accepted up to 63 characters, and where others take their place", () => {
        const name = "a".repeat(63);
        assert.deepEqual(paths({ resourceGroup: name, virtualNetwork: name, nodeSubnet: name, entrySubnet: name }, undefined, long), []);
        assert.deepEqual(paths({}, name, long), []);
        assert.deepEqual(paths({}, undefined, "a".repeat(60)), []);
    });
});

describe("a cluster in its network", () => {
    it("leaves by what the network has (AK-10)", () => {
        assert.equal(clusterOutbound({}, {}), "userAssignedNATGateway");
        assert.equal(clusterOutbound({}, { firewallAddress: "10.0.1.4" }), "userDefinedRouting");
        assert.equal(clusterOutbound({}, { routeTableId: "rt" }), "userDefinedRouting");
        assert.equal(clusterOutbound({ outbound: "userDefinedRouting" }, { nodeSubnet: { id: "s", addressRange: "10.1.1.0/26" } }), "userDefinedRouting");
        assert.equal(clusterOutbound({}, { nodeSubnet: { id: "s", addressRange: "10.1.1.0/26" } }), "userAssignedNATGateway");
    });

    it("is refused with another way out than the network's (AK-10)", () => {
        assert.deepEqual(
            checkClusterInNetwork({ outbound: "userDefinedRouting" }, {}).map(({ path }) => path),
            ["cluster.outbound"],
        );
        assert.deepEqual(checkClusterInNetwork({ outbound: "userDefinedRouting" }, { firewallAddress: "10.0.1.4" }), []);
    });

    it("is refused without the subnet of its nodes, if it exists", () => {
        assert.deepEqual(
            checkClusterInNetwork({ existing: { id: clusterId } }, {}).map(({ path }) => path),
            ["network.nodeSubnet"],
        );
        assert.deepEqual(checkClusterInNetwork({ existing: { id: clusterId } }, { nodeSubnet: { id: "s", addressRange: "10.1.1.0/26" } }), []);
    });

    it("has room for every node and those of an upgrade, whatever the pools (AK-07, AK-08)", () => {
        const pool = fc.record({ minNodes: fc.constantFrom(2, 3), maxNodes: fc.integer({ min: 3, max: 1000 }) }, { requiredKeys: [] });
        const ranges = fc.constantFrom("10.244.0.0/16", "10.240.0.0/12", "100.64.0.0/14", "10.20.0.0/14");
        const settings = fc.record(
            { authorizedRanges: fc.constant(authorizedRanges), systemPool: pool, nodePool: pool, podRange: ranges },
            { requiredKeys: ["authorizedRanges"] },
        );
        let accepted = 0;
        fc.assert(
            fc.property(settings, fc.constantFrom(...Object.values(Tier)), (given, tier) => {
                const demand = clusterNetworkDemand(given, tier);
                if (checkManagedCluster(given, tier).length > 0 || checkNetwork({ cluster: demand }).length > 0) return;
                accepted++;
                const { system, gateway } = poolPlans(given, tier);
                const most = Math.ceil(system.maxNodes * 1.33) + Math.ceil(gateway.maxNodes * 1.33);
                assert.ok(demand.nodeAddresses! >= most);
                assert.ok(2 ** (24 - prefixLength(demand.podRange!)) >= most);
                assert.ok(!rangesOverlap(demand.podRange!, "10.20.0.0/16"));
            }),
            { numRuns: 500 },
        );
        assert.ok(accepted > 50, `only ${accepted} accepted`);
    });

    it("takes one more address for a private API server, and none that is known of an existing cluster", () => {
        const { nodeAddresses } = clusterNetworkDemand({ authorizedRanges }, Tier.Production);
        assert.equal(nodeAddresses, nodesInUpgrade(5) + nodesInUpgrade(13));
        assert.equal(nodeAddresses, mostNodes({}, Tier.Production));
        assert.equal(clusterNetworkDemand({ privateApiServer: true }, Tier.Production).nodeAddresses, nodeAddresses! + 1);
        assert.deepEqual(clusterNetworkDemand({ existing: { id: clusterId } }, Tier.Production, "10.20.2.46"), { entryAddress: "10.20.2.46" });
    });

    it("asks names inside the services' range, not at the API server's address", () => assert.equal(dnsServiceAddress("10.245.0.0/20"), "10.245.0.10"));

    it("has a pool of another name where the machines of a pool cannot change, and of the same otherwise (AK-02, AK-03)", () => {
        const plan = { vmSize: "Standard_D4s_v5", minNodes: 3, maxNodes: 10, osDiskSizeGiB: 128, encryptionAtHost: false };
        const name = gatewayPoolName(plan, ["1", "2", "3"]);
        assert.match(name, /^[a-z][a-z0-9]{0,11}$/);
        assert.equal(name, "gateway00376");
        for (const same of [
            { ...plan, maxNodes: 20 },
            { ...plan, vmSize: "standard_d4s_v5" },
        ])
            assert.equal(gatewayPoolName(same, ["3", "2", "1"]), name);
        for (const other of [
            { ...plan, vmSize: "Standard_D8s_v5" },
            { ...plan, osDiskSizeGiB: 64 },
            { ...plan, encryptionAtHost: true },
        ])
            assert.notEqual(gatewayPoolName(other, ["1", "2", "3"]), name);
        assert.notEqual(gatewayPoolName(plan, []), name);
    });
});

describe("pods of a new cluster", () => {
    const image = { repository: "wso2am", tag: "4.5.0" };
    const problemsOf = (settings: Partial<ClusterSettings>, tier: Tier = Tier.Production) => checkNodeRoom({ image, authorizedRanges, ...settings }, tier);

    it("are refused where no node of the pool has room for one: they would wait for ever", () => {
        const [problem, ...others] = problemsOf({ cpu: 4 });
        assert.deepEqual(others, []);
        assert.equal(problem!.path, "cpu");
        assert.match(problem!.message, /^is 4, .* nodes of the size Standard_D4s_v5 \(nodePool\.vmSize\) have 4/);
        assert.equal(problemsOf({ nodePool: { vmSize: "Standard_D2s_v5" } }).length, 1);
        assert.equal(problemsOf({ nodePool: { vmSize: "Standard_E8-2s_v5" } }).length, 1);
    });

    it("have room for a roll-out at their highest number: what it adds would wait, and it would never end", () => {
        const most = (settings: Partial<ClusterSettings>, tier: Tier = Tier.Production) => poolPlans({ authorizedRanges, ...settings }, tier).gateway.maxNodes;
        // Ten pods and three more, one on each node; of the smaller ones three find room on a node.
        assert.equal(most({}), 13);
        assert.equal(most({ maxReplicas: 40 }), 50);
        assert.equal(most({ maxReplicas: 40, cpu: 1 }), 17);
        assert.equal(most({ maxReplicas: 4 }), 10);
        assert.equal(most({}, Tier.Development), 3);
        assert.deepEqual(
            problemsOf({ nodePool: { maxNodes: 12 } }).map(({ path, message }) => `${path} ${message}`),
            ["nodePool.maxNodes is 12; 10 pods of 2 cores (maxReplicas, cpu) and the 3 that a roll-out adds need 13 nodes of the size Standard_D4s_v5"],
        );
        assert.deepEqual(problemsOf({ nodePool: { maxNodes: 13 } }), []);
    });

    it("have room by default, and where nobody here knows their nodes", () => {
        for (const tier of Object.values(Tier)) assert.deepEqual(problemsOf({}, tier), []);
        assert.deepEqual(problemsOf({ cpu: 7, nodePool: { vmSize: "Standard_D4_v2" } }), []);
        assert.deepEqual(problemsOf({ cpu: 16, nodeSelector: { pool: "large" } }), []);
        assert.deepEqual(problemsOf({ cpu: 16, existing: { id: clusterId } }), []);
        assert.deepEqual(problemsOf({ nodePool: { vmSize: "large" } }), []);
    });
});
