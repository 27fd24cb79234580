import assert from "node:assert/strict";

import * as managedidentity from "@pulumi/azure-native/managedidentity";
import fc from "fast-check";

import {
    ClusterGateway,
    ClusterGatewayArgs,
    GatewayNetwork,
    GatewayNetworkSettings,
    MaintenanceSettings,
    ManagedClusterSettings,
    NodePoolSettings,
    Tier,
} from "../../components";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { checkClusterArgs } from "../../components/cluster/argsChecks";
import { checkClusterInNetwork } from "../../components/cluster/checks";
import { clusterNetworkDemand, clusterOutbound } from "../../components/cluster/plan";
import { checkNetwork } from "../../components/network/checks";
import { ArmResource, checkResources } from "../../rules";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { mockSubscription, Registered, registeredBy } from "../unit/support/mocks";
import { armBody, armResources } from "./support/bodies";

const inGroup = (path: string): string => `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/${path}`;
const authorizedRanges = ["198.51.100.0/24"];

/** A cluster and the network that it asks for. */
interface Sample {
    tier: Tier;
    settings: ManagedClusterSettings;
    network?: GatewayNetworkSettings;
    zones?: string[];
}

function argumentsOf({ tier, settings, network = {}, zones }: Sample): Omit<ClusterGatewayArgs, "nodeSubnetId" | "entrySubnetId" | "identityId"> {
    return {
        release: "4.5.0",
        tier,
        resourceGroupName: "rg",
        location: "westeurope",
        baseName: "apim-test",
        zones,
        image: { repository: "wso2am-universal-gw", registry: "images.azurecr.io", tag: "4.5.0" },
        podDocument: { files: {}, scripts: {}, secrets: {}, configurationHash: "0".repeat(16) },
        loadBalancerRange: "10.20.0.0/24",
        identityClientId: "00000000-0000-0000-0000-00000000000c",
        ...settings,
        outbound: settings.existing === undefined ? clusterOutbound(settings, network) : undefined,
    };
}

async function resourcesOf(sample: Sample): Promise<Registered[]> {
    const registered = await registeredBy(() => {
        const place = { resourceGroupName: "rg", location: "westeurope", baseName: "apim-test" };
        const network = new GatewayNetwork("net", { ...place, ...sample.network, cluster: clusterNetworkDemand(sample.settings, sample.tier) });
        const identity = new managedidentity.UserAssignedIdentity("pods", { ...place, resourceName: "id-pods" });
        const { nodeSubnetId, entrySubnetId, outboundIpAddress } = network;
        new ClusterGateway("gw", { ...argumentsOf(sample), nodeSubnetId, entrySubnetId, outboundIpAddress, identityId: identity.id });
    });
    return registered.filter(({ type }) => resourceTypes[type] !== undefined);
}

const samples: Readonly<Record<string, Sample>> = {
    "a Development cluster": { tier: Tier.Development, settings: { authorizedRanges }, zones: ["1"] },
    "a Production cluster": { tier: Tier.Production, settings: { authorizedRanges } },
    "a cluster in a region without zones": { tier: Tier.Production, settings: { authorizedRanges }, zones: [] },
    "a private cluster behind a firewall": { tier: Tier.Production, settings: { privateApiServer: true }, network: { firewallAddress: "10.0.1.4" } },
    "a private cluster with a zone of a hub": {
        tier: Tier.Production,
        settings: { privateApiServer: true, apiServerZoneId: inGroup("Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io") },
    },
    "everything said": {
        tier: Tier.Production,
        settings: {
            authorizedRanges,
            kubernetesVersion: "1.36",
            skuTier: "Premium",
            deployer: { principalId: "00000000-0000-0000-0000-00000000000b", principalType: "Group" },
            registryId: inGroup("Microsoft.ContainerRegistry/registries/images"),
            podRange: "100.64.0.0/14",
            serviceRange: "10.250.0.0/24",
            systemPool: { vmSize: "Standard_D8s_v5", minNodes: 2, maxNodes: 4, osDiskSizeGiB: 64 },
            nodePool: { vmSize: "Standard_E4s_v5", minNodes: 1, maxNodes: 100 },
            encryptionAtHost: true,
            upgradeChannel: "rapid",
            nodeImageChannel: "SecurityPatch",
            maintenance: { upgrades: { day: "Saturday", startTime: "23:30", durationHours: 24, utcOffset: "-05:30" } },
        },
        network: { addressSpace: "10.30.0.0/16" },
    },
};

const errors = (resources: ArmResource[]): string[] =>
    checkResources(resources).map(({ rule, path, message, resourceId }) => `${rule} ${resourceId.split("/").slice(-2).join("/")} ${path} ${message}`);

describe("clusters that Azure gets", function () {
    this.timeout(120_000);
    let check: ReturnType<typeof bodyChecker>;
    before(function () {
        check = bodyChecker(loadSchemas(this));
    });
    const misfits = (registered: Registered[]): string[] =>
        registered.flatMap((resource) =>
            check(resourceTypes[resource.type]!, armBody(resource)).map((problem) => `${resource.type} ${resource.name}: ${problem}`),
        );

    for (const [what, sample] of Object.entries(samples)) {
        it(`are what its schemas say, strictly, and break no rule: ${what}`, async () => {
            const registered = await resourcesOf(sample);
            assert.ok(registered.some(({ type }) => type.endsWith(":ManagedCluster")));
            assert.deepEqual(misfits(registered), []);
            assert.deepEqual(errors(armResources(registered)), []);
        });
    }

    it("would be refused with a property that Azure does not know", () => {
        const type = resourceTypes["azure-native:containerservice:AgentPool"]!;
        assert.match(check(type, { name: "gateway", properties: { vmSize: "Standard_D4s_v5", machineSize: "large" } }).join(), /machineSize/);
    });

    it("break no rule, whatever the checks accept", async () => {
        /** Mostly one of those that are right, and sometimes one that is wrong. */
        const mostly = <T>(right: T[], wrong: T[]): fc.Arbitrary<T> =>
            fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
        const access = mostly<ManagedClusterSettings>([{ authorizedRanges }, { privateApiServer: true }], [{}, { privateApiServer: true, authorizedRanges }]);
        const others: fc.Arbitrary<ManagedClusterSettings> = fc.record(
            {
                kubernetesVersion: fc.constantFrom("1.34", "1.35", "1.36"),
                skuTier: fc.constantFrom("Free", "Standard", "Premium"),
                podRange: mostly(["10.244.0.0/16", "10.240.0.0/14", "100.64.0.0/11"], ["10.20.0.0/16", "10.245.8.0/24"]),
                serviceRange: mostly(["10.245.0.0/20", "10.250.0.0/28"], ["10.244.0.0/24", "10.96.0.0/12", "10.20.4.0/24"]),
                systemPool: mostly<NodePoolSettings>([{ minNodes: 2 }, { maxNodes: 20 }], [{ vmSize: "Standard_D2s_v5" }, { minNodes: 1 }]),
                nodePool: mostly<NodePoolSettings>([{ minNodes: 2 }, { maxNodes: 20 }, { maxNodes: 150 }], [{ minNodes: 4, maxNodes: 3 }]),
                encryptionAtHost: fc.boolean(),
                upgradeChannel: fc.constantFrom("patch", "stable", "rapid", "node-image", "none"),
                nodeImageChannel: mostly(["NodeImage"], ["SecurityPatch", "None"]),
                maintenance: mostly<MaintenanceSettings>([{}, { upgrades: { durationHours: 24 } }], [{ nodeImages: { durationHours: 3 } }]),
            } as const,
            { requiredKeys: [] },
        );
        const settings = fc.tuple(access, others).map(([first, second]) => ({ ...first, ...second }));
        const network = fc.constantFrom<GatewayNetworkSettings>(
            {},
            { firewallAddress: "10.0.1.4" },
            { addressSpace: "10.40.0.0/22" },
            { subnetRanges: { nodes: "10.20.1.0/27" } },
        );
        const given = fc.record({
            tier: fc.constantFrom(...Object.values(Tier)),
            settings,
            network,
            zones: fc.constantFrom<string[]>(["1"], ["1", "2", "3"], []),
        });
        let accepted = 0;
        // A deployment for each set that is accepted; most are not.
        await fc.assert(
            fc.asyncProperty(given, async (sample) => {
                const subnets = { nodeSubnetId: "/nodes", entrySubnetId: "/entry" };
                const identityId = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-pods");
                const problems = [
                    ...checkClusterArgs({ ...argumentsOf(sample), ...subnets, identityId }),
                    ...checkClusterInNetwork(sample.settings, sample.network),
                    ...checkNetwork({ ...sample.network, cluster: clusterNetworkDemand(sample.settings, sample.tier) }),
                ];
                if (problems.length > 0) return;
                accepted++;
                const registered = await resourcesOf(sample);
                assert.deepEqual(misfits(registered), []);
                // To upgrade nothing is allowed, and advised against.
                assert.deepEqual(
                    errors(armResources(registered)).filter((text) => !(text.startsWith("AK-06") && sample.settings.upgradeChannel === "none")),
                    [],
                );
            }),
            { numRuns: 60, seed: 20_260_101 },
        );
        assert.ok(accepted >= 15, `only ${accepted} accepted`);
        console.log(`      ${accepted} of 60 accepted`);
    });
});
