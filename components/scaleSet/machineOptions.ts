import * as pulumi from "@pulumi/pulumi";

/** Where on its host a machine keeps an ephemeral system disk. */
export const EphemeralOsDiskPlacement = {
    /** In the host's cache for disks. */
    Cache: "CacheDisk",
    /** On the machine's temporary disk. */
    Resource: "ResourceDisk",
    /** On the machine's local NVMe disk, in sizes from version 6. */
    Nvme: "NvmeDisk",
} as const;
export type EphemeralOsDiskPlacement = (typeof EphemeralOsDiskPlacement)[keyof typeof EphemeralOsDiskPlacement];

/** What a machine's managed system disk is made of. */
export const OsDiskType = {
    /** Fast at any time; needs a size with premium disks. */
    Premium: "Premium_LRS",
    /** Cheaper, and slower once its credit for bursts is used up. */
    StandardSsd: "StandardSSD_LRS",
} as const;
export type OsDiskType = (typeof OsDiskType)[keyof typeof OsDiskType];

/** What becomes of a spot machine that Azure takes back. */
export const SpotEvictionPolicy = {
    /** It is deleted with its disk. */
    Delete: "Delete",
    /** It is stopped; its disk and its part of the quota stay, and are paid for. */
    Deallocate: "Deallocate",
} as const;
export type SpotEvictionPolicy = (typeof SpotEvictionPolicy)[keyof typeof SpotEvictionPolicy];

/** Machines at spot price: cheap, and taken back by Azure with half a minute's notice whenever it needs the room. */
export interface SpotSettings {
    /** Highest price per hour and machine in US dollars, above 0; -1 for up to the regular price. Azure takes the machine when the price rises above. Defaults to -1. */
    maxPrice?: pulumi.Input<number>;

    /** What becomes of a machine that Azure takes back. Defaults to `Delete`: nothing on a node is worth keeping. */
    evictionPolicy?: SpotEvictionPolicy;
}

/** Who installs patches of the operating system on a running machine. */
export const PatchMode = {
    /** Azure, within 30 days of their release, machine by machine and watching their health. */
    AutomaticByPlatform: "AutomaticByPlatform",
    /** Whatever the image itself does; unattended upgrades in Ubuntu's. */
    ImageDefault: "ImageDefault",
} as const;
export type PatchMode = (typeof PatchMode)[keyof typeof PatchMode];
