/** How long Azure may take until a role assignment counts everywhere, in milliseconds. Source: Azure RBAC, up to five minutes. */
const PROPAGATION = 5 * 60 * 1000;

/**
 * Milliseconds until a role assignment counts everywhere: nothing for one that is older than five minutes.
 *
 * @param createdOn when Azure created it, as ISO 8601; a missing or unreadable time counts as now
 */
export function remainingPropagation(createdOn: string | undefined, now: Date): number {
    const created = Date.parse(createdOn ?? "");
    const age = Number.isNaN(created) ? 0 : Math.max(0, now.getTime() - created);
    return Math.max(0, PROPAGATION - age);
}
