import { gunzipSync } from "node:zlib";

import { isGiven, Fields, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { notOneOf, partsIn, propertiesOf } from "../body/parts";
import { isFirstGeneration } from "../../components/azure/images";
import { reservedUserNames } from "../../components/azure/userNames";
import type { Finding, Rule } from "../rule";
import { machineOf, machineTypes } from "./model";
import { rsaBits } from "./sshKey";

const MAX_CUSTOM_DATA_BYTES = 65_535;
const MAX_USER_DATA_BYTES = 64 * 1024;
const MIN_RSA_BITS = 2_048;
/** What has no place in data that every process of a machine can read. Source: Trivy AZU-0037. */
const SECRET = /-----BEGIN [A-Z ]*PRIVATE KEY-----|AccountKey=[A-Za-z0-9+/]{40,}|[?&][sS][iI][gG]=/;

/** What a machine starts with: data, users, image, disk. */
export const machineRules: readonly Rule[] = [
    {
        id: "VS-11",
        title: "Custom data and user data fit, and hold no secrets",
        severity: "Error",
        hint: "At most 65535 bytes of custom data and 64 KB of user data before base64. Secrets belong into a vault that the machine's identity reads.",
        types: machineTypes,
        *check(resource) {
            const { model, path } = machineOf(resource);
            const { customData } = objectOrEmpty(model.osProfile);
            yield* wrongData(customData, MAX_CUSTOM_DATA_BYTES, `${path}.osProfile.customData`);
            yield* wrongData(model.userData, MAX_USER_DATA_BYTES, `${path}.userData`);
        },
    },
    {
        id: "VS-12",
        title: "Linux machines have a user that Azure allows, with a key that it takes",
        severity: "Error",
        hint: "With `disablePasswordAuthentication` give at least one key (RSA of 2048 bits or more, or Ed25519) at /home/<adminUsername>/.ssh/authorized_keys; no reserved user name.",
        types: machineTypes,
        *check(resource) {
            const { model, path: modelPath } = machineOf(resource);
            const osProfile = objectOrEmpty(model.osProfile);
            if (!isGiven(osProfile.linuxConfiguration)) return;
            const linux = objectOrEmpty(osProfile.linuxConfiguration);
            const user = textOrEmpty(osProfile.adminUsername);
            if (reservedUserNames.has(user.toLowerCase())) yield { path: `${modelPath}.osProfile.adminUsername`, message: `is "${user}", a reserved name` };
            const path = `${modelPath}.osProfile.linuxConfiguration.ssh.publicKeys`;
            const keys = partsIn(objectOrEmpty(linux.ssh).publicKeys, path);
            if (linux.disablePasswordAuthentication === true && keys.length === 0) yield { path, message: "is empty, and passwords are disabled" };
            for (const { body, path: own } of keys) yield* wrongKey(body, own, user);
        },
    },
    {
        id: "VS-13",
        title: "Trusted Launch is asked for as a whole, with an image of the second generation",
        severity: "Error",
        hint: "Set `securityType: TrustedLaunch` with `uefiSettings.secureBootEnabled` and `vTpmEnabled`, and choose a Gen2 image.",
        types: machineTypes,
        *check(resource) {
            const { model, path: modelPath } = machineOf(resource);
            const { securityType, uefiSettings } = objectOrEmpty(model.securityProfile);
            const { secureBootEnabled, vTpmEnabled } = objectOrEmpty(uefiSettings);
            const path = `${modelPath}.securityProfile`;
            if (isGiven(uefiSettings) && !isGiven(securityType)) yield { path: `${path}.securityType`, message: "is missing, but uefiSettings are set" };
            if (sameWord(securityType, "TrustedLaunch")) {
                if (!isGiven(uefiSettings)) yield { path: `${path}.uefiSettings`, message: "is missing" };
                const image = objectOrEmpty(objectOrEmpty(model.storageProfile).imageReference);
                if (isFirstGeneration(textOrEmpty(image.publisher), textOrEmpty(image.sku)))
                    yield {
                        path: `${modelPath}.storageProfile.imageReference.sku`,
                        message: `is "${textOrEmpty(image.sku)}", an image of the first generation`,
                    };
            }
            const { managedDisk } = objectOrEmpty(objectOrEmpty(model.storageProfile).osDisk);
            const { securityEncryptionType } = objectOrEmpty(objectOrEmpty(managedDisk).securityProfile);
            if (sameWord(securityEncryptionType, "DiskWithVMGuestState") && !(secureBootEnabled === true && vTpmEnabled === true))
                yield { path: `${path}.uefiSettings`, message: "must enable secure boot and vTPM: the disk is encrypted with the machine's state" };
        },
    },
    {
        id: "VS-15",
        title: "An ephemeral disk has the settings that it needs",
        severity: "Error",
        hint: "Set `diffDiskSettings.option: Local`, `caching: ReadOnly` and placement CacheDisk, ResourceDisk or NvmeDisk, and no disk encryption set; the size of the machine must have room.",
        types: machineTypes,
        *check(resource) {
            const { model, path: modelPath } = machineOf(resource);
            const { osDisk } = objectOrEmpty(model.storageProfile);
            const { diffDiskSettings, caching, managedDisk } = objectOrEmpty(osDisk);
            if (!isGiven(diffDiskSettings)) return;
            const { option, placement } = objectOrEmpty(diffDiskSettings);
            const path = `${modelPath}.storageProfile.osDisk`;
            yield* notOneOf(option ?? "", ["Local"], `${path}.diffDiskSettings.option`);
            yield* notOneOf(placement, ["CacheDisk", "ResourceDisk", "NvmeDisk"], `${path}.diffDiskSettings.placement`);
            yield* notOneOf(caching ?? "", ["ReadOnly"], `${path}.caching`);
            if (isGiven(objectOrEmpty(managedDisk).diskEncryptionSet))
                yield { path: `${path}.managedDisk.diskEncryptionSet`, message: "is set, on an ephemeral disk", severity: "Warning" };
        },
    },
    {
        id: "VS-24",
        title: "The image comes from one place, with a fixed version",
        severity: "Error",
        hint: "Give publisher, offer, sku and version, or an id, or a shared or community gallery's image; a fixed version, so that machines added later are like the others.",
        types: machineTypes,
        *check(resource) {
            const { model, path: modelPath } = machineOf(resource);
            const image = objectOrEmpty(objectOrEmpty(model.storageProfile).imageReference);
            const path = `${modelPath}.storageProfile.imageReference`;
            const marketplace = ["publisher", "offer", "sku", "version"].filter((key) => isGiven(image[key]));
            const ids = ["id", "sharedGalleryImageId", "communityGalleryImageId"].filter((key) => isGiven(image[key]));
            const sources = ids.length + (marketplace.length > 0 ? 1 : 0);
            if (sources !== 1) yield { path, message: `has ${sources} sources; exactly one is needed` };
            if (marketplace.length > 0 && marketplace.length < 4)
                yield { path, message: `has ${marketplace.join(", ")} only; publisher, offer, sku and version are needed` };
            const isRolling = sameWord(objectOrEmpty(propertiesOf(resource).upgradePolicy).mode, "Rolling");
            if (isRolling && sameWord(image.version, "latest"))
                yield { path: `${path}.version`, message: "is latest; machines of one scale set would differ", severity: "Warning" };
        },
    },
];

function* wrongData(encoded: unknown, limit: number, path: string): Iterable<Finding> {
    const bytes = Buffer.from(textOrEmpty(encoded), "base64");
    if (bytes.length > limit) yield { path, message: `has ${bytes.length} bytes before base64; allowed are ${limit}` };
    if (SECRET.test(readable(bytes))) yield { path, message: "holds a key; every process of the machine can read it", severity: "Warning" };
}

/** cloud-init takes compressed data as well. */
function readable(bytes: Buffer): string {
    try {
        return gunzipSync(bytes).toString("latin1");
    } catch {
        return bytes.toString("latin1");
    }
}

function* wrongKey({ path: keyPath, keyData }: Fields, path: string, user: string): Iterable<Finding> {
    const wanted = `/home/${user}/.ssh/authorized_keys`;
    if (keyPath !== wanted) yield { path: `${path}.path`, message: `is "${textOrEmpty(keyPath)}"; allowed is ${wanted}` };
    const text = textOrEmpty(keyData);
    const bits = rsaBits(text);
    if (bits === undefined && !text.startsWith("ssh-ed25519 "))
        yield { path: `${path}.keyData`, message: "is neither an RSA nor an Ed25519 key in OpenSSH form" };
    if (bits !== undefined && bits < MIN_RSA_BITS)
        yield { path: `${path}.keyData`, message: `is an RSA key of ${bits} bits; ${MIN_RSA_BITS} or more are needed` };
}
