import * as compute from "@pulumi/azure-native/compute";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import { monitoringAgent } from "./monitoringAgent";
import { HEALTH_PATH, ports } from "./node/ports";
import { Timing } from "./timing";

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
                customData: pulumi.output(plan.cloudInit).apply((text) => Buffer.from(text).toString("base64")),
                linuxConfiguration: {
                    disablePasswordAuthentication: true,
                    provisionVMAgent: true,
                    ssh: { publicKeys: [{ path: `/home/${plan.adminUserName}/.ssh/authorized_keys`, keyData: plan.sshPublicKey }] },
                    patchSettings: {
                        patchMode: compute.LinuxVMGuestPatchMode.AutomaticByPlatform,
                        assessmentMode: compute.LinuxPatchAssessmentMode.AutomaticByPlatform,
                    },
                },
            },
            storageProfile: {
                imageReference: plan.imageId === undefined ? { ...plan.image } : { id: plan.imageId },
                osDisk: {
                    createOption: compute.DiskCreateOptionTypes.FromImage,
                    caching: compute.CachingTypes.ReadWrite,
                    managedDisk: { storageAccountType: compute.StorageAccountTypes.Premium_LRS },
                    deleteOption: compute.DiskDeleteOptionTypes.Delete,
                },
            },
            securityProfile: { securityType: compute.SecurityTypes.TrustedLaunch, uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
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
            scheduledEventsProfile: {
                terminateNotificationProfile: { enable: true, notBeforeTimeout: plan.timing.terminateNotification },
            },
            extensionProfile: { extensions: [healthExtension(plan.timing), ...monitoringAgent(plan.agentIdentityId)] },
        },
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
