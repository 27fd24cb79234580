import fc from "fast-check";

import {
    ClusterSettings,
    ClusterSkuTier,
    ContentSyncMode,
    DiskRedundancy,
    EphemeralOsDiskPlacement,
    FirewallMode,
    GatewayDeploymentArgs,
    HazelcastSettings,
    knownReleases,
    LoadBalancerSku,
    ManagementListenerSettings,
    OsDiskType,
    PatchMode,
    RedisSettings,
    ScaleSetSettings,
    SyncManagerSettings,
    Tier,
    timing,
} from "../../../components";
import { timingSettings } from "../../../components/timing";
import { clusterArgs, rsyncArgs, validArgs } from "../../unit/support/deployments";
import { maybe, mostly, partial, plain } from "./arbitraries";
import { existingAddressId, existingNetworks, existingShares, existingVaults, inExistingNetwork, withNeededZones } from "./existingParts";

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const someOf = (...values: string[]): fc.Arbitrary<string[]> => fc.uniqueArray(fc.constantFrom(...values), { maxLength: values.length });

/** A smallest and a largest number, mostly in order. */
function bounds(max: number): fc.Arbitrary<{ minInstances?: number; maxInstances?: number }> {
    const inOrder = fc.tuple(whole(1, max), whole(1, max)).map(([one, other]) => ({ minInstances: Math.min(one, other), maxInstances: Math.max(one, other) }));
    const any = fc.record({ minInstances: maybe(whole(-1, max + 10)), maxInstances: maybe(whole(-1, max + 10)) });
    return mostly<{ minInstances?: number; maxInstances?: number }>(inOrder, any);
}

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const hostNames = fc.uniqueArray(
    label.map((name) => `${name}.example.com`),
    { minLength: 1, maxLength: 12 },
);

const range = fc.tuple(mostly(whole(12, 22), whole(8, 29)), whole(0, 255), whole(0, 255)).map(([prefix, second, third]) => {
    const address = ((10 << 24) | (second << 16) | (third << 8)) & (-1 << (32 - prefix));
    return `${[24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".")}/${prefix}`;
});

/** What a machine's disk may be depends on its size. */
const machine = mostly<Partial<ScaleSetSettings>>(
    fc.oneof(
        fc.record({ vmSize: fc.constantFrom("Standard_D2s_v5", "Standard_DS3_v2"), osDiskType: maybe(fc.constantFrom(...Object.values(OsDiskType))) }),
        fc.record({
            vmSize: fc.constantFrom("Standard_D8ds_v5", "Standard_E4ads_v6"),
            ephemeralOsDisk: fc.constantFrom(...Object.values(EphemeralOsDiskPlacement)),
        }),
    ),
    fc.record({ vmSize: fc.constantFrom("Standard_D2_v5", "banana", "Standard_D4s_v5"), ephemeralOsDisk: fc.constant("CacheDisk" as const) }),
);

const scaleSet = fc.record(
    {
        osDiskSizeGiB: maybe(mostly(whole(30, 4095), whole(0, 5000))),
        encryptionAtHost: fc.boolean(),
        patchMode: fc.constantFrom(...Object.values(PatchMode)),
        spot: maybe(fc.record({ maxPrice: mostly(fc.constantFrom(-1, 0.01, 2), fc.constantFrom(0, -2)) }, partial)),
        autoscale: maybe(
            fc.record(
                {
                    scaleOutAbovePercent: mostly(whole(60, 95), whole(0, 101)),
                    scaleInBelowPercent: mostly(whole(5, 25), whole(0, 101)),
                    scaleOutCooldownMinutes: mostly(whole(5, 720), whole(0, 800)),
                    scaleInCooldownMinutes: mostly(whole(5, 720), whole(0, 800)),
                },
                partial,
            ),
        ),
        imageId: maybe(fc.constant("/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/galleries/g/images/i/versions/1.2.3")),
        adminUserName: mostly(fc.constantFrom("operator", "gateway_admin"), fc.constantFrom("root", "Operator", "a b")),
    },
    partial,
);

const loadBalancer = fc
    .record({
        instances: bounds(125),
        sku: maybe(fc.constantFrom(...Object.values(LoadBalancerSku))),
        mode: maybe(fc.constantFrom(...Object.values(FirewallMode))),
        domainNameLabel: maybe(
            mostly(
                label.map((name) => `gw-${name}`),
                fc.constantFrom("A", "1a"),
            ),
        ),
        httpRedirect: maybe(fc.boolean()),
        webSocket: mostly(fc.constant(undefined), fc.boolean()),
        webSub: mostly(fc.constant(undefined), fc.boolean()),
        managementListener: mostly<ManagementListenerSettings | undefined>(fc.constant(undefined), fc.constant({ hostName: "manage.example.com" })),
        privateOnly: mostly(fc.constant(undefined), fc.boolean()),
        publicIpAddressId: maybe(fc.constant(existingAddressId)),
    })
    .map(({ instances, mode, ...rest }) => ({
        ...instances,
        ...rest,
        // Mistakes that are found anyway would hide the others.
        firewall: mode === undefined || rest.sku === LoadBalancerSku.Standard_v2 ? undefined : { mode },
        domainNameLabel: rest.privateOnly === true || rest.publicIpAddressId !== undefined ? undefined : rest.domainNameLabel,
        publicIpAddressId: rest.privateOnly === true ? undefined : rest.publicIpAddressId,
    }));

/** The manager of rsync mode, in some of the environments that can have one. */
const syncManager: fc.Arbitrary<Partial<SyncManagerSettings> | undefined> = fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    {
        weight: 1,
        arbitrary: fc.record(
            {
                vmSize: fc.constantFrom("Standard_D2s_v5", "Standard_B2s"),
                zone: mostly(fc.constant(undefined), fc.constantFrom("1", "3")),
                privateIpAddress: mostly(fc.constant(undefined), fc.constantFrom("10.20.1.77", "10.0.0.1", "manager")),
                dataDiskSizeGiB: mostly(whole(4, 32_767), whole(0, 40_000)),
                dataDiskRedundancy: maybe(fc.constantFrom(...Object.values(DiskRedundancy))),
            },
            partial,
        ),
    },
);

/** Pods on a cluster in place of machines, in some of the environments. */
const cluster: fc.Arbitrary<Partial<ClusterSettings> | undefined> = fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    {
        weight: 1,
        arbitrary: fc
            .record(
                {
                    skuTier: fc.constantFrom(...Object.values(ClusterSkuTier)),
                    podRange: mostly(fc.constantFrom("10.244.0.0/16", "100.64.0.0/14"), range),
                    nodePool: fc.record({ maxNodes: mostly(whole(3, 40), whole(0, 1100)) }, partial),
                    minReplicas: mostly(whole(2, 4), whole(0, 101)),
                    maxReplicas: mostly(whole(5, 100), whole(0, 101)),
                    upgradeChannel: fc.constantFrom("patch", "stable", "rapid", "node-image"),
                    access: mostly<Partial<ClusterSettings>>(
                        fc.constantFrom({}, { privateApiServer: true, authorizedRanges: undefined }),
                        fc.constant({ privateApiServer: true }),
                    ),
                } as const,
                partial,
            )
            .map(({ access, ...rest }) => ({ ...rest, ...access })),
    },
);

/** What is refused beside a cluster, and pods that never finish their start. */
const clusterOnly = { scaleSet: undefined, contentSync: undefined, syncManager: undefined, startupSeconds: undefined };

/** Near the derived values, so that they are accepted and refused. */
const overrides = fc
    .dictionary(fc.constantFrom(...timingSettings), whole(-20, 60), { maxKeys: 3, ...plain })
    .map((near) => Object.fromEntries(Object.entries(near).map(([name, change]) => [name, derived(name) + change])));

function derived(name: string): number {
    const value = timing({})[name.replace("Minutes", "") as keyof ReturnType<typeof timing>];
    return typeof value === "number" ? value : Number(/\d+/.exec(value)![0]);
}

/** Sets of arguments, about half of which are right: of every tier, release and size, with options and without. */
export const argumentSets: fc.Arbitrary<GatewayDeploymentArgs> = fc
    .record({
        release: fc.constantFrom(...knownReleases),
        tier: fc.constantFrom(...Object.values(Tier)),
        location: mostly(fc.constantFrom("westeurope", "West Europe", "westus", "uksouth"), fc.constantFrom("usgovvirginia", "west-europe")),
        zones: maybe(mostly(someOf("1", "2", "3"), fc.constantFrom<string[][]>(["4"], ["1", "1"]))),
        names: hostNames,
        wrongName: mostly(fc.constant(undefined), fc.constantFrom("localhost", "*.example.com", "gw.other.org")),
        scaleSet,
        machine,
        nodes: maybe(bounds(160)),
        loadBalancer: maybe(loadBalancer),
        monitoring: maybe(fc.record({ enabled: fc.boolean(), retentionDays: mostly(whole(30, 730), whole(0, 1000)), accessLogs: fc.boolean() }, partial)),
        addressSpace: maybe(range),
        clientRanges: maybe(
            mostly(
                fc.constantFrom<string[][]>(["198.51.100.0/24"], ["10.0.0.0/8", "192.0.2.1/32"], ["Internet"]),
                fc.constantFrom<string[][]>([], ["Internet", "x"]),
            ),
        ),
        sharedStorage: maybe(
            fc.record({
                quotaGiB: maybe(mostly(whole(100, 102_400), whole(0, 200_000))),
                redundancy: maybe(fc.constantFrom("Premium_LRS" as const, "Premium_ZRS" as const)),
                encryptionInTransit: maybe(fc.boolean()),
            }),
        ),
        existingNetwork: maybe(existingNetworks),
        existingVault: maybe(existingVaults),
        existingShare: maybe(existingShares),
        contentSync: mostly(fc.constant(undefined), fc.constantFrom(...Object.values(ContentSyncMode))),
        requestTimeoutSeconds: maybe(mostly(whole(1, 800), whole(0, 1000))),
        startupSeconds: maybe(mostly(whole(1, 5340), whole(0, 6000))),
        timing: mostly(fc.constant(undefined), overrides),
        tags: maybe(fc.dictionary(label, fc.string({ maxLength: 20 }), { maxKeys: 5, ...plain })),
        baseName: maybe(mostly(fc.stringMatching(/^[A-Za-z0-9 _.-]{1,70}$/), fc.constant(""))),
        protect: maybe(fc.boolean()),
        syncManager,
        cluster,
        hazelcast: mostly<HazelcastSettings | undefined>(fc.constant(undefined), fc.constant({})),
        redis: mostly<RedisSettings | undefined>(fc.constant(undefined), fc.constant({ host: "redis.example.com", password: "a-secret" })),
    })
    .map(({ names: [hostName, ...others], wrongName, machine, nodes, addressSpace, clientRanges, sharedStorage, syncManager, cluster, ...drawn }) => {
        const { existingNetwork, existingVault, existingShare, ...rest } = drawn;
        const valid = validArgs();
        // Mistakes that are found anyway would hide the others.
        const sharesFiles = /^[23]/.test(rest.release);
        const ownNetwork = { addressSpace, clientRanges };
        const network = existingNetwork === undefined ? ownNetwork : inExistingNetwork(ownNetwork, existingNetwork, cluster !== undefined);
        const encryptionKey = rest.release.startsWith("4.7") ? "0".repeat(64) : undefined;
        // Pods mount no SMB.
        const share = cluster === undefined ? existingShare : existingShare && { ...existingShare, protocol: undefined };
        return withNeededZones({
            ...valid,
            ...rest,
            hostName: hostName!,
            additionalHostNames: [...others, ...(wrongName === undefined ? [] : [wrongName])],
            scaleSet: {
                ...valid.scaleSet,
                ...machine,
                ...(rest.scaleSet.spot !== undefined && rest.tier === Tier.Production ? { ...rest.scaleSet, spot: undefined } : rest.scaleSet),
                ...nodes,
            },
            network,
            sharedStorage: sharesFiles ? (share ?? sharedStorage) : undefined,
            ...existingVault,
            ...(sharesFiles && syncManager !== undefined
                ? { ...rsyncArgs({}, syncManager), network: { ...network, managementRanges: ["10.0.0.0/8"] }, sharedStorage: undefined }
                : {}),
            ...(cluster === undefined ? {} : { ...clusterOnly, cluster: clusterArgs({}, cluster).cluster }),
            credentials: { ...valid.credentials, encryptionKey },
        });
    });
