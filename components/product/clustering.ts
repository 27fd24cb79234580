import type { Problem } from "../problem";
import { firstReleaseThat, releaseProfile } from "./releases";

/**
 * Where a member may be found. Hazelcast reads a range in the last part of an address and tries each address in it,
 * so that nodes find each other though nobody knows beforehand which addresses they get.
 */
export interface ClusterMember {
    /** An address, or several that differ in their last part: `10.20.1.4-62`. */
    host: string;
    /** TCP port of the member. */
    port: number;
}

/** A headless service of Kubernetes. Its name in DNS gives the addresses of the members. */
export interface MembersService {
    name: string;
    namespace: string;
}

/**
 * A Hazelcast cluster of the gateway nodes of one environment, in terms that are the same for every style of configuration.
 *
 * Each node is known to the others by its own address, which only the node itself knows: `localMemberHost` is written as a reference to it.
 */
export interface Clustering {
    /** Name of the cluster: nodes with another one never join, so every environment has its own. */
    domain: string;
    /** TCP port on which a node is found by the others. The port offset of the product does not move it. */
    localMemberPort: number;
    /** Where the members may be, with the scheme of well-known addresses (`wka`), because Azure's networks have no multicast. Empty on Kubernetes. */
    members: readonly ClusterMember[];
    /** On Kubernetes: the headless service whose pods the members are. */
    kubernetes?: MembersService;
    /** Settings of Hazelcast itself, for `repository/conf/hazelcast.properties`. */
    properties: Readonly<Record<string, string>>;
}

/** Port of a cluster's members, unless it is taken: then the next ones are tried. */
export const MEMBER_PORT = 4000;

/** Ports that members may use among each other: the usual one, and those that Hazelcast goes on to while that one is still taken after a restart. */
export const LAST_MEMBER_PORT = MEMBER_PORT + 3;
export const MEMBER_PORTS = `${MEMBER_PORT}-${LAST_MEMBER_PORT}`;

/**
 * The largest subnet whose addresses members are looked for in. Each dead address costs a second of every start, and a range cannot go beyond
 * the last part of an address.
 */
export const LARGEST_MEMBER_PREFIX = 26;

/** A name that is safe in XML files and as the name of a Hazelcast group. */
const DOMAIN = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,118}[A-Za-z0-9])?$/;

/** What is wrong with the name of a cluster. */
export function checkClusterDomain(domain: string, path: string): Problem[] {
    if (DOMAIN.test(domain)) return [];
    return [{ path, message: `is "${domain}"; allowed are up to 120 letters, digits, dots, hyphens and underscores` }];
}

/** Whether a release can form a cluster. */
export function checkClusteringRelease(release: string, path: string): Problem[] {
    const { supported, reason, alternative } = releaseProfile(release).hazelcast;
    if (supported) return [];
    const last = firstReleaseThat((profile) => !profile.hazelcast.supported);
    return [{ path, message: `is given, but releases from ${last} cannot form a cluster: ${reason}. Use redis instead: ${alternative}` }];
}

/** What a cluster is made from. */
export interface ClusteringOptions {
    release: string;
    /** Name of the cluster. */
    domain: string;
    /** First and last address that a node may have, equal but for their last part. */
    firstAddress: string;
    lastAddress: string;
}

/** The cluster of an environment. */
export function clustering({ release, domain, firstAddress, lastAddress }: ClusteringOptions): Clustering {
    const last = lastAddress.split(".").at(-1)!;
    return {
        domain,
        localMemberPort: MEMBER_PORT,
        members: [{ host: `${firstAddress}-${last}`, port: MEMBER_PORT }],
        properties: hazelcastProperties(release),
    };
}

/** The cluster of an environment's pods. */
export function clusteringOnKubernetes(release: string, domain: string, service: MembersService): Clustering {
    return { domain, localMemberPort: MEMBER_PORT, members: [], kubernetes: service, properties: hazelcastProperties(release) };
}

/** How a member finds the others, in terms of the product: the name of the scheme, and the parameters that this scheme has beside the common ones. */
export function membershipScheme({ kubernetes }: Clustering): { scheme: string; parameters: Readonly<Record<string, string>> } {
    if (kubernetes === undefined) return { scheme: "wka", parameters: {} };
    return {
        scheme: "kubernetes",
        parameters: {
            // No pack has the class: it comes with a jar of wso2/kubernetes-common. Any class can be a scheme since kernel 4.4.1 (wso2/carbon-kernel#391), older than 2.1.
            membershipSchemeClassName: "org.wso2.carbon.membership.scheme.kubernetes.KubernetesMembershipScheme",
            KUBERNETES_NAMESPACE: kubernetes.namespace,
            KUBERNETES_SERVICES: kubernetes.name,
            // By DNS, which needs no rights in the cluster; the API of Kubernetes would.
            USE_DNS: "true",
        },
    };
}

/**
 * Hazelcast of 3.0 and later waits five seconds for each address that does not answer, which keeps a cluster from forming for minutes; that of 2.x does not.
 * The product ends Hazelcast itself, after the requests, so Hazelcast must not do it by a hook of its own.
 */
function hazelcastProperties(release: string): Record<string, string> {
    const common = { "hazelcast.shutdownhook.enabled": "false" };
    return releaseProfile(release).hazelcast.version === "3.5.4" ? common : { ...common, "hazelcast.socket.connect.timeout.seconds": "1" };
}
