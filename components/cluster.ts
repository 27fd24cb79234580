import * as containerservice from "@pulumi/azure-native/containerservice";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "./baseName";
import { checkPart } from "./checking/partChecks";
import { ifPlain, isPlain, refuse } from "./checking/validation";
import { checkZonesOfRegion } from "./checking/valueChecks";
import { ClusterGatewayArgs } from "./cluster/args";
import { checkClusterArgs, withLaterArgsChecks } from "./cluster/argsChecks";
import { ClusterContext, ClusterResourceTransforms } from "./cluster/context";
import { existingCluster } from "./cluster/existingCluster";
import { createFederatedCredential } from "./cluster/federatedCredential";
import { createCluster, NewCluster, UsableCluster } from "./cluster/newCluster";
import { onceReached } from "./cluster/reachable";
import { plainInputs } from "./componentInputs";
import { tenantOf } from "./subscription";
import { defaultZones } from "./tier";
import { GatewayWorkload, GatewayWorkloadTransforms } from "./workload";
import { workloadNames } from "./workload/names";
import { providerLocation } from "./zones";

export { ClusterGatewayArgs } from "./cluster/args";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface ClusterGatewayTransforms extends ClusterResourceTransforms {
    workload?: GatewayWorkloadTransforms;
}

interface Children {
    cluster?: containerservice.ManagedCluster;
    nodePool?: containerservice.AgentPool;
    workload: GatewayWorkload;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<ClusterGateway, Children>();

/**
 * Gateway nodes as pods of a Kubernetes cluster, a new one or one that exists already: the cluster with its identity, its rights and its pools; the trust of the pods' identity in
 * the cluster; and the gateway's own objects in it.
 *
 * Whoever runs Pulumi needs kubelogin and a role in the cluster (`deployer`). For a cluster that exists already they can bring a provider for `kubernetes` in `opts.providers` instead; a new
 * cluster never uses one from outside, since that leads to another cluster.
 *
 * Costs: the nodes of both pools per hour, the API server per hour (not in the sku tier `Free`), an internal load balancer.
 * Fails: when the subscription has no room for nodes (`QuotaExceeded`), the version is out of support (`K8sVersionNotSupported`), the subnet has too few addresses
 * (`InsufficientSubnetSize`), or an existing cluster is stopped, out of reach, or lacks what pods need.
 */
export class ClusterGateway extends pulumi.ComponentResource {
    /** Id of the cluster. */
    public readonly clusterId: pulumi.Output<string>;
    /** Address of the issuer of the pods' tokens. */
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    /** Kubeconfig that signs in through kubelogin, as a secret; that of an existing cluster where it was given, and empty where the provider comes from outside. */
    public readonly kubeconfig: pulumi.Output<string>;
    /** Private address of the gateway's entry, for the load balancer. */
    public readonly entryAddress: pulumi.Output<string>;
    /** Namespace of everything in Kubernetes. */
    public readonly namespace: pulumi.Output<string>;
    /** Fingerprint of what the pods are told. */
    public readonly configurationHash: pulumi.Output<string>;

    constructor(name: string, args: ClusterGatewayArgs, opts?: pulumi.ComponentResourceOptions, transforms: ClusterGatewayTransforms = {}) {
        const subject = `The cluster "${name}"`;
        // Where the nodes of an existing cluster are, its owner has decided.
        const region = args.existing === undefined ? (args.location ?? providerLocation(opts)) : undefined;
        refuse(subject, [...checkPart(args), ...checkClusterArgs(args), ...ifPlain(region, (known) => checkZonesOfRegion(args.zones, known, "zones"))]);
        super("wso2-gateway-azure:index:ClusterGateway", name, plainInputs(args), opts);
        // Names and rules of the pods follow from the zones, so those are decided now, and checked when the region is known.
        const zones = args.zones ?? defaultZones(args.tier, region !== undefined && isPlain(region) ? region : undefined);
        args = withLaterArgsChecks(subject, args, zones);

        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const names = workloadNames(baseName, args.namespace);
        const context: ClusterContext = { name, args, baseName, zones, transforms, inParent, subject };
        // A provider may be inherited from a parent that has nothing to do with this cluster; to a new one none can lead.
        const foreignProvider = args.existing === undefined ? undefined : this.getProvider("kubernetes:core/v1:Namespace");

        const created = args.existing === undefined ? createCluster(context) : undefined;
        const { cluster, reached } = created === undefined ? findCluster() : { cluster: created, reached: pulumi.output(names.namespace) };
        const credential = createFederatedCredential(context, cluster.oidcIssuerUrl, { namespace: names.namespace, name: names.serviceAccount });
        const workload = createWorkload(created);

        childrenOf.set(this, { cluster: created?.cluster, nodePool: created?.pool, workload });
        this.clusterId = cluster.id;
        this.oidcIssuerUrl = cluster.oidcIssuerUrl;
        this.kubeconfig = cluster.kubeconfig;
        this.entryAddress = workload.entryAddress;
        this.namespace = workload.namespace;
        this.configurationHash = workload.configurationHash;
        this.registerOutputs({
            clusterId: this.clusterId,
            oidcIssuerUrl: this.oidcIssuerUrl,
            kubeconfig: this.kubeconfig,
            entryAddress: this.entryAddress,
            namespace: this.namespace,
            configurationHash: this.configurationHash,
        });

        /** An existing cluster, and the namespace's name as soon as its API server has answered. */
        function findCluster(): { cluster: UsableCluster; reached: pulumi.Output<string> } {
            const found = existingCluster(context, args.existing!, foreignProvider !== undefined);
            return { cluster: found, reached: onceReached(subject, "existing", found.place, names.namespace) };
        }

        /** Pods need nodes to run on, rights to pull images and to have an entry, and an identity that trusts them: everything follows from the name of their namespace. */
        function createWorkload(made: NewCluster | undefined): GatewayWorkload {
            const needed = [credential.id, ...(made?.neededByPods ?? [])];
            const reachedNamespace = pulumi.all([reached, ...needed]).apply(([known]) => known!);
            const workloadArgs = { ...args, baseName, zones: [...zones], tenantId: tenantOf(inParent), reachedNamespace };
            const workloadOpts = foreignProvider === undefined ? { ...inParent, providers: { kubernetes: createProvider() } } : inParent;
            return new GatewayWorkload(`${name}-workload`, workloadArgs, workloadOpts, transforms.workload);
        }

        /** The cluster's id tells it from others, so that a kubeconfig with another address or certificate replaces nothing. */
        function createProvider(): Provider {
            return new Provider(name, { kubeconfig: cluster.kubeconfig, clusterIdentifier: cluster.id, enableServerSideApply: true }, inParent);
        }
    }

    /** The cluster, unless it exists already. */
    get cluster(): containerservice.ManagedCluster | undefined {
        return childrenOf.get(this)!.cluster;
    }

    /** The pool of the gateway's pods, unless the cluster exists already. */
    get nodePool(): containerservice.AgentPool | undefined {
        return childrenOf.get(this)!.nodePool;
    }

    /** The gateway's objects in the cluster. */
    get workload(): GatewayWorkload {
        return childrenOf.get(this)!.workload;
    }
}
