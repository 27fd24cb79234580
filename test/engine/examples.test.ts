import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as nodePath from "node:path";

import { newRootCertificate } from "../support/fixtures";
import { LIMIT, setAll, useEngine } from "./support/environment";
import { configure, flattened, frontPfx, livesAndGoes } from "./support/examples";
import { assertOnlyDeletedVaults, idsInAzure, idsInState, onlyResource } from "./support/inventory";

describe("the example of a gateway in an existing network", function () {
    this.timeout(LIMIT);
    const HOST_NAME = "gw.example.com";
    const organisation = useEngine("organisation", { project: "examples/existing-network/organisation", settings: false });
    const engine = useEngine("prod", { project: "examples/existing-network", settings: false, azureOf: organisation });
    let existing: string[] = [];

    before(async () => {
        await setAll(organisation(), { "azure-native:location": "westeurope" }, { frontCertificatePfx: frontPfx(HOST_NAME) });
        await organisation().up();
        existing = idsInAzure(organisation());
        const { settings } = (await organisation().outputs()) as { settings: Record<string, string | Record<string, string>> };
        await configure(engine(), [HOST_NAME], { plain: flattened("organisation", settings), front: false });
    });

    livesAndGoes({
        engine,
        before: () => existing,
        more: () => {
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
    });

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
    before(() => configure(engine(), ["gw.example.com", "manage.gw.example.com"], { plain: { "clientCertificateAuthorities[0]": newRootCertificate() } }));

    livesAndGoes({
        engine,
        more: () => {
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
        wantedWarnings: ["WAF-01"],
    });

    it("leaves nothing but a deleted vault when it is destroyed", async () => {
        await engine().destroy();
        assertOnlyDeletedVaults(engine(), 1);
    });
});

describe("the example of a gateway for WebSocket and WebSub", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev", { project: "examples/websocket", settings: false });
    before(() => configure(engine(), ["gw.example.com", "events.gw.example.com"]));

    livesAndGoes({
        engine,
        more: () => {
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
        wantedWarnings: ["WAF-01"],
    });

    it("leaves nothing but a deleted vault when it is destroyed", async () => {
        await engine().destroy();
        assertOnlyDeletedVaults(engine(), 1);
    });
});

it("has a test for every example that deploys an environment", () => {
    // Those on a cluster are tested in the ring `kubernetes`.
    const tested = ["cluster", "environment", "existing-network", "private-gateway", "scale-set", "websocket"];
    assert.deepEqual(fs.readdirSync(nodePath.join(__dirname, "..", "..", "examples")).sort(), tested);
});
