import assert from "node:assert/strict";

import type { ClusterSettings, GatewayDeploymentArgs } from "../../../components";
import { checkDeployment } from "../../../components/checks";
import { releaseProfile } from "../../../components/product/releases";
import { sshPublicKey } from "../../support/fixtures";
import { clusterArgs, rsyncArgs, validArgs } from "../support/deployments";

const problemsOf = (args: GatewayDeploymentArgs): string[] => checkDeployment(args).map(({ path, message }) => `${path} ${message}`);
const clusterId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks";
const virtualNetworkId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";

/** One mistake each in an environment on a cluster: the path of the problem, and what the message says. */
const mistakes: [what: string, changes: Partial<GatewayDeploymentArgs>, settings: Partial<ClusterSettings>, path: string, message: RegExp][] = [
    ["machines and pods", { scaleSet: { sshPublicKey } }, {}, "cluster", /beside scaleSet; exactly one/],
    ["neither machines nor pods", { cluster: undefined }, {}, "scaleSet", /missing, and so is cluster; exactly one/],
    ["rsync", rsyncArgs(), {}, "contentSync", /Rsync, which pods have not/],
    ["a manager", { syncManager: rsyncArgs().syncManager }, {}, "syncManager", /there is no manager/],
    ["a share that needs a key", { sharedStorage: { protocol: "SMB" } }, {}, "sharedStorage.protocol", /which pods do not mount.*Kubernetes Secret/],
    ["a share that is too small", { sharedStorage: { quotaGiB: 50 } }, {}, "sharedStorage.quotaGiB", /100/],
    ["a startup budget that is too short", { startupSeconds: 240 }, {}, "startupSeconds", /240 s to start; release 3\.2\.0 may need 900 s/],
    [
        "probes that give up before the release has started",
        { timing: { startupProbePeriodSeconds: 10, startupProbeFailureThreshold: 20 } },
        {},
        "timing.startupProbeFailureThreshold",
        /startupSeconds/,
    ],
    ["pods' addresses that are the network's", {}, { podRange: "10.20.0.0/16" }, "cluster.podRange", /overlaps the network/],
    ["services' addresses that are the network's", {}, { serviceRange: "10.20.16.0/20" }, "cluster.serviceRange", /overlaps the network/],
    ["an entry outside its subnet", {}, { entryAddress: "10.20.0.9" }, "cluster.entryAddress", /addresses of the entry subnet/],
    [
        "an existing cluster in a new network",
        {},
        { existing: { id: clusterId }, authorizedRanges: undefined },
        "network.nodeSubnet",
        /subnet of the existing cluster/,
    ],
];

const mistakesOfWorkload: typeof mistakes = [
    ["as many pods that stay as there are", {}, { minReplicas: 2, minAvailable: 2 }, "cluster.minAvailable", /less|fewer|at most|1/],
    ["no image of its own", {}, { image: { repository: "wso2/gateway" } }, "cluster.image.tag", /digest/],
    ["an API server that anybody may ask", {}, { authorizedRanges: undefined }, "cluster.authorizedRanges", /privateApiServer/],
];

/** What other parts of the same environment may have wrong. */
const mistakesBesideCluster: typeof mistakes = [
    ["a request that is too long", { requestTimeoutSeconds: 801 }, {}, "requestTimeoutSeconds", /1 to 800/],
    ["a front end outside its subnet", { loadBalancer: { privateOnly: true, privateIpAddress: "10.77.0.9" } }, {}, "loadBalancer.privateIpAddress", /10\.20/],
    ["settings of this library", { extraConfiguration: "[server]\nhostname = 'x'" }, {}, "extraConfiguration", /server\.hostname, which this library sets/],
    ["members where there are none", { hazelcast: { domain: "a b" } }, {}, "hazelcast.domain", /letters, digits/],
    ["callers that are no range", { network: { clientRanges: ["everybody", "10.0.0.0/8"] } }, {}, "network.clientRanges[0]", /CIDR/],
];

describe("arguments of an environment on a cluster", () => {
    it("are right without a scale set", () => assert.deepEqual(problemsOf(clusterArgs()), []));

    it("may name a cluster that exists, in its network", () => {
        const network = { virtualNetworkId, addressSpace: "10.1.0.0/22", nodeSubnet: { id: `${virtualNetworkId}/subnets/aks`, addressRange: "10.1.8.0/24" } };
        assert.deepEqual(problemsOf(clusterArgs({ network }, { existing: { id: clusterId }, authorizedRanges: undefined })), []);
    });

    for (const [what, changes, settings, path, message] of [...mistakes, ...mistakesOfWorkload, ...mistakesBesideCluster]) {
        it(`are refused with ${what}: one problem, by its path`, () => {
            const problems = checkDeployment(clusterArgs(changes, settings));
            assert.deepEqual(
                problems.map((problem) => problem.path),
                [path],
            );
            assert.match(problems[0]!.message, message);
        });
    }

    it("are all refused in one go: of any two mistakes, neither hides the other", () => {
        const all = [...mistakes, ...mistakesOfWorkload, ...mistakesBesideCluster].filter(([, changes]) => !("scaleSet" in changes || "cluster" in changes));
        const hidden = all.flatMap(([what, changes, settings, path], index) =>
            all.slice(index + 1).flatMap(([otherWhat, otherChanges, otherSettings, otherPath]) => {
                const isSame = (one: object, other: object) => Object.keys(one).some((key) => key in other);
                if (isSame(changes, otherChanges) || isSame(settings, otherSettings)) return [];
                const problems = checkDeployment(clusterArgs({ ...changes, ...otherChanges }, { ...settings, ...otherSettings }));
                const missing = [path, otherPath].filter((one) => !problems.some((problem) => problem.path === one));
                return missing.map((one) => `${one} of ${what} and ${otherWhat}`);
            }),
        );
        assert.deepEqual(hidden, []);
    });

    it("are refused with pods that are as large as a new cluster's nodes", () => {
        const problems = checkDeployment(clusterArgs({}, { cpu: 4 }));
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["cluster.cpu"],
        );
        assert.match(problems[0]!.message, /no pod would ever start/);
    });

    it("are named once each, however many look at them", () =>
        assert.deepEqual(
            checkDeployment(clusterArgs({}, { entryAddress: "entry" })).map(({ path }) => path),
            ["cluster.entryAddress"],
        ));

    it("let members of Hazelcast be where they are: no subnet has to be small for them", () => {
        const hazelcast = {};
        const network = { subnetRanges: { nodes: "10.20.4.0/22" } };
        assert.deepEqual(problemsOf(validArgs({ hazelcast, network })).length, 1);
        assert.deepEqual(problemsOf(clusterArgs({ hazelcast, network })), []);
    });

    it("give a start what the product needs, and not what a machine needs before it", () => {
        for (const release of ["2.6.0", "3.2.0", "4.5.0"]) {
            const startupSeconds = releaseProfile(release).slowestStartSeconds - 300;
            const atLimit = problemsOf(clusterArgs({ release, startupSeconds }));
            assert.deepEqual(
                atLimit.filter((text) => text.startsWith("startupSeconds")),
                [],
                release,
            );
            assert.match(problemsOf(clusterArgs({ release, startupSeconds: startupSeconds - 10 })).join(), /startupSeconds gives a pod/, release);
        }
    });

    it("do not change what is right with a scale set", () =>
        assert.deepEqual(problemsOf(validArgs({ startupSeconds: 30, sharedStorage: { protocol: "SMB" } })), []));
});
