import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as apps from "@pulumi/kubernetes/apps/v1";
import * as autoscaling from "@pulumi/kubernetes/autoscaling/v2";
import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as policy from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";

import { placeOf } from "./azure/ids";
import { defaultBaseName } from "./baseName";
import { checkedIfLater, refuse } from "./checking/validation";
import { child, ChildTransform } from "./children";
import { plainInputs } from "./componentInputs";
import { GatewayWorkloadArgs } from "./workload/args";
import { checkLoadBalancerRange, checkWorkloadArgs, workloadPlan } from "./workload/argsPlan";
import { configMap, secretProviderClass } from "./workload/configuration";
import { deployment, podLabels, rolloutSeconds } from "./workload/deployment";
import { DEFAULT_PROXY_IMAGE, DEFAULT_TOOLS_IMAGE, imageReference } from "./workload/image";
import { withLaterWorkloadChecks } from "./workload/laterChecks";
import { networkPolicies } from "./workload/networkPolicies";
import { managementPort, metadata as metadataOf } from "./workload/plan";
import { podTemplate } from "./workload/podTemplate";
import { horizontalPodAutoscaler, podDisruptionBudget } from "./workload/scaling";
import { entryService, managementService, membersService } from "./workload/services";
import { namespaceObject, serviceAccount } from "./workload/space";
import { MountedShare, persistentVolume, persistentVolumeClaim } from "./workload/volume";

export { GatewayWorkloadArgs, WorkloadShare } from "./workload/args";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayWorkloadTransforms {
    namespace?: ChildTransform<core.NamespaceArgs>;
    serviceAccount?: ChildTransform<core.ServiceAccountArgs>;
    configuration?: ChildTransform<core.ConfigMapArgs>;
    scripts?: ChildTransform<core.ConfigMapArgs>;
    secrets?: ChildTransform<ConstructorParameters<typeof CustomResource>[1]>;
    volume?: ChildTransform<core.PersistentVolumeArgs>;
    claim?: ChildTransform<core.PersistentVolumeClaimArgs>;
    deployment?: ChildTransform<apps.DeploymentArgs>;
    entry?: ChildTransform<core.ServiceArgs>;
    management?: ChildTransform<core.ServiceArgs>;
    members?: ChildTransform<core.ServiceArgs>;
    budget?: ChildTransform<policy.PodDisruptionBudgetArgs>;
    autoscaler?: ChildTransform<autoscaling.HorizontalPodAutoscalerArgs>;
    /** Each of the network policies; the function gets the name of the one that it changes. */
    networkPolicies?: ChildTransform<networking.NetworkPolicyArgs>;
}

interface Children {
    deployment: apps.Deployment;
    entry: core.Service;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayWorkload, Children>();

/**
 * Gateway nodes as pods of a Kubernetes cluster: a Deployment whose pods are spread over zones, replace each other one by one without losing a request, and become more when they are
 * busy; their entry behind an internal load balancer of Azure; and everything that lets nobody else in. Which cluster is decided by the provider in `opts`.
 *
 * Costs: the nodes that the pods need, and the rules of the internal load balancer.
 * Fails: when pods do not get ready in time, for example because their image cannot be pulled, their secrets cannot be read or the share cannot be mounted; the pods that are there stay.
 */
export class GatewayWorkload extends pulumi.ComponentResource {
    /** Namespace of everything. */
    public readonly namespace: pulumi.Output<string>;
    /** Service account of the pods: with the namespace it is what their managed identity trusts. */
    public readonly serviceAccountName: pulumi.Output<string>;
    /** Private address of the entry. */
    public readonly entryAddress: pulumi.Output<string>;
    /** Fingerprint of what the pods are told. */
    public readonly configurationHash: pulumi.Output<string>;

    constructor(name: string, args: GatewayWorkloadArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayWorkloadTransforms = {}) {
        const subject = `The workload "${name}"`;
        refuse(subject, checkWorkloadArgs(args));
        super("wso2-gateway-azure:index:GatewayWorkload", name, plainInputs(args), opts);
        args = withLaterWorkloadChecks(subject, args, args.tier);

        const plan = workloadPlan(args, args.baseName ?? defaultBaseName(name));
        const inParent = { parent: this };
        const slowly = { ...inParent, customTimeouts: timeouts(rolloutSeconds(plan)) };
        const reader = pulumi.all([args.identityClientId, args.tenantId]).apply(([clientId, tenantId]) => ({ clientId, tenantId }));
        const document = pulumi.output(args.podDocument);
        const loadBalancerRange = checkedIfLater(subject, args.loadBalancerRange, "loadBalancerRange", checkLoadBalancerRange);

        const namespaceName = createNamespace();
        const account = createServiceAccount();
        const configuration = createConfigMap("configuration", "files");
        const scripts = createConfigMap("scripts", "scripts");
        const secrets = createSecretProviderClass();
        const claim = args.share && createVolume(args.share);
        const policies = createNetworkPolicies();
        const pods = createDeployment();
        const entry = createServices();
        createScaling();

        childrenOf.set(this, { deployment: pods, entry });
        this.namespace = namespaceName;
        this.serviceAccountName = account.metadata.name;
        this.entryAddress = entry.status.apply((status) => status?.loadBalancer?.ingress?.[0]?.ip ?? args.entryAddress ?? "");
        this.configurationHash = document.configurationHash;
        this.registerOutputs({
            namespace: this.namespace,
            serviceAccountName: this.serviceAccountName,
            entryAddress: this.entryAddress,
            configurationHash: this.configurationHash,
        });

        /** Everything in the namespace follows from its name, so that nothing is made before it is there and the cluster is known to answer. */
        function createNamespace(): pulumi.Output<string> {
            const reached = pulumi.output(args.reachedNamespace ?? plan.names.namespace);
            if (!plan.createNamespace) return reached;
            const { metadata } = namespaceObject(plan);
            const space = new core.Namespace(...child(transforms.namespace, `${name}-namespace`, { metadata: { ...metadata, name: reached } }, inParent));
            return space.metadata.name;
        }

        /** The same object, in the namespace that is there. */
        function inNamespace<T extends { metadata: object }>(object: T) {
            return { ...object, metadata: { ...object.metadata, namespace: namespaceName } };
        }

        function createServiceAccount(): core.ServiceAccount {
            const { metadata, ...rest } = serviceAccount(plan, { clientId: "", tenantId: "" });
            const annotations = reader.apply((known) => serviceAccount(plan, known).metadata.annotations!);
            return new core.ServiceAccount(
                ...child(transforms.serviceAccount, `${name}-service-account`, inNamespace({ ...rest, metadata: { ...metadata, annotations } }), inParent),
            );
        }

        function createConfigMap(what: "configuration" | "scripts", part: "files" | "scripts"): core.ConfigMap {
            const object = document.apply((known) => configMap(plan, what, known[part]));
            return new core.ConfigMap(
                ...child<core.ConfigMapArgs>(
                    transforms[what],
                    `${name}-${what}`,
                    { ...inNamespace({ metadata: named(object) }), data: object.data, immutable: true },
                    inParent,
                ),
            );
        }

        function createSecretProviderClass(): CustomResource {
            const object = pulumi.all([document, reader]).apply(([known, identity]) => secretProviderClass(plan, known.secrets, identity));
            return new CustomResource(
                ...child(
                    transforms.secrets,
                    `${name}-secrets`,
                    {
                        apiVersion: "secrets-store.csi.x-k8s.io/v1",
                        kind: "SecretProviderClass",
                        ...inNamespace({ metadata: named(object) }),
                        spec: object.spec,
                    },
                    inParent,
                ),
            );
        }

        function createVolume(share: NonNullable<GatewayWorkloadArgs["share"]>): core.PersistentVolumeClaim {
            const mounted = pulumi
                .all([share.accountId, share.shareName, share.encryptionInTransit])
                .apply(([accountId, shareName, encrypted]): MountedShare => {
                    const { resourceGroupName, name: accountName } = storageAccount(accountId);
                    return { resourceGroupName, accountName, shareName, encryptionInTransit: encrypted ?? true };
                });
            const object = pulumi.all([mounted, namespaceName]).apply(([known]) => persistentVolume(plan, known));
            const volume = new core.PersistentVolume(...child(transforms.volume, `${name}-volume`, { metadata: object.metadata, spec: object.spec }, inParent));
            const claimed = mounted.apply((known) => persistentVolumeClaim(plan, known));
            // Known after the volume, so that the claim is bound at once.
            const spec = pulumi.all([claimed, volume.metadata.name]).apply(([known, volumeName]) => ({ ...known.spec, volumeName }));
            // Goes when the last pod that uses it has ended, which drains until then.
            const options = { ...inParent, customTimeouts: { delete: `${rolloutSeconds(plan)}s` } };
            return new core.PersistentVolumeClaim(
                ...child<core.PersistentVolumeClaimArgs>(transforms.claim, `${name}-claim`, { ...inNamespace({ metadata: named(claimed) }), spec }, options),
            );
        }

        /** Before the pods: there is no moment in which they may do what they must not. */
        function createNetworkPolicies(): networking.NetworkPolicy[] {
            return Object.keys(networkPolicies(plan, "10.0.0.0/24")).map((key) => {
                const object = pulumi.output(loadBalancerRange).apply((range) => networkPolicies(plan, range)[key]!);
                const policyArgs = { ...inNamespace({ metadata: named(object) }), spec: object.spec };
                return new networking.NetworkPolicy(
                    ...child<networking.NetworkPolicyArgs>(transforms.networkPolicies, `${name}-policy-${key}`, policyArgs, inParent),
                );
            });
        }

        function createDeployment(): apps.Deployment {
            const spec = pulumi
                .output({
                    document,
                    image: imageReference(args.image),
                    toolsImage: imageReference(args.toolsImage ?? DEFAULT_TOOLS_IMAGE),
                    proxyImage: imageReference(args.proxyImage ?? DEFAULT_PROXY_IMAGE),
                    serviceAccountName: account.metadata.name,
                    configMapName: configuration.metadata.name,
                    scriptsMapName: scripts.metadata.name,
                    secretProviderClassName: secrets.metadata.name,
                    claimName: claim?.metadata.name ?? "",
                })
                .apply(({ claimName, ...known }) => {
                    const { profile, contentSync, timing, cpu, memoryMiB, heapMiB } = plan;
                    const template = podTemplate({
                        ...{ profile, contentSync, timing, cpu, memoryMiB, heapMiB },
                        ...known,
                        ...(claimName === "" ? {} : { claimName }),
                        labels: podLabels(plan),
                        clusteringLibraries: args.clusteringLibraries,
                        pullSecretName: args.pullSecretName,
                    });
                    return deployment(plan, template).spec;
                });
            const options = { ...slowly, dependsOn: policies };
            return new apps.Deployment(
                ...child<apps.DeploymentArgs>(
                    transforms.deployment,
                    `${name}-deployment`,
                    { ...inNamespace({ metadata: metadataOf(plan, plan.names.gateway) }), spec },
                    options,
                ),
            );
        }

        /** They wait for ready pods, as long as those may take. */
        function createServices(): core.Service {
            const place = pulumi.all([args.entrySubnetId, loadBalancerRange]).apply(([subnetId, range]) => ({
                subnetName: subnetId.split("/").at(-1)!,
                loadBalancerRange: range,
                ...(args.entryAddress === undefined ? {} : { address: args.entryAddress }),
            }));
            if (plan.hazelcast) {
                const { metadata, spec } = membersService(plan);
                new core.Service(...child<core.ServiceArgs>(transforms.members, `${name}-members`, { ...inNamespace({ metadata }), spec }, slowly));
            }
            if (plan.management) {
                const object = place.apply((known) => managementService(plan, managementPort, known));
                createService("management", object);
            }
            return createService(
                "entry",
                place.apply((known) => entryService(plan, known)),
            );
        }

        function createService(what: "entry" | "management", object: pulumi.Output<ReturnType<typeof entryService>>): core.Service {
            const serviceArgs = { ...inNamespace({ metadata: { ...named(object), annotations: object.metadata.annotations } }), spec: object.spec };
            // There is one address: a Service in another namespace would wait for it in vain while the old one has it.
            const options = { ...slowly, deleteBeforeReplace: true };
            return new core.Service(...child<core.ServiceArgs>(transforms[what], `${name}-${what}`, serviceArgs as core.ServiceArgs, options));
        }

        function createScaling(): void {
            const [budget, autoscaler] = [podDisruptionBudget(plan), horizontalPodAutoscaler(plan)];
            new policy.PodDisruptionBudget(...child<policy.PodDisruptionBudgetArgs>(transforms.budget, `${name}-budget`, inNamespace(budget), inParent));
            new autoscaling.HorizontalPodAutoscaler(
                ...child<autoscaling.HorizontalPodAutoscalerArgs>(transforms.autoscaler, `${name}-autoscaler`, inNamespace(autoscaler), inParent),
            );
        }
    }

    /** The Deployment of the pods. */
    get deployment(): apps.Deployment {
        return childrenOf.get(this)!.deployment;
    }

    /** The Service at which requests arrive. */
    get entry(): core.Service {
        return childrenOf.get(this)!.entry;
    }
}

/** Name and labels of an object that is known later. */
function named(object: pulumi.Output<{ metadata: { name: string; labels: Record<string, string> } }>) {
    return { name: object.metadata.name, labels: object.metadata.labels };
}

function storageAccount(id: string): { resourceGroupName: string; name: string } {
    const place = placeOf(id, "Microsoft.Storage/storageAccounts");
    if (place === undefined) throw new pulumi.RunError(`share.accountId: is "${id}"; the id of a storage account is needed`);
    return place;
}

function timeouts(seconds: number): pulumi.CustomTimeouts {
    // Pods that end may need longer than the ten minutes that the provider waits for a deletion.
    return { create: `${seconds}s`, update: `${seconds}s`, delete: `${seconds}s` };
}
