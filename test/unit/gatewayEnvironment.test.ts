import assert from "node:assert/strict";

import { parse } from "smol-toml";

import { gatewayEnvironment } from "../../components/product/gatewayEnvironment";
import { knownReleases, releaseProfile } from "../../components/product/releases";

function environmentOf(release: string, contentSync = releaseProfile(release).defaultContentSync): string {
    return gatewayEnvironment({ profile: releaseProfile(release), contentSync, names: ["Default"], hostName: "gw.example.com" });
}

describe("gatewayEnvironment", () => {
    for (const release of knownReleases.filter((known) => !known.startsWith("2."))) {
        it(`announces the public address to a Publisher of ${release}`, () => {
            const parsed = parse(environmentOf(release)) as { apim: { gateway: { environment: Record<string, unknown>[] } } };
            const [environment] = parsed.apim.gateway.environment;
            assert.equal(environment!["https_endpoint"], "https://gw.example.com");
            assert.equal(environment!["provider"], release.startsWith("4.") ? "wso2" : undefined);
        });
    }

    it("is XML for a Publisher of 2.x", () => assert.match(environmentOf("2.6.0"), /<GatewayEndpoint>https:\/\/gw\.example\.com<\/GatewayEndpoint>/));

    it("says where a Publisher that pushes needs a way to the nodes", () => {
        assert.match(environmentOf("3.2.0"), /^# Put in the address by which the Publisher reaches port 9443 .* pushes/);
        assert.match(environmentOf("4.0.0"), /^# .* fetch APIs themselves/);
    });

    it("names the listener for management, where there is one", () => {
        const profile = releaseProfile("3.2.0");
        const management = "https://manage.example.com:9443";
        const text = gatewayEnvironment({ profile, contentSync: "SharedFileSystem", names: ["Default"], hostName: "gw.example.com", management });
        assert.match(text, /^# The Publisher pushes APIs to service_url/);
        assert.match(text, /service_url = "https:\/\/manage\.example\.com:9443\/services\/"/);
        const xml = gatewayEnvironment({ profile: releaseProfile("2.6.0"), contentSync: "SharedFileSystem", names: ["Default"], hostName: "gw", management });
        assert.match(xml, /<ServerURL>https:\/\/manage\.example\.com:9443\/services\/<\/ServerURL>/);
    });

    it("names WebSocket and WebSub only where they are asked for", () => {
        assert.doesNotMatch(environmentOf("4.6.0"), /wss_endpoint|websub/);
        const options = { profile: releaseProfile("4.6.0"), contentSync: "EventHub", names: ["Default"], hostName: "gw.example.com" } as const;
        const parsed = parse(gatewayEnvironment({ ...options, webSocket: true, webSub: true })) as { apim: { gateway: { environment: object[] } } };
        const [environment] = parsed.apim.gateway.environment as Record<string, unknown>[];
        assert.equal(environment!["wss_endpoint"], "wss://gw.example.com:8099");
        assert.equal(environment!["websub_event_receiver_https_endpoint"], "https://gw.example.com:8021");
    });

    it("names WebSocket for a Publisher of 2.x that knows of it", () => {
        const options = { contentSync: "SharedFileSystem", names: ["Default"], hostName: "gw.example.com", webSocket: true } as const;
        assert.match(
            gatewayEnvironment({ ...options, profile: releaseProfile("2.6.0") }),
            /<GatewayWSEndpoint>wss:\/\/gw\.example\.com:8099<\/GatewayWSEndpoint>/,
        );
        assert.doesNotMatch(gatewayEnvironment({ ...options, profile: releaseProfile("2.1.0") }), /GatewayWSEndpoint/);
        assert.doesNotMatch(environmentOf("2.6.0"), /GatewayWSEndpoint/);
    });

    it("makes the Publisher save what the synchronizer of 3.2 fetches", () => {
        assert.match(environmentOf("3.2.0", "ArtifactSynchronizer"), /artifact_saver = "DBSaver"/);
        assert.doesNotMatch(environmentOf("3.2.0"), /artifact_saver/);
    });
});
