import { ownName } from "../body/ids";
import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { outside, propertiesOf } from "../body/parts";
import type { Rule } from "../rule";
import { types } from "../types";

const MAX_AUTHORIZED_RANGES = 200;
const WINDOWS = ["default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"];

/** Who gets into a cluster, when Azure works on it, what it costs. */
export const clusterAccessRules: readonly Rule[] = [
    {
        id: "AK-06",
        title: "The cluster is kept up to date, by channels that go together",
        severity: "Warning",
        hint: "Set upgradeChannel and nodeOSUpgradeChannel; with the channel node-image the other one is NodeImage.",
        types: [types.cluster],
        *check(resource) {
            const { upgradeChannel, nodeOSUpgradeChannel } = objectOrEmpty(propertiesOf(resource).autoUpgradeProfile);
            const path = "properties.autoUpgradeProfile";
            if (sameWord(upgradeChannel, "node-image") && isGiven(nodeOSUpgradeChannel) && !sameWord(nodeOSUpgradeChannel, "NodeImage"))
                yield {
                    path: `${path}.nodeOSUpgradeChannel`,
                    message: `is ${String(nodeOSUpgradeChannel)}`,
                    severity: "Error",
                    azureError: "InvalidParameter",
                };
            if (!isGiven(upgradeChannel) || sameWord(upgradeChannel, "none")) yield { path: `${path}.upgradeChannel`, message: "is none" };
        },
    },
    {
        id: "AK-11",
        title: "A private API server has no ranges, and a zone that its identity may write to",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Leave out authorizedIPRanges of a private cluster, up to 200 otherwise; a zone of one's own is called privatelink.<region>.azmk8s.io and needs a user-assigned identity.",
        types: [types.cluster],
        *check(resource) {
            const { enablePrivateCluster, authorizedIPRanges, privateDNSZone } = objectOrEmpty(propertiesOf(resource).apiServerAccessProfile);
            const path = "properties.apiServerAccessProfile";
            const ranges = listOrEmpty(authorizedIPRanges);
            if (enablePrivateCluster === true && ranges.length > 0) yield { path: `${path}.authorizedIPRanges`, message: "are given for a private cluster" };
            if (ranges.length > MAX_AUTHORIZED_RANGES) yield { path: `${path}.authorizedIPRanges`, message: `are ${ranges.length}` };
            const zone = textOrEmpty(privateDNSZone);
            if (!zone.startsWith("/")) return;
            if (!/\/([a-z0-9-]{1,32}\.)?privatelink\.[a-z0-9]+\.azmk8s\.io$/i.test(zone)) yield { path: `${path}.privateDNSZone`, message: `is ${zone}` };
            if (!/UserAssigned/i.test(textOrEmpty(objectOrEmpty(resource.identity).type)))
                yield { path: "identity.type", message: "is not UserAssigned, but the zone is somebody's own" };
        },
    },
    {
        id: "AK-12",
        title: "Workload identity has an issuer",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Set oidcIssuerProfile.enabled.",
        types: [types.cluster],
        *check(resource) {
            const { securityProfile, oidcIssuerProfile } = propertiesOf(resource);
            const isOn = objectOrEmpty(objectOrEmpty(securityProfile).workloadIdentity).enabled === true;
            if (isOn && objectOrEmpty(oidcIssuerProfile).enabled !== true)
                yield { path: "properties.oidcIssuerProfile.enabled", message: "is not true, but workload identity is on" };
        },
    },
    {
        id: "AK-13",
        title: "Where there are no local accounts, Entra ID lets people in",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Set aadProfile.managed.",
        types: [types.cluster],
        *check(resource) {
            const { disableLocalAccounts, aadProfile } = propertiesOf(resource);
            const { managed, enableAzureRBAC } = objectOrEmpty(aadProfile);
            if (disableLocalAccounts === true && managed !== true)
                yield { path: "properties.aadProfile.managed", message: "is not true, but there are no local accounts" };
            else if (enableAzureRBAC === true && managed !== true)
                yield { path: "properties.aadProfile.managed", message: "is not true, but Azure decides about rights" };
        },
    },
    {
        id: "AK-14",
        title: "A maintenance window has one schedule, a length and a name that Azure knows",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: `Use 4 to 24 hours, one of daily, weekly, absoluteMonthly and relativeMonthly, and a name out of ${WINDOWS.join(", ")}.`,
        types: [types.maintenanceConfiguration],
        *check(resource) {
            if (!WINDOWS.some((name) => sameWord(name, ownName(resource)))) yield { path: "name", message: `is "${ownName(resource)}"` };
            const { maintenanceWindow } = propertiesOf(resource);
            if (!isGiven(maintenanceWindow)) return;
            const { durationHours, schedule } = objectOrEmpty(maintenanceWindow);
            const path = "properties.maintenanceWindow";
            yield* outside(durationHours, [4, 24], `${path}.durationHours`);
            const given = Object.values(objectOrEmpty(schedule)).filter(isGiven).length;
            if (given !== 1) yield { path: `${path}.schedule`, message: `has ${given} schedules; exactly one is needed` };
        },
    },
    {
        id: "AK-18",
        title: "What only a paid tier has, a paid tier has",
        severity: "Error",
        azureError: "InvalidParameter",
        hint: "Use the tier Standard for cost analysis, Premium for long-term support.",
        types: [types.cluster],
        *check(resource) {
            const { tier } = objectOrEmpty(resource.sku);
            const { supportPlan, metricsProfile } = propertiesOf(resource);
            const analyses = objectOrEmpty(objectOrEmpty(metricsProfile).costAnalysis).enabled === true;
            if (sameWord(supportPlan, "AKSLongTermSupport") && !sameWord(tier, "Premium"))
                yield { path: "properties.supportPlan", message: `is ${String(supportPlan)} in the tier ${String(tier)}` };
            if (analyses && !["Standard", "Premium"].some((paid) => sameWord(tier, paid)))
                yield { path: "properties.metricsProfile.costAnalysis.enabled", message: `is true in the tier ${String(tier)}` };
        },
    },
];
