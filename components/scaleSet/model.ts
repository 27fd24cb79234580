import * as compute from "@pulumi/azure-native/compute";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import { customData } from "../node/cloudInit";
import { EphemeralOsDiskPlacement, OsDiskType, PatchMode, SpotEvictionPolicy, SpotSettings } from "./machineOptions";
import { monitoringAgent } from "../monitoring/agent";
import { HEALTH_PATH, ports } from "../node/ports";
import { Timing } from "../timing";

/** An operating system image from Azure's marketplace, with a fixed version. */
export interface MarketplaceImage {
    /** Who publishes the image, for example `Canonical`. */
    publisher: string;
    /** Name of a group of images, for example `ubuntu-24_04-lts`. */
    offer: string;
    /** One image of the group, for example `server`. */
    sku: string;
    /** A version, not `latest`: nodes that are added later must be like the ones that are there (VS-24). */
    version: string;
}

/** Ubuntu LTS with a fixed version: nodes that are added later are like the ones that are there (VS-24). Second generation, as Trusted Launch needs (VS-13). */
export const DEFAULT_IMAGE: MarketplaceImage = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "24.04.202502210" };

/** Seconds between two health answers, and how many in a row decide. */
const HEALTH_INTERVAL_SECONDS = 10;
const HEALTH_PROBES = 3;

/** What the model of a node depends on. */
export interface ScaleSetPlan {
    subnetId: pulumi.Input<string>;
    backendPoolIds: pulumi.Input<string>[];
    cloudInit: pulumi.Input<string>;
    sshPublicKey: pulumi.Input<string>;
    adminUserName: string;
    computerNamePrefix: string;
    imageId?: pulumi.Input<string>;
    image: MarketplaceImage;
    /** Identity by which the monitoring agent logs in; without one there is no agent. */
    agentIdentityId?: pulumi.Input<string>;
    encryptionAtHost?: boolean;
    ephemeralOsDisk?: EphemeralOsDiskPlacement;
    osDiskType?: OsDiskType;
    osDiskSizeGiB?: number;
    spot?: SpotSettings;
    patchMode?: PatchMode;
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
            osProfile: {
                computerNamePrefix: plan.computerNamePrefix,
                adminUsername: plan.adminUserName,
                customData: pulumi.output(plan.cloudInit).apply(customData),
                linuxConfiguration: {
                    disablePasswordAuthentication: true,
                    provisionVMAgent: true,
                    ssh: { publicKeys: [{ path: `/home/${plan.adminUserName}/.ssh/authorized_keys`, keyData: plan.sshPublicKey }] },
                    patchSettings: patchSettings(plan.patchMode ?? PatchMode.AutomaticByPlatform),
                },
            },
            storageProfile: {
                imageReference: plan.imageId === undefined ? { ...plan.image } : { id: plan.imageId },
                osDisk: osDisk(plan),
            },
            securityProfile: {
                securityType: compute.SecurityTypes.TrustedLaunch,
                uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
                // Said only when it is wanted: the property needs a feature that not every subscription has (VS-14).
                encryptionAtHost: plan.encryptionAtHost === true ? true : undefined,
            },
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
function osDisk({ ephemeralOsDisk, osDiskType, osDiskSizeGiB }: ScaleSetPlan): input.compute.VirtualMachineScaleSetOSDiskArgs {
    const common = {
        createOption: compute.DiskCreateOptionTypes.FromImage,
        deleteOption: compute.DiskDeleteOptionTypes.Delete,
        diskSizeGB: osDiskSizeGiB,
    };
    if (ephemeralOsDisk === undefined) {
        return { ...common, caching: compute.CachingTypes.ReadWrite, managedDisk: { storageAccountType: osDiskType ?? OsDiskType.Premium } };
    }
    return { ...common, caching: compute.CachingTypes.ReadOnly, diffDiskSettings: { option: compute.DiffDiskOptions.Local, placement: ephemeralOsDisk } };
}

/** Azure looks for missing patches where it also installs them. */
function patchSettings(patchMode: PatchMode): input.compute.LinuxPatchSettingsArgs {
    return { patchMode, assessmentMode: patchMode };
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
