import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import * as pulumi from "@pulumi/pulumi";
import forge from "node-forge";

import { createAuthority, issue, Usage, validity } from "../../../cli/certificates/authority";
import { checkDeployment } from "../../../components/checks";
import { checkFrontCertificate, checkNodeKeyStore, withLaterKeyStoreChecks } from "../../../components/certificates/keyStoreChecks";
import { quickCertificate, readPkcs12 } from "../../../components/certificates/pkcs12";
import { Problem } from "../../../components/problem";
import { CertificateOptions, keyStoreWith, testAuthority } from "../../support/fixtures";
import { validArgs } from "../support/deployments";
import { outcomeOf } from "../support/outputs";

const HOST = "gw.dev.example.com";
const PASSWORD = "a-password";
const DAY = 86_400_000;
const authority = testAuthority();
const now = new Date();
const surroundings = { hostNames: [HOST], roots: [authority.root], now };

const nodeStore = (options: CertificateOptions = {}): string => authority.keyStore({ password: PASSWORD, ...options });
const foundIn = (problems: Problem[]): [path: string, message: string][] => problems.map(({ path, message }) => [path, message]);
const checkStore = (text: string, changes: object = {}, password = PASSWORD): Problem[] => checkNodeKeyStore(text, password, { ...surroundings, ...changes });
const checkFront = (text: string, changes: object = {}): Problem[] => checkFrontCertificate(text, { ...surroundings, ...changes });

/** As Java and OpenSSL wrote them for years; Node.js itself does not read the older two. */
const forms: Readonly<Record<string, string[]>> = {
    "as OpenSSL writes it today": [],
    "as old Java reads it": ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
    "with encryption that OpenSSL has given up": ["-legacy"],
    "without encryption": ["-keypbe", "NONE", "-certpbe", "NONE"],
    "without a checksum": ["-nomac"],
};

/** The same problem, whatever the store looks like. */
function assertProblem(problems: Problem[], path: string, message: RegExp): void {
    assert.deepEqual(
        foundIn(problems).map(([at]) => at),
        [path],
        JSON.stringify(problems),
    );
    assert.match(problems[0]!.message, message);
}

describe("checkNodeKeyStore", () => {
    for (const [what, form] of Object.entries(forms)) {
        it(`opens a store ${what}`, () => {
            const store = nodeStore({ form });
            assert.deepEqual(checkStore(store), []);
            assertProblem(checkStore(store, { alias: "other" }), "nodeKeyAlias", /is "other"; the key store has wso2carbon/);
            if (what !== "without encryption" && what !== "without a checksum")
                assertProblem(checkStore(store, {}, "wrong"), "nodeKeyStorePassword", /does not open nodeKeyStore/);
        });
    }

    it("compares the key's name as Java does", () => assert.deepEqual(checkStore(nodeStore({ alias: "Gateway" }), { alias: "gateway" }), []));

    it("refuses a certificate that is not for every host name, and says which it is for", () => {
        const store = nodeStore({ hostNames: [HOST] });
        assert.deepEqual(checkStore(store), []);
        const problems = checkStore(store, { hostNames: [HOST, "gw2.dev.example.com", "a.b.dev.example.com"] });
        assertProblem(problems, "nodeKeyStore", /not valid for gw2\.dev\.example\.com, a\.b\.dev\.example\.com; it is for gw\.dev\.example\.com/);
    });

    it("leaves wrong host names to others", () => assert.deepEqual(checkStore(nodeStore(), { hostNames: ["not a name"] }), []));

    it("refuses a certificate from the moment when it has expired", () => {
        const store = nodeStore({ days: 3 });
        const roots = [new Date(now.getTime() + 2.9 * DAY), new Date(now.getTime() + 3.1 * DAY)];
        assert.deepEqual(checkStore(store, { now: roots[0] }), []);
        assertProblem(checkStore(store, { now: roots[1] }), "nodeKeyStore", /expired on/);
    });

    it("finds the way to a root through the certificates in the store", () => {
        const store = nodeStore({ intermediate: true });
        assert.deepEqual(checkStore(store), []);
        assertProblem(checkStore(nodeStore({ intermediate: true, chain: false })), "nodeKeyStore", /issuer CN=test intermediate.* 502/);
    });

    it("takes any one of the trusted roots, but none that has expired", () => {
        const store = nodeStore();
        const [other] = [newRoot("30")];
        assert.deepEqual(checkStore(store, { roots: [other, authority.root] }), []);
        assertProblem(checkStore(store, { roots: [other] }), "nodeKeyStore", /no valid one of backendTrustedRoots/);
        assertProblem(checkStore(nodeStore({ days: 99 }), { now: new Date(now.getTime() + 40 * DAY) }), "nodeKeyStore", /no valid one of backendTrustedRoots/);
        assert.deepEqual(checkStore(store, { roots: ["not a certificate"] }), [], "such a root is named by itself");
    });

    it("refuses the certificate that everybody has", () => {
        const store = shippedStore();
        assertProblem(checkStore(store, {}), "nodeKeyStore", /shipped with, whose key everybody has/);
    });

    it("refuses a store without a key, and what is none, but not what it does not know", () => {
        assertProblem(checkStore(nodeStore({ form: ["-nokeys"] })), "nodeKeyStore", /holds no private key/);
        assertProblem(checkStore(keyStoreWith("cut off")), "nodeKeyStore", /not a whole PKCS12 file/);
        assert.deepEqual(checkStore("hello"), [], "the form is looked at elsewhere");
    });

    it("lists what is wrong with a certificate in several ways", () => {
        const problems = checkNodeKeyStore(nodeStore({ days: 1, hostNames: ["other.example.com"] }), PASSWORD, {
            hostNames: [HOST],
            roots: [newRoot("30")],
            now: new Date(now.getTime() + 2 * DAY),
        });
        assert.deepEqual(
            problems.map(({ message }) => /expired|not valid for|no valid one/.exec(message)?.[0]),
            ["expired", "not valid for", "no valid one"],
        );
    });
});

describe("checkFrontCertificate", () => {
    it("takes one with its chain, or straight from a root", () => {
        assert.deepEqual(checkFront(authority.keyStore({ intermediate: true })), []);
        assert.deepEqual(checkFront(authority.keyStore(), { roots: [] }), []);
        assert.deepEqual(checkFront(authority.keyStore({ chain: false })), [], "of a root that is known here");
    });

    for (const [what, form] of Object.entries(forms)) it(`opens a file ${what}`, () => assert.deepEqual(checkFront(authority.keyStore({ form })), []));

    it("opens a file without any password, which is another one than an empty one", function () {
        const period = validity(30, now);
        const root = createAuthority(period);
        const { certificate, key } = issue(root, [HOST], Usage.Server, period);
        const file = forge.pkcs12.toPkcs12Asn1(key, [certificate, root.certificate], null);
        assert.deepEqual(checkFront(forge.util.encode64(forge.asn1.toDer(file).getBytes())), []);
    });

    it("refuses one without its chain", () =>
        assertProblem(
            checkFront(authority.keyStore({ intermediate: true, chain: false })),
            "frontPfx",
            /lacks the certificate of its issuer \(CN=test intermediate\)/,
        ));
    it("refuses one with a password", () => assertProblem(checkFront(nodeStore()), "frontPfx", /has a password/));
    it("refuses one without a key", () => assertProblem(checkFront(authority.keyStore({ form: ["-nokeys"] })), "frontPfx", /no private key/));
    it("refuses one that is not for every host name", () =>
        assertProblem(checkFront(authority.keyStore({ hostNames: ["x.example.com"] })), "frontPfx", /not valid for gw\.dev/));
    it("refuses one that has expired", () =>
        assertProblem(checkFront(authority.keyStore({ days: 1 }), { now: new Date(now.getTime() + 2 * DAY) }), "frontPfx", /expired/));
});

describe("quickCertificate", () => {
    const file = Buffer.from(nodeStore(), "base64");
    it("is the one that the thorough way finds", () => {
        const contents = readPkcs12(file, PASSWORD);
        assert.ok(typeof contents === "object");
        assert.equal(quickCertificate(file, PASSWORD, "wso2carbon")!.fingerprint256, contents.keys[0]!.certificate!.fingerprint256);
    });
    it("says nothing with another name, a wrong password or a file that Node.js does not read", () => {
        assert.equal(quickCertificate(file, PASSWORD, "other"), undefined);
        assert.equal(quickCertificate(file, "wrong", "wso2carbon"), undefined);
        assert.equal(quickCertificate(Buffer.from(nodeStore({ form: ["-legacy"] }), "base64"), PASSWORD, "wso2carbon"), undefined);
        assert.equal(quickCertificate(Buffer.from("hello"), "", undefined), undefined);
    });
});

describe("key stores of a deployment", () => {
    const { certificates } = validArgs();

    it("are looked into at once where they are known, each at its path", () => {
        const wrong = { ...certificates, frontPfx: nodeStore(), nodeKeyStorePassword: "wrong" };
        const paths = checkDeployment(validArgs({ certificates: wrong })).map(({ path }) => path);
        assert.deepEqual(paths, ["certificates.frontPfx", "certificates.nodeKeyStorePassword"]);
    });

    it("are to be valid for the Publisher's way to the nodes, too", () => {
        const loadBalancer = { managementListener: { hostName: "manage.other.org" } };
        const problems = checkDeployment(validArgs({ loadBalancer, network: { managementRanges: ["10.0.0.0/8"] } }));
        assert.deepEqual(
            problems.map(({ path, message }) => [path, /not valid for manage\.other\.org/.test(message)]),
            [
                ["certificates.frontPfx", true],
                ["certificates.nodeKeyStore", true],
            ],
        );
    });

    it("are left alone where only the form is known", () => {
        const { nodeKeyStorePassword } = certificates;
        assert.deepEqual(checkDeployment(validArgs({ certificates: { ...certificates, nodeKeyStorePassword: pulumi.secret(nodeKeyStorePassword!) } })), []);
    });

    it("are looked into as soon as they, their password or a host name is known", async () => {
        const secret = (value: pulumi.Input<string>): pulumi.Output<string> => pulumi.secret(value);
        const store = nodeStore({ hostNames: [HOST] });
        const cases = [
            { args: validArgs({ certificates: { ...certificates, nodeKeyStorePassword: secret("wrong") } }), path: "certificates.nodeKeyStorePassword" },
            {
                args: validArgs({ certificates: { ...certificates, nodeKeyStore: secret(nodeStore({ alias: "other" })), nodeKeyStorePassword: PASSWORD } }),
                path: "certificates.nodeKeyAlias",
            },
            {
                args: validArgs({
                    hostName: pulumi.output("gw2.dev.example.com"),
                    certificates: { ...certificates, nodeKeyStore: store, nodeKeyStorePassword: PASSWORD },
                }),
                path: "certificates.nodeKeyStore",
            },
        ];
        for (const { args, path } of cases) {
            const { nodeKeyStore } = withLaterKeyStoreChecks("The gateway", args).certificates;
            await assert.rejects(outcomeOf(nodeKeyStore), (error: Error) => error.message.includes(`The gateway has 1 problem:\n  - ${path}: `), path);
        }
    });

    it("stay as they are where nothing comes later", () => {
        const args = withLaterKeyStoreChecks("The gateway", validArgs());
        assert.deepEqual(args.certificates, certificates);
    });
});

function newRoot(days: string): string {
    const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=another root", "-days", days];
    return execFileSync("openssl", ["req", "-x509", ...options], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** The like of what is in every pack: for localhost, signed by itself. */
function shippedStore(): string {
    const script = `f=$(mktemp -d) && trap 'rm -r "$f"' EXIT && cd "$f" &&
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -out c -days 30 -subj "/C=US/ST=CA/L=Mountain View/O=WSO2/OU=WSO2/CN=localhost" &&
openssl pkcs12 -export -in c -inkey k -name wso2carbon -passout pass:${PASSWORD}`;
    return execFileSync("bash", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] }).toString("base64");
}
