import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { GatewayWorkload, GatewayWorkloadArgs, releaseProfile, TimingOverrides, WorkloadSettings } from "../../../components";
import { checkWorkload, checkWorkloadRelease } from "../../../components/workload/checks";
import { withLaterWorkloadChecks } from "../../../components/workload/laterChecks";
import { DEFAULT_PROXY_IMAGE, DEFAULT_TOOLS_IMAGE } from "../../../components/workload/image";
import { workloadNames } from "../../../components/workload/names";
import { checkSizes, workloadSizes } from "../../../components/workload/sizes";
import { Problem } from "../../../components/problem";
import { registeredBy } from "../support/mocks";
import { share, workloadArgs } from "../support/workloads";

const digest = `sha256:${"0a".repeat(32)}`;
const image = { repository: "wso2am", tag: "4.5.0" };
const settings = (changes: Partial<WorkloadSettings> = {}): WorkloadSettings => ({ image, ...changes });
const paths = (problems: Problem[]): string[] => problems.map(({ path }) => path);

describe("settings of a workload", () => {
    it("have default images of one full version each, since a shorter tag moves", () => {
        for (const { tag } of [DEFAULT_TOOLS_IMAGE, DEFAULT_PROXY_IMAGE]) assert.match(String(tag), /^\d+\.\d+\.\d+(-|$)/);
    });

    const accepted: Record<string, Partial<WorkloadSettings>> = {
        "nothing but an image": {},
        "an image by digest": { image: { registry: "localhost:5000", repository: "a/b_c/d.e", digest } },
        "a tag beside a digest, whatever it is": { image: { repository: "a", tag: "latest", digest } },
        "the largest numbers": { minReplicas: 100, maxReplicas: 100, minAvailable: 99, targetCpuPercent: 95, cpu: 64, memoryMiB: 262_144 },
        "the smallest numbers": { minReplicas: 1, maxReplicas: 1, targetCpuPercent: 10, cpu: 0.5, memoryMiB: 2048, heapMiB: 512 },
        "a thousandth of a core": { cpu: 1.001 },
        "a namespace that belongs to somebody": { namespace: "team-apis", createNamespace: false },
        "nodes with taints": {
            nodeSelector: { "kubernetes.azure.com/agentpool": "gateway" },
            tolerations: [{ key: "dedicated", value: "gateway", effect: "NoSchedule" }, {}],
        },
        "ranges that contain what pods never reach": { backendRanges: ["0.0.0.0/0", "10.0.0.0/8", "168.0.0.0/8"], controlPlaneRanges: ["10.1.2.3/32"] },
        "jars from a ConfigMap": { clusteringLibraries: { configMapName: "jars", dropins: ["scheme-1.0.jar"], libraries: [] } },
    };
    for (const [what, changes] of Object.entries(accepted)) it(`may be ${what}`, () => assert.deepEqual(checkWorkload(settings(changes), "Production"), []));

    const refused: Record<string, [Partial<WorkloadSettings>, string[]]> = {
        "an image without tag and digest": [{ image: { repository: "a" } }, ["image.tag"]],
        "a tag that moves": [{ image: { repository: "a", tag: "latest" } }, ["image.tag"]],
        "an image's whole name for its repository": [{ image: { repository: "contoso.azurecr.io/wso2am:4.5.0", tag: "1" } }, ["image.repository"]],
        "a scheme in the registry": [{ image: { ...image, registry: "https://registry.example.com" } }, ["image.registry"]],
        "half a digest": [{ image: { repository: "a", digest: "sha256:12" } }, ["image.digest"]],
        "wrong images beside it": [
            { toolsImage: { repository: "A" }, proxyImage: { repository: "b", tag: "-" } },
            ["toolsImage.repository", "toolsImage.tag", "proxyImage.tag"],
        ],
        "a namespace of Kubernetes": [{ namespace: "kube-system" }, ["namespace"]],
        "a name that is none": [{ namespace: "Gateway_1" }, ["namespace"]],
        "more fewest than most pods": [{ minReplicas: 5, maxReplicas: 4 }, ["minReplicas"]],
        "too many pods": [{ maxReplicas: 101 }, ["maxReplicas"]],
        "no pod": [{ minReplicas: 0 }, ["minReplicas"]],
        "as many pods that stay as there are": [{ minReplicas: 3, minAvailable: 3 }, ["minAvailable"]],
        "more than there are by default": [{ minAvailable: 2 }, ["minAvailable"]],
        "half a pod that stays": [{ minReplicas: 3, minAvailable: 1.5 }, ["minAvailable"]],
        "no CPU to aim at": [{ targetCpuPercent: 100 }, ["targetCpuPercent"]],
        "too little CPU": [{ cpu: 0.1 }, ["cpu"]],
        "less than a thousandth of a core": [{ cpu: 1.0001 }, ["cpu"]],
        "too little memory": [{ memoryMiB: 1024 }, ["memoryMiB"]],
        "a heap like that of WSO2's own chart": [{ memoryMiB: 3072, heapMiB: 2048 }, ["heapMiB"]],
        "an address that is a range": [{ entryAddress: "10.20.4.0/28" }, ["entryAddress"]],
        "names that are none": [{ pullSecretName: "Secret", priorityClassName: "-" }, ["pullSecretName", "priorityClassName"]],
        "labels and taints that are none": [
            { nodeSelector: { "a b": "c" }, tolerations: [{ effect: "Never" }, { value: "x" }, { key: "/" }] },
            ["nodeSelector.a b", "tolerations[0].effect", "tolerations[1].key", "tolerations[2].key"],
        ],
        "the metadata service as a backend": [
            { backendRanges: ["169.254.169.254/32", "banana", "168.63.129.16/32"] },
            ["backendRanges[0]", "backendRanges[1]", "backendRanges[2]"],
        ],
        "no control plane": [{ controlPlaneRanges: [], backendNamespaces: ["A"] }, ["backendNamespaces[0]", "controlPlaneRanges"]],
        "jars that are none": [
            { clusteringLibraries: { configMapName: "Jars", dropins: [], libraries: ["../dns.jar"] } },
            ["clusteringLibraries.configMapName", "clusteringLibraries.libraries[0]", "clusteringLibraries.dropins"],
        ],
    };
    for (const [what, [changes, expected]] of Object.entries(refused))
        it(`may not be ${what}`, () => assert.deepEqual(paths(checkWorkload(settings(changes), "Production")), expected));

    it("say what Azure or Kubernetes would do much later", () => {
        const [drain] = checkWorkload(settings({ minReplicas: 2, minAvailable: 2 }), "Production");
        assert.match(drain!.message, /^is 2, not less than minReplicas \(2\): no node .* could ever be drained/);
        assert.equal(drain!.azureError, "PodDrainFailure");
        const [heap] = checkSizes({ memoryMiB: 3072, heapMiB: 2048 }, "Production");
        assert.match(heap!.message, /^is 2048 of memoryMiB 3072; at most 1843 fit/);
    });

    it("may have a tag that moves in Development", () =>
        assert.deepEqual(checkWorkload(settings({ image: { repository: "a", tag: "latest" } }), "Development"), []));

    it("always leave the process at least 1024 MiB and 40 % beside the heap, the default one as well", () => {
        const memory = fc.integer({ min: 2048, max: 262_144 });
        fc.assert(
            fc.property(memory, fc.option(fc.integer({ min: 512, max: 262_144 }), { nil: undefined }), (memoryMiB, heapMiB) => {
                const given = { memoryMiB, ...(heapMiB === undefined ? {} : { heapMiB }) };
                const beside = memoryMiB - workloadSizes(given, "Production").heapMiB;
                const fits = beside >= 1024 && beside >= 0.4 * memoryMiB;
                assert.equal(checkSizes(given, "Production").length === 0, fits);
                if (heapMiB === undefined) assert.ok(fits);
            }),
        );
    });
});

describe("settings of a workload that are known later", () => {
    const known = (image: WorkloadSettings["image"]) => withLaterWorkloadChecks("The workload", settings({ image }), "Production", "cluster.").image;
    const value = (input: pulumi.Input<string> | undefined) => (pulumi.output(input) as unknown as { promise: () => Promise<string> }).promise();

    it("are refused as soon as they are known, by the path of the argument", async () => {
        const image = known({
            registry: pulumi.output("contoso.azurecr.io"),
            repository: pulumi.output("Not:An/Image"),
            tag: pulumi.output("latest"),
            digest: "x",
        });
        assert.equal(await value(image.registry), "contoso.azurecr.io");
        await assert.rejects(value(image.repository), /cluster\.image\.repository: is "Not:An\/Image"/);
        // Beside a digest the tag is for readers.
        assert.equal(await value(image.tag), "latest");
        await assert.rejects(value(known({ repository: "a", tag: pulumi.output("latest") }).tag), /cluster\.image\.tag: is latest in Production/);
    });
});

describe("what pods of a release can", () => {
    const context = (release: string, startupSeconds?: number, overrides?: TimingOverrides) => ({
        profile: releaseProfile(release),
        contentSync: releaseProfile(release).defaultContentSync,
        hazelcast: false,
        durations: { startupSeconds, overrides },
    });
    const one = (problems: Problem[]): Problem => {
        assert.equal(problems.length, 1);
        return problems[0]!;
    };

    it("is not rsync, whose manager is a machine", () => {
        const { path, message } = one(checkWorkloadRelease(settings(), { ...context("2.6.0"), contentSync: "Rsync" }, "cluster"));
        assert.equal(path, "contentSync");
        assert.match(message, /Rsync.*single machine.*use SharedFileSystem/);
    });

    it("is not SMB, whose key would lie in a Secret", () => {
        const { path, message } = one(checkWorkloadRelease(settings(), { ...context("3.2.0"), shareProtocol: "SMB" }, "cluster"));
        assert.equal(path, "sharedStorage.protocol");
        assert.match(message, /key of the account.*Kubernetes Secret.*use NFS/);
    });

    it("is no jar for a cluster that nobody asked for", () => {
        const clusteringLibraries = { configMapName: "jars", dropins: ["a.jar"], libraries: [] };
        const problem = one(checkWorkloadRelease(settings({ clusteringLibraries }), context("3.2.0"), "cluster"));
        assert.equal(problem.path, "cluster.clusteringLibraries");
        assert.deepEqual(checkWorkloadRelease(settings({ clusteringLibraries }), { ...context("3.2.0"), hazelcast: true }, "cluster"), []);
    });

    for (const [release, needed] of [
        ["2.1.0", 300],
        ["3.2.0", 900],
        ["4.5.0", 900],
    ] as const) {
        it(`is not to start within less than ${needed} s with ${release}`, () => {
            const { path, message, azureError } = one(checkWorkloadRelease(settings(), context(release, needed - 10), "cluster"));
            assert.deepEqual([path, azureError], ["startupSeconds", "CrashLoopBackOff"]);
            assert.match(message, new RegExp(`gives a pod ${needed - 10} s to start; release ${release} may need ${needed} s`));
            assert.deepEqual(checkWorkloadRelease(settings(), context(release, needed), "cluster"), []);
        });
    }

    it("is to start within what the probes allow, whatever the nodes are said to need", () => {
        const overrides = { startupProbePeriodSeconds: 30, startupProbeFailureThreshold: 30 };
        assert.deepEqual(checkWorkloadRelease(settings(), context("3.2.0", 60, overrides), "cluster"), []);
        assert.match(
            one(checkWorkloadRelease(settings(), context("3.2.0", 60, { ...overrides, startupProbeFailureThreshold: 29 }), "cluster")).message,
            /870 s/,
        );
    });
});

describe("GatewayWorkload refuses", () => {
    /** The paths that are refused, of a workload that must not register anything. */
    async function refusedPaths(changes: Partial<GatewayWorkloadArgs>): Promise<string[]> {
        let message = "";
        const registered = await registeredBy(() => {
            try {
                new GatewayWorkload("gateway", workloadArgs(changes));
            } catch (error) {
                message = (error as Error).message;
            }
        });
        assert.deepEqual(registered, []);
        return [...message.matchAll(/^ {2}- ([\w.[\]]+):/gm)].map((match) => match[1]!);
    }

    const cases: Record<string, [Partial<GatewayWorkloadArgs>, string[]]> = {
        "everything wrong at once": [
            { release: "3.2.0", minReplicas: 2, minAvailable: 2, startupSeconds: 60, share, loadBalancerRange: "10.0.0.1" },
            ["minAvailable", "loadBalancerRange", "startupSeconds"],
        ],
        "a release that nobody knows": [{ release: "9.9.9" }, ["release"]],
        rsync: [{ release: "2.6.0", contentSync: "Rsync" }, ["contentSync"]],
        "Hazelcast where the packs have none": [{ release: "4.5.0", hazelcast: true }, ["hazelcast"]],
        "WebSub before 4.0": [{ release: "3.2.0", webSub: true }, ["webSub"]],
        "zones and ports that are none": [{ zones: ["9"], controlPlanePorts: [0] }, ["controlPlanePorts[0]", "zones"]],
    };
    for (const [what, [changes, expected]] of Object.entries(cases)) it(what, async () => assert.deepEqual(await refusedPaths(changes), expected));
});

describe("names of a workload's objects", () => {
    it("are those of the environment where Kubernetes allows them", () => assert.equal(workloadNames("shop-prod", undefined).gateway, "shop-prod"));

    it("are allowed, and others for every other environment", () => {
        const label = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
        const base = fc.string({ minLength: 1, maxLength: 120 });
        fc.assert(
            fc.property(base, base, (one, other) => {
                const names = workloadNames(one, undefined);
                for (const name of Object.values(names)) assert.match(name, label);
                if (one.toLowerCase() !== other.toLowerCase()) assert.notEqual(workloadNames(other, undefined).gateway, names.gateway);
            }),
        );
        // Long ones, where what is added has no room, hardly ever come by chance.
        const long = workloadNames("a".repeat(60), undefined);
        for (const name of [long.namespace, long.gateway, long.management, long.members]) assert.match(name, label);
        assert.notEqual(workloadNames("a_b", undefined).gateway, workloadNames("a.b", undefined).gateway);
        assert.notEqual(workloadNames("a".repeat(60), undefined).gateway, workloadNames("a".repeat(61), undefined).gateway);
    });
});
