import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { podFiles, PodConfiguration } from "../../../components/node/pod/podFiles";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { needTool, tool } from "../cli/support";
import { podConfiguration } from "../support/pods";

describe("podFiles", () => {
    const folder = useTemporaryFolder();

    it("has the release's own configuration, and what containers ask for", () => {
        const toml = podFiles(podConfiguration("4.5.0"));
        assert.deepEqual(Object.keys(toml.files).sort(), ["deployment.toml", "front-roots.pem", "front.cfg", "node.env", "trusted-roots.pem"]);
        const xml = podFiles(podConfiguration("2.6.0", { signingCertificate: "certificate" }));
        const names = ["edits.json", "front-roots.pem", "front.cfg", "node.env", "signing-certificate.pem", "trusted-roots.pem"];
        assert.deepEqual(Object.keys(xml.files).sort(), names);
        assert.match(xml.files["node.env"]!, /^SHARED_PATHS="repository\/deployment\/server\/synapse-configs"$/m);
        assert.match(xml.files["node.env"]!, /^SECRETS_FOLDER="\/run\/wso2-gateway-secrets"$/m);
        assert.doesNotMatch(toml.files["node.env"]!, /SHARE/);
    });

    it("gives the script that edits files only to releases whose files are edited", () => {
        assert.ok("edit-configuration" in podFiles(podConfiguration("2.6.0")).scripts);
        assert.ok(!("edit-configuration" in podFiles(podConfiguration("3.2.0")).scripts));
    });

    it("gives no script of machines alone", () => {
        for (const name of ["mount-share", "block-metadata", "fetch-pack", "drain", "watch-events", "prepare-node"])
            assert.ok(!(name in podFiles(podConfiguration("2.6.0")).scripts), name);
    });

    it("names every secret by the file that its value is in", () => {
        assert.deepEqual(podFiles(podConfiguration("4.5.0")).secrets, {
            GATEWAY_ADMIN_PASSWORD: "https://v.vault.azure.net/secrets/admin-password/1",
            "node-key-store": "https://v.vault.azure.net/secrets/node-key-store/1",
        });
    });

    it("fits into ConfigMaps, which hold a megabyte each", () => {
        const { files, scripts } = podFiles(podConfiguration("2.6.0"));
        for (const texts of [files, scripts]) assert.ok(JSON.stringify(texts).length < 500_000);
        for (const name of [files, scripts].flatMap(Object.keys)) assert.match(name, /^[-._a-zA-Z0-9]+$/);
    });

    const changes: [string, Partial<PodConfiguration>][] = [
        ["the product's configuration", { deploymentToml: "[server]\nmode = 1\n" }],
        ["a setting", { hostName: "other.example.com" }],
        ["the version of a secret", { keyStoreSecretId: "https://v.vault.azure.net/secrets/node-key-store/2" }],
        ["a duration", { preStopSeconds: 300 }],
        ["a trusted certificate", { nodeRoots: ["other"] }],
    ];
    for (const [what, change] of changes)
        it(`has another fingerprint with another value of ${what}`, () => {
            const before = podFiles(podConfiguration("4.5.0"));
            assert.match(before.configurationHash, /^[0-9a-f]{16}$/);
            assert.deepEqual(podFiles(podConfiguration("4.5.0")), before);
            assert.notEqual(podFiles(podConfiguration("4.5.0", change)).configurationHash, before.configurationHash);
        });

    it("has a configuration of the proxy that HAProxy accepts", function () {
        needTool(this, "haproxy", "-v");
        const { files } = podFiles(podConfiguration("4.5.0"));
        const file = path.join(folder(), "front.cfg");
        // Certificates are tried where there are any.
        const withoutFiles = files["front.cfg"]!.replace(/ ssl crt \S+ alpn \S+/, "").replaceAll(
            / ca-file \S+/g,
            " ca-file /etc/ssl/certs/ca-certificates.crt",
        );
        fs.writeFileSync(file, withoutFiles);
        assert.doesNotMatch(tool("haproxy", ["-c", "-f", file]), /ALERT|WARNING/);
    });
});
