import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import { AddressInfo } from "node:net";
import * as path from "node:path";
import * as tls from "node:tls";

import { NodeReport, SYSLOG_IDENTIFIER } from "../../../components/node/events";
import { runCommand } from "../../../tools/command";
import { testAuthority } from "../../support/fixtures";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { stubLogger } from "./support/loggerStub";

const script = path.resolve("components", "node", "scripts", "report-certificates");

describe("report-certificates", function () {
    const temporary = useTemporaryFolder();
    const servers: tls.Server[] = [];
    after(() => servers.forEach((server) => server.close()));

    /** A TLS server whose certificate lasts so many days; its port. */
    async function serverWith(days: number): Promise<number> {
        const pfx = Buffer.from(testAuthority().keyStore({ hostNames: ["localhost"], days }), "base64");
        const server = tls.createServer({ pfx, passphrase: "" }).listen(0, "127.0.0.1");
        servers.push(server);
        await once(server, "listening");
        return (server.address() as AddressInfo).port;
    }

    async function run(settings: string, frontPort: number): Promise<{ code: number | null; logged: string[] }> {
        const logger = stubLogger(temporary());
        const file = path.join(temporary(), "node.env");
        fs.writeFileSync(file, settings);
        const { code } = await runCommand(script, [file, String(frontPort)], { env: logger.env });
        return { code, logged: logger.logged() };
    }

    const settings = (port: number): string => `API_PORT="${port}"\nHOST_NAME="localhost"\n`;
    /** A line for a certificate that was made for so many days: within the second in which it was made all of them are left, one less after it. */
    const line = (report: string, days: number): RegExp => new RegExp(`^-t ${SYSLOG_IDENTIFIER} ${report}(${days}|${days - 1})$`);
    function assertLines(logged: readonly string[], expected: readonly RegExp[]): void {
        assert.equal(logged.length, expected.length, logged.join("; "));
        expected.forEach((pattern, index) => assert.match(logged[index]!, pattern));
    }

    it("says how many whole days the nodes' certificate and the load balancer's have left", async () => {
        const { code, logged } = await run(settings(await serverWith(20)), await serverWith(5));
        assert.equal(code, 0);
        assertLines(logged, [line(NodeReport.CertificateDaysLeft, 20), line(NodeReport.FrontCertificateDaysLeft, 5)]);
    });

    it("says nothing of what does not answer, and goes on", async () => {
        const { code, logged } = await run(settings(1), await serverWith(5));
        assert.equal(code, 0);
        assertLines(logged, [line(NodeReport.FrontCertificateDaysLeft, 5)]);
    });

    it("fails loudly where a setting is missing", async () => {
        const { code, logged } = await run('HOST_NAME="localhost"\n', 1);
        assert.equal(code, 1);
        assert.match(logged.join(), /user\.err HOST_NAME or API_PORT is missing in /);
    });
});
