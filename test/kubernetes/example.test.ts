import assert from "node:assert/strict";
import * as fs from "node:fs";

import { nameOf } from "../../simulator/kubernetes/objects";
import { installAddOns, serveLoadBalancers } from "../../tools/controlPlane/aks";
import { useEngine } from "../engine/support/environment";
import { configure, flattened, livesAndGoes } from "../engine/support/examples";
import { idsInAzure, idsInState } from "../engine/support/inventory";
import { LIMIT as STEP, useControlPlane } from "./support/cluster";

/** Milliseconds of one step: bringing up a whole environment, with a roll-out. */
const LIMIT = 3 * STEP;
/** Nodes of the pool for API gateways, one in each zone. */
const POOL_SIZE = 3;

const NODES = { apiVersion: "v1", kind: "Node" };
const PODS = { apiVersion: "v1", kind: "Pod" };
const NAMESPACES = { apiVersion: "v1", kind: "Namespace" };

describe("the example of a gateway on a platform team's cluster", function () {
    this.timeout(LIMIT);
    const cluster = useControlPlane();
    const env = {
        get WSO2_SIMULATED_CLUSTER(): string {
            return cluster().kubeconfigFile;
        },
    };
    const platform = useEngine("platform", { project: "examples/cluster/platform", settings: false, env });
    const engine = useEngine("prod", { project: "examples/cluster", settings: false, azureOf: platform, env });
    let existing: string[] = [];
    let pool: string[] = [];
    let namespaces: string[] = [];
    let stopCloud: (() => Promise<void>) | undefined;

    const namespaceNames = async () => (await cluster().client.list(NAMESPACES)).map(nameOf).sort();

    before(async () => {
        const { client } = cluster();
        await installAddOns(client);
        stopCloud = serveLoadBalancers(client);
        const nodes = (await client.list(NODES)).slice(0, POOL_SIZE);
        pool = nodes.map(nameOf).sort();
        // As AKS labels and taints the nodes of a pool.
        const change = {
            metadata: { labels: { "kubernetes.azure.com/agentpool": "apis" } },
            spec: { taints: [{ key: "workload", value: "apis", effect: "NoSchedule" }] },
        };
        for (const node of nodes) await client.patch(node, change);
        namespaces = await namespaceNames();

        await platform().setConfig("azure-native:location", "westeurope");
        await platform().up();
        existing = idsInAzure(platform());
        const { settings } = (await platform().outputs()) as { settings: Record<string, string | Record<string, string>> };
        const image = { registry: "registry.example.com", repository: "wso2/gateway", tag: "4.5.0-1" };
        await configure(engine(), ["gw.example.com"], {
            plain: { ...flattened("platform", settings), ...flattened("image", image) },
            secret: { kubeconfig: fs.readFileSync(cluster().kubeconfigFile, "utf8") },
            machines: false,
        });
    });
    after(async () => stopCloud?.());

    livesAndGoes({
        engine,
        before: () => existing,
        more: () => {
            it("makes no cluster, pool, network, subnet, security group, way out or share of its own", async () => {
                const foreign = /\/(managedclusters|virtualnetworks|networksecuritygroups|natgateways|routetables|storageaccounts|resourcegroups\/[^/]+$)/;
                const own = await idsInState(engine());
                assert.deepEqual(
                    own.filter((id) => foreign.test(id.replace(/.*\/providers\//, "/"))),
                    [],
                );
            });

            it("has its pods on the nodes of the pool for API gateways, one in each zone", async () => {
                const pods = await cluster().client.list(PODS, (await engine().outputs()).namespace as string);
                const nodes = pods.map(({ spec }) => (spec as { nodeName: string }).nodeName);
                assert.deepEqual(nodes.sort(), pool);
            });
        },
        update: { setting: "maxReplicas", value: "9", touches: "HorizontalPodAutoscaler" },
    });

    it("leaves everything of the platform team when it is destroyed", async () => {
        await engine().destroy();
        assert.deepEqual(idsInAzure(platform()), existing);
        assert.deepEqual(await namespaceNames(), namespaces);
        await platform().destroy();
    });
});
