import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import type { GatewayDeploymentArgs } from "../../../components";
import { checkDeployment } from "../../../components/checks";
import { withLaterChecks } from "../../../components/checking/laterChecks";
import { rootCertificate, validArgs } from "../support/deployments";
import { outcomeOf } from "../support/outputs";

const scaleSet = validArgs().scaleSet;
const certificates = validArgs().certificates;
const controlPlane = validArgs().controlPlane;

/** The form of an RSA key with a modulus of 1024 bits. */
const shortRsaKey = `ssh-rsa ${Buffer.concat([7, 3, 129].flatMap((length, index) => [Buffer.from([0, 0, 0, length]), index === 0 ? Buffer.from("ssh-rsa") : Buffer.alloc(length).fill(0x80, 1)])).toString("base64")}`;

/** The form of an Ed25519 key of 31 bytes. */
const shortEd25519Key = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.from([0, 0, 0, 31]), Buffer.alloc(31, 7)]).toString("base64")}`;

const localDisk = { ...scaleSet, vmSize: "Standard_D4ds_v5" };
// Compressed, repetitions take no room.
const manyHosts = Array.from({ length: 1500 }, (_, index) => `tm-${createHash("sha256").update(`${index}`).digest("hex").slice(0, 60)}.example.com`);
const compute = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute";
const imageId = `${compute}/images/gateway`;

/** One mistake each: what is changed, the path of the problem, and what the message says about what is allowed. */
const mistakes: [what: string, changes: Partial<GatewayDeploymentArgs>, path: string, message: RegExp][] = [
    ["an unknown release", { release: "3.3.0" }, "release", /known releases are 2\.1\.0, .*4\.7\.0/],
    ["an unknown tier", { tier: "Test" as never }, "tier", /Development, Production/],
    ["a host name of one label", { hostName: "gateway" }, "hostName", /full host name/],
    ["a wildcard", { hostName: "*.example.com" }, "hostName", /without a wildcard/],
    ["a wrong further host name", { additionalHostNames: ["ok.example.com", "no_underscore.example.com"] }, "additionalHostNames[1]", /full host name/],
    ["a host name twice", { additionalHostNames: ["GW.dev.example.com"] }, "additionalHostNames[0]", /once more/],
    ["an unknown zone", { zones: ["1", "4"] }, "zones", /allowed are 1, 2 and 3/],
    ["a zone twice", { zones: ["1", "1"] }, "zones", /twice/],
    ["zones where there are none", { zones: ["1"], location: "westus" }, "zones", /westus is not known to have zones/],
    ["a mode that the release does not have", { contentSync: "EventHub" }, "contentSync", /3\.2\.0 has SharedFileSystem, ArtifactSynchronizer, Rsync/],
    ["storage that nobody shares", { release: "4.6.0", sharedStorage: {} }, "sharedStorage", /leave it out, or share .* shareTenants or shareUserStores/],
    ["user stores of a release without any", { sharedStorage: { shareUserStores: true } }, "sharedStorage.shareUserStores", /releases from 4\.0\.0 have one/],
    ["a folder that is a path", { sharedStorage: { folder: "../other" } }, "sharedStorage.folder", /1 to 80 letters/],
    ["no encryption key from 4.7", { release: "4.7.0" }, "credentials.encryptionKey", /is missing/],
    [
        "an encryption key of the wrong form",
        { release: "4.7.0", credentials: { adminPassword: "x", encryptionKey: "short" } },
        "credentials.encryptionKey",
        /64 hexadecimal/,
    ],
    [
        "an encryption key that nothing uses",
        { credentials: { adminPassword: "x", encryptionKey: "0".repeat(64) } },
        "credentials.encryptionKey",
        /leave it out/,
    ],
    ["no password", { credentials: { adminPassword: "" } }, "credentials.adminPassword", /is empty/],
    ["a password that breaks XML", { credentials: { adminPassword: "a<b" } }, "credentials.adminPassword", /does not escape/],
    ["a password that breaks an address", { credentials: { adminPassword: "a@b" } }, "controlPlane.password", /address of the message broker/],
    ["a control plane's password that breaks an address", { controlPlane: { ...controlPlane, password: "a/b" } }, "controlPlane.password", /address/],
    ["labels where nodes do not fetch APIs", { gatewayLabels: ["Default"] }, "gatewayLabels", /nodes do not choose/],
    ["a label with a blank", { release: "4.5.0", gatewayLabels: ["Default", "my label"] }, "gatewayLabels[1]", /without blanks/],
    ["no label", { release: "4.5.0", gatewayLabels: [] }, "gatewayLabels", /are empty/],
    ["a label twice", { release: "4.5.0", gatewayLabels: ["a", "a"] }, "gatewayLabels", /twice/],
    ["brokers with TLS before there is a setting", { controlPlane: { ...controlPlane, messagingTls: true } }, "controlPlane.messagingTls", /from 4\.1\.0/],
    [
        "a name of a key that breaks a broker's address",
        {
            release: "4.5.0",
            controlPlane: { ...controlPlane, messagingTls: true },
            certificates: { ...certificates, nodeKeyAlias: "wso2 carbon", nodeKeyStore: pulumi.output("later") },
        },
        "certificates.nodeKeyAlias",
        /message broker/,
    ],
    ["a cluster where there is none", { release: "4.5.0", hazelcast: {} }, "hazelcast", /Redis/],
    [
        "a cluster of one",
        { hazelcast: {}, scaleSet: { ...scaleSet, minInstances: 1, maxInstances: 1 } },
        "scaleSet.maxInstances",
        /from 2 to 49 with hazelcast/,
    ],
    ["a cluster of too many", { hazelcast: {}, scaleSet: { ...scaleSet, maxInstances: 50 } }, "scaleSet.maxInstances", /from 2 to 49 with hazelcast/],
    [
        "a cluster in too large a subnet",
        { hazelcast: {}, network: { subnetRanges: { nodes: "10.20.1.0/25" } } },
        "network.subnetRanges.nodes",
        /\/26 or smaller/,
    ],
    ["the name of a cluster that is none", { hazelcast: { domain: "a b" } }, "hazelcast.domain", /letters, digits/],
    ["a Redis that nobody asks", { redis: { host: "redis.example.com" } }, "redis", /it has Hazelcast/],
    ["a cluster and a Redis", { release: "4.1.0", hazelcast: {}, redis: { host: "r.example.com" } }, "redis", /one of them/],
    ["a Redis by its address", { release: "4.5.0", redis: { host: "redis://r" } }, "redis.host", /without scheme/],
    ["a Redis with a password that breaks XML", { release: "4.5.0", redis: { host: "r", password: "a<b" } }, "redis.password", /does not escape/],
    ["settings for a file that is not there", { release: "2.6.0", extraConfiguration: "" }, "extraConfiguration", /has no deployment\.toml/],
    ["settings that are no TOML", { extraConfiguration: "[apim" }, "extraConfiguration", /is not TOML: .*\(line 1\)/],
    ["settings of this library", { extraConfiguration: "[server]\nhostname = 'x'" }, "extraConfiguration", /server\.hostname, which this library sets/],
    ["settings with secrets that nodes do not have", { extraConfiguration: "a = '$env{HOME}'" }, "extraConfiguration", /\$env\{HOME\}/],
    ["a password that the product takes for a pattern", { credentials: { adminPassword: "a$b" } }, "credentials.adminPassword", /pattern/],
    ["a password that the product takes for a template", { credentials: { adminPassword: "a{{b" } }, "credentials.adminPassword", /template/],
    ["a password in another script", { credentials: { adminPassword: "pässword" } }, "credentials.adminPassword", /ASCII/],
    ["a user name that breaks an address", { controlPlane: { ...controlPlane, userName: "a@b" } }, "controlPlane.userName", /message broker/],
    [
        "trusted roots that are none",
        { controlPlane: { ...controlPlane, trustedRoots: [rootCertificate, "x"] } },
        "controlPlane.trustedRoots[1]",
        /certificate in PEM/,
    ],
    [
        "a signing certificate that is none",
        { controlPlane: { ...controlPlane, signingCertificate: "x" } },
        "controlPlane.signingCertificate",
        /certificate in PEM/,
    ],
    [
        "two signing certificates",
        { controlPlane: { ...controlPlane, signingCertificate: rootCertificate + rootCertificate } },
        "controlPlane.signingCertificate",
        /more than one/,
    ],
    ["a user name that breaks XML", { controlPlane: { ...controlPlane, userName: 'a"b' } }, "controlPlane.userName", /does not escape/],
    ["a user name of 2.x that breaks an address", { release: "2.6.0", controlPlane: { ...controlPlane, userName: "a@b" } }, "controlPlane.userName", /address/],
    ["a password of 2.x with a variable", { release: "2.6.0", credentials: { adminPassword: "a${b}" } }, "credentials.adminPassword", /contains \$\{/],
    ["a password of 2.x with two lines", { release: "2.1.0", credentials: { adminPassword: "a\nb" } }, "credentials.adminPassword", /control character/],
    [
        "an administrator of 2.x without a name",
        { release: "2.6.0", credentials: { adminPassword: "x", adminUserName: "" } },
        "credentials.adminUserName",
        /is empty/,
    ],
    [
        "a traffic manager with scheme and port",
        { controlPlane: { ...controlPlane, trafficManagers: ["tcp://tm1:5672"] } },
        "controlPlane.trafficManagers[0]",
        /without scheme and port/,
    ],
    [
        "a traffic manager twice",
        { controlPlane: { ...controlPlane, trafficManagers: ["tm1", pulumi.output("tm2"), "TM1"] } },
        "controlPlane.trafficManagers[2]",
        /is "TM1" once more/,
    ],
    ["a node of the event hub twice", { controlPlane: { ...controlPlane, eventHubs: ["cp1", "cp1"] } }, "controlPlane.eventHubs[1]", /once more/],
    ["an empty event hub", { controlPlane: { ...controlPlane, eventHubs: [""] } }, "controlPlane.eventHubs[0]", /host name/],
    [
        "more nodes than the network has room for",
        { scaleSet: { ...scaleSet, maxInstances: 423 }, network: { addressSpace: "10.0.0.0/22" } },
        "network.addressSpace",
        /\/21 or larger/,
    ],
    [
        "more nodes than their subnet has room for",
        { scaleSet: { ...scaleSet, maxInstances: 210 }, network: { subnetRanges: { nodes: "10.20.1.0/24" } } },
        "network.subnetRanges.nodes",
        /209 of 210 nodes/,
    ],
    [
        "more instances than the load balancer's subnet has room for",
        { loadBalancer: { maxInstances: 59 }, network: { subnetRanges: { loadBalancer: "10.20.0.0/26" } } },
        "network.subnetRanges.loadBalancer",
        /58 of 59 instances/,
    ],
    [
        "a zone for a share that does not exist",
        {
            release: "4.6.0",
            network: { fileShareZoneId: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net" },
        },
        "network.fileShareZoneId",
        /nothing here needs the zone/,
    ],
    [
        "an existing network of a wrong id",
        { network: { virtualNetworkId: "vnet", addressSpace: "10.1.0.0/22" } },
        "network.virtualNetworkId",
        /virtualNetworks/,
    ],
    ["everybody as a manager", { network: { managementRanges: ["0.0.0.0/0"] } }, "network.managementRanges[0]", /everybody/],
    ["a size that does not exist", { scaleSet: { ...scaleSet, vmSize: "banana" } }, "scaleSet.vmSize", /Standard_D4s_v5/],
    ["a size without premium disks", { scaleSet: { ...scaleSet, vmSize: "Standard_D4_v5" } }, "scaleSet.vmSize", /premium disks/],
    [
        "a size without the premium disk that is asked for",
        { scaleSet: { ...scaleSet, vmSize: "Standard_D4d_v5", osDiskType: "Premium_LRS" } },
        "scaleSet.vmSize",
        /premium disks/,
    ],
    ["a size that no disk makes one", { scaleSet: { ...scaleSet, vmSize: "banana", osDiskType: "StandardSSD_LRS" } }, "scaleSet.vmSize", /name of a size/],
    [
        "a size without any local disk for an ephemeral one",
        { scaleSet: { ...scaleSet, vmSize: "Standard_D4_v5", ephemeralOsDisk: "ResourceDisk" } },
        "scaleSet.ephemeralOsDisk",
        /local disk/,
    ],
    ["a short RSA key", { scaleSet: { ...scaleSet, sshPublicKey: shortRsaKey } }, "scaleSet.sshPublicKey", /1024 bits; at least 2048/],
    ["a key of another type inside", { scaleSet: { ...scaleSet, sshPublicKey: `ssh-rsa ${"A".repeat(68)}` } }, "scaleSet.sshPublicKey", /what it says/],
    ["an image that is none", { scaleSet: { ...scaleSet, imageId: "banana" } }, "scaleSet.imageId", /resource id of an image/],
    [
        "a gallery's image without a version",
        { scaleSet: { ...scaleSet, imageId: `${compute}/galleries/g/images/gateway` } },
        "scaleSet.imageId",
        /that of one version, not the latest/,
    ],
    [
        "the latest version of a gallery's image",
        { scaleSet: { ...scaleSet, imageId: `${compute}/galleries/g/images/gateway/versions/latest` } },
        "scaleSet.imageId",
        /not the latest/,
    ],
    ["a key with a blank in front", { scaleSet: { ...scaleSet, sshPublicKey: ` ${String(scaleSet.sshPublicKey)}` } }, "scaleSet.sshPublicKey", /of the form/],
    ["half an Ed25519 key", { scaleSet: { ...scaleSet, sshPublicKey: shortEd25519Key } }, "scaleSet.sshPublicKey", /of type ssh-ed25519/],
    [
        "a key of a type that Azure does not take",
        { scaleSet: { ...scaleSet, sshPublicKey: "ecdsa-sha2-nistp256 AAAA" } },
        "scaleSet.sshPublicKey",
        /ssh-ed25519/,
    ],
    [
        "more nodes than fit with those of an upgrade",
        { scaleSet: { ...scaleSet, minInstances: 834, maxInstances: 3 } },
        "scaleSet.minInstances",
        /from 1 to 833/,
    ],
    ["spot machines in Production", { tier: "Production", scaleSet: { ...scaleSet, spot: {} } }, "scaleSet.spot", /without waiting for their requests/],
    ["a price of nothing", { scaleSet: { ...scaleSet, spot: { maxPrice: 0 } } }, "scaleSet.spot.maxPrice", /above 0, and -1/],
    [
        "another end of spot machines",
        { scaleSet: { ...scaleSet, spot: { evictionPolicy: "Stop" as never } } },
        "scaleSet.spot.evictionPolicy",
        /Delete, Deallocate/,
    ],
    ["another way to patch", { scaleSet: { ...scaleSet, patchMode: "Manual" as never } }, "scaleSet.patchMode", /AutomaticByPlatform, ImageDefault/],
    ["a disk of another type", { scaleSet: { ...scaleSet, osDiskType: "UltraSSD_LRS" as never } }, "scaleSet.osDiskType", /Premium_LRS, StandardSSD_LRS/],
    ["a disk that is too small", { scaleSet: { ...scaleSet, osDiskSizeGiB: 29 } }, "scaleSet.osDiskSizeGiB", /from 30 to 4095/],
    [
        "another place for a disk",
        { scaleSet: { ...localDisk, ephemeralOsDisk: "Memory" as never } },
        "scaleSet.ephemeralOsDisk",
        /CacheDisk, ResourceDisk, NvmeDisk/,
    ],
    ["two kinds of disk", { scaleSet: { ...localDisk, ephemeralOsDisk: "CacheDisk", osDiskType: "Premium_LRS" } }, "scaleSet.osDiskType", /leave one out/],
    [
        "an ephemeral disk where there is none",
        { scaleSet: { ...scaleSet, ephemeralOsDisk: "CacheDisk" } },
        "scaleSet.ephemeralOsDisk",
        /Standard_D2s_v5 has none/,
    ],
    [
        "a threshold that is none",
        { scaleSet: { ...scaleSet, autoscale: { scaleOutAbovePercent: 100 } } },
        "scaleSet.autoscale.scaleOutAbovePercent",
        /from 2 to 99/,
    ],
    [
        "a pause that swings",
        { scaleSet: { ...scaleSet, autoscale: { scaleInCooldownMinutes: 4 } } },
        "scaleSet.autoscale.scaleInCooldownMinutes",
        /from 5 to 720/,
    ],
    [
        "thresholds that call for each other",
        { scaleSet: { ...scaleSet, autoscale: { scaleInBelowPercent: 35 } } },
        "scaleSet.autoscale.scaleInBelowPercent",
        /2 nodes below 35 % would be 1 at up to 70 %, .* with minInstances 1 allowed for scaleInBelowPercent is at most 34/,
    ],
    [
        "a threshold that calls for the default one",
        { scaleSet: { ...scaleSet, autoscale: { scaleOutAbovePercent: 60 } } },
        "scaleSet.autoscale.scaleOutAbovePercent",
        /is 60; .* at most 29/,
    ],
    ["a region that is none", { location: "west-europe" }, "location", /such as westeurope/],
    ["more control plane than customData holds", { controlPlane: { ...controlPlane, trafficManagers: manyHosts } }, "controlPlane", /65535/],
    ["half an image", { scaleSet: { ...scaleSet, image: { publisher: "p", offer: "", sku: "s", version: "1" } } }, "scaleSet.image.offer", /is empty/],
    [
        "an image without a version",
        { scaleSet: { ...scaleSet, image: { publisher: "p", offer: "o", sku: "s" } as never } },
        "scaleSet.image.version",
        /is missing/,
    ],
    [
        "an image of the first generation",
        { scaleSet: { ...scaleSet, image: { publisher: "Canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts", version: "1" } } },
        "scaleSet.image.sku",
        /first generation, .* \(VS-13\)/,
    ],
    ["callers that are no range", { network: { clientRanges: ["banana"] } }, "network.clientRanges[0]", /CIDR blocks, or one service tag/],
    ["callers in the network itself", { network: { clientRanges: ["VirtualNetwork"] } }, "network.clientRanges[0]", /nobody reaches a public address/],
    ["two service tags", { network: { clientRanges: ["Internet", "10.0.0.0/8"] } }, "network.clientRanges[0]", /one service tag alone/],
    ["a network that nobody may have", { network: { addressSpace: "224.0.0.0/16" } }, "network.addressSpace", /overlaps 224\.0\.0\.0\/3/],
    ["a cloud of its own", { location: "usgovvirginia" }, "location", /government and China/],
    ["a group of a wrong name", { resourceGroupName: "bad name?" }, "resourceGroupName", /allowed/],
    ["a new name for an existing group", { resourceGroupName: "rg-a", names: { resourceGroup: "rg-b" } }, "names.resourceGroup", /exactly one/],
    ["an empty start of names", { baseName: "" }, "baseName", /empty/],
    ["a tag's name that Azure does not allow", { tags: { "a<b": "x" } }, "tags", /without </],
    ["two tags that differ in case only", { tags: { Owner: "a", owner: "b" } }, "tags", /"owner" twice/],
    ["a tag's value that is too long", { tags: { a: "x".repeat(257) } }, "tags.a", /at most 256/],
    [
        "two roots in one",
        { certificates: { ...certificates, backendTrustedRoots: [rootCertificate + rootCertificate] } },
        "certificates.backendTrustedRoots[0]",
        /more than one/,
    ],
    [
        "a root twice",
        { certificates: { ...certificates, backendTrustedRoots: [rootCertificate, rootCertificate] } },
        "certificates.backendTrustedRoots[1]",
        /once already/,
    ],
    ["no host name", { hostName: undefined! }, "hostName", /^is missing$/],
    ["no address of the control plane", { controlPlane: { ...controlPlane, serviceUrl: undefined! } }, "controlPlane.serviceUrl", /^is missing$/],
    ["no traffic manager", { controlPlane: { ...controlPlane, trafficManagers: undefined! } }, "controlPlane.trafficManagers", /^is missing$/],
    ["no root at all", { certificates: { ...certificates, backendTrustedRoots: undefined! } }, "certificates.backendTrustedRoots", /^is missing$/],
    ["pods without an image", { scaleSet: undefined!, cluster: { image: undefined! } }, "cluster.image", /^is missing$/],
    ["nothing but a release", { scaleSet: undefined as never }, "scaleSet", /is missing/],
    ["a request that does not fit into a drain", { requestTimeoutSeconds: 801 }, "requestTimeoutSeconds", /1 to 800/],
    ["a start that is too slow to be repaired", { startupSeconds: 6000 }, "startupSeconds", /5340/],
    ["durations that contradict each other", { timing: { socketTimeoutSeconds: 10 } }, "timing.socketTimeoutSeconds", /./],
    ["more fewest than most nodes", { scaleSet: { ...scaleSet, minInstances: 4, maxInstances: 3 } }, "scaleSet.minInstances", /more than maxInstances \(3\)/],
    ["half a node", { scaleSet: { ...scaleSet, minInstances: 1.5 } }, "scaleSet.minInstances", /whole numbers from 1 to 833/],
    ["a private key for a public one", { scaleSet: { sshPublicKey: "-----BEGIN OPENSSH PRIVATE KEY-----" } }, "scaleSet.sshPublicKey", /ssh-ed25519/],
    ["two images", { scaleSet: { ...scaleSet, imageId, image: { publisher: "p", offer: "o", sku: "s", version: "1" } } }, "scaleSet.image", /exactly one/],
    [
        "an image that moves",
        { scaleSet: { ...scaleSet, image: { publisher: "p", offer: "o", sku: "s", version: "latest" } } },
        "scaleSet.image.version",
        /fixed version/,
    ],
    ["a pack without TLS", { scaleSet: { ...scaleSet, pack: { url: "http://packs/a.zip", sha256: "0".repeat(64) } } }, "scaleSet.pack.url", /https/],
    ...["?sp=r&sig=x", "?SIG=x"].map((query): (typeof mistakes)[number] => [
        `a pack's address with a signature: ${query}`,
        { scaleSet: { ...scaleSet, pack: { url: `https://packs.example.com/a.zip${query}`, sha256: "0".repeat(64) } } },
        "scaleSet.pack.url",
        /^has a signature in it.* nodes read it with their identity/,
    ]),
    ["a pack without a sum", { scaleSet: { ...scaleSet, pack: { url: "https://packs/a.zip", sha256: "" } } }, "scaleSet.pack.sha256", /64 hexadecimal/],
    ["a reserved user name", { scaleSet: { ...scaleSet, adminUserName: "root" } }, "scaleSet.adminUserName", /other than/],
    ["a load balancer of one instance", { loadBalancer: { minInstances: 1, maxInstances: 1 } }, "loadBalancer.maxInstances", /at least 2/],
    ["too many load balancer instances", { loadBalancer: { maxInstances: 126 } }, "loadBalancer.maxInstances", /from 0 to 125/],
    ["an unknown firewall mode", { loadBalancer: { firewall: { mode: "Off" as never } } }, "loadBalancer.firewall.mode", /Detection, Prevention/],
    ["a label that DNS does not allow", { loadBalancer: { domainNameLabel: "My_Label" } }, "loadBalancer.domainNameLabel", /lower-case/],
    ["a network that is too small", { network: { addressSpace: "10.0.0.0/23" } }, "network.addressSpace", /\/22 or larger/],
    ["a network with host bits", { network: { addressSpace: "10.0.0.1/16" } }, "network.addressSpace", /CIDR/],
    ["nobody may call", { network: { clientRanges: [] } }, "network.clientRanges", /empty/],
    ["a share that is too small", { sharedStorage: { quotaGiB: 99 } }, "sharedStorage.quotaGiB", /100 to 102400/],
    [
        "copies in zones where there are none",
        { location: "westus", zones: [], sharedStorage: { redundancy: "Premium_ZRS" } },
        "sharedStorage.redundancy",
        /westus is not known to have zones; use Premium_LRS/,
    ],
    ["an unknown redundancy", { sharedStorage: { redundancy: "Premium_GRS" as never } }, "sharedStorage.redundancy", /Premium_LRS, Premium_ZRS/],
    ...["https://cp.example.com:65536", "https://cp.example.com:0", "https://-.example.com"].map((serviceUrl): (typeof mistakes)[number] => [
        `a control plane that nothing finds: ${serviceUrl}`,
        { controlPlane: { ...controlPlane, serviceUrl } },
        "controlPlane.serviceUrl",
        /is needed/,
    ]),
    ["a control plane without TLS", { controlPlane: { ...controlPlane, serviceUrl: "http://cp:9443" } }, "controlPlane.serviceUrl", /https/],
    ["no traffic manager", { controlPlane: { ...controlPlane, trafficManagers: [] } }, "controlPlane.trafficManagers", /empty/],
    ["a front certificate that is none", { certificates: { ...certificates, frontPfx: "hello" } }, "certificates.frontPfx", /PKCS12/],
    ["a key store that is none", { certificates: { ...certificates, nodeKeyStore: "-----BEGIN" } }, "certificates.nodeKeyStore", /PKCS12/],
    ["no trusted root", { certificates: { ...certificates, backendTrustedRoots: [] } }, "certificates.backendTrustedRoots", /empty/],
    [
        "a trusted root that is none",
        { certificates: { ...certificates, backendTrustedRoots: [rootCertificate, "x"] } },
        "certificates.backendTrustedRoots[1]",
        /PEM/,
    ],
    ["a name that Azure does not allow", { names: { storageAccount: "Not-Allowed" } }, "names.storageAccount", /lower-case/],
    ["too many tags", { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, "x"])) }, "tags", /at most 50/],
];

describe("checkDeployment", () => {
    it("finds nothing wrong with valid arguments", () => {
        for (const release of ["2.1.0", "3.2.0", "4.0.0", "4.6.0"]) assert.deepEqual(checkDeployment(validArgs({ release })), []);
        for (const tier of ["Development", "Production"] as const) assert.deepEqual(checkDeployment(validArgs({ tier })), []);
    });

    it("lets passwords of 2.x be what they are, since nodes write them so that they are read", () => {
        const password = "p@ss/:' &<\"%ä";
        const changes = { credentials: { adminPassword: password }, controlPlane: { ...controlPlane, userName: "gate<way", password } };
        for (const release of ["2.1.0", "2.6.0"]) assert.deepEqual(checkDeployment(validArgs({ release, ...changes })), []);
        assert.ok(checkDeployment(validArgs({ release: "3.0.0", ...changes })).length > 3);
    });

    for (const [what, changes, path, message] of mistakes) {
        it(`refuses ${what}`, () => {
            const problems = checkDeployment(validArgs(changes));
            assert.deepEqual(
                problems.map((problem) => problem.path),
                [path],
            );
            assert.match(problems[0]!.message, message);
        });
    }

    it("accepts a size without premium disks where the system disk is none", () => {
        for (const settings of [
            { vmSize: "Standard_D4_v5", osDiskType: "StandardSSD_LRS" },
            { vmSize: "Standard_D4d_v5", ephemeralOsDisk: "ResourceDisk" },
        ] as const)
            assert.deepEqual(checkDeployment(validArgs({ scaleSet: { ...scaleSet, ...settings } })), []);
    });

    it("accepts a pack's address with another query than a signature", () => {
        const pack = { url: "https://packs.example.com/design=1/a.zip?version=1&design=2", sha256: "0".repeat(64) };
        assert.deepEqual(checkDeployment(validArgs({ scaleSet: { ...scaleSet, pack } })), []);
    });

    it("leaves values that are not known yet alone", () => {
        const later = pulumi.output("later");
        assert.deepEqual(checkDeployment(validArgs({ hostName: later, certificates: { ...certificates, frontPfx: later } })), []);
    });
});

describe("withLaterChecks", () => {
    /** What becomes of an output: its value, or the error that ends the deployment. */

    it("hands on what is right", async () => {
        const { hostName } = withLaterChecks("The gateway", validArgs({ hostName: pulumi.output("gw.example.com") }));
        assert.equal(await outcomeOf(hostName), "gw.example.com");
    });

    it("leaves what is known at once as it is", () => assert.equal(withLaterChecks("The gateway", validArgs()).hostName, "gw.dev.example.com"));

    it("refuses a host name that turns out to be one of the further ones", async () => {
        const { hostName } = withLaterChecks("The gateway", validArgs({ hostName: pulumi.output("GW.example.com"), additionalHostNames: ["gw.example.com"] }));
        await assert.rejects(outcomeOf(hostName), /hostName: is "GW\.example\.com", which additionalHostNames name once more/);
    });

    const wrong = pulumi.output("wrong");
    const unfit = pulumi.output("<unfit>");
    const later: Record<string, (args: GatewayDeploymentArgs) => pulumi.Input<unknown> | undefined> = {
        hostName: (args) => args.hostName,
        "scaleSet.sshPublicKey": (args) => args.scaleSet?.sshPublicKey,
        "controlPlane.serviceUrl": (args) => args.controlPlane.serviceUrl,
        "controlPlane.trafficManagers[1]": (args) => args.controlPlane.trafficManagers,
        "controlPlane.eventHubs[1]": (args) => args.controlPlane.eventHubs,
        "controlPlane.password": (args) => args.controlPlane.password,
        "credentials.adminPassword": (args) => args.credentials.adminPassword,
        "credentials.encryptionKey": (args) => args.credentials.encryptionKey,
        "certificates.frontPfx": (args) => args.certificates.frontPfx,
        "certificates.nodeKeyStore": (args) => args.certificates.nodeKeyStore,
    };
    for (const [path, valueOf] of Object.entries(later)) {
        it(`fails with the path of ${path} when it becomes known`, async () => {
            const args = withLaterChecks("The gateway", {
                ...validArgs({ hostName: wrong }),
                scaleSet: { sshPublicKey: wrong },
                controlPlane: {
                    ...controlPlane,
                    serviceUrl: wrong,
                    trafficManagers: ["TM1", pulumi.output("tm1")],
                    eventHubs: pulumi.output(["a", "a"]),
                    password: unfit,
                },
                credentials: { adminPassword: unfit, encryptionKey: wrong },
                certificates: { ...certificates, frontPfx: wrong, nodeKeyStore: wrong },
            });
            await assert.rejects(outcomeOf(valueOf(args)), (error: Error) => error.message.includes(`The gateway has 1 problem:\n  - ${path}: `));
        });
    }
});
