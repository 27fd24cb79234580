import assert from "node:assert/strict";

import { parse } from "smol-toml";

import { gatewayEnvironment } from "../../components/product/gatewayEnvironment";
import { knownReleases, releaseProfile } from "../../components/product/release";

const environmentOf = (release: string): string => gatewayEnvironment({ profile: releaseProfile(release), name: "Default", hostName: "gw.example.com" });

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
        assert.match(environmentOf("3.2.0"), /^# The management address/);
        assert.doesNotMatch(environmentOf("4.0.0"), /^#/);
    });
});
