import * as pulumi from "@pulumi/pulumi";

import { WorkloadSettings } from "../workload/settings";

/** What Azure promises of the cluster's API server, and what it costs. */
export const ClusterSkuTier = {
    /** No promise, no price. For trying out. */
    Free: "Free",
    /** An availability promise, per hour. */
    Standard: "Standard",
    /** As Standard, with long-term support of Kubernetes versions. */
    Premium: "Premium",
} as const;
export type ClusterSkuTier = (typeof ClusterSkuTier)[keyof typeof ClusterSkuTier];

/** Which Kubernetes versions Azure installs on its own, in the maintenance window. */
export const ClusterUpgradeChannel = {
    /** The newest patch of the minor version that the cluster has. */
    Patch: "patch",
    /** The newest patch of the minor version before the newest. */
    Stable: "stable",
    /** The newest patch of the newest minor version. */
    Rapid: "rapid",
    /** No Kubernetes version, only images of nodes; `nodeImageChannel` must be `NodeImage` then (AK-06). */
    NodeImage: "node-image",
    /** Nothing: whoever runs the cluster upgrades it before its version is out of support. */
    None: "none",
} as const;
export type ClusterUpgradeChannel = (typeof ClusterUpgradeChannel)[keyof typeof ClusterUpgradeChannel];

/** How the operating system of the nodes gets its patches. */
export const NodeImageChannel = {
    /** New nodes with Azure's weekly image replace the old ones, in the maintenance window. */
    NodeImage: "NodeImage",
    /** Azure patches with security fixes alone, and replaces nodes only where it must. */
    SecurityPatch: "SecurityPatch",
    /** The operating system patches itself at night, without restarting; Azure has no part in it. */
    Unmanaged: "Unmanaged",
    /** Nothing: whoever runs the cluster replaces the nodes. */
    None: "None",
} as const;
export type NodeImageChannel = (typeof NodeImageChannel)[keyof typeof NodeImageChannel];

/** How the cluster's nodes reach everything outside. */
export const ClusterOutbound = {
    /** Through the NAT gateway of the nodes' subnet. */
    NatGateway: "userAssignedNATGateway",
    /** Through the default route of the nodes' subnet, to a firewall. */
    Route: "userDefinedRouting",
} as const;
export type ClusterOutbound = (typeof ClusterOutbound)[keyof typeof ClusterOutbound];

/** What kind of object in Microsoft Entra ID somebody is. */
export const DeployerType = {
    /** A person. */
    User: "User",
    /** A group. */
    Group: "Group",
    /** An application or a managed identity, such as that of a pipeline. */
    ServicePrincipal: "ServicePrincipal",
} as const;
export type DeployerType = (typeof DeployerType)[keyof typeof DeployerType];

/** Day of the week of a maintenance window. */
export const MaintenanceDay = {
    /** The window begins on a Monday. */
    Monday: "Monday",
    /** The window begins on a Tuesday. */
    Tuesday: "Tuesday",
    /** The window begins on a Wednesday. */
    Wednesday: "Wednesday",
    /** The window begins on a Thursday. */
    Thursday: "Thursday",
    /** The window begins on a Friday. */
    Friday: "Friday",
    /** The window begins on a Saturday. */
    Saturday: "Saturday",
    /** The window begins on a Sunday. */
    Sunday: "Sunday",
} as const;
export type MaintenanceDay = (typeof MaintenanceDay)[keyof typeof MaintenanceDay];

/**
 * A cluster that exists already. It needs Kubernetes 1.30 or later, the OIDC issuer with workload identity (AK-12) and the Key Vault add-on of the Secrets Store CSI driver, runs in the nodes'
 * network, and lets its identity join the entry subnet. Its owner keeps its pools, its versions and its way out.
 */
export interface ExistingCluster {
    /** Id of the cluster: `/subscriptions/…/managedClusters/…`. */
    id: pulumi.Input<string>;

    /**
     * Kubeconfig with which the gateway's objects are made, as a secret. Where it signs in with a token or a certificate, that is in the state, encrypted.
     * Defaults to one that is made from the cluster's address and signs in through kubelogin, as `deployer` or whoever else runs Pulumi.
     */
    kubeconfig?: pulumi.Input<string>;
}

/** Whoever runs Pulumi: with local accounts switched off, a role is needed to make objects in the cluster. */
export interface ClusterDeployer {
    /** Object id in Microsoft Entra ID, a GUID: of a pipeline's identity, a group, a person. */
    principalId: pulumi.Input<string>;

    /** What kind of object that is: Azure cannot look up young ones (`PrincipalNotFound`). Defaults to `ServicePrincipal`. */
    principalType?: DeployerType;
}

/** One pool of nodes: machines of one size that the cluster's autoscaler adds and removes between two bounds. */
export interface NodePoolSettings {
    /**
     * Size of a machine: at least 4 cores and 4 GB, not of the B series, in the system pool (AK-03). Another size is another pool. Defaults to `Standard_D4s_v5`.
     */
    vmSize?: string;

    /** Fewest nodes, from 2 on in the system pool and 1 in the gateway's. Plain, because it is checked against the maximum. Defaults to 3 in Production; to 2 and 1 in Development. */
    minNodes?: number;

    /**
     * Most nodes, up to 1000. Bounds the costs; the nodes' subnet and the pods' range need room for them and for those that an upgrade adds (AK-07, AK-08).
     * The gateway's need room for `maxReplicas` pods of `cpu` cores and those that a roll-out adds.
     * Plain, because sizes are computed from it. Defaults to 5 in the system pool in Production and 3 in Development, in the gateway's to what its pods need, at least 10 and 3.
     */
    maxNodes?: number;

    /** Size of the system disk of a node in GiB, 30 to 2048. Images of containers are on it. Decided when the pool is created. Defaults to 128. */
    osDiskSizeGiB?: number;
}

/** When Azure may work on the cluster, every week. */
export interface MaintenanceWindow {
    /** Day of the week on which it begins. Defaults to `Sunday`. */
    day?: MaintenanceDay;

    /** Time of day at which it begins, `HH:mm`. Defaults to `01:00`. */
    startTime?: string;

    /** Length in hours, 4 to 24 (AK-14). An upgrade that has begun is finished after it. Defaults to 6. */
    durationHours?: number;

    /** How far the time of day is from UTC, for example `+02:00`; it does not follow summer time. Defaults to `+00:00`. */
    utcOffset?: string;
}

/** When Azure may upgrade the cluster on its own. */
export interface MaintenanceSettings {
    /** Window for new versions of Kubernetes. Defaults to Sunday, 01:00 to 07:00 UTC. */
    upgrades?: MaintenanceWindow;

    /** Window for new images and patches of the nodes' operating system. Defaults to Sunday, 01:00 to 07:00 UTC. */
    nodeImages?: MaintenanceWindow;
}

/** What a user decides about the cluster that the gateway runs on. */
export interface ManagedClusterSettings {
    /**
     * A cluster that exists already. Everything about pools, versions, the API server and ranges is its owner's then, and refused beside it.
     * Its presence decides which resources exist. Defaults to a new cluster.
     */
    existing?: ExistingCluster;

    /**
     * Kubernetes version, such as `1.35`: a minor version, of which Azure takes the newest patch, or a full one where `upgradeChannel` leaves it alone.
     * A higher one upgrades the API server and the gateway's pool at once; the system pool follows with the channel, or by `az aks nodepool upgrade`.
     * With the channels `stable` and `rapid` it is the version at the beginning only. At least 1.30. Defaults to 1.35 (AK-01).
     */
    kubernetesVersion?: string;

    /** What Azure promises of the API server. Defaults to `Standard` in Production and `Free` in Development. */
    skuTier?: ClusterSkuTier;

    /**
     * Whether the API server has a private address only. Whoever runs Pulumi must then be inside the network, or in one that is connected with it, and find its name.
     * Decided when the cluster is created. Defaults to false, where `authorizedRanges` are needed.
     */
    privateApiServer?: boolean;

    /**
     * Who may reach the public API server, as CIDR blocks, up to 200 (AK-11): those who run Pulumi and `kubectl`, and the address with which nodes leave, unless that is a
     * NAT gateway made here. Not together with `privateApiServer`; one of both is needed. Plain, so that they can be checked at once.
     */
    authorizedRanges?: string[];

    /**
     * Id of a private DNS zone `privatelink.<region>.azmk8s.io` for the private API server, such as that of a hub (AK-11). The cluster's identity gets the right to write
     * to it. Only with `privateApiServer`. Its presence decides which resources exist. Defaults to a zone that Azure makes, which is linked to the nodes' network alone.
     */
    apiServerZoneId?: pulumi.Input<string>;

    /**
     * Whoever runs Pulumi gets the role Azure Kubernetes Service RBAC Cluster Admin in the cluster. Leave it out where the role comes from elsewhere, such as the
     * subscription or a group. Its presence decides which resources exist. Defaults to none.
     */
    deployer?: ClusterDeployer;

    /**
     * Id of an Azure container registry that the nodes may pull images from: `/subscriptions/…/registries/…`. Their identity gets the role AcrPull (AK-19).
     * Its presence decides which resources exist. Defaults to none.
     */
    registryId?: pulumi.Input<string>;

    /**
     * Addresses of the pods, a CIDR block beside every network that they talk to: /24 of it for each node (AK-07). It exists in the cluster only, so other clusters may use
     * the same. Decided when the cluster is created. Defaults to 10.244.0.0/16, which is enough for 256 nodes.
     */
    podRange?: string;

    /** Addresses of services inside the cluster, a CIDR block smaller than /12, as `podRange` beside every network (AK-07). Decided when the cluster is created. Defaults to 10.245.0.0/20. */
    serviceRange?: string;

    /**
     * How nodes reach everything outside. Needed only where the nodes' subnet exists already and its owner's route, not a NAT gateway, is the way out (AK-10).
     * Decided when the cluster is created. Defaults to what the network has.
     */
    outbound?: ClusterOutbound;

    /**
     * The system pool, which runs what Kubernetes itself needs, and no gateway. Decided when the cluster is created: Azure makes it together with the cluster and lists every
     * pool there, with what its autoscaler and its upgrades have changed. `az aks nodepool update` changes it later. Defaults to those of its arguments.
     */
    systemPool?: NodePoolSettings;

    /** The pool of the gateway's pods. A new pool takes over before the old one goes where machines of a pool cannot change. Defaults to those of its arguments. */
    nodePool?: NodePoolSettings;

    /**
     * Whether the host encrypts everything that a node of either pool stores, temporary disk and caches included; managed disks are encrypted anyway.
     * Needs the feature `Microsoft.Compute/EncryptionAtHost`, registered in the subscription, and sizes that support it (VS-14). Decided when a pool is created: changed
     * later, a new pool of the gateway takes over before the old one goes, and the system pool stays as it is. Defaults to false.
     */
    encryptionAtHost?: boolean;

    /** Which Kubernetes versions Azure installs on its own. Defaults to `patch`. */
    upgradeChannel?: ClusterUpgradeChannel;

    /** How the nodes' operating system gets its patches. Defaults to `NodeImage`. */
    nodeImageChannel?: NodeImageChannel;

    /** When Azure may upgrade on its own. Defaults to those of its arguments. */
    maintenance?: MaintenanceSettings;
}

/** Gateway nodes as pods of a Kubernetes cluster: the cluster, and what runs on it. */
export interface ClusterSettings extends ManagedClusterSettings, WorkloadSettings {}
