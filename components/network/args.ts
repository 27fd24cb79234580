import * as pulumi from "@pulumi/pulumi";

import { Placement } from "../placement";

/** A subnet that exists already. Its owner keeps its security group, its routes and its way out; what they must let through says `securityRulesFor`. */
export interface ExistingSubnet {
    /** Id of the subnet: `/subscriptions/…/virtualNetworks/…/subnets/…`. */
    id: pulumi.Input<string>;

    /** Its address range, a CIDR block. Plain, because the other subnets' rules are computed from it, and its size is checked. */
    addressRange: string;
}

/** Address ranges of single subnets instead of planned ones, as CIDR blocks. Azure does not let a subnet in use move. */
export interface SubnetRanges {
    /** Subnet of the Application Gateway: an address for each instance, one for a private front end, five that Azure keeps. Defaults to a planned /24. */
    loadBalancer?: string;

    /** Subnet of the gateway nodes: an address for each node and each that an upgrade adds, five that Azure keeps. Defaults to a planned /24 or larger. */
    nodes?: string;

    /** Subnet of the private endpoints. Defaults to a planned /27. */
    privateEndpoints?: string;

    /** Subnet of the entry of a cluster, the internal load balancer in front of its pods. Only with a cluster. Defaults to a planned /28. */
    entry?: string;
}

/** What a user decides about the network. */
export interface GatewayNetworkSettings {
    /**
     * Address range of the virtual network, a CIDR block: /22 or larger, which is enough for 422 nodes. In an existing network it is the part of it in which
     * subnets may be made.
     * It must not overlap any network that it will be peered with. Subnets in use cannot move: choose it, and the largest number of nodes, before the first `up`.
     * Plain, because the subnets and their rules are computed from it. Defaults to 10.20.0.0/16; an existing network has no default.
     */
    addressSpace?: string;

    /** Ranges of single subnets instead of planned ones, inside the address range. Plain, because rules are computed from them. Defaults to none. */
    subnetRanges?: SubnetRanges;

    /**
     * Who may call the APIs: CIDR blocks, or one service tag.
     * Narrow it when the callers are known; the web application firewall sees only what is let through here.
     * Defaults to `Internet`, and to `VirtualNetwork` where the load balancer has a private front end only.
     */
    clientRanges?: string[];

    /**
     * Who may use the management port of the load balancer, as CIDR blocks: the Publisher's network, an administrator's.
     * Defaults to none, so that the port is out of reach until somebody is named.
     */
    managementRanges?: string[];

    /**
     * Id of an existing virtual network, in the region and the subscription of everything else. The subnets that are not given are made in it.
     * Its owner keeps its address ranges, DNS servers and peerings. Its presence decides which resources exist. Defaults to a new network.
     */
    virtualNetworkId?: pulumi.Input<string>;

    /** An existing subnet for the Application Gateway alone (AGN-01). Its presence decides which resources exist. Defaults to a new one. */
    loadBalancerSubnet?: ExistingSubnet;

    /** An existing subnet for the gateway nodes, with a way out. Its presence decides which resources exist. Defaults to a new one. */
    nodeSubnet?: ExistingSubnet;

    /** An existing subnet for private endpoints. Its presence decides which resources exist. Defaults to a new one. */
    privateEndpointSubnet?: ExistingSubnet;

    /**
     * An existing subnet for the entry of a cluster: the internal load balancer in front of its pods, which the cluster's identity makes there.
     * Only with a cluster. Its presence decides which resources exist. Defaults to a new one.
     */
    entrySubnet?: ExistingSubnet;

    /**
     * Id of an existing private DNS zone `privatelink.file.core.windows.net`, in which the share gets its name.
     * The zone's name is fixed: a second environment in one resource group, or in one network, needs the zone of the first (or both that of a hub).
     * Its presence decides which resources exist. Defaults to a new zone.
     */
    fileShareZoneId?: pulumi.Input<string>;

    /** Id of an existing private DNS zone `privatelink.vaultcore.azure.net`, as `fileShareZoneId`. Defaults to a new zone. */
    vaultZoneId?: pulumi.Input<string>;

    /**
     * Whether existing zones are linked to the network. The link is made in the zone's resource group, which is taken from its id and must be in the subscription
     * of everything else. Say false where a hub's team or its policy links: a network cannot be linked to one zone twice.
     * Plain, because it decides which resources exist. Defaults to true for a new network and to false for an existing one.
     */
    linkZones?: boolean;

    /**
     * Id of an existing NAT gateway for the nodes' subnet.
     * One address for several environments is easier to have on other people's lists. Its presence decides which resources exist. Defaults to a new one.
     */
    natGatewayId?: pulumi.Input<string>;

    /**
     * Id of an existing route table for the nodes' subnet, with a default route; there is no NAT gateway then.
     * Its owner answers for the way out and its capacity. Its presence decides which resources exist. Defaults to none.
     */
    routeTableId?: pulumi.Input<string>;

    /**
     * Private address of a firewall or another virtual appliance, in a peered network or in this one, through which the nodes reach everything outside;
     * there is no NAT gateway then. Nodes need Ubuntu's packages, Microsoft's identity platform and your backends from it. The load balancer never takes that
     * way: Azure does not allow it (AGN-07). Plain, because its presence decides which resources exist. Defaults to none.
     */
    firewallAddress?: string;
}

/** What a Kubernetes cluster needs of its network. */
export interface ClusterNetworkDemand {
    /** Addresses of pods, beside every network. Plain, because rules are computed from it. Defaults to none that are known, as of an existing cluster. */
    podRange?: string;

    /** Addresses of services in the cluster, beside every network. Defaults to none that are known, as of an existing cluster. */
    serviceRange?: string;

    /** Most addresses that nodes take at one time, those included that an upgrade adds (AK-08). Plain, because the subnet's size is computed from it. Defaults to what a /24 holds. */
    nodeAddresses?: number;

    /**
     * Fixed address of the entry, in its subnet, neither one of its first four nor its last. Plain, because it is checked against the subnet.
     * Defaults to the last address of the subnet that Azure leaves free.
     */
    entryAddress?: string;
}

/** What the rest of an environment needs of its network. */
export interface GatewayNetworkDemand {
    /**
     * Whether a private DNS zone for Azure Files is needed.
     * Leave it out when nothing mounts a share. Plain, because it decides which resources exist. Defaults to true.
     */
    fileShareZone?: boolean;

    /** Whether a private DNS zone for Key Vault is needed. Plain, because it decides which resources exist. Defaults to true. */
    vaultZone?: boolean;

    /** Zone of the NAT gateway and its address, for example `1`; a Standard NAT gateway lives in one zone or none. Defaults to none. */
    natGatewayZone?: string;

    /** Most instances of the load balancer. Its subnet has room for all of them (AGN-02). Defaults to what a /24 holds. */
    maxLoadBalancerInstances?: number;

    /**
     * Whether a manager of rsync mode lies in the nodes' subnet: nodes copy from it, and it needs one more address. Plain, because it decides about rules. Defaults to false.
     */
    syncManager?: boolean;

    /** Fixed address of that manager. Plain, because rules are computed from it. Defaults to the last address of the nodes' subnet that Azure leaves free. */
    syncManagerAddress?: string;

    /** Ports of that manager for the load balancer: management and readiness probes. Defaults to none, where the load balancer has nothing for it. */
    syncManagerPorts?: number[];

    /**
     * The cluster whose nodes lie in the nodes' subnet, instead of machines; its entry gets a subnet of its own. Plain by presence, because it decides which
     * resources exist. Defaults to none.
     */
    cluster?: ClusterNetworkDemand;

    /** Most gateway nodes. Their subnet has room for all of them, and for those that an upgrade adds (VS-21). Defaults to what a /24 holds. */
    maxNodes?: number;

    /** Ports of the load balancer for clients. Defaults to 443. */
    listenerPorts?: number[];

    /** Port of the load balancer for management, which only `managementRanges` may use. Defaults to none. */
    managementPort?: number;

    /** Ports of the nodes for the load balancer: requests and readiness probes. Defaults to 8243 and 9500. */
    nodePorts?: number[];

    /**
     * Ports on which the nodes talk to each other, single ones or ranges such as `4000-4100`. Clustering with Hazelcast needs them,
     * and their subnet is then planned as a /26, unless there are more of them. Defaults to none.
     */
    memberPorts?: string[];

    /** Ports of the share for the nodes: 2049 for NFS, 445 for SMB. An empty list where there is no share. Defaults to 2049. */
    sharePorts?: number[];

    /**
     * Whether the load balancer has a private front end and no public one, in a subscription with network isolation of application gateways.
     * Its subnet is then delegated to it (AGN-03), and Azure's control plane needs no rule (AGN-06). Plain, because it decides about rules. Defaults to false.
     */
    privateFrontend?: boolean;
}

export interface GatewayNetworkArgs extends Placement, GatewayNetworkSettings, GatewayNetworkDemand {}
