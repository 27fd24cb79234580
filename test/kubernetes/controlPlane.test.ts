import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { asObject } from "../../simulator/kubernetes/objects";
import { startControlPlane } from "../../tools/controlPlane";
import { temporaryFolder } from "../../tools/temporaryFolder";
import { eventually, LIMIT, useControlPlane } from "./support/cluster";
import { configMap, deployment, namespace, NAMESPACE, service } from "./support/samples";

const NODE = { apiVersion: "v1", kind: "Node" };
const POD = { apiVersion: "v1", kind: "Pod" };

/** Processes whose command line names a folder. */
function processesOn(folder: string): string[] {
    return fs
        .readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => {
            try {
                return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
            } catch {
                return false;
            }
        });
}

describe("the control plane", function () {
    this.timeout(LIMIT);
    const cluster = useControlPlane();
    const apply = (object: object) => cluster().client.apply(asObject(object as never), { fieldManager: "test", force: true });

    it("has nodes in three zones, which AKS names after the region", async () => {
        const nodes = await cluster().client.list(NODE);
        const zones = nodes.map(({ metadata }) => (metadata.labels as Record<string, string>)["topology.kubernetes.io/zone"]);
        assert.deepEqual([...new Set(zones)].sort(), ["westeurope-1", "westeurope-2", "westeurope-3"]);
    });

    it("makes pods ready when their annotations say so, and fills what selects them", async () => {
        await apply(namespace());
        const started = Date.now();
        await apply(deployment({ pods: { "simulated-node/startup-seconds": "3", "simulated-node/ready-seconds": "3" } }));
        await apply(service({}));
        await eventually(async () => ((await cluster().client.find(deployment()))?.status as { availableReplicas?: number }).availableReplicas === 2);
        // Times of pods are whole seconds.
        assert.ok(Date.now() - started >= 2000, "the pods were ready before they had started");
        const slices = await eventually(async () => {
            const found = await cluster().client.list({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" }, NAMESPACE);
            return (found[0]?.endpoints as unknown[] | undefined)?.length === 2 && found;
        });
        assert.equal(slices.length, 1);
    });

    it("never makes ready what needs longer than its startup probe allows", async () => {
        await apply(deployment({ pods: { "simulated-node/startup-seconds": "30" } }));
        const pod = await eventually(async () => {
            const pods = await cluster().client.list(POD, NAMESPACE);
            return pods.find(({ status }) => ((status as { containerStatuses?: { restartCount: number }[] }).containerStatuses?.[0]?.restartCount ?? 0) > 0);
        });
        const { conditions } = pod.status as { conditions: { type: string; status: string }[] };
        assert.equal(conditions.find(({ type }) => type === "Ready")?.status, "False");
        await apply(deployment());
    });

    it("goes on in the same folder with what was there, under the same address", async () => {
        const folder = temporaryFolder("cluster");
        try {
            const first = await startControlPlane({ folder, nodes: 1 });
            const kubeconfig = fs.readFileSync(first.kubeconfigFile, "utf8");
            await first.client.apply(namespace(), { fieldManager: "test" });
            await first.client.apply(configMap("kept", { a: "1" }), { fieldManager: "test" });
            await first.stop();
            assert.deepEqual(processesOn(folder), []);

            const second = await startControlPlane({ folder, nodes: 1 });
            assert.equal(fs.readFileSync(second.kubeconfigFile, "utf8"), kubeconfig);
            assert.deepEqual((await second.client.find(configMap("kept", {})))?.data, { a: "1" });
            await second.client.apply(deployment({ replicas: 1 }), { fieldManager: "test" });
            await eventually(async () => ((await second.client.find(deployment()))?.status as { availableReplicas?: number }).availableReplicas === 1);
            await second.stop();
        } finally {
            fs.rmSync(folder, { recursive: true, force: true });
        }
    });

    it("ends with the process that has started it, however that ends", async () => {
        const folder = temporaryFolder("cluster");
        const tool = JSON.stringify(path.join(__dirname, "..", "..", "tools", "controlPlane.ts"));
        const script = `require(${tool}).startControlPlane({ folder: ${JSON.stringify(folder)}, nodes: 1 }).then(() => console.log("up"));`;
        const parent = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
        try {
            await new Promise<void>((resolve, reject) => {
                parent.stdout.on("data", (text: Buffer) => text.toString().includes("up") && resolve());
                parent.once("exit", () => reject(new Error("it has not started")));
            });
            assert.ok(processesOn(folder).length >= 5);
            parent.kill("SIGKILL");
            await eventually(async () => processesOn(folder).length === 0);
        } finally {
            parent.kill("SIGKILL");
            fs.rmSync(folder, { recursive: true, force: true });
        }
    });
});
