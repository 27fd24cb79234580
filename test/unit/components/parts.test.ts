import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { GatewayLoadBalancer, GatewayMonitoring, GatewayNetwork, ScaleSetGateway, SharedStorage } from "../../../components";
import { sshPublicKey } from "../../support/fixtures";
import { rootCertificate } from "../support/deployments";
import { existingSubnetId, Registered, registeredBy } from "../support/mocks";

/** What a part registers when it is made, and the error that it is refused with, if it is. */
async function attempt(make: () => unknown): Promise<{ registered: Registered[]; paths: string[] }> {
    let message = "";
    const registered = await registeredBy(() => {
        try {
            make();
        } catch (error) {
            message = (error as Error).message;
        }
    });
    return { registered, paths: [...message.matchAll(/^ {2}- ([\w.[\]]+):/gm)].map((match) => match[1]!) };
}

const loadBalancer = {
    tier: "Production",
    resourceGroupName: "rg",
    hostNames: ["gw.example.com"],
    subnetId: existingSubnetId,
    certificateSecretId: "https://kv.vault.azure.net/secrets/front",
    identityId: "/identity",
    trustedRoots: [rootCertificate],
} as const;
const scaleSet = {
    tier: "Production",
    resourceGroupName: "rg",
    subnetId: "/subnet",
    identityId: "/identity",
    sshPublicKey,
    cloudInit: "#cloud-config\n",
} as const;
const storage = { tier: "Production", resourceGroupName: "rg", privateEndpointSubnetId: "/subnet", fileShareZoneId: "/zone" } as const;

// What is random cannot be compressed.
const cloudInit = `#cloud-config\n# ${randomBytes(70_000).toString("hex")}\n`;

const parts: { part: string; make: (wrong: object) => unknown; wrong: object; paths: string[]; children: number }[] = [
    {
        part: "GatewayNetwork",
        make: (wrong) => new GatewayNetwork("network", { resourceGroupName: "rg", ...wrong }),
        wrong: { addressSpace: "10.0.0.0/28", clientRanges: [], natGatewayZone: "4" },
        paths: ["addressSpace", "clientRanges", "natGatewayZone"],
        children: 10,
    },
    {
        part: "SharedStorage",
        make: (wrong) => new SharedStorage("storage", { ...storage, ...wrong }),
        wrong: { tier: "Staging", quotaGiB: 1, redundancy: "Premium_GRS" },
        paths: ["tier", "quotaGiB", "redundancy"],
        children: 5,
    },
    {
        part: "ScaleSetGateway",
        make: (wrong) => new ScaleSetGateway("nodes", { ...scaleSet, backendPoolIds: ["/pool"], ...wrong }),
        wrong: { minInstances: 9, maxInstances: 6, zones: ["7"], sshPublicKey: "banana", startupSeconds: 6000, cloudInit },
        paths: ["minInstances", "sshPublicKey", "zones", "startupSeconds", "cloudInit"],
        children: 2,
    },
    {
        part: "GatewayLoadBalancer",
        make: (wrong) =>
            new GatewayLoadBalancer("balancer", { ...loadBalancer, hostNames: [...loadBalancer.hostNames], trustedRoots: [rootCertificate], ...wrong }),
        wrong: { hostNames: [], trustedRoots: [], certificateSecretId: "https://kv.vault.azure.net/certificates/front/1", requestTimeoutSeconds: 801 },
        paths: ["hostNames[0]", "trustedRoots", "certificateSecretId", "requestTimeoutSeconds"],
        children: 3,
    },
    {
        part: "GatewayMonitoring",
        make: (wrong) => new GatewayMonitoring("monitoring", { tier: "Production", resourceGroupName: "rg", vaultId: "/vault", ...wrong }),
        wrong: { retentionDays: 7, emailAddresses: ["nobody"], alerts: { secretExpiry: { severity: 9 } } },
        paths: ["retentionDays", "emailAddresses[0]", "alerts.secretExpiry.severity"],
        children: 4,
    },
];

for (const { part, make, wrong, paths, children } of parts) {
    describe(`${part} alone`, () => {
        it("is made of its resources", async () => {
            const { registered, paths: none } = await attempt(() => make({}));
            assert.deepEqual(none, []);
            assert.equal(registered.filter(({ custom }) => custom).length, children);
        });

        it("is refused with all that is wrong, and registers nothing", async () => {
            const attempted = await attempt(() => make(wrong));
            assert.deepEqual(attempted.paths, paths);
            assert.deepEqual(attempted.registered, []);
        });

        it("is refused for what parts have in common", async () => {
            const common = { location: "west-europe", baseName: "", names: { fileShare: "Share", scaleSet: "vmss-" }, tags: { "a<b": "x" } };
            const attempted = await attempt(() => make({ ...common, resourceGroupName: "rg." }));
            assert.deepEqual(attempted.paths, ["resourceGroupName", "location", "baseName", "names.fileShare", "names.scaleSet", "tags"]);
            assert.deepEqual(attempted.registered, []);
        });
    });
}
