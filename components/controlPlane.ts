import * as pulumi from "@pulumi/pulumi";

/** The API Manager components that a gateway works with: key manager, traffic managers and, from release 4.0, the event hub. They are not part of this library. */
export interface ControlPlane {
    /** Base address of key manager and event hub services, for example `https://cp.example.com:9443`. It may be a load balancer's. */
    serviceUrl: pulumi.Input<string>;

    /**
     * Host names or addresses of the traffic managers, one by one: a gateway sends its events to each and takes decisions from each,
     * which a load balancer would break.
     */
    trafficManagers: pulumi.Input<pulumi.Input<string>[]>;

    /** Host names or addresses of the event hub's nodes, one by one, for releases from 4.0. Defaults to the traffic managers. */
    eventHubs?: pulumi.Input<pulumi.Input<string>[]>;

    /**
     * Whether their message brokers speak TLS, on port 8672 instead of 5672; releases from 4.1. They do when their configuration says
     * `[broker.transport.amqp.ssl_connection] enabled = true`. Without it passwords and events travel in clear between gateway and control plane. Defaults to false.
     */
    messagingTls?: boolean;

    /** User that the gateway logs in with there. Defaults to the gateway's own administrator. */
    userName?: pulumi.Input<string>;

    /** Password of that user. It goes to the vault, and from there to the nodes. Defaults to the administrator's. */
    password?: pulumi.Input<string>;

    /**
     * Root certificates, PEM, that sign the certificates of these components: the nodes trust them, and the public authorities that the pack trusts.
     * Several while an old and a new one overlap. Defaults to `certificates.backendTrustedRoots`: one private authority for everything.
     * A change of those then rolls the nodes; with roots of their own here it touches the load balancer alone.
     */
    trustedRoots?: string[];

    /**
     * The certificate, PEM, whose key the control plane signs tokens and API keys with: the public half of its primary key store. Nodes verify signatures with it
     * (`gateway_certificate_alias` in the product's trust store). Defaults to the certificate in the nodes' key store, since WSO2 wants one primary key store for all.
     */
    signingCertificate?: string;
}
