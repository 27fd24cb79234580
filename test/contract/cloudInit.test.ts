import assert from "node:assert/strict";

import type { ValidateFunction } from "ajv";
import Ajv from "ajv-draft-04";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

import { customDataText } from "../support/customData";
import { GatewayDeployment, knownReleases } from "../../components";
import { customDataBytes, MAX_CUSTOM_DATA_BYTES } from "../../components/node/cloudInit";
import { sharedJson } from "../support/shared";
import { validArgs } from "../unit/support/deployments";
import { registeredBy } from "../unit/support/mocks";

interface CloudConfig {
    write_files: { path: string; content: string }[];
}

async function customData(release: string): Promise<string> {
    const encryptionKey = release === "4.7.0" ? "0".repeat(64) : undefined;
    const registered = await registeredBy(() => new GatewayDeployment("gateway", validArgs({ release, credentials: { adminPassword: "x", encryptionKey } })));
    const scaleSet = registered.find(({ type }) => type.endsWith(":VirtualMachineScaleSet"));
    const { osProfile } = scaleSet!.inputs["virtualMachineProfile"] as { osProfile: { customData: string } };
    return customDataText(osProfile.customData);
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
            assert.ok(customDataBytes(text) <= MAX_CUSTOM_DATA_BYTES / 2, "half of it is room for more");
            const document = parseYaml(text) as CloudConfig;
            assert.ok(validate(document), JSON.stringify(validate.errors));
            assert.deepEqual(Object.keys(document), ["write_files"], "files and nothing else: what is to run lies among them");

            const toml = document.write_files.find(({ path }) => path.endsWith("deployment.toml"));
            if (release.startsWith("2.")) return assert.equal(toml, undefined, "2.x has no deployment.toml");
            assert.equal((parseToml(toml!.content) as { server: { hostname: string } }).server.hostname, "gw.dev.example.com");
        });
    }
});
