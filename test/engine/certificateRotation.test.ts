import assert from "node:assert/strict";

import { createAuthority, Identity, issue, pem, Usage, validity } from "../../cli/certificates/authority";
import { keyStore } from "../../cli/certificates/keyStore";
import { readState } from "../../simulator/state";
import { runCommand } from "../../tools/command";
import { OperationResult } from "../../tools/engine";
import { LIMIT, root, useEngine } from "./support/environment";
import { onlyResource } from "./support/inventory";
import { assertNoChanges, assertOnly, shortType, touchedTypes } from "./support/steps";

const APPLICATION_GATEWAY = "azure-native:network:ApplicationGateway";
const HOST_NAME = "gw.dev.example.com";
const PASSWORD = "key-store-of-the-rotation";
const period = validity(30, new Date());

/** Each certificate changes without downtime: a new front certificate is a new version of a secret and nothing else; nodes roll to a new key store while both roots are trusted. */
describe("certificates of an environment", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev", { settings: false });
    const [old, next] = [createAuthority(period), createAuthority(period)];

    before(async function () {
        this.timeout(LIMIT);
        await certificates();
        // Known from here on: the authority of the command throws its key away.
        await engine().setConfig("nodeKeyStorePassword", PASSWORD, { secret: true });
        await engine().setConfig("nodeKeyStore", nodeKeyStore(old), { secret: true });
        await engine().setConfig("backendTrustedRoots[0]", pem(old.certificate), { path: true });
        // The control plane's authority is another matter: without a root of its own, nodes would trust what the load balancer trusts, and roll with it.
        await engine().setConfig("controlPlane.trustedRoots[0]", pem(old.certificate), { path: true });
        await engine().up();
    });

    it("change in front with a new version of the secret, which the load balancer finds by itself", async () => {
        const before = frontVersions();
        const front = keyStore(issue(next, [HOST_NAME], Usage.Server, period), next, "", HOST_NAME);
        await engine().setConfig("frontCertificatePfx", front, { secret: true });

        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.deepEqual(touchedTypes(result), ["Secret"]);
        assert.notDeepEqual(frontVersions(), before);
        const [certificate] = gatewayProperties().sslCertificates as { properties: { keyVaultSecretId: string } }[];
        assert.match(certificate!.properties.keyVaultSecretId, /\/secrets\/front-certificate$/, "no version, or the load balancer would stay with it");
    });

    it("are trusted on the way to the nodes from the old and the new root at once", async () => {
        await engine().setConfig("backendTrustedRoots[1]", pem(next.certificate), { path: true });
        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.deepEqual(touchedTypes(result), ["ApplicationGateway"]);
        assert.equal(trustedRoots().length, 2);
    });

    it("change on the nodes by rolling them, new ones first", async () => {
        await engine().setConfig("nodeKeyStore", nodeKeyStore(next), { secret: true });
        const result = await engine().up();
        assertOnly(result, ["update"]);
        // The alert on nodes that were left behind looks for the new configuration.
        assert.deepEqual(touchedTypes(result), ["ScheduledQueryRule", "Secret", "VirtualMachineScaleSet"]);
        const { body } = onlyResource(engine(), "azure-native:compute:VirtualMachineScaleSet");
        const { upgradePolicy } = body.properties as { upgradePolicy: { mode: string; rollingUpgradePolicy: { maxSurge: boolean } } };
        assert.deepEqual([upgradePolicy.mode, upgradePolicy.rollingUpgradePolicy.maxSurge], ["Rolling", true]);
    });

    it("lose the old root once no node needs it", async () => {
        await engine().run(["config", "rm", "--path", "backendTrustedRoots[0]"]);
        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.deepEqual(touchedTypes(result), ["ApplicationGateway"]);
        assert.equal(trustedRoots().length, 1);
        assertNoChanges(await engine().up());
    });

    it("are renewed for development by one command: the load balancer trusts the new root before a node shows it", async () => {
        await certificates("--renew");
        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.ok(trustedRoots().length >= 2);
        const touched = updated(result);
        assert.ok(touched.includes("VirtualMachineScaleSet"));
        assert.ok(touched.indexOf("ApplicationGateway") < touched.indexOf("VirtualMachineScaleSet"), touched.join(", "));
    });

    async function certificates(...more: string[]): Promise<void> {
        const options = ["--host-name", HOST_NAME, "--stack", "dev", "--cwd", engine().projectCopy, ...more];
        const { code, stderr } = await runCommand(process.execPath, [`${root}/dist/cli/main.js`, "certificates", ...options], { env: engine().env });
        assert.equal(code, 0, stderr);
    }

    function nodeKeyStore(authority: Identity): string {
        return keyStore(issue(authority, [HOST_NAME], Usage.ServerAndClient, period), authority, PASSWORD, "wso2carbon");
    }

    function frontVersions(): string[] {
        const secrets = Object.values(readState(engine().azureFolder).resources).filter(({ id }) => id.endsWith("/secrets/front-certificate"));
        return secrets.map(({ version }) => version);
    }

    function gatewayProperties(): Record<string, unknown> {
        return onlyResource(engine(), APPLICATION_GATEWAY).body.properties as Record<string, unknown>;
    }

    function trustedRoots(): unknown[] {
        return gatewayProperties().trustedRootCertificates as unknown[];
    }
});

/** Types of what was updated, in the order in which it was begun. */
function updated({ steps }: OperationResult): string[] {
    return steps.filter(({ op }) => op === "update").map(({ type }) => shortType(type));
}
