import { inGroup } from "../support/ids";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";
import { automaticOsUpgrade, balancer, extensions, health, ip, network, nodes, noHealth, noSurge, OS, rolling, S, uniform } from "../support/scaleSetParts";

const shape = [
    allows("VS-01", "64 characters", { "scaleSet.name": "a".repeat(64), [`${OS}.computerNamePrefix`]: "a".repeat(58) }),
    ...["a".repeat(65), "_gw", "gw-", "gw."].map((name) => refuses("VS-01", `name ${name}`, { "scaleSet.name": name }, "scaleSet.name")),
    refuses("VS-01", "a prefix of 59 characters", { [`${OS}.computerNamePrefix`]: "a".repeat(59) }, `${OS}.computerNamePrefix`),
    refuses(
        "VS-01",
        "a Windows prefix of 10 characters",
        { [`${OS}.computerNamePrefix`]: "a".repeat(10), [`${OS}.windowsConfiguration`]: {} },
        `${OS}.computerNamePrefix`,
    ),
    refuses("VS-01", "a prefix of digits", { [`${OS}.computerNamePrefix`]: "123" }, `${OS}.computerNamePrefix`),

    allows("VS-02", "a regional scale set over three fault domains", { "scaleSet.zones": undefined, [`${S}.platformFaultDomainCount`]: 3 }),
    allows("VS-02", "a uniform scale set with its own ways", { ...uniform, [`${S}.singlePlacementGroup`]: true, "scaleSet.identity.type": "SystemAssigned" }),
    refuses("VS-02", "several fault domains over zones", { [`${S}.platformFaultDomainCount`]: 2 }, `${S}.platformFaultDomainCount`),
    refuses("VS-02", "no fault domains over zones", { [`${S}.platformFaultDomainCount`]: undefined }, `${S}.platformFaultDomainCount`),
    refuses("VS-02", "four fault domains", { "scaleSet.zones": undefined, [`${S}.platformFaultDomainCount`]: 4 }, `${S}.platformFaultDomainCount`),
    allows("VS-02", "200 machines over fault domains", { "scaleSet.zones": undefined, [`${S}.platformFaultDomainCount`]: 2, "scaleSet.sku.capacity": 200 }),
    refuses(
        "VS-02",
        "201 machines over fault domains",
        { "scaleSet.zones": undefined, [`${S}.platformFaultDomainCount`]: 2, "scaleSet.sku.capacity": 201 },
        "scaleSet.sku.capacity",
        warning,
    ),
    refuses("VS-02", "a single placement group", { [`${S}.singlePlacementGroup`]: true }, `${S}.singlePlacementGroup`),
    refuses("VS-02", "overprovisioning", { [`${S}.overprovision`]: true }, `${S}.overprovision`),
    refuses("VS-02", "a system-assigned identity", { "scaleSet.identity.type": "SystemAssigned, UserAssigned" }, "scaleSet.identity.type"),
    refuses("VS-02", "no way out", { [`${nodes}.natGateway`]: undefined }, `${ip}.subnet.id`, warning),
    ...Object.entries({
        "a route table that is not known": { [`${nodes}.routeTable.id`]: inGroup("Microsoft.Network/routeTables/rt") },
        "public addresses": { [`${ip}.publicIPAddressConfiguration`]: { name: "p" } },
        "a load balancer's outbound rules": { [`${ip}.loadBalancerBackendAddressPools`]: [{ id: `${balancer}/backendAddressPools/p` }] },
        "a route to a firewall": {
            [`${nodes}.routeTable.id`]: inGroup("Microsoft.Network/routeTables/rt"),
            routes: {
                id: inGroup("Microsoft.Network/routeTables/rt"),
                type: "Microsoft.Network/routeTables",
                properties: { routes: [{ name: "d", properties: { addressPrefix: "0.0.0.0/0" } }] },
            },
        },
    }).map(([what, changes]) => allows("VS-02", `${what} as the way out`, { [`${nodes}.natGateway`]: undefined, ...changes })),
    refuses(
        "VS-02",
        "a route table without a way out",
        {
            [`${nodes}.natGateway`]: undefined,
            [`${nodes}.routeTable.id`]: inGroup("Microsoft.Network/routeTables/rt"),
            routes: { id: inGroup("Microsoft.Network/routeTables/rt"), type: "Microsoft.Network/routeTables", properties: { routes: [] } },
        },
        `${ip}.subnet.id`,
        warning,
    ),

    allows("VS-03", "101 uniform machines behind a load balancer that is not known", {
        ...uniform,
        "scaleSet.sku.capacity": 101,
        [`${ip}.loadBalancerBackendAddressPools`]: [{ id: `${balancer}/backendAddressPools/p` }],
    }),
    allows("VS-03", "101 flexible machines", { "scaleSet.sku.capacity": 101 }),
    allows("VS-03", "100 uniform machines", { ...uniform, [`${S}.singlePlacementGroup`]: true, "scaleSet.sku.capacity": 100 }),
    refuses(
        "VS-03",
        "101 machines in one placement group",
        { ...uniform, [`${S}.singlePlacementGroup`]: true, "scaleSet.sku.capacity": 101 },
        `${S}.singlePlacementGroup`,
    ),
    refuses(
        "VS-03",
        "101 machines where nothing is said",
        { ...uniform, [`${S}.singlePlacementGroup`]: undefined, "scaleSet.sku.capacity": 101 },
        `${S}.singlePlacementGroup`,
    ),
    refuses(
        "VS-03",
        "101 machines behind a basic load balancer",
        {
            ...uniform,
            "scaleSet.sku.capacity": 101,
            [`${ip}.loadBalancerBackendAddressPools`]: [{ id: `${balancer}/backendAddressPools/p` }],
            balancer: { id: balancer, type: "Microsoft.Network/loadBalancers", sku: { name: "Basic" } },
        },
        `${ip}.loadBalancerBackendAddressPools[0].id`,
    ),

    allows("VS-16", "no zones where there are none", { "scaleSet.zones": undefined, "scaleSet.location": "westus" }),
    refuses("VS-16", "zones where there are none", { "scaleSet.location": "westus" }, "scaleSet.zones"),
    refuses("VS-16", "a fourth zone", { "scaleSet.zones": ["4"] }, "scaleSet.zones"),
    refuses("VS-16", "balanced zones", { [`${S}.zoneBalance`]: true }, `${S}.zoneBalance`, warning),
    allows("VS-17", "a group in one zone", {
        "scaleSet.zones": ["1"],
        [`${S}.proximityPlacementGroup.id`]: inGroup("Microsoft.Compute/proximityPlacementGroups/p"),
    }),
    refuses(
        "VS-17",
        "a group over zones",
        { [`${S}.proximityPlacementGroup.id`]: inGroup("Microsoft.Compute/proximityPlacementGroups/p") },
        `${S}.proximityPlacementGroup`,
    ),
    allows("VS-19", "no machines", { "scaleSet.sku.capacity": 0 }),
    ...[-1, 1_001, undefined].map((capacity) => refuses("VS-19", `capacity ${capacity}`, { "scaleSet.sku.capacity": capacity }, "scaleSet.sku.capacity")),
];

const upgrades = [
    allows("VS-04", "manual upgrades without health", {
        ...noHealth,
        [`${S}.upgradePolicy.mode`]: "Manual",
        [`${S}.automaticRepairsPolicy`]: undefined,
        [`${OS}.linuxConfiguration.patchSettings`]: undefined,
    }),
    allows("VS-04", "a uniform scale set with a load balancer's probe", {
        ...uniform,
        ...noHealth,
        [`${network}.healthProbe`]: { id: `${balancer}/probes/p` },
    }),
    refuses("VS-04", "rolling upgrades without health", noHealth, `${S}.upgradePolicy.mode`),
    refuses(
        "VS-04",
        "automatic image upgrades without health",
        { ...uniform, ...noHealth, ...automaticOsUpgrade, [`${S}.upgradePolicy.mode`]: "Automatic" },
        `${S}.upgradePolicy.mode`,
    ),
    refuses(
        "VS-04",
        "a load balancer's probe in a flexible scale set",
        { ...noHealth, [`${network}.healthProbe`]: { id: `${balancer}/probes/p` } },
        `${network}.healthProbe`,
    ),
    refuses("VS-04", "two sources of health", { ...uniform, [`${network}.healthProbe`]: { id: `${balancer}/probes/p` } }, `${network}.healthProbe`),

    allows("VS-05", "the largest batch", {
        [`${rolling}.maxBatchInstancePercent`]: 100,
        [`${rolling}.maxUnhealthyInstancePercent`]: 100,
        [`${rolling}.pauseTimeBetweenBatches`]: "PT0S",
    }),
    ...[4, 101].map((percent) =>
        refuses("VS-05", `batches of ${percent} %`, { [`${rolling}.maxBatchInstancePercent`]: percent }, `${rolling}.maxBatchInstancePercent`),
    ),
    ...[4, 101].map((percent) =>
        refuses("VS-05", `${percent} % unhealthy`, { [`${rolling}.maxUnhealthyInstancePercent`]: percent }, `${rolling}.maxUnhealthyInstancePercent`),
    ),
    ...[-1, 101].map((percent) =>
        refuses(
            "VS-05",
            `${percent} % unhealthy afterwards`,
            { [`${rolling}.maxUnhealthyUpgradedInstancePercent`]: percent },
            `${rolling}.maxUnhealthyUpgradedInstancePercent`,
        ),
    ),
    refuses("VS-05", "a pause that is no duration", { [`${rolling}.pauseTimeBetweenBatches`]: "5 minutes" }, `${rolling}.pauseTimeBetweenBatches`),
    refuses("VS-05", "fewer unhealthy than a batch", { [`${rolling}.maxUnhealthyInstancePercent`]: 10 }, `${rolling}.maxUnhealthyInstancePercent`, warning),
    refuses(
        "VS-05",
        "fewer unhealthy than the usual batch",
        { [rolling]: { maxUnhealthyInstancePercent: 10 } },
        `${rolling}.maxUnhealthyInstancePercent`,
        warning,
    ),
    refuses(
        "VS-05",
        "upgrades across zones without zones",
        { "scaleSet.zones": undefined, [`${rolling}.enableCrossZoneUpgrade`]: true },
        `${rolling}.enableCrossZoneUpgrade`,
    ),
    refuses("VS-05", "surge with overprovisioning", { [`${S}.overprovision`]: true }, `${rolling}.maxSurge`),
    refuses(
        "VS-05",
        "surge with overprovisioning that nobody declined",
        { ...uniform, [`${rolling}.maxSurge`]: true, [`${S}.overprovision`]: undefined },
        `${rolling}.maxSurge`,
    ),
    refuses("VS-05", "surge with automatic image upgrades", automaticOsUpgrade, `${rolling}.maxSurge`),

    allows("VS-06", "automatic image upgrades in a uniform scale set", { ...uniform, ...automaticOsUpgrade }),
    refuses(
        "VS-06",
        "automatic image upgrades in a flexible scale set",
        { ...automaticOsUpgrade, ...noSurge },
        `${S}.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade`,
        warning,
    ),
    refuses("VS-06", "patching without health", noHealth, `${OS}.linuxConfiguration.patchSettings.patchMode`),
    refuses("VS-06", "patching without agent", { [`${OS}.linuxConfiguration.provisionVMAgent`]: false }, `${OS}.linuxConfiguration.provisionVMAgent`),

    ...["PT10M", "PT90M", "PT1H30M"].map((time) => allows("VS-07", time, { [`${S}.automaticRepairsPolicy.gracePeriod`]: time })),
    ...["PT9M59S", "PT91M", "30"].map((time) =>
        refuses("VS-07", time, { [`${S}.automaticRepairsPolicy.gracePeriod`]: time }, `${S}.automaticRepairsPolicy.gracePeriod`),
    ),
    refuses("VS-07", "another action", { [`${S}.automaticRepairsPolicy.repairAction`]: "Delete" }, `${S}.automaticRepairsPolicy.repairAction`),
    refuses("VS-07", "no health", noHealth, `${S}.automaticRepairsPolicy.enabled`),

    allows("VS-08", "tcp without path", { [`${health}.settings`]: { protocol: "tcp", port: 9443 } }),
    allows("VS-08", "http without port", { [`${health}.settings.port`]: undefined }),
    allows("VS-08", "version 1", { [`${health}.typeHandlerVersion`]: "1.0", [`${health}.settings`]: { protocol: "https", requestPath: "/health" } }),
    refuses("VS-08", "another publisher", { [`${health}.publisher`]: "Microsoft.Azure" }, `${health}.publisher`),
    refuses("VS-08", "another version", { [`${health}.typeHandlerVersion`]: "3.0" }, `${health}.typeHandlerVersion`),
    refuses("VS-08", "another protocol", { [`${health}.settings.protocol`]: "grpc" }, `${health}.settings.protocol`),
    refuses("VS-08", "tcp with path", { [`${health}.settings.protocol`]: "tcp" }, `${health}.settings.requestPath`),
    refuses("VS-08", "tcp without port", { [`${health}.settings`]: { protocol: "tcp" } }, `${health}.settings.port`),
    refuses("VS-08", "http without path", { [`${health}.settings.requestPath`]: undefined }, `${health}.settings.requestPath`),
    refuses("VS-08", "port 65536", { [`${health}.settings.port`]: 65_536 }, `${health}.settings.port`),
    ...Object.entries({ intervalInSeconds: [4, 61], numberOfProbes: [0, 25], gracePeriod: [4, 14_401] }).flatMap(([key, values]) =>
        values.map((value) => refuses("VS-08", `${key} ${value}`, { [`${health}.settings.${key}`]: value }, `${health}.settings.${key}`)),
    ),
    refuses("VS-08", "a grace period in version 1", { [`${health}.typeHandlerVersion`]: "1.0" }, `${health}.settings.gracePeriod`),
    refuses(
        "VS-08",
        "two health extensions",
        {
            [`${extensions}[+]`]: {
                name: "again",
                properties: { type: "ApplicationHealthLinux", publisher: "Microsoft.ManagedServices", typeHandlerVersion: "1.0" },
            },
        },
        `${extensions}[2]`,
    ),
];

/** What a scale set is, and how its machines are replaced. */
export const scaleSetCases: readonly RuleCase[] = [...shape, ...upgrades];
