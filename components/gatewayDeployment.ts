import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";

import { checkDeployment } from "./checks";
import { child, ChildTransform } from "./children";
import { ClusterGateway, ClusterGatewayTransforms } from "./cluster";
import { deploymentContext } from "./deployment/context";
import { describeEnvironment, describeRecords, DnsRecord } from "./deployment/descriptions";
import { createMachines, Machines } from "./deployment/machines";
import { createPods, entryAddressOf } from "./deployment/pods";
import { monitoringTargets } from "./deployment/monitored";
import { GatewayDeploymentArgs } from "./deploymentArgs";
import { withLaterChecks } from "./checking/laterChecks";
import { GatewayLoadBalancer, GatewayLoadBalancerTransforms } from "./loadBalancer";
import { GatewayMonitoring, GatewayMonitoringTransforms } from "./monitoring";
import { resourceName } from "./naming";
import { GatewayNetwork } from "./network";
import { GatewayNetworkTransforms } from "./network/context";
import { networkDemand } from "./network/demand";
import { sharedPaths } from "./sharedStorage/sharedPaths";
import { ScaleSetGateway, ScaleSetGatewayTransforms } from "./scaleSet";
import { SharedStorage, SharedStorageTransforms } from "./sharedStorage";
import { SyncManager, SyncManagerTransforms } from "./syncManager";
import { refuse } from "./checking/validation";
import { GatewayVault, GatewayVaultTransforms } from "./vault";
import { FRONT_CERTIFICATE, vaultOptions, vaultSecrets, withoutSecrets } from "./vault/secrets";
import { providerLocation } from "./zones";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayDeploymentTransforms {
    resourceGroup?: ChildTransform<resources.ResourceGroupArgs>;
    network?: GatewayNetworkTransforms;
    sharedStorage?: SharedStorageTransforms;
    vault?: GatewayVaultTransforms;
    loadBalancer?: GatewayLoadBalancerTransforms;
    scaleSet?: ScaleSetGatewayTransforms;
    syncManager?: SyncManagerTransforms;
    cluster?: ClusterGatewayTransforms;
    monitoring?: GatewayMonitoringTransforms;
}

interface Children {
    resourceGroup?: resources.ResourceGroup;
    network: GatewayNetwork;
    sharedStorage?: SharedStorage;
    vault: GatewayVault;
    loadBalancer: GatewayLoadBalancer;
    machines?: Machines;
    cluster?: ClusterGateway;
    monitoring?: GatewayMonitoring;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayDeployment, Children>();

/**
 * One environment of a highly available WSO2 API Manager gateway: network, shared file system, secrets, gateway nodes and the load balancer in front of them.
 *
 * Costs: mostly the Application Gateway and the machines, or the cluster's nodes; then the share, the NAT gateway and the private endpoints.
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
    /** Id of the scale set; empty on a cluster. */
    public readonly scaleSetId: pulumi.Output<string>;
    /** Id of the Kubernetes cluster; empty on a scale set. */
    public readonly clusterId: pulumi.Output<string>;
    /** Kubeconfig of the cluster, as a secret; it signs in through kubelogin unless another one was given. Empty on a scale set, and where the Kubernetes provider comes from outside. */
    public readonly kubeconfig: pulumi.Output<string>;
    /** Fingerprint of what the nodes are told. Each machine reports its own in its journal; another one was left behind by an upgrade. */
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
        // Resources without a region get the provider's, and checks and defaults follow from that as well.
        const region = args.location ?? providerLocation(opts);
        refuse(subject, checkDeployment({ ...args, location: region }));
        super("wso2-gateway-azure:index:GatewayDeployment", name, withoutSecrets(args), opts);
        args = withLaterChecks(subject, args);

        const { tier, location, tags, names = {}, protect } = args;
        const context = deploymentContext(name, args, region, this);
        const { inParent, baseName, profile, contentSync, zones, hostNames, manager, isMonitored } = context;
        const loadBalancerSettings = context.loadBalancer;

        const resourceGroup = createResourceGroup();
        const resourceGroupName = resourceGroup?.name ?? pulumi.output(args.resourceGroupName!);
        const placement = { resourceGroupName, location, baseName, names, tags };
        const network = createNetwork();
        const sharedStorage = createSharedStorage();
        const vault = createVault();
        const loadBalancer = createLoadBalancer();
        const around = { placement, network, vault, sharedStorage };
        const machines = args.scaleSet && createMachines(context, args.scaleSet, { ...around, loadBalancer }, transforms);
        const cluster = args.cluster && createPods(context, args.cluster, around, transforms.cluster);
        const monitoring = createMonitoring();

        childrenOf.set(this, { resourceGroup, network, sharedStorage, vault, loadBalancer, machines, cluster, monitoring });
        const none = pulumi.output("");
        this.url = pulumi.interpolate`https://${args.hostName}`;
        this.publicIpAddress = loadBalancer.publicIpAddress;
        this.privateIpAddress = loadBalancer.privateIpAddress;
        this.resourceGroupName = resourceGroupName;
        this.virtualNetworkId = network.virtualNetworkId;
        this.applicationGatewayId = loadBalancer.applicationGatewayId;
        this.scaleSetId = machines?.scaleSet.scaleSetId ?? none;
        this.clusterId = cluster?.clusterId ?? none;
        this.kubeconfig = cluster?.kubeconfig ?? none;
        this.configurationHash = machines?.configurationHash ?? cluster!.configurationHash;
        this.vaultUri = vault.vaultUri;
        this.mountSource = sharedStorage?.mountSource ?? none;
        this.syncManagerAddress = machines?.syncManager?.privateIpAddress ?? none;
        this.workspaceId = monitoring?.workspaceId ?? none;
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
            clusterId: this.clusterId,
            kubeconfig: this.kubeconfig,
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
                backendAddresses: args.cluster && [entryAddressOf(args)!],
                managerAddress: loadBalancerSettings.managementListener && manager?.managerAddress,
                requestTimeoutSeconds: args.requestTimeoutSeconds,
                timing: args.timing,
            };
            return new GatewayLoadBalancer(`${name}-load-balancer`, loadBalancerArgs, inParent, transforms.loadBalancer);
        }

        function createMonitoring(): GatewayMonitoring | undefined {
            if (!isMonitored) return undefined;
            const ownCluster = args.cluster?.existing === undefined ? cluster?.clusterId : undefined;
            const targets = monitoringTargets(context, { loadBalancer, sharedStorage, vault, machines, clusterId: ownCluster });
            return new GatewayMonitoring(`${name}-monitoring`, { ...placement, tier, ...args.monitoring, ...targets }, inParent, transforms.monitoring);
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
        return childrenOf.get(this)!.machines?.syncManager;
    }

    /** The load balancer. */
    get loadBalancer(): GatewayLoadBalancer {
        return childrenOf.get(this)!.loadBalancer;
    }

    /** The gateway nodes on machines, unless they are pods. */
    get scaleSet(): ScaleSetGateway | undefined {
        return childrenOf.get(this)!.machines?.scaleSet;
    }

    /** The gateway nodes as pods, and the cluster, unless they are machines. */
    get cluster(): ClusterGateway | undefined {
        return childrenOf.get(this)!.cluster;
    }

    /** Logs and alerts, unless they are switched off. */
    get monitoring(): GatewayMonitoring | undefined {
        return childrenOf.get(this)!.monitoring;
    }
}
