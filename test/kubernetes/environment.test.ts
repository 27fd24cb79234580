import assert from "node:assert/strict";
import * as fs from "node:fs";

import { asObject, KubernetesObject, nameOf } from "../../simulator/kubernetes/objects";
import { installAddOns, serveLoadBalancers } from "../../tools/controlPlane/aks";
import { OperationResult } from "../../tools/engine";
import { giveSettings, setAll, useEngine } from "../engine/support/environment";
import { idsInAzure, onlyResource } from "../engine/support/inventory";
import { filesIn, holds } from "../engine/support/plainText";
import { onlyErrorOf, problemsIn } from "../engine/support/refusals";
import { assertNoChanges, errorsOf } from "../engine/support/steps";
import { LIMIT as STEP, useControlPlane } from "./support/cluster";

/** Milliseconds of one step: bringing up a whole environment, with a roll-out. */
const LIMIT = 3 * STEP;

const named = (apiVersion: string, kind: string, name: string, namespace?: string): KubernetesObject =>
    asObject({ apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } } as never);

/** What was done to which kind of resource; components are changed with what is in them. */
function touched({ steps }: OperationResult): string[] {
    const changed = steps.filter(({ op, type }) => !["same", "refresh"].includes(op) && !type.startsWith("wso2-gateway-azure:"));
    return changed.map(({ op, type }) => `${op} ${type}`);
}

describe("an environment on a cluster", function () {
    this.timeout(LIMIT);
    const cluster = useControlPlane();
    const engine = useEngine("dev", {
        settings: false,
        env: {
            get WSO2_SIMULATED_CLUSTER(): string {
                return cluster().kubeconfigFile;
            },
        },
    });
    let stopCloud: (() => Promise<void>) | undefined;

    before(async function () {
        this.timeout(LIMIT);
        await installAddOns(cluster().client);
        stopCloud = serveLoadBalancers(cluster().client);
        await giveSettings(engine());
        const settings = {
            sshPublicKey: "",
            "cluster.image.repository": "wso2/gateway",
            "cluster.image.tag": "3.2.0-1",
            "cluster.authorizedRanges[0]": "198.51.100.7/32",
        };
        await setAll(engine(), settings);
    });
    after(async () => stopCloud?.());

    it("is refused with one error that says what each wrong setting may be, before anything exists in Azure or in the cluster", async () => {
        const wrong: Record<string, [value: string, problem: RegExp]> = {
            "cluster.podRange": [
                "10.20.0.0/16",
                /^is 10\.20\.0\.0\/16, which overlaps the network \(10\.20\.0\.0\/16\); a range beside every network is needed/,
            ],
            "cluster.minAvailable": ["1", /^is 1, not less than minReplicas \(1\): no node .* could ever be drained/],
            "cluster.entryAddress": ["10.20.0.9", /^is 10\.20\.0\.9; allowed are the addresses of the entry subnet .* 10\.20\.2\.36 to 10\.20\.2\.46/],
            "sharedStorage.quotaGiB": ["50", /^is 50; allowed are whole numbers from 100 to 102400/],
            startupSeconds: ["240", /^gives a pod 240 s to start; release 3\.2\.0 may need 900 s/],
        };
        const names = () =>
            Promise.all(
                ["Namespace", "PersistentVolume", "Service"].map(async (kind) => (await cluster().client.list({ apiVersion: "v1", kind })).map(nameOf).sort()),
            );
        const before = await names();
        await setAll(engine(), Object.fromEntries(Object.entries(wrong).map(([key, [value]]) => [key, value])));

        for (const run of [engine().preview, engine().up]) {
            const error = await onlyErrorOf(engine(), () => run.call(engine(), { mayFail: true }));
            assert.match(error, /Pulumi\.dev\.yaml has 5 problems/);
            const problems = problemsIn(error);
            assert.deepEqual(Object.keys(problems).sort(), Object.keys(wrong).sort());
            for (const [key, [, problem]] of Object.entries(wrong)) assert.match(problems[key]!, problem);
        }
        assert.deepEqual(await names(), before);
        for (const key of Object.keys(wrong)) await engine().run(["config", "rm", "--path", key]);
    });

    it("previews and comes up, pods and all", async () => {
        const preview = await engine().preview();
        assert.deepEqual(
            Object.keys(preview.changes).filter((op) => op !== "same"),
            ["create"],
        );
        const { changes } = await engine().up();
        assert.deepEqual(
            Object.keys(changes).filter((op) => op !== "same"),
            ["create"],
        );
        const [deployment] = await cluster().client.list({ apiVersion: "apps/v1", kind: "Deployment" } as never);
        assert.ok(((deployment!.status as { availableReplicas?: number }).availableReplicas ?? 0) >= 1);
    });

    it("does not change when it is brought up again, nor after a look at Azure and at the cluster", async () => {
        assertNoChanges(await engine().up());
        await engine().refresh();
        assertNoChanges(await engine().up());
    });

    it("rolls the pods for another image, and changes nothing else", async () => {
        await engine().setConfig("cluster.image.tag", "3.2.0-2", { path: true });
        assert.deepEqual(touched(await engine().up()), ["update kubernetes:apps/v1:Deployment"]);
    });

    it("changes nothing in the cluster for a larger share, and gives the pods another claim before the old one goes when they are to mount it otherwise", async () => {
        const claims = async () => (await cluster().client.list({ apiVersion: "v1", kind: "PersistentVolumeClaim" } as never, "gateway-dev")).map(nameOf);
        const inCluster = async () => touched(await engine().up()).filter((step) => step.includes(" kubernetes:"));
        const before = await claims();
        await engine().setConfig("sharedStorage.quotaGiB", "200", { path: true });
        assert.deepEqual(await inCluster(), []);
        await engine().setConfig("sharedStorage.encryptionInTransit", "false", { path: true });
        const steps = await inCluster();
        const at = (step: string) => steps.indexOf(step);
        const [made, rolled, deleted] = [
            at("create-replacement kubernetes:core/v1:PersistentVolumeClaim"),
            at("update kubernetes:apps/v1:Deployment"),
            at("delete-replaced kubernetes:core/v1:PersistentVolumeClaim"),
        ];
        assert.ok(made >= 0 && made < rolled && rolled < deleted, steps.join("\n"));
        const after = await claims();
        assert.equal(after.length, 1);
        assert.notDeepEqual(after, before);
        assertNoChanges(await engine().up());
    });

    it("replaces nothing when the API server has another address and the kubeconfig says so", async () => {
        const file = cluster().kubeconfigFile;
        const before = fs.readFileSync(file, "utf8");
        assert.match(before, /https:\/\/127\.0\.0\.1:/);
        fs.writeFileSync(file, before.replace("https://127.0.0.1:", "https://localhost:"));
        try {
            assert.deepEqual(touched(await engine().up()), ["update pulumi:providers:kubernetes"]);
        } finally {
            fs.writeFileSync(file, before);
            await engine().up();
        }
    });

    it("has its secrets in no plain text, neither in the state and its history nor in an object of the cluster", async () => {
        const secrets = ["administrator-Zm9yZ2V0-2217", "control-plane-cXVpdGU-9043", "key-store-bG9ja2Vk-5518"];
        const texts = Object.entries(filesIn(engine().stateFolder));
        for (const kind of ["ConfigMap", "Secret", "Pod"])
            texts.push([kind, JSON.stringify(await cluster().client.list({ apiVersion: "v1", kind } as never, "gateway-dev"))]);
        assert.ok(texts.some(([file, text]) => file.includes("stacks") && holds(text, "wso2/gateway")));
        const found = texts.flatMap(([file, text]) => secrets.filter((secret) => holds(text, secret)).map((secret) => `${secret} in ${file}`));
        assert.deepEqual(found, []);
        assert.deepEqual(await cluster().client.list({ apiVersion: "v1", kind: "Secret" } as never, "gateway-dev"), []);
    });

    describe("whose cluster another environment uses", () => {
        const other = useEngine("other", {
            settings: false,
            azureOf: engine,
            env: {
                get WSO2_SIMULATED_CLUSTER(): string {
                    return cluster().kubeconfigFile;
                },
            },
        });
        const workloads = async () => (await cluster().client.list({ apiVersion: "apps/v1", kind: "Deployment" } as never)).map(nameOf);

        before(async () => {
            await giveSettings(other());
            const { id } = onlyResource(engine(), "azure-native:network:VirtualNetwork");
            const zone = (name: string) => idsInAzure(engine()).find((one) => one.toLowerCase().endsWith(`/privatednszones/${name}`))!;
            const settings = {
                "azure-native:location": "westeurope",
                tier: "Development",
                hostName: "gw.dev.example.com",
                sshPublicKey: "",
                "controlPlane.serviceUrl": "https://cp.dev.example.com:9443",
                "controlPlane.trafficManagers[0]": "tm1.dev.example.com",
                "cluster.image.repository": "wso2/gateway",
                "cluster.image.tag": "3.2.0-1",
                "cluster.existing.id": onlyResource(engine(), "azure-native:containerservice:ManagedCluster").id,
                "network.virtualNetworkId": id,
                "network.addressSpace": "10.20.128.0/22",
                "network.nodeSubnet.id": `${id}/subnets/snet-nodes`,
                "network.nodeSubnet.addressRange": "10.20.1.0/24",
                "network.fileShareZoneId": zone("privatelink.file.core.windows.net"),
                "network.vaultZoneId": zone("privatelink.vaultcore.azure.net"),
            };
            await setAll(other(), settings);
        });

        it("is refused once, in a preview too, and before any object is made, as long as its API server does not answer", async () => {
            const kubeconfig = fs.readFileSync(cluster().kubeconfigFile, "utf8").replace(/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:1");
            await other().run(["config", "set", "--secret", "clusterKubeconfig"], { input: kubeconfig });
            for (const result of [await other().preview({ mayFail: true }), await other().up({ mayFail: true })]) {
                const said = errorsOf(result).join("\n");
                assert.equal(said.match(/refuses connections/g)?.length, 1, said);
                assert.match(said, /existing.*127\.0\.0\.1:1/s);
            }
            assert.deepEqual(await workloads(), ["gateway-dev"]);
        });

        it("comes up beside the first when it answers, stays as it is, and goes without touching it", async () => {
            await other().run(["config", "set", "--secret", "clusterKubeconfig"], { input: fs.readFileSync(cluster().kubeconfigFile, "utf8") });
            await other().up();
            assert.deepEqual((await workloads()).sort(), ["gateway-dev", "gateway-other"]);
            assertNoChanges(await other().up());
            await other().destroy();
            assert.deepEqual(await workloads(), ["gateway-dev"]);
        });
    });

    describe("at its end", () => {
        it("goes without leaving an object", async () => {
            await engine().destroy();
            assert.deepEqual(await cluster().client.list({ apiVersion: "apps/v1", kind: "Deployment" } as never), []);
            assert.equal(await cluster().client.find(named("v1", "Namespace", "gateway-dev")), undefined);
        });
    });
});
