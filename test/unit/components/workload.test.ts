import assert from "node:assert/strict";
import * as fs from "node:fs";

import { parse } from "yaml";

import { GatewayWorkloadArgs, WorkloadShare } from "../../../components";
import { workloadPlan } from "../../../components/workload/argsPlan";
import { secretProviderClass } from "../../../components/workload/configuration";
import { isSecret, Registered } from "../support/mocks";
import {
    KubernetesObject,
    objectOf,
    podDocument,
    registeredWorkload,
    share,
    variantArgs,
    variantTitle,
    workloadArgs,
    workloadObjects,
    WorkloadVariant,
    workloadVariants,
} from "../support/workloads";

/** Every name that is logical or seen by others: a changed one replaces what it names. */
const FROZEN: readonly (readonly [logical: string, name: string])[] = [
    ["gateway-autoscaler", "shop-prod"],
    ["gateway-budget", "shop-prod"],
    ["gateway-claim", "shop-prod-share-*"],
    ["gateway-configuration", "shop-prod-configuration-*"],
    ["gateway-deployment", "shop-prod"],
    ["gateway-entry", "shop-prod-entry"],
    ["gateway-management", "shop-prod-management"],
    ["gateway-members", "shop-prod-members"],
    ["gateway-namespace", "shop-prod"],
    ["gateway-policy-deny", "shop-prod-deny"],
    ["gateway-policy-entry", "shop-prod-entry"],
    ["gateway-policy-members", "shop-prod-members"],
    ["gateway-policy-outbound", "shop-prod-outbound"],
    ["gateway-scripts", "shop-prod-scripts-*"],
    ["gateway-secrets", "shop-prod-secrets-*"],
    ["gateway-service-account", "shop-prod"],
    ["gateway-volume", "shop-prod.shop-prod-share-*"],
];

const plan = () => workloadPlan(workloadArgs(), "shop-prod");
const everything: Partial<GatewayWorkloadArgs> = { release: "3.2.0", share, hazelcast: true, management: true, webSocket: true };
const selector = { "app.kubernetes.io/name": "wso2-gateway", "app.kubernetes.io/instance": "shop-prod" };
const kubernetes = (registered: Registered[]): Registered[] => registered.filter(({ type }) => type.startsWith("kubernetes:"));

describe("GatewayWorkload", () => {
    it("has names that never change", async () => {
        const registered = kubernetes(await registeredWorkload(workloadArgs(everything)));
        const names = registered.map(({ name, inputs }) => [name, (inputs as unknown as KubernetesObject).metadata.name.replace(/-[0-9a-f]{8}$/, "-*")]);
        assert.deepEqual(names.sort(), FROZEN);
    });

    // Pods must be the same in all of them but for what is asked for.
    for (const variant of workloadVariants)
        for (const existing of [false, true])
            it(`makes objects of ${variant.release} that fit each other: ${variantTitle(variant)}${existing ? ", in an existing namespace" : ""}`, async () => {
                const changes = existing ? { createNamespace: false, namespace: "shared", reachedNamespace: Promise.resolve("shared") } : {};
                assertFitting(await registeredWorkload(variantArgs(variant, changes)), existing ? "shared" : "shop-prod", variant);
            });

    function assertFitting(registered: Registered[], namespace: string, said: WorkloadVariant): void {
        const objects = kubernetes(registered).map(({ inputs }) => inputs as unknown as KubernetesObject);
        const kinds = objects.map(({ kind }) => kind);
        assert.equal(kinds.includes("Namespace"), namespace === "shop-prod");
        for (const object of objects)
            if (!["Namespace", "PersistentVolume"].includes(object.kind))
                assert.equal(object.metadata.namespace, namespace, `${object.kind} ${object.metadata.name}`);

        // No secret, neither as such nor in a text.
        assert.ok(!kinds.includes("Secret"));
        assert.equal(
            objects.find((object) => JSON.stringify(object).includes("secretObjects")),
            undefined,
        );
        for (const { inputs } of kubernetes(registered)) assert.equal(isSecret(inputs), false);

        const [pods, entry] = [objectOf(objects, "Deployment").spec, objectOf(objects, "Service", "-entry").spec];
        assert.deepEqual(pods.selector.matchLabels, selector);
        const labels = pods.template.metadata.labels as Record<string, string>;
        for (const [key, value] of Object.entries(selector)) assert.equal(labels[key], value);
        assert.deepEqual(objectOf(objects, "PodDisruptionBudget").spec.selector, { matchLabels: selector });
        assert.deepEqual(entry.selector, selector);

        // Ports of the entry are ports of the pods, and the network policy lets the load balancer reach them.
        const ports = (containers: { ports?: { containerPort: number }[] }[]) => containers.flatMap((container) => container.ports ?? []);
        const open = [...ports(pods.template.spec.containers), ...ports(pods.template.spec.initContainers)].map(({ containerPort }) => containerPort);
        const targets = entry.ports.map(({ targetPort }: { targetPort: number }) => targetPort) as number[];
        assert.deepEqual(
            entry.ports.map(({ name }: { name: string }) => name),
            ["api", "readiness", ...(said.webSocket ? ["ws"] : [])],
        );
        for (const target of targets) assert.ok(open.includes(target), `nobody listens on ${target}`);
        const [rule] = objectOf(objects, "NetworkPolicy", "-entry").spec.ingress;
        assert.deepEqual(
            rule.ports.map(({ port }: { port: number }) => port),
            targets,
        );

        // What pods mount is there.
        const volumes = pods.template.spec.volumes as {
            configMap?: { name: string };
            persistentVolumeClaim?: { claimName: string };
            csi?: { volumeAttributes: { secretProviderClass: string } };
        }[];
        const named = (kind: string) => objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
        assert.deepEqual(volumes.flatMap(({ configMap }) => configMap?.name ?? []).sort(), named("ConfigMap").sort());
        assert.deepEqual(
            volumes.flatMap(({ csi }) => csi?.volumeAttributes.secretProviderClass ?? []),
            named("SecretProviderClass"),
        );
        assert.deepEqual(
            volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
            named("PersistentVolumeClaim"),
        );
        assert.equal(named("PersistentVolumeClaim").length, said.share ? 1 : 0);
        assert.equal(pods.template.spec.serviceAccountName, objectOf(objects, "ServiceAccount").metadata.name);
        assert.equal(named("Service").length, said.hazelcast ? 2 : 1);
    }

    it("never says how many pods there are: that is the autoscaler's affair", async () => {
        const objects = await workloadObjects(workloadArgs());
        assert.ok(!("replicas" in objectOf(objects, "Deployment").spec));
        const { minReplicas, maxReplicas, metrics } = objectOf(objects, "HorizontalPodAutoscaler").spec;
        assert.deepEqual([minReplicas, maxReplicas], [2, 10]);
        const [gateway] = objectOf(objects, "Deployment").spec.template.spec.containers;
        const target = { type: "Utilization", averageUtilization: 70 };
        assert.deepEqual(metrics, [{ type: "ContainerResource", containerResource: { name: "cpu", container: gateway.name, target } }]);
    });

    it("rolls the pods once for a changed configuration, and for a changed secret", async () => {
        const names = async (document: typeof podDocument) => {
            const objects = await workloadObjects(workloadArgs({ podDocument: document }));
            const template = objectOf(objects, "Deployment").spec.template as unknown;
            return { template, others: objects.filter(({ kind }) => ["ConfigMap", "SecretProviderClass"].includes(kind)).map(({ metadata }) => metadata.name) };
        };
        const first = await names(podDocument);
        assert.deepEqual(await names(structuredClone(podDocument)), first);
        const changed = await names({ ...podDocument, files: { ...podDocument.files, "node.env": "" }, configurationHash: "ffeeddccbbaa9988" });
        assert.equal(changed.others.filter((name) => first.others.includes(name)).length, 2);
        assert.notDeepEqual(changed.template, first.template);
        const secret = { ...podDocument.secrets, "node-key-store": podDocument.secrets["node-key-store"].replace("fedc", "0000") };
        const renewed = await names({ ...podDocument, secrets: secret, configurationHash: "0000000000000000" });
        assert.deepEqual(
            renewed.others.filter((name) => !first.others.includes(name)).map((name) => name.split("-")[2]),
            ["secrets"],
        );
    });

    it("never changes an object that running pods have: their names follow from their contents", async () => {
        for (const object of (await workloadObjects(workloadArgs())).filter(({ kind }) => kind === "ConfigMap")) assert.equal(object["immutable"], true);
    });

    it("gives the driver of the vault fixed versions of the secrets, and the pods' own identity", async () => {
        const { spec } = objectOf(await workloadObjects(workloadArgs()), "SecretProviderClass");
        assert.equal(spec.provider, "azure");
        assert.deepEqual(Object.keys(spec).sort(), ["parameters", "provider"]);
        const { objects, ...parameters } = spec.parameters;
        assert.deepEqual(parameters, {
            usePodIdentity: "false",
            useVMManagedIdentity: "false",
            clientID: "11111111-1111-1111-1111-111111111111",
            tenantId: "22222222-2222-2222-2222-222222222222",
            keyvaultName: "kv-shop",
        });
        const { array } = parse(objects as string) as { array: string[] };
        assert.deepEqual(
            array.map((text) => parse(text) as unknown),
            [
                { objectType: "secret", objectName: "admin-password", objectVersion: "0123456789abcdef", objectAlias: "GATEWAY_ADMIN_PASSWORD" },
                { objectType: "secret", objectName: "node-key-store", objectVersion: "fedcba9876543210", objectAlias: "node-key-store", objectFormat: "pfx" },
            ],
        );
    });

    for (const [what, secrets, message] of [
        ["without a version", { a: "https://kv.vault.azure.net/secrets/a" }, /addresses of secrets with their versions.* a \(https/],
        ["in two vaults", { a: "https://kv1.vault.azure.net/secrets/a/1", b: "https://kv2.vault.azure.net/secrets/b/1" }, /from one vault.* kv1, kv2/],
    ] as const) {
        it(`refuses secrets ${what}`, () => assert.throws(() => secretProviderClass(plan(), secrets, { clientId: "", tenantId: "" }), message));
    }

    it("mounts the share by NFS without a key, as its account wants it and as machines do", async () => {
        const objects = await workloadObjects(workloadArgs({ release: "3.2.0", share }));
        const { spec, metadata } = objectOf(objects, "PersistentVolume");
        assert.deepEqual(spec.csi, {
            driver: "file.csi.azure.com",
            volumeHandle: `rg-shop#stshop#artifacts##${metadata.name}`,
            volumeAttributes: {
                protocol: "nfs",
                resourceGroup: "rg-shop",
                storageAccount: "stshop",
                shareName: "artifacts",
                server: "stshop.file.core.windows.net",
                encryptInTransit: "true",
                mountPermissions: "0",
            },
        });
        // The driver's own: it refuses to mount with them.
        for (const option of spec.mountOptions) assert.doesNotMatch(option, /^(vers|minorversion|sec)\b/);
        const machine = /^common=(.*)$/m.exec(fs.readFileSync("components/node/scripts/mount-share", "utf8"))![1]!.split(",");
        for (const option of machine) assert.ok(spec.mountOptions.includes(option), option);
        assert.deepEqual([spec.accessModes, spec.persistentVolumeReclaimPolicy, spec.capacity], [["ReadWriteMany"], "Retain", { storage: "1Gi" }]);
        const claim = objectOf(objects, "PersistentVolumeClaim");
        assert.deepEqual(spec.claimRef, { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: claim.metadata.namespace, name: claim.metadata.name });
        assert.deepEqual(claim["spec"], {
            accessModes: ["ReadWriteMany"],
            storageClassName: "",
            volumeName: objectOf(objects, "PersistentVolume").metadata.name,
            resources: { requests: { storage: "1Gi" } },
        });
        const open = objectOf(await workloadObjects(workloadArgs({ release: "3.2.0", share: { ...share, encryptionInTransit: false } })), "PersistentVolume");
        assert.equal(open["spec"].csi.volumeAttributes.encryptInTransit, "false");
    });

    it("has another volume and another claim where the share is another or is mounted otherwise, since neither can be changed, and pods that follow them", async () => {
        const namesOf = async (changes: Partial<WorkloadShare>): Promise<string[]> => {
            const objects = await workloadObjects(workloadArgs({ release: "3.2.0", share: { ...share, ...changes } }));
            const { volumes } = objectOf(objects, "Deployment").spec.template.spec;
            return [
                ...["PersistentVolume", "PersistentVolumeClaim"].map((kind) => objectOf(objects, kind).metadata.name),
                ...volumes.flatMap(({ persistentVolumeClaim }: KubernetesObject) => persistentVolumeClaim?.claimName ?? []),
            ];
        };
        const before = await namesOf({});
        assert.deepEqual(await namesOf({ encryptionInTransit: true }), before);
        for (const changes of [{ encryptionInTransit: false }, { shareName: "others" }, { accountId: share.accountId.replace("stshop", "stother") }]) {
            const after = await namesOf(changes);
            assert.equal(after.length, 3);
            for (const name of after) assert.ok(!before.includes(name), name);
        }
    });

    it("has one entry inside the network, with a fixed address, for the load balancer alone", async () => {
        const { metadata, spec } = objectOf(await workloadObjects(workloadArgs()), "Service", "-entry");
        const prefix = "service.beta.kubernetes.io/azure-load-balancer";
        assert.deepEqual(metadata.annotations, {
            [`${prefix}-internal`]: "true",
            [`${prefix}-internal-subnet`]: "snet-shop-entry",
            [`${prefix}-ipv4`]: "10.20.4.14",
            [`${prefix}-tcp-idle-timeout`]: "30",
            [`${prefix}-health-probe-interval`]: "5",
            [`${prefix}-health-probe-num-of-probe`]: "2",
        });
        assert.deepEqual([spec.type, spec.externalTrafficPolicy, spec.loadBalancerSourceRanges], ["LoadBalancer", "Local", ["10.20.0.0/24"]]);
        assert.equal(spec.sessionAffinity, undefined);
        assert.deepEqual(spec.ports[0], { name: "api", protocol: "TCP", port: 8243, targetPort: 9503 });
    });

    it("keeps the Publisher's login and its deploy call at one pod, without binding API requests to one", async () => {
        const objects = await workloadObjects(workloadArgs({ release: "3.2.0", share, management: true }));
        const [entry, management] = ["-entry", "-management"].map((end) => objectOf(objects, "Service", end));
        assert.equal(management!["spec"].sessionAffinity, "ClientIP");
        assert.deepEqual(management!.metadata.annotations, entry!.metadata.annotations);
        assert.deepEqual(management!["spec"].ports, [{ name: "management", protocol: "TCP", port: 9443, targetPort: 9443 }]);
    });

    it("lets members of a cluster find each other while they start and while they drain", async () => {
        const { spec } = objectOf(await workloadObjects(workloadArgs({ release: "3.2.0", share, hazelcast: true })), "Service", "-members");
        assert.deepEqual([spec.clusterIP, spec.publishNotReadyAddresses, spec.ports[0].name], ["None", true, "hazelcast"]);
    });

    it("waits as long for pods as those may take", async () => {
        const objects = await workloadObjects(workloadArgs());
        const { progressDeadlineSeconds, template, minReadySeconds, strategy } = objectOf(objects, "Deployment").spec;
        const [gateway] = template.spec.containers;
        assert.ok(progressDeadlineSeconds > gateway.startupProbe.periodSeconds * gateway.startupProbe.failureThreshold + minReadySeconds);
        assert.deepEqual(strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: "25%" });
    });

    it("waits as long for what goes as for what comes: pods with long requests end late", async () => {
        const timeouts = (await registeredWorkload(workloadArgs({ requestTimeoutSeconds: 800 }))).find(({ name }) => name === "gateway-deployment")!.timeouts;
        assert.equal(timeouts.delete, timeouts.update);
        assert.ok(parseInt(timeouts.delete) > 900, timeouts.delete);
    });

    it("gives the entry's address up before a Service in another namespace wants it: only one can have it", async () => {
        const made = await registeredWorkload(workloadArgs({ release: "3.2.0", share, management: true, hazelcast: true }));
        const first = made.filter(({ type, deleteBeforeReplace }) => type.endsWith(":Service") && deleteBeforeReplace).map(({ name }) => name);
        assert.deepEqual(first.sort(), ["gateway-entry", "gateway-management"]);
    });

    it("spreads over zones and nodes as far as possible, and lets no pod wait for a zone", async () => {
        const constraints = async (changes: Partial<GatewayWorkloadArgs>) => {
            const { topologySpreadConstraints } = objectOf(await workloadObjects(workloadArgs(changes)), "Deployment").spec.template.spec;
            return (topologySpreadConstraints as Record<string, unknown>[]).map(({ topologyKey, maxSkew, whenUnsatisfiable }) => [
                topologyKey,
                maxSkew,
                whenUnsatisfiable,
            ]);
        };
        const nodes = ["kubernetes.io/hostname", 1, "ScheduleAnyway"];
        assert.deepEqual(await constraints({ zones: ["1", "2", "3"] }), [["topology.kubernetes.io/zone", 1, "ScheduleAnyway"], nodes]);
        assert.deepEqual(await constraints({ zones: [] }), [nodes]);
    });

    it("makes nothing before its namespace, which comes with the answer of the cluster, and no pods before the network policies", async () => {
        const registered = kubernetes(await registeredWorkload(workloadArgs({ release: "3.2.0", share, reachedNamespace: Promise.resolve("answered") })));
        const follows = (resource: Registered, name: string) => resource.dependencies.some((urn) => urn.endsWith(`::${name}`));
        for (const resource of registered) {
            if (resource.name === "gateway-namespace") assert.equal((resource.inputs as unknown as KubernetesObject).metadata.name, "answered");
            else assert.ok(follows(resource, "gateway-namespace"), resource.name);
        }
        const policies = registered.filter(({ type }) => type.endsWith(":NetworkPolicy"));
        assert.equal(policies.length, 3);
        const pods = registered.find(({ name }) => name === "gateway-deployment")!;
        for (const { name } of policies) assert.ok(follows(pods, name), name);
    });
});
