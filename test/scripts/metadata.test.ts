import assert from "node:assert/strict";

import { needMachines } from "../node/support/needs";
import { METADATA_ADDRESS, Network, PLATFORM_ADDRESS } from "../node/support/network";
import { Sandbox } from "./support/sandbox";

describe("block-metadata", () => {
    let network: Network | undefined;
    let sandbox: Sandbox;
    before(async function () {
        needMachines(this, "nft", "setpriv");
        network = new Network();
        sandbox = await Sandbox.start(network, "node");
        const ruleset = "table inet other {\n chain keep {\n }\n}\n";
        await sandbox.must("nft", ["-f", "-"], { input: ruleset });
        await sandbox.must("/usr/local/lib/wso2-gateway/block-metadata");
    });
    after(async () => {
        await sandbox?.stop();
        network?.remove();
    });

    /** curl's status: 7 is a connection that was refused, here by the other side, which has nobody listening: the packet came through. */
    const connect = async (user: string, address: string, port: number): Promise<string> => {
        const script = `import socket, sys
s = socket.socket(); s.settimeout(5)
try: s.connect(("${address}", ${port})); print("connected")
except OSError as error: print(error.strerror or "timed out")`;
        return (await sandbox.must("setpriv", [`--reuid=${user}`, "--clear-groups", "python3", "-c", script])).trim();
    };

    it("keeps the gateway's user from the metadata service, at any port", async () => {
        for (const port of [80, 443]) assert.equal(await connect("802", METADATA_ADDRESS, port), "No route to host");
    });

    it("leaves names to it at the platform's address, and nothing else", async () => {
        assert.equal(await connect("802", PLATFORM_ADDRESS, 53), "Connection refused");
        assert.equal(await connect("802", PLATFORM_ADDRESS, 80), "No route to host");
    });

    it("leaves everything to others, and other addresses to it", async () => {
        for (const user of ["0", "33"]) assert.equal(await connect(user, METADATA_ADDRESS, 80), "Connection refused");
        assert.equal(await connect("802", network!.address, 80), "Connection refused");
    });

    it("changes nothing when it is run again, and no other rules", async () => {
        const once = await sandbox.must("nft", ["list", "ruleset"]);
        await sandbox.must("/usr/local/lib/wso2-gateway/block-metadata");
        assert.equal(await sandbox.must("nft", ["list", "ruleset"]), once);
        assert.match(once, /table inet other/);
    });
});
