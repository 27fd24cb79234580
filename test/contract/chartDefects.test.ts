import assert from "node:assert/strict";

import { releaseProfile, timing } from "../../components";
import { deploymentToml } from "../../components/product/deploymentToml";
import { options } from "../unit/support/tomlOptions";
import { KubernetesObject, objectOf, podDocument, share, workloadArgs, workloadObjects } from "../unit/support/workloads";

type Objects = KubernetesObject[];

/**
 * The ten known defects of WSO2's own chart for the gateway, each as what must hold in its place. A test that would pass on the chart would be worth nothing, so that each is also
 * seen to fail on the same objects, changed to be as the chart has them. Of the chart only facts are known here, none of its text.
 */
interface Defect {
    title: string;
    /** Throws where the defect is there. */
    holds: (objects: Objects) => void;
    /** Changes objects to be as in the chart, in one way each. */
    asInTheChart: readonly ((objects: Objects) => void)[];
    /** The release that shows it. Defaults to the one of the chart that the defects were found in. */
    release?: string;
}

const RELEASE = "4.7.0";
const pods = (objects: Objects) => objectOf(objects, "Deployment").spec.template;
const gateway = (objects: Objects) => pods(objects).spec.containers[0];
const allContainers = (objects: Objects): KubernetesObject[] => [...pods(objects).spec.containers, ...pods(objects).spec.initContainers];
const remove = (objects: Objects, ...kinds: string[]) => objects.splice(0, objects.length, ...objects.filter(({ kind }) => !kinds.includes(kind)));
const mebibytes = (text: string): number => Number(/^(\d+)Mi$/.exec(text)![1]);
const heap = (objects: Objects): { value: string } =>
    gateway(objects).env.find(({ name }: { name: string }) => name === releaseProfile(RELEASE).jvmMemoryVariable);

const configuration = (objects: Objects): Record<string, string> =>
    objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.includes("-configuration-"))!["data"];

/** Changes the product's configuration in the pods. */
function edit(objects: Objects, pattern: string | RegExp, replacement: string): void {
    const data = configuration(objects);
    data["deployment.toml"] = data["deployment.toml"]!.replace(pattern, replacement);
}

const defects: Defect[] = [
    {
        title: "1. The PodDisruptionBudget selects the gateway's pods",
        holds(objects) {
            const { matchLabels } = objectOf(objects, "PodDisruptionBudget").spec.selector as { matchLabels: Record<string, string> };
            for (const [key, value] of Object.entries(matchLabels)) assert.equal(pods(objects).metadata.labels[key], value);
        },
        asInTheChart: [(objects) => void (objectOf(objects, "PodDisruptionBudget").spec.selector = { matchLabels: { deployment: "gateway-deployment" } })],
    },
    {
        title: "2. A pod that stops has the time that its requests may take",
        holds(objects) {
            const { detectionSeconds, socketTimeoutSeconds } = timing({});
            const grace = pods(objects).spec.terminationGracePeriodSeconds ?? 30;
            assert.ok(grace >= detectionSeconds + socketTimeoutSeconds + 30, `${grace} s`);
        },
        asInTheChart: [(objects) => void delete pods(objects).spec.terminationGracePeriodSeconds],
    },
    {
        title: "3. A pod that starts has the time that it may need while the control plane is away",
        holds(objects) {
            const { initialDelaySeconds = 0, periodSeconds, failureThreshold } = gateway(objects).startupProbe;
            // Five minutes to start, and ten attempts of a minute each to fetch APIs.
            assert.ok(initialDelaySeconds + periodSeconds * failureThreshold >= 900);
        },
        asInTheChart: [(objects) => void Object.assign(gateway(objects).startupProbe, { initialDelaySeconds: 60, periodSeconds: 10, failureThreshold: 3 })],
    },
    {
        title: "4. The number of pods follows the CPU, not a memory that is always full, and nobody sets it back",
        holds(objects) {
            const { metrics } = objectOf(objects, "HorizontalPodAutoscaler").spec as { metrics: { containerResource?: { name: string } }[] };
            assert.deepEqual(
                metrics.map(({ containerResource }) => containerResource?.name),
                ["cpu"],
            );
            assert.equal(objectOf(objects, "Deployment").spec.replicas, undefined);
        },
        asInTheChart: [
            (objects) => {
                const target = { type: "Utilization", averageUtilization: 75 };
                objectOf(objects, "HorizontalPodAutoscaler").spec.metrics.push({ type: "Resource", resource: { name: "memory", target } });
            },
            (objects) => void (objectOf(objects, "Deployment").spec.replicas = 2),
        ],
    },
    {
        title: "5. Beside the heap there is memory for classes, threads and network buffers",
        holds(objects) {
            const limit = mebibytes(gateway(objects).resources.limits.memory as string);
            const largest = Number(/-Xmx(\d+)m/.exec(heap(objects).value)![1]);
            assert.ok(largest <= 0.6 * limit && limit - largest >= 1024, `${largest} of ${limit}`);
        },
        asInTheChart: [
            (objects) => {
                gateway(objects).resources.limits.memory = "3072Mi";
                heap(objects).value = "-Xms2048m -Xmx2048m";
            },
        ],
    },
    {
        title: "6. Pods have an account of their own, are spread over zones, talk to nobody they need not, and write only where they must",
        holds(objects) {
            const { serviceAccountName, topologySpreadConstraints, tolerations, nodeSelector, priorityClassName } = pods(objects).spec;
            assert.ok(objects.some(({ kind, metadata }) => kind === "ServiceAccount" && metadata.name === serviceAccountName));
            const spread = topologySpreadConstraints as { topologyKey: string; maxSkew: number }[];
            assert.ok(spread.some(({ topologyKey, maxSkew }) => topologyKey === "topology.kubernetes.io/zone" && maxSkew === 1));
            assert.ok(
                objects.some(
                    ({ kind, spec }) => kind === "NetworkPolicy" && spec.policyTypes.length === 2 && spec.ingress === undefined && spec.egress === undefined,
                ),
            );
            for (const container of allContainers(objects)) assert.equal(container["securityContext"].readOnlyRootFilesystem, true);
            assert.ok(tolerations !== undefined && nodeSelector !== undefined && priorityClassName !== undefined);
        },
        asInTheChart: [
            (objects) => void remove(objects, "NetworkPolicy"),
            (objects) => void remove(objects, "ServiceAccount"),
            (objects) => void (pods(objects).spec.topologySpreadConstraints = []),
            (objects) => void delete pods(objects).spec.tolerations,
            (objects) => void delete pods(objects).spec.priorityClassName,
            (objects) => void (gateway(objects).securityContext.readOnlyRootFilesystem = false),
        ],
    },
    {
        title: "7. Secrets come from the vault by workload identity, the entry is inside the network, and nothing of one environment is the whole cluster's",
        holds(objects) {
            const { parameters } = objectOf(objects, "SecretProviderClass").spec as { parameters: Record<string, string> };
            assert.ok(parameters["clientID"]);
            assert.equal(parameters["userAssignedIdentityID"], undefined);
            for (const { csi } of pods(objects).spec.volumes) assert.equal(csi?.nodePublishSecretRef, undefined);
            assert.equal(objectOf(objects, "Service", "-entry").metadata.annotations!["service.beta.kubernetes.io/azure-load-balancer-internal"], "true");
            for (const object of objects.filter(({ metadata }) => metadata.namespace === undefined))
                assert.ok(object.metadata.name.includes(objectOf(objects, "Namespace").metadata.name), `${object.kind} ${object.metadata.name}`);
        },
        asInTheChart: [
            (objects) => void (objectOf(objects, "SecretProviderClass").spec.parameters.clientID = undefined),
            (objects) => void (objectOf(objects, "SecretProviderClass").spec.parameters.userAssignedIdentityID = "app-id"),
            (objects) => void (pods(objects).spec.volumes.find(({ csi }: { csi?: object }) => csi).csi.nodePublishSecretRef = { name: "service-principal" }),
            (objects) => void (objectOf(objects, "Service", "-entry").metadata.annotations = {}),
            (objects) => void (objectOf(objects, "PersistentVolume").metadata.name = "apim-artifacts"),
        ],
    },
    {
        title: "8. Host names of backends are verified, no password is in the configuration, and what confines a process is no forgotten annotation",
        holds(objects) {
            const toml = configuration(objects)["deployment.toml"]!;
            assert.match(toml, /HostnameVerifier = "Strict"/);
            for (const line of toml.split("\n").filter((text) => /^(key_)?password = /.test(text))) assert.match(line, /"\$env\{[A-Z_]+\}"$/);
            const annotations = Object.keys(pods(objects).metadata.annotations as object);
            assert.deepEqual(
                annotations.filter((name) => name.startsWith("container.apparmor.security.beta")),
                [],
            );
            assert.equal(pods(objects).spec.securityContext.seccompProfile.type, "RuntimeDefault");
        },
        asInTheChart: [
            (objects) => edit(objects, '"Strict"', '"AllowAll"'),
            (objects) => edit(objects, /^password = .*$/m, 'password = "admin"'),
            (objects) => void (pods(objects).metadata.annotations["container.apparmor.security.beta.kubernetes.io/gateway"] = "runtime/default"),
            (objects) => void (pods(objects).spec.securityContext.seccompProfile.type = "Unconfined"),
        ],
    },
    {
        title: "9. Pods run as the user that the image of the release has",
        release: "4.3.0",
        holds(objects) {
            // Dockerfiles of docker-apim 4.3.x.
            assert.equal(pods(objects).spec.securityContext.runAsUser, 10001);
            assert.equal(pods(objects).spec.securityContext.runAsGroup, 10001);
        },
        asInTheChart: [(objects) => void (pods(objects).spec.securityContext.runAsUser = 802)],
    },
    {
        title: "10. Nothing refers to an object that nobody makes",
        holds(objects) {
            const made = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
            const missing = references(objects).filter((reference) => !made.has(reference));
            assert.deepEqual(missing, []);
        },
        asInTheChart: [
            (objects) => {
                const metadata = { name: "gateway", labels: {} };
                objects.push({ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata, spec: { parentRefs: [{ name: "external" }] } });
            },
        ],
    },
];

/** What objects refer to. */
function references(objects: Objects): string[] {
    return objects.flatMap(({ kind, spec }) => {
        if (kind === "HTTPRoute") return spec.parentRefs.map(({ name }: { name: string }) => `Gateway ${name}`);
        if (kind === "HorizontalPodAutoscaler") return [`${spec.scaleTargetRef.kind} ${spec.scaleTargetRef.name}`];
        if (kind !== "Deployment") return [];
        const { serviceAccountName, volumes } = spec.template.spec;
        const ofVolume = ({ configMap, csi, persistentVolumeClaim }: KubernetesObject): string[] => [
            ...(configMap === undefined ? [] : [`ConfigMap ${configMap.name}`]),
            ...(csi === undefined ? [] : [`SecretProviderClass ${csi.volumeAttributes.secretProviderClass}`]),
            ...(persistentVolumeClaim === undefined ? [] : [`PersistentVolumeClaim ${persistentVolumeClaim.claimName}`]),
        ];
        return [`ServiceAccount ${serviceAccountName}`, ...volumes.flatMap(ofVolume)];
    });
}

describe("defects of WSO2's own chart", () => {
    const objectsOf = (release: string) =>
        workloadObjects(
            workloadArgs({
                release,
                share,
                podDocument: { ...podDocument, files: { "deployment.toml": deploymentToml(options(release)) } },
                nodeSelector: { "kubernetes.azure.com/mode": "user" },
                tolerations: [{ key: "dedicated" }],
                priorityClassName: "gateway",
            }),
        );

    for (const { title, holds, asInTheChart, release = RELEASE } of defects) {
        it(title, async () => {
            const objects = await objectsOf(release);
            holds(objects);
            for (const change of asInTheChart) {
                const chart = structuredClone(objects);
                change(chart);
                assert.throws(() => holds(chart), assert.AssertionError, String(change));
            }
        });
    }

    it("are all ten", () =>
        assert.deepEqual(
            defects.map(({ title }) => Number.parseInt(title, 10)),
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        ));
});
