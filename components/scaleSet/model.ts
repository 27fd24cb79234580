import * as compute from "@pulumi/azure-native/compute";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import { imageReference, MachinePlan, managedOsDisk, osProfile, securityProfile, systemDisk } from "./machine";
import { EphemeralOsDiskPlacement, SpotEvictionPolicy, SpotSettings } from "./machineOptions";
import { monitoringAgent } from "../monitoring/agent";
import { HEALTH_PATH, ports } from "../node/ports";
import { Timing } from "../timing/args";

/** Seconds between two health answers, and how many in a row decide. */
const HEALTH_INTERVAL_SECONDS = 10;
const HEALTH_PROBES = 3;

/** What the model of a node depends on. */
export interface ScaleSetPlan extends MachinePlan {
    subnetId: pulumi.Input<string>;
    backendPoolIds: pulumi.Input<string>[];
    computerNamePrefix: string;
    /** Identity by which the monitoring agent logs in; without one there is no agent. */
    agentIdentityId?: pulumi.Input<string>;
    ephemeralOsDisk?: EphemeralOsDiskPlacement;
    spot?: SpotSettings;
    timing: Timing;
}

type Model = Pick<
    compute.VirtualMachineScaleSetArgs,
    | "orchestrationMode"
    | "platformFaultDomainCount"
    | "singlePlacementGroup"
    | "overprovision"
    | "zoneBalance"
    | "upgradePolicy"
    | "automaticRepairsPolicy"
    | "scaleInPolicy"
    | "virtualMachineProfile"
>;

/** The model that every node of the scale set is made from, and how Azure replaces nodes when it changes. */
export function scaleSetModel(plan: ScaleSetPlan): Model {
    return {
        orchestrationMode: compute.OrchestrationMode.Flexible,
        // What a scale set over several zones must have (VS-02).
        platformFaultDomainCount: 1,
        singlePlacementGroup: false,
        overprovision: false,
        // Equal numbers in all zones could keep a scale-out from happening at all (VS-16).
        zoneBalance: false,
        upgradePolicy: {
            mode: compute.UpgradeMode.Rolling,
            rollingUpgradePolicy: {
                // New nodes first, then the old ones go: customData reaches no machine that exists already.
                maxSurge: true,
                maxBatchInstancePercent: 20,
                // Of two nodes one may be broken without stopping the upgrade that mends it.
                maxUnhealthyInstancePercent: 50,
                maxUnhealthyUpgradedInstancePercent: 50,
                pauseTimeBetweenBatches: plan.timing.rollingUpgradePause,
                prioritizeUnhealthyInstances: true,
            },
        },
        automaticRepairsPolicy: { enabled: true, gracePeriod: plan.timing.repairGracePeriod, repairAction: compute.RepairAction.Replace },
        scaleInPolicy: { rules: [compute.VirtualMachineScaleSetScaleInRules.Default] },
        virtualMachineProfile: {
            osProfile: { computerNamePrefix: plan.computerNamePrefix, ...osProfile(plan) },
            storageProfile: { imageReference: imageReference(plan), osDisk: osDisk(plan) },
            securityProfile: securityProfile(plan),
            ...spotProfile(plan.spot),
            networkProfile: {
                // Without it Azure refuses network interfaces of a flexible scale set (VS-18).
                networkApiVersion: compute.NetworkApiVersion.NetworkApiVersion_2020_11_01,
                networkInterfaceConfigurations: [
                    {
                        name: "node",
                        primary: true,
                        deleteOption: compute.DeleteOptions.Delete,
                        ipConfigurations: [
                            {
                                name: "node",
                                primary: true,
                                subnet: { id: plan.subnetId },
                                applicationGatewayBackendAddressPools: plan.backendPoolIds.map((id) => ({ id })),
                            },
                        ],
                    },
                ],
            },
            // Azure gives no notice of termination for machines at spot price (VS-22).
            scheduledEventsProfile:
                plan.spot === undefined ? { terminateNotificationProfile: { enable: true, notBeforeTimeout: plan.timing.terminateNotification } } : undefined,
            extensionProfile: { extensions: [healthExtension(plan.timing), ...monitoringAgent(plan.agentIdentityId)] },
        },
    };
}

/** The machine's system disk: managed, or on the host itself, where nothing on it outlives the machine (VS-15). */
function osDisk(plan: ScaleSetPlan): input.compute.VirtualMachineScaleSetOSDiskArgs {
    if (plan.ephemeralOsDisk === undefined) return managedOsDisk(plan);
    return {
        ...systemDisk(plan.osDiskSizeGiB),
        caching: compute.CachingTypes.ReadOnly,
        diffDiskSettings: { option: compute.DiffDiskOptions.Local, placement: plan.ephemeralOsDisk },
    };
}

function spotProfile(spot: SpotSettings | undefined): Partial<input.compute.VirtualMachineScaleSetVMProfileArgs> {
    if (spot === undefined) return {};
    return {
        priority: compute.VirtualMachinePriorityTypes.Spot,
        evictionPolicy: spot.evictionPolicy ?? SpotEvictionPolicy.Delete,
        billingProfile: { maxPrice: spot.maxPrice ?? -1 },
    };
}

/** Asks each node whether it is broken. A node that starts, or drains on purpose, is not. */
function healthExtension(timing: Timing): input.compute.VirtualMachineScaleSetExtensionArgs {
    return {
        name: "health",
        publisher: "Microsoft.ManagedServices",
        type: "ApplicationHealthLinux",
        typeHandlerVersion: "2.0",
        autoUpgradeMinorVersion: true,
        enableAutomaticUpgrade: true,
        settings: {
            protocol: "http",
            port: ports.health,
            requestPath: HEALTH_PATH,
            intervalInSeconds: HEALTH_INTERVAL_SECONDS,
            numberOfProbes: HEALTH_PROBES,
            gracePeriod: timing.healthGracePeriodSeconds,
        },
    };
}
