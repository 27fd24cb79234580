import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { testAuthority } from "../support/fixtures";
import { useSandbox } from "./support/sandboxes";
import { until } from "../node/support/wait";

const HOST = "packages.microsoft.com";
const SCRIPT = "/usr/local/lib/wso2-gateway/add-microsoft-repository";
const written = ["/usr/share/keyrings/microsoft-prod.gpg", "/etc/apt/preferences.d/microsoft-prod", "/etc/apt/sources.list.d/microsoft-prod.list"];
const FINGERPRINTS = /"[0-9A-F]{40}"/g;

/** A server of files over TLS, as small as one can be. */
const SERVER = `import http.server, ssl
class Files(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args): super().__init__(*args, directory="/srv/site")
server = http.server.HTTPServer(("127.0.0.1", 443), Files)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/srv/server.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
open("/run/serving", "w")
server.serve_forever()
`;

describe("add-microsoft-repository", function () {
    this.timeout(120_000);
    const { sandbox } = useSandbox("gpg", "openssl");
    const fingerprints: string[] = [];

    before(async () => {
        sandbox().trust(testAuthority().root, { [HOST]: "127.0.0.1" });
        sandbox().write("/srv/server.p12", Buffer.from(testAuthority().keyStore({ hostNames: [HOST], password: "x" }), "base64"));
        await sandbox().must("bash", ["-c", "openssl pkcs12 -in /srv/server.p12 -passin pass:x -nodes >/srv/server.pem"]);
        for (const name of ["microsoft.asc", "microsoft-2025.asc"]) {
            // A folder for each: the agent of the key before goes with its folder, later, and would take a new agent's socket of the same path with it.
            const folder = `/run/gpg-${name}`;
            const gpg = ["--batch", "--homedir", folder];
            await sandbox().must("mkdir", ["--mode=0700", folder]);
            await sandbox().must("gpg", [...gpg, "--passphrase", "", "--quick-generate-key", name, "rsa2048"]);
            const listed = await sandbox().must("gpg", [...gpg, "--with-colons", "--fingerprint"]);
            fingerprints.push(/^fpr:+([0-9A-F]{40}):/m.exec(listed)![1]!);
            sandbox().write(`/srv/site/keys/${name}`, await sandbox().must("gpg", [...gpg, "--armor", "--export"]));
        }
        sandbox().begin("python3", ["-c", SERVER]);
        await until("the site is there", () => sandbox().exists("/run/serving"));
    });
    beforeEach(() => written.forEach((file) => sandbox().remove(file)));

    it("has the fingerprints of Microsoft's two keys, and refuses any other", async () => {
        const script = fs.readFileSync(path.resolve("components", "node", "scripts", "add-microsoft-repository"), "utf8");
        assert.equal(script.match(FINGERPRINTS)!.length, 2);
        const { code, stderr } = await sandbox().script("add-microsoft-repository");
        assert.equal(code, 1);
        assert.equal(stderr, `https://${HOST}/keys/microsoft.asc is not the key BC528686B50D79E339D3721CEB3E94ADBE1229CF\n`);
        assert.deepEqual(
            written.filter((file) => sandbox().exists(file)),
            [],
        );
    });

    it("makes the repository of this very system known, with both keys, for the mount helper alone", async () => {
        const original = sandbox().read(SCRIPT);
        const expected = [...fingerprints];
        sandbox().write(
            SCRIPT,
            original.replaceAll(FINGERPRINTS, () => `"${expected.shift()}"`),
            0o755,
        );
        try {
            await sandbox().must(SCRIPT);
        } finally {
            sandbox().write(SCRIPT, original, 0o755);
        }
        const listed = await sandbox().must("gpg", ["--show-keys", "--with-colons", written[0]!]);
        assert.deepEqual(
            [...listed.matchAll(/^fpr:+([0-9A-F]{40}):/gm)].map(([, found]) => found).filter((found) => fingerprints.includes(found!)),
            fingerprints,
        );
        const system = Object.fromEntries(
            [
                ...sandbox()
                    .read("/etc/os-release")
                    .matchAll(/^(\w+)="?([^"\n]*)"?$/gm),
            ].map(([, name, value]) => [name!, value!]),
        );
        const where = `https://${HOST}/${system.ID}/${system.VERSION_ID}/prod ${system.VERSION_CODENAME} main`;
        assert.equal(sandbox().read(written[2]!), `deb [signed-by=${written[0]}] ${where}\n`);
        for (const file of written) assert.equal(sandbox().access(file), "0:0 644");
    });

    it("says what cannot be fetched", async () => {
        const key = sandbox().read("/srv/site/keys/microsoft.asc");
        sandbox().remove("/srv/site/keys/microsoft.asc");
        const { code, stderr } = await sandbox().script("add-microsoft-repository");
        sandbox().write("/srv/site/keys/microsoft.asc", key);
        assert.deepEqual([code, stderr], [1, `https://${HOST}/keys/microsoft.asc cannot be fetched: File not found\n`]);
    });
});
