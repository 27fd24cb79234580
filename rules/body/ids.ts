import { normalizeRegion } from "../../components/azure/regions";
import type { ArmResource } from "../rule";

/** Id of the subscription in an id; empty when there is none. */
export function subscriptionOf(id: string): string {
    return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? "";
}

/** Id of the virtual network in the id of one of its subnets; empty for other ids. */
export function networkIdOf(subnetId: string): string {
    return /^(.*\/virtualNetworks\/[^/]+)\/subnets\//i.exec(subnetId)?.[1] ?? "";
}

/** Id of what a child lies in: of the zone for a link, of the account for a file service. */
export function parentId(id: string): string {
    return id.split("/").slice(0, -2).join("/");
}

/** Id of the resource that a role assignment, lock or diagnostic setting is about. */
export function scopeOf(id: string): string {
    return id.replace(/\/providers\/[^/]+\/[^/]+\/[^/]+$/, "");
}

/** Own name of a resource: the given one, or the end of its id. */
export function ownName({ id, name }: ArmResource): string {
    return (name ?? id).split("/").at(-1)!;
}

/** Whether two resources are in the same region, or one of them does not say. */
export function sameRegion(left: ArmResource, right: ArmResource): boolean {
    if (left.location === undefined || right.location === undefined) return true;
    return normalizeRegion(left.location) === normalizeRegion(right.location);
}
