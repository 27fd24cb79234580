import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";
import { AddressInfo } from "node:net";
import * as path from "node:path";
import * as tls from "node:tls";

import { createAuthority, fingerprint, Identity, issue, pem, serialNumber, Usage, validity } from "../../../cli/certificates/authority";
import { keyStore, readCertificate } from "../../../cli/certificates/keyStore";
import { createSshKeyPair } from "../../../cli/certificates/sshKey";
import { placeOfRoot } from "../../../cli/certificates/trust";
import { checkPkcs12, checkSshPublicKey } from "../../../components/checking/valueChecks";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { needTool, tool } from "./support";

const HOST = "gw.dev.example.com";
const OTHER_HOST = "api.dev.example.com";
const PASSWORD = "Secret12345";

describe("development certificates", function () {
    const now = new Date();
    const period = validity(90, now);
    const authority = createAuthority(period);
    const front = issue(authority, [HOST, OTHER_HOST], Usage.Server, period);
    const node = issue(authority, [HOST], Usage.ServerAndClient, period);
    const folder = useTemporaryFolder();

    const x509 = (identity: Identity): X509Certificate => new X509Certificate(pem(identity.certificate));

    for (const [name, identity] of Object.entries({ front, node })) {
        it(`are a chain: the authority signs ${name}`, () => {
            const [root, leaf] = [x509(authority), x509(identity)];
            assert.ok(leaf.checkIssued(root));
            assert.ok(leaf.verify(root.publicKey));
            assert.ok(root.verify(root.publicKey));
            assert.equal(root.ca, true);
            assert.equal(leaf.ca, false);
        });
    }

    it("are for their host names and no others", () => {
        assert.equal(x509(front).checkHost(HOST), HOST);
        assert.equal(x509(front).checkHost(OTHER_HOST), OTHER_HOST);
        assert.equal(x509(node).checkHost(HOST), HOST);
        assert.equal(x509(node).checkHost(OTHER_HOST), undefined);
        assert.equal(x509(node).checkHost("example.com"), undefined);
    });

    it("are valid from before now, for the days wanted", () => {
        for (const certificate of [authority, front, node].map(x509)) {
            assert.ok(new Date(certificate.validFrom) < new Date(now.getTime() - 60_000));
            assert.equal(Math.round((new Date(certificate.validTo).getTime() - now.getTime()) / 86_400_000), 90);
        }
    });

    it("have the extensions that verifiers look at", function () {
        needTool(this, "openssl", "version");
        const text = (identity: Identity): string => {
            const file = path.join(folder(), "certificate.pem");
            fs.writeFileSync(file, pem(identity.certificate));
            return tool("openssl", ["x509", "-in", file, "-noout", "-text"]);
        };
        const [root, server, member] = [text(authority), text(front), text(node)];
        assert.match(root, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
        assert.match(root, /Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
        assert.match(server, /Basic Constraints: critical\s+CA:FALSE/);
        assert.match(server, /Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
        assert.match(server, /Extended Key Usage: \s+TLS Web Server Authentication\n/);
        assert.match(member, /Extended Key Usage: \s+TLS Web Server Authentication, TLS Web Client Authentication\n/);
        const ski = /Subject Key Identifier: \s+(\S+)/.exec(root)![1]!;
        for (const leaf of [server, member]) {
            assert.match(leaf, new RegExp(`Authority Key Identifier: \\s+(keyid:)?${ski}`));
            assert.match(leaf, /Subject Key Identifier/);
        }
        for (const any of [root, server, member]) {
            assert.match(any, /Signature Algorithm: sha256WithRSAEncryption/);
            assert.match(any, /Public-Key: \(2048 bit\)/);
        }
    });

    it("are accepted by openssl as what they are for", function () {
        needTool(this, "openssl", "version");
        const file = (name: string, identity: Identity): string => {
            fs.writeFileSync(path.join(folder(), name), pem(identity.certificate));
            return path.join(folder(), name);
        };
        const root = file("root.pem", authority);
        const verify = ["verify", "-x509_strict", "-CAfile", root, "-verify_hostname", HOST];
        assert.match(tool("openssl", [...verify, "-purpose", "sslserver", file("front.pem", front)]), /OK/);
        assert.match(tool("openssl", [...verify, "-purpose", "sslclient", file("node.pem", node)]), /OK/);
        assert.throws(() => tool("openssl", [...verify, "-purpose", "sslclient", file("front.pem", front)]), /unsuitable certificate purpose/);
    });

    it("have positive serial numbers of full length, each its own", () => {
        const serials = Array.from({ length: 300 }, serialNumber);
        assert.equal(new Set(serials).size, serials.length);
        for (const serial of serials) assert.match(serial, /^[4-7][0-9a-f]{31}$/);
    });

    it("have the fingerprint that others compute", () => {
        assert.equal(fingerprint(front.certificate), x509(front).fingerprint256);
    });

    it("come from an authority with a name of its own", () => {
        assert.notEqual(x509(createAuthority(period)).subject, x509(authority).subject);
    });

    describe("in a PKCS12 file", () => {
        const nodeStore = keyStore(node, authority, PASSWORD, "wso2carbon");
        const frontPfx = keyStore(front, authority, "", HOST);
        const written = (base64: string): string => {
            const file = path.join(folder(), "store.p12");
            fs.writeFileSync(file, Buffer.from(base64, "base64"));
            return file;
        };

        it("are read by Java: the key under its alias, with its chain", function () {
            needTool(this, "keytool", "-help");
            const list = ["-list", "-v", "-storetype", "PKCS12", "-keystore", written(nodeStore)];
            // Passwords of tests may be on command lines; others may not.
            const shown = tool("keytool", [...list, "-storepass", PASSWORD], { ...process.env, LC_ALL: "C" });
            assert.match(shown, /contains 1 entry/);
            assert.match(shown, /Alias name: wso2carbon/);
            assert.match(shown, /Entry type: PrivateKeyEntry/);
            assert.match(shown, /Certificate chain length: 2/);
            assert.match(shown, new RegExp(`SHA256: ${x509(node).fingerprint256}`));
            assert.throws(() => tool("keytool", [...list, "-storepass", "wrong-password"]), /password was incorrect|Integrity check failed/);
        });

        it("give Java the key itself", function () {
            needTool(this, "keytool", "-help");
            const [from, to] = [written(nodeStore), path.join(folder(), "copy.jks")];
            const args = ["-importkeystore", "-srckeystore", from, "-srcstoretype", "PKCS12", "-srcstorepass", PASSWORD, "-srcalias", "wso2carbon"];
            tool("keytool", [...args, "-destkeystore", to, "-deststoretype", "JKS", "-deststorepass", PASSWORD, "-destkeypass", PASSWORD]);
        });

        for (const [name, store, password, identity] of [
            ["with a password", nodeStore, PASSWORD, node],
            ["without a password", frontPfx, "", front],
        ] as const) {
            it(`are read by openssl ${name}: certificate, authority and the key that fits`, function () {
                needTool(this, "openssl", "version");
                const shown = tool("openssl", ["pkcs12", "-in", written(store), "-passin", `pass:${password}`, "-nodes"]);
                const certificates = shown.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)!.map((text) => new X509Certificate(text));
                assert.deepEqual(
                    certificates.map(({ fingerprint256 }) => fingerprint256),
                    [x509(identity), x509(authority)].map(({ fingerprint256 }) => fingerprint256),
                );
                assert.match(shown, /BEGIN PRIVATE KEY/);
                assert.throws(() => tool("openssl", ["pkcs12", "-in", written(store), "-passin", "pass:wrong", "-nodes"]));
            });
        }

        it("are accepted by the checks of the components", () => {
            for (const store of [nodeStore, frontPfx]) assert.deepEqual(checkPkcs12(store, "store"), []);
        });

        it("are found again in it, and only with the password", () => {
            assert.equal(fingerprint(readCertificate(nodeStore, PASSWORD)!), fingerprint(node.certificate));
            assert.equal(fingerprint(readCertificate(frontPfx, "")!), fingerprint(front.certificate));
            assert.equal(readCertificate(nodeStore, "wrong"), undefined);
            assert.equal(readCertificate("bm8=", ""), undefined);
        });

        it("serve a real TLS connection that trusts the root, and none that does not", async () => {
            const server = tls.createServer({ pfx: Buffer.from(nodeStore, "base64"), passphrase: PASSWORD }, (socket) =>
                socket.on("error", () => undefined).end("hello"),
            );
            server.on("tlsClientError", () => undefined);
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            const { port } = server.address() as AddressInfo;
            const said = (options: tls.ConnectionOptions): Promise<string> =>
                new Promise((resolve, reject) => {
                    let text = "";
                    const socket = tls.connect({ host: "127.0.0.1", port, servername: HOST, ...options });
                    socket.on("data", (data: Buffer) => (text += data.toString()));
                    socket.on("end", () => resolve(text)).on("error", reject);
                });
            try {
                assert.equal(await said({ ca: [pem(authority.certificate)] }), "hello");
                assert.equal(await said({ ca: [pem(createAuthority(period).certificate), pem(authority.certificate)] }), "hello");
                await assert.rejects(said({ ca: [pem(createAuthority(period).certificate)] }), /unable to verify|unable to get local issuer|self.signed/);
                await assert.rejects(said({ ca: [pem(authority.certificate)], servername: "other.example.com" }), /does not match/);
            } finally {
                server.close();
            }
        });
    });
});

describe("placeOfRoot", () => {
    const now = new Date();
    const root = (days: number): string => pem(createAuthority(validity(days, new Date(now.getTime() - 10 * 86_400_000))).certificate);
    const [valid, expired] = [root(100), root(1)];

    it("is the end while all roots are valid, or cannot be read", () => {
        assert.equal(placeOfRoot([], now), 0);
        assert.equal(placeOfRoot([valid, "somebody's own"], now), 2);
    });

    it("is that of a root that has expired", () => assert.equal(placeOfRoot([valid, expired, valid], now), 1));
});

describe("createSshKeyPair", function () {
    const folder = useTemporaryFolder();

    it("makes a public key that the components accept, and a private key that fits", function () {
        const { publicKey, privateKey } = createSshKeyPair("dev");
        assert.deepEqual(checkSshPublicKey(publicKey, "sshPublicKey"), []);
        needTool(this, "ssh-keygen", "-?");
        const file = path.join(folder(), "key");
        fs.writeFileSync(file, privateKey, { mode: 0o600 });
        assert.equal(tool("ssh-keygen", ["-y", "-f", file]).trim().split(" ")[1], publicKey.split(" ")[1]);
    });
});
