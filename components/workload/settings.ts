import * as pulumi from "@pulumi/pulumi";

/** A container image, by its parts. */
export interface GatewayImage {
    /** Registry, for example `contoso.azurecr.io`. Defaults to Docker Hub (`docker.io`), which limits how often it is asked. */
    registry?: pulumi.Input<string>;

    /** Name within the registry, for example `wso2/wso2am-universal-gw`. */
    repository: pulumi.Input<string>;

    /** Tag, for example `4.5.0`. At least one of tag and digest is needed; `latest` is refused in Production, where pods that start later must be like the others. */
    tag?: pulumi.Input<string>;

    /** Digest, `sha256:` and 64 hexadecimal digits. It names the image for ever, which no tag does; a tag beside it is for readers. */
    digest?: pulumi.Input<string>;
}

/** Jars that the product lacks for Hazelcast on Kubernetes, from a ConfigMap. A changed jar belongs into a ConfigMap of another name: that rolls the pods. */
export interface ClusteringLibraries {
    /** Name of a ConfigMap in the pods' namespace with each jar as binary data (`kubectl create configmap … --from-file`). */
    configMapName: string;

    /** Keys of the jars that belong into `repository/components/dropins`: the membership scheme, for example `kubernetes-membership-scheme-1.0.10.jar`. */
    dropins: string[];

    /** Keys of the jars that belong into `repository/components/lib`: what the scheme needs, for example `dnsjava-2.1.8.jar`. */
    libraries: string[];
}

/** A taint of nodes that the pods put up with. */
export interface PodToleration {
    /** Key of the taint. Defaults to every taint. */
    key?: string;
    /** Value of the taint. Defaults to every value. */
    value?: string;
    /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. Defaults to each of them. */
    effect?: string;
}

/** What a user decides about gateway nodes as pods. */
export interface WorkloadSettings {
    /**
     * Image of the product, yours to make and to store: WSO2 gives its product to whoever has accepted its terms. The pack lies where WSO2's own images
     * have it (`/home/wso2carbon/wso2am-…`), and belongs to the user and group ids of those.
     */
    image: GatewayImage;

    /**
     * Image with Python 3.10 or later, bash, GNU's coreutils and openssl, for what happens in a pod beside the product. Docker Hub limits how often it is asked: copy it
     * into a registry of your own for Production. Defaults to `docker.io/library/python:3.12.12-slim-bookworm`.
     */
    toolsImage?: GatewayImage;

    /** Image with HAProxy 2.4 or later, which takes API requests in a pod and closes connections while the pod drains. As for `toolsImage`, copy it. Defaults to `docker.io/library/haproxy:3.0.10`. */
    proxyImage?: GatewayImage;

    /** Name of an image pull secret in the namespace. Not needed where the cluster's own identity may pull (`registryId`). Defaults to none. */
    pullSecretName?: string;

    /** Namespace of everything in Kubernetes. Plain, because all names follow from it. Defaults to the start of the environment's names (`baseName`). */
    namespace?: string;

    /**
     * Whether the namespace is made here, with the pod security level `restricted`. Set it to false where its owner made it; its labels are the owner's then.
     * Once it was made here, false deletes it, with all that is in it.
     * Plain, because it decides which resources exist. Defaults to true.
     */
    createNamespace?: boolean;

    /** Fewest pods; at least 2 for availability. Plain, because it is checked against the others. Defaults to 2 in Production and 1 in Development. */
    minReplicas?: number;

    /** Most pods, up to 100. Bounds the costs, together with the node pool's own maximum. Defaults to 10 in Production and 2 in Development. */
    maxReplicas?: number;

    /**
     * Fewest pods that stay ready while nodes are drained, less than `minReplicas`: otherwise no node could ever be drained (`PodDrainFailure`).
     * Defaults to all but one, however many there are.
     */
    minAvailable?: number;

    /** Average CPU, in percent of `cpu`, above which pods are added, 10 to 95. They are removed slowly. Defaults to 70. */
    targetCpuPercent?: number;

    /** Cores that a pod is sure to get, 0.5 to 64. It may use what its node has left: a limit would slow its start down. Defaults to 2 in Production and 1 in Development. */
    cpu?: number;

    /** Memory of a pod's product in MiB, 2048 to 262144: both what it is sure to get and what it may not exceed. Defaults to 4096, which is WSO2's sizing. */
    memoryMiB?: number;

    /**
     * Heap of the product in MiB, from 512. Beside it the process needs memory for classes, threads and network buffers: at least 1024 MiB and 40 % of `memoryMiB`,
     * or Kubernetes kills it under load. Defaults to half of `memoryMiB`.
     */
    heapMiB?: number;

    /**
     * Fixed private address of the gateway's entry, which the load balancer sends to. Plain, because it is checked against its subnet.
     * Defaults in a deployment to the last usable address of the entry subnet; elsewhere to one that Azure picks, which no load balancer can be told beforehand.
     */
    entryAddress?: string;

    /** Jars for Hazelcast on Kubernetes, releases up to 4.1. Plain, because its presence decides about volumes. Defaults to jars that are in the image. */
    clusteringLibraries?: ClusteringLibraries;

    /** Labels that a node must have to get pods. Defaults to none. */
    nodeSelector?: Record<string, string>;

    /** Taints of nodes that the pods put up with. Defaults to none. */
    tolerations?: PodToleration[];

    /** Name of a PriorityClass of the cluster. Defaults to none: the cluster's own default holds. */
    priorityClassName?: string;

    /**
     * Address ranges of the backends, as CIDR blocks, at any TCP port. Pods reach nothing else but DNS, the control plane and Redis.
     * Defaults to all addresses but link-local ones (the metadata service 169.254.169.254) and Azure's 168.63.129.16.
     */
    backendRanges?: string[];

    /** Namespaces of the same cluster in which backends are. Ranges of addresses do not reach pods where Cilium enforces network policies. Defaults to none. */
    backendNamespaces?: string[];

    /**
     * Address ranges of the control plane and of Redis, as CIDR blocks, at their own ports only. Network policies know no host names.
     * Defaults to the same as that of `backendRanges`.
     */
    controlPlaneRanges?: string[];
}
