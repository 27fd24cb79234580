import assert from "node:assert/strict";
import * as path from "node:path";

import { GatewayDeployment, GatewayDeploymentArgs, GatewayWorkloadArgs, knownReleases } from "../../components";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { CheckovFinding, CheckovFramework, CheckovResult, obtainCheckov, runCheckov } from "../../tools/checkov";
import { runCommand } from "../../tools/command";
import { skip } from "../support/skip";
import { useTemporaryFolder } from "../support/temporaryFolder";
import { validArgs } from "../unit/support/deployments";
import { registeredBy } from "../unit/support/mocks";
import { write } from "../unit/tools/support";
import { KubernetesObject, share, workloadArgs, workloadObjects } from "../unit/support/workloads";
import { cases } from "./cases";
import { armResources } from "./support/bodies";
import { assertOnlyExceptions } from "./support/exceptions";
import { stackArgs, stacks } from "./support/stacks";
import { DeploymentTemplate, deploymentTemplate, templateText } from "./support/templates";

/** Every release, and everything that a workload can have. */
const workloads: Record<string, Partial<GatewayWorkloadArgs>> = {
    ...Object.fromEntries(knownReleases.map((release) => [release, { release }])),
    "2.6.0 with everything": { release: "2.6.0", share, hazelcast: true, management: true, webSocket: true },
    "4.1.0 with everything": { release: "4.1.0", share, hazelcast: true, webSocket: true, webSub: true, createNamespace: false, namespace: "shared" },
    Development: { tier: "Development" },
};

/** Cases that are judged beside the environments of the root project: they make types of their own, or bodies unlike others. All cases would take minutes. */
const options = [
    "a region without zones",
    "the largest scale",
    "a redirect from HTTP",
    "all that a load balancer of 3.2 can have",
    "a private load balancer with management",
    "everything existing",
    "an existing network",
    "a way out through a firewall",
    "people who are told",
    "plain NFS",
    "an SMB share in Production, with the second key",
    "secrets that expire",
    "ephemeral disks in the cache, encrypted at the host",
    "a cluster of nodes",
    "a manager behind a listener for management, in Production",
    "a manager with everything that can be said about it",
    "pods on a cluster, in Production, as members of a cluster of nodes",
    "pods without a shared file system, on a private cluster behind a firewall, encrypted at the host",
];

/** Types of resources that Checkov has rules for, of those that an environment has. */
const ruledTypes = [
    "Microsoft.Compute/disks",
    "Microsoft.Compute/virtualMachineScaleSets",
    "Microsoft.Compute/virtualMachines",
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.ContainerService/managedClusters/agentPools",
    "Microsoft.KeyVault/vaults",
    "Microsoft.KeyVault/vaults/secrets",
    "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
    "Microsoft.Network/applicationGateways",
    "Microsoft.Network/networkInterfaces",
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/virtualNetworks",
    "Microsoft.Storage/storageAccounts",
];

describe("Checkov", function () {
    // The first time it has to be installed.
    this.timeout(600_000);
    const temporary = useTemporaryFolder();
    let python = "";
    before(async function () {
        const found = await runCommand("python3", ["-m", "venv", "--help"]).catch(() => undefined);
        if (found?.code !== 0) skip(this, "python3 with venv is not there");
        python = await obtainCheckov();
    });

    /** What is found in files, by their paths. */
    async function judge(framework: CheckovFramework, files: Record<string, string>): Promise<CheckovResult> {
        for (const [file, text] of Object.entries(files)) write(path.join(temporary(), file.replaceAll(/[ ,]+/g, "-")), text);
        return runCheckov(python, temporary(), framework);
    }

    const filesOf = (folder: string, objects: KubernetesObject[]): Record<string, string> =>
        Object.fromEntries(objects.map((object, index) => [path.join(folder, `${index}-${object.kind}.json`), JSON.stringify(object)]));

    it("finds nothing wrong with the objects of any workload, but for what has a reason", async () => {
        const files: Record<string, string> = {};
        for (const [name, changes] of Object.entries(workloads))
            Object.assign(files, filesOf(name, await workloadObjects(workloadArgs({ baseName: `of-${name}`, ...changes }))));
        const result = await judge(CheckovFramework.Kubernetes, files);
        assert.ok(result.passed.length > 80 * Object.keys(workloads).length, `only ${result.passed.length} rules are kept`);
        assertOnlyExceptions(CheckovFramework.Kubernetes, result);
    });

    it("would find what is wrong with an object", async () => {
        const objects = await workloadObjects(workloadArgs());
        const { spec } = objects.find(({ kind }) => kind === "Deployment")!["spec"].template;
        spec.containers[0].securityContext.privileged = true;
        delete spec.containers[0].resources.limits.memory;
        const { failed } = await judge(CheckovFramework.Kubernetes, filesOf("broken", objects));
        // Privileged containers, and memory without a limit.
        assertFound(failed, ["CKV_K8S_16", "CKV_K8S_13"]);
    });

    async function templateOf(args: GatewayDeploymentArgs): Promise<DeploymentTemplate> {
        return deploymentTemplate(armResources(await registeredBy(() => new GatewayDeployment("gateway", args))));
    }

    it("finds nothing wrong with what Azure gets of any environment, but for what has a reason", async () => {
        const environments: Record<string, GatewayDeploymentArgs> = {
            ...Object.fromEntries(stacks.map((stack) => [stack, stackArgs(stack)])),
            ...Object.fromEntries(options.map((name) => [name, validArgs(cases[name])])),
        };
        const templates: Record<string, DeploymentTemplate> = {};
        for (const [name, args] of Object.entries(environments)) templates[`${args.tier}/${name}.json`] = await templateOf(args);
        const bodies = Object.entries(templates).flatMap(([file, { resources }]) =>
            resources.map(({ type, name }) => ({ type, one: `${file} ${type} ${name}` })),
        );
        const everyType = Object.values(resourceTypes).map(({ armType }) => armType);
        assert.deepEqual(distinct(bodies.map(({ type }) => type)), distinct(everyType));
        const result = await judge(
            CheckovFramework.Arm,
            Object.fromEntries(Object.entries(templates).map(([file, template]) => [file, templateText(template)])),
        );
        assert.equal(result.resources, distinct(bodies.map(({ one }) => one)).length, "bodies that nothing looks at");
        const judgedTypes = [...result.passed, ...result.failed].map(({ resource }) => /^[^/]+\/[^.]+/.exec(resource)![0]);
        assert.deepEqual(distinct(judgedTypes), ruledTypes);
        assert.ok(result.passed.length > 30 * Object.keys(templates).length, `only ${result.passed.length} rules are kept`);
        assertOnlyExceptions(CheckovFramework.Arm, result);
    });

    it("would find what is wrong with what Azure gets", async () => {
        const wrong = { supportsHttpsTrafficOnly: false, minimumTlsVersion: "TLS1_0", disablePasswordAuthentication: false, defaultAction: "Allow" };
        const template = withValues(await templateOf(validArgs()), wrong);
        const { failed } = await judge(CheckovFramework.Arm, { "broken.json": templateText(template) });
        // Connections without TLS and with an old one, machines that take passwords, and a vault for everybody.
        assertFound(failed, ["CKV_AZURE_3", "CKV_AZURE_44", "CKV_AZURE_49", "CKV_AZURE_109"]);
    });
});

/** A copy in which the properties of some names have other values, wherever they are. */
function withValues<T>(value: T, values: Readonly<Record<string, unknown>>): T {
    return JSON.parse(JSON.stringify(value, (key, old: unknown) => values[key] ?? old)) as T;
}

function assertFound(findings: CheckovFinding[], checks: string[]): void {
    for (const wanted of checks)
        assert.ok(
            findings.some(({ check }) => check === wanted),
            wanted,
        );
}

function distinct(texts: string[]): string[] {
    return [...new Set(texts)].sort();
}
