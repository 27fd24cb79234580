import assert from "node:assert/strict";
import * as path from "node:path";

import { environmentFile } from "../../components/node/gatewayNode";
import { testAuthority } from "../support/fixtures";
import { AWKWARD, CLIENT_ID, knowSecrets, secretId, useSandbox } from "./support/sandboxes";

const SECRETS = "/run/wso2-gateway/secrets";
const files = ["gateway.env", "node.p12", "node-certificate.pem", "node-key.pem"].map((name) => `${SECRETS}/${name}`);
const variables = { GATEWAY_ADMIN_PASSWORD: "admin", GATEWAY_KEYSTORE_PASSWORD: "store-password", CONTROL_PLANE_PASSWORD: "admin" };
const LIMIT = 120_000;

describe("fetch-secrets", function () {
    this.timeout(LIMIT);
    const { sandbox, azure } = useSandbox();
    const keyStore = testAuthority().keyStore({ password: AWKWARD, intermediate: true });
    const right = { admin: "a plain password", "store-password": AWKWARD, store: keyStore };

    const settings = { IDENTITY_CLIENT_ID: CLIENT_ID, KEY_STORE_SECRET_ID: secretId("store"), KEY_ALIAS: "wso2carbon" };

    beforeEach(async () => {
        await azure().heal();
        await knowSecrets(azure(), right);
        for (const file of files) sandbox().remove(file);
        sandbox().forgetJournal();
        sandbox().write("/etc/wso2-gateway/secrets.env", environmentFile(mapped(variables, secretId)));
        sandbox().configure(settings);
    });

    const failsWith = async (reason: RegExp): Promise<void> => {
        const { code, stdout, stderr } = await sandbox().script("fetch-secrets");
        assert.equal(code, 1);
        assert.match(stderr.trimEnd().split("\n").at(-1)!, reason);
        assert.ok(!stderr.includes(AWKWARD) && !stdout.includes(AWKWARD));
        assert.deepEqual(
            files.filter((file) => sandbox().exists(file)),
            [],
            "nothing is half there",
        );
    };

    it("puts every value where systemd reads it, whatever characters it has", async () => {
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        const expected = { CONTROL_PLANE_PASSWORD: right.admin, GATEWAY_ADMIN_PASSWORD: right.admin, GATEWAY_KEYSTORE_PASSWORD: AWKWARD };
        assert.equal(sandbox().read(`${SECRETS}/gateway.env`), environmentFile(expected));
        assert.equal(sandbox().access(`${SECRETS}/gateway.env`), "0:0 600");
    });

    it("gives the key store as it is, and as PEM with the certificate before those that signed it", async () => {
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        const stored = await sandbox().must("base64", ["--wrap=0", `${SECRETS}/node.p12`]);
        assert.equal(stored, keyStore.replaceAll(/\s/g, ""));
        const subjects = sandbox()
            .read(`${SECRETS}/node-certificate.pem`)
            .split(/(?<=-----END CERTIFICATE-----\n)/)
            .map((input) => sandbox().must("openssl", ["x509", "-noout", "-subject"], { input }));
        assert.match((await Promise.all(subjects))[0]!, /gw\.|CN/);
        assert.match((await Promise.all(subjects))[1]!, /test intermediate/);
        const ofKey = await sandbox().must("openssl", ["pkey", "-in", `${SECRETS}/node-key.pem`, "-pubout"]);
        assert.equal(await sandbox().must("openssl", ["x509", "-in", `${SECRETS}/node-certificate.pem`, "-noout", "-pubkey"]), ofKey);
        for (const name of ["node.p12", "node-certificate.pem", "node-key.pem"]) assert.equal(sandbox().access(`${SECRETS}/${name}`), "0:802 640");
    });

    it("reads key stores of older programs", async () => {
        const form = ["-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-RC2-40", "-macalg", "sha1"];
        await knowSecrets(azure(), { ...right, store: testAuthority().keyStore({ password: AWKWARD, form }) });
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        assert.match(sandbox().read(`${SECRETS}/node-key.pem`), /BEGIN PRIVATE KEY/);
    });

    it("tells no secret to any process list", async () => {
        sandbox().write("/usr/local/bin/openssl", `#!/bin/sh\nprintf '%s\\n' "$*" >>/run/arguments\nexec /usr/bin/openssl "$@"\n`, 0o755);
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        sandbox().remove("/usr/local/bin/openssl");
        const seen = sandbox().read("/run/arguments") + sandbox().journal().join("\n");
        assert.match(seen, /pkcs12 -in/, "the programs that it starts are seen");
        for (const value of [AWKWARD, right.admin]) assert.ok(!seen.includes(value));
    });

    for (const status of [404, 410, 429, 500]) {
        it(`asks again when the metadata service answers ${status}`, async () => {
            await azure().fail({ part: "token", status, count: 2 });
            await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
            const said = sandbox().journal();
            assert.equal(said.filter((line) => line.includes(`answers ${status}`)).length, 2, said.join("\n"));
        });
    }

    for (const status of [403, 429, 503]) {
        it(`asks again when Key Vault answers ${status}`, async () => {
            await azure().fail({ part: "secret", status, count: 2 });
            await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
            assert.match(sandbox().journal().join("\n"), new RegExp(`Key Vault.* answers ${status}`));
        });
    }

    it("gives up when an answer stays as it is, and says what it has waited for", async () => {
        const library = "/usr/local/lib/wso2-gateway/azure.py";
        const real = sandbox().read(library);
        const impatient = real.replace(/^PATIENCE = 300$/m, "PATIENCE = 4");
        assert.notEqual(impatient, real);
        sandbox().write(library, impatient);
        try {
            await azure().fail({ part: "secret", status: 503 });
            await failsWith(/^Key Vault, asked for https:\/\/vault\.vault\.azure\.net\/secrets\/\S+, answers 503/);
        } finally {
            sandbox().write(library, real);
        }
        const pauses = sandbox()
            .journal()
            .map((line) => /^Key Vault.* answers 503.*; asked again in (\d+) s$/.exec(line)?.[1]);
        assert.deepEqual(pauses, ["1", "2"], "no pause goes beyond its patience");
    });

    it("says at once which secret is not there", async () => {
        await knowSecrets(azure(), { "store-password": AWKWARD, store: keyStore });
        await failsWith(/^Key Vault, asked for https:\/\/vault\.vault\.azure\.net\/secrets\/admin\/1, answers 404 SecretNotFound$/);
    });

    it("says that an identity is unknown", async () => {
        sandbox().configure({ ...settings, IDENTITY_CLIENT_ID: "another" });
        await failsWith(/^the metadata service answers 400 invalid_request$/);
    });

    it("says that the password of the key store is wrong", async () => {
        await knowSecrets(azure(), { ...right, "store-password": "another" });
        await failsWith(/^the key store does not open with the password in GATEWAY_KEYSTORE_PASSWORD$/);
    });

    it("says by which name the key store knows its key, where it is not the one that the product is told", async () => {
        sandbox().configure({ ...settings, KEY_ALIAS: "gateway" });
        await failsWith(/^the key store has no key named gateway, but wso2carbon$/);
        // The product looks for it without regard to case.
        sandbox().configure({ ...settings, KEY_ALIAS: "WSO2Carbon" });
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
    });

    it("knows keys without names by their numbers, as the product does", async () => {
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        const pem = ["node-key.pem", "node-certificate.pem"].map((name) => sandbox().read(`${SECRETS}/${name}`)).join("");
        const unnamed = await sandbox().must("sh", ["-c", 'openssl pkcs12 -export -passout "pass:$1" | base64', "sh", AWKWARD], { input: pem });
        for (const file of files) sandbox().remove(file);
        await knowSecrets(azure(), { ...right, store: unnamed });
        await failsWith(/^the key store has no key named wso2carbon, but 1$/);
        sandbox().configure({ ...settings, KEY_ALIAS: "1" });
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
    });

    for (const [what, store] of Object.entries({ "no base64": "***", "no key store": Buffer.from("nothing").toString("base64") })) {
        it(`says that the key store is ${what}`, async () => {
            await knowSecrets(azure(), { ...right, store });
            await failsWith(/^the key store.* PKCS12 file/);
        });
    }

    it("says which value has a line break, which no variable can have", async () => {
        await knowSecrets(azure(), { ...right, admin: "two\nlines" });
        await failsWith(/^the secret for (GATEWAY_ADMIN|CONTROL_PLANE)_PASSWORD has a line break/);
    });

    it("changes nothing that a second run does not have to", async () => {
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        const before = files.map((file) => sandbox().read(file));
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets");
        assert.deepEqual(
            files.map((file) => sandbox().read(file)),
            before,
        );
        const left = await sandbox().must("ls", ["-A", SECRETS]);
        assert.deepEqual(left.trim().split("\n").sort(), files.map((file) => path.basename(file)).sort());
    });

    it("fetches what an SMB share needs, and nothing else", async () => {
        sandbox().configure({ IDENTITY_CLIENT_ID: CLIENT_ID, SHARE_KEY_SECRET_ID: secretId("store-password"), SHARE_USER_NAME: "stgateway" });
        const before = (await azure().requests()).length;
        await sandbox().must("/usr/local/lib/wso2-gateway/fetch-secrets", ["share"]);
        assert.equal(sandbox().read(`${SECRETS}/share.credentials`), `username=stgateway\npassword=${AWKWARD}\n`);
        assert.equal(sandbox().access(`${SECRETS}/share.credentials`), "0:0 600");
        assert.equal((await azure().requests()).length - before, 2, "a token and a secret");
    });
});

function mapped(record: Readonly<Record<string, string>>, change: (value: string) => string): Record<string, string> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
