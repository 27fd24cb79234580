import { GatewayDeploymentArgs, Tier } from "../../../components";
import { rootCertificate, validArgs } from "../../unit/support/deployments";
import { mockSubscription } from "../../unit/support/mocks";

const { scaleSet, controlPlane } = validArgs();
const virtualNetworkId = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;

/** Options of the nodes. */
export const nodes: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "machines at spot price": { scaleSet: { ...scaleSet, spot: {} } },
    "machines at spot price, with all that can be said about them": {
        scaleSet: { ...scaleSet, spot: { maxPrice: 0.125, evictionPolicy: "Deallocate" } },
    },
    "ephemeral disks in the cache, encrypted at the host": {
        tier: Tier.Production,
        scaleSet: { ...scaleSet, vmSize: "Standard_D4ds_v5", ephemeralOsDisk: "CacheDisk", encryptionAtHost: true },
    },
    "ephemeral disks on local NVMe": { scaleSet: { ...scaleSet, vmSize: "Standard_D4ads_v6", ephemeralOsDisk: "NvmeDisk", osDiskSizeGiB: 30 } },
    "cheaper and larger disks": { scaleSet: { ...scaleSet, osDiskType: "StandardSSD_LRS", osDiskSizeGiB: 4095 } },
    "images that patch themselves": {
        scaleSet: { ...scaleSet, patchMode: "ImageDefault", imageId: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/images/gateway" },
    },
    "thresholds and pauses of one's own": {
        tier: Tier.Production,
        scaleSet: {
            ...scaleSet,
            minInstances: 4,
            maxInstances: 20,
            autoscale: { scaleOutAbovePercent: 60, scaleInBelowPercent: 47, scaleOutCooldownMinutes: 5, scaleInCooldownMinutes: 720 },
        },
    },
    "a cluster of nodes": { release: "3.1.0", tier: Tier.Production, hazelcast: {} },
    "a cluster of nodes in an existing network": {
        release: "2.6.0",
        hazelcast: { domain: "gateway.shared" },
        network: {
            virtualNetworkId,
            addressSpace: "10.1.0.0/22",
            nodeSubnet: { id: `${virtualNetworkId}/subnets/machines`, addressRange: "10.1.1.0/26" },
        },
    },
    "a Redis, brokers with TLS, labels and settings of one's own": {
        release: "4.5.0",
        controlPlane: { ...controlPlane, messagingTls: true, trustedRoots: [], signingCertificate: rootCertificate },
        gatewayLabels: ["Default", "Internal"],
        redis: { host: "redis.example.com", userName: "gateway", password: "redis-secret" },
        extraConfiguration: '[apim.cors]\nallow_origins = ["https://app.example.com"]\n',
        loadBalancer: { mutualTls: { clientCertificateAuthorities: [rootCertificate] } },
    },
    "a pack for the nodes": {
        release: "4.5.0",
        scaleSet: { ...scaleSet, pack: { url: "https://packs.example.com/wso2am-4.5.0.zip", sha256: "0".repeat(64) } },
    },
};
