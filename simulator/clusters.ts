import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { resourceId } from "../components/azure/resourceTypes";
import { ArmError } from "./armError";
import { guid, principalId } from "./directoryObjects";
import { JsonObject, listOrEmpty, objectOrEmpty, sameJson, textOrEmpty, without } from "./json";
import { resourceIn, resourcesOf, WriteRequest } from "./request";
import { ancestorIds, ownName, resourceGroupOf } from "./resourceIds";
import { hasRole } from "./roles";
import { isInside, keyOf, State, StoredResource } from "./state";

export const CLUSTER = "azure-native:containerservice:ManagedCluster";
export const POOL = "azure-native:containerservice:AgentPool";
const GROUP = "azure-native:resources:ResourceGroup";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";

/** Built-in roles by which an identity may join a subnet: Network Contributor, Contributor, Owner. */
const JOINERS = ["4d97b98b-1d4f-4787-a291-c67834d212e7", "b24988ac-6180-42a0-ab88-20f7382dd24c", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"];
/** Private DNS Zone Contributor, Contributor, Owner. */
const ZONE_WRITERS = ["b12aa53e-6015-4669-85d0-8515ebb3ae7f", ...JOINERS.slice(1)];

/** Newest patch of each version. */
const PATCH = "4";

/** A full version for a wanted one: Azure takes the newest patch of a minor version. */
export function fullVersion(wanted: string): string {
    return /^\d+\.\d+$/.test(wanted) ? `${wanted}.${PATCH}` : wanted;
}

/** Refuses a cluster whose identity may not join the subnet of its nodes, or not write the zone of its API server. Source: reference, section 3.3. */
export function checkClusterAccess({ token, body, state, existing }: WriteRequest): void {
    if (token !== CLUSTER || existing !== undefined) return;
    const ids = Object.keys(objectOrEmpty(objectOrEmpty(body.identity).userAssignedIdentities));
    const identities = ids.map((id) => resourceIn(state, id)).filter((identity): identity is StoredResource => identity !== undefined);
    const may = (roles: readonly string[], scope: string): boolean => identities.some((identity) => hasRole(state, principalId(identity), roles, scope));
    const properties = objectOrEmpty(body.properties);
    for (const pool of listOrEmpty(properties.agentPoolProfiles).map((profile) => objectOrEmpty(profile))) {
        const subnet = textOrEmpty(pool.vnetSubnetID);
        if (subnet !== "" && resourceIn(state, subnet) !== undefined && !may(JOINERS, subnet))
            throw new ArmError(
                403,
                "LinkedAuthorizationFailed",
                `The client has permission to perform action 'Microsoft.ContainerService/managedClusters/write', but the cluster's identity does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope '${subnet}'.`,
            );
    }
    const zone = textOrEmpty(objectOrEmpty(properties.apiServerAccessProfile).privateDNSZone);
    if (zone.startsWith("/") && resourceIn(state, zone) !== undefined && !may(ZONE_WRITERS, zone))
        throw new ArmError(
            400,
            "CustomPrivateDNSZoneMissingPermissionError",
            `Service principal or user-assigned identity must be given permission to read and write to custom private dns zone ${zone}.`,
        );
}

/** What of a pool can be told apart from what its autoscaler and its upgrades change. */
const POOL_KEYS = [
    "vmSize",
    "mode",
    "minCount",
    "maxCount",
    "maxPods",
    "osDiskSizeGB",
    "availabilityZones",
    "vnetSubnetID",
    "nodeTaints",
    "enableEncryptionAtHost",
];

/** Refuses changes of pools in the body of their cluster: they are made to the pools themselves. Source: azure-native's notes on the type. */
export function checkPoolProfiles({ token, id, body, state, existing }: WriteRequest): void {
    if (token !== CLUSTER || existing === undefined) return;
    for (const profile of listOrEmpty(objectOrEmpty(body.properties).agentPoolProfiles).map((one) => objectOrEmpty(one))) {
        const name = textOrEmpty(profile.name);
        const pool = objectOrEmpty(resourceIn(state, `${id}/agentPools/${name}`)?.body.properties);
        const changed = POOL_KEYS.find((key) => !sameJson(profile[key], pool[key]));
        if (changed === undefined) continue;
        throw new ArmError(
            400,
            "PropertyChangeNotAllowed",
            `Changing property 'agentPoolProfiles.${changed}' of pool '${name}' through its cluster is not allowed.`,
        );
    }
}

/** What Azure makes together with a cluster: a resource group for its machines, the identity of its nodes, and each pool as a resource. */
export function addClusterParts(state: State, cluster: StoredResource, now: number): void {
    if (cluster.token !== CLUSTER) return;
    const properties = objectOrEmpty(cluster.body.properties);
    const group = nodeGroupOf(cluster);
    const add = (token: string, id: string, body: JsonObject, implicit: boolean): void => {
        if (resourceIn(state, id) !== undefined) return;
        const nonce = randomBytes(16).toString("hex");
        const { provisioningState, readyAt } = cluster;
        state.resources[keyOf(id)] = { id, token, body, provisioningState, readyAt, createdAt: now, nonce, version: nonce, ...(implicit ? { implicit } : {}) };
    };
    add(GROUP, group, { location: cluster.body.location ?? "" }, true);
    add(IDENTITY, kubeletIdentityId(cluster), { location: cluster.body.location ?? "" }, true);
    for (const profile of listOrEmpty(properties.agentPoolProfiles).map((profile) => objectOrEmpty(profile)))
        add(POOL, `${cluster.id}/agentPools/${textOrEmpty(profile.name)}`, { properties: without(profile, ["name"]) }, false);
}

/** Resource groups in which Azure keeps the machines of clusters: they go with them. */
export function nodeGroupsOf(resources: readonly StoredResource[]): string[] {
    return resources.filter(({ token }) => token === CLUSTER).map(nodeGroupOf);
}

function nodeGroupOf(cluster: StoredResource): string {
    const { nodeResourceGroup } = objectOrEmpty(cluster.body.properties);
    const name = textOrEmpty(nodeResourceGroup) || `MC_${resourceGroupOf(cluster.id)}_${ownName(cluster.id)}_${textOrEmpty(cluster.body.location)}`;
    return `${cluster.id.split("/").slice(0, 4).join("/")}/${name}`;
}

function kubeletIdentityId(cluster: StoredResource): string {
    return `${nodeGroupOf(cluster)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${ownName(cluster.id)}-agentpool`;
}

/** Refuses to delete the last pool for Kubernetes itself. */
export function checkPoolDeletion(state: State, pool: StoredResource): void {
    const isSystem = (other: StoredResource): boolean => objectOrEmpty(other.body.properties).mode === "System";
    if (pool.token !== POOL || !isSystem(pool)) return;
    const others = resourcesOf(state, POOL).filter((other) => keyOf(other.id) !== keyOf(pool.id) && isInside(other.id, ancestorIds(pool.id)[0] ?? ""));
    if (others.some(isSystem)) return;
    throw new ArmError(400, "OperationNotAllowed", "There has to be at least one system agent pool.");
}

/** What Azure answers of a cluster beyond what was written. */
export function clusterAdditions(cluster: StoredResource, properties: JsonObject): { defaults: JsonObject; decided: JsonObject } {
    const { nonce, body } = cluster;
    const location = textOrEmpty(body.location);
    const prefix = `${textOrEmpty(properties.dnsPrefix)}-${nonce.slice(0, 8)}`;
    const isPrivate = objectOrEmpty(properties.apiServerAccessProfile).enablePrivateCluster === true;
    const hasIssuer = objectOrEmpty(properties.oidcIssuerProfile).enabled === true;
    const kubelet = { resourceId: kubeletIdentityId(cluster), clientId: guid(nonce, "kubelet client"), objectId: guid(nonce, "kubelet") };
    return {
        defaults: { powerState: { code: "Running" }, nodeResourceGroup: ownName(nodeGroupOf(cluster)) },
        decided: {
            // The version that auto-upgrade has made of it, or the newest patch.
            currentKubernetesVersion: properties.currentKubernetesVersion ?? fullVersion(textOrEmpty(properties.kubernetesVersion)),
            ...(isPrivate
                ? { privateFQDN: `${prefix}.${guid(nonce, "api server")}.privatelink.${location}.azmk8s.io` }
                : { fqdn: `${prefix}.hcp.${location}.azmk8s.io` }),
            azurePortalFQDN: `${prefix}.portal.hcp.${location}.azmk8s.io`,
            ...(hasIssuer
                ? { oidcIssuerProfile: { enabled: true, issuerURL: `https://${location}.oic.prod-aks.azure.com/${guid("tenant")}/${guid(nonce, "issuer")}/` } }
                : {}),
            identityProfile: { kubeletidentity: kubelet },
            maxAgentPools: 100,
            resourceUID: nonce.slice(0, 24),
        },
    };
}

/** What Azure answers of a pool beyond what was written. */
export function poolAdditions(_pool: StoredResource, { orchestratorVersion }: JsonObject): { defaults: JsonObject; decided: JsonObject } {
    const version = textOrEmpty(orchestratorVersion);
    return {
        defaults: { powerState: { code: "Running" }, scaleDownMode: "Delete", kubeletDiskType: "OS", enableFIPS: false },
        decided: { ...(version === "" ? {} : { currentOrchestratorVersion: fullVersion(version) }) },
    };
}

/** The pools of a cluster, in the order of their names: Azure lists every one in the cluster's own body. */
export function poolsOf(state: State, cluster: StoredResource): StoredResource[] {
    return resourcesOf(state, POOL)
        .filter((pool) => isInside(pool.id, cluster.id))
        .sort((left, right) => ownName(left.id).localeCompare(ownName(right.id)));
}

/**
 * The kubeconfig that Azure gives a user of a cluster: with kubelogin, which signs in as a person.
 * Its API server is that of the kubeconfig in the file `WSO2_SIMULATED_CLUSTER`, if there is one, and otherwise one that nobody answers for.
 */
export function userCredentials(state: State, subscriptionId: string, args: JsonObject, environment: NodeJS.ProcessEnv = process.env): JsonObject {
    const id = resourceId(CLUSTER, subscriptionId, args) ?? "";
    const cluster = resourceIn(state, id);
    if (cluster === undefined) throw new ArmError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
    const name = ownName(id);
    const { fqdn, privateFQDN } = clusterAdditions(cluster, objectOrEmpty(cluster.body.properties)).decided;
    const server = serverOf(environment.WSO2_SIMULATED_CLUSTER) ?? { server: `https://${textOrEmpty(fqdn ?? privateFQDN)}:443` };
    const kubeconfig = {
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster: server }],
        contexts: [{ name, context: { cluster: name, user: "clusterUser" } }],
        "current-context": name,
        users: [{ name: "clusterUser", user: { exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "kubelogin", args: ["get-token"] } } }],
    };
    return { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(JSON.stringify(kubeconfig)).toString("base64") }] };
}

/** Server and certificate authority of a kubeconfig's only cluster. */
function serverOf(file: string | undefined): JsonObject | undefined {
    if (file === undefined || file === "") return undefined;
    const config = parse(readFileSync(file, "utf8")) as { clusters?: { cluster?: JsonObject }[] };
    const { server, "certificate-authority-data": authority } = config.clusters?.[0]?.cluster ?? {};
    if (typeof server !== "string") throw new Error(`the kubeconfig ${file}, which WSO2_SIMULATED_CLUSTER names, has no server`);
    return { server, ...(typeof authority === "string" ? { "certificate-authority-data": authority } : {}) };
}
