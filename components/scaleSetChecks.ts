import { reservedUserNames } from "./azure/userNames";
import { Problem } from "./problem";
import { checkRange } from "./rangeChecks";
import type { ScaleSetSettings } from "./scaleSet";
import { Tier, tierDefaults } from "./tier";
import { ifPlain } from "./validation";
import { checkPackUrl, checkSha256, checkSshPublicKey, checkVmSize } from "./valueChecks";

/** Most nodes of a flexible scale set (VS-02). */
const MAX_NODES = 1000;

/** What is wrong with the settings of a scale set, as far as it is known before anything exists. */
export function checkScaleSet(settings: ScaleSetSettings, tier: Tier): Problem[] {
    const defaults = tierDefaults[tier] ?? tierDefaults.Development;
    return [
        ...checkRange(settings.minInstances ?? defaults.minInstances, settings.maxInstances ?? defaults.maxInstances, [1, MAX_NODES], "Instances"),
        ...ifPlain(settings.vmSize, (size) => checkVmSize(size, "vmSize")),
        ...ifPlain(settings.sshPublicKey, (key) => checkSshPublicKey(key, "sshPublicKey")),
        ...checkImage(settings),
        ...ifPlain(settings.pack?.url, (url) => checkPackUrl(url, "pack.url")),
        ...ifPlain(settings.pack?.sha256, (sum) => checkSha256(sum, "pack.sha256")),
        ...checkAdminUserName(settings.adminUserName),
    ];
}

function checkImage({ imageId, image }: ScaleSetSettings): Problem[] {
    const empty = Object.entries(image ?? {}).filter(([, value]) => value === "");
    const both = imageId !== undefined && image !== undefined;
    return [
        ...ifPlain(imageId, (id) =>
            /^\/\S+\/images\/\S+$/i.test(id) ? [] : [{ path: "imageId", message: `is "${id}"; the resource id of an image is needed` }],
        ),
        ...(both ? [{ path: "image", message: "is given beside imageId; exactly one is allowed", azureError: "InvalidParameter" }] : []),
        ...empty.map(([name]) => ({ path: `image.${name}`, message: "is empty" })),
        ...(image?.version === "latest"
            ? [{ path: "image.version", message: "is latest; a fixed version is needed, since nodes that are added later must be alike" }]
            : []),
    ];
}

function checkAdminUserName(name: string | undefined): Problem[] {
    if (name === undefined || (/^[a-z_][a-z0-9_-]{0,31}$/.test(name) && !reservedUserNames.has(name))) return [];
    const message = `is "${name}"; allowed is a Linux user name other than ${[...reservedUserNames].join(", ")}`;
    return [{ path: "adminUserName", message, azureError: "InvalidParameter" }];
}
