import { GatewayDeploymentArgs, Tier } from "../../../components";
import { validArgs } from "../../unit/support/deployments";

/** Environments as a whole. */
export const environments: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "a Development environment": { tier: Tier.Development },
    "a Production environment": { tier: Tier.Production, tags: { workload: "api-gateway" }, additionalHostNames: ["gw2.example.com"] },
    "a gateway without a shared file system": { release: "4.6.0" },
    "a region without zones": { location: "westus" },
    "many host names": { additionalHostNames: Array.from({ length: 20 }, (_, index) => `gw${index}.example.com`) },
    "the largest scale": {
        release: "3.2.0",
        tier: Tier.Production,
        loadBalancer: { minInstances: 0, maxInstances: 125, firewall: { mode: "Detection" }, domainNameLabel: "gateway-test" },
        network: { addressSpace: "10.0.0.0/22", clientRanges: ["198.51.100.0/24", "192.0.2.0/24"] },
        sharedStorage: { quotaGiB: 102_400, redundancy: "Premium_LRS", encryptionInTransit: false },
        scaleSet: { ...validArgs().scaleSet, minInstances: 3, maxInstances: 100, adminUserName: "operator" },
    },
    "an image of one's own": {
        scaleSet: {
            ...validArgs().scaleSet,
            imageId: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/galleries/g/images/gateway/versions/1.0.0",
        },
    },
};
