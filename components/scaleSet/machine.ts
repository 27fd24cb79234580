import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";

import { customData } from "../node/cloudInit";
import { OsDiskType, PatchMode } from "./machineOptions";
import { DEFAULT_IMAGE, MarketplaceImage } from "./image";

/** What every machine of an environment has in common, alone or in a scale set: Azure describes both in the same words. */
export interface MachinePlan {
    cloudInit: pulumi.Input<string>;
    sshPublicKey: pulumi.Input<string>;
    adminUserName: string;
    imageId?: pulumi.Input<string>;
    image: MarketplaceImage;
    encryptionAtHost?: boolean;
    osDiskType?: OsDiskType;
    osDiskSizeGiB?: number;
    patchMode?: PatchMode;
}

/** Name of a machine's administrator unless another one is given. */
const DEFAULT_MACHINE_USER = "azureuser";

/** What users decide about machines, whichever kind they are. */
export interface MachineSettings extends Omit<MachinePlan, "cloudInit" | "adminUserName" | "image"> {
    adminUserName?: string;
    image?: MarketplaceImage;
}

/** The settings of a machine with their defaults, and what it finds at its first boot. */
export function machinePlan(settings: MachineSettings, cloudInit: pulumi.Input<string>): MachinePlan {
    const { sshPublicKey, imageId, encryptionAtHost, osDiskType, osDiskSizeGiB, patchMode } = settings;
    const [adminUserName, image] = [settings.adminUserName ?? DEFAULT_MACHINE_USER, settings.image ?? DEFAULT_IMAGE];
    return { cloudInit, sshPublicKey, adminUserName, imageId, image, encryptionAtHost, osDiskType, osDiskSizeGiB, patchMode };
}

/** Who may log in, and what the machine finds at its first boot. */
export function osProfile(plan: MachinePlan) {
    const patchMode = plan.patchMode ?? PatchMode.AutomaticByPlatform;
    return {
        adminUsername: plan.adminUserName,
        customData: pulumi.output(plan.cloudInit).apply(customData),
        linuxConfiguration: {
            disablePasswordAuthentication: true,
            provisionVMAgent: true,
            ssh: { publicKeys: [{ path: `/home/${plan.adminUserName}/.ssh/authorized_keys`, keyData: plan.sshPublicKey }] },
            // Azure looks for missing patches where it also installs them.
            patchSettings: { patchMode, assessmentMode: patchMode },
        },
    };
}

/** The image that the machine is made from. */
export function imageReference({ imageId, image }: MachinePlan) {
    return imageId === undefined ? { ...image } : { id: imageId };
}

/** A managed system disk, which goes with its machine. */
export function managedOsDisk({ osDiskType, osDiskSizeGiB }: MachinePlan) {
    return { ...systemDisk(osDiskSizeGiB), caching: compute.CachingTypes.ReadWrite, managedDisk: { storageAccountType: osDiskType ?? OsDiskType.Premium } };
}

/** What a system disk is, wherever it is kept. */
export function systemDisk(diskSizeGB: number | undefined) {
    return { createOption: compute.DiskCreateOptionTypes.FromImage, deleteOption: compute.DiskDeleteOptionTypes.Delete, diskSizeGB };
}

/** Trusted Launch, and encryption at the host where it is wanted. */
export function securityProfile({ encryptionAtHost }: MachinePlan) {
    return {
        securityType: compute.SecurityTypes.TrustedLaunch,
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
        // Said only when it is wanted: the property needs a feature that not every subscription has (VS-14).
        encryptionAtHost: encryptionAtHost === true ? true : undefined,
    };
}
