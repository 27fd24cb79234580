import * as pulumi from "@pulumi/pulumi";

import { checkZones } from "../checking/rangeChecks";
import { checkedIfLater, ifPlain } from "../checking/validation";
import { checkCustomData, checkImageId, checkSshPublicKey, checkPremiumSize } from "../checking/valueChecks";
import { Problem } from "../problem";
import type { SyncManagerArgs } from "../syncManager";
import { apartFromStart, checkTiming } from "../timing";
import { checkDataDisk, checkManagerAddress } from "./checks";

const checkAddress = (address: string, path: string): Problem[] => checkManagerAddress(address, undefined, path);

/** What is wrong with the arguments of a manager of its own, as far as it is known before anything exists. */
export function checkSyncManagerArgs(args: SyncManagerArgs): Problem[] {
    const { privateIpAddress, identityIds, sshPublicKey, vmSize, imageId, zone } = args;
    return [
        ...ifPlain(privateIpAddress, (address) => checkAddress(address, "privateIpAddress")),
        ...(identityIds.length > 0 ? [] : [{ path: "identityIds", message: "are empty; the manager reads its secrets with an identity" }]),
        ...ifPlain(sshPublicKey, (key) => checkSshPublicKey(key, "sshPublicKey")),
        ...ifPlain(vmSize, (size) => checkPremiumSize(size, "vmSize")),
        ...ifPlain(imageId, (id) => checkImageId(id, "imageId")),
        ...checkZones(zone === undefined || zone === "" ? [] : [zone], "zone"),
        ...checkDataDisk(args, zone !== ""),
        ...checkTiming(apartFromStart(args)),
        ...ifPlain(args.cloudInit, (text) => checkCustomData(text, "cloudInit")),
    ];
}

/** The same arguments, with what is known only later checked as soon as it is known. */
export function withLaterSyncManagerChecks(subject: string, args: SyncManagerArgs): SyncManagerArgs {
    const later = <T>(value: pulumi.Input<T>, path: string, check: (value: T, path: string) => Problem[]): pulumi.Input<T> =>
        checkedIfLater(subject, value, path, check);
    return {
        ...args,
        privateIpAddress: later(args.privateIpAddress, "privateIpAddress", checkAddress),
        sshPublicKey: later(args.sshPublicKey, "sshPublicKey", checkSshPublicKey),
        vmSize: args.vmSize && later(args.vmSize, "vmSize", checkPremiumSize),
        imageId: args.imageId && later(args.imageId, "imageId", checkImageId),
    };
}
