import { placeOf } from "../azure/ids";
import { NetworkType } from "../azure/networkIds";
import { Problem } from "../problem";

const CLUSTER = "Microsoft.ContainerService/managedClusters";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
const REGISTRY = "Microsoft.ContainerRegistry/registries";
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of a Kubernetes cluster. */
export function checkClusterId(id: string, path: string): Problem[] {
    return checkId(id, path, CLUSTER);
}

/** The id of a container registry. */
export function checkRegistryId(id: string, path: string): Problem[] {
    return checkId(id, path, REGISTRY);
}

/** The id of a user-assigned identity. */
export function checkIdentityId(id: string, path: string): Problem[] {
    return checkId(id, path, IDENTITY);
}

/** The id of the private DNS zone of private API servers: its name says the region (AK-11). */
export function checkApiServerZone(id: string, path: string): Problem[] {
    const name = placeOf(id, NetworkType.PrivateDnsZone)?.name;
    if (name !== undefined && /^([a-z0-9-]{1,32}\.)?privatelink\.[a-z0-9]+\.azmk8s\.io$/i.test(name)) return [];
    return [
        {
            path,
            message: `is "${id}"; an id of the form /subscriptions/…/resourceGroups/…/providers/${NetworkType.PrivateDnsZone}/privatelink.<region>.azmk8s.io is needed (AK-11)`,
            azureError: "CustomPrivateDNSZoneMissingPermissionError",
        },
    ];
}

/** An object id of Microsoft Entra ID. */
export function checkPrincipalId(id: string, path: string): Problem[] {
    return GUID.test(id) ? [] : [{ path, message: `is "${id}"; the object id in Microsoft Entra ID is needed, a GUID`, azureError: "PrincipalNotFound" }];
}

function checkId(id: string, path: string, type: string): Problem[] {
    if (placeOf(id, type) !== undefined) return [];
    return [{ path, message: `is "${id}"; an id of the form /subscriptions/…/resourceGroups/…/providers/${type}/… is needed` }];
}

/** Where a cluster is, from its id; nothing for a text that is none. */
export function clusterPlace(id: string): ReturnType<typeof placeOf> {
    return placeOf(id, CLUSTER);
}

/** Where an identity is, as for a cluster. */
export function identityPlace(id: string): ReturnType<typeof placeOf> {
    return placeOf(id, IDENTITY);
}
