import * as pulumi from "@pulumi/pulumi";

import { isFirstGeneration } from "../azure/images";
import { MAX_NODES } from "../azure/limits";
import { reservedUserNames } from "../azure/userNames";
import { checkAutoscale } from "./autoscaleChecks";
import type { MarketplaceImage } from "./image";
import { EphemeralOsDiskPlacement, OsDiskType, PatchMode, SpotEvictionPolicy, SpotSettings } from "./machineOptions";
import { Problem, under } from "../problem";
import { checkOneOf, checkRange, checkWhole } from "../checking/rangeChecks";
import type { ScaleSetSettings } from "../scaleSet";
import { checkedTierDefaults, Tier } from "../tier";
import { checkedIfLater, ifPlain } from "../checking/validation";
import {
    checkImageId,
    checkMaxPrice,
    checkPackUrl,
    checkPremiumSize,
    checkSha256,
    checkSizeWithLocalDisk,
    checkSshPublicKey,
    checkVmSize,
} from "../checking/valueChecks";

/** Smallest and largest system disk in GiB: what Ubuntu's image has, and Azure's limit for system disks. */
const OS_DISK_GIB = [30, 4095] as const;

/** What is wrong with the settings of a scale set, as far as it is known before anything exists. */
export function checkScaleSet(settings: ScaleSetSettings, tier: Tier): Problem[] {
    const defaults = checkedTierDefaults(tier);
    const minInstances = settings.minInstances ?? defaults.minInstances;
    return [
        ...checkRange(minInstances, settings.maxInstances ?? defaults.maxInstances, [1, MAX_NODES], "Instances"),
        ...under("autoscale", checkAutoscale(settings.autoscale ?? {}, minInstances)),
        ...ifPlain(settings.vmSize, (size) => sizeCheck(settings)(size, "vmSize")),
        ...ifPlain(settings.sshPublicKey, (key) => checkSshPublicKey(key, "sshPublicKey")),
        ...checkImage(settings),
        ...ifPlain(settings.pack?.url, (url) => checkPackUrl(url, "pack.url")),
        ...ifPlain(settings.pack?.sha256, (sum) => checkSha256(sum, "pack.sha256")),
        ...checkSystemDisk(settings, defaults.vmSize),
        ...(settings.spot === undefined ? [] : under("spot", checkSpot(settings.spot))),
        ...(settings.spot !== undefined && tier === Tier.Production
            ? [{ path: "spot", message: "is given in Production; Azure takes spot machines back without waiting for their requests, so leave it out" }]
            : []),
        ...checkOneOf(Object.values(PatchMode), settings.patchMode, "patchMode"),
        ...checkAdminUserName(settings.adminUserName),
    ];
}

/** The same settings, with what is known only later checked as soon as it is known. `prefix` is what comes before the paths of the settings. */
export function withLaterScaleSetChecks<T extends ScaleSetSettings>(subject: string, settings: T, prefix = ""): T {
    const { sshPublicKey, vmSize, imageId, pack, spot } = settings;
    return {
        ...settings,
        sshPublicKey: later(sshPublicKey, "sshPublicKey", checkSshPublicKey),
        vmSize: vmSize && later(vmSize, "vmSize", sizeCheck(settings)),
        imageId: imageId && later(imageId, "imageId", checkImageId),
        pack: pack && { url: later(pack.url, "pack.url", checkPackUrl), sha256: later(pack.sha256, "pack.sha256", checkSha256) },
        spot: spot && { ...spot, maxPrice: spot.maxPrice && later(spot.maxPrice, "spot.maxPrice", checkMaxPrice) },
    };

    function later<V>(value: pulumi.Input<V>, path: string, check: (value: V, path: string) => Problem[]): pulumi.Input<V> {
        return checkedIfLater(subject, value, `${prefix}${path}`, check);
    }
}

/** Only a managed system disk that is a premium one needs a size with those: one on the host needs a local disk (VS-15), and any size has the others. */
function sizeCheck({ ephemeralOsDisk, osDiskType = OsDiskType.Premium }: ScaleSetSettings): typeof checkVmSize {
    return ephemeralOsDisk === undefined && osDiskType === OsDiskType.Premium ? checkPremiumSize : checkVmSize;
}

function checkImage({ imageId, image }: ScaleSetSettings): Problem[] {
    return [
        ...ifPlain(imageId, (id) => checkImageId(id, "imageId")),
        ...(imageId !== undefined && image !== undefined
            ? [{ path: "image", message: "is given beside imageId; exactly one is allowed", azureError: "InvalidParameter" }]
            : []),
        ...(image === undefined ? [] : under("image", checkMarketplaceImage(image))),
    ];
}

/** What programs in other languages leave out is missing here, whatever the type says. */
function checkMarketplaceImage(image: MarketplaceImage): Problem[] {
    const { publisher, offer, sku, version } = image;
    const parts: [path: string, text: string | undefined][] = Object.entries({ publisher, offer, sku, version });
    return [
        ...parts.flatMap(([path, text]) => (text === undefined ? [{ path, message: "is missing" }] : text === "" ? [{ path, message: "is empty" }] : [])),
        ...(version === "latest" ? [{ path: "version", message: "is latest; a fixed version is needed, since nodes that are added later must be alike" }] : []),
        ...(isFirstGeneration(publisher ?? "", sku ?? "")
            ? [
                  {
                      path: "sku",
                      message: `is "${sku}", an image of the first generation, which Trusted Launch does not start; one of the second is needed (VS-13)`,
                  },
              ]
            : []),
    ];
}

function checkSystemDisk({ ephemeralOsDisk, osDiskType, osDiskSizeGiB, vmSize }: ScaleSetSettings, defaultSize: string): Problem[] {
    const both = ephemeralOsDisk !== undefined && osDiskType !== undefined;
    return [
        ...checkOneOf(Object.values(EphemeralOsDiskPlacement), ephemeralOsDisk, "ephemeralOsDisk"),
        ...checkOneOf(Object.values(OsDiskType), osDiskType, "osDiskType"),
        ...checkWhole(osDiskSizeGiB, OS_DISK_GIB, "osDiskSizeGiB"),
        ...(both ? [{ path: "osDiskType", message: "is given beside ephemeralOsDisk, which is no managed disk; leave one out" }] : []),
        ...(ephemeralOsDisk === undefined ? [] : ifPlain(vmSize ?? defaultSize, (size) => checkSizeWithLocalDisk(size, "ephemeralOsDisk"))),
    ];
}

function checkSpot({ maxPrice, evictionPolicy }: SpotSettings): Problem[] {
    return [
        ...ifPlain(maxPrice, (price) => checkMaxPrice(price, "maxPrice")),
        ...checkOneOf(Object.values(SpotEvictionPolicy), evictionPolicy, "evictionPolicy"),
    ];
}

function checkAdminUserName(name: string | undefined): Problem[] {
    if (name === undefined || (/^[a-z_][a-z0-9_-]{0,31}$/.test(name) && !reservedUserNames.has(name))) return [];
    const message = `is "${name}"; allowed is a Linux user name other than ${[...reservedUserNames].join(", ")}`;
    return [{ path: "adminUserName", message, azureError: "InvalidParameter" }];
}
