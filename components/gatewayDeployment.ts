import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "./baseName";
import { checkDeployment } from "./checks";
import { child, ChildTransform } from "./children";
import { describeEnvironment, describeRecords, DnsRecord } from "./deployment/descriptions";
import { GatewayDeploymentArgs } from "./deploymentArgs";
import { withLaterChecks } from "./checking/laterChecks";
import { defaultDomain } from "./hazelcast/plan";
import { GatewayLoadBalancer, GatewayLoadBalancerTransforms } from "./loadBalancer";
import { loadBalancerRange, withPrivateAddress } from "./loadBalancer/address";
import { GatewayMonitoring, GatewayMonitoringTransforms } from "./monitoring";
import { resourceName } from "./naming";
import { GatewayNetwork } from "./network";
import { GatewayNetworkTransforms } from "./network/context";
import { networkDemand } from "./network/demand";
import { sharedPaths } from "./sharedStorage/sharedPaths";
import { nodeConfiguration, NodeDocument } from "./scaleSet/nodeConfiguration";
import { SyncRole } from "./node/sync";
import { releaseProfile } from "./product/release";
import { ScaleSetGateway, ScaleSetGatewayTransforms } from "./scaleSet";
import { SharedStorage, SharedStorageTransforms } from "./sharedStorage";
import { quotaOf } from "./sharedStorage/bodies";
import { SyncManager, SyncManagerTransforms } from "./syncManager";
import { machineSettings, managerAddresses } from "./syncManager/place";
import { defaultZones, tierDefaults } from "./tier";
import { refuse } from "./checking/validation";
import { GatewayVault, GatewayVaultTransforms } from "./vault";
import { FRONT_CERTIFICATE, vaultOptions, vaultSecrets, withoutSecrets } from "./vault/secrets";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayDeploymentTransforms {
    resourceGroup?: ChildTransform<resources.ResourceGroupArgs>;
    network?: GatewayNetworkTransforms;
    sharedStorage?: SharedStorageTransforms;
    vault?: GatewayVaultTransforms;
    loadBalancer?: GatewayLoadBalancerTransforms;
    scaleSet?: ScaleSetGatewayTransforms;
    syncManager?: SyncManagerTransforms;
    monitoring?: GatewayMonitoringTransforms;
}

interface Children {
    resourceGroup?: resources.ResourceGroup;
    network: GatewayNetwork;
    sharedStorage?: SharedStorage;
    vault: GatewayVault;
    loadBalancer: GatewayLoadBalancer;
    scaleSet: ScaleSetGateway;
    syncManager?: SyncManager;
    monitoring?: GatewayMonitoring;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayDeployment, Children>();

/**
 * One environment of a highly available WSO2 API Manager gateway: network, shared file system, secrets, gateway nodes and the load balancer in front of them.
 *
 * Costs: mostly the Application Gateway and the machines; then the share, the NAT gateway and the private endpoints.
 * Fails: at once, with one error that lists every wrong argument; later with Azure's own errors of the parts (see each of them).
 */
export class GatewayDeployment extends pulumi.ComponentResource {
    /** Address of the APIs. */
    public readonly url: pulumi.Output<string>;
    /** Public address that the host names must resolve to; empty with a private address only. */
    public readonly publicIpAddress: pulumi.Output<string>;
    /** Private address of the load balancer: of everything, or of the listener for management; empty without either. */
    public readonly privateIpAddress: pulumi.Output<string>;
    /** Resource group of everything. */
    public readonly resourceGroupName: pulumi.Output<string>;
    /** Id of the virtual network. */
    public readonly virtualNetworkId: pulumi.Output<string>;
    /** Id of the Application Gateway. */
    public readonly applicationGatewayId: pulumi.Output<string>;
    /** Id of the scale set. */
    public readonly scaleSetId: pulumi.Output<string>;
    /** Fingerprint of what the nodes are told. Each node reports its own in its journal; another one was left behind by an upgrade. */
    public readonly configurationHash: pulumi.Output<string>;
    /** Address of the vault. */
    public readonly vaultUri: pulumi.Output<string>;
    /** What nodes mount; empty when the release shares no file system. */
    public readonly mountSource: pulumi.Output<string>;
    /** Fixed private address of the one manager, which the Publisher deploys APIs to in rsync mode; empty in other modes. */
    public readonly syncManagerAddress: pulumi.Output<string>;
    /** Id of the Log Analytics workspace; empty without monitoring. */
    public readonly workspaceId: pulumi.Output<string>;
    /** The gateway environment, to be pasted into the Publisher's configuration. */
    public readonly gatewayEnvironment: pulumi.Output<string>;
    /** DNS records to create. */
    public readonly dnsRecords: pulumi.Output<DnsRecord[]>;

    constructor(name: string, args: GatewayDeploymentArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayDeploymentTransforms = {}) {
        const subject = `The gateway deployment "${name}"`;
        refuse(subject, checkDeployment(args));
        super("wso2-gateway-azure:index:GatewayDeployment", name, withoutSecrets(args), opts);
        args = withLaterChecks(subject, args);

        const { tier, location, tags, names = {}, protect } = args;
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const profile = releaseProfile(args.release);
        const contentSync = args.contentSync ?? profile.defaultContentSync;
        const zones = args.zones ?? defaultZones(tier, location);
        const hostNames = [args.hostName, ...(args.additionalHostNames ?? [])];
        const loadBalancerSettings = withPrivateAddress(args.loadBalancer ?? {}, loadBalancerRange(args)!);
        const manager = managerAddresses(args);
        const startupSeconds = args.startupSeconds ?? profile.slowestStartSeconds;

        const resourceGroup = createResourceGroup();
        const resourceGroupName = resourceGroup?.name ?? pulumi.output(args.resourceGroupName!);
        const placement = { resourceGroupName, location, baseName, names, tags };
        const network = createNetwork();
        const sharedStorage = createSharedStorage();
        const vault = createVault();
        const loadBalancer = createLoadBalancer();
        const { cloudInit, configurationHash } = configurationOf(SyncRole.Worker);
        const isMonitored = args.monitoring?.enabled ?? true;
        const scaleSet = createScaleSet();
        const syncManager = createSyncManager();
        const monitoring = createMonitoring();

        childrenOf.set(this, { resourceGroup, network, sharedStorage, vault, loadBalancer, scaleSet, syncManager, monitoring });
        this.url = pulumi.interpolate`https://${args.hostName}`;
        this.publicIpAddress = loadBalancer.publicIpAddress;
        this.privateIpAddress = loadBalancer.privateIpAddress;
        this.resourceGroupName = resourceGroupName;
        this.virtualNetworkId = network.virtualNetworkId;
        this.applicationGatewayId = loadBalancer.applicationGatewayId;
        this.scaleSetId = scaleSet.scaleSetId;
        this.configurationHash = configurationHash;
        this.vaultUri = vault.vaultUri;
        this.mountSource = sharedStorage?.mountSource ?? pulumi.output("");
        this.syncManagerAddress = syncManager?.privateIpAddress ?? pulumi.output("");
        this.workspaceId = monitoring?.workspaceId ?? pulumi.output("");
        const environment = { profile, contentSync, names: args.gatewayLabels ?? ["Default"], hostName: args.hostName };
        this.gatewayEnvironment = describeEnvironment({ ...environment, loadBalancer: loadBalancerSettings, ...manager });
        const { publicIpAddress, privateIpAddress } = loadBalancer;
        this.dnsRecords = describeRecords({ hostNames, loadBalancer: loadBalancerSettings, publicIpAddress, privateIpAddress });
        this.registerOutputs({
            url: this.url,
            publicIpAddress: this.publicIpAddress,
            privateIpAddress: this.privateIpAddress,
            resourceGroupName: this.resourceGroupName,
            virtualNetworkId: this.virtualNetworkId,
            applicationGatewayId: this.applicationGatewayId,
            scaleSetId: this.scaleSetId,
            configurationHash: this.configurationHash,
            vaultUri: this.vaultUri,
            mountSource: this.mountSource,
            syncManagerAddress: this.syncManagerAddress,
            workspaceId: this.workspaceId,
            gatewayEnvironment: this.gatewayEnvironment,
            dnsRecords: this.dnsRecords,
        });

        function createResourceGroup(): resources.ResourceGroup | undefined {
            if (args.resourceGroupName !== undefined) return undefined;
            const groupArgs = { resourceGroupName: names.resourceGroup ?? resourceName("resourceGroup", baseName), location, tags };
            return new resources.ResourceGroup(...child(transforms.resourceGroup, name, groupArgs, inParent));
        }

        function createNetwork(): GatewayNetwork {
            const networkArgs = { ...placement, ...args.network, ...networkDemand(args) };
            return new GatewayNetwork(`${name}-network`, networkArgs, inParent, transforms.network);
        }

        function createSharedStorage(): SharedStorage | undefined {
            if (sharedPaths(profile, contentSync, args.sharedStorage).length === 0) return undefined;
            const { privateEndpointSubnetId, fileShareZoneId } = network;
            // What lies in the share is the nodes' business.
            const storage = { ...args.sharedStorage, folder: undefined, shareTenants: undefined, shareUserStores: undefined };
            const storageArgs = { ...placement, tier, protect, ...storage, privateEndpointSubnetId, fileShareZoneId };
            return new SharedStorage(`${name}-storage`, storageArgs, inParent, transforms.sharedStorage);
        }

        function createVault(): GatewayVault {
            const { privateEndpointSubnetId, vaultZoneId } = network;
            const secrets = vaultSecrets(args, sharedStorage?.accountKey);
            return new GatewayVault(
                `${name}-vault`,
                { ...placement, tier, protect, ...vaultOptions(args), secrets, privateEndpointSubnetId, vaultZoneId },
                inParent,
                transforms.vault,
            );
        }

        function createLoadBalancer(): GatewayLoadBalancer {
            const loadBalancerArgs = {
                ...placement,
                tier,
                protect,
                ...loadBalancerSettings,
                zones,
                hostNames,
                subnetId: network.loadBalancerSubnetId,
                certificateSecretId: vault.secretId(FRONT_CERTIFICATE),
                identityId: vault.loadBalancerIdentityId,
                trustedRoots: args.certificates.backendTrustedRoots,
                managerAddress: loadBalancerSettings.managementListener && manager?.managerAddress,
                requestTimeoutSeconds: args.requestTimeoutSeconds,
                timing: args.timing,
            };
            return new GatewayLoadBalancer(`${name}-load-balancer`, loadBalancerArgs, inParent, transforms.loadBalancer);
        }

        /** What a machine is told: a node, or in rsync mode a worker or the manager. */
        function configurationOf(role: SyncRole): pulumi.Output<NodeDocument> {
            const sync = manager && { role, ...manager };
            const clusterDomain = defaultDomain(pulumi.getProject(), pulumi.getStack(), baseName);
            return nodeConfiguration({ deployment: args, profile, contentSync, baseName, clusterDomain, startupSeconds, vault, sharedStorage, sync });
        }

        /** Not a part of the backend pool of the APIs: workers serve them, the manager takes the Publisher's calls. */
        function createSyncManager(): SyncManager | undefined {
            if (manager === undefined) return undefined;
            const managerArgs = {
                ...placement,
                tier,
                protect,
                ...machineSettings(args.scaleSet, args.syncManager!),
                zone: args.syncManager!.zone ?? zones[0] ?? "",
                subnetId: network.nodeSubnetId,
                privateIpAddress: manager.managerAddress,
                identityIds: [vault.nodeIdentityId, vault.syncManagerIdentityId],
                cloudInit: configurationOf(SyncRole.Manager).cloudInit,
                monitoringAgent: isMonitored,
                requestTimeoutSeconds: args.requestTimeoutSeconds,
                timing: args.timing,
            };
            return new SyncManager(`${name}-sync-manager`, managerArgs, inParent, transforms.syncManager);
        }

        function createScaleSet(): ScaleSetGateway {
            const scaleSetArgs = {
                ...placement,
                tier,
                ...args.scaleSet,
                zones,
                subnetId: network.nodeSubnetId,
                backendPoolIds: [loadBalancer.backendPoolId],
                identityId: vault.nodeIdentityId,
                cloudInit,
                monitoringAgent: isMonitored,
                requestTimeoutSeconds: args.requestTimeoutSeconds,
                startupSeconds,
                timing: args.timing,
            };
            return new ScaleSetGateway(`${name}-nodes`, scaleSetArgs, inParent, transforms.scaleSet);
        }

        function createMonitoring(): GatewayMonitoring | undefined {
            if (!isMonitored) return undefined;
            const defaults = tierDefaults[tier];
            const monitoringArgs = {
                ...placement,
                tier,
                ...args.monitoring,
                loadBalancer: {
                    applicationGatewayId: loadBalancer.applicationGatewayId,
                    maxInstances: args.loadBalancer?.maxInstances ?? defaults.maxLoadBalancerInstances,
                },
                // What the organisation had before, it watches itself.
                sharedStorage: sharedStorage?.share && {
                    accountId: sharedStorage.accountId,
                    shareName: sharedStorage.shareName,
                    quotaGiB: quotaOf(args.sharedStorage ?? {}, args.sharedStorage?.redundancy ?? defaults.storageRedundancy),
                },
                vaultId: vault.vault && vault.vaultId,
                nodes: {
                    scaleSetId: scaleSet.scaleSetId,
                    minInstances: args.scaleSet.minInstances ?? defaults.minInstances,
                    maxInstances: args.scaleSet.maxInstances ?? defaults.maxInstances,
                    configurationHash,
                    syncManagerId: syncManager?.virtualMachineId,
                },
            };
            return new GatewayMonitoring(`${name}-monitoring`, monitoringArgs, inParent, transforms.monitoring);
        }
    }

    /** The network. */
    get network(): GatewayNetwork {
        return childrenOf.get(this)!.network;
    }

    /** The shared file system, where the release has one. */
    get sharedStorage(): SharedStorage | undefined {
        return childrenOf.get(this)!.sharedStorage;
    }

    /** The secrets and the identities that read them. */
    get vault(): GatewayVault {
        return childrenOf.get(this)!.vault;
    }

    /** The one manager of rsync mode. */
    get syncManager(): SyncManager | undefined {
        return childrenOf.get(this)!.syncManager;
    }

    /** The load balancer. */
    get loadBalancer(): GatewayLoadBalancer {
        return childrenOf.get(this)!.loadBalancer;
    }

    /** The gateway nodes. */
    get scaleSet(): ScaleSetGateway {
        return childrenOf.get(this)!.scaleSet;
    }

    /** Logs and alerts, unless they are switched off. */
    get monitoring(): GatewayMonitoring | undefined {
        return childrenOf.get(this)!.monitoring;
    }
}
