import { resourceId, resourceTypes } from "../../components/azure/resourceTypes";
import { Deployment, PendingOperation, ResourceEntry } from "./state";

/** What recovery does about one resource. */
export type Step =
    /** It goes into the state with the id that Azure gives it; the refresh drops it again when it is not there. */
    | { action: "adopt"; entry: ResourceEntry & { id: string }; happened: string }
    /** Nothing is known of it in the state, and nothing can be: the next `pulumi up` creates it. */
    | { action: "forget"; entry: ResourceEntry; happened: string; reason: string }
    /** It is in the state; the refresh reads how it is. */
    | { action: "read"; entry: ResourceEntry; happened: string };

/** Subscriptions that were named for the resources of a stack. */
export interface Subscription {
    /** Counts for all. */
    chosen?: string;
    /** Counts where the state does not tell one. */
    fallback?: string;
}

export interface Plan {
    steps: Step[];
    /** The state with what is adopted and without pending operations. */
    deployment: Deployment;
}

const HAPPENED: Readonly<Record<PendingOperation["type"], string>> = {
    creating: "was being created",
    importing: "was being imported",
    updating: "was being updated",
    deleting: "was being deleted",
    reading: "was being read",
};

/**
 * What to do about everything that a dead run has left pending.
 * Names are deterministic, so the id of every resource that was being created is known; whether it exists, the refresh finds out.
 *
 * The state is edited, because nothing of Pulumi's own does it: `refresh --import-pending-creates` of 3.259 only removes the pending entry,
 * and `pulumi import` fails as a whole on the first resource that does not exist.
 *
 * @param subscription what is known of it from outside the state
 */
export function planRecovery(deployment: Deployment, subscription: Subscription = {}): Plan {
    const pending = deployment.pending_operations ?? [];
    const result: Plan = { steps: [], deployment: { ...deployment, resources: [...(deployment.resources ?? [])], pending_operations: [] } };
    for (const operation of pending) {
        const step = planOperation(operation, result.deployment.resources!, subscription);
        if (step.action === "adopt") insert(result.deployment.resources!, step.entry);
        result.steps.push(step);
    }
    const planned = new Set(result.steps.map(({ entry }) => entry.urn));
    for (const entry of deployment.resources ?? []) {
        if (wasNeverRead(entry) && !planned.has(entry.urn)) result.steps.push({ action: "read", entry, happened: "was adopted, but not read" });
    }
    return result;
}

function planOperation({ type, resource }: PendingOperation, resources: readonly ResourceEntry[], { chosen, fallback }: Subscription): Step {
    const happened = HAPPENED[type] ?? `was pending (${type})`;
    const present = resources.find(({ urn, delete: deleted }) => urn === resource.urn && !deleted);
    if (type !== "creating" && type !== "importing") return { action: "read", entry: resource, happened };

    const forget = (reason: string): Step => ({ action: "forget", entry: resource, happened, reason });
    const id = resource.id || idOf(resource, chosen ?? subscriptionOf(resource, resources) ?? fallback);
    if (id === undefined) return forget("its id cannot be computed");
    if (present !== undefined && !present.pendingReplacement) {
        if (sameId(present.id, id)) return { action: "read", entry: present, happened };
        return forget(`it was to replace ${present.id ?? "another"}; if ${id} exists, delete it in Azure first`);
    }
    const missing = [resource.parent, providerOf(resource), ...(resource.dependencies ?? [])].find(
        (urn) => urn && !resources.some((entry) => entry.urn === urn),
    );
    if (missing !== undefined) return forget(`what it needs is not in the state: ${missing}`);
    return { action: "adopt", entry: { ...resource, custom: true, id, outputs: {} }, happened };
}

/** Resources of types that this library knows, for which only the subscription is missing. */
export function lacksSubscription({ pending_operations = [], resources = [] }: Deployment, { chosen, fallback }: Subscription): boolean {
    if (chosen !== undefined || fallback !== undefined) return false;
    return pending_operations.some(
        ({ type, resource }) =>
            type === "creating" &&
            idOf(resource, subscriptionOf(resource, resources)) === undefined &&
            idOf(resource, "00000000-0000-0000-0000-000000000000") !== undefined,
    );
}

function idOf({ type, inputs = {} }: ResourceEntry, subscriptionId: string | undefined): string | undefined {
    // An id may take its subscription from an argument, as that of a role assignment does from its scope.
    if (subscriptionId === undefined && resourceTypes[type]?.idTemplate.includes("{subscriptionId}")) return undefined;
    return resourceId(type, subscriptionId ?? "", inputs);
}

/** Subscription of a resource: its provider's, else the one that all resources with this provider are in. */
function subscriptionOf({ provider }: ResourceEntry, resources: readonly ResourceEntry[]): string | undefined {
    const configured = resources.find(({ urn, type }) => type.startsWith("pulumi:providers:") && urn === provider?.split("::").slice(0, -1).join("::"))?.inputs
        ?.subscriptionId;
    if (typeof configured === "string") return configured;
    const neighbours = resources.filter((entry) => entry.provider === provider).flatMap(({ id }) => /^\/subscriptions\/([^/]+)/.exec(id ?? "")?.[1] ?? []);
    const distinct = [...new Set(neighbours)];
    return distinct.length === 1 ? distinct[0] : undefined;
}

function providerOf({ provider }: ResourceEntry): string | undefined {
    return provider?.split("::").slice(0, -1).join("::");
}

/** In place of what it replaces, else at the end: after everything that it needs. */
function insert(resources: ResourceEntry[], entry: ResourceEntry): void {
    const replaced = resources.findIndex(({ urn, pendingReplacement }) => urn === entry.urn && pendingReplacement);
    if (replaced < 0) resources.push(entry);
    else resources.splice(replaced, 1, entry);
}

/** An earlier recovery died between writing the state and the refresh. */
function wasNeverRead({ type, custom, id, outputs = {} }: ResourceEntry): boolean {
    return custom === true && type.startsWith("azure-native:") && Boolean(id) && Object.keys(outputs).length === 0;
}

/** Azure does not distinguish capitals in ids. */
function sameId(left: string | undefined, right: string): boolean {
    return left?.toLowerCase() === right.toLowerCase();
}
