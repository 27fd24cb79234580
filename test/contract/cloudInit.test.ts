import assert from "node:assert/strict";

import type { ValidateFunction } from "ajv";
import Ajv from "ajv-draft-04";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

import { customDataText } from "../support/customData";
import { GatewayDeployment, GatewayDeploymentArgs, knownReleases } from "../../components";
import { customDataBytes, MAX_CUSTOM_DATA_BYTES } from "../../components/node/cloudInit";
import { sharedJson } from "../support/shared";
import { validArgs } from "../unit/support/deployments";
import { registeredBy } from "../unit/support/mocks";

interface CloudConfig {
    write_files: { path: string; content: string }[];
}

async function customData(release: string, changes: Partial<GatewayDeploymentArgs> = {}): Promise<string> {
    const encryptionKey = release === "4.7.0" ? "0".repeat(64) : undefined;
    const args = validArgs({ release, credentials: { adminPassword: "x", encryptionKey }, ...changes });
    const registered = await registeredBy(() => new GatewayDeployment("gateway", args));
    const scaleSet = registered.find(({ type }) => type.endsWith(":VirtualMachineScaleSet"));
    const { osProfile } = scaleSet!.inputs["virtualMachineProfile"] as { osProfile: { customData: string } };
    return customDataText(osProfile.customData);
}

/** What edits of carbon.xml make of each place. */
function hostNamesOf(edits: string): Record<string, unknown> {
    const { "repository/conf/carbon.xml": list } = JSON.parse(edits) as Record<string, { add?: string; value: unknown }[]>;
    return Object.fromEntries(list!.flatMap(({ add, value }) => (add === undefined ? [] : [[add, value]])));
}

describe("customData of a node", () => {
    let validate: ValidateFunction;
    before(function () {
        const schema = sharedJson<object>(this, "cloud-init", "schema-cloud-config-v1.json");
        validate = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false }).compile(schema);
    });

    for (const release of knownReleases) {
        it(`is what cloud-init reads, with the configuration that ${release} reads`, async () => {
            const text = await customData(release);
            assert.match(text, /^#cloud-config\n/);
            assert.ok(customDataBytes(text) <= (MAX_CUSTOM_DATA_BYTES * 2) / 3, `a third of it is room for more: ${customDataBytes(text)} bytes`);
            const document = parseYaml(text) as CloudConfig;
            assert.ok(validate(document), JSON.stringify(validate.errors));
            assert.deepEqual(Object.keys(document), ["write_files"], "files and nothing else: what is to run lies among them");

            const toml = document.write_files.find(({ path }) => path.endsWith("deployment.toml"));
            const edits = document.write_files.find(({ path }) => path.endsWith("edits.json"));
            if (release.startsWith("2.")) {
                assert.equal(toml, undefined, "2.x has no deployment.toml");
                assert.equal(hostNamesOf(edits!.content)["/Server/HostName"], "gw.dev.example.com");
                assert.ok(document.write_files.some(({ path }) => path.endsWith("/edit-configuration")));
                return;
            }
            assert.equal(edits, undefined);
            assert.equal((parseToml(toml!.content) as { server: { hostname: string } }).server.hostname, "gw.dev.example.com");
        });
    }

    it("tells a node of 2.x by which name the Publisher calls it", async () => {
        const changes = { loadBalancer: { managementListener: { hostName: "manage.example.com" } }, network: { managementRanges: ["10.1.0.0/24"] } };
        const document = parseYaml(await customData("2.6.0", changes)) as CloudConfig;
        const edits = document.write_files.find(({ path }) => path.endsWith("edits.json"))!;
        assert.deepEqual(hostNamesOf(edits.content), { "/Server/HostName": "gw.dev.example.com", "/Server/MgtHostName": "manage.example.com" });
    });
});
