import assert from "node:assert/strict";
import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { SimulatedAzure } from "../../../simulator/azure";
import { Fault, FaultEffect } from "../../../simulator/faults";
import { listResources, reset, setFaults } from "../../../simulator/subscription";
import { until } from "../../support/until";
import { emptyFolder, inGroup, world, worldWithNetwork } from "./support";

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";

function otherProcess(directory: string, prefix: string, count: number): ChildProcess {
    const script = path.join(__dirname, "otherProcess.ts");
    return spawn(process.execPath, ["-r", "ts-node/register/transpile-only", script, directory, prefix, String(count)], {
        stdio: ["ignore", "pipe", "inherit"],
    });
}

async function group(): Promise<string> {
    const { directory, create } = world();
    await create("resources:ResourceGroup", { location: "westeurope" });
    return directory;
}

describe("several processes on one simulated Azure", function () {
    it("lose nothing, and only one of them creates what all want", async () => {
        const directory = await group();
        // Two want the same names, the third its own.
        const children = ["same", "same", "own"].map((prefix) => otherProcess(directory, prefix, 15));
        const outputs = await Promise.all(children.map((child) => text(child.stdout!)));
        const created = listResources(directory).filter(({ type }) => type === IDENTITY);
        assert.equal(created.length, 30);
        assert.equal(outputs.join("").match(/cannot create already existing resource/g)?.length, 15);
    });

    it("leave a whole state and a free lock behind when they are killed", async () => {
        const directory = await group();
        const azure = new SimulatedAzure(directory, 0);
        for (let round = 0; round < 2; round++) {
            const child = otherProcess(directory, `killed-${round}`, 10_000);
            await once(child.stdout!, "data");
            await new Promise((resolve) => setTimeout(resolve, 60 + 57 * round));
            child.kill("SIGKILL");
            await once(child, "exit");
            const before = listResources(directory).length;
            const start = Date.now();
            await azure.create(IDENTITY, inGroup(`Microsoft.ManagedIdentity/userAssignedIdentities/after-${round}`), { location: "westeurope" });
            // The lock counts for nothing after two seconds; by default it would after ten.
            assert.ok(Date.now() - start < 9000, `waited ${Date.now() - start} ms for the lock of a killed process`);
            assert.equal(listResources(directory).length, before + 1);
        }
    });
});

describe("the provider's process", function () {
    it("ends when the engine that started it is killed, and not before", async () => {
        const main = path.join(__dirname, "..", "..", "..", "simulator", "main.ts");
        // A shell in the engine's place: it starts the provider, tells its process id, and does nothing else.
        const script = `"$0" -r ts-node/register/transpile-only "${main}" >"$1/port" & echo $!; wait`;
        const directory = emptyFolder();
        const engine = spawn("sh", ["-c", script, process.execPath, directory], { stdio: ["ignore", "pipe", "inherit"] });
        const provider = Number(String((await once(engine.stdout, "data"))[0]));
        const portFile = path.join(directory, "port");
        // The shell may tell the process id before the file is there.
        await until(() => fs.existsSync(portFile) && fs.readFileSync(portFile, "utf8") !== "");
        await new Promise((resolve) => setTimeout(resolve, 1200));
        assert.ok(isAlive(provider));
        engine.kill("SIGKILL");
        await until(() => !isAlive(provider));
    });

    it("ends when the engine was killed before the provider had even started", async () => {
        const main = path.join(__dirname, "..", "..", "..", "simulator", "main.ts");
        const gone = spawn("true");
        await once(gone, "exit");
        const env = { ...process.env, SIMULATED_AZURE_STARTED_BY: String(gone.pid) };
        const provider = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", main], { stdio: ["ignore", "pipe", "inherit"], env });
        assert.deepEqual((await once(provider, "exit"))[0], 0);
    });
});

function isAlive(pid: number): boolean {
    try {
        // A process that has ended and that nobody has waited for yet still has an entry.
        return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
        return false;
    }
}

describe("what takes time in the simulated Azure", () => {
    it("goes on when nobody waits for it any more", async () => {
        const { directory } = await worldWithNetwork();
        const slow = new SimulatedAzure(directory, 0.02);
        // 13 s of a NAT gateway are 260 ms here.
        const id = inGroup("Microsoft.Network/natGateways/nat");
        const creation = slow.create("azure-native:network:NatGateway", id, { location: "westeurope" });
        const state = (): string | undefined => listResources(directory).find((resource) => resource.id === id)?.provisioningState;
        await until(() => state() === "Creating");
        await assert.rejects(slow.create("azure-native:network:NatGateway", id, { location: "westeurope" }), /already existing/);
        await until(() => state() === "Succeeded");
        assert.equal((await creation).outputs.provisioningState, "Succeeded");
    });

    it("is tried again, as azure-native does, while a neighbour in the same network is written", async () => {
        const { directory } = await worldWithNetwork();
        const slow = new SimulatedAzure(directory, 0.01);
        const subnet = (name: string, addressPrefix: string): Promise<unknown> =>
            slow.create("azure-native:network:Subnet", inGroup(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`), {
                name,
                properties: { addressPrefix },
            });
        await Promise.all([subnet("one", "10.0.2.0/24"), subnet("two", "10.0.3.0/24")]);
        assert.equal(listResources(directory).filter(({ type }) => type.endsWith(":Subnet")).length, 3);
    });
});

describe("faults", () => {
    const identity = { resourceName: "identity", location: "westeurope" };

    it("refuse with the arranged answer, as often as arranged", async () => {
        const { directory, create } = await worldWithNetwork();
        await setFaults(directory, [
            { operation: "create", type: IDENTITY, effect: FaultEffect.Refuse, status: 403, code: "RequestDisallowedByPolicy", message: "no", times: 1 },
        ]);
        await assert.rejects(create("managedidentity:UserAssignedIdentity", identity), /Status=403 Code="RequestDisallowedByPolicy" Message="no"/);
        await create("managedidentity:UserAssignedIdentity", identity);
    });

    it("of a busy Azure are overcome by three more tries, as in azure-native, and not by two", async () => {
        const { directory, create } = await worldWithNetwork();
        const busy: Fault = { operation: "create", type: IDENTITY, effect: FaultEffect.Refuse, status: 429, code: "TooManyRequests", message: "later" };
        await setFaults(directory, [{ ...busy, times: 4 }]);
        await assert.rejects(create("managedidentity:UserAssignedIdentity", identity), /Status=429 Code="TooManyRequests"/);
        await setFaults(directory, [{ ...busy, times: 3 }]);
        await create("managedidentity:UserAssignedIdentity", identity);
    });

    it("keep an answer back before or after Azure has accepted", async () => {
        const { directory, create } = await worldWithNetwork();
        const exists = (): boolean => listResources(directory).some(({ name }) => name === "identity");
        await setFaults(directory, [
            { operation: "create", type: IDENTITY, effect: FaultEffect.HangBeforeAccepted, times: 1 },
            { operation: "create", type: IDENTITY, effect: FaultEffect.HangAfterAccepted, times: 1 },
        ]);
        assert.equal(await answered(create("managedidentity:UserAssignedIdentity", identity)), false);
        assert.equal(exists(), false);
        const accepted = create("managedidentity:UserAssignedIdentity", identity);
        await until(exists);
        assert.equal(await answered(accepted), false);
    });

    it("leave a failed resource where Azure accepted and then failed", async () => {
        const { directory, create, update } = await worldWithNetwork();
        await setFaults(directory, [{ operation: "create", type: IDENTITY, effect: FaultEffect.FailAfterAccepted, times: 1 }]);
        await assert.rejects(create("managedidentity:UserAssignedIdentity", identity), /InternalServerError/);
        const state = (): string | undefined => listResources(directory).find(({ name }) => name === "identity")?.provisioningState;
        assert.equal(state(), "Failed");
        await update("managedidentity:UserAssignedIdentity", identity);
        assert.equal(state(), "Succeeded");
    });
});

describe("resetting", () => {
    it("empties the simulated Azure and does not mind an empty one", async () => {
        const { directory } = await worldWithNetwork();
        await reset(directory);
        assert.deepEqual(listResources(directory), []);
        await reset(emptyFolder());
    });
});

function answered(call: Promise<unknown>): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 150));
    return Promise.race([call.then(() => true), late]);
}
