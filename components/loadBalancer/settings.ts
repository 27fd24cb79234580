import * as pulumi from "@pulumi/pulumi";

import { FirewallSettings } from "./firewallSettings";

/** Kinds of Application Gateway. */
export const LoadBalancerSku = {
    /** With a web application firewall. */
    WAF_v2: "WAF_v2",
    /** Without one, at about half the price. */
    Standard_v2: "Standard_v2",
} as const;
export type LoadBalancerSku = (typeof LoadBalancerSku)[keyof typeof LoadBalancerSku];

/** The private listener on which the Publisher deploys APIs: to nodes that share a file system, or to the one manager of rsync mode. */
export interface ManagementListenerSettings {
    /**
     * Host name by which the Publisher calls it. It resolves to the private address, in a private DNS zone for example.
     * The front certificate and the nodes' certificate must be valid for it, too.
     */
    hostName: pulumi.Input<string>;

    /**
     * Address in the load balancer's subnet, neither one of its first four nor its last.
     * With `privateOnly` the listener has the same address as the APIs; leave it out. Plain, because it decides about the front end.
     * Defaults in a deployment to the last address of the subnet that Azure leaves free; a load balancer of its own needs one.
     */
    privateIpAddress?: string;

    /** Port of the listener, other than those of the APIs. Defaults to 9443. */
    port?: number;
}

/** Clients have to show a certificate. */
export interface MutualTlsSettings {
    /**
     * Authorities that sign the clients' certificates: for each the chain of PEM certificates from the issuing authority to its root, at most 25 KB. At most 100.
     * Plain, because each is a part of the load balancer.
     */
    clientCertificateAuthorities: string[];

    /**
     * Whether the authority that issued a client's certificate must itself be listed, not only one above it.
     * Without it, every authority below a listed root can issue certificates for clients. Defaults to true.
     */
    verifyIssuer?: boolean;
}

/** What a user decides about the load balancer. */
export interface GatewayLoadBalancerSettings {
    /**
     * Kind of Application Gateway. Without a web application firewall, path rules keep clients off the product's `/carbon` and `/services`, as they do where it only logs;
     * disguised forms of these paths, such as doubled slashes, only a firewall that blocks recognises. Plain, because it decides which resources exist. Defaults to `WAF_v2`.
     */
    sku?: LoadBalancerSku;

    /**
     * Fewest instances of the Application Gateway, 0 to 125.
     * A scale-out takes three to five minutes, so this should carry the usual peaks. Defaults to 2 in Production and 1 in Development.
     */
    minInstances?: number;

    /** Most instances of the Application Gateway, 2 to 125; bounds the costs. Defaults to 10 in Production and 2 in Development. */
    maxInstances?: number;

    /** The web application firewall of the listeners for APIs. Not with `Standard_v2`. */
    firewall?: FirewallSettings;

    /** First label of the public address's own name, `<label>.<region>.cloudapp.azure.com`. Unique in its region. Defaults to no such name. */
    domainNameLabel?: string;

    /**
     * Whether port 80 answers with a permanent redirect to HTTPS, path and query kept.
     * Clients of APIs rarely need it, and what they send to port 80 has already travelled in clear. It takes a listener for each host name, so that 83 host names
     * remain at most. Plain, because it decides about the network's rules. Defaults to false.
     */
    httpRedirect?: boolean;

    /**
     * Whether WebSocket APIs are reachable, on port 8099 of all host names; all releases but 3.0.
     * Connections end after `timing.webSocketTimeoutSeconds` of silence, when their node leaves, and when the load balancer's configuration changes: clients
     * have to reconnect. Plain, because it decides about the network's rules. Defaults to false.
     */
    webSocket?: boolean;

    /**
     * Whether the callbacks of WebSub providers are received, on port 8021 of all host names; releases from 4.0.
     * Plain, because it decides about the network's rules. Defaults to false.
     */
    webSub?: boolean;

    /**
     * A private listener on which the Publisher deploys APIs: up to 3.2, with a shared file system, where every node is manager and worker, or with rsync, where it leads
     * to the one manager. A cookie keeps the calls of one Publisher on one node. In a deployment only `network.managementRanges` reach it. Plain, because it decides which resources exist. Defaults to none.
     */
    managementListener?: ManagementListenerSettings;

    /**
     * Clients have to show a certificate, for APIs and WebSocket. Nodes get it in the header `X-WSO2-CLIENT-CERTIFICATE`, which those of a deployment believe from
     * release 3.0 on (`[apimgt.mutual_ssl] enable_client_validation = false`). Defaults to no client certificates.
     */
    mutualTls?: MutualTlsSettings;

    /**
     * Whether the load balancer has a private address only. The subscription needs the feature `EnableApplicationGatewayNetworkIsolation` of Microsoft.Network
     * before the Application Gateway is made (`az feature register`), the subnet the delegation to Microsoft.Network/applicationGateways (AGN-03, AGN-06).
     * Cannot be changed later: the Application Gateway is replaced. Plain, because it decides which resources exist. Defaults to false.
     */
    privateOnly?: boolean;

    /**
     * With `privateOnly`: the address, in the load balancer's subnet, neither one of its first four nor its last. Plain, because it decides about the front end.
     * Defaults in a deployment to the last address of the subnet that Azure leaves free; a load balancer of its own needs one.
     */
    privateIpAddress?: string;

    /**
     * Id of an existing public address: sku Standard, static, in the load balancer's region, subscription and zones. It is left as it is.
     * Its presence decides which resources exist. Defaults to a new one.
     */
    publicIpAddressId?: pulumi.Input<string>;
}
