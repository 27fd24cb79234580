import * as pulumi from "@pulumi/pulumi";

import { checkDeployment } from "./checks";
import { clusterForm } from "./cluster/form";
import { ClusterSettings, ExistingCluster } from "./cluster/settings";
import { GatewayDeploymentArgs } from "./deploymentArgs";
import { loadBalancerForm } from "./loadBalancer/form";
import { nameSettings } from "./naming/resourceNames";
import { Problem } from "./problem";
import { monitoringSettings } from "./monitoring/form";
import { ScaleSetSettings } from "./scaleSet";
import { boolean, group, integer, list, map, number, present, readSettings, required, secret, Setting, text } from "./settings";
import { SyncManagerSettings } from "./syncManager/settings";
import { syncManagerForm } from "./syncManager/form";
import { storageForm } from "./sharedStorage/form";
import { timingSettings } from "./timing";
import { refuse } from "./checking/validation";
import { vaultForm, withoutExistingSecrets } from "./vault/form";
import { providerLocation } from "./zones";

const existingSubnet = group({ id: required(text), addressRange: required(text) });

/** The settings of an environment, as `Pulumi.yaml` declares them and `Pulumi.<stack>.yaml` gives them. */
export const environmentSettings: Readonly<Record<string, Setting>> = {
    release: required(text),
    tier: required(text),
    hostName: required(text),
    additionalHostNames: list,
    contentSync: text,
    requestTimeoutSeconds: integer,
    startupSeconds: integer,
    protect: boolean,
    zones: list,
    resourceGroupName: text,
    tags: map,
    scaleSet: group({
        vmSize: text,
        minInstances: integer,
        maxInstances: integer,
        adminUserName: text,
        imageId: text,
        image: group({ publisher: required(text), offer: required(text), sku: required(text), version: required(text) }),
        pack: group({ url: required(text), sha256: required(text) }),
        autoscale: group({
            scaleOutAbovePercent: integer,
            scaleInBelowPercent: integer,
            scaleOutCooldownMinutes: integer,
            scaleInCooldownMinutes: integer,
        }),
        encryptionAtHost: boolean,
        ephemeralOsDisk: text,
        osDiskType: text,
        osDiskSizeGiB: integer,
        spot: group({ maxPrice: number, evictionPolicy: text }),
        patchMode: text,
    }),
    cluster: clusterForm,
    loadBalancer: group(loadBalancerForm),
    syncManager: syncManagerForm,
    network: group({
        addressSpace: text,
        subnetRanges: group({ loadBalancer: text, nodes: text, privateEndpoints: text, entry: text }),
        clientRanges: list,
        managementRanges: list,
        virtualNetworkId: text,
        loadBalancerSubnet: existingSubnet,
        nodeSubnet: existingSubnet,
        privateEndpointSubnet: existingSubnet,
        entrySubnet: existingSubnet,
        fileShareZoneId: text,
        vaultZoneId: text,
        linkZones: boolean,
        natGatewayId: text,
        routeTableId: text,
        firewallAddress: text,
    }),
    sharedStorage: storageForm,
    vault: vaultForm,
    monitoring: monitoringSettings,
    controlPlane: required(
        group({
            serviceUrl: required(text),
            trafficManagers: required(list),
            eventHubs: list,
            messagingTls: boolean,
            userName: text,
            trustedRoots: list,
            signingCertificate: text,
        }),
    ),
    gatewayLabels: list,
    hazelcast: present(group({ domain: text })),
    redis: group({ host: required(text), port: integer, userName: text, tls: boolean }),
    redisPassword: secret,
    extraConfiguration: text,
    timing: group(Object.fromEntries(timingSettings.map((name) => [name, integer]))),
    names: group(Object.fromEntries(nameSettings.map((name) => [name, text]))),
    sshPublicKey: required(text),
    backendTrustedRoots: required(list),
    nodeKeyAlias: text,
    adminUserName: text,
    adminPassword: required(secret),
    controlPlanePassword: secret,
    encryptionKey: secret,
    frontCertificatePfx: secret,
    frontCertificateSecretId: text,
    frontCertificateVaultId: text,
    nodeKeyStore: required(secret),
    nodeKeyStorePassword: required(secret),
    syncHostKey: secret,
    syncWorkerKey: secret,
    clusterKubeconfig: secret,
};

/**
 * The arguments of a deployment from the configuration of the running stack: what differs between environments is configuration, never code.
 * The region is the provider's own setting, `azure-native:location`.
 *
 * @throws RunError that lists every unknown, wrong and missing setting, by its name and the stack's file
 */
export function environmentArgs(): GatewayDeploymentArgs {
    const project = pulumi.getProject();
    const stack = pulumi.getStack();
    const location = providerLocation();
    return argsFrom(ownSettings(project), `Pulumi.${stack}.yaml`, project, location);
}

/** The project's own settings, without the project's name in front. */
function ownSettings(project: string): Record<string, string> {
    const prefix = `${project}:`;
    const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/**
 * The arguments from settings that were read; `file` and `project` are for the error. Forms first, then values: both by the names of the settings.
 * Values are checked before secrets become Pulumi secrets, whose values a component cannot see in time.
 */
export function argsFrom(raw: Readonly<Record<string, string>>, file: string, project: string, location: string | undefined): GatewayDeploymentArgs {
    const { values, problems } = readSettings(formsFor(raw), raw);
    refuse(`The configuration in ${file}`, named(project, [...problems, ...withoutOwner(values)]));
    const args = arrange(values as unknown as Settings, location);
    const wrongValues = checkDeployment(args).map((problem) => ({ ...problem, path: settingOf(problem.path) }));
    refuse(`The configuration in ${file}`, named(project, wrongValues));
    return withSecrets(args);
}

/** What has to be given: a vault may have secrets already, and pods have no administrator who logs in. */
function formsFor(raw: Readonly<Record<string, string>>): Readonly<Record<string, Setting>> {
    const forms = withoutExistingSecrets(environmentSettings, raw.vault);
    return isGiven(raw.cluster) ? { ...forms, sshPublicKey: text } : forms;
}

/** What a secret belongs to, where that is a setting of its own. */
const OWNER_OF_SECRET: Readonly<Record<string, string>> = { redisPassword: "redis", clusterKubeconfig: "cluster" };

/** Secrets of what is not given: nobody would read them. */
function withoutOwner(values: Readonly<Record<string, unknown>>): Problem[] {
    return Object.entries(OWNER_OF_SECRET)
        .filter(([secretName, owner]) => values[secretName] !== undefined && values[owner] === undefined)
        .map(([path, owner]) => ({ path, message: `is given, but ${owner} is not; give both or none` }));
}

/** Empty texts and groups count as not given. */
function isGiven(value: string | undefined): boolean {
    return value !== undefined && value !== "" && value !== "{}";
}

function named(project: string, problems: Problem[]): Problem[] {
    return problems.map((problem) => ({ ...problem, path: problem.path.includes(":") ? problem.path : `${project}:${problem.path}` }));
}

/** Where arguments have another place than the settings that they come from. */
const SETTING_OF_ARGUMENT: Readonly<Record<string, string>> = {
    location: "azure-native:location",
    "scaleSet.sshPublicKey": "sshPublicKey",
    "controlPlane.password": "controlPlanePassword",
    "redis.password": "redisPassword",
    "credentials.adminUserName": "adminUserName",
    "credentials.adminPassword": "adminPassword",
    "credentials.encryptionKey": "encryptionKey",
    "certificates.frontPfx": "frontCertificatePfx",
    "certificates.frontSecretId": "frontCertificateSecretId",
    "certificates.frontSecretVaultId": "frontCertificateVaultId",
    "certificates.nodeKeyStore": "nodeKeyStore",
    "certificates.nodeKeyStorePassword": "nodeKeyStorePassword",
    "certificates.nodeKeyAlias": "nodeKeyAlias",
    "certificates.backendTrustedRoots": "backendTrustedRoots",
    "syncManager.hostPrivateKey": "syncHostKey",
    "syncManager.workerPrivateKey": "syncWorkerKey",
    "cluster.existing.kubeconfig": "clusterKubeconfig",
};

function settingOf(path: string): string {
    const [argument, position = ""] = path.split(/(?=\[)/);
    return `${SETTING_OF_ARGUMENT[argument!] ?? argument}${position}`;
}

function arrange(settings: Settings, location: string | undefined): GatewayDeploymentArgs {
    const { sshPublicKey, backendTrustedRoots, nodeKeyAlias, adminUserName, adminPassword, encryptionKey, controlPlanePassword, redisPassword, ...rest } =
        settings;
    const {
        frontCertificatePfx,
        frontCertificateSecretId,
        frontCertificateVaultId,
        nodeKeyStore,
        nodeKeyStorePassword,
        scaleSet,
        controlPlane,
        redis,
        syncManager,
        syncHostKey,
        syncWorkerKey,
        cluster,
        clusterKubeconfig,
        ...same
    } = rest;
    return {
        ...same,
        location,
        scaleSet: arrangeScaleSet(scaleSet, sshPublicKey, cluster),
        cluster: arrangeCluster(cluster, clusterKubeconfig),
        syncManager: arrangeManager(syncManager, syncHostKey, syncWorkerKey),
        controlPlane: { ...controlPlane, password: controlPlanePassword },
        redis: redis && { ...redis, password: redisPassword },
        credentials: { adminUserName, adminPassword, encryptionKey },
        certificates: {
            frontPfx: frontCertificatePfx,
            frontSecretId: frontCertificateSecretId,
            frontSecretVaultId: frontCertificateVaultId,
            nodeKeyStore,
            nodeKeyStorePassword,
            nodeKeyAlias,
            backendTrustedRoots,
        },
    };
}

/** Settings of machines beside a cluster are not dropped: that both are given is said then. */
function arrangeScaleSet(settings: Partial<ScaleSetSettings> | undefined, sshPublicKey?: string, cluster?: ClusterSettings): ScaleSetSettings | undefined {
    return cluster !== undefined && settings === undefined ? undefined : ({ ...settings, sshPublicKey } as ScaleSetSettings);
}

/** A kubeconfig is for an existing cluster alone; with the id missing, that is said then. */
function arrangeCluster(settings: ClusterSettings | undefined, kubeconfig: string | undefined): ClusterSettings | undefined {
    if (settings === undefined || kubeconfig === undefined) return settings;
    return { ...settings, existing: { ...settings.existing, kubeconfig } as ExistingCluster };
}

/** Keys without the other settings of a manager are not dropped: what is missing is said then. */
function arrangeManager(settings: SyncManagerSettings | undefined, hostPrivateKey?: string, workerPrivateKey?: string): SyncManagerSettings | undefined {
    const isGiven = settings !== undefined || hostPrivateKey !== undefined || workerPrivateKey !== undefined;
    return isGiven ? ({ ...settings, hostPrivateKey, workerPrivateKey } as SyncManagerSettings) : undefined;
}

function withSecrets(args: GatewayDeploymentArgs): GatewayDeploymentArgs {
    const { certificates, cluster, credentials, controlPlane, redis, monitoring, syncManager } = args;
    return {
        ...args,
        cluster: cluster && withSecretKubeconfig(cluster),
        syncManager: syncManager && {
            ...syncManager,
            hostPrivateKey: encrypted(syncManager.hostPrivateKey),
            workerPrivateKey: encrypted(syncManager.workerPrivateKey),
        },
        monitoring: monitoring && { ...monitoring, webhooks: monitoring.webhooks?.map((address) => pulumi.secret(address)) },
        controlPlane: { ...controlPlane, password: encrypted(controlPlane.password) },
        redis: redis && { ...redis, password: encrypted(redis.password) },
        credentials: { ...credentials, adminPassword: encrypted(credentials.adminPassword), encryptionKey: encrypted(credentials.encryptionKey) },
        certificates: {
            ...certificates,
            frontPfx: encrypted(certificates.frontPfx),
            nodeKeyStore: encrypted(certificates.nodeKeyStore),
            nodeKeyStorePassword: encrypted(certificates.nodeKeyStorePassword),
        },
    };
}

function withSecretKubeconfig(cluster: ClusterSettings): ClusterSettings {
    const { existing } = cluster;
    return existing?.kubeconfig === undefined ? cluster : { ...cluster, existing: { ...existing, kubeconfig: encrypted(existing.kubeconfig) } };
}

/** What the settings are once their forms were checked. */
interface Settings extends Omit<GatewayDeploymentArgs, "location" | "certificates" | "credentials"> {
    sshPublicKey?: string;
    backendTrustedRoots: string[];
    nodeKeyAlias?: string;
    adminUserName?: string;
    adminPassword?: string;
    controlPlanePassword?: string;
    redisPassword?: string;
    encryptionKey?: string;
    frontCertificatePfx?: string;
    frontCertificateSecretId?: string;
    frontCertificateVaultId?: string;
    nodeKeyStore?: string;
    nodeKeyStorePassword?: string;
    syncHostKey?: string;
    syncWorkerKey?: string;
    clusterKubeconfig?: string;
}

function encrypted(value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
    return value === undefined ? undefined : pulumi.secret(value);
}
