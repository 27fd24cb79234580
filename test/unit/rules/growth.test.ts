import assert from "node:assert/strict";

import { checkDeployment } from "../../../components/checks";
import { checkResources } from "../../../rules";
import { validArgs } from "../support/deployments";
import { grown, growing } from "./support/grown";

/** How often `check` reads a property of its subject, at any depth. */
function readsOf<T extends object>(subject: T, check: (subject: T) => unknown): number {
    let reads = 0;
    const counting = <V extends object>(value: V): V =>
        new Proxy(value, {
            get(target, key, receiver) {
                reads += 1;
                const found: unknown = Reflect.get(target, key, receiver);
                return typeof found === "object" && found !== null ? counting(found) : found;
            },
        });
    check(counting(subject));
    return reads;
}

/** Asserts that the second half of something costs no more than the first. */
function assertLinear(readsAt: (share: number) => number): void {
    const [nothing, half, all] = [readsAt(0), readsAt(0.5), readsAt(1)];
    assert.ok(half > nothing, "it is not read at all");
    assert.ok(all - half <= 1.1 * (half - nothing), `${half - nothing} reads for the first half of Azure's limit, ${all - half} for the second`);
}

describe("what is read grows as its subject does, up to Azure's limits", function () {
    for (const kind of growing)
        it(`by all rules: ${kind}`, () => {
            assert.deepEqual(
                checkResources(Object.values(grown(1, [kind]))).filter(({ severity }) => severity === "Error"),
                [],
                "an environment at Azure's limit is valid",
            );
            assertLinear((share) => readsOf(grown(share, [kind]), (resources) => checkResources(Object.values(resources))));
        });

    it("by checkDeployment: host names", () => {
        const args = (share: number) => validArgs({ additionalHostNames: Array.from({ length: 499 * share }, (_, index) => `gw${index}.example.com`) });
        assertLinear((share) => readsOf(args(share), checkDeployment));
    });

    it("by checkDeployment: ranges of clients", () => {
        const args = (share: number) =>
            validArgs({
                network: { clientRanges: Array.from({ length: 1_000 * share }, (_, index) => `198.51.${Math.floor(index / 250)}.${index % 250}/32`) },
            });
        assertLinear((share) => readsOf(args(share), checkDeployment));
    });
});
