import { gzipSync } from "node:zlib";

import { inGroup } from "../support/ids";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";
import { rsaKey } from "../support/sshKeys";

const S = "scaleSet.properties";
const V = `${S}.virtualMachineProfile`;
const OS = `${V}.osProfile`;
const linux = `${OS}.linuxConfiguration`;
const key = `${linux}.ssh.publicKeys[0]`;
const security = `${V}.securityProfile`;
const disk = `${V}.storageProfile.osDisk`;
const image = `${V}.storageProfile.imageReference`;
const data = (bytes: number | string): string => (typeof bytes === "number" ? Buffer.alloc(bytes, "#") : Buffer.from(bytes)).toString("base64");
const compressedKey = gzipSync("-----BEGIN EC PRIVATE KEY-----").toString("base64");
const ephemeral = { [`${disk}.diffDiskSettings`]: { option: "Local", placement: "NvmeDisk" }, [`${disk}.caching`]: "ReadOnly" };
const sealed = { [`${disk}.managedDisk.securityProfile.securityEncryptionType`]: "DiskWithVMGuestState" };

export const machineCases: readonly RuleCase[] = [
    allows("VS-11", "65535 bytes", { [`${OS}.customData`]: data(65_535), [`${V}.userData`]: data(65_536) }),
    refuses("VS-11", "65536 bytes of custom data", { [`${OS}.customData`]: data(65_536) }, `${OS}.customData`),
    refuses("VS-11", "more than 64 KB of user data", { [`${V}.userData`]: data(65_537) }, `${V}.userData`),
    refuses("VS-11", "a private key", { [`${OS}.customData`]: data("-----BEGIN RSA PRIVATE KEY-----") }, `${OS}.customData`, warning),
    refuses("VS-11", "a private key in compressed data", { [`${OS}.customData`]: compressedKey }, `${OS}.customData`, warning),
    refuses("VS-11", "an account key", { [`${V}.userData`]: data(`AccountKey=${"A".repeat(86)}==`) }, `${V}.userData`, warning),
    refuses("VS-11", "a signed address", { [`${OS}.customData`]: data("https://a.blob.core.windows.net/c/p.zip?sp=r&SIG=x") }, `${OS}.customData`, warning),
    refuses("VS-11", "an address with nothing but a signature", { [`${V}.userData`]: data("https://a.example.com/p.zip?sig=x") }, `${V}.userData`, warning),
    allows("VS-11", "an address without a signature", { [`${OS}.customData`]: data("https://a.blob.core.windows.net/design=x/p.zip?version=1&big=1") }),

    allows("VS-12", "an RSA key of 2048 bits", { [`${key}.keyData`]: rsaKey(2_048) }),
    allows("VS-12", "passwords", { [`${linux}.disablePasswordAuthentication`]: false, [`${linux}.ssh`]: undefined }),
    refuses("VS-12", "no key", { [`${linux}.ssh`]: undefined }, `${linux}.ssh.publicKeys`),
    refuses("VS-12", "an RSA key of 1024 bits", { [`${key}.keyData`]: rsaKey(1_024) }, `${key}.keyData`),
    refuses("VS-12", "a key of another kind", { [`${key}.keyData`]: "ecdsa-sha2-nistp256 AAAA" }, `${key}.keyData`),
    refuses("VS-12", "an RSA key that is cut off", { [`${key}.keyData`]: "ssh-rsa AAAA" }, `${key}.keyData`),
    refuses("VS-12", "another place", { [`${key}.path`]: "/root/.ssh/authorized_keys" }, `${key}.path`),
    ...["admin", "Root", "user1"].map((name) => refuses("VS-12", `user ${name}`, { [`${OS}.adminUsername`]: name }, `${OS}.adminUsername`)),

    allows("VS-13", "no Trusted Launch", { [security]: undefined, [`${image}.sku`]: "22_04-lts" }),
    allows("VS-13", "a disk encrypted with the machine's state", sealed),
    refuses("VS-13", "no settings", { [`${security}.uefiSettings`]: undefined }, `${security}.uefiSettings`),
    refuses("VS-13", "settings without type", { [`${security}.securityType`]: undefined }, `${security}.securityType`),
    ...["server-gen1", "22_04-lts"].map((sku) => refuses("VS-13", `image ${sku}`, { [`${image}.sku`]: sku }, `${image}.sku`)),
    ...["secureBootEnabled", "vTpmEnabled"].map((name) =>
        refuses(
            "VS-13",
            `a disk encrypted with the machine's state without ${name}`,
            { ...sealed, [`${security}.uefiSettings.${name}`]: false },
            `${security}.uefiSettings`,
        ),
    ),

    allows("VS-15", "an ephemeral disk", ephemeral),
    refuses("VS-15", "caching ReadWrite", { ...ephemeral, [`${disk}.caching`]: "ReadWrite" }, `${disk}.caching`),
    refuses("VS-15", "no caching", { ...ephemeral, [`${disk}.caching`]: undefined }, `${disk}.caching`),
    refuses("VS-15", "another option", { ...ephemeral, [`${disk}.diffDiskSettings.option`]: "Remote" }, `${disk}.diffDiskSettings.option`),
    refuses("VS-15", "another placement", { ...ephemeral, [`${disk}.diffDiskSettings.placement`]: "Tape" }, `${disk}.diffDiskSettings.placement`),
    refuses(
        "VS-15",
        "an encryption set",
        { ...ephemeral, [`${disk}.managedDisk.diskEncryptionSet`]: { id: inGroup("x/y/z") } },
        `${disk}.managedDisk.diskEncryptionSet`,
        warning,
    ),

    ...["id", "sharedGalleryImageId", "communityGalleryImageId"].map((name) => allows("VS-24", name, { [image]: { [name]: "/subscriptions/s/image" } })),
    allows("VS-24", "the latest image with manual upgrades", { [`${image}.version`]: "latest", [`${S}.upgradePolicy.mode`]: "Manual" }),
    refuses("VS-24", "two sources", { [`${image}.id`]: "/subscriptions/s/image" }, image),
    refuses("VS-24", "no source", { [image]: {} }, image),
    refuses("VS-24", "no version", { [`${image}.version`]: undefined }, image),
    refuses("VS-24", "the latest image", { [`${image}.version`]: "latest" }, `${image}.version`, warning),
];
