import assert from "node:assert/strict";

import { ApiError } from "../../simulator/kubernetes/client";
import { asObject, KubernetesObject } from "../../simulator/kubernetes/objects";
import { installAddOns } from "../../tools/controlPlane/aks";
import { objectOf, variantArgs, variantTitle, workloadObjects, WorkloadVariant, workloadVariants } from "../unit/support/workloads";
import { LIMIT, useControlPlane } from "./support/cluster";

/** What has to be there before anything else is looked at: pods of an account, in a namespace that refuses what is not restricted. */
const FIRST = ["Namespace", "ServiceAccount"];

describe("the workload of every release", function () {
    this.timeout(LIMIT);
    const cluster = useControlPlane({ nodes: 1 });
    const fieldManager = "releases";
    const tryOut = (object: KubernetesObject) => cluster().client.apply(object, { fieldManager, dryRun: true });

    /** A pod as the Deployment makes it: rules about pods are not applied to a Deployment, which is only warned of. */
    async function podOf(variant: WorkloadVariant, change: (spec: PodSpec) => void = () => undefined): Promise<KubernetesObject> {
        const { metadata, spec } = objectOf(await workloadObjects(variantArgs(variant)), "Deployment");
        change(spec.template.spec as PodSpec);
        return asObject({
            apiVersion: "v1",
            kind: "Pod",
            metadata: { ...spec.template.metadata, name: "gateway", namespace: metadata.namespace },
            spec: spec.template.spec,
        });
    }

    before(async () => {
        await installAddOns(cluster().client);
        const objects = await workloadObjects(variantArgs(workloadVariants[0]!));
        for (const kind of FIRST) await cluster().client.apply(asObject(objectOf(objects, kind)), { fieldManager });
    });

    for (const variant of workloadVariants) {
        it(`is accepted to its last field, and its pod by the restricted level: ${variant.release} with ${variantTitle(variant)}`, async () => {
            const { warnings } = cluster().client;
            const earlier = warnings.length;
            for (const object of await workloadObjects(variantArgs(variant))) await tryOut(asObject(object));
            await tryOut(await podOf(variant));
            assert.deepEqual(warnings.slice(earlier), []);
        });
    }

    const [variant] = workloadVariants as [WorkloadVariant];
    const refused: [what: string, change: (spec: PodSpec) => void, message: RegExp][] = [
        ["a field that pods do not have", (spec) => (spec["initContainer"] = []), /initContainer.*field not declared in schema/],
        ["a container of root", (spec) => (spec.initContainers[0]!.securityContext["runAsUser"] = 0), /violates PodSecurity "restricted.*runAsUser=0/],
        ["a container that keeps capabilities", (spec) => delete spec.containers[0]!.securityContext["capabilities"], /unrestricted capabilities/],
        ["a volume of the machine", (spec) => spec.volumes.push({ name: "host", hostPath: { path: "/" } }), /restricted volume types/],
    ];
    for (const [what, change, message] of refused)
        it(`would be refused with ${what}`, async () => {
            const pod = await podOf(variant, change);
            await assert.rejects(tryOut(pod), (error: ApiError) => message.test(error.message));
        });
});

interface PodSpec extends Record<string, unknown> {
    initContainers: { securityContext: Record<string, unknown> }[];
    containers: { securityContext: Record<string, unknown> }[];
    volumes: object[];
}
