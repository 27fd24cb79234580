import { outsideDuration } from "../body/durations";
import { isGiven, numberFrom, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { missingOrOutside, notOneOf, outside, Part } from "../body/parts";
import type { Finding, Rule } from "../rule";
import { hasAutomaticOsUpgrade, hasLoadBalancerProbe, healthExtensionsOf, PROFILE, ScaleSet, scaleSetOf, scaleSetTypes } from "./model";

const POLICY = "properties.upgradePolicy.rollingUpgradePolicy";
const DEFAULT_PERCENT = 20;

function hasHealthSource(scaleSet: ScaleSet): boolean {
    return healthExtensionsOf(scaleSet).length > 0 || hasLoadBalancerProbe(scaleSet);
}

/** How machines are replaced: upgrades, repairs, and how Azure learns which machines are healthy. */
export const upgradeRules: readonly Rule[] = [
    {
        id: "VS-04",
        title: "Rolling upgrades have one source of health",
        severity: "Error",
        hint: "Add the Application Health extension, or for a uniform scale set a load balancer's probe; not both.",
        types: scaleSetTypes,
        *check(resource) {
            const scaleSet = scaleSetOf(resource);
            const { mode } = objectOrEmpty(scaleSet.properties.upgradePolicy);
            const isRolling = sameWord(mode, "Rolling") || (sameWord(mode, "Automatic") && hasAutomaticOsUpgrade(scaleSet));
            if (isRolling && !hasHealthSource(scaleSet))
                yield { path: "properties.upgradePolicy.mode", message: `is "${textOrEmpty(mode)}", but nothing says which machines are healthy` };
            const path = `${PROFILE}.networkProfile.healthProbe`;
            if (hasLoadBalancerProbe(scaleSet) && scaleSet.isFlexible) yield { path, message: "is set; flexible scale sets take the health extension only" };
            if (hasLoadBalancerProbe(scaleSet) && healthExtensionsOf(scaleSet).length > 0)
                yield { path, message: "is set beside the health extension; one of the two" };
        },
    },
    {
        id: "VS-05",
        title: "The rolling upgrade policy has allowed values that fit together",
        severity: "Error",
        hint: "Batches 5 to 100 %, unhealthy 5 to 100 %, unhealthy after the upgrade 0 to 100 %; surge without overprovisioning and without automatic image upgrades.",
        types: scaleSetTypes,
        *check(resource) {
            const scaleSet = scaleSetOf(resource);
            const policy = objectOrEmpty(objectOrEmpty(scaleSet.properties.upgradePolicy).rollingUpgradePolicy);
            yield* outside(policy.maxBatchInstancePercent, [5, 100], `${POLICY}.maxBatchInstancePercent`);
            yield* outside(policy.maxUnhealthyInstancePercent, [5, 100], `${POLICY}.maxUnhealthyInstancePercent`);
            yield* outside(policy.maxUnhealthyUpgradedInstancePercent, [0, 100], `${POLICY}.maxUnhealthyUpgradedInstancePercent`);
            yield* outsideDuration(policy.pauseTimeBetweenBatches, ["PT0S"], `${POLICY}.pauseTimeBetweenBatches`);
            const batch = numberFrom(policy.maxBatchInstancePercent) ?? DEFAULT_PERCENT;
            const unhealthy = numberFrom(policy.maxUnhealthyInstancePercent) ?? DEFAULT_PERCENT;
            if (unhealthy < batch)
                yield {
                    path: `${POLICY}.maxUnhealthyInstancePercent`,
                    message: `is ${unhealthy}, below the batch of ${batch}, whose machines count as unhealthy`,
                    severity: "Warning",
                };
            if (policy.enableCrossZoneUpgrade === true && textsIn(resource.zones).length === 0)
                yield { path: `${POLICY}.enableCrossZoneUpgrade`, message: "is true, without zones" };
            if (policy.maxSurge === true) yield* noSurge(scaleSet);
        },
    },
    {
        id: "VS-06",
        title: "Machines are patched in a way that their scale set supports",
        severity: "Error",
        hint: "In a flexible scale set use `patchMode: AutomaticByPlatform`, with the health extension and the VM agent.",
        types: scaleSetTypes,
        *check(resource) {
            const scaleSet = scaleSetOf(resource);
            // Reported as unsupported in 2024; Azure may have learnt it since.
            if (scaleSet.isFlexible && hasAutomaticOsUpgrade(scaleSet))
                yield {
                    path: "properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade",
                    message: "is true, in a flexible scale set",
                    severity: "Warning",
                };
            const osProfile = objectOrEmpty(scaleSet.profile.osProfile);
            for (const key of ["linuxConfiguration", "windowsConfiguration"]) {
                const configuration = objectOrEmpty(osProfile[key]);
                if (!sameWord(objectOrEmpty(configuration.patchSettings).patchMode, "AutomaticByPlatform")) continue;
                const path = `${PROFILE}.osProfile.${key}`;
                if (scaleSet.isFlexible && healthExtensionsOf(scaleSet).length === 0)
                    yield { path: `${path}.patchSettings.patchMode`, message: "is AutomaticByPlatform, without the health extension" };
                if (configuration.provisionVMAgent === false)
                    yield { path: `${path}.provisionVMAgent`, message: "is false, but patchMode AutomaticByPlatform needs the agent" };
            }
        },
    },
    {
        id: "VS-07",
        title: "Automatic repairs give machines time to start, and know which are broken",
        severity: "Error",
        hint: "Use a `gracePeriod` of PT10M to PT90M, longer than the slowest start, and a health source.",
        types: scaleSetTypes,
        *check(resource) {
            const scaleSet = scaleSetOf(resource);
            const policy = objectOrEmpty(scaleSet.properties.automaticRepairsPolicy);
            if (policy.enabled !== true) return;
            const path = "properties.automaticRepairsPolicy";
            yield* outsideDuration(policy.gracePeriod, ["PT10M", "PT90M"], `${path}.gracePeriod`);
            yield* notOneOf(policy.repairAction, ["Replace", "Restart", "Reimage"], `${path}.repairAction`);
            if (!hasHealthSource(scaleSet)) yield { path: `${path}.enabled`, message: "is true, but nothing says which machines are healthy" };
        },
    },
    {
        id: "VS-08",
        title: "There is one health extension, with settings that its version knows",
        severity: "Error",
        hint: "Publisher Microsoft.ManagedServices, version 1.0 or 2.0; tcp: port, no path; http(s): path; version 2.0: interval 5 to 60 s, 1 to 24 probes, grace period 5 to 14400 s.",
        types: scaleSetTypes,
        *check(resource) {
            const extensions = healthExtensionsOf(scaleSetOf(resource));
            for (const { path } of extensions.slice(1)) yield { path, message: "is a second health extension; allowed is one" };
            for (const extension of extensions) yield* wrongHealthExtension(extension);
        },
    },
];

function* noSurge(scaleSet: ScaleSet): Iterable<Finding> {
    const { overprovision } = scaleSet.properties;
    // Uniform scale sets overprovision unless they are told not to.
    const isOverprovisioned = scaleSet.isFlexible ? overprovision === true : overprovision !== false;
    if (isOverprovisioned) yield { path: `${POLICY}.maxSurge`, message: "is true, with overprovisioning; set overprovision to false" };
    if (hasAutomaticOsUpgrade(scaleSet)) yield { path: `${POLICY}.maxSurge`, message: "is true, with automatic image upgrades" };
}

function* wrongHealthExtension({ properties, inside }: Part): Iterable<Finding> {
    const settings = objectOrEmpty(properties.settings);
    const version = textOrEmpty(properties.typeHandlerVersion);
    yield* notOneOf(properties.publisher ?? "", ["Microsoft.ManagedServices"], `${inside}.publisher`);
    yield* notOneOf(version, ["1.0", "2.0"], `${inside}.typeHandlerVersion`);
    yield* notOneOf(settings.protocol ?? "", ["tcp", "http", "https"], `${inside}.settings.protocol`);
    const hasPath = textOrEmpty(settings.requestPath) !== "";
    if (sameWord(settings.protocol, "tcp")) {
        yield* missingOrOutside(settings.port, [1, 65_535], `${inside}.settings.port`);
        if (hasPath) yield { path: `${inside}.settings.requestPath`, message: "is set; protocol tcp has none" };
    } else {
        yield* outside(settings.port, [1, 65_535], `${inside}.settings.port`);
        if (!hasPath) yield { path: `${inside}.settings.requestPath`, message: "is missing" };
    }
    const ofVersion2 = { intervalInSeconds: [5, 60], numberOfProbes: [1, 24], gracePeriod: [5, 14_400] } as const;
    for (const [key, range] of Object.entries(ofVersion2))
        if (version === "2.0") yield* outside(settings[key], range, `${inside}.settings.${key}`);
        else if (key === "gracePeriod" && isGiven(settings[key])) yield { path: `${inside}.settings.${key}`, message: "is known from version 2.0 on" };
}
