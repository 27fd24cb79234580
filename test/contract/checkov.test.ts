import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { GatewayWorkloadArgs, knownReleases } from "../../components";
import { CheckovFramework, CheckovResult, obtainCheckov, runCheckov } from "../../tools/checkov";
import { runCommand } from "../../tools/command";
import { skip } from "../support/skip";
import { useTemporaryFolder, write } from "../unit/tools/support";
import { KubernetesObject, share, workloadArgs, workloadObjects } from "../unit/support/workloads";

/** A rule that is broken on purpose: by what, as a regular expression over `<kind>.<namespace>.<name>`, and why. */
interface Exception {
    check: string;
    resource: string;
    reason: string;
}

const exceptions = JSON.parse(fs.readFileSync(path.join(__dirname, "checkovExceptions.json"), "utf8")) as Record<CheckovFramework, Exception[]>;

/** Every release, and everything that a workload can have. */
const workloads: Record<string, Partial<GatewayWorkloadArgs>> = {
    ...Object.fromEntries(knownReleases.map((release) => [release, { release }])),
    "2.6.0 with everything": { release: "2.6.0", share, hazelcast: true, management: true, webSocket: true },
    "4.1.0 with everything": { release: "4.1.0", share, hazelcast: true, webSocket: true, webSub: true, createNamespace: false, namespace: "shared" },
    Development: { tier: "Development" },
};

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

    async function judge(objects: Record<string, KubernetesObject[]>): Promise<CheckovResult> {
        for (const [name, list] of Object.entries(objects))
            list.forEach((object, index) => write(path.join(temporary(), name.replaceAll(" ", "-"), `${index}-${object.kind}.json`), JSON.stringify(object)));
        return runCheckov(python, temporary(), CheckovFramework.Kubernetes);
    }

    it("finds nothing wrong with the objects of any workload, but for what has a reason", async () => {
        const objects: Record<string, KubernetesObject[]> = {};
        for (const [name, changes] of Object.entries(workloads)) objects[name] = await workloadObjects(workloadArgs({ baseName: `of-${name}`, ...changes }));
        const { passed, failed } = await judge(objects);
        assert.ok(passed > 80 * Object.keys(workloads).length, `only ${passed} rules are kept`);
        const excepted = (check: string, resource: string) =>
            exceptions.kubernetes.find((known) => known.check === check && new RegExp(known.resource).test(resource));
        const unexpected = failed.filter(({ check, resource }) => excepted(check, resource) === undefined);
        assert.deepEqual([...new Set(unexpected.map(({ check, name, resource }) => `${check} ${resource}: ${name}`))], []);
        // An exception that nothing needs any more would hide what comes later.
        const needed = new Set(failed.map(({ check, resource }) => excepted(check, resource)));
        assert.deepEqual(
            exceptions.kubernetes.filter((exception) => !needed.has(exception)),
            [],
        );
        for (const { reason } of exceptions.kubernetes) assert.ok(reason.length > 30, reason);
    });

    it("would find what is wrong", async () => {
        const objects = await workloadObjects(workloadArgs());
        const { spec } = objects.find(({ kind }) => kind === "Deployment")!["spec"].template;
        spec.containers[0].securityContext.privileged = true;
        delete spec.containers[0].resources.limits.memory;
        const found = (await judge({ broken: objects })).failed.map(({ check }) => check);
        // Privileged containers, and memory without a limit.
        for (const check of ["CKV_K8S_16", "CKV_K8S_13"]) assert.ok(found.includes(check), check);
    });
});
