import { inGroup, SCALE_SET, subnet, VNET } from "../support/ids";
import { many } from "../support/changes";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";
import { events, extensions, health, ip, network, nic, nodes, noSurge, S, spot, uniform, V } from "../support/scaleSetParts";

/** The machines in a network beside that of the gateway. */
const elsewhere = {
    [`${ip}.subnet.id`]: `${VNET}2/subnets/nodes`,
    network2: {
        id: `${VNET}2`,
        type: "Microsoft.Network/virtualNetworks",
        properties: {
            addressSpace: { addressPrefixes: ["10.9.0.0/16"] },
            subnets: [{ name: "nodes", properties: { addressPrefix: "10.9.1.0/24", natGateway: { id: inGroup("Microsoft.Network/natGateways/ng") } } }],
        },
    },
};
const terminate = `${events}.terminateNotificationProfile`;
const lifetime = [
    ...["PT5M", "PT15M"].map((time) => allows("VS-09", time, { [`${terminate}.notBeforeTimeout`]: time })),
    ...["PT4M", "PT15M1S", "5"].map((time) => refuses("VS-09", time, { [`${terminate}.notBeforeTimeout`]: time }, `${terminate}.notBeforeTimeout`)),
    refuses(
        "VS-09",
        "20 minutes before an image change",
        { [`${events}.osImageNotificationProfile.notBeforeTimeout`]: "PT20M" },
        `${events}.osImageNotificationProfile.notBeforeTimeout`,
    ),
    refuses("VS-09", "spot machines with notice", { [`${V}.priority`]: "Spot" }, `${terminate}.enable`),
    allows("VS-09", "spot machines without notice", spot),
    ...["PT15M", "PT2H"].map((time) => allows("VS-10", time, { [`${V}.extensionProfile.extensionsTimeBudget`]: time })),
    ...["PT14M", "PT121M"].map((time) =>
        refuses("VS-10", time, { [`${V}.extensionProfile.extensionsTimeBudget`]: time }, `${V}.extensionProfile.extensionsTimeBudget`),
    ),
    refuses(
        "VS-10",
        "an extension that is not there",
        { [`${extensions}[1].properties.provisionAfterExtensions`]: ["gone"] },
        `${extensions}[1].properties.provisionAfterExtensions[0]`,
    ),
    refuses("VS-10", "extensions that wait for each other", { [`${health}.provisionAfterExtensions`]: ["monitor"] }, `${health}.provisionAfterExtensions`),
    refuses("VS-10", "an extension that waits for itself", { [`${health}.provisionAfterExtensions`]: ["health"] }, `${health}.provisionAfterExtensions`),
    allows("VS-22", "spot up to the regular price", { ...spot, [`${V}.billingProfile.maxPrice`]: -1 }),
    allows("VS-22", "spot up to a price", { ...spot, [`${V}.billingProfile.maxPrice`]: 0.02 }),
    refuses("VS-22", "an eviction policy of regular machines", { [`${V}.evictionPolicy`]: "Delete" }, `${V}.evictionPolicy`),
    refuses("VS-22", "another eviction policy", { ...spot, [`${V}.evictionPolicy`]: "Stop" }, `${V}.evictionPolicy`),
    refuses("VS-22", "a price of regular machines", { [`${V}.billingProfile.maxPrice`]: -1 }, `${V}.billingProfile.maxPrice`),
    ...[0, -2].map((price) => refuses("VS-22", `price ${price}`, { ...spot, [`${V}.billingProfile.maxPrice`]: price }, `${V}.billingProfile.maxPrice`)),
    allows("VS-23", "no rule", { [`${S}.scaleInPolicy`]: undefined }),
    refuses("VS-23", "two rules", { [`${S}.scaleInPolicy.rules`]: ["Default", "NewestVM"] }, `${S}.scaleInPolicy.rules`),
    refuses("VS-23", "another rule", { [`${S}.scaleInPolicy.rules`]: ["BusiestVM"] }, `${S}.scaleInPolicy.rules[0]`),
];

const profile = "autoscale.properties.profiles[0]";
const second = {
    id: `${SCALE_SET}2`,
    type: "Microsoft.Compute/virtualMachineScaleSets",
    name: "vmss2",
    sku: { capacity: 20 },
    properties: {
        virtualMachineProfile: {
            networkProfile: {
                networkInterfaceConfigurations: [{ name: "n", properties: { ipConfigurations: [{ name: "i", properties: { subnet: subnet("nodes") } }] } }],
            },
        },
    },
};
const connections = [
    allows("VS-18", "one interface that does not say primary", { [`${nic}.primary`]: undefined, [`${ip}.primary`]: undefined }),
    allows("VS-18", "a second interface", {
        [`${network}.networkInterfaceConfigurations[+]`]: { name: "b", properties: { primary: false, ipConfigurations: [] } },
    }),
    refuses("VS-18", "no interface", { [`${network}.networkInterfaceConfigurations`]: [] }, `${network}.networkInterfaceConfigurations`),
    refuses("VS-18", "no primary interface", { [`${nic}.primary`]: false }, `${network}.networkInterfaceConfigurations`),
    refuses(
        "VS-18",
        "two primary interfaces",
        { [`${network}.networkInterfaceConfigurations[+]`]: { name: "b", properties: { primary: true } } },
        `${network}.networkInterfaceConfigurations`,
    ),
    refuses("VS-18", "two primary configurations", { [`${nic}.ipConfigurations[+]`]: { name: "b", properties: { primary: true } } }, `${nic}.ipConfigurations`),
    refuses("VS-18", "no API version", { [`${network}.networkApiVersion`]: undefined }, `${network}.networkApiVersion`),
    refuses("VS-18", "an old API version", { [`${network}.networkApiVersion`]: "2020-10-01" }, `${network}.networkApiVersion`),
    allows("VS-18", "no API version in a uniform scale set", { ...uniform, [`${network}.networkApiVersion`]: undefined }),
    refuses("VS-18", "a pool in another network", elsewhere, `${ip}.applicationGatewayBackendAddressPools[0].id`),
    allows("VS-18", "a pool in a peered network", {
        ...elsewhere,
        "network.properties.virtualNetworkPeerings": [{ name: "p", properties: { remoteVirtualNetwork: { id: `${VNET}2` } } }],
    }),
    allows("VS-18", "a pool in a network that is peered by a resource of its own", {
        ...elsewhere,
        peering: {
            id: `${VNET}/virtualNetworkPeerings/p`,
            type: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
            properties: { remoteVirtualNetwork: { id: `${VNET}2` } },
        },
    }),
    allows("VS-21", "49 machines with surge in a /26", { [`${nodes}.addressPrefix`]: "10.1.1.0/26", [`${profile}.capacity.maximum`]: "49" }),
    refuses(
        "VS-21",
        "50 machines with surge in a /26",
        { [`${nodes}.addressPrefix`]: "10.1.1.0/26", [`${profile}.capacity.maximum`]: "50" },
        `${ip}.subnet.id`,
        warning,
    ),
    allows("VS-21", "59 machines without surge in a /26", { ...noSurge, [`${nodes}.addressPrefix`]: "10.1.1.0/26", [`${profile}.capacity.maximum`]: "59" }),
    allows("VS-21", "11 machines in a /28", {
        ...noSurge,
        [`${nodes}.addressPrefix`]: "10.1.1.0/28",
        "scaleSet.sku.capacity": 11,
        [`${profile}.capacity.maximum`]: "11",
    }),
    refuses("VS-21", "12 machines in a /28", { ...noSurge, [`${nodes}.addressPrefix`]: "10.1.1.0/28", "scaleSet.sku.capacity": 12 }, `${ip}.subnet.id`),
    refuses(
        "VS-21",
        "two scale sets in a /27",
        { ...noSurge, [`${nodes}.addressPrefix`]: "10.1.1.0/27", "scaleSet.sku.capacity": 10, second },
        `${ip}.subnet.id`,
    ),
    refuses(
        "VS-21",
        "two addresses of each machine",
        {
            ...noSurge,
            [`${nodes}.addressPrefix`]: "10.1.1.0/28",
            "scaleSet.sku.capacity": 6,
            [`${nic}.ipConfigurations[+]`]: { name: "b", properties: { primary: false, subnet: subnet("nodes") } },
        },
        `${ip}.subnet.id`,
    ),
];

const autoscaleRule = `${profile}.rules[0]`;
const autoscale = [
    allows("VS-20", "the smallest profile", {
        [`${profile}.capacity`]: { minimum: "0", default: "0", maximum: "1" },
        [`${profile}.rules[1].metricTrigger.threshold`]: 30,
    }),
    allows("VS-20", "the longest times", { [`${autoscaleRule}.metricTrigger.timeWindow`]: "PT12H", [`${autoscaleRule}.scaleAction.cooldown`]: "P7D" }),
    refuses(
        "VS-20",
        "another target",
        { "autoscale.properties.targetResourceUri": inGroup("Microsoft.Web/serverfarms/f") },
        "autoscale.properties.targetResourceUri",
    ),
    refuses("VS-20", "no profiles", { "autoscale.properties.profiles": [] }, "autoscale.properties.profiles"),
    refuses(
        "VS-20",
        "21 profiles",
        { "autoscale.properties.profiles": many(21, (index) => ({ name: `p${index}`, capacity: {}, rules: [] })) },
        "autoscale.properties.profiles",
    ),
    allows("VS-20", "20 profiles", {
        "autoscale.properties.profiles": many(20, () => ({ capacity: { minimum: "2", default: "2", maximum: "2" } })),
        "autoscale.properties.predictiveAutoscalePolicy": undefined,
    }),
    refuses("VS-20", "11 rules", { [`${profile}.rules`]: many(11, () => ({})) }, `${profile}.rules`),
    ...["-1", "1001", undefined].map((count) =>
        refuses("VS-20", `maximum ${count}`, { [`${profile}.capacity.maximum`]: count }, `${profile}.capacity.maximum`),
    ),
    refuses("VS-20", "a minimum above the maximum", { [`${profile}.capacity.minimum`]: "11" }, `${profile}.capacity.minimum`),
    ...["1", "11"].map((count) => refuses("VS-20", `default ${count}`, { [`${profile}.capacity.default`]: count }, `${profile}.capacity.default`)),
    refuses("VS-20", "a grain below a minute", { [`${autoscaleRule}.metricTrigger.timeGrain`]: "PT30S" }, `${autoscaleRule}.metricTrigger.timeGrain`),
    ...["PT4M", "PT13H", undefined].map((time) =>
        refuses("VS-20", `window ${time}`, { [`${autoscaleRule}.metricTrigger.timeWindow`]: time }, `${autoscaleRule}.metricTrigger.timeWindow`),
    ),
    ...["PT59S", "P8D"].map((time) =>
        refuses("VS-20", `cool-down ${time}`, { [`${autoscaleRule}.scaleAction.cooldown`]: time }, `${autoscaleRule}.scaleAction.cooldown`),
    ),
    refuses("VS-20", "a short cool-down", { [`${autoscaleRule}.scaleAction.cooldown`]: "PT4M" }, `${autoscaleRule}.scaleAction.cooldown`, warning),
    ...["Increase", "Decrease"].map((direction) =>
        refuses(
            "VS-20",
            `${direction} only`,
            { [`${profile}.rules[0].scaleAction.direction`]: direction, [`${profile}.rules[1].scaleAction.direction`]: direction },
            `${profile}.rules`,
            warning,
        ),
    ),
    refuses(
        "VS-20",
        "thresholds too close for two machines",
        { [`${profile}.rules[1].metricTrigger.threshold`]: 47 },
        `${profile}.rules[1].metricTrigger.threshold`,
        warning,
    ),
    allows("VS-20", "thresholds just far enough for two machines", { [`${profile}.rules[1].metricTrigger.threshold`]: 46 }),
    refuses(
        "VS-20",
        "thresholds too close for two at once",
        { [`${profile}.rules[1].metricTrigger.threshold`]: 35, [`${profile}.rules[1].scaleAction.value`]: "2" },
        `${profile}.rules[1].metricTrigger.threshold`,
        warning,
    ),
    refuses("VS-20", "prediction of another metric", { [`${profile}.rules`]: [] }, "autoscale.properties.predictiveAutoscalePolicy.scaleMode"),
    refuses(
        "VS-20",
        "another prediction",
        { "autoscale.properties.predictiveAutoscalePolicy.scaleMode": "Always" },
        "autoscale.properties.predictiveAutoscalePolicy.scaleMode",
    ),
];

/** How machines of a scale set come, go and are connected, and what decides how many there are. */
export const scaleSetLifetimeCases: readonly RuleCase[] = [...lifetime, ...connections, ...autoscale];
