import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { RunningCommand } from "../../tools/command";
import { temporaryFolder } from "../../tools/temporaryFolder";
import { testAuthority } from "../support/fixtures";
import { needMachines } from "./support/needs";
import { Network } from "./support/network";
import { apiArtifact, StandInPack, standInPack } from "./support/standInPack";
import { until } from "./support/wait";

/** Milliseconds that the servers here give requests to end; half of them must be enough for a busy machine to hear that nobody is let in any more. */
const SOCKET_TIMEOUT = 8_000;
const [password, admin] = ["of-the-store", "of-the-admin"];

/** What the library's scripts do for a node, in a few words. */
function configure(home: string, release: string): void {
    const security = path.join(home, "repository/resources/security");
    fs.writeFileSync(path.join(security, "node.p12"), Buffer.from(testAuthority().keyStore({ password }), "base64"));
    const edit = (name: string, change: (text: string) => string): void => {
        const file = path.join(home, "repository/conf", name);
        fs.writeFileSync(file, change(fs.readFileSync(file, "utf8")));
    };
    if (release.startsWith("2.")) {
        const store = (text: string): string =>
            text
                .replaceAll("wso2carbon.jks", "node.p12")
                .replaceAll("<Type>JKS</Type>", "<Type>PKCS12</Type>")
                .replaceAll("<Password>wso2carbon</Password>", `<Password>${password}</Password>`);
        for (const name of ["carbon.xml", "axis2/axis2.xml"]) edit(name, (text) => store(text).replaceAll("client-truststore.jks", "node.p12"));
        edit("tomcat/catalina-server.xml", (text) => store(text).replace('keystorePass="wso2carbon"', `keystorePass="${password}" keystoreType="PKCS12"`));
        edit("user-mgt.xml", (text) => text.replace(/<Password>admin<\/Password>/, `<Password>${admin}</Password>`));
        edit("passthru-http.properties", (text) => `${text}\nhttp.socket.timeout=${SOCKET_TIMEOUT}\n`);
        return;
    }
    const store = `file_name = "node.p12"\ntype = "PKCS12"\npassword = "$env{STORE}"`;
    const tables = [
        "[server]",
        'hostname = "gw"',
        "[super_admin]",
        'username = "admin"',
        'password = "$env{ADMIN}"',
        "[keystore.tls]",
        store,
        "[truststore]",
        store,
    ];
    edit("deployment.toml", () => [...tables, "[transport.http]", `socket_timeout = ${SOCKET_TIMEOUT}`, ""].join("\n"));
}

describe("the stand-in for the product", function () {
    let folder = "";
    let network: Network;
    before(function () {
        needMachines(this, "zip");
        folder = temporaryFolder("stand-in");
        network = new Network();
    });
    after(() => {
        network?.remove();
        fs.rmSync(folder, { recursive: true, force: true });
    });

    const java = path.dirname(path.dirname(fs.existsSync("/usr/bin/java") ? fs.realpathSync("/usr/bin/java") : "/usr/bin"));
    function start(pack: StandInPack, environment: Record<string, string> = {}): RunningCommand {
        const env = { PATH: process.env.PATH, JAVA_HOME: java, STORE: password, ADMIN: admin, ...environment };
        return network.start(path.join(pack.layer, pack.profile.homeDirectory, pack.profile.script), [], { env, ownGroup: true });
    }
    async function status(port: number, target: string, ...options: string[]): Promise<number> {
        const { stdout } = await network.run("curl", [
            "-sko",
            "/dev/null",
            "--max-time",
            "20",
            "-w",
            "%{http_code}",
            ...options,
            `https://127.0.0.1:${port}${target}`,
        ]);
        return Number(stdout);
    }
    const answers = (port: number, target: string): Promise<boolean> => until(`${port} answers`, async () => (await status(port, target)) === 200, 20_000);

    for (const release of ["2.1.0", "2.6.0", "3.2.0", "4.2.0", "4.5.0"]) {
        describe(`of ${release}`, () => {
            let pack: StandInPack;
            let server: RunningCommand;
            before(async function () {
                const own = fs.mkdtempSync(path.join(folder, "pack-"));
                pack = standInPack(this, own, { release, startSeconds: 0, contentSeconds: 2 });
                configure(path.join(pack.layer, pack.profile.homeDirectory), release);
                server = start(pack);
                await until("the management port is open", async () => (await status(9443, pack.profile.health.path)) !== 0, 20_000);
            });
            after(async () => {
                server?.kill("SIGKILL");
                await server?.done;
            });

            it("says that it is up as its release does, with its APIs or before them", async () => {
                const isEarly = pack.profile.health.path === "/services/Version";
                assert.equal(await status(9443, pack.profile.health.path), isEarly ? 200 : 500);
                assert.equal(await status(8243, "/slow?ms=0"), 0, "no API yet");
                await answers(8243, "/slow?ms=0");
                assert.equal(await status(9443, pack.profile.health.path), 200);
            });

            it("takes artifacts from who knows the configured password, and serves them", async () => {
                const file = path.join(folder, "hello.xml");
                fs.writeFileSync(file, apiArtifact("hello", "/hello"));
                const put = (user: string): Promise<number> => status(9443, "/services/APIGatewayAdmin/hello.xml", "--upload-file", file, "--user", user);
                assert.equal(await put("admin:wrong"), 401);
                assert.equal(await put(`admin:${admin}`), 200);
                assert.equal(await status(8243, "/hello/1"), 200);
            });

            it("ends after the requests that it has, at the latest after the socket timeout", async () => {
                const [short, long] = [status(8243, `/slow?ms=${SOCKET_TIMEOUT / 2}`), status(8243, `/slow?ms=${SOCKET_TIMEOUT * 3}`)];
                await until("both requests have begun", async () => (await status(8243, "/in-flight?least=2")) === 200);
                const pid = fs.readFileSync(path.join(pack.layer, pack.profile.homeDirectory, "wso2carbon.pid"), "utf8");
                process.kill(Number(pid), "SIGTERM");
                await until("it takes no more connections", async () => (await status(8243, "/slow?ms=0")) === 0, SOCKET_TIMEOUT / 2);
                assert.equal(await short, 200);
                assert.equal(await long, 0);
                const { stdout } = await server.done;
                assert.match(stdout, /Shutdown complete, 1 requests given up/);
            });
        });
    }

    it("does not start without what the product needs, and says what that is", async function () {
        this.timeout(120_000);
        const pack = standInPack(this, fs.mkdtempSync(path.join(folder, "pack-")), { release: "4.5.0", startSeconds: 0, contentSeconds: 0 });
        const home = path.join(pack.layer, pack.profile.homeDirectory);
        const output = async (environment: Record<string, string>): Promise<string> => {
            const { code, stdout, stderr } = await start(pack, environment).done;
            assert.notEqual(code, 0);
            return stdout + stderr;
        };
        assert.match(await output({ JAVA_HOME: "" }), /must set the JAVA_HOME/);
        configure(home, "4.5.0");
        assert.match(await output({ STORE: "wrong" }), /password was incorrect/);
        fs.appendFileSync(path.join(home, "repository/conf/deployment.toml"), '[x]\ny = "$env{NOBODY_HAS_IT}"\n');
        assert.match(await output({}), /NOBODY_HAS_IT does not exist/);
    });
});
