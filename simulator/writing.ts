import { randomBytes } from "node:crypto";

import { checkCertificateAccess } from "./certificateAccess";
import { addClusterParts, checkClusterAccess, checkPoolProfiles } from "./clusters";
import { checkNotUsed } from "./deletion";
import { checkDiagnosticSetting } from "./diagnosticSettings";
import { normalizedLocation } from "./diff";
import { JsonObject, listOrEmpty, objectOrEmpty, textOrEmpty, without } from "./json";
import { checkNoOtherOperation, checkParents } from "./parents";
import { checkReferences } from "./references";
import { checkChanges } from "./refusedChanges";
import { resourceIn, resourcesOf, WriteRequest } from "./request";
import { ownName } from "./resourceIds";
import { checkRoleAssignment } from "./roles";
import { checkRules } from "./ruleChecks";
import { isInside, keyOf, ProvisioningState, State, StoredResource } from "./state";
import { checkPrefixes } from "./subnetPrefixes";
import { checkUniqueNames } from "./uniqueNames";
import { checkVault, recoverVault } from "./vaults";

/** What Azure checks before it accepts a write, in its order: the address, what the body names, the body itself, what it reads with, what it changes. */
const checks: readonly ((request: WriteRequest) => void)[] = [
    checkParents,
    checkNoOtherOperation,
    checkUniqueNames,
    checkVault,
    checkReferences,
    checkRoleAssignment,
    checkRules,
    checkCertificateAccess,
    checkClusterAccess,
    checkDiagnosticSetting,
    checkChanges,
    checkPoolProfiles,
    checkPrefixes,
];

/**
 * Accepts a PUT: refuses what Azure refuses, otherwise changes the state.
 *
 * @param readyAt when the operation will be over
 * @throws ArmError when Azure refuses
 */
export function write(state: State, token: string, id: string, body: JsonObject, now: number, readyAt: number): StoredResource {
    const located = typeof body.location === "string" ? { ...body, location: normalizedLocation(body.location) } : body;
    const request: WriteRequest = { token, id, body: located, existing: resourceIn(state, id), state };
    for (const check of checks) check(request);

    const previous = request.existing ?? recoverVault(request);
    const resource: StoredResource = {
        id: previous?.id ?? id,
        token,
        body: token === "azure-native:network:VirtualNetwork" ? withoutSubnets(located) : located,
        provisioningState: request.existing === undefined ? "Creating" : "Updating",
        readyAt,
        createdAt: previous?.createdAt ?? now,
        nonce: previous?.nonce ?? randomBytes(16).toString("hex"),
        version: randomBytes(16).toString("hex"),
    };
    state.resources[keyOf(id)] = resource;
    writeInlineSubnets(request, now, readyAt);
    addImplicitChildren(state, resource, now);
    addClusterParts(state, resource, now);
    return resource;
}

/**
 * The subnets in the body of a virtual network are resources of their own. A body that says nothing of subnets leaves those that are there:
 * azure-native fills them in from Azure before it sends an update. A body with a list means this list and no others.
 */
function writeInlineSubnets({ token, id, body, state }: WriteRequest, now: number, readyAt: number): void {
    const wanted = objectOrEmpty(body.properties).subnets;
    if (token !== "azure-native:network:VirtualNetwork" || wanted === undefined) return;
    const kept = new Set<string>();
    for (const item of listOrEmpty(wanted).map((subnet) => objectOrEmpty(subnet))) {
        const subnetId = `${id}/subnets/${textOrEmpty(item.name)}`;
        kept.add(keyOf(subnetId));
        const existing = resourceIn(state, subnetId);
        const request = { token: "azure-native:network:Subnet", id: subnetId, body: item, existing, state };
        checkReferences(request);
        checkPrefixes(request);
        const provisioningState: ProvisioningState = existing === undefined ? "Creating" : "Updating";
        const created = existing ?? { createdAt: now, nonce: randomBytes(16).toString("hex") };
        const { createdAt, nonce } = created;
        state.resources[keyOf(subnetId)] = {
            id: subnetId,
            token: "azure-native:network:Subnet",
            body: item,
            provisioningState,
            readyAt,
            createdAt,
            nonce,
            version: nonce,
        };
    }
    for (const subnet of resourcesOf(state, "azure-native:network:Subnet")) {
        if (!isInside(subnet.id, id) || kept.has(keyOf(subnet.id))) continue;
        checkNotUsed(state, subnet);
        delete state.resources[keyOf(subnet.id)];
    }
}

function withoutSubnets(body: JsonObject): JsonObject {
    return { ...body, properties: without(objectOrEmpty(body.properties), ["subnets"]) };
}

/** A storage account has a file service from the start. */
function addImplicitChildren(state: State, resource: StoredResource, now: number): void {
    if (resource.token !== "azure-native:storage:StorageAccount") return;
    const id = `${resource.id}/fileServices/default`;
    if (resourceIn(state, id) !== undefined) return;
    state.resources[keyOf(id)] = implicitFileService(id, now);
}

/** The file service of a storage account as long as nobody has written it. */
export function implicitFileService(id: string, now: number): StoredResource {
    const nonce = ownName(id);
    const body = { properties: { shareDeleteRetentionPolicy: { enabled: true, days: 7 } } };
    return {
        id,
        token: "azure-native:storage:FileServiceProperties",
        body,
        provisioningState: "Succeeded",
        readyAt: now,
        createdAt: now,
        nonce,
        version: nonce,
        implicit: true,
    };
}
