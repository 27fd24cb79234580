import * as authorization from "@pulumi/azure-native/authorization";
import * as containerservice from "@pulumi/azure-native/containerservice";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { networkOfSubnet } from "../azure/networkIds";
import { child } from "../children";
import { resourceName } from "../naming";
import { assignRole, BuiltInRole, RoleOptions, whenPropagated } from "../roleAssignment";
import { subscriptionOf } from "../subscription";
import { DEFAULT_STARTUP_SECONDS, timing, timingArgs } from "../timing";
import { changedByAzure, clusterBody, ClusterBodyOptions, gatewayPool, maintenanceNames, maintenanceWindow } from "./bodies";
import { ClusterContext } from "./context";
import { kubeloginConfig } from "./kubeconfig";
import { gatewayPoolName, poolPlans } from "./plan";
import { ClusterOutbound, DeployerType } from "./settings";

/** A cluster, as far as what runs on it needs it. */
export interface UsableCluster {
    id: pulumi.Output<string>;
    oidcIssuerUrl: pulumi.Output<string>;
    /** Known when whoever runs Pulumi may make objects in the cluster. */
    kubeconfig: pulumi.Output<string>;
}

/** The resources of a new cluster. */
export interface NewCluster extends UsableCluster {
    cluster: containerservice.ManagedCluster;
    pool: containerservice.AgentPool;
    identity: managedidentity.UserAssignedIdentity;
    /** Ids of what must be there before pods are made, and must not go before them. */
    neededByPods: pulumi.Output<string>[];
}

/** A cluster with its identity and rights, the gateway's pool, and the windows in which Azure may work on it. */
export function createCluster(context: ClusterContext): NewCluster {
    const { name, args, inParent } = context;
    const subscriptionId = subscriptionOf(inParent);
    const identity = createIdentity(context);
    const assign = (what: string, options: Omit<RoleOptions, "subscriptionId">): authorization.RoleAssignment =>
        assignRole(`${name}-${what}`, { subscriptionId, ...options }, inParent, context.transforms.roleAssignment);

    const { joined, entry } = assignNetworkRoles();
    const options = bodyOptions(context, identity.id);
    const cluster = createManagedCluster(context, options, joined);
    const pool = createPool(context, options, cluster);
    createMaintenance(context, cluster);
    const images = args.registryId === undefined ? [] : [allowToPull(args.registryId).id];
    const admission = args.deployer && assign("deployer", deployerRole(cluster, args.deployer.principalId, args.deployer.principalType));

    const kubeconfig = kubeconfigOf(context, cluster.name);
    return {
        cluster,
        pool,
        identity,
        neededByPods: [pool.id, entry.id, ...images],
        id: cluster.id,
        oidcIssuerUrl: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
        // The first object is made at once, and a role that Azure has not made known everywhere yet is none.
        kubeconfig: admission === undefined ? kubeconfig : pulumi.all([kubeconfig, whenPropagated(admission)]).apply(([text]) => text),
    };

    /** What the cluster's identity must be allowed to do: nodes join their subnet, the entry's load balancer joins its own, a private API server gets its name. */
    function assignNetworkRoles(): { joined: pulumi.Output<string>[]; entry: authorization.RoleAssignment } {
        const principal = { principalId: identity.principalId, principalType: "ServicePrincipal" };
        const nodes = assign("nodes-network", { ...principal, scope: args.nodeSubnetId, role: BuiltInRole.NetworkContributor });
        // Nobody makes the entry before there are nodes, so nobody waits until this one counts everywhere.
        const entry = assign("entry-network", { ...principal, scope: args.entrySubnetId, role: BuiltInRole.NetworkContributor });
        if (args.apiServerZoneId === undefined) return { joined: [whenPropagated(nodes)], entry };
        const network = pulumi.output(args.nodeSubnetId).apply((id) => networkOfSubnet(id) ?? id);
        const zone = assign("api-server-zone", { ...principal, scope: args.apiServerZoneId, role: BuiltInRole.PrivateDnsZoneContributor });
        // Azure links the zone to the network on the identity's behalf (CustomPrivateDNSZoneMissingPermissionError).
        const link = assign("api-server-network", { ...principal, scope: network, role: BuiltInRole.NetworkContributor });
        return { joined: [nodes, zone, link].map(whenPropagated), entry };
    }

    function allowToPull(registryId: pulumi.Input<string>): authorization.RoleAssignment {
        const principalId = cluster.identityProfile.apply((profile) => profile?.["kubeletidentity"]?.objectId ?? "");
        return assign("images", { scope: registryId, role: BuiltInRole.AcrPull, principalId, principalType: "ServicePrincipal" });
    }
}

function deployerRole(
    cluster: containerservice.ManagedCluster,
    principalId: pulumi.Input<string>,
    principalType: DeployerType | undefined,
): Omit<RoleOptions, "subscriptionId"> {
    return { scope: cluster.id, role: BuiltInRole.ClusterAdmin, principalId, principalType: principalType ?? DeployerType.ServicePrincipal };
}

function createIdentity({ name, args, baseName, transforms, inParent }: ClusterContext): managedidentity.UserAssignedIdentity {
    const { resourceGroupName, location, tags, names = {} } = args;
    const identityName = names.clusterIdentity ?? resourceName("userAssignedIdentity", baseName, "cluster");
    const identityArgs = { resourceGroupName, location, tags, resourceName: identityName };
    return new managedidentity.UserAssignedIdentity(...child(transforms.identity, `${name}-cluster`, identityArgs, inParent));
}

function bodyOptions({ args, baseName, zones }: ClusterContext, identityId: pulumi.Input<string>): ClusterBodyOptions {
    const { names = {} } = args;
    return {
        settings: args,
        tier: args.tier,
        system: poolPlans(args, args.tier).system,
        zones,
        identityId,
        nodeSubnetId: args.nodeSubnetId,
        outbound: args.outbound ?? ClusterOutbound.NatGateway,
        outboundIpAddress: args.outboundIpAddress,
        dnsPrefix: resourceName("clusterDnsPrefix", baseName),
        nodeResourceGroup: names.clusterResourceGroup ?? resourceName("clusterResourceGroup", baseName, "cluster"),
        timing: timing(timingArgs(args)),
        startupSeconds: args.startupSeconds ?? DEFAULT_STARTUP_SECONDS,
        tags: args.tags,
    };
}

function createManagedCluster({ name, args, baseName, transforms, inParent }: ClusterContext, options: ClusterBodyOptions, joined: pulumi.Output<string>[]) {
    const { resourceGroupName, location, tags, names = {} } = args;
    const clusterArgs: containerservice.ManagedClusterArgs = {
        resourceGroupName,
        location,
        tags,
        resourceName: names.cluster ?? resourceName("cluster", baseName),
        ...clusterBody(options),
        // A cluster whose identity may not join the subnet yet is refused (LinkedAuthorizationFailed).
        identity: { type: "UserAssigned", userAssignedIdentities: pulumi.all([options.identityId, ...joined]).apply(([id]) => [id!]) },
    };
    const clusterOpts = { ...inParent, ignoreChanges: changedByAzure(args).cluster };
    return new containerservice.ManagedCluster(...child(transforms.cluster, name, clusterArgs, clusterOpts));
}

function createPool({ name, args, zones, transforms, inParent }: ClusterContext, options: ClusterBodyOptions, cluster: containerservice.ManagedCluster) {
    const plan = poolPlans(args, args.tier).gateway;
    const poolArgs: containerservice.AgentPoolArgs = {
        resourceGroupName: args.resourceGroupName,
        resourceName: cluster.name,
        agentPoolName: gatewayPoolName(plan, zones),
        ...gatewayPool(options, plan),
    };
    // A pool that replaces another has another name, so it can be there before the old one is drained.
    const poolOpts = { ...inParent, ignoreChanges: changedByAzure(args).pool, deleteBeforeReplace: false, deletedWith: cluster };
    return new containerservice.AgentPool(...child(transforms.nodePool, `${name}-gateway`, poolArgs, poolOpts));
}

function createMaintenance({ name, args, transforms, inParent }: ClusterContext, cluster: containerservice.ManagedCluster): void {
    const window = (key: keyof typeof maintenanceNames, what: string): void => {
        const windowArgs: containerservice.MaintenanceConfigurationArgs = {
            resourceGroupName: args.resourceGroupName,
            resourceName: cluster.name,
            configName: maintenanceNames[key],
            maintenanceWindow: maintenanceWindow(args.maintenance?.[key]),
        };
        const windowOpts = { ...inParent, deletedWith: cluster };
        new containerservice.MaintenanceConfiguration(...child(transforms.maintenance, `${name}-${what}`, windowArgs, windowOpts));
    };
    window("upgrades", "upgrades");
    window("nodeImages", "node-images");
}

/** The kubeconfig of a cluster of this deployment, or of an existing one in its subscription. */
export function kubeconfigOf(
    { args, inParent }: ClusterContext,
    clusterName: pulumi.Input<string>,
    resourceGroupName: pulumi.Input<string> = args.resourceGroupName,
): pulumi.Output<string> {
    const credentials = containerservice.listManagedClusterUserCredentialsOutput({ resourceGroupName, resourceName: clusterName }, inParent);
    return pulumi.secret(pulumi.all([clusterName, credentials]).apply(([known, answer]) => kubeloginConfig(known, answer)));
}
