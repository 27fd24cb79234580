import { createHash } from "node:crypto";

import { resourcesOf } from "./request";
import { State, StoredResource } from "./state";

/** Who runs `pulumi`, in the simulated Azure. */
export const deployer = {
    tenantId: "00000000-5151-4000-8000-00000000007e",
    objectId: "00000000-5151-4000-8000-00000000000d",
    clientId: "00000000-5151-4000-8000-00000000000c",
};

/** Subscription of everything, unless the provider's configuration names another. */
export const DEFAULT_SUBSCRIPTION = "00000000-5151-4000-8000-000000000001";

/** A GUID that looks random and is the same for the same seed. */
export function guid(...seed: string[]): string {
    const hex = createHash("sha256").update(seed.join("\n")).digest("hex");
    const variant = (8 + (parseInt(hex.charAt(16), 16) % 4)).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Object id of an identity's principal: an identity that was deleted and made again is somebody else. */
export function principalId(identity: StoredResource): string {
    return guid(identity.nonce, "principal");
}

/** What the directory knows about a principal. */
export function principalType(state: State, id: string): "ServicePrincipal" | "User" | undefined {
    if (id.toLowerCase() === deployer.objectId) return "User";
    const identities = resourcesOf(state, "azure-native:managedidentity:UserAssignedIdentity");
    return identities.some((identity) => principalId(identity) === id.toLowerCase()) ? "ServicePrincipal" : undefined;
}
