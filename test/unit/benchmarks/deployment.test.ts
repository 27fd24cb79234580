import assert from "node:assert/strict";

import { compare } from "../../../benchmarks/deployment";
import { RecordedResource, undecided, withNecessaryDependencies } from "../../../benchmarks/necessaryDependencies";
import { Nodes, prodArguments, recordedDeployment } from "../../../benchmarks/recordedDeployment";
import { DeployedResource, PROPAGATION_STEP } from "../../../simulator/criticalPath";

/** How much longer a deployment may take than Azure needs. */
const LIMIT = 1.02;

const shortType = (type: string): string => type.split(":").at(-1)!;

describe("the time of a deployment of prod", () => {
    hold(Nodes.Machines, {
        chain: ["Vault", "Secret", "RoleAssignment", PROPAGATION_STEP, "ApplicationGateway", "VirtualMachineScaleSet"],
        needless: [
            ["Vault", "StorageAccount"],
            ["Secret", "PrivateDnsZoneGroup"],
            ["Vault", "VirtualNetworkLink"],
        ],
    });
    hold(Nodes.Pods, {
        chain: ["VirtualNetwork", "RoleAssignment", PROPAGATION_STEP, "ManagedCluster", "AgentPool"],
        needless: [
            ["VirtualNetwork", "StorageAccount"],
            ["VirtualNetwork", "Vault"],
            ["AgentPool", "ApplicationGateway"],
        ],
    });
});

/** What a deployment waits for longest, and pairs of types of which one must not wait for the other. */
interface Expectations {
    chain: readonly string[];
    needless: readonly (readonly [one: string, other: string])[];
}

function hold(nodes: Nodes, { chain, needless }: Expectations): void {
    describe(`with ${nodes}`, function () {
        let resources: RecordedResource[];
        before(async () => {
            resources = await recordedDeployment(prodArguments(nodes));
        });

        it(`is at most ${LIMIT} times the shortest that Azure allows`, () => {
            const { recorded, necessary, ratio } = compare(resources);
            assert.ok(ratio >= 1, "what Azure needs cannot take longer: a dependency in the table is not one of the deployment's");
            assert.ok(
                ratio <= LIMIT,
                `${recorded.seconds} s, ${necessary.seconds} s are needed: ${recorded.path.map(({ type }) => shortType(type)).join(", ")}`,
            );
        });

        it("is counted with the wait for a young role, then what reads with it, then nodes", () => {
            const path = compare(resources).necessary.path.map(({ type }) => shortType(type));
            assert.deepEqual(
                path.filter((step) => chain.includes(step)),
                chain,
            );
        });

        it("would be too long with one wait that Azure does not need", () => {
            for (const [one, other] of needless) {
                const awaited = resources.find(({ type }) => shortType(type) === other)!;
                const late = resources.map((resource) =>
                    shortType(resource.type) === one ? { ...resource, dependencies: [...(resource.dependencies ?? []), awaited.urn] } : resource,
                );
                // Whoever waits comes later in the state.
                const reordered = inOrder(late);
                assert.ok(compare(reordered).ratio > LIMIT, `${one} after ${other}`);
            }
        });

        it("waits for everything that Azure needs", () => {
            const awaited = closureOf(resources);
            const missing = withNecessaryDependencies(resources).flatMap(({ urn, dependencies = [] }) =>
                dependencies.filter((needed) => !awaited(urn).has(needed)).map((needed) => `${nameIn(urn)} does not wait for ${nameIn(needed)}`),
            );
            assert.deepEqual(missing, []);
        });

        it("knows of every name in arguments whether Azure needs it: add a row to benchmarks/necessaryDependencies.ts", () => {
            assert.deepEqual(undecided(resources), []);
        });
    });
}

function nameIn(urn: string): string {
    return urn.split("::").slice(-2).join(" ").replace(/.*\$/, "");
}

/** Everything that a resource waits for, directly or not. */
function closureOf(resources: readonly DeployedResource[]): (urn: string) => ReadonlySet<string> {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    return (urn) => {
        const found = new Set<string>();
        const pending = [...(byUrn.get(urn)?.dependencies ?? [])];
        for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
            if (found.has(next)) continue;
            found.add(next);
            pending.push(...(byUrn.get(next)?.dependencies ?? []));
        }
        return found;
    };
}

/** The same resources, each after what it waits for. */
function inOrder(resources: readonly RecordedResource[]): RecordedResource[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const sorted = new Set<RecordedResource>();
    const visit = (resource: RecordedResource): void => {
        if (sorted.has(resource)) return;
        for (const urn of resource.dependencies ?? []) if (byUrn.has(urn)) visit(byUrn.get(urn)!);
        sorted.add(resource);
    };
    resources.forEach(visit);
    return [...sorted];
}
