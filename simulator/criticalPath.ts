import { ROLE_PROPAGATION, secondsFor } from "./durations";

/** A resource in Pulumi's state, as `pulumi stack export` prints it: the part that tells what waits for what. */
export interface DeployedResource {
    urn: string;
    type: string;
    /** False for components, which take no time of their own. */
    custom?: boolean;
    parent?: string;
    /** Whether it is only waiting to be deleted. */
    delete?: boolean;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[]>;
}

/** One step of a deployment. */
export interface Step {
    urn: string;
    type: string;
    seconds: number;
    /** Seconds after the deployment's start. */
    startsAt: number;
}

/** How long a deployment takes in real Azure, with everything side by side that does not wait for something else. */
export interface CriticalPath {
    /** Seconds from start to end. */
    seconds: number;
    /** The longest chain: each step starts when the one before it ends. */
    path: Step[];
    /** Seconds of all steps together: what it would take one after the other. */
    sequentialSeconds: number;
    /** All steps, in the order in which they start. */
    steps: Step[];
}

/** Name of the step in which a role assignment becomes known everywhere. */
export const PROPAGATION_STEP = "role propagation";

/** Types that read with a role while they are created, so that they wait until it counts. */
const READS_AT_CREATION = new Set([
    "azure-native:network:ApplicationGateway",
    "azure-native:containerservice:ManagedCluster",
    // What it makes in a cluster, it makes as whoever got a role there.
    "pulumi:providers:kubernetes",
]);
const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/**
 * The longest chain of a deployment, from the resources that it left in Pulumi's state, in the state's order.
 * A resource starts when all that it depends on is there; one that reads with a role, when that role is known everywhere.
 */
export function criticalPath(deployed: readonly DeployedResource[]): CriticalPath {
    const resources = deployed.filter((resource) => resource.delete !== true);
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const positions = new Map(resources.map((resource, index) => [resource.urn, index]));
    const insides = insidesOf(resources);
    const finished = new Map<string, Chain>();

    const chains = resources.filter((resource) => resource.custom !== false).map((resource) => chainOf(resource));
    const longest = chains.reduce((one, other) => (end(other) > end(one) ? other : one), { steps: [] as Step[] });
    const steps = [...new Map(chains.flatMap(({ steps: own }) => own).map((step) => [`${step.type} ${step.urn}`, step])).values()];
    return {
        seconds: end(longest),
        path: longest.steps,
        sequentialSeconds: steps.reduce((sum, step) => sum + step.seconds, 0),
        steps: steps.sort((left, right) => left.startsAt - right.startsAt),
    };

    function chainOf(resource: DeployedResource): Chain {
        const known = finished.get(resource.urn);
        if (known !== undefined) return known;
        const before = awaited(resource).map((dependency) => propagated(resource, dependency, chainOf(dependency)));
        const slowest = before.reduce((one, other) => (end(other) > end(one) ? other : one), { steps: [] as Step[] });
        const seconds = resource.type.startsWith("azure-native:") ? secondsFor(resource.type, "create") : 0;
        const chain = { steps: [...slowest.steps, { urn: resource.urn, type: resource.type, seconds, startsAt: end(slowest) }] };
        finished.set(resource.urn, chain);
        return chain;
    }

    /** The resources that a resource waits for: a component stands for everything in it. */
    function awaited({ urn, parent, dependencies = [], propertyDependencies = {} }: DeployedResource): DeployedResource[] {
        const named = [...dependencies, ...Object.values(propertyDependencies).flat()];
        // Children of a component do not wait for it; those of a real resource do.
        if (parent !== undefined && byUrn.get(parent)?.custom !== false) named.push(parent);
        const expanded = [...new Set(named)].flatMap((name) => (byUrn.get(name)?.custom === false ? (insides.get(name) ?? []) : [byUrn.get(name)]));
        // The state is in the order of registration: what came later into a component, nobody before can have waited for.
        const position = positions.get(urn) ?? 0;
        return expanded.filter((resource): resource is DeployedResource => resource !== undefined && (positions.get(resource.urn) ?? 0) < position);
    }
}

interface Chain {
    steps: Step[];
}

function end({ steps }: Chain): number {
    const last = steps.at(-1);
    return last === undefined ? 0 : last.startsAt + last.seconds;
}

function propagated(waiting: DeployedResource, dependency: DeployedResource, chain: Chain): Chain {
    if (dependency.type !== ROLE_ASSIGNMENT || !READS_AT_CREATION.has(waiting.type)) return chain;
    return { steps: [...chain.steps, { urn: dependency.urn, type: PROPAGATION_STEP, seconds: ROLE_PROPAGATION, startsAt: end(chain) }] };
}

/** The real resources in each component, also in components within it. */
function insidesOf(resources: readonly DeployedResource[]): Map<string, DeployedResource[]> {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const insides = new Map<string, DeployedResource[]>();
    for (const resource of resources) {
        if (resource.custom === false) continue;
        for (let parent = resource.parent; parent !== undefined && parent !== ""; parent = byUrn.get(parent)?.parent)
            insides.set(parent, [...(insides.get(parent) ?? []), resource]);
    }
    return insides;
}
