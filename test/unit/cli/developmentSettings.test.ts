import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { createAuthority, pem, validity } from "../../../cli/certificates/authority";
import { describe as describeStored } from "../../../cli/certificates/command";
import { CertificateOptions, Stored, storeDevelopmentSettings } from "../../../cli/certificates/developmentSettings";
import { readCertificate } from "../../../cli/certificates/keyStore";
import { StackSettings } from "../../../cli/certificates/stackSettings";
import { Failure } from "../../../cli/failure";
import { checkSyncManager } from "../../../components/syncManager/checks";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { FakeStack, needTool } from "./support";

const SECRETS = ["frontCertificatePfx", "nodeKeyStore", "nodeKeyStorePassword", "adminPassword"];
const HOST = "gw.dev.example.com";

describe("storeDevelopmentSettings", function () {
    const folder = useTemporaryFolder();
    const run = async (stack: FakeStack, options: Partial<CertificateOptions> = {}): Promise<Stored[]> =>
        storeDevelopmentSettings(await StackSettings.read(stack.pulumi), { hostNames: [HOST], validDays: 90, renew: false, ...options });
    /** A stack for tests of certificates only: making an SSH key takes time. */
    const stackWithSshKey = (): FakeStack => {
        const stack = new FakeStack(folder());
        stack.write("config", { "test-project:sshPublicKey": { value: "ssh-rsa AAAA" } });
        return stack;
    };
    const roots = (stack: FakeStack): string[] => JSON.parse(stack.setting("backendTrustedRoots")) as string[];
    const nodeCertificate = (stack: FakeStack): X509Certificate =>
        new X509Certificate(pem(readCertificate(stack.setting("nodeKeyStore"), stack.setting("nodeKeyStorePassword"))!));

    it("stores secrets encrypted and the rest in plain text, all that fits together", async () => {
        const stack = new FakeStack(folder());
        await run(stack);
        const config = stack.read<Record<string, { secret: boolean }>>("config");
        const kinds = Object.fromEntries(Object.entries(config).map(([key, { secret }]) => [key.split(":")[1], secret]));
        assert.deepEqual(kinds, { ...Object.fromEntries(SECRETS.map((key) => [key, true])), sshPublicKey: false, backendTrustedRoots: false });
        assert.ok(nodeCertificate(stack).verify(new X509Certificate(roots(stack)[0]!).publicKey));
        assert.match(stack.setting("adminPassword"), /^[A-Za-z0-9]{28}$/);
        assert.notEqual(stack.setting("adminPassword"), stack.setting("nodeKeyStorePassword"));
    });

    it("makes a certificate of the nodes for every host name, since nodes see the one that the client asked for", async () => {
        const stack = stackWithSshKey();
        await run(stack, { hostNames: [HOST, "other.dev.example.com"] });
        for (const name of [HOST, "other.dev.example.com"]) assert.equal(nodeCertificate(stack).checkHost(name), name);
    });

    it("shows no secret: not on a command line, not in what is printed, not in a file", async () => {
        const stack = new FakeStack(folder());
        const before = fs.readdirSync(folder());
        const stored = await run(stack);
        const commandLines = stack.calls.map(({ argv }) => argv.join(" ")).join("\n");
        const printed = describeStored(stored, { hostNames: [HOST], validDays: 90, renew: false });
        const inputs = stack.calls.map(({ input }) => input);
        for (const secret of SECRETS.map((key) => stack.setting(key))) {
            assert.ok(secret.length > 20);
            assert.ok(inputs.includes(secret));
            assert.ok(!commandLines.includes(secret.slice(0, 20)));
            assert.ok(!printed.includes(secret.slice(0, 20)));
        }
        // What the fake itself writes is all that is new.
        assert.deepEqual(fs.readdirSync(folder()).sort(), [...before, "calls.jsonl", "config.json"].sort());
    });

    it("names stack and configuration file in every call", async () => {
        const stack = new FakeStack(folder(), {}, "/elsewhere/dev.yaml");
        await run(stack);
        for (const { argv } of stack.calls) assert.match(argv.join(" "), /^config .*--config-file \/elsewhere\/dev.yaml --stack dev --non-interactive/);
    });

    it("leaves alone what is set, and says what it is", async () => {
        const stack = stackWithSshKey();
        const made = await run(stack);
        const before = stack.read("config");
        const count = stack.calls.length;
        const again = await run(stack);
        assert.deepEqual(stack.read("config"), before);
        assert.deepEqual(
            stack.calls.slice(count).map(({ argv }) => argv[1]),
            ["--json"],
        );
        assert.ok(again.every(({ outcome }) => outcome === "left alone"));
        const fingerprints = (stored: Stored[]): unknown[] => stored.filter(({ what }) => !what.startsWith("Root")).map(({ fingerprint }) => fingerprint);
        assert.deepEqual(fingerprints(again), fingerprints(made));
    });

    it("renews certificates only, and trusts the old root beside the new one", async () => {
        const stack = stackWithSshKey();
        await run(stack);
        const old = Object.fromEntries([...SECRETS, "sshPublicKey"].map((key) => [key, stack.setting(key)]));
        const [oldRoot, oldNode] = [roots(stack)[0]!, nodeCertificate(stack)];
        const stored = await run(stack, { renew: true });

        const [first, second, ...rest] = roots(stack);
        assert.deepEqual([first, rest], [oldRoot, []]);
        assert.ok(oldNode.verify(new X509Certificate(first!).publicKey));
        assert.ok(nodeCertificate(stack).verify(new X509Certificate(second!).publicKey));
        for (const key of ["frontCertificatePfx", "nodeKeyStore"]) assert.notEqual(stack.setting(key), old[key]);
        for (const key of ["nodeKeyStorePassword", "adminPassword", "sshPublicKey"]) assert.equal(stack.setting(key), old[key]);
        assert.deepEqual(
            stored.map(({ outcome }) => outcome),
            ["left alone", "left alone", "made", "renewed", "renewed"],
        );
    });

    it("puts a renewed root in the place of one that has expired", async () => {
        const stack = new FakeStack(folder());
        const longAgo = new Date(Date.now() - 400 * 86_400_000);
        const expired = pem(createAuthority(validity(30, longAgo)).certificate);
        stack.write("config", {
            "test-project:sshPublicKey": { value: "ssh-rsa AAAA" },
            "test-project:backendTrustedRoots": { value: JSON.stringify([expired]) },
        });
        await run(stack);
        assert.equal(roots(stack).length, 1);
        assert.notEqual(roots(stack)[0], expired);
    });

    it("stores trust and password before the key store, so that a run that dies can be run again", async () => {
        const stack = new FakeStack(folder(), { FAKE_PULUMI_FAILS: "config set nodeKeyStore --secret" });
        await assert.rejects(run(stack), /pulumi config set nodeKeyStore failed: it is broken/);
        const password = stack.setting("nodeKeyStorePassword");
        const whole = new FakeStack(folder());
        await run(whole);
        assert.equal(whole.setting("nodeKeyStorePassword"), password);
        assert.ok(roots(whole).some((root) => nodeCertificate(whole).verify(new X509Certificate(root).publicKey)));
    });

    it("refuses to complete somebody else's key store", async () => {
        const stack = new FakeStack(folder());
        stack.write("config", { "test-project:nodeKeyStore": { value: "MAo=", secret: true } });
        await assert.rejects(
            run(stack),
            new Failure("nodeKeyStore is set, but nodeKeyStorePassword and backendTrustedRoots are not; set what belongs to it, or give --renew to replace it"),
        );
        assert.deepEqual(stack.commands, ["config"]);
    });

    it("takes no notice of the settings of other projects", async () => {
        const stack = new FakeStack(folder());
        stack.write("config", { "test-project:sshPublicKey": { value: "ssh-rsa AAAA" }, "best-project:adminPassword": { value: "theirs", secret: true } });
        await run(stack);
        assert.notEqual(stack.setting("adminPassword"), "");
    });

    it("writes the private SSH key for its owner only, where wanted, and over nothing", async () => {
        const stack = new FakeStack(folder());
        const file = path.join(folder(), "id_rsa");
        await run(stack, { sshPrivateKey: file });
        assert.equal(fs.statSync(file).mode & 0o777, 0o600);
        assert.match(fs.readFileSync(file, "utf8"), /PRIVATE KEY/);

        stack.write("config", {});
        await assert.rejects(run(stack, { sshPrivateKey: file }), /cannot be written to .*: it exists/);
        assert.equal(stack.setting("sshPublicKey"), "");
    });

    describe("with rsync", () => {
        const settings = ["syncHostKey", "syncWorkerKey"];
        const publicKeys = (stack: FakeStack): string[] => {
            const { hostPublicKey, workerPublicKey } = JSON.parse(stack.setting("syncManager")) as Record<string, string>;
            return [hostPublicKey!, workerPublicKey!];
        };

        it("makes two pairs of keys, the private halves encrypted, which OpenSSH reads", async function () {
            needTool(this, "ssh-keygen", "-?");
            const stack = stackWithSshKey();
            await run(stack, { rsync: true });
            const config = stack.read<Record<string, { secret: boolean }>>("config");
            assert.deepEqual(
                settings.map((key) => config[`test-project:${key}`]!.secret),
                [true, true],
            );
            assert.equal(config["test-project:syncManager"]!.secret, false);
            for (const [index, setting] of settings.entries()) {
                const file = path.join(folder(), setting);
                fs.writeFileSync(file, stack.setting(setting), { mode: 0o600 });
                const derived = execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" });
                assert.equal(derived.trim(), publicKeys(stack)[index]);
            }
            const [host, worker] = publicKeys(stack);
            assert.notEqual(host, worker);
            const keys = {
                hostPublicKey: host!,
                hostPrivateKey: stack.setting("syncHostKey"),
                workerPublicKey: worker!,
                workerPrivateKey: stack.setting("syncWorkerKey"),
            };
            assert.deepEqual(checkSyncManager(keys, { zones: [] }), []);
        });

        it("leaves alone a pair that is there, and makes the other whole", async () => {
            const stack = stackWithSshKey();
            await run(stack, { rsync: true });
            const before = [...publicKeys(stack), ...settings.map((key) => stack.setting(key))];
            await run(stack, { rsync: true });
            assert.deepEqual([...publicKeys(stack), ...settings.map((key) => stack.setting(key))], before);
            const config = stack.read<Record<string, object>>("config");
            delete config["test-project:syncWorkerKey"];
            stack.write("config", config);
            await run(stack, { rsync: true });
            assert.equal(publicKeys(stack)[0], before[0]);
            assert.notEqual(publicKeys(stack)[1], before[1]);
        });

        it("is not what other environments are asked for", async () => {
            const stack = stackWithSshKey();
            await run(stack);
            assert.ok(!Object.keys(stack.read<object>("config")).some((key) => key.includes("sync")));
        });
    });

    it("needs a project", async () => {
        const stack = new FakeStack(folder());
        fs.rmSync(path.join(folder(), "Pulumi.yaml"));
        await assert.rejects(StackSettings.read(stack.pulumi), /there is no Pulumi project \(Pulumi.yaml\)/);
    });
});

describe("what certificates prints", () => {
    const options: CertificateOptions = { hostNames: [HOST], validDays: 1, renew: false };
    const ssh = (outcome: Stored["outcome"]): Stored => ({ what: "SSH key", setting: "sshPublicKey", outcome });

    it("says that private keys were thrown away", () => {
        const text = describeStored([ssh("made"), { what: "Front", setting: "frontCertificatePfx", outcome: "made" }], options);
        assert.match(text, /private SSH key was thrown away/);
        assert.match(text, /authority's private key was thrown away/);
    });

    it("says where the private SSH key is, or that there is none", () => {
        assert.match(describeStored([ssh("made")], { ...options, sshPrivateKey: "file" }), /private SSH key is in file/);
        assert.match(describeStored([ssh("left alone")], { ...options, sshPrivateKey: "file" }), /nothing was written to file/);
        assert.doesNotMatch(describeStored([ssh("left alone")], options), /thrown away|written/);
    });
});
