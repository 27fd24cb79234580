import { ClusterSettings, GatewayDeploymentArgs, Tier } from "../../../components";
import { newRootCertificate, sshKeyPair, testAuthority } from "../../support/fixtures";
import { clusterChanges } from "./clusterChanges";
import { clusterArgs, rsyncArgs, validArgs } from "./deployments";

type Changes = Partial<GatewayDeploymentArgs>;

/** A change of one argument of a deployment: to what, and from what where that is not what `changeBase` has. */
export interface ArgumentChange {
    to: Changes;
    from?: Changes;
}

/** A Production environment as most begin: nothing but defaults. */
export function changeBase(changes: Changes = {}): GatewayDeploymentArgs {
    return validArgs({ tier: Tier.Production, ...changes });
}

const { scaleSet, controlPlane, certificates, credentials } = validArgs();

/** A Production environment on a new cluster. */
function onCluster(settings: Partial<ClusterSettings>): Changes {
    const { cluster } = clusterArgs({}, settings);
    return { scaleSet: undefined, cluster };
}

/** A change of one setting of such a cluster. */
function clusterChange(change: (typeof clusterChanges)[string]): ArgumentChange {
    const { from, to } = "to" in change ? change : { from: {}, to: change };
    return { from: onCluster(from), to: onCluster(to) };
}

const management = { managementListener: { hostName: "manage.example.com" } };
const identity = {
    id: "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i",
    principalId: "00000000-0000-0000-0000-000000000002",
    clientId: "00000000-0000-0000-0000-000000000003",
};

/** One change of every argument of a deployment, groups by their parts. */
export const argumentChanges: Readonly<Record<string, ArgumentChange>> = {
    release: { to: { release: "3.1.0" } },
    "release (to one without a shared file system)": { to: { release: "4.6.0" } },
    "tier (Production to Development)": { to: { tier: Tier.Development } },
    hostName: { to: { hostName: "other.example.com" } },
    additionalHostNames: { to: { additionalHostNames: ["gw2.example.com"] } },
    "scaleSet.vmSize": { to: { scaleSet: { ...scaleSet, vmSize: "Standard_D8s_v5" } } },
    "scaleSet.minInstances": { to: { scaleSet: { ...scaleSet, minInstances: 3 } } },
    "scaleSet.maxInstances": { to: { scaleSet: { ...scaleSet, maxInstances: 12 } } },
    "scaleSet.image, scaleSet.imageId": {
        to: { scaleSet: { ...scaleSet, imageId: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/images/i" } },
    },
    "scaleSet.pack": { to: { scaleSet: { ...scaleSet, pack: { url: "https://example.com/pack.zip", sha256: "0".repeat(64) } } } },
    "scaleSet.adminUserName": { to: { scaleSet: { ...scaleSet, adminUserName: "somebody" } } },
    "scaleSet.sshPublicKey": { to: { scaleSet: { ...scaleSet, sshPublicKey: `${String(scaleSet.sshPublicKey).split(" ").slice(0, 2).join(" ")} other` } } },
    "cluster (in place of scaleSet)": { to: onCluster({}) },
    ...Object.fromEntries(Object.entries(clusterChanges).map(([name, change]) => [`cluster.${name}`, clusterChange(change)])),
    "cluster with another sharedStorage.quotaGiB": { from: onCluster({}), to: { ...onCluster({}), sharedStorage: { quotaGiB: 512 } } },
    "cluster with another sharedStorage.encryptionInTransit": { from: onCluster({}), to: { ...onCluster({}), sharedStorage: { encryptionInTransit: false } } },
    "cluster with another requestTimeoutSeconds": { from: onCluster({}), to: { ...onCluster({}), requestTimeoutSeconds: 60 } },
    "cluster with another additionalHostNames": { from: onCluster({}), to: { ...onCluster({}), additionalHostNames: ["gw2.example.com"] } },
    controlPlane: { to: { controlPlane: { ...controlPlane, trafficManagers: ["tm1.dev.example.com", "tm2.dev.example.com"] } } },
    "controlPlane.password": {
        from: { controlPlane: { ...controlPlane, password: "control-plane-secret" } },
        to: { controlPlane: { ...controlPlane, password: "another-plane-secret" } },
    },
    "controlPlane.signingCertificate": { to: { controlPlane: { ...controlPlane, signingCertificate: newRootCertificate() } } },
    "controlPlane.trustedRoots": { to: { controlPlane: { ...controlPlane, trustedRoots: [newRootCertificate()] } } },
    "certificates.frontPfx": { to: { certificates: { ...certificates, frontPfx: testAuthority().keyStore() } } },
    "certificates.nodeKeyStore": {
        to: { certificates: { ...certificates, nodeKeyStore: testAuthority().keyStore({ password: String(certificates.nodeKeyStorePassword) }) } },
    },
    "certificates.backendTrustedRoots": {
        to: { certificates: { ...certificates, backendTrustedRoots: [...certificates.backendTrustedRoots, newRootCertificate()] } },
    },
    "credentials.adminPassword": { to: { credentials: { ...credentials, adminPassword: "another-administrator-secret" } } },
    "loadBalancer.minInstances, loadBalancer.maxInstances": { to: { loadBalancer: { maxInstances: 15 } } },
    "loadBalancer.firewall.mode": { to: { loadBalancer: { firewall: { mode: "Detection" } } } },
    "loadBalancer.sku": { to: { loadBalancer: { sku: "Standard_v2" } } },
    "loadBalancer.httpRedirect": { to: { loadBalancer: { httpRedirect: true } } },
    "loadBalancer.webSocket": { from: { release: "4.6.0" }, to: { release: "4.6.0", loadBalancer: { webSocket: true } } },
    "loadBalancer.privateOnly": { to: { loadBalancer: { privateOnly: true } } },
    "loadBalancer.domainNameLabel": { to: { loadBalancer: { domainNameLabel: "gateway-test" } } },
    "network.addressSpace": { to: { network: { addressSpace: "10.30.0.0/16" } } },
    "network.clientRanges": { to: { network: { clientRanges: ["198.51.100.0/24"] } } },
    "network.firewallAddress": { to: { network: { firewallAddress: "10.20.200.4" } } },
    "network.managementRanges": {
        from: { loadBalancer: management, network: { managementRanges: ["10.0.0.0/8"] } },
        to: { loadBalancer: management, network: { managementRanges: ["10.0.0.0/8", "192.168.0.0/16"] } },
    },
    "sharedStorage.protocol": { to: { sharedStorage: { protocol: "SMB" } } },
    "sharedStorage.quotaGiB": { to: { sharedStorage: { quotaGiB: 200 } } },
    "sharedStorage.redundancy": { to: { sharedStorage: { redundancy: "Premium_LRS" } } },
    "sharedStorage.folder": { to: { sharedStorage: { folder: "other" } } },
    "sharedStorage.shareTenants": { to: { sharedStorage: { shareTenants: true } } },
    "sharedStorage.shareUserStores (from 4.0)": { from: { release: "4.6.0" }, to: { release: "4.6.0", sharedStorage: { shareUserStores: true } } },
    "sharedStorage.encryptionInTransit": { to: { sharedStorage: { encryptionInTransit: false } } },
    "contentSync (3.2.0: to the artifact synchronizer)": { to: { contentSync: "ArtifactSynchronizer" } },
    gatewayLabels: { from: { release: "4.6.0" }, to: { release: "4.6.0", gatewayLabels: ["Production"] } },
    hazelcast: { to: { hazelcast: {} } },
    "hazelcast.domain": { from: { hazelcast: {} }, to: { hazelcast: { domain: "other" } } },
    redis: { from: { release: "4.6.0" }, to: { release: "4.6.0", redis: { host: "redis.example.com" } } },
    "redis.password": {
        from: { release: "4.6.0", redis: { host: "redis.example.com", password: "a-secret" } },
        to: { release: "4.6.0", redis: { host: "redis.example.com", password: "another-secret" } },
    },
    extraConfiguration: { to: { extraConfiguration: "[apim.cors]\nenable = true\n" } },
    "controlPlane.messagingTls": { from: { release: "4.6.0" }, to: { release: "4.6.0", controlPlane: { ...controlPlane, messagingTls: true } } },
    "contentSync (to rsync)": { to: rsyncArgs() },
    "scaleSet.pack (with rsync)": {
        from: rsyncArgs(),
        to: rsyncArgs({ scaleSet: { ...scaleSet, pack: { url: "https://example.com/pack.zip", sha256: "0".repeat(64) } } }),
    },
    "syncManager.vmSize": { from: rsyncArgs(), to: rsyncArgs({}, { vmSize: "Standard_D2s_v5" }) },
    "syncManager.zone": { from: rsyncArgs(), to: rsyncArgs({}, { zone: "2" }) },
    "syncManager.zone (with copies of the disk in one zone)": {
        from: rsyncArgs({}, { dataDiskRedundancy: "Premium_LRS" }),
        to: rsyncArgs({}, { dataDiskRedundancy: "Premium_LRS", zone: "2" }),
    },
    "syncManager.dataDiskSizeGiB": { from: rsyncArgs(), to: rsyncArgs({}, { dataDiskSizeGiB: 64 }) },
    "syncManager.dataDiskRedundancy": { from: rsyncArgs(), to: rsyncArgs({}, { dataDiskRedundancy: "Premium_LRS" }) },
    "syncManager.privateIpAddress": { from: rsyncArgs(), to: rsyncArgs({}, { privateIpAddress: "10.20.1.100" }) },
    "syncManager.hostPublicKey, syncManager.hostPrivateKey": {
        from: rsyncArgs(),
        to: rsyncArgs({}, { hostPublicKey: sshKeyPair("other").publicKey, hostPrivateKey: sshKeyPair("other").privateKey }),
    },
    requestTimeoutSeconds: { to: { requestTimeoutSeconds: 60 } },
    startupSeconds: { to: { startupSeconds: 1_500 } },
    "timing.drainSeconds": { to: { timing: { drainSeconds: 400 } } },
    location: { to: { location: "northeurope" } },
    "zones (one more)": { from: { zones: ["1", "2"] }, to: { zones: ["1", "2", "3"] } },
    "zones (one less)": { to: { zones: ["1", "2"] } },
    resourceGroupName: { to: { resourceGroupName: "rg-existing" } },
    protect: { to: { protect: false } },
    baseName: { to: { baseName: "other" } },
    "names.virtualNetwork": { to: { names: { virtualNetwork: "my-network" } } },
    "vault.secretExpiry.adminPassword": { to: { vault: { secretExpiry: { adminPassword: "2030-01-01T00:00:00Z" } } } },
    "vault.assignRoles": {
        from: { vault: { loadBalancerIdentity: identity } },
        to: { vault: { loadBalancerIdentity: identity, assignRoles: false } },
    },
    "monitoring.enabled": { to: { monitoring: { enabled: false } } },
    "monitoring.retentionDays": { to: { monitoring: { retentionDays: 180 } } },
    "monitoring.alerts.backendLatency.threshold": { to: { monitoring: { alerts: { backendLatency: { threshold: 1000 } } } } },
    tags: { to: { tags: { owner: "team" } } },
};
