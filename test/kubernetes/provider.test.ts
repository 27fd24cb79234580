import assert from "node:assert/strict";
import * as fs from "node:fs";

import { parse, stringify } from "yaml";

import { asObject } from "../../simulator/kubernetes/objects";
import { OperationResult } from "../../tools/engine";
import { assertNoChanges, errorsOf } from "../engine/support/steps";
import { eventually, LIMIT, useControlPlane } from "./support/cluster";
import { useProgram } from "./support/program";
import { configMap, deployment, namespace, NAMESPACE, service } from "./support/samples";

/** What was done to which object, for everything that was not left as it was. */
function done({ steps }: OperationResult): string[] {
    return steps.filter(({ op }) => !["same", "refresh"].includes(op)).map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
}

describe("the stand-in for the Kubernetes provider", function () {
    this.timeout(LIMIT);
    const cluster = useControlPlane();
    const { engine, write } = useProgram(cluster);
    const find = (object: object) => cluster().client.find(asObject(object as never));
    const base = { space: namespace(), settings: configMap("settings", { colour: "blue" }) };

    const clusterIdentifier = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks";
    const objects = { ...base, app: deployment(), front: service({ type: "LoadBalancer" }) };
    const kubeconfig = (
        change: (config: { clusters: { name: string; cluster: object }[]; users: { name: string; user: object }[] }) => void = () => undefined,
    ) => {
        const config = parse(fs.readFileSync(cluster().kubeconfigFile, "utf8"));
        change(config);
        return stringify(config);
    };

    it("previews, creates and then finds everything as it is", async () => {
        write({ objects: { ...base, app: deployment(), front: service({}) } });
        const preview = await engine().preview();
        assert.deepEqual(preview.changes, { create: 6 });
        await engine().up();
        assert.deepEqual((await find(base.settings))?.data, { colour: "blue" });
        assert.equal(((await find(deployment()))?.status as { availableReplicas?: number }).availableReplicas, 2);
        assertNoChanges(await engine().up());
        const refreshed = await engine().refresh();
        assert.deepEqual(Object.keys(refreshed.changes), ["same"]);
    });

    it("changes in place what can be changed, and waits until a roll-out is over", async () => {
        write({ objects: { ...base, app: deployment({ image: "example.invalid/app:2", replicas: 3 }), front: service({}) } });
        const result = await engine().up();
        assert.deepEqual(done(result), ["update app"]);
        const { updatedReplicas, availableReplicas } = (await find(deployment()))!.status as { updatedReplicas: number; availableReplicas: number };
        assert.deepEqual([updatedReplicas, availableReplicas], [3, 3]);
    });

    it("takes amounts for what they are: written in another way, nothing changes", async () => {
        write({ objects: { ...base, app: deployment({ image: "example.invalid/app:2", replicas: 3 }), front: service({}) } });
        await engine().refresh();
        assertNoChanges(await engine().up());
    });

    it("replaces what the official provider replaces, the old one first where the name stays", async () => {
        write({ objects: { ...base, settings: configMap("settings", { colour: "red" }), app: deployment(), front: service({}) } });
        const result = await engine().up();
        const steps = done(result).filter((step) => step.endsWith(" settings"));
        assert.deepEqual(steps, ["delete-replaced settings", "replace settings", "create-replacement settings"]);
        assert.deepEqual((await find(base.settings))?.data, { colour: "red" });
    });

    it("sees what somebody else has changed, and not what somebody else has added", async () => {
        const objects = { ...base, settings: configMap("settings", { colour: "red" }), app: deployment(), front: service({}) };
        write({ objects });
        await engine().up();
        await cluster().client.patch(deployment(), { metadata: { annotations: { "else.invalid/note": "added" } } });
        assert.deepEqual(done(await engine().up({ args: ["--refresh"] })), []);
        await cluster().client.patch(deployment(), { spec: { replicas: 5 } });
        assert.deepEqual((await engine().refresh()).changes, { same: 5, update: 1 });
        assert.deepEqual(done(await engine().preview({ mayFail: true })), ["update app"]);
        await cluster().client.patch(deployment(), { spec: { replicas: 2 } });
        await engine().refresh();
    });

    it("makes again what somebody else has deleted", async () => {
        await cluster().client.remove(base.settings);
        assert.deepEqual(done(await engine().up({ args: ["--refresh"] })), ["create settings"]);
    });

    it("says at the preview already that a kind has no such field", async () => {
        const wrong = deployment();
        (wrong.spec as Record<string, unknown>).replica = 2;
        write({ objects: { ...base, settings: configMap("settings", { colour: "red" }), app: wrong, front: service({}) } });
        for (const operation of ["preview", "up"] as const) {
            const result = await engine()[operation]({ mayFail: true });
            assert.notEqual(result.code, 0);
            assert.match(errorsOf(result).join("\n"), /\.spec\.replica: field not declared in schema/);
        }
    });

    it("fails a roll-out that does not get ready, with what the pods say, and goes on from there", async () => {
        const slow = { "simulated-node/startup-seconds": "60" };
        const settings = configMap("settings", { colour: "red" });
        write({ objects: { ...base, settings, app: deployment({ pods: slow }), front: service({}) }, seconds: { app: 12 } });
        const result = await engine().up({ mayFail: true });
        assert.notEqual(result.code, 0);
        const message = errorsOf(result).join("\n");
        assert.match(message, /'trial\/app' timed out waiting to be Ready/);
        assert.match(message, /\[Pod trial\/app-\S+\]: container "app" is not ready: \d+ restarts?, the last after Error with exit code 137/);
        assert.equal(((await find(deployment()))?.status as { availableReplicas?: number }).availableReplicas, 2, "the old pods stay");

        write({ objects: { ...base, settings, app: deployment(), front: service({}) } });
        assert.deepEqual(done(await engine().up()), ["update app"]);
        assertNoChanges(await engine().up());
    });

    it("leaves a field to its other manager, unless it is told to take it", async () => {
        const settings = (annotations: Record<string, string>, size: string) => configMap("settings", { colour: "red" }, { ...annotations, size });
        write({ objects: { ...base, settings: settings({}, "small"), app: deployment(), front: service({}) } });
        await engine().up();
        await cluster().client.apply(settings({}, "large"), { fieldManager: "somebody", force: true });
        write({ objects: { ...base, settings: settings({}, "middle"), app: deployment(), front: service({}) } });
        const result = await engine().up({ mayFail: true });
        assert.match(errorsOf(result).join("\n"), /conflict with "somebody"/);
        write({ objects: { ...base, settings: settings({ "pulumi.com/patchForce": "true" }, "middle"), app: deployment(), front: service({}) } });
        await engine().up();
        assert.equal(((await find(base.settings))!.metadata.annotations as Record<string, string>).size, "middle");
    });

    it("refuses to create what is there already", async () => {
        const foreign = configMap("foreign", { from: "somebody" });
        await cluster().client.apply(foreign, { fieldManager: "somebody" });
        write({ objects: { ...base, foreign, app: deployment(), front: service({}) } });
        const result = await engine().up({ mayFail: true });
        assert.match(errorsOf(result).join("\n"), /ConfigMap "trial\/foreign" already exists/);
        await cluster().client.remove(foreign);
    });

    it("waits for a load balancer's address, which the cloud sets", async () => {
        const front = service({ type: "LoadBalancer" });
        write({ objects: { ...base, app: deployment(), front } });
        const running = await engine().start("up");
        await eventually(async () => ((await find(front))?.spec as { type?: string } | undefined)?.type === "LoadBalancer");
        await cluster().client.patch(front, { status: { loadBalancer: { ingress: [{ ip: "10.20.3.14" }] } } }, "status");
        await running.done;
        assertNoChanges(await engine().up());
    });

    it("shows what the server warns of", async () => {
        const open = deployment();
        delete (open.spec as { template: { spec: { securityContext?: unknown } } }).template.spec.securityContext;
        write({
            objects: { ...base, space: namespace({ "pod-security.kubernetes.io/warn": "restricted" }), app: open, front: service({ type: "LoadBalancer" }) },
        });
        const { diagnostics } = await engine().up();
        const warnings = diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);
        assert.ok(
            warnings.some((warning) => /would violate PodSecurity "restricted:latest".*runAsNonRoot/.test(warning)),
            warnings.join("\n"),
        );
    });

    it("replaces nothing of the same cluster with another kubeconfig", async () => {
        write({ objects, provider: { kubeconfig: kubeconfig(), clusterIdentifier } });
        await engine().up();
        const rotated = kubeconfig(({ clusters }) => Object.assign(clusters[0]!.cluster, { "tls-server-name": "localhost" }));
        write({ objects, provider: { kubeconfig: rotated, clusterIdentifier } });
        assert.deepEqual(done(await engine().up()), ["update cluster"]);
    });

    it("replaces everything of another cluster", async () => {
        write({ objects, provider: { kubeconfig: kubeconfig(), clusterIdentifier: `${clusterIdentifier}-other` } });
        const { changes } = await engine().preview();
        assert.deepEqual(changes, { replace: 5, same: 1 });
    });

    it("signs in as the cluster that plays AKS where kubelogin is asked for", async () => {
        const entra = kubeconfig(({ users }) => (users[0]!.user = { exec: { command: "kubelogin", args: ["get-token"] } }));
        write({ objects: { ...objects, settings: configMap("settings", { colour: "green" }) }, provider: { kubeconfig: entra, clusterIdentifier } });
        const refused = await engine().up({ mayFail: true });
        assert.match(refused.diagnostics.map(({ message }) => message).join("\n"), /Entra ID, which is not simulated/);
        await engine().up({ env: { WSO2_SIMULATED_CLUSTER: cluster().kubeconfigFile } });
        assert.deepEqual((await find(base.settings))?.data, { colour: "green" });
    });

    it("previews what it can where no cluster answers, and changes nothing", async () => {
        const gone = kubeconfig(({ clusters }) => Object.assign(clusters[0]!.cluster, { server: "https://127.0.0.1:9" }));
        const settings = configMap("settings", { colour: "green" });
        write({ objects: { ...objects, settings, app: deployment({ image: "example.invalid/app:3" }) }, provider: { kubeconfig: gone, clusterIdentifier } });
        assert.deepEqual(done(await engine().preview()), ["update cluster", "update app"]);
        const result = await engine().up({ mayFail: true });
        assert.match(errorsOf(result).join("\n"), /configured Kubernetes cluster is unreachable: .*ECONNREFUSED/);
        write({ objects, provider: { kubeconfig: kubeconfig(), clusterIdentifier } });
        await engine().up();
    });

    it("keeps secret what was secret", async () => {
        const secret = configMap("secret", { pin: "pin-R3VhcmQ-7731" });
        write({ objects: { ...base, secret, front: service({ type: "LoadBalancer" }), app: deployment() }, secret: ["secret"] });
        await engine().up();
        assert.deepEqual((await find(secret))?.data, { pin: "pin-R3VhcmQ-7731" });
        const state = JSON.stringify(await engine().exportState());
        assert.ok(state.includes('"name":"secret"'));
        assert.ok(!state.includes("R3VhcmQ"), "a secret lies in the state in plain text");
    });

    it("leaves nothing when everything is taken down", async () => {
        await engine().destroy();
        assert.equal(await find(namespace()), undefined);
        assert.deepEqual(await cluster().client.list({ apiVersion: "v1", kind: "Pod" }, NAMESPACE), []);
    });
});
