import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as nodePath from "node:path";

import { createAuthority, Identity, issue, pem, Usage, validity } from "../../cli/certificates/authority";
import { keyStore } from "../../cli/certificates/keyStore";
import { Engine } from "../../tools/engine";
import { newRootCertificate, sshPublicKey } from "../support/fixtures";
import { objections } from "./support/bodies";
import { LIMIT, useEngine } from "./support/environment";
import { assertOnlyDeletedVaults, idsInAzure, idsInState, onlyResource } from "./support/inventory";
import { assertNoChanges, assertOnly, touchedTypes } from "./support/steps";

const period = validity(30, new Date());
const authority = createAuthority(period);
const PASSWORD = "key-store-of-the-examples";

const frontPfx = (...hostNames: [string, ...string[]]): string => pfx(issue(authority, hostNames, Usage.Server, period), "", hostNames[0]);
const nodeKeyStore = (...hostNames: [string, ...string[]]): string => pfx(issue(authority, hostNames, Usage.ServerAndClient, period), PASSWORD, "wso2carbon");
const pfx = (identity: Identity, password: string, alias: string): string => keyStore(identity, authority, password, alias);

/** What every example is told besides its own settings. */
async function configure(engine: Engine, hostNames: [string, ...string[]], plain: Readonly<Record<string, string>> = {}, front = true): Promise<void> {
    const secrets = {
        ...(front ? { frontCertificatePfx: frontPfx(...hostNames) } : {}),
        nodeKeyStore: nodeKeyStore(...hostNames),
        nodeKeyStorePassword: PASSWORD,
        adminPassword: "administrator-of-the-examples",
    };
    const all = { sshPublicKey, "backendTrustedRoots[0]": pem(authority.certificate), "azure-native:location": "westeurope", ...plain };
    const secret = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    await engine.run(["config", "set-all", "--path", ...secret, ...Object.entries(all).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`])]);
}

/** Up, up again, an update of one thing, and back to what was there before. */
function livesAndGoes(engine: () => Engine, before: () => readonly string[], more: () => void, wantedWarnings: readonly string[] = []): void {
    it("comes up, with everything in Azure that is in the state", async () => {
        const { changes } = await engine().up();
        assert.deepEqual(Object.keys(changes), ["create"]);
        const own = idsInAzure(engine()).filter((id) => !before().includes(id));
        assert.deepEqual(own, await idsInState(engine()));
    });

    it("is made of bodies that Azure's schemas accept, strictly, and that break no rule", function () {
        assert.deepEqual(objections(this, engine(), wantedWarnings), []);
    });

    it("does not change when it is brought up again, nor after a look at Azure", async () => {
        assertNoChanges(await engine().up());
        assertNoChanges(await engine().refresh());
        assertNoChanges(await engine().up());
    });

    more();

    it("changes the most nodes in place, and nothing that has no need to", async () => {
        await engine().setConfig("maxInstances", "9");
        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.deepEqual(
            touchedTypes(result).filter((type) => type !== "MetricAlert"),
            ["AutoscaleSetting"],
        );
        assertNoChanges(await engine().up());
    });
}

describe("the example of a gateway in an existing network", function () {
    this.timeout(LIMIT);
    const HOST_NAME = "gw.example.com";
    const organisation = useEngine("organisation", { project: "examples/existing-network/organisation", settings: false });
    const engine = useEngine("prod", { project: "examples/existing-network", settings: false, azureOf: organisation });
    let existing: string[] = [];

    before(async () => {
        await organisation().run([
            "config",
            "set-all",
            "--secret",
            `frontCertificatePfx=${frontPfx(HOST_NAME)}`,
            "--plaintext",
            "azure-native:location=westeurope",
        ]);
        await organisation().up();
        existing = idsInAzure(organisation());
        const { settings } = (await organisation().outputs()) as { settings: Record<string, string | Record<string, string>> };
        await configure(engine(), [HOST_NAME], flattened("organisation", settings), false);
    });

    livesAndGoes(
        engine,
        () => existing,
        () => {
            it("makes no network, vault, share, identity, workspace or address of its own", async () => {
                const own = await idsInState(engine());
                const foreign =
                    /\/(virtualnetworks|vaults\/[^/]+$|storageaccounts|userassignedidentities|workspaces|publicipaddresses|networksecuritygroups|natgateways|privatednszones|resourcegroups\/[^/]+$)/;
                assert.deepEqual(
                    own.filter((id) => foreign.test(id)),
                    [],
                );
            });
        },
    );

    it("leaves everything of the organisation when it is destroyed", async () => {
        await engine().setConfig("protect", "false");
        await engine().up();
        await engine().destroy();
        const left = idsInAzure(organisation()).filter((id) => !existing.includes(id));
        // Nobody can delete a secret through the vault's private data plane: it stays, and the next life's secrets have the names that the settings give them.
        assert.deepEqual(
            left.filter((id) => !/\/vaults\/kv-organisation\/secrets\/gateway-/.test(id)),
            [],
        );
        assert.deepEqual(
            existing.filter((id) => !idsInAzure(organisation()).includes(id)),
            [],
        );
        await organisation().destroy();
    });
});

describe("the example of a private gateway", function () {
    this.timeout(LIMIT);
    const engine = useEngine("prod", { project: "examples/private-gateway", settings: false });
    before(() => configure(engine(), ["gw.example.com", "manage.gw.example.com"], { "clientCertificateAuthorities[0]": newRootCertificate() }));

    livesAndGoes(
        engine,
        () => [],
        () => {
            it("has no public address, and a management listener beside the APIs", async () => {
                assert.equal(idsInAzure(engine()).filter((id) => id.includes("/publicipaddresses/")).length, 0);
                const { body } = onlyResource(engine(), "azure-native:network:ApplicationGateway");
                const { frontendIPConfigurations, frontendPorts } = body.properties as {
                    frontendIPConfigurations: { properties: { privateIPAddress?: string; publicIPAddress?: object } }[];
                    frontendPorts: { properties: { port: number } }[];
                };
                assert.deepEqual(
                    frontendIPConfigurations.map(({ properties }) => [properties.privateIPAddress, properties.publicIPAddress]),
                    [["10.60.0.10", undefined]],
                );
                assert.deepEqual(frontendPorts.map(({ properties }) => properties.port).sort(), [443, 9443]);
                assert.deepEqual((await engine().outputs()).dnsRecords, [
                    { name: "gw.example.com", type: "A", value: "10.60.0.10" },
                    { name: "manage.gw.example.com", type: "A", value: "10.60.0.10" },
                ]);
            });
        },
        // The firewall of the management listener does not look at bodies: definitions of APIs look like attacks.
        ["WAF-01"],
    );

    it("leaves nothing but a deleted vault when it is destroyed", async () => {
        await engine().destroy();
        assertOnlyDeletedVaults(engine(), 1);
    });
});

describe("the example of a gateway for WebSocket and WebSub", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev", { project: "examples/websocket", settings: false });
    before(() => configure(engine(), ["gw.example.com", "events.gw.example.com"]));

    livesAndGoes(
        engine,
        () => [],
        () => {
            it("listens on every port that was asked for", () => {
                const { body } = onlyResource(engine(), "azure-native:network:ApplicationGateway");
                const { frontendPorts } = body.properties as { frontendPorts: { properties: { port: number } }[] };
                assert.deepEqual(
                    frontendPorts.map(({ properties }) => properties.port).sort((one, other) => one - other),
                    [80, 443, 8021, 8099],
                );
            });
        },
        // The firewall of a Development environment only observes.
        ["WAF-01"],
    );

    it("leaves nothing but a deleted vault when it is destroyed", async () => {
        await engine().destroy();
        assertOnlyDeletedVaults(engine(), 1);
    });
});

/** Settings inside an object, each by its path. */
function flattened(path: string, value: unknown): Record<string, string> {
    if (typeof value !== "object" || value === null) return { [path]: String(value) };
    return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flattened(`${path}.${key}`, inner))) as Record<string, string>;
}

it("has a test for every example that deploys an environment", () => {
    const tested = ["environment", "existing-network", "private-gateway", "scale-set", "websocket"];
    assert.deepEqual(fs.readdirSync(nodePath.join(__dirname, "..", "..", "examples")).sort(), tested);
});
