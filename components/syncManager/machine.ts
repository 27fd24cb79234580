import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";

import { imageReference, MachinePlan, managedOsDisk, osProfile, securityProfile } from "../scaleSet/machine";
import { Tier } from "../tier";
import { DiskRedundancy, SyncManagerDiskSettings } from "./settings";

/** Size of the data disk unless another one is asked for: API artifacts are text. */
const DATA_DISK_GIB = 32;

/** Where the machine sees its data disk; part of the machine's settings, see `node/nodeFiles.ts`. */
export const DATA_DISK_LUN = 0;

/** What the machine is made from. */
export interface ManagerPlan extends MachinePlan {
    vmSize: pulumi.Input<string>;
    computerName: string;
    zone?: string;
    identityIds: pulumi.Input<string>[];
    networkInterfaceId: pulumi.Input<string>;
    dataDiskId: pulumi.Input<string>;
    /** `notBeforeTimeout` of the notice of its end. */
    terminateNotification: string;
}

type Body = Pick<
    compute.VirtualMachineArgs,
    "hardwareProfile" | "zones" | "identity" | "osProfile" | "storageProfile" | "securityProfile" | "networkProfile" | "scheduledEventsProfile"
>;

/** The machine: as a node of the scale set is, with a data disk and an interface that outlive it. */
export function managerMachine(plan: ManagerPlan): Body {
    return {
        hardwareProfile: { vmSize: plan.vmSize },
        zones: plan.zone === undefined ? undefined : [plan.zone],
        identity: { type: compute.ResourceIdentityType.UserAssigned, userAssignedIdentities: plan.identityIds },
        osProfile: { computerName: plan.computerName, ...osProfile(plan) },
        storageProfile: {
            imageReference: imageReference(plan),
            osDisk: managedOsDisk(plan),
            dataDisks: [
                {
                    lun: DATA_DISK_LUN,
                    createOption: compute.DiskCreateOptionTypes.Attach,
                    // Artifacts are small, and must be on the disk when the product thinks they are.
                    caching: compute.CachingTypes.None,
                    deleteOption: compute.DiskDeleteOptionTypes.Detach,
                    managedDisk: { id: plan.dataDiskId },
                },
            ],
        },
        securityProfile: securityProfile(plan),
        networkProfile: { networkInterfaces: [{ id: plan.networkInterfaceId, primary: true, deleteOption: compute.DeleteOptions.Detach }] },
        scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout: plan.terminateNotification } },
    };
}

/** What Azure fixes when a machine is made: a change of it is a new machine. */
export const FIXED_IN_MACHINE: readonly string[] = [
    "osProfile.customData",
    "osProfile.adminUsername",
    "osProfile.computerName",
    "osProfile.linuxConfiguration.ssh",
    "securityProfile",
    "storageProfile.imageReference",
    "storageProfile.osDisk",
    "zones",
];

/** Copies of the data disk: over the zones in Production, as with a shared file system, where there are zones. */
export function redundancyOf({ dataDiskRedundancy }: SyncManagerDiskSettings, tier: Tier, zone: string | undefined): DiskRedundancy {
    const overZones = tier === Tier.Production && zone !== undefined;
    return dataDiskRedundancy ?? (overZones ? DiskRedundancy.ZoneRedundant : DiskRedundancy.LocallyRedundant);
}

/** An empty disk that nobody but its machine reads. */
export function dataDisk(settings: SyncManagerDiskSettings, redundancy: DiskRedundancy, zone: string | undefined): Omit<compute.DiskArgs, "resourceGroupName"> {
    return {
        sku: { name: redundancy },
        // A disk with copies in one zone lies in its machine's; one with copies in all lies in none.
        zones: zone === undefined || redundancy === DiskRedundancy.ZoneRedundant ? undefined : [zone],
        creationData: { createOption: compute.DiskCreateOption.Empty },
        diskSizeGB: settings.dataDiskSizeGiB ?? DATA_DISK_GIB,
        networkAccessPolicy: compute.NetworkAccessPolicy.DenyAll,
        publicNetworkAccess: compute.PublicNetworkAccess.Disabled,
    };
}
