/** Where a resource of a resource group is. */
export interface ResourcePlace {
    subscriptionId: string;
    resourceGroupName: string;
    name: string;
}

/**
 * The parts of the id of a resource that lies directly in a resource group; nothing for a text that is no such id. Azure compares ids without regard to case.
 *
 * @param armType its type, for example `Microsoft.KeyVault/vaults`
 */
export function placeOf(id: string, armType: string): ResourcePlace | undefined {
    const [, subscriptionId, resourceGroupName, type, name] =
        /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i.exec(id) ?? [];
    if (subscriptionId === undefined || resourceGroupName === undefined || name === undefined) return undefined;
    return type?.toLowerCase() === armType.toLowerCase() ? { subscriptionId, resourceGroupName, name } : undefined;
}
