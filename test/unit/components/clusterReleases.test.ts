import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ClusterSettings, GatewayDeployment, GatewayDeploymentArgs, releaseProfile } from "../../../components";
import { isAtLeast } from "../../../components/product/releases";
import { reachableKubeconfig } from "../../support/apiServer";
import { clusterArgs } from "../support/deployments";
import { plain, Registered, registeredBy } from "../support/mocks";

const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers";
const virtualNetworkId = `${group}/Microsoft.Network/virtualNetworks/v`;
const nodeSubnet = { id: `${virtualNetworkId}/subnets/aks`, addressRange: "10.1.8.0/24" };

/** Secrets of an environment, each unlike everything else. */
const secrets = {
    adminPassword: "administrator-Zm9yZ2V0-2217",
    controlPlanePassword: "control-plane-cXVpdGU-9043",
    redisPassword: "redis-c2hhcmVk-4410",
    encryptionKey: "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
};

/** An environment with all that a release can have on a cluster, or with as little as possible. */
function environment(release: string, everything: boolean, existing: boolean): GatewayDeploymentArgs {
    const base = clusterArgs();
    const { adminPassword, controlPlanePassword, redisPassword, encryptionKey } = secrets;
    const changes: Partial<GatewayDeploymentArgs> = {
        release,
        credentials: { adminPassword, ...(isAtLeast(release, "4.7.0") ? { encryptionKey } : {}) },
        controlPlane: { ...base.controlPlane, password: controlPlanePassword },
        ...(everything && releaseProfile(release).hazelcast.supported ? { hazelcast: {} } : {}),
        ...(everything && !releaseProfile(release).hazelcast.supported ? { redis: { host: "redis.example.com", password: redisPassword } } : {}),
        ...(everything && isAtLeast(release, "3.1.0") ? { loadBalancer: { webSocket: true } } : {}),
        ...(existing ? { network: { virtualNetworkId, addressSpace: "10.1.0.0/22", nodeSubnet } } : {}),
    };
    const settings: Partial<ClusterSettings> = existing
        ? {
              existing: { id: `${group}/Microsoft.ContainerService/managedClusters/aks-shared`, kubeconfig: pulumi.secret(reachableKubeconfig()) },
              authorizedRanges: undefined,
          }
        : {};
    return clusterArgs(changes, settings);
}

const deployed = (args: GatewayDeploymentArgs): Promise<Registered[]> => registeredBy(() => new GatewayDeployment("gateway", args));

describe("a deployment of each release on a cluster", function () {
    for (const release of ["2.1.0", "2.6.0", "3.2.0", "4.0.0", "4.5.0", "4.7.0"])
        for (const existing of [false, true])
            for (const everything of [false, true])
                it(`of ${release} has no secret in any object: ${existing ? "an existing" : "a new"} cluster, ${everything ? "all" : "as little as"} it can have`, async () => {
                    const args = environment(release, everything, existing);
                    const registered = await deployed(args);
                    assert.equal(
                        registered.some(({ type }) => type.endsWith(":ManagedCluster")),
                        !existing,
                    );
                    const objects = registered.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => JSON.stringify(plain(inputs)));
                    assert.ok(objects.length > 11, `${objects.length} objects`);
                    const { nodeKeyStore, nodeKeyStorePassword, frontPfx } = args.certificates as unknown as Record<string, string>;
                    // What is looked for is there to be found.
                    const kept = JSON.stringify(registered.filter(({ type }) => type.endsWith(":keyvault:Secret")).map(({ inputs }) => plain(inputs)));
                    for (const value of [secrets.adminPassword, secrets.controlPlanePassword, nodeKeyStorePassword!]) assert.ok(kept.includes(value));
                    for (const value of [...Object.values(secrets), nodeKeyStore!, nodeKeyStorePassword!, frontPfx!])
                        for (const form of [value, Buffer.from(value).toString("base64").replace(/=*$/, "").slice(0, -1)])
                            assert.equal(
                                objects.find((text) => text.includes(form)),
                                undefined,
                            );
                });
});
