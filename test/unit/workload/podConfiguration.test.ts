import assert from "node:assert/strict";

import { GatewayPlan, GatewayValues } from "../../../components/gatewayConfiguration";
import { knownReleases, releaseProfile } from "../../../components/product/releases";
import { nodeDocument } from "../../../components/scaleSet/nodeConfiguration";
import { podDocument } from "../../../components/workload/podConfiguration";
import { settingsOf } from "../../node/support/emittedNode";
import { validArgs } from "../support/deployments";

const values: GatewayValues = {
    hostName: "gw.dev.example.com",
    serviceUrl: "https://cp.dev.example.com:9443",
    trafficManagers: ["tm1.dev.example.com"],
    eventHubs: ["tm1.dev.example.com"],
    controlPlaneUserName: "admin",
    keyStoreSecretId: "https://v.vault.azure.net/secrets/node-key-store/1",
    secretIds: { GATEWAY_ADMIN_PASSWORD: "https://v.vault.azure.net/secrets/admin-password/1" },
};

function plan(release: string, changes: Partial<GatewayPlan["deployment"]> = {}): GatewayPlan {
    const profile = releaseProfile(release);
    const deployment = validArgs({ release, ...changes });
    return { deployment, profile, contentSync: profile.defaultContentSync, baseName: "shop-prod", clusterDomain: "shop", startupSeconds: 900 };
}

describe("what the pods of a deployment are told", () => {
    for (const release of knownReleases)
        it(`is the configuration that machines of ${release} get`, () => {
            const { files } = podDocument(plan(release), values);
            const machine = nodeDocument(plan(release), { ...values, identityClientId: "client" }).cloudInit;
            const own = files["deployment.toml"] ?? files["edits.json"]!;
            // In the document of a machine each line is indented.
            for (const line of own.split("\n")) assert.ok(machine.includes(line.trim()), line);
            const settings = settingsOf(files["node.env"]!);
            assert.equal(settings["START_COMMAND"]!.split(" ")[0], releaseProfile(release).script);
            assert.equal(settings["SHARE_FOLDER"], releaseProfile(release).sharedPaths.content.length > 0 ? "shop-prod" : undefined);
        });

    it("follows the durations of the deployment", () => {
        const { files } = podDocument(plan("4.5.0", { requestTimeoutSeconds: 300 }), values);
        assert.equal(settingsOf(files["node.env"]!)["PRE_STOP_SECONDS"], "340");
        assert.match(files["front.cfg"]!, /^ {4}timeout server 330s$/m);
    });

    it("counts on the probes of Azure's own load balancer, however soon the Application Gateway notices", () => {
        const { files } = podDocument(plan("4.5.0", { timing: { probeIntervalSeconds: 2, probeTimeoutSeconds: 2, probeUnhealthyThreshold: 2 } }), values);
        assert.equal(settingsOf(files["node.env"]!)["DETECTION_SECONDS"], "15");
    });

    it("names the share's folder as it is given", () => {
        const { files } = podDocument(plan("3.2.0", { sharedStorage: { folder: "given" } }), values);
        assert.equal(settingsOf(files["node.env"]!)["SHARE_FOLDER"], "given");
    });

    it("verifies the product by the roots that the load balancer trusts", () => {
        const { deployment } = plan("4.5.0");
        assert.equal(podDocument(plan("4.5.0"), values).files["front-roots.pem"], `${deployment.certificates.backendTrustedRoots[0]!.trim()}\n`);
    });
});
