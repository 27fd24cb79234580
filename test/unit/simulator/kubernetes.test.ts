import assert from "node:assert/strict";

import { stringify } from "yaml";

import { JsonObject } from "../../../simulator/json";
import { configurationFrom, configurationProblems, diffConfiguration } from "../../../simulator/kubernetes/configuration";
import { connectionOf, contextNamespace, parseKubeconfig } from "../../../simulator/kubernetes/kubeconfig";
import { isNamespacedKind } from "../../../simulator/kubernetes/kinds";
import { asObject, idOf, kindOfToken, parseId } from "../../../simulator/kubernetes/objects";
import { KubernetesProvider } from "../../../simulator/kubernetes/provider";
import { isSameQuantity, pruned } from "../../../simulator/kubernetes/pruning";
import { UNKNOWN } from "../../../simulator/wireValues";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { write } from "../tools/support";

const base64 = (text: string) => Buffer.from(text).toString("base64");

function kubeconfig(server: string, user: JsonObject = { token: "t" }): string {
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "c", cluster: { server, "certificate-authority-data": base64("CA") } }],
        users: [{ name: "u", user }],
        contexts: [
            { name: "first", context: { cluster: "c", user: "u", namespace: "n" } },
            { name: "empty", context: { cluster: "none", user: "none" } },
        ],
        "current-context": "first",
    });
}

describe("a kubeconfig", () => {
    const folder = useTemporaryFolder();

    it("is read from its contents and from a file, with certificates that lie in it or beside it", () => {
        write(`${folder()}/client.crt`, "CERT");
        const text = kubeconfig("https://a", { "client-certificate": `${folder()}/client.crt`, "client-key-data": base64("KEY") });
        write(`${folder()}/config`, text);
        for (const given of [text, `${folder()}/config`]) {
            assert.deepEqual(connectionOf(parseKubeconfig(given)), { server: "https://a", ca: "CA", certificate: "CERT", key: "KEY" });
        }
        assert.equal(contextNamespace(parseKubeconfig(text)), "n");
    });

    it("names what it lacks", () => {
        assert.throws(() => parseKubeconfig("no such file"), /neither a kubeconfig nor the path of one/);
        assert.throws(() => connectionOf(parseKubeconfig(kubeconfig("https://a")), { context: "empty" }), /no cluster has been chosen/);
    });

    it("signs in as the cluster that plays AKS in place of kubelogin, and runs nothing else", () => {
        write(`${folder()}/aks`, kubeconfig("https://elsewhere", { "client-certificate-data": base64("C"), "client-key-data": base64("K") }));
        const config = (command: string) => parseKubeconfig(kubeconfig("https://a", { exec: { command } }));
        const env = { WSO2_SIMULATED_CLUSTER: `${folder()}/aks` };
        assert.deepEqual(connectionOf(config("kubelogin"), {}, env), { server: "https://a", ca: "CA", certificate: "C", key: "K" });
        assert.throws(() => connectionOf(config("kubelogin"), {}, {}), /Entra ID, which is not simulated: WSO2_SIMULATED_CLUSTER/);
        assert.throws(() => connectionOf(config("/bin/sh"), {}, env), /running \/bin\/sh; the simulation knows kubelogin only/);
    });
});

describe("a change of the Kubernetes provider", () => {
    const replaces = (olds: JsonObject, news: JsonObject) =>
        Object.entries(diffConfiguration(olds, news))
            .filter(([, change]) => change.replaces)
            .map(([key]) => key);
    const [one, other, rotated] = [kubeconfig("https://a"), kubeconfig("https://b"), kubeconfig("https://a", { token: "new" })];

    it("replaces by the cluster that the kubeconfig chooses, where nothing else says which cluster it is", () => {
        assert.deepEqual(replaces({ kubeconfig: one }, { kubeconfig: rotated }), []);
        assert.deepEqual(replaces({ kubeconfig: one }, { kubeconfig: other }), ["kubeconfig"]);
        assert.deepEqual(replaces({ kubeconfig: one }, { kubeconfig: UNKNOWN }), ["kubeconfig"]);
        assert.deepEqual(replaces({ kubeconfig: one, context: "first" }, { kubeconfig: one, context: "empty" }), []);
    });

    it("replaces by the cluster's identifier alone, where that was given before", () => {
        assert.deepEqual(replaces({ kubeconfig: one, clusterIdentifier: "x" }, { kubeconfig: other, clusterIdentifier: "x" }), []);
        assert.deepEqual(replaces({ kubeconfig: one, clusterIdentifier: "x" }, { kubeconfig: UNKNOWN, clusterIdentifier: "x" }), []);
        assert.deepEqual(replaces({ kubeconfig: one, clusterIdentifier: "x" }, { kubeconfig: one, clusterIdentifier: "y" }), ["clusterIdentifier"]);
        assert.deepEqual(replaces({ kubeconfig: one }, { kubeconfig: one, clusterIdentifier: "y" }), []);
    });

    it("counts its settings before those of the environment, and refuses what would be something else", () => {
        const variables = new Map([["kubernetes:config:deleteUnreachable", "false"]]);
        const env = { PULUMI_K8S_DELETE_UNREACHABLE: "true", PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: "true" };
        const { deleteUnreachable, enableConfigMapMutable } = configurationFrom(variables, env);
        assert.deepEqual([deleteUnreachable, enableConfigMapMutable], [false, true]);
        assert.equal(configurationProblems({ renderYamlToDirectory: "x", enableServerSideApply: "false" }).length, 2);
        assert.deepEqual(configurationProblems({ kubeconfig: "x" }), []);
    });
});

describe("an object of Kubernetes in Pulumi", () => {
    it("is known by its type and its id", () => {
        assert.deepEqual(kindOfToken("kubernetes:core/v1:Service"), { apiVersion: "v1", kind: "Service" });
        assert.deepEqual(kindOfToken("kubernetes:networking.k8s.io/v1:NetworkPolicy"), { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" });
        for (const metadata of [{ name: "a" }, { name: "a", namespace: "n" }] as JsonObject[]) {
            assert.deepEqual(parseId(idOf({ metadata })), { namespace: "", ...metadata });
        }
        assert.equal(isNamespacedKind({ apiVersion: "v1", kind: "PersistentVolume" }), false);
        assert.equal(isNamespacedKind({ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" }), true);
        assert.equal(isNamespacedKind({ apiVersion: "secrets-store.csi.x-k8s.io/v1", kind: "SecretProviderClass" }), undefined);
    });

    it("shows of the live one what the program speaks of, in the program's way", () => {
        const inputs = { spec: { ports: [{ port: 1 }], cpu: "0.5", memory: "1024Mi", count: 3, none: [], gone: 1 } };
        const live: JsonObject = {
            spec: { ports: [{ port: 1, protocol: "TCP" }, { port: 2 }] as JsonObject[], cpu: "500m", memory: "1Gi", count: 4, added: true },
            status: {},
        };
        assert.deepEqual(pruned(live, inputs), { spec: { ports: [{ port: 1 }, { port: 2 }], cpu: "0.5", memory: "1024Mi", count: 4, none: [] } });
    });

    it("has amounts that are the same, however they are written", () => {
        for (const [left, right] of [
            ["1024Mi", "1Gi"],
            ["0.25", "250m"],
            [2, "2"],
            ["1e3", "1e3"],
        ] as const)
            assert.equal(isSameQuantity(left, right), left !== "1e3");
        for (const [left, right] of [
            ["1Gi", "1G"],
            ["2", "3"],
            [2, 3],
            ["a", "a"],
            [true, "1"],
        ] as const)
            assert.ok(!isSameQuantity(left, right), `${left} ${right}`);
    });
});

describe("the stand-in for the Kubernetes provider, without a cluster", () => {
    const provider = new KubernetesProvider();
    const naming = { logicalName: "app", randomSeed: Buffer.from("0123456789abcdef", "hex") };
    const check = (token: string, news: JsonObject, olds: JsonObject = {}) => provider.check(token, news, olds, naming);

    it("fills in kind, namespace, and a name of its own that stays", async () => {
        const { inputs } = await check("kubernetes:core/v1:ConfigMap", { data: { a: "1" } });
        const metadata = { name: "app-01234567", namespace: "default", annotations: { "pulumi.com/autonamed": "true" } };
        assert.deepEqual(inputs, { apiVersion: "v1", kind: "ConfigMap", data: { a: "1" }, metadata });
        const again = await provider.check("kubernetes:core/v1:ConfigMap", {}, inputs, { ...naming, randomSeed: Buffer.from("ffff") });
        assert.equal((again.inputs.metadata as JsonObject).name, "app-01234567");
        const wide = await check("kubernetes:core/v1:Namespace", { metadata: { name: "n" } });
        assert.deepEqual(wide.inputs.metadata, { name: "n" });
    });

    it("refuses types that are no objects", async () => {
        for (const token of ["kubernetes:helm.sh/v3:Release", "kubernetes:apps/v1:DeploymentPatch", "kubernetes:yaml:ConfigFile"]) {
            const { problems } = await check(token, {});
            assert.equal(problems.length, 1, token);
        }
    });

    it("tells which changes replace, and deletes first what keeps its name", () => {
        const object = (change: JsonObject, autonamed = false) => ({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "a", namespace: "n", ...(autonamed ? { annotations: { "pulumi.com/autonamed": "true" } } : {}) },
            ...change,
        });
        const state = (inputs: JsonObject) => ({ ...inputs, status: {}, __inputs: inputs, __fieldManager: "m", __initialApiVersion: "v1" });
        const replaced = provider.diff(state(object({ data: { a: "1" } })), object({ data: { a: "2" } }));
        assert.deepEqual(replaced, { changes: { "data.a": { kind: "update", replaces: true } }, deleteBeforeReplace: true });
        const autonamed = provider.diff(state(object({ data: { a: "1" } }, true)), object({ data: { a: "2" } }, true));
        assert.equal(autonamed.deleteBeforeReplace, false);
        const labelled = object({ metadata: { name: "a", namespace: "n", labels: { "x/y.z": "1" } } });
        assert.deepEqual(provider.diff(state(object({})), labelled), {
            changes: { "metadata.labels": { kind: "add", replaces: false } },
            deleteBeforeReplace: false,
        });
        assert.deepEqual(provider.diff(state(object({})), object({})).changes, {});
        assert.deepEqual(asObject(object({})).metadata, { name: "a", namespace: "n" });
    });
});
