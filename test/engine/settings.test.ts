import assert from "node:assert/strict";

import { Engine, OperationResult } from "../../tools/engine";
import { giveSettings, LIMIT, useEngine } from "./support/environment";
import { idsInAzure, stateResources } from "./support/inventory";
import { errorsOf } from "./support/steps";

/** The one error of an `up` that failed before it created anything. The engine adds a line of its own when the program ends with an error. */
async function onlyErrorOf(engine: Engine): Promise<string> {
    const result: OperationResult = await engine.up({ mayFail: true });
    assert.notEqual(result.code, 0);
    const errors = errorsOf(result);
    assert.equal(errors.length, 1, errors.join("\n---\n"));
    assert.deepEqual(idsInAzure(engine), []);
    const registered = (await stateResources(engine)).filter(({ type }) => type !== "pulumi:pulumi:Stack");
    assert.deepEqual(registered, []);
    return errors[0]!;
}

describe("an environment without its secrets", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev", { settings: false });

    it("is refused with one error that names every missing setting", async () => {
        const error = await onlyErrorOf(engine());
        const missing = ["adminPassword", "backendTrustedRoots", "nodeKeyStore", "nodeKeyStorePassword", "sshPublicKey"];
        for (const key of missing) assert.match(error, new RegExp(`'${key}'`));
        assert.match(error, /Stack 'dev' is missing configuration values/);
    });
});

describe("an environment with wrong settings", function () {
    this.timeout(LIMIT);
    const engine = useEngine("dev", { settings: false });
    before(() => giveSettings(engine()));

    // Pulumi itself checks what Pulumi.yaml declares; what it cannot declare is checked by the program, which also names the file.
    const mistakes = [
        { what: "an unknown key", key: "colour", value: "blue", named: [/Pulumi\.dev\.yaml has 1 problem/, /wso2-gateway-azure:colour: is not a setting/] },
        {
            what: "an unknown key inside",
            key: "scaleSet.colour",
            value: "blue",
            named: [/Pulumi\.dev\.yaml has 1 problem/, /wso2-gateway-azure:scaleSet\.colour: is not a setting; known are vmSize/],
        },
        {
            what: "a wrong type inside",
            key: "scaleSet.maxInstances",
            value: "many",
            named: [/Pulumi\.dev\.yaml has 1 problem/, /wso2-gateway-azure:scaleSet\.maxInstances: is "many"; a whole number is needed/],
        },
        { what: "a wrong type", key: "requestTimeoutSeconds", value: "soon", named: [/Stack 'dev'/, /key 'requestTimeoutSeconds' must be of type 'integer'/] },
    ];
    for (const { what, key, value, named } of mistakes) {
        it(`is refused because of ${what}, which the error names with its place`, async () => {
            const [outermost] = key.split(".");
            await engine().setConfig(key, value, { path: true });
            const error = await onlyErrorOf(engine());
            await engine().removeConfig(outermost!);
            for (const part of named) assert.match(error, part);
        });
    }

    it("is refused with one error for eight mistakes, before anything is registered", async () => {
        const wrong: Record<string, string> = {
            tier: "Gold",
            hostName: "localhost",
            "zones[0]": "west",
            "loadBalancer.firewall.mode": "Off",
            "loadBalancer.domainNameLabel": "-gateway",
            "network.addressSpace": "10.20.0.0/28",
            "controlPlane.serviceUrl": "http://cp.dev.example.com",
            nodeKeyStore: "hello",
        };
        const settings = Object.entries(wrong).flatMap(([key, value]) => [key === "nodeKeyStore" ? "--secret" : "--plaintext", `${key}=${value}`]);
        await engine().run(["config", "set-all", "--path", ...settings]);
        const error = await onlyErrorOf(engine());
        assert.match(error, /Pulumi\.dev\.yaml has 8 problems/);
        const paths = [...error.matchAll(/^ {2}- wso2-gateway-azure:([^:]+): /gm)].map(([, path]) => path);
        const named = Object.keys(wrong).map((key) => key.replace("[0]", ""));
        assert.deepEqual(paths.sort(), named.sort());
    });
});
