import assert from "node:assert/strict";

import { giveSettings, LIMIT, setAll, useEngine } from "./support/environment";
import { onlyErrorOf, problemsIn } from "./support/refusals";

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
        const wrong = {
            tier: "Gold",
            hostName: "localhost",
            "zones[0]": "west",
            "loadBalancer.firewall.mode": "Off",
            "loadBalancer.domainNameLabel": "-gateway",
            "network.addressSpace": "10.20.0.0/28",
            "controlPlane.serviceUrl": "http://cp.dev.example.com",
        };
        const wrongSecrets = { nodeKeyStore: "hello" };
        await setAll(engine(), wrong, wrongSecrets);
        const error = await onlyErrorOf(engine());
        assert.match(error, /Pulumi\.dev\.yaml has 8 problems/);
        const named = Object.keys({ ...wrong, ...wrongSecrets }).map((key) => key.replace("[0]", ""));
        assert.deepEqual(Object.keys(problemsIn(error)).sort(), named.sort());
    });
});
